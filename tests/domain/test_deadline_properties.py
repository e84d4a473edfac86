from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from itertools import pairwise

from hypothesis import assume, given
from hypothesis import strategies as st

from domain.calendar.deadline import deadline
from domain.calendar.duration import (
    MINUTES,
    Duration,
    Ends,
    Unit,
    business_minutes,
    minutes,
    trading_days,
    working_days,
)
from domain.calendar.explain import elapsed, explain, remaining
from domain.calendar.pause import Pause
from domain.calendar.service import ServiceCalendar
from tests.domain.calendars import DESK, a_calendar_in

BEGIN = datetime(2024, 1, 1, tzinfo=UTC)
NIGHTS = a_calendar_in("Europe/Berlin", "00:00-03:30", "22:00-24:00")
WEEKENDS = a_calendar_in("America/New_York", "08:15-20:45", days=3)

calendars = st.sampled_from([DESK, NIGHTS, WEEKENDS])
starts = st.integers(0, 3 * 365 * 86_400).map(lambda seconds: BEGIN + timedelta(seconds=seconds))
spread = st.integers(0, 20 * 86_400)
ends = st.sampled_from(list(Ends))
units = {
    Unit.WALL_CLOCK_MINUTES: st.integers(1, 20_000),
    Unit.BUSINESS_MINUTES: st.integers(1, 9_000),
    Unit.WORKING_DAYS: st.integers(1, 15),
    Unit.CALENDAR_MONTHS: st.integers(1, 3),
}
durations = st.sampled_from(list(units)).flatmap(lambda unit: st.builds(Duration, units[unit], st.just(unit), ends))
offsets = st.lists(st.tuples(spread, spread), max_size=4)


def due(calendar: ServiceCalendar, start: datetime, duration: Duration, pauses: list[Pause] | None = None) -> datetime:
    found = deadline(calendar, start, duration, pauses or []).due
    assert found is not None
    return found


def pauses_from(start: datetime, at: list[tuple[int, int]]) -> list[Pause]:
    return [
        Pause(start + timedelta(seconds=begin), start + timedelta(seconds=begin + length), "待客户回复")
        for begin, length in at
    ]


@given(calendars, starts, spread, durations)
def test_who_begins_later_is_due_no_earlier(
    calendar: ServiceCalendar, start: datetime, later: int, duration: Duration
) -> None:
    # At the same time of day, Saturday evening and Sunday morning both lead to Monday: test_deadlines has the case.
    assume(duration.unit in MINUTES or duration.ends is not Ends.SAME_TIME)

    assert due(calendar, start, duration) <= due(calendar, start + timedelta(seconds=later), duration)


@given(calendars, starts, durations)
def test_a_longer_promise_is_due_later(calendar: ServiceCalendar, start: datetime, duration: Duration) -> None:
    longer = Duration(duration.amount + 1, duration.unit, duration.ends)

    assert start < due(calendar, start, duration) < due(calendar, start, longer)


@given(calendars, starts, st.sampled_from([minutes, business_minutes]), st.integers(1, 5_000), st.integers(1, 5_000))
def test_minutes_add_up(
    calendar: ServiceCalendar, start: datetime, of: Callable[..., Duration], one: int, two: int
) -> None:
    assert due(calendar, due(calendar, start, of(one)), of(two)) == due(calendar, start, of(one + two))


@given(starts, st.sampled_from([working_days, trading_days]), st.integers(1, 20), st.integers(1, 20))
def test_days_that_end_at_the_same_time_add_up(
    start: datetime, of: Callable[..., Duration], one: int, two: int
) -> None:
    halfway = due(DESK, start, of(one, Ends.SAME_TIME))

    assert due(DESK, halfway, of(two, Ends.SAME_TIME)) == due(DESK, start, of(one + two, Ends.SAME_TIME))


@given(calendars, starts, durations, offsets, st.tuples(spread, spread))
def test_a_deadline_never_moves_earlier_by_pausing(
    calendar: ServiceCalendar,
    start: datetime,
    duration: Duration,
    at: list[tuple[int, int]],
    more: tuple[int, int],
) -> None:
    some, all_of_them = pauses_from(start, at), pauses_from(start, [*at, more])

    assert due(calendar, start, duration) <= due(calendar, start, duration, some)
    assert due(calendar, start, duration, some) <= due(calendar, start, duration, all_of_them)


@given(calendars, starts, durations, offsets)
def test_nothing_falls_due_inside_a_pause(
    calendar: ServiceCalendar, start: datetime, duration: Duration, at: list[tuple[int, int]]
) -> None:
    pauses = pauses_from(start, at)
    found = due(calendar, start, duration, pauses)

    assert not any(each.until is not None and each.start < found < each.until for each in pauses)


@given(calendars, starts, durations, offsets)
def test_the_counted_stretches_add_up_and_lie_end_to_end(
    calendar: ServiceCalendar, start: datetime, duration: Duration, at: list[tuple[int, int]]
) -> None:
    found = explain(calendar, start, duration, pauses_from(start, at))

    assert sum(each.counted for each in found.stretches) == found.length
    assert found.stretches[0].start == start
    assert found.stretches[-1].until == found.deadline.due
    assert all(one.until == two.start for one, two in pairwise(found.stretches))
    assert all(each.reason for each in found.stretches)
    assert found.deadline == deadline(calendar, start, duration, pauses_from(start, at))


@given(calendars, starts, durations, offsets)
def test_at_the_deadline_all_of_it_has_elapsed_and_a_second_before_it_has_not(
    calendar: ServiceCalendar, start: datetime, duration: Duration, at: list[tuple[int, int]]
) -> None:
    pauses = pauses_from(start, at)
    found = explain(calendar, start, duration, pauses)
    assert found.deadline.due is not None
    just_before = found.deadline.due - timedelta(seconds=1)

    assert elapsed(calendar, start, found.deadline.due, duration, pauses) == found.length
    assert remaining(calendar, start, found.deadline.due, duration, pauses) == 0
    assert remaining(calendar, start, just_before, duration, pauses) == 1


@given(calendars, starts, st.integers(1, 3_000))
def test_business_minutes_agree_with_walking_minute_by_minute(
    calendar: ServiceCalendar, start: datetime, amount: int
) -> None:
    at = start.replace(second=0)
    left = amount
    while left:
        shown = at.astimezone(calendar.tz)
        seconds = shown.hour * 3600 + shown.minute * 60
        left -= any(span.opens <= seconds < span.closes for span in calendar.spans(shown.date()))
        at += timedelta(minutes=1)

    assert due(calendar, start.replace(second=0), business_minutes(amount)) == at
