"""A bucket for each asker: it holds so much, fills evenly, and who has not enough in it waits."""

import time
from collections.abc import Callable, Hashable, Mapping
from dataclasses import dataclass

MOST = 50_000
"""Askers of one generation; there are two, and who was not heard of through both has a full bucket again."""


@dataclass(frozen=True, slots=True)
class Rate:
    """At most so much at once, and the same again in every so many seconds."""

    most: int
    seconds: float

    @property
    def a_second(self) -> float:
        """What flows in."""
        return self.most / self.seconds


@dataclass(slots=True)
class Bucket:
    """What was in it at that time, by the clock of the process; below 0 when more was taken than there was."""

    level: float
    at: float


class Buckets:
    """Of one kind of asker. Bounded: of two generations the older one is forgotten when the younger is full."""

    def __init__(self, rate: Rate, ticks: Callable[[], float] = time.monotonic, most: int = MOST) -> None:
        self.rate = rate
        self._a_second = rate.a_second
        self._ticks = ticks
        self._most = most
        self._most_in = float(rate.most)
        self._young: dict[Hashable, Bucket] = {}
        self._old: dict[Hashable, Bucket] = {}
        self.spent: dict[Hashable, int] | None = None
        """What was taken since somebody looked, where somebody does; None where nobody does."""

    def __len__(self) -> int:
        return len(self._young) + len(self._old)

    def of(self, who: Hashable) -> Bucket:
        """Theirs, filled up to now."""
        now = self._ticks()
        bucket = self._young.get(who)
        if bucket is None:
            bucket = self._old.pop(who, None) or Bucket(self._most_in, now)
            self._keep(who, bucket)
        level = bucket.level + (now - bucket.at) * self._a_second
        bucket.level = min(self._most_in, level)
        bucket.at = now
        return bucket

    def wait(self, bucket: Bucket, cost: int) -> float:
        """Seconds until there is so much in it; 0 when there is."""
        lacking = cost - bucket.level
        return lacking / self._a_second if lacking > 0 else 0.0

    def take(self, who: Hashable, bucket: Bucket, cost: int) -> None:
        """Take it from theirs, whatever is in there."""
        bucket.level -= cost
        if self.spent is not None:
            self.spent[who] = self.spent.get(who, 0) + cost

    def correct(self, levels: Mapping[Hashable, float]) -> None:
        """What is in them by the account of all processes, less what was taken here since that was asked for."""
        for who, level in levels.items():
            self.of(who).level = level - (self.spent or {}).get(who, 0)

    def _keep(self, who: Hashable, bucket: Bucket) -> None:
        if len(self._young) >= self._most:
            self._old, self._young = self._young, {}
        self._young[who] = bucket
