"""Open time as a line that is searched, not walked: a year's spans as instants, with what was open before each."""

from bisect import bisect_left, bisect_right
from collections.abc import Callable, Sequence
from datetime import date
from itertools import accumulate
from zoneinfo import ZoneInfo

from domain.calendar.local import at_local, local_day
from domain.calendar.span import Span
from domain.shared.errors import Invalid

FARTHEST = 20
"""Years from a start to its deadline; a calendar that needs more for it is open too seldom for the promise."""


class Year:
    """The open stretches of a local year in order, and the open seconds before each and, last, in all."""

    __slots__ = ("before", "closes", "opens")

    def __init__(self, stretches: Sequence[tuple[int, int]]) -> None:
        self.opens = [opens for opens, _ in stretches]
        self.closes = [closes for _, closes in stretches]
        self.before = [0, *accumulate(closes - opens for opens, closes in stretches)]

    def open_until(self, at: int) -> int:
        """Open seconds of this year up to the instant."""
        index = bisect_right(self.opens, at)
        if index == 0:
            return 0
        return self.before[index - 1] + min(at, self.closes[index - 1]) - self.opens[index - 1]

    def reached(self, seconds: int) -> int:
        """The first instant at which that many seconds (1 to all) of this year have been open."""
        index = bisect_left(self.before, seconds) - 1
        return self.opens[index] + seconds - self.before[index]


class OpenTime:
    """Measures time while we are open. Years are laid out when first asked for, and kept."""

    def __init__(self, zone: ZoneInfo, spans: Callable[[date], tuple[Span, ...]]) -> None:
        self._zone = zone
        self._spans = spans
        self._years: dict[int, Year] = {}

    def between(self, start: int, until: int) -> int:
        """Open seconds between two instants."""
        first, last = local_day(start, self._zone).year, local_day(until, self._zone).year
        whole = sum(self._year(year).before[-1] for year in range(first, last))
        return whole + self._year(last).open_until(until) - self._year(first).open_until(start)

    def after(self, start: int, seconds: int) -> int:
        """The first instant by which `seconds` (1 or more) have been open since `start`; Invalid if never soon."""
        number = local_day(start, self._zone).year
        last = number + FARTHEST
        year = self._year(number)
        wanted = year.open_until(start) + seconds
        while wanted > year.before[-1]:
            wanted -= year.before[-1]
            number += 1
            if number > last:
                raise Invalid(f"we are not open for that long within {FARTHEST} years", field=["duration"])
            year = self._year(number)
        return year.reached(wanted)

    def stretches(self, day: date) -> list[tuple[int, int]]:
        """The open stretches of one local day, as instants; an hour the clocks jump over is no stretch."""
        ends = [(at_local(day, s.opens, self._zone), at_local(day, s.closes, self._zone)) for s in self._spans(day)]
        return [(opens, closes) for opens, closes in ends if opens < closes]

    def _year(self, number: int) -> Year:
        year = self._years.get(number)
        if year is None:
            year = self._years[number] = self._laid_out(number)
        return year

    def _laid_out(self, number: int) -> Year:
        days = range(date(number, 1, 1).toordinal(), date(number + 1, 1, 1).toordinal())
        return Year([each for day in days for each in self.stretches(date.fromordinal(day))])
