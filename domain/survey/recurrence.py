"""When the next wave is due: surveys are regular (source: P3.2-a)."""

from dataclasses import dataclass
from datetime import date

from domain.calendar.duration import months_after
from domain.shared.errors import Invalid

MOST_MONTHS = 24
_YEAR = 12


@dataclass(frozen=True, slots=True)
class Recurrence:
    """Every so many months from the first day on; a day that a month does not have is its last one."""

    first: date
    every_months: int

    def __post_init__(self) -> None:
        """Within two years."""
        if not 1 <= self.every_months <= MOST_MONTHS:
            raise Invalid(f"a survey recurs every 1 to {MOST_MONTHS} months", field=["everyMonths"])

    def occasion(self, number: int) -> date:
        """The day of the wave of that number, the first one is 0; counted from the first, so that no day drifts."""
        return months_after(self.first, number * self.every_months)

    def after(self, day: date) -> date:
        """The next one later than `day`."""
        passed = (day.year - self.first.year) * _YEAR + day.month - self.first.month
        number = max(passed // self.every_months, 0)
        return next(found for step in range(3) if (found := self.occasion(number + step)) > day)
