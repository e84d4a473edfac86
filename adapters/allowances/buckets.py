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


class Buckets:
    """Of one kind of asker. Bounded: of two generations the older one is forgotten when the younger is full."""

    def __init__(self, rate: Rate, ticks: Callable[[], float] = time.monotonic, most: int = MOST) -> None:
        self.rate = rate
        self._a_second = rate.a_second
        self._ticks = ticks
        self._most = most
        self._young: dict[Hashable, list[float]] = {}
        self._old: dict[Hashable, list[float]] = {}
        self.spent: dict[Hashable, int] | None = None
        """What was taken since somebody looked, where somebody does; None where nobody does."""

    def __len__(self) -> int:
        return len(self._young) + len(self._old)

    def wait(self, who: Hashable, cost: int) -> float:
        """Seconds until there is so much in it; 0 when there is."""
        lacking = cost - self._of(who)[0]
        return lacking / self._a_second if lacking > 0 else 0.0

    def take(self, who: Hashable, cost: int) -> None:
        """Take it, whatever is in there."""
        self._of(who)[0] -= cost
        if self.spent is not None:
            self.spent[who] = self.spent.get(who, 0) + cost

    def correct(self, levels: Mapping[Hashable, float]) -> None:
        """What is in them by the account of all processes, less what was taken here since that was asked for."""
        for who, level in levels.items():
            self._of(who)[0] = level - (self.spent or {}).get(who, 0)

    def _of(self, who: Hashable) -> list[float]:
        """Level and time of the bucket, filled up to now."""
        now = self._ticks()
        bucket = self._young.get(who)
        if bucket is None:
            bucket = self._old.pop(who, None) or [float(self.rate.most), now]
            self._keep(who, bucket)
        bucket[0] = min(float(self.rate.most), bucket[0] + (now - bucket[1]) * self._a_second)
        bucket[1] = now
        return bucket

    def _keep(self, who: Hashable, bucket: list[float]) -> None:
        if len(self._young) >= self._most:
            self._old, self._young = self._young, {}
        self._young[who] = bucket
