"""Why a promise falls due when it does: every stretch from the start on, counted or skipped, with its reason."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from domain.calendar.deadline import (
    Deadline,
    caveat,
    days_of,
    due_at,
    ends_on,
    length,
    measure,
    still_at,
)
from domain.calendar.duration import DAYS, Duration, Unit
from domain.calendar.local import DAY_SECONDS, at_local, instant, local_day, seconds_of
from domain.calendar.pause import Pause, Still, stills
from domain.calendar.service import ServiceCalendar


@dataclass(frozen=True, slots=True)
class Stretch:
    """From `start` up to `until` (UTC); `counted` is seconds, or days where days are counted, 0 where it is skipped."""

    start: datetime
    until: datetime
    counted: int
    reason: str


@dataclass(frozen=True, slots=True)
class Explanation:
    """The stretches lie end to end from the start to the deadline, or to the pause that still goes on.

    Up to a deadline their `counted` add up to `length`: days, or the seconds of everything else.
    """

    deadline: Deadline
    length: int
    stretches: tuple[Stretch, ...]


Part = tuple[int, int, int, str]


def explain(
    calendar: ServiceCalendar, start: datetime, duration: Duration, pauses: Iterable[Pause] = ()
) -> Explanation:
    """The deadline with the stretches that led to it."""
    began = seconds_of(start)
    still = stills(pauses, began)
    due = due_at(calendar, began, duration, still)
    # While a pause goes on, it is explained up to where that pause began.
    until = still[-1].start if due is None else due
    deadline = Deadline(None if due is None else instant(due), caveat(calendar, due, duration.unit))
    if duration.unit in DAYS:
        parts, wanted = _days(calendar, began, until, duration, still), duration.amount
    else:
        parts, wanted = _seconds(calendar, began, until, duration.unit, still), length(calendar, began, duration)
    return Explanation(deadline, wanted, tuple(_joined(parts)))


def elapsed(
    calendar: ServiceCalendar, start: datetime, at: datetime, duration: Duration, pauses: Iterable[Pause] = ()
) -> int:
    """What has counted up to `at`: days, or seconds for every other unit; 0 before the start."""
    began, now = seconds_of(start), seconds_of(at)
    still = stills(pauses, began)
    if now <= began:
        return 0
    if duration.unit not in DAYS:
        measured = measure(calendar, duration.unit)
        return sum(measured.between(since, until) for since, until, pause in _runs(began, now, still) if not pause)
    first, last = local_day(began, calendar.tz), local_day(now, calendar.tz)
    return sum(
        ends <= now and days_of(calendar, duration.unit).counts(day) and not still_at(ends, still)
        for day in _dates(first + timedelta(days=1), last)
        for ends in [ends_on(calendar, day, began, duration.ends)]
    )


def remaining(
    calendar: ServiceCalendar, start: datetime, at: datetime, duration: Duration, pauses: Iterable[Pause] = ()
) -> int:
    """What is still to be counted at `at`, in the unit of `elapsed`; 0 once it is due."""
    wanted = duration.amount if duration.unit in DAYS else length(calendar, seconds_of(start), duration)
    return max(0, wanted - elapsed(calendar, start, at, duration, pauses))


def _seconds(calendar: ServiceCalendar, began: int, until: int, unit: Unit, still: Sequence[Still]) -> Iterator[Part]:
    for since, to, pause in _runs(began, until, still):
        if pause:
            yield since, to, 0, f"paused: {pause}"
        elif unit is Unit.BUSINESS_MINUTES:
            yield from _open(calendar, since, to)
        else:
            yield since, to, to - since, "wall clock"


def _open(calendar: ServiceCalendar, since: int, to: int) -> Iterator[Part]:
    at = since
    for day in _dates(local_day(since, calendar.tz), local_day(to, calendar.tz)):
        for opens, closes in calendar.open_time.stretches(day):
            begins, ends = max(opens, at), min(closes, to)
            if begins < ends:
                yield at, begins, 0, calendar.closed_because(day)
                yield begins, ends, ends - begins, calendar.open_because(day)
                at = ends
        night = min(at_local(day, DAY_SECONDS, calendar.tz), to)
        yield at, night, 0, calendar.closed_because(day)
        at = max(at, night)


def _days(
    calendar: ServiceCalendar, began: int, until: int, duration: Duration, still: Sequence[Still]
) -> Iterator[Part]:
    days, first = days_of(calendar, duration.unit), local_day(began, calendar.tz)
    at = max(began, min(until, ends_on(calendar, first, began, duration.ends)))
    yield began, at, 0, "the first day is not counted"
    for day in _dates(first + timedelta(days=1), local_day(until, calendar.tz)):
        ends = ends_on(calendar, day, began, duration.ends)
        to = min(ends, until)
        pause = still_at(ends, still)
        if days.counts(day) and pause:
            yield at, to, 0, f"paused: {pause.reason}"
        elif ends > until:
            yield at, to, 0, "the day had not ended"
        else:
            yield at, to, int(days.counts(day)), days.reason(day)
        at = max(at, to)


def _runs(began: int, until: int, still: Sequence[Still]) -> Iterator[tuple[int, int, str]]:
    """Stretches in which the clock ran, with an empty reason, and those in which it stood still."""
    at = began
    for each in still:
        if each.start >= until:
            break
        yield at, each.start, ""
        at = until if each.until is None else min(until, each.until)
        yield each.start, at, each.reason or "no reason given"
    yield at, until, ""


def _dates(first: date, last: date) -> Iterator[date]:
    return (date.fromordinal(each) for each in range(first.toordinal(), last.toordinal() + 1))


def _joined(parts: Iterable[Part]) -> Iterator[Stretch]:
    """Without the empty ones; skipped neighbours with the same reason are one."""
    held: Part | None = None
    for part in parts:
        if part[0] >= part[1]:
            continue
        if held and not held[2] and not part[2] and held[3] == part[3]:
            held = (held[0], part[1], 0, held[3])
            continue
        if held:
            yield _stretch(held)
        held = part
    if held:
        yield _stretch(held)


def _stretch(part: Part) -> Stretch:
    start, until, counted, reason = part
    return Stretch(instant(start), instant(until), counted, reason)
