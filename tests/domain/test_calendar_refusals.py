from datetime import date, timedelta
from typing import Any

import pytest

from domain.calendar.days import DayCalendar, DayException, DayKind
from domain.calendar.service import Override, OverrideKind, ServiceCalendar
from domain.calendar.span import Span, spans_of, week_of
from domain.shared.errors import Invalid
from tests.domain.calendars import DESK, EXCHANGE, OFFICE, STATUTORY

BODY: dict[str, Any] = {
    "code": "vip",
    "zone": "Asia/Shanghai",
    "week": {"MONDAY": ["13:00-18:00", "09:00-12:00"], "SATURDAY": ["00:00-24:00"]},
    "working_days": "CN",
    "trading_days": "XSHG",
    "confirmed_through": "2026-12-31",
    "overrides": [
        {"day": "2026-12-24", "kind": "HALF_DAY", "reason": "盘点", "spans": ["09:00-12:00"]},
        {"day": "2026-12-28", "kind": "HOLIDAY", "reason": "系统停机"},
    ],
}
DAYS = {"CN": STATUTORY, "XSHG": EXCHANGE}


def closed_for(days: int) -> dict[date, DayException]:
    monday = date(2026, 1, 5)
    return {monday + timedelta(days=each): DayException(counts=False, reason="停业") for each in range(days)}


def test_a_calendar_is_data() -> None:
    calendar = ServiceCalendar.of(3, BODY, DAYS)

    assert calendar.version == 3
    assert calendar.spans(date(2026, 10, 12)) == OFFICE
    assert calendar.spans(date(2026, 10, 17)) == (Span(0, 86_400),)
    assert calendar.spans(date(2026, 10, 18)) == ()
    assert calendar.spans(date(2026, 12, 24)) == spans_of(["09:00-12:00"])
    assert calendar.spans(date(2026, 12, 28)) == ()
    assert calendar.closed_because(date(2026, 12, 28)) == "系统停机"
    assert calendar.confirmed_through == date(2026, 12, 31)


@pytest.mark.parametrize(
    "wrong",
    [
        {"zone": "Asia/Peking"},
        {"zone": "../etc"},
        {"week": {}},
        {"week": {"MONDAY": []}},
        {"week": {"MOONDAY": ["09:00-12:00"]}},
        {"week": {"MONDAY": ["09:00-12:00", "11:59-13:00"]}},
        {"week": {"MONDAY": ["12:00-12:00"]}},
        {"week": {"MONDAY": ["9-12"]}},
        {"week": {"MONDAY": ["09:00-24:01"]}},
        {"week": {"MONDAY": ["09:00"]}},
        {"working_days": "US"},
        {"overrides": [{"day": "2026-12-24", "kind": "HALF_DAY", "reason": "盘点"}]},
        {"overrides": [{"day": "2026-12-24", "kind": "HOLIDAY", "reason": "盘点", "spans": ["09:00-12:00"]}]},
        {"overrides": [{"day": "2026-12-24", "kind": "HOLIDAY", "reason": " "}]},
    ],
)
def test_a_calendar_that_cannot_be_right_is_refused(wrong: dict[str, Any]) -> None:
    with pytest.raises(Invalid):
        ServiceCalendar.of(1, BODY | wrong, DAYS)


def test_a_span_across_midnight_is_refused_with_the_way_to_write_it() -> None:
    with pytest.raises(Invalid, match=r"written as two, until 24:00 and from 00:00"):
        week_of({"FRIDAY": ["22:00-06:00"]})


def test_a_calendar_without_an_open_day_in_370_is_refused() -> None:
    # From Monday on; the weekend before and the one after are closed by themselves.
    assert DayCalendar("X", DayKind.WORKING, exceptions=closed_for(370)).counts(date(2027, 1, 11))
    with pytest.raises(Invalid, match="nothing open for 370 days"):
        DayCalendar("X", DayKind.WORKING, exceptions=closed_for(371))
    with pytest.raises(Invalid, match="never open"):
        DayCalendar("X", DayKind.WORKING, weekdays=frozenset())


def test_a_service_calendar_without_an_open_span_in_370_days_is_refused() -> None:
    shut = {day: Override(OverrideKind.HOLIDAY, "停业") for day in closed_for(371)}

    with pytest.raises(Invalid, match="nothing open for 370 days"):
        ServiceCalendar("X", 1, "Asia/Shanghai", DESK.week, STATUTORY, overrides=shut)


def test_an_open_day_in_between_is_enough() -> None:
    saturday = {date(2026, 6, 6): DayException(counts=True, reason="调休上班")}

    calendar = DayCalendar("X", DayKind.WORKING, exceptions=closed_for(371) | saturday)

    assert calendar.later(date(2026, 1, 5), 1) == date(2026, 6, 6)
