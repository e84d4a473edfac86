"""Figures of what happens very often: counted in plain numbers, and put into Prometheus' own when somebody looks."""

from bisect import bisect_left
from collections.abc import Sequence
from typing import Any


class Tally:
    """One counter and one histogram of the same events. Prometheus' locks and labels cost some microseconds each."""

    __slots__ = ("_counter", "_histogram", "_in_buckets", "_limits", "_seconds")

    def __init__(self, counter: Any, histogram: Any, limits: Sequence[float]) -> None:  # noqa: ANN401  with labels or not
        self._counter = counter
        self._histogram = histogram
        self._limits = limits
        self._in_buckets = [0] * (len(limits) + 1)
        self._seconds = 0.0

    def add(self, seconds: float) -> None:
        """It happened once more, and took so long."""
        self._in_buckets[bisect_left(self._limits, seconds)] += 1
        self._seconds += seconds

    def hand_over(self) -> None:
        """To Prometheus, which has no public way to take several at once."""
        count = sum(self._in_buckets)
        if not count:
            return
        self._counter.inc(count)
        self._histogram._sum.inc(self._seconds)  # noqa: SLF001  as `observe` does
        for bucket, several in zip(self._histogram._buckets, self._in_buckets, strict=True):  # noqa: SLF001  the same
            bucket.inc(several)
        self._in_buckets = [0] * len(self._in_buckets)
        self._seconds = 0.0
