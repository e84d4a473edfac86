"""Times as the incident log writes them: day first, no zone, read as Shanghai's."""

import re
from datetime import UTC, datetime
from functools import lru_cache
from zoneinfo import ZoneInfo

SHANGHAI = ZoneInfo("Asia/Shanghai")
YEARS = range(1970, 2200)

_DAY_FIRST = re.compile(r"(\d{1,2})/(\d{1,2})/(\d{4}) (\d{1,2}):(\d{2})", re.ASCII)


@lru_cache(maxsize=1 << 17)
def source_time(text: str) -> datetime | None:
    """`29/2/2016 01:16` in UTC; None when there is no such time. Neighbours share a minute, hence the cache."""
    match = _DAY_FIRST.fullmatch(text)
    if not match:
        return None
    day, month, year, hour, minute = map(int, match.groups())
    if year not in YEARS:
        return None
    try:
        return datetime(year, month, day, hour, minute, tzinfo=SHANGHAI).astimezone(UTC)
    except ValueError:
        return None


def instant(text: str) -> datetime:
    """`2016-03-31` or an ISO time, by Shanghai's clock unless it names a zone. ValueError for anything else."""
    try:
        given = datetime.fromisoformat(text.strip())
        if given.tzinfo is None:
            given = given.replace(tzinfo=SHANGHAI)
        return given.astimezone(UTC)
    except (ValueError, OverflowError):
        raise ValueError(f"{text!r} is neither a date such as 2016-03-31 nor an ISO time") from None
