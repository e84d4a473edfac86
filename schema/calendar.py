"""Service calendars as clients see them, and when a promise made by one would fall due."""

from collections.abc import Mapping
from datetime import date
from itertools import islice
from typing import Annotated, Any, Self
from uuid import UUID

import strawberry

from domain.calendar.service import OverrideKind
from domain.calendar.span import WEEKDAYS
from domain.policy.access import READERS
from schema.ids import global_id
from schema.paging import First, Node, PageInfo, within_a_page
from schema.rights import field, governed

strawberry.enum(OverrideKind, name="CalendarOverrideKind", description="Why a day has other hours (例外类型).")


Since = Annotated[date | None, strawberry.argument(description="From this day on; all when not given (起始日).")]


@governed(READERS)
@strawberry.type(description="The opening hours of a weekday (每周营业时间).")
class OpeningHours:
    """Local time of the calendar."""

    weekday: str = field("MONDAY to SUNDAY (星期).")
    spans: list[str] = field("Like 09:00-11:30; none when closed (时段).")


@governed(READERS)
@strawberry.type(description="A dated day with other hours than its weekday (例外日).")
class CalendarOverride:
    """Holidays, make-up days and half days."""

    day: date = field("The day (日期).")
    kind: OverrideKind = field("Why it has other hours (类型).")
    reason: str = field("What people are told (原因).")
    spans: list[str] = field("Its hours; none when closed (时段).")


@governed(READERS)
@strawberry.type(description="Which days count: statutory working days with make-up days, or trading days (计日日历).")
class DayCalendar:
    """Of the version that the service calendar counts by."""

    code: str = field("Its code, such as CN or XSHG (代码).")
    version: int = field("Its version (版本).")
    confirmed_through: date | None = field("Until when it is published; null when it needs no publication (确认截止).")

    @classmethod
    def of(cls, days: Any, version: int) -> Self:  # noqa: ANN401  the domain's
        """From the domain's."""
        return cls(code=days.code, version=version, confirmed_through=days.confirmed_through)


@governed(READERS)
@strawberry.type(description="When a department or tier is there, and by which days its promises count (服务日历).")
class ServiceCalendar(Node):
    """The newest version, unless another one was asked for."""

    code: str = field("Its code (代码).")
    version: int = field("Its version (版本).")
    zone: str = field("Its time zone, such as Asia/Shanghai (时区).")
    week: list[OpeningHours] = field("Its hours from Monday on (每周营业时间).", size=7)
    confirmed_through: date | None = field("Until when its hours are published (确认截止).")
    working_days: DayCalendar = field("By which working days it counts (工作日).")
    trading_days: DayCalendar | None = field("By which trading days it counts, if by any (交易日).")
    calendar: strawberry.Private[Any]

    @field("Days with other hours from a day on, the earliest first (例外日).", size=20)
    def overrides(self, first: First, since: Since = None) -> list[CalendarOverride]:
        days = sorted(day for day in self.calendar.overrides if since is None or day >= since)
        found = ((day, self.calendar.overrides[day]) for day in islice(days, within_a_page(first, "first")))
        return [
            CalendarOverride(day=day, kind=each.kind, reason=each.reason, spans=[str(span) for span in each.spans])
            for day, each in found
        ]

    @field("How many days have other hours (例外日数).")
    def override_count(self) -> int:
        return len(self.calendar.overrides)

    @classmethod
    def of(cls, calendar: Any, row_id: UUID, versions: Mapping[str, int]) -> Self:  # noqa: ANN401  the domain's
        """From the domain's calendar; `versions` are those of the days it counts by."""
        working, trading = calendar.working_days, calendar.trading_days
        return cls(
            id=global_id("ServiceCalendar", row_id),
            code=calendar.code,
            version=calendar.version,
            zone=calendar.zone,
            week=[
                OpeningHours(weekday=name, spans=[str(span) for span in spans])
                for name, spans in zip(WEEKDAYS, calendar.week, strict=True)
            ],
            confirmed_through=calendar.confirmed_through,
            working_days=DayCalendar.of(working, versions[working.code]),
            trading_days=None if trading is None else DayCalendar.of(trading, versions[trading.code]),
            calendar=calendar,
        )


@governed(READERS)
@strawberry.type(description="A calendar in a list (服务日历).")
class ServiceCalendarEdge:
    """As Relay has it."""

    cursor: str = field("Go on after this one.")
    node: ServiceCalendar = field("The calendar.")


@governed(READERS)
@strawberry.type(description="A page of calendars (服务日历).")
class ServiceCalendarConnection:
    """As Relay has it."""

    edges: list[ServiceCalendarEdge] = field("The entries with their cursors.")
    nodes: list[ServiceCalendar] = field("The entries.")
    page_info: PageInfo = field("Where the page ends.")
    total_count: int = field("How many there are in all.")
