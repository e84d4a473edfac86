"""Has it changed? The difference of two independent figures, its interval, and how likely chance alone is."""

import math
from dataclasses import dataclass
from enum import StrEnum

from domain.measure.insufficient import Insufficient, Why
from domain.measure.interval import CONFIDENCE, Interval, Mean, Share
from domain.measure.tails import normal_both_tails, t_both_tails, t_reach


class Test(StrEnum):
    """How it was tested (检验方法)."""

    __test__ = False

    WELCH = "WELCH"
    TWO_PROPORTIONS = "TWO_PROPORTIONS"
    PAIRED = "PAIRED"


class Direction(StrEnum):
    """Where it went, if anywhere (变化方向)."""

    UP = "UP"
    DOWN = "DOWN"
    NO_CLEAR_CHANGE = "NO_CLEAR_CHANGE"


@dataclass(frozen=True, slots=True)
class Difference:
    """Later minus earlier; `p` is the chance of so large a difference if nothing had changed."""

    value: float
    interval: Interval
    p: float
    test: Test
    statistic: float
    freedom: float | None = None
    confidence: float = CONFIDENCE

    @property
    def direction(self) -> Direction:
        """UP or DOWN only where chance is an unlikely reason."""
        if self.p >= 1 - self.confidence:
            return Direction.NO_CLEAR_CHANGE
        return Direction.UP if self.value > 0 else Direction.DOWN


def welch(before: Mean, after: Mean, confidence: float = CONFIDENCE) -> Difference | Insufficient:
    """Means of unequal spread (Welch 1947); what a design says of errors and freedom takes the place of s²/n."""
    if before.error is None or after.error is None or before.freedom is None or after.freedom is None:
        return Insufficient(Why.LONELY_STRATUM, "no stratum has two answers, their spread is unknown")
    one, two = before.error**2, after.error**2
    if one + two == 0:
        return Insufficient(Why.NO_VARIATION, "all answers are the same: their spread says nothing about chance")
    freedom = (one + two) ** 2 / (one * one / before.freedom + two * two / after.freedom)
    return student(after.value - before.value, math.sqrt(one + two), freedom, Test.WELCH, confidence)


def two_proportions(before: Share, after: Share, confidence: float = CONFIDENCE) -> Difference | Insufficient:
    """Shares: tested with their pooled share; the interval is method 10 of Newcombe 1998b."""
    pooled = (before.value * before.effective + after.value * after.effective) / (before.effective + after.effective)
    error = math.sqrt(pooled * (1 - pooled) * (1 / before.effective + 1 / after.effective))
    if error == 0:
        return Insufficient(Why.NO_VARIATION, "all answers are the same: their spread says nothing about chance")
    value, old, new = after.value - before.value, before.interval(confidence), after.interval(confidence)
    low = value - math.hypot(after.value - new.low, old.high - before.value)
    high = value + math.hypot(new.high - after.value, before.value - old.low)
    z = value / error
    return Difference(
        value, Interval(low, high), normal_both_tails(z), Test.TWO_PROPORTIONS, z, confidence=confidence
    )  # fmt: skip


def student(value: float, error: float, freedom: float, test: Test, confidence: float = CONFIDENCE) -> Difference:
    """A difference with its standard error, by Student's t."""
    t, reach = value / error, t_reach(confidence, freedom) * error
    return Difference(
        value, Interval(value - reach, value + reach), t_both_tails(t, freedom), test, t, freedom, confidence
    )  # fmt: skip
