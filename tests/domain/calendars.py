"""Calendars written out by hand from the notices of the State Council and the exchange, so that no library is believed.

国办发明电〔2023〕7号, 〔2024〕12号 and 〔2025〕7号; the exchanges' yearly notices on 休市 for the same years.
"""

from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from domain.calendar.days import DayCalendar, DayException, DayKind
from domain.calendar.service import ServiceCalendar, following
from domain.calendar.span import Span, spans_of

SHANGHAI = ZoneInfo("Asia/Shanghai")

RESTS = (
    ("元旦", "2024-01-01", "2024-01-01"),
    ("春节", "2024-02-10", "2024-02-17"),
    ("清明节", "2024-04-04", "2024-04-06"),
    ("劳动节", "2024-05-01", "2024-05-05"),
    ("端午节", "2024-06-10", "2024-06-10"),
    ("中秋节", "2024-09-15", "2024-09-17"),
    ("国庆节", "2024-10-01", "2024-10-07"),
    ("元旦", "2025-01-01", "2025-01-01"),
    ("春节", "2025-01-28", "2025-02-04"),
    ("清明节", "2025-04-04", "2025-04-06"),
    ("劳动节", "2025-05-01", "2025-05-05"),
    ("端午节", "2025-05-31", "2025-06-02"),
    ("国庆节、中秋节", "2025-10-01", "2025-10-08"),
    ("元旦", "2026-01-01", "2026-01-03"),
    ("春节", "2026-02-15", "2026-02-23"),
    ("清明节", "2026-04-04", "2026-04-06"),
    ("劳动节", "2026-05-01", "2026-05-05"),
    ("端午节", "2026-06-19", "2026-06-21"),
    ("中秋节", "2026-09-25", "2026-09-27"),
    ("国庆节", "2026-10-01", "2026-10-07"),
)
MADE_UP = (
    *("2024-02-04", "2024-02-18", "2024-04-07", "2024-04-28", "2024-05-11", "2024-09-14", "2024-09-29", "2024-10-12"),
    *("2025-01-26", "2025-02-08", "2025-04-27", "2025-09-28", "2025-10-11"),
    *("2026-01-04", "2026-02-14", "2026-02-28", "2026-05-09", "2026-09-20", "2026-10-10"),
)
NEW_YEARS_EVE = date(2024, 2, 9)
"""The exchanges closed; the State Council left it a working day and asked employers to give leave."""


def _rests() -> dict[date, DayException]:
    found = {}
    for name, first, last in RESTS:
        day = date.fromisoformat(first)
        while day <= date.fromisoformat(last):
            found[day] = DayException(counts=False, reason=name)
            day += timedelta(days=1)
    return found


STATUTORY = DayCalendar(
    code="CN",
    kind=DayKind.WORKING,
    exceptions=_rests() | {date.fromisoformat(day): DayException(counts=True, reason="调休上班") for day in MADE_UP},
    confirmed_through=date(2026, 12, 31),
)
EXCHANGE = DayCalendar(
    code="XSHG",
    kind=DayKind.TRADING,
    exceptions=_rests() | {NEW_YEARS_EVE: DayException(counts=False, reason="除夕休市")},
    confirmed_through=date(2026, 12, 31),
)
WEEKDAYS_ONLY = DayCalendar(code="MON-FRI", kind=DayKind.WORKING)

OFFICE = spans_of(["09:00-12:00", "13:00-18:00"])
DESK = ServiceCalendar(
    code="desk",
    version=1,
    zone="Asia/Shanghai",
    week=(OFFICE,) * 5 + ((), ()),
    working_days=STATUTORY,
    trading_days=EXCHANGE,
    overrides=following(STATUTORY, OFFICE),
    confirmed_through=date(2026, 12, 31),
)


def a_calendar_in(zone: str, *spans: str, days: int = 7) -> ServiceCalendar:
    """Open on the first `days` days of the week, round the clock unless spans are given."""
    hours = spans_of(spans) or (Span(0, 86_400),)
    return ServiceCalendar(
        code=zone, version=1, zone=zone, week=(hours,) * days + ((),) * (7 - days), working_days=WEEKDAYS_ONLY
    )


def at(text: str, zone: ZoneInfo = SHANGHAI) -> datetime:
    """`2026-10-09 16:00` on the wall of the zone."""
    return datetime.fromisoformat(text).replace(tzinfo=zone)
