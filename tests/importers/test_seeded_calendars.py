import subprocess
import sys
from datetime import date, timedelta

import pytest

from adapters.calendars import statutory_days, trading_days
from domain.calendar.days import DayCalendar
from tests.domain.calendars import EXCHANGE, STATUTORY

FROM_2024_TO_2026 = [date(2024, 1, 1) + timedelta(days=each) for each in range(366 + 365 + 365)]


@pytest.mark.parametrize(
    ("seeded", "by_hand"), [(statutory_days(2024, 2026), STATUTORY), (trading_days(2024, 2026), EXCHANGE)]
)
def test_what_is_seeded_is_what_was_published(seeded: DayCalendar, by_hand: DayCalendar) -> None:
    differing = [day for day in FROM_2024_TO_2026 if seeded.counts(day) != by_hand.counts(day)]

    assert differing == []
    assert (seeded.code, seeded.kind, seeded.confirmed_through) == (
        by_hand.code,
        by_hand.kind,
        by_hand.confirmed_through,
    )


@pytest.mark.parametrize(("year", "working", "trading"), [(2024, 251, 242), (2025, 248, 243), (2026, 248, 242)])
def test_a_year_has_as_many_days_as_the_notices_leave(year: int, working: int, trading: int) -> None:
    def counted(days: DayCalendar) -> int:
        return sum(days.counts(day) for day in FROM_2024_TO_2026 if day.year == year)

    assert (counted(statutory_days(year, year)), counted(trading_days(year, year))) == (working, trading)


def test_a_year_whose_make_up_days_are_not_published_is_not_confirmed() -> None:
    assert date(2026, 12, 31) <= sure(statutory_days(2024, 2060)) < date(2060, 1, 1)
    assert sure(trading_days(2060, 2060)) < date(2060, 1, 1)


def test_the_library_is_loaded_by_whoever_seeds_and_by_nobody_else() -> None:
    script = "import sys, adapters.calendars; sys.exit('holidays' in sys.modules)"

    assert subprocess.run([sys.executable, "-c", script], check=False).returncode == 0


def sure(days: DayCalendar) -> date:
    assert days.confirmed_through is not None
    return days.confirmed_through
