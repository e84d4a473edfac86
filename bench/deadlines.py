"""Deadlines a second, beside the loop that walks from minute to minute or from day to day."""

import random
import time
from collections.abc import Callable
from datetime import UTC, datetime, timedelta

from adapters.calendars import statutory_days, trading_days
from domain.calendar.deadline import deadline
from domain.calendar.duration import Duration, Unit, business_minutes, hours, months, working_days
from domain.calendar.duration import trading_days as in_trading_days
from domain.calendar.explain import explain
from domain.calendar.pause import Pause
from domain.calendar.service import ServiceCalendar, following
from domain.calendar.span import spans_of

GOAL = 20_000
DURATIONS = (hours(72), business_minutes(27 * 60), working_days(3), in_trading_days(7), months(1))
STARTS = 20_000
WALKED = 200
"""Starts for the slow way; it has the same speed with more."""
NOT_WALKED = frozenset({Unit.WALL_CLOCK_MINUTES, Unit.CALENDAR_MONTHS})
"""One addition each; there is nothing to walk."""

Way = Callable[[ServiceCalendar, datetime, Duration], datetime | None]


async def run() -> None:
    """Prints a line for each duration, the best of three rounds A B A B A B; the two ways agree on every start."""
    dice = random.Random(20261009)  # noqa: S311  the same starts every time
    since = datetime(2024, 1, 1, tzinfo=UTC)
    starts = [since + timedelta(minutes=dice.randrange(3 * 365 * 1440)) for _ in range(STARTS)]
    calendar = _desk()
    print(f"goal: {GOAL:,} deadlines/s; {STARTS:,} starts from 2024 to 2026, {WALKED} of them walked")
    print("| duration | deadline/s | with two pauses/s | explained/s | walked/s | ratio |")
    print("| --- | --- | --- | --- | --- | --- |")
    for duration in DURATIONS:
        sample = starts[:WALKED]
        walks = duration.unit not in NOT_WALKED
        if walks:
            assert [_ours(calendar, at, duration) for at in sample] == [
                _walked(calendar, at, duration) for at in sample
            ]
        rounds = [[_rate(way, calendar, duration, starts[:count]) for way, count in WAYS.items()] for _ in range(3)]
        ours, paused, explained, walked = (max(rates) for rates in zip(*rounds, strict=True))
        slow = f"{walked:,.0f} | {ours / walked:,.1f}" if walks else "- | -"
        name = f"{duration.amount} {duration.unit.replace('_', ' ').lower()}"
        print(f"| {name} | {ours:,.0f} | {paused:,.0f} | {explained:,.0f} | {slow} |")


def _rate(way: Way, calendar: ServiceCalendar, duration: Duration, starts: list[datetime]) -> float:
    began = time.perf_counter()
    for at in starts:
        way(calendar, at, duration)
    return len(starts) / (time.perf_counter() - began)


def _ours(calendar: ServiceCalendar, start: datetime, duration: Duration) -> datetime | None:
    return deadline(calendar, start, duration).due


def _paused(calendar: ServiceCalendar, start: datetime, duration: Duration) -> datetime | None:
    hour = timedelta(hours=1)
    pauses = (
        Pause(start + hour, start + 5 * hour, "awaiting the customer"),
        Pause(start + 9 * hour, start + 30 * hour, "awaiting the exchange"),
    )
    return deadline(calendar, start, duration, pauses).due


def _explained(calendar: ServiceCalendar, start: datetime, duration: Duration) -> datetime | None:
    return explain(calendar, start, duration).deadline.due


def _walked(calendar: ServiceCalendar, start: datetime, duration: Duration) -> datetime | None:
    """From minute to minute; days from midnight to midnight, with the days that count in a set."""
    if duration.unit in NOT_WALKED:
        return start + timedelta(minutes=duration.amount)
    at, left = start.astimezone(calendar.tz), duration.amount
    if duration.unit is Unit.BUSINESS_MINUTES:
        while left:
            seconds = at.hour * 3600 + at.minute * 60
            left -= any(span.opens <= seconds < span.closes for span in calendar.spans(at.date()))
            at += timedelta(minutes=1)
        return at.astimezone(UTC)
    days = calendar.working_days if duration.unit is Unit.WORKING_DAYS else calendar.trading_days
    assert days is not None
    at = at.replace(hour=0, minute=0)
    while left:
        at += timedelta(days=1)
        left -= days.counts(at.date())
    return (at + timedelta(days=1)).astimezone(UTC)


WAYS: dict[Way, int] = {_ours: STARTS, _paused: STARTS, _explained: STARTS // 10, _walked: WALKED}


def _desk() -> ServiceCalendar:
    working, office = statutory_days(2024, 2027), spans_of(["09:00-12:00", "13:00-18:00"])
    return ServiceCalendar(
        code="desk",
        version=1,
        zone="Asia/Shanghai",
        week=(office,) * 5 + ((), ()),
        working_days=working,
        trading_days=trading_days(2024, 2027),
        overrides=following(working, office),
        confirmed_through=working.confirmed_through,
    )
