"""Between local dates and instants: an instant is a whole number of seconds since 1970 in UTC."""

from datetime import UTC, date, datetime, time, timedelta
from functools import lru_cache
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from domain.shared.errors import Invalid

DAY_SECONDS = 86_400
FIRST_YEAR, LAST_YEAR = 1970, 2200
"""No promise is made outside these years, and whatever is counted from within them can be shown as a date."""


@lru_cache(maxsize=256)
def zone_named(name: str) -> ZoneInfo:
    """The time zone of this IANA name; Invalid when there is none."""
    try:
        return ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError, OSError) as error:
        raise Invalid(f"there is no time zone {name!r}", field=["zone"]) from error


def seconds_of(at: datetime) -> int:
    """The instant, cut to whole seconds; Invalid for a time without an offset, or centuries away."""
    if at.tzinfo is None:
        raise Invalid("a time without an offset is no instant", field=["at"])
    if not FIRST_YEAR <= at.year <= LAST_YEAR:
        raise Invalid(f"{at.year} is not from {FIRST_YEAR} to {LAST_YEAR}", field=["at"])
    return int(at.timestamp() // 1)


def instant(seconds: int) -> datetime:
    """As a datetime in UTC."""
    return datetime.fromtimestamp(seconds, UTC)


def local_day(seconds: int, zone: ZoneInfo) -> date:
    """The date on the wall at this instant."""
    return datetime.fromtimestamp(seconds, zone).date()


def at_local(day: date, seconds_into_day: int, zone: ZoneInfo) -> int:
    """The instant at which the wall shows this time (0 to 86,400 seconds) of the day.

    A time the clocks jump over is the instant of the jump; of one they show twice it is the first.
    """
    days, rest = divmod(seconds_into_day, DAY_SECONDS)
    shown = datetime.combine(day + timedelta(days=days), time(rest // 3600, rest // 60 % 60, rest % 60), zone)
    first, second = int(shown.timestamp()), int(shown.replace(fold=1).timestamp())
    return first if first <= second else _jump(second, first, zone)


def _jump(low: int, high: int, zone: ZoneInfo) -> int:
    """The first instant after `low` at which the offset is the one of `high`."""
    after = datetime.fromtimestamp(high, zone).utcoffset()
    while high - low > 1:
        middle = (low + high) // 2
        if datetime.fromtimestamp(middle, zone).utcoffset() == after:
            high = middle
        else:
            low = middle
    return high
