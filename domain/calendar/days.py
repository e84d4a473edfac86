"""Which days count: statutory working days with make-up weekends (调休), and trading days of an exchange."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta
from enum import StrEnum
from typing import Any

from domain.calendar.span import WEEKDAYS
from domain.shared.errors import Invalid

A_DAY = timedelta(days=1)
LONGEST_CLOSED = 370
"""Days in a row; a calendar that stays closed for longer is refused."""


class DayKind(StrEnum):
    """What is counted."""

    WORKING = "WORKING"
    TRADING = "TRADING"


@dataclass(frozen=True, slots=True)
class DayException:
    """A dated day that counts, or does not, against its weekday; the reason is what people call it."""

    counts: bool
    reason: str


@dataclass(frozen=True)
class DayCalendar:
    """Weekdays 0 (Monday) to 6 that count, and the exceptions; what is published reaches `confirmed_through`."""

    code: str
    kind: DayKind
    weekdays: frozenset[int] = frozenset(range(5))
    exceptions: Mapping[date, DayException] = field(default_factory=dict)
    confirmed_through: date | None = None

    def __post_init__(self) -> None:
        counted = {day for day, each in self.exceptions.items() if each.counts}
        closed = self.exceptions.keys() - counted
        refuse_closed(self.code, self.weekdays, opened=counted, closed=closed)

    @classmethod
    def of(cls, body: Mapping[str, Any]) -> "DayCalendar":
        """Read a stored body; Invalid says what means nothing. Weekdays are Monday to Friday unless named."""
        try:
            return cls(
                code=body["code"],
                kind=DayKind(body["kind"]),
                weekdays=frozenset(WEEKDAYS.index(name) for name in body.get("weekdays", WEEKDAYS[:5])),
                exceptions={
                    date.fromisoformat(each["day"]): DayException(counts=each["counts"], reason=each["reason"])
                    for each in body.get("exceptions", ())
                },
                confirmed_through=_day(body.get("confirmed_through")),
            )
        except (KeyError, ValueError, TypeError) as error:
            raise Invalid(f"no day calendar: {error}", field=["days"]) from error

    def body(self) -> dict[str, Any]:
        """As it is stored."""
        return {
            "code": self.code,
            "kind": self.kind.value,
            "weekdays": [WEEKDAYS[number] for number in sorted(self.weekdays)],
            "exceptions": [
                {"day": day.isoformat(), "counts": each.counts, "reason": each.reason}
                for day, each in sorted(self.exceptions.items())
            ],
            "confirmed_through": self.confirmed_through.isoformat() if self.confirmed_through else None,
        }

    def counts(self, day: date) -> bool:
        """Whether the day is one of those that are counted."""
        exception = self.exceptions.get(day)
        return day.weekday() in self.weekdays if exception is None else exception.counts

    def later(self, day: date, amount: int) -> date:
        """The day by which `amount` (1 or more) days have counted after this one."""
        while amount:
            day += A_DAY
            amount -= self.counts(day)
        return day

    def reason(self, day: date) -> str:
        """Why the day counts or does not."""
        exception = self.exceptions.get(day)
        if exception is not None:
            return exception.reason
        verb = "counts" if day.weekday() in self.weekdays else "does not count"
        return f"{WEEKDAYS[day.weekday()].capitalize()} {verb}"


def refuse_closed(code: str, weekdays: frozenset[int], *, opened: set[date], closed: set[date]) -> None:
    """Invalid when nothing is open on any weekday, or exceptions keep the calendar closed too long in a row."""
    if not weekdays:
        raise Invalid(f"calendar {code!r} is never open on any weekday", field=["week"])
    if not closed:
        return
    run, last = 0, max(closed).toordinal()
    for ordinal in range(min(closed).toordinal(), last + 1):
        day = date.fromordinal(ordinal)
        is_open = day in opened or (day.weekday() in weekdays and day not in closed)
        run = 0 if is_open else run + 1
        if run > LONGEST_CLOSED:
            raise Invalid(f"calendar {code!r} has nothing open for {LONGEST_CLOSED} days until {day}", field=["week"])


def _day(text: str | None) -> date | None:
    return None if text is None else date.fromisoformat(text)
