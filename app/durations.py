"""Durations as people type them: 90s, 31m, 2h, 3d, 1h30m."""

import re
from datetime import timedelta

_UNITS = {"s": "seconds", "m": "minutes", "h": "hours", "d": "days"}
_WHOLE = re.compile(r"(?:\d{1,9}[smhd])+", re.ASCII)
_PART = re.compile(r"(\d+)([smhd])", re.ASCII)
LONGEST = timedelta(days=36_500)


def duration(text: str) -> timedelta:
    """More than nothing and at most a century; ValueError else."""
    if not _WHOLE.fullmatch(text):
        raise ValueError(f"{text!r} is not a duration such as 90s, 31m, 2h, 3d or 1h30m")
    length = sum((timedelta(**{_UNITS[unit]: int(count)}) for count, unit in _PART.findall(text)), timedelta(0))
    if not timedelta(0) < length <= LONGEST:
        raise ValueError(f"{text!r} is too short or too long: more than nothing and at most 36500d")
    return length
