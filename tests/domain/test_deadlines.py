from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

import pytest

from domain.calendar.deadline import deadline
from domain.calendar.duration import (
    Duration,
    Ends,
    business_minutes,
    hours,
    minutes,
    months,
    trading_days,
    working_days,
)
from domain.calendar.pause import Pause
from domain.calendar.service import ServiceCalendar
from domain.shared.errors import Invalid
from tests.domain.calendars import DESK, SHANGHAI, a_calendar_in, at

NEW_YORK = ZoneInfo("America/New_York")


def due(start: str, duration: Duration, *pauses: Pause, calendar: ServiceCalendar = DESK) -> str:
    """On the wall of the calendar; 24:00 is 00:00 of the next day."""
    found = deadline(calendar, at(start, calendar.tz), duration, pauses).due
    assert found is not None
    assert found.tzinfo is UTC
    return found.astimezone(calendar.tz).strftime("%Y-%m-%d %H:%M")


def last_day(start: str, duration: Duration) -> str:
    """The day at whose 24:00 it is due."""
    found = deadline(DESK, at(start), duration).due
    assert found is not None
    local = found.astimezone(SHANGHAI)
    assert (local.hour, local.minute) == (0, 0)
    return date.fromordinal(local.toordinal() - 1).isoformat()


@pytest.mark.parametrize(
    ("start", "days", "working", "trading"),
    [
        # Sunday 4 February 2024 makes up: counted as work, the exchange is closed.
        ("2024-02-02 10:00", 1, "2024-02-04", "2024-02-05"),
        ("2024-02-02 10:00", 3, "2024-02-06", "2024-02-07"),
        # Spring Festival 2024: the eve is a working day, but no trading day; Sunday 18 February makes up.
        ("2024-02-08 15:00", 1, "2024-02-09", "2024-02-19"),
        ("2024-02-08 15:00", 2, "2024-02-18", "2024-02-20"),
        ("2024-02-09 09:00", 3, "2024-02-20", "2024-02-21"),
        # Qingming 2024, 4 to 6 April; Sunday 7 April makes up.
        ("2024-04-03 17:00", 2, "2024-04-08", "2024-04-09"),
        # Labour Day 2024, 1 to 5 May; Sunday 28 April and Saturday 11 May make up.
        ("2024-04-26 17:00", 3, "2024-04-30", "2024-05-06"),
        ("2024-05-10 17:00", 1, "2024-05-11", "2024-05-13"),
        # Mid-Autumn 2024, 15 to 17 September; Saturday 14 makes up.
        ("2024-09-13 09:00", 2, "2024-09-18", "2024-09-19"),
        # Golden Week 2024, 1 to 7 October; Sunday 29 September and Saturday 12 October make up.
        ("2024-09-27 16:00", 3, "2024-10-08", "2024-10-09"),
        ("2024-10-11 16:00", 3, "2024-10-15", "2024-10-16"),
        # Spring Festival 2025, 28 January to 4 February; Sunday 26 January and Saturday 8 February make up.
        ("2025-01-24 16:00", 2, "2025-01-27", "2025-02-05"),
        ("2025-01-27 16:00", 5, "2025-02-10", "2025-02-11"),
        # Labour Day 2025, 1 to 5 May; Sunday 27 April makes up.
        ("2025-04-25 10:00", 5, "2025-05-06", "2025-05-07"),
        # Dragon Boat 2025, 31 May to 2 June, nobody makes up.
        ("2025-05-30 10:00", 1, "2025-06-03", "2025-06-03"),
        # Golden Week with Mid-Autumn 2025, 1 to 8 October; Sunday 28 September and Saturday 11 October make up.
        ("2025-09-26 16:00", 3, "2025-09-30", "2025-10-09"),
        ("2025-09-30 16:00", 3, "2025-10-11", "2025-10-13"),
        # New Year 2026, 1 to 3 January; Sunday 4 January makes up.
        ("2025-12-31 16:00", 1, "2026-01-04", "2026-01-05"),
        # Spring Festival 2026, 15 to 23 February; Saturdays 14 and 28 February make up.
        ("2026-02-13 16:00", 2, "2026-02-24", "2026-02-25"),
        ("2026-02-26 16:00", 3, "2026-03-02", "2026-03-03"),
        # Labour Day 2026, 1 to 5 May; Saturday 9 May makes up.
        ("2026-04-30 16:00", 4, "2026-05-09", "2026-05-11"),
        # Mid-Autumn 2026, 25 to 27 September; Sunday 20 September makes up for National Day.
        ("2026-09-18 16:00", 1, "2026-09-20", "2026-09-21"),
        ("2026-09-24 16:00", 3, "2026-09-30", "2026-09-30"),
        # Golden Week 2026, 1 to 7 October; Saturday 10 October makes up.
        ("2026-09-30 16:00", 3, "2026-10-10", "2026-10-12"),
        ("2026-10-09 16:00", 3, "2026-10-13", "2026-10-14"),
        # Begun on a day that does not count, the first day after it that does is the first.
        ("2026-10-03 11:00", 1, "2026-10-08", "2026-10-08"),
        ("2026-10-10 23:30", 1, "2026-10-12", "2026-10-12"),
    ],
)
def test_days_end_on_the_day_written_in_the_calendar_on_the_wall(
    start: str, days: int, working: str, trading: str
) -> None:
    assert last_day(start, working_days(days)) == working
    assert last_day(start, trading_days(days)) == trading


def test_the_policy_says_whether_the_last_day_ends_at_midnight_at_closing_or_at_the_same_time() -> None:
    friday = "2026-10-09 16:00"

    assert due(friday, working_days(3)) == "2026-10-14 00:00"
    assert due(friday, working_days(3, Ends.CLOSING)) == "2026-10-13 18:00"
    assert due(friday, working_days(3, Ends.SAME_TIME)) == "2026-10-13 16:00"


def test_at_the_same_time_a_sunday_morning_is_due_before_the_saturday_evening_that_came_first() -> None:
    assert due("2026-10-17 18:00", working_days(1, Ends.SAME_TIME)) == "2026-10-19 18:00"
    assert due("2026-10-18 10:00", working_days(1, Ends.SAME_TIME)) == "2026-10-19 10:00"


def test_a_working_day_on_which_the_desk_does_not_open_ends_at_midnight() -> None:
    mondays = a_calendar_in("Asia/Shanghai", "09:00-12:00", days=1)

    assert due("2026-10-12 10:00", working_days(1, Ends.CLOSING), calendar=mondays) == "2026-10-14 00:00"


def test_business_minutes_run_through_the_lunch_break_the_night_and_a_make_up_saturday() -> None:
    assert due("2026-10-09 11:30", business_minutes(60)) == "2026-10-09 13:30"
    assert due("2026-10-09 17:30", business_minutes(60)) == "2026-10-10 09:30"
    assert due("2026-10-10 17:30", business_minutes(60)) == "2026-10-12 09:30"
    assert due("2026-09-30 17:30", business_minutes(60)) == "2026-10-08 09:30"


def test_what_is_opened_outside_hours_begins_to_count_at_the_next_opening() -> None:
    assert due("2026-10-03 22:00", business_minutes(30)) == "2026-10-08 09:30"
    assert due("2026-10-09 12:20", business_minutes(30)) == "2026-10-09 13:30"


def test_what_fits_exactly_is_due_at_closing_and_not_at_the_next_opening() -> None:
    assert due("2026-10-09 17:30", business_minutes(30)) == "2026-10-09 18:00"


def test_wall_clock_knows_no_holiday() -> None:
    assert due("2026-09-30 17:30", hours(72)) == "2026-10-03 17:30"
    assert due("2026-09-30 17:30", minutes(30)) == "2026-09-30 18:00"


@pytest.mark.parametrize(
    ("start", "amount", "expected"),
    [
        ("2024-01-31 10:00", 1, "2024-02-29 10:00"),
        ("2025-01-31 10:00", 1, "2025-02-28 10:00"),
        ("2026-01-30 10:00", 1, "2026-02-28 10:00"),
        ("2026-08-31 10:00", 1, "2026-09-30 10:00"),
        ("2026-12-15 10:00", 1, "2027-01-15 10:00"),
        ("2024-02-29 10:00", 12, "2025-02-28 10:00"),
        ("2024-02-29 10:00", 48, "2028-02-29 10:00"),
        ("2026-11-30 23:59", 3, "2027-02-28 23:59"),
    ],
)
def test_a_month_that_is_too_short_ends_on_its_last_day(start: str, amount: int, expected: str) -> None:
    assert due(start, months(amount)) == expected


def test_months_too_may_end_at_midnight_or_at_closing() -> None:
    assert due("2026-01-30 10:00", months(1, Ends.END_OF_DAY)) == "2026-03-01 00:00"
    assert due("2026-01-30 10:00", months(1, Ends.CLOSING)) == "2026-02-28 18:00"


def test_the_leap_day_is_a_day_like_others() -> None:
    assert last_day("2024-02-28 10:00", working_days(1)) == "2024-02-29"
    assert due("2024-02-28 17:30", business_minutes(9 * 60)) == "2024-03-01 09:30"


def test_an_hour_is_an_hour_when_the_clocks_change() -> None:
    berlin, new_york = a_calendar_in("Europe/Berlin"), a_calendar_in("America/New_York")

    assert due("2026-03-28 12:00", hours(24), calendar=berlin) == "2026-03-29 13:00"
    assert due("2026-10-24 12:00", hours(24), calendar=berlin) == "2026-10-25 11:00"
    assert due("2026-03-07 12:00", hours(24), calendar=new_york) == "2026-03-08 13:00"
    assert due("2026-10-31 12:00", business_minutes(24 * 60), calendar=new_york) == "2026-11-01 11:00"


def test_a_span_over_the_hour_that_is_jumped_is_shorter_and_over_the_hour_shown_twice_longer() -> None:
    nights = a_calendar_in("Europe/Berlin", "01:00-04:00")

    assert due("2026-03-29 00:00", business_minutes(2 * 60), calendar=nights) == "2026-03-29 04:00"
    assert due("2026-03-29 00:00", business_minutes(2 * 60 + 1), calendar=nights) == "2026-03-30 01:01"
    assert due("2026-10-25 00:00", business_minutes(4 * 60), calendar=nights) == "2026-10-25 04:00"


def test_the_same_time_on_a_day_that_does_not_show_it_is_the_moment_of_the_jump() -> None:
    berlin = a_calendar_in("Europe/Berlin")

    assert due("2026-02-28 02:30", months(1), calendar=berlin) == "2026-03-28 02:30"
    assert due("2026-01-29 02:30", months(2), calendar=berlin) == "2026-03-29 03:00"


def test_the_day_is_the_one_on_the_wall_of_the_calendar() -> None:
    friday_night_in_new_york = datetime(2026, 10, 10, 3, tzinfo=UTC)

    found = deadline(a_calendar_in("America/New_York"), friday_night_in_new_york, working_days(1)).due

    assert found == datetime(2026, 10, 13, 0, tzinfo=NEW_YORK)


def test_a_deadline_beyond_what_is_confirmed_says_so() -> None:
    inside = deadline(DESK, at("2026-12-28 10:00"), working_days(3))
    beyond = deadline(DESK, at("2026-12-28 10:00"), working_days(4))

    assert last_day("2026-12-28 10:00", working_days(3)) == "2026-12-31"
    assert inside.caveat is None
    assert beyond.caveat == "beyond 2026-12-31, through which calendar CN is confirmed"
    assert deadline(DESK, at("2026-12-31 17:30"), business_minutes(31)).caveat is not None
    assert deadline(DESK, at("2026-12-31 17:30"), hours(31)).caveat is None


def test_trading_days_need_a_calendar_that_knows_them() -> None:
    with pytest.raises(Invalid):
        deadline(a_calendar_in("Europe/Berlin"), at("2026-10-09 16:00"), trading_days(3))


def test_a_time_without_an_offset_is_refused() -> None:
    with pytest.raises(Invalid):
        deadline(DESK, datetime(2026, 10, 9, 16), hours(1))  # noqa: DTZ001  that is the point


@pytest.mark.parametrize("year", [1969, 2201, 9999])
def test_a_time_centuries_away_is_refused(year: int) -> None:
    with pytest.raises(Invalid):
        deadline(DESK, datetime(year, 6, 1, tzinfo=UTC), working_days(1))


def test_more_business_time_than_a_desk_has_in_20_years_is_refused() -> None:
    mondays = a_calendar_in("Asia/Shanghai", "09:00-10:00", days=1)

    with pytest.raises(Invalid):
        deadline(mondays, at("2026-10-09 16:00"), business_minutes(20 * 54 * 60))
    assert due("2026-10-09 16:00", business_minutes(52 * 60), calendar=mondays) == "2027-10-04 10:00"


@pytest.mark.parametrize(
    "body",
    [
        {"amount": 0, "unit": "WORKING_DAYS"},
        {"amount": 3, "unit": "FORTNIGHTS"},
        {"unit": "WORKING_DAYS"},
        {"amount": "three", "unit": "WORKING_DAYS"},
        {"amount": 121, "unit": "CALENDAR_MONTHS"},
    ],
)
def test_a_duration_that_means_nothing_is_refused(body: dict[str, object]) -> None:
    with pytest.raises(Invalid):
        Duration.of(body)


def test_a_duration_goes_out_and_comes_in_equal() -> None:
    for duration in (hours(72), business_minutes(5), working_days(3, Ends.CLOSING), trading_days(2), months(1)):
        assert Duration.of(duration.body()) == duration


# ---- pauses


def paused(start: str, until: str | None) -> Pause:
    return Pause(at(start), None if until is None else at(until), "待客户回复")


def test_a_pause_moves_what_runs_on_the_wall_clock_by_its_length() -> None:
    assert due("2026-10-09 09:00", hours(72), paused("2026-10-09 10:00", "2026-10-10 10:00")) == "2026-10-13 09:00"


def test_a_pause_across_a_holiday_costs_only_the_hours_we_would_have_worked() -> None:
    overnight = paused("2026-09-30 17:00", "2026-10-08 10:00")

    assert due("2026-09-30 16:00", business_minutes(120), overnight) == "2026-10-08 11:00"


def test_overlapping_pauses_count_once() -> None:
    pauses = (paused("2026-10-09 10:00", "2026-10-09 12:00"), paused("2026-10-09 11:00", "2026-10-09 13:00"))

    assert due("2026-10-09 09:00", hours(10), *pauses) == "2026-10-09 22:00"


def test_a_day_counts_when_the_clock_runs_at_its_end() -> None:
    within_the_day = paused("2026-10-12 09:00", "2026-10-12 20:00")
    overnight = paused("2026-10-12 20:00", "2026-10-13 09:00")

    assert due("2026-10-09 16:00", working_days(3), within_the_day) == "2026-10-14 00:00"
    assert due("2026-10-09 16:00", working_days(3), overnight) == "2026-10-15 00:00"


def test_a_pause_that_begins_when_a_day_ends_comes_too_late_for_it_and_one_that_ends_then_takes_it() -> None:
    from_midnight = paused("2026-10-13 00:00", "2026-10-13 09:00")
    until_midnight = paused("2026-10-12 09:00", "2026-10-13 00:00")

    assert due("2026-10-09 16:00", working_days(3), from_midnight) == "2026-10-14 00:00"
    assert due("2026-10-09 16:00", working_days(3), until_midnight) == "2026-10-15 00:00"


def test_what_is_due_the_moment_a_pause_begins_is_due() -> None:
    assert due("2026-10-09 16:00", hours(1), paused("2026-10-09 17:00", None)) == "2026-10-09 17:00"
    assert due("2026-10-09 16:00", working_days(1), paused("2026-10-11 00:00", None)) == "2026-10-11 00:00"


@pytest.mark.parametrize("duration", [hours(72), business_minutes(600), working_days(3), trading_days(3), months(1)])
def test_nothing_is_due_while_a_pause_goes_on_unless_it_was_due_before(duration: Duration) -> None:
    early = deadline(DESK, at("2026-10-09 16:00"), duration, [paused("2026-10-09 17:00", None)])
    late = deadline(DESK, at("2026-10-09 16:00"), duration, [paused("2026-12-09 17:00", None)])

    assert early.due is None
    assert late == deadline(DESK, at("2026-10-09 16:00"), duration)


def test_a_pause_ends_after_it_begins() -> None:
    with pytest.raises(Invalid):
        paused("2026-10-09 17:00", "2026-10-09 16:00")
