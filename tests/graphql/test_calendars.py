"""Service calendars, and the question when a promise made now would fall due."""

from typing import Any

import pytest

from app.house import OpenHouse
from tests.engines import house
from tests.graphql.asking import RISK, answer, codes

__all__ = ["house"]

CALENDAR = """{ calendar(code: "desk") {
  code version zone confirmedThrough week { weekday spans } workingDays { code version } tradingDays { code version }
  overrides(first: 3, since: "2026-10-06") { day kind reason spans } overrideCount
} }"""
PREVIEW = """query ($from: DateTime!, $duration: DurationInput!, $calendar: String! = "desk") {
  deadlinePreview(calendar: $calendar, from: $from, duration: $duration) {
    dueAt caveat unit amount length more stretches { since until counted reason }
  }
}"""
FRIDAY = "2026-10-09T16:00:00+08:00"


async def preview(house: OpenHouse, amount: int, unit: str, begins: str = FRIDAY, **more: str) -> dict[str, Any]:
    asked: dict[str, Any] = {"from": begins, "duration": {"amount": amount, "unit": unit, **more}}
    said = await answer(house, PREVIEW, RISK, **asked)
    assert said["errors"] == []
    return dict(said["data"]["deadlinePreview"])


async def test_a_calendar_shows_its_hours_its_days_and_its_exceptions(house: OpenHouse) -> None:
    said = (await answer(house, CALENDAR, RISK))["data"]["calendar"]

    assert (said["code"], said["version"], said["zone"]) == ("desk", 1, "Asia/Shanghai")
    assert said["week"][0] == {"weekday": "MONDAY", "spans": ["09:00-11:30", "13:00-17:30"]}
    assert said["week"][6] == {"weekday": "SUNDAY", "spans": []}
    assert (said["workingDays"], said["tradingDays"]) == ({"code": "CN", "version": 1}, {"code": "XSHG", "version": 1})
    assert said["overrides"][0] == {
        "day": "2026-10-06", "kind": "HOLIDAY", "reason": "休息日（由 2026-09-20 调休）", "spans": [],
    }  # fmt: skip
    assert said["overrides"][2] == {
        "day": "2026-10-10", "kind": "MAKE_UP_DAY", "reason": "调休上班", "spans": ["09:00-11:30", "13:00-17:30"],
    }  # fmt: skip


async def test_three_working_days_count_the_make_up_saturday_and_three_trading_days_do_not(house: OpenHouse) -> None:
    working = await preview(house, 3, "WORKING_DAYS")
    trading = await preview(house, 3, "TRADING_DAYS")

    # The end of Tuesday the 13th, and of Wednesday the 14th, in Shanghai.
    assert (working["dueAt"], trading["dueAt"]) == ("2026-10-13T16:00:00+00:00", "2026-10-14T16:00:00+00:00")
    assert (working["caveat"], working["length"]) == (None, 3)
    assert [(each["counted"], each["reason"]) for each in working["stretches"]] == [
        (0, "the first day is not counted"),
        (1, "调休上班"),
        (0, "Sunday does not count"),
        (1, "Monday counts"),
        (1, "Tuesday counts"),
    ]
    assert (working["unit"], working["amount"], working["more"]) == ("WORKING_DAYS", 3, False)
    assert [each["reason"] for each in trading["stretches"]][1:3] == [
        "Saturday does not count",
        "Sunday does not count",
    ]


async def test_each_unit_ends_where_its_rule_says(house: OpenHouse) -> None:
    assert (await preview(house, 30, "WALL_CLOCK_MINUTES"))["dueAt"] == "2026-10-09T08:30:00+00:00"
    assert (await preview(house, 120, "BUSINESS_MINUTES"))["dueAt"] == "2026-10-10T01:30:00+00:00"
    assert (await preview(house, 1, "CALENDAR_MONTHS", "2026-01-31T09:00:00+08:00"))["dueAt"] == (
        "2026-02-28T01:00:00+00:00"
    )
    assert (await preview(house, 3, "WORKING_DAYS", ends="CLOSING"))["dueAt"] == "2026-10-13T09:30:00+00:00"
    assert (await preview(house, 3, "WORKING_DAYS", ends="SAME_TIME"))["dueAt"] == "2026-10-13T08:00:00+00:00"


async def test_a_deadline_beyond_what_is_published_says_so(house: OpenHouse) -> None:
    found = await preview(house, 3, "WORKING_DAYS", "2026-12-30T09:00:00+08:00")

    assert found["caveat"] == "beyond 2026-12-31, through which calendar CN is confirmed"


@pytest.mark.parametrize(
    ("given", "message"),
    [
        ({"calendar": "night"}, "calendar is 'night', which is not published; there are desk"),
        ({"from": "2026-10-09T16:00:00"}, "from has no time zone; write it like"),
        ({"from": "1066-10-09T16:00:00+08:00"}, "1066 is not from 1970 to 2200"),
        ({"duration": {"amount": 0, "unit": "WORKING_DAYS"}}, "0 WORKING_DAYS is not 1 to 3660"),
        ({"duration": {"amount": 5_000_000, "unit": "BUSINESS_MINUTES"}}, "we are not open for that long"),
    ],
)
async def test_what_cannot_be_counted_is_refused_with_what_would_be_right(
    house: OpenHouse, given: dict[str, object], message: str
) -> None:
    asked: dict[str, Any] = {"from": FRIDAY, "duration": {"amount": 3, "unit": "WORKING_DAYS"}, **given}

    said = await answer(house, PREVIEW, RISK, **asked)

    assert codes(said) == ["BAD_USER_INPUT"]
    assert message in said["errors"][0]["message"]


async def test_calendars_are_listed_by_code_and_what_there_is_not_is_null(house: OpenHouse) -> None:
    source = """{ calendars(first: 1) { totalCount nodes { code } pageInfo { hasNextPage } }
                  none: calendar(code: "night") { code } later: calendar(code: "desk", version: 2) { code } }"""

    said = (await answer(house, source, RISK))["data"]

    assert said["calendars"]["nodes"] == [{"code": "desk"}]
    assert (said["none"], said["later"]) == (None, None)
