from domain.calendar.deadline import deadline
from domain.calendar.duration import Duration, business_minutes, hours, months, trading_days, working_days
from domain.calendar.explain import elapsed, explain, remaining
from domain.calendar.pause import Pause
from tests.domain.calendars import DESK, SHANGHAI, at

FRIDAY = "2026-10-09 16:00"


def told(start: str, duration: Duration, *pauses: Pause) -> list[tuple[str, str, int, str]]:
    def shown(moment: object) -> str:
        return f"{moment:%m-%d %H:%M}"

    return [
        (shown(each.start.astimezone(SHANGHAI)), shown(each.until.astimezone(SHANGHAI)), each.counted, each.reason)
        for each in explain(DESK, at(start), duration, pauses).stretches
    ]


def waiting(start: str, until: str | None) -> Pause:
    return Pause(at(start), None if until is None else at(until), "待客户回复")


def test_three_working_days_name_the_make_up_saturday_that_counts_and_the_sunday_that_does_not() -> None:
    assert told(FRIDAY, working_days(3)) == [
        ("10-09 16:00", "10-10 00:00", 0, "the first day is not counted"),
        ("10-10 00:00", "10-11 00:00", 1, "调休上班"),
        ("10-11 00:00", "10-12 00:00", 0, "Sunday does not count"),
        ("10-12 00:00", "10-13 00:00", 1, "Monday counts"),
        ("10-13 00:00", "10-14 00:00", 1, "Tuesday counts"),
    ]


def test_three_trading_days_skip_the_make_up_saturday() -> None:
    assert told(FRIDAY, trading_days(3)) == [
        ("10-09 16:00", "10-10 00:00", 0, "the first day is not counted"),
        ("10-10 00:00", "10-11 00:00", 0, "Saturday does not count"),
        ("10-11 00:00", "10-12 00:00", 0, "Sunday does not count"),
        ("10-12 00:00", "10-13 00:00", 1, "Monday counts"),
        ("10-13 00:00", "10-14 00:00", 1, "Tuesday counts"),
        ("10-14 00:00", "10-15 00:00", 1, "Wednesday counts"),
    ]


def test_business_minutes_name_what_was_skipped_in_between() -> None:
    assert told("2026-09-30 11:30", business_minutes(6 * 60)) == [
        ("09-30 11:30", "09-30 12:00", 1800, "open on Wednesday"),
        ("09-30 12:00", "09-30 13:00", 0, "outside opening hours"),
        ("09-30 13:00", "09-30 18:00", 18000, "open on Wednesday"),
        ("09-30 18:00", "10-01 00:00", 0, "outside opening hours"),
        ("10-01 00:00", "10-08 00:00", 0, "国庆节"),
        ("10-08 00:00", "10-08 09:00", 0, "outside opening hours"),
        ("10-08 09:00", "10-08 09:30", 1800, "open on Thursday"),
    ]


def test_a_pause_is_a_stretch_with_the_reason_it_had() -> None:
    assert told(FRIDAY, hours(24), waiting("2026-10-09 18:00", "2026-10-10 09:00")) == [
        ("10-09 16:00", "10-09 18:00", 7200, "wall clock"),
        ("10-09 18:00", "10-10 09:00", 0, "paused: 待客户回复"),
        ("10-10 09:00", "10-11 07:00", 79200, "wall clock"),
    ]


def test_a_day_at_whose_end_the_clock_stands_is_skipped_for_that_reason() -> None:
    days = told(FRIDAY, working_days(1), waiting("2026-10-10 18:00", "2026-10-11 09:00"))

    assert days[1:] == [
        ("10-10 00:00", "10-11 00:00", 0, "paused: 待客户回复"),
        ("10-11 00:00", "10-12 00:00", 0, "Sunday does not count"),
        ("10-12 00:00", "10-13 00:00", 1, "Monday counts"),
    ]


def test_while_a_pause_goes_on_it_is_told_what_counted_before_it() -> None:
    going_on = waiting("2026-10-12 10:00", None)

    assert explain(DESK, at(FRIDAY), working_days(3), [going_on]).deadline.due is None
    assert told(FRIDAY, working_days(3), going_on)[1:] == [
        ("10-10 00:00", "10-11 00:00", 1, "调休上班"),
        ("10-11 00:00", "10-12 00:00", 0, "Sunday does not count"),
        ("10-12 00:00", "10-12 10:00", 0, "paused: 待客户回复"),
    ]


def test_what_has_elapsed_and_what_remains_add_up() -> None:
    def seen(when: str, duration: Duration, *pauses: Pause) -> tuple[int, int]:
        return (
            elapsed(DESK, at(FRIDAY), at(when), duration, pauses),
            remaining(DESK, at(FRIDAY), at(when), duration, pauses),
        )

    assert seen("2026-10-12 09:30", business_minutes(20 * 60)) == (10 * 3600 + 1800, 9 * 3600 + 1800)
    assert seen("2026-10-12 23:59", working_days(3)) == (1, 2)
    assert seen("2026-10-13 00:00", working_days(3)) == (2, 1)
    assert seen("2026-10-10 16:00", hours(72), waiting("2026-10-09 17:00", "2026-10-10 15:00")) == (7200, 70 * 3600)
    assert seen("2026-10-10 16:00", months(1)) == (86_400, 30 * 86_400)
    assert seen("2026-10-01 16:00", working_days(3)) == (0, 3)
    assert seen("2027-10-01 16:00", hours(1))[1] == 0


def test_the_explanation_has_the_deadline_with_its_caveat() -> None:
    found = explain(DESK, at("2026-12-28 10:00"), working_days(4))

    assert found.deadline == deadline(DESK, at("2026-12-28 10:00"), working_days(4))
    assert found.deadline.caveat is not None
