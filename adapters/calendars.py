"""Day calendars out of the `holidays` library: statutory days of mainland China (调休 included) and trading days."""

from datetime import date
from typing import TYPE_CHECKING

from domain.calendar.days import DayCalendar, DayException, DayKind

if TYPE_CHECKING:
    from holidays import HolidayBase


def statutory_days(first: int, last: int) -> DayCalendar:
    """Working days of the years `first` to `last`, as the State Council publishes them each autumn.

    The library names the make-up days; the last year for which it has any is the last that was published.
    """
    from holidays import country_holidays  # noqa: PLC0415  only whoever seeds needs it

    years = range(first, last + 1)
    known = country_holidays("CN", years=years, language="zh_CN")
    made_up = {
        day: DayException(counts=True, reason="调休上班") for day in sorted(known.weekend_workdays) if day.year in years
    }
    return DayCalendar(
        code="CN",
        kind=DayKind.WORKING,
        exceptions=_closed(known) | made_up,
        confirmed_through=_end_of_last_year(made_up),
    )


def trading_days(first: int, last: int) -> DayCalendar:
    """Trading days of the Shanghai exchange: it rests with the holidays, and on every weekend also when others make up.

    Its closing days follow from the same yearly publication, so they are confirmed as far.
    """
    from holidays import financial_holidays  # noqa: PLC0415

    known = financial_holidays("XSHG", years=range(first, last + 1), language="zh_CN")
    return DayCalendar(
        code="XSHG",
        kind=DayKind.TRADING,
        exceptions=_closed(known),
        confirmed_through=statutory_days(first, last).confirmed_through,
    )


def _closed(known: "HolidayBase") -> dict[date, DayException]:
    """Holidays on weekdays, and those on weekends too: an explanation names the holiday rather than the Saturday."""
    return {day: DayException(counts=False, reason=name) for day, name in sorted(known.items())}


def _end_of_last_year(made_up: dict[date, DayException]) -> date:
    return date(max(day.year for day in made_up), 12, 31) if made_up else date.min
