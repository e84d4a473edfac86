"""Typed durations: three working days are never three times eight hours."""

from calendar import monthrange
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Any

from domain.shared.errors import Invalid


class Unit(StrEnum):
    """What is counted; the two minutes are kept to the second."""

    WALL_CLOCK_MINUTES = "WALL_CLOCK_MINUTES"
    BUSINESS_MINUTES = "BUSINESS_MINUTES"
    WORKING_DAYS = "WORKING_DAYS"
    TRADING_DAYS = "TRADING_DAYS"
    CALENDAR_MONTHS = "CALENDAR_MONTHS"


class Ends(StrEnum):
    """When the last day of a duration ends: at 24:00, when we close (24:00 where we do not open), at the same time."""

    END_OF_DAY = "END_OF_DAY"
    CLOSING = "CLOSING"
    SAME_TIME = "SAME_TIME"


DAYS = frozenset({Unit.WORKING_DAYS, Unit.TRADING_DAYS})
MINUTES = frozenset({Unit.WALL_CLOCK_MINUTES, Unit.BUSINESS_MINUTES})
LONGEST = {
    Unit.WALL_CLOCK_MINUTES: 10 * 366 * 24 * 60,
    Unit.BUSINESS_MINUTES: 10 * 366 * 24 * 60,
    Unit.WORKING_DAYS: 3_660,
    Unit.TRADING_DAYS: 3_660,
    Unit.CALENDAR_MONTHS: 120,
}
"""Ten years; a longer promise is a slip of the pen."""


@dataclass(frozen=True, slots=True)
class Duration:
    """An amount of one unit, at least 1; `ends` matters for days and months only."""

    amount: int
    unit: Unit
    ends: Ends = Ends.END_OF_DAY

    def __post_init__(self) -> None:
        if not 1 <= self.amount <= LONGEST[self.unit]:
            raise Invalid(f"{self.amount} {self.unit} is not 1 to {LONGEST[self.unit]}", field=["amount"])

    @classmethod
    def of(cls, body: Mapping[str, Any]) -> "Duration":
        """Read `{amount, unit, ends}`; without `ends` days end at 24:00 and months at the same time."""
        try:
            unit = Unit(body["unit"])
            usual = Ends.SAME_TIME if unit is Unit.CALENDAR_MONTHS else Ends.END_OF_DAY
            return cls(int(body["amount"]), unit, Ends(body.get("ends", usual)))
        except (KeyError, ValueError, TypeError) as error:
            raise Invalid(f"no duration: {error}", field=["duration"]) from error

    def body(self) -> dict[str, Any]:
        """As it is stored."""
        return {"amount": self.amount, "unit": self.unit.value, "ends": self.ends.value}


def minutes(amount: int) -> Duration:
    """Minutes of wall clock."""
    return Duration(amount, Unit.WALL_CLOCK_MINUTES)


def hours(amount: int) -> Duration:
    """Hours of wall clock."""
    return minutes(amount * 60)


def business_minutes(amount: int) -> Duration:
    """Minutes while we are open."""
    return Duration(amount, Unit.BUSINESS_MINUTES)


def working_days(amount: int, ends: Ends = Ends.END_OF_DAY) -> Duration:
    """Statutory working days after the first, which is not counted."""
    return Duration(amount, Unit.WORKING_DAYS, ends)


def trading_days(amount: int, ends: Ends = Ends.END_OF_DAY) -> Duration:
    """Trading days after the first, which is not counted."""
    return Duration(amount, Unit.TRADING_DAYS, ends)


def months_after(day: date, amount: int) -> date:
    """The same day so many months later; where that month is too short, its last day."""
    year, month = divmod(day.year * 12 + day.month - 1 + amount, 12)
    return date(year, month + 1, min(day.day, monthrange(year, month + 1)[1]))


def months(amount: int, ends: Ends = Ends.SAME_TIME) -> Duration:
    """Calendar months; where the month is too short, its last day."""
    return Duration(amount, Unit.CALENDAR_MONTHS, ends)
