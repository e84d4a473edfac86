"""Feedback of a period in figures: which period, and which kinds are frequent enough to be named (P4.2-e, P4.3-d)."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from domain.measure.interval import CONFIDENCE
from domain.measure.tails import t_reach
from domain.shared.errors import Invalid

LONGEST = timedelta(days=2 * 366)


@dataclass(frozen=True, slots=True)
class Period:
    """From `since` until before `until`."""

    since: datetime
    until: datetime

    def __post_init__(self) -> None:
        if self.since >= self.until:
            raise Invalid("a period begins before it ends", field=["from"])
        if self.until - self.since > LONGEST:
            raise Invalid(f"a period has at most {LONGEST.days} days", field=["to"])

    @property
    def earlier(self) -> datetime:
        """When the one before it began, which was as long; not before time itself."""
        length = self.until - self.since
        first = datetime.min.replace(tzinfo=self.since.tzinfo)
        return self.since - length if self.since - first > length else first

    @property
    def later(self) -> datetime:
        """When the one after it ends, which is as long; not after time itself."""
        length = self.until - self.since
        last = datetime.max.replace(tzinfo=self.until.tzinfo)
        return self.until + length if last - self.until > length else last


@dataclass(frozen=True, slots=True)
class ReportRule:
    """What is frequent, as data: so many at least, and this share of all in percent."""

    version: int
    frequent_count: int
    frequent_percent: int

    @classmethod
    def of(cls, version: int, body: Mapping[str, Any]) -> "ReportRule":
        """Read the stored body of a policy."""
        return cls(version, body["frequent_count"], body["frequent_percent"])

    def frequent(self, count: int, of: int) -> bool:
        """Whether so many of all are many."""
        return count >= self.frequent_count and count * 100 >= of * self.frequent_percent


@dataclass(frozen=True, slots=True)
class Score:
    """The mean of so many ratings with its interval of 95 %; what is None is so because of something."""

    count: int
    value: float | None = None
    low: float | None = None
    high: float | None = None
    none_because: str | None = None

    @classmethod
    def of(cls, ratings: Mapping[int, int]) -> "Score":
        """Of so many ratings of each score."""
        count = sum(ratings.values())
        if not count:
            return cls(0, none_because="no handling was rated")
        mean = sum(score * each for score, each in ratings.items()) / count
        if count == 1:
            return cls(1, mean, none_because="one rating has no spread: an interval takes two at least")
        squares = sum(each * (score - mean) ** 2 for score, each in ratings.items())
        reach = t_reach(CONFIDENCE, count - 1) * (squares / (count - 1) / count) ** 0.5
        return cls(count, mean, mean - reach, mean + reach)


DEFAULT_REPORT: Mapping[str, Any] = {"frequent_count": 5, "frequent_percent": 10}
"""The source asks for frequent kinds to be named (P4.2-e) and has no figure: one in ten, and five at least."""
