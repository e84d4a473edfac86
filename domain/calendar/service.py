"""A service calendar: when a department or tier is there for its customers, and by which days its promises count."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from enum import StrEnum
from typing import Any
from zoneinfo import ZoneInfo

from domain.calendar.days import DayCalendar, refuse_closed
from domain.calendar.local import zone_named
from domain.calendar.opening import OpenTime
from domain.calendar.span import WEEKDAYS, Span, spans_of, week_of
from domain.shared.errors import Invalid


class OverrideKind(StrEnum):
    """Why a dated day has other hours than its weekday."""

    HOLIDAY = "HOLIDAY"
    MAKE_UP_DAY = "MAKE_UP_DAY"
    HALF_DAY = "HALF_DAY"
    OTHER = "OTHER"


@dataclass(frozen=True, slots=True)
class Override:
    """The hours of one dated day, none when closed, and the reason people are told."""

    kind: OverrideKind
    reason: str
    spans: tuple[Span, ...] = ()

    def __post_init__(self) -> None:
        if not self.reason.strip():
            raise Invalid("an override says why", field=["overrides"])
        if (self.kind is OverrideKind.HOLIDAY) == bool(self.spans) and self.kind is not OverrideKind.OTHER:
            raise Invalid(f"a {self.kind} has {'no' if self.spans else 'its'} hours", field=["overrides"])


@dataclass(frozen=True)
class ServiceCalendar:
    """Seven days of spans from Monday in one time zone, dated overrides, and the days its promises count by.

    Opening hours are published through `confirmed_through`; None says that they need no publication.
    """

    code: str
    version: int
    zone: str
    week: tuple[tuple[Span, ...], ...]
    working_days: DayCalendar
    trading_days: DayCalendar | None = None
    overrides: Mapping[date, Override] = field(default_factory=dict)
    confirmed_through: date | None = None
    tz: ZoneInfo = field(init=False, repr=False, compare=False)
    open_time: OpenTime = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "tz", zone_named(self.zone))
        opened = {day for day, each in self.overrides.items() if each.spans}
        weekdays = frozenset(day for day, spans in enumerate(self.week) if spans)
        refuse_closed(self.code, weekdays, opened=opened, closed=self.overrides.keys() - opened)
        object.__setattr__(self, "open_time", OpenTime(self.tz, self.spans))

    @classmethod
    def of(cls, version: int, body: Mapping[str, Any], days: Mapping[str, DayCalendar]) -> "ServiceCalendar":
        """Read a stored body; `days` are the day calendars by code. Invalid says which value is at fault.

        With `make_up_hours` it closes on the holidays of its working days and opens for these hours on make-up days;
        `overrides` say otherwise for single days.
        """
        working_days = _named(body["working_days"], days)
        hours = spans_of(body.get("make_up_hours") or ())
        followed = following(working_days, hours) if hours else {}
        through = _day(body.get("confirmed_through")) or (working_days.confirmed_through if hours else None)
        return cls(
            code=body["code"],
            version=version,
            zone=body["zone"],
            week=week_of(body["week"]),
            working_days=working_days,
            trading_days=_named(body["trading_days"], days) if body.get("trading_days") else None,
            overrides=followed
            | {date.fromisoformat(each["day"]): _override(each) for each in body.get("overrides", ())},
            confirmed_through=through,
        )

    def spans(self, day: date) -> tuple[Span, ...]:
        """The opening hours of this day."""
        override = self.overrides.get(day)
        return self.week[day.weekday()] if override is None else override.spans

    def closed_because(self, day: date) -> str:
        """Why we are not there at some or any time of this day."""
        override = self.overrides.get(day)
        if override is not None:
            return override.reason
        return "outside opening hours" if self.week[day.weekday()] else f"closed on {_weekday(day)}"

    def open_because(self, day: date) -> str:
        """Why we are there on this day."""
        override = self.overrides.get(day)
        return f"open on {_weekday(day)}" if override is None else override.reason

    def local(self, at: datetime) -> datetime:
        """The same instant as the wall shows it here."""
        return at.astimezone(self.tz)


def following(days: DayCalendar, hours: tuple[Span, ...]) -> dict[date, Override]:
    """Overrides that close on the holidays of a day calendar, and open for these hours on its make-up days."""
    return {
        day: Override(OverrideKind.MAKE_UP_DAY, each.reason, hours)
        if each.counts
        else Override(OverrideKind.HOLIDAY, each.reason)
        for day, each in days.exceptions.items()
    }


def _named(code: str, days: Mapping[str, DayCalendar]) -> DayCalendar:
    if code not in days:
        raise Invalid(f"there is no day calendar {code!r}", field=["working_days"])
    return days[code]


def _override(body: Mapping[str, Any]) -> Override:
    return Override(OverrideKind(body["kind"]), body["reason"], spans_of(body.get("spans", ())))


def _day(text: str | None) -> date | None:
    return None if text is None else date.fromisoformat(text)


def _weekday(day: date) -> str:
    return WEEKDAYS[day.weekday()].capitalize()
