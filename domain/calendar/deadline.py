"""A deadline is a function of the calendar, the start, the duration and the pauses."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Protocol

from domain.calendar.days import A_DAY, DayCalendar
from domain.calendar.duration import DAYS, Duration, Ends, Unit, months_after
from domain.calendar.local import DAY_SECONDS, at_local, instant, local_day, seconds_of
from domain.calendar.pause import Pause, Still, stills
from domain.calendar.service import ServiceCalendar
from domain.shared.errors import Invalid


@dataclass(frozen=True, slots=True)
class Deadline:
    """`due` is an instant in UTC, None while a pause goes on that began before it; a caveat says what may change."""

    due: datetime | None
    caveat: str | None = None


class Measure(Protocol):
    """How time is measured between instants in seconds."""

    def between(self, start: int, until: int) -> int: ...
    def after(self, start: int, seconds: int) -> int: ...


class WallClock:
    """Every second counts."""

    def between(self, start: int, until: int) -> int:
        """Seconds between two instants."""
        return until - start

    def after(self, start: int, seconds: int) -> int:
        """The instant so many seconds later."""
        return start + seconds


WALL_CLOCK = WallClock()


def deadline(calendar: ServiceCalendar, start: datetime, duration: Duration, pauses: Iterable[Pause] = ()) -> Deadline:
    """When a promise of this length that began at `start` falls due; Invalid where the calendar cannot count so."""
    began = seconds_of(start)
    due = due_at(calendar, began, duration, stills(pauses, began))
    return Deadline(None if due is None else instant(due), caveat(calendar, due, duration.unit))


def due_at(calendar: ServiceCalendar, start: int, duration: Duration, still: Sequence[Still]) -> int | None:
    """The same in seconds; None while a pause goes on that began before it."""
    if duration.unit in DAYS:
        return _after_days(calendar, start, duration, still)
    return _after(measure(calendar, duration.unit), start, length(calendar, start, duration), still)


def measure(calendar: ServiceCalendar, unit: Unit) -> Measure:
    """Open time for business minutes, the wall clock for the rest."""
    return calendar.open_time if unit is Unit.BUSINESS_MINUTES else WALL_CLOCK


def length(calendar: ServiceCalendar, start: int, duration: Duration) -> int:
    """How many seconds are to be counted; for months those up to the day they lead to."""
    if duration.unit is not Unit.CALENDAR_MONTHS:
        return duration.amount * 60
    last = months_after(local_day(start, calendar.tz), duration.amount)
    return ends_on(calendar, last, start, duration.ends) - start


def days_of(calendar: ServiceCalendar, unit: Unit) -> DayCalendar:
    """The days that are counted; Invalid when the calendar has no trading days."""
    if unit is Unit.WORKING_DAYS:
        return calendar.working_days
    if calendar.trading_days is None:
        raise Invalid(f"calendar {calendar.code!r} knows no trading days", field=["unit"])
    return calendar.trading_days


def ends_on(calendar: ServiceCalendar, day: date, start: int, ends: Ends) -> int:
    """The instant at which a duration that began at `start` ends, if it ends on this day."""
    if ends is Ends.SAME_TIME:
        shown = datetime.fromtimestamp(start, calendar.tz)
        return at_local(day, shown.hour * 3600 + shown.minute * 60 + shown.second, calendar.tz)
    spans = calendar.spans(day) if ends is Ends.CLOSING else ()
    return at_local(day, spans[-1].closes if spans else DAY_SECONDS, calendar.tz)


def still_at(ends: int, still: Sequence[Still]) -> Still | None:
    """The pause in which the clock stands at the moment a day ends; such a day does not count."""
    for each in still:
        if each.start < ends and (each.until is None or ends <= each.until):
            return each
    return None


def caveat(calendar: ServiceCalendar, due: int | None, unit: Unit) -> str | None:
    """What may still change, when the deadline lies beyond what the calendar is confirmed for."""
    if unit is Unit.BUSINESS_MINUTES:
        code, through = calendar.code, calendar.confirmed_through
    elif unit in DAYS:
        days = days_of(calendar, unit)
        code, through = days.code, days.confirmed_through
    else:
        return None
    # A deadline at 24:00 belongs to the day that ends then.
    if due is None or through is None or local_day(due - 1, calendar.tz) <= through:
        return None
    return f"beyond {through.isoformat()}, through which calendar {code} is confirmed"


def _after_days(calendar: ServiceCalendar, start: int, duration: Duration, still: Sequence[Still]) -> int | None:
    days, day = days_of(calendar, duration.unit), local_day(start, calendar.tz)
    if not still:
        return ends_on(calendar, days.later(day, duration.amount), start, duration.ends)
    left = duration.amount
    # Where a day ends is asked only near a pause: it is what takes time.
    near = [
        (
            local_day(each.start, calendar.tz) - A_DAY,
            date.max if each.until is None else local_day(each.until, calendar.tz),
        )
        for each in still
    ]
    while True:
        day = days.later(day, 1)
        pause = None
        if any(first <= day <= last for first, last in near):
            pause = still_at(ends_on(calendar, day, start, duration.ends), still)
        left -= pause is None
        if not left:
            return ends_on(calendar, day, start, duration.ends)
        if pause is not None and pause.until is None:
            return None


def _after(measured: Measure, start: int, seconds: int, still: Sequence[Still]) -> int | None:
    for pause in still:
        ran = measured.between(start, pause.start)
        if ran >= seconds:
            break
        if pause.until is None:
            return None
        seconds -= ran
        start = pause.until
    return measured.after(start, seconds)
