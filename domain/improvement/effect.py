"""What came of a measure: the difference between before and after, with its interval, or too little to say (P4.3-e)."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from math import sqrt
from statistics import NormalDist
from typing import Any

from domain.shared.errors import Invalid

LARGEST = 10**15


class Better(StrEnum):
    """Which way is better: satisfaction goes up, waiting goes down."""

    HIGHER = "HIGHER"
    LOWER = "LOWER"


class Verdict(StrEnum):
    """What the interval says."""

    IMPROVED = "IMPROVED"
    WORSENED = "WORSENED"
    NO_CLEAR_EFFECT = "NO_CLEAR_EFFECT"
    INSUFFICIENT_DATA = "INSUFFICIENT_DATA"


@dataclass(frozen=True, slots=True)
class Sample:
    """Values of a metric from `since` until before `until`: how many, their mean, their standard deviation (n - 1).

    A share is the mean of ones and noughts. Mean and deviation are in the metric's unit, None where there are too few.
    """

    since: datetime
    until: datetime
    count: int
    mean: float | None
    deviation: float | None

    def __post_init__(self) -> None:
        if self.since >= self.until:
            raise Invalid("a sample begins before it ends", field=["since"])
        if self.count < 0:
            raise Invalid(f"count is {self.count}; it must be 0 or more", field=["count"])
        if (self.mean is None) is not (self.count == 0):
            raise Invalid("a sample has a mean, unless it is empty", field=["mean"])
        if (self.deviation is None) is not (self.count <= 1):
            raise Invalid("a sample of two or more has a standard deviation", field=["deviation"])
        if not is_value(self.mean or 0):
            raise Invalid(f"a mean is a number of at most {LARGEST}", field=["mean"])
        if not is_value(self.deviation or 0) or (self.deviation or 0) < 0:
            raise Invalid(f"a standard deviation is a number from 0 to {LARGEST}", field=["deviation"])


@dataclass(frozen=True, slots=True, kw_only=True)
class Effect:
    """After minus before, in the metric's unit, with an interval; `size` is the difference in standard deviations.

    Everything but the verdict, the samples and the factors is None where the data do not suffice.
    """

    verdict: Verdict
    before: Sample
    after: Sample
    factors: tuple[str, ...]
    rule_version: int
    difference: float | None = None
    low: float | None = None
    high: float | None = None
    size: float | None = None
    goal_reached: bool | None = None


@dataclass(frozen=True, slots=True)
class EffectRule:
    """The rule as data: how many values it takes on either side, and how sure the interval is, in percent."""

    version: int
    smallest_sample: int
    confidence: int

    @classmethod
    def of(cls, version: int, body: Mapping[str, Any]) -> "EffectRule":
        """Read the stored body of a policy."""
        return cls(version, body["smallest_sample"], body["confidence"])

    def compare(self, before: Sample, after: Sample, *, better: Better, goal: float) -> Effect:
        """By Welch's interval, which does not take both sides to vary alike.

        source: Welch, B. L. (1947), The generalization of "Student's" problem, Biometrika 34.
        """
        few = tuple(
            f"{each.count} values {name}, at least {self.smallest_sample} are needed"
            for name, each in (("before", before), ("after", after))
            if each.count < self.smallest_sample
        )
        if few or before.mean is None or before.deviation is None or after.mean is None or after.deviation is None:
            return Effect(
                verdict=Verdict.INSUFFICIENT_DATA, before=before, after=after, factors=few, rule_version=self.version
            )
        difference = after.mean - before.mean
        of_before, of_after = before.deviation**2 / before.count, after.deviation**2 / after.count
        margin = self._margin(of_before, before.count, of_after, after.count)
        pooled = sqrt((before.deviation**2 + after.deviation**2) / 2)
        return Effect(
            verdict=_verdict(difference, margin, better),
            before=before,
            after=after,
            factors=(
                f"before: mean {before.mean:g} of {before.count}",
                f"after: mean {after.mean:g} of {after.count}",
                f"Welch's interval, {self.confidence} %",
            ),
            rule_version=self.version,
            difference=difference,
            low=difference - margin,
            high=difference + margin,
            size=difference / pooled if pooled else None,
            goal_reached=after.mean >= goal if better is Better.HIGHER else after.mean <= goal,
        )

    def _margin(self, of_before: float, count_before: int, of_after: float, count_after: int) -> float:
        error = of_before + of_after
        if not error:
            return 0.0
        freedom = 1 / ((of_before / error) ** 2 / (count_before - 1) + (of_after / error) ** 2 / (count_after - 1))
        return t_quantile(0.5 + self.confidence / 200, freedom) * sqrt(error)


def is_value(number: float) -> bool:
    """Whether a metric may have it: no NaN, and not so large that it cannot be counted with."""
    return abs(number) <= LARGEST


def t_quantile(share: float, freedom: float) -> float:
    """The point below which this share of Student's t lies; to 0.001 from 9 degrees of freedom on.

    source: Abramowitz and Stegun, Handbook of Mathematical Functions, 26.7.5
    """
    x = NormalDist().inv_cdf(share)
    terms = (
        (x**3 + x) / 4,
        (5 * x**5 + 16 * x**3 + 3 * x) / 96,
        (3 * x**7 + 19 * x**5 + 17 * x**3 - 15 * x) / 384,
        (79 * x**9 + 776 * x**7 + 1482 * x**5 - 1920 * x**3 - 945 * x) / 92160,
    )
    return x + sum(term / freedom**power for power, term in enumerate(terms, 1))


def _verdict(difference: float, margin: float, better: Better) -> Verdict:
    gain = difference if better is Better.HIGHER else -difference
    if gain - margin > 0:
        return Verdict.IMPROVED
    return Verdict.WORSENED if gain + margin < 0 else Verdict.NO_CLEAR_EFFECT


DEFAULT_EFFECT: Mapping[str, Any] = {"smallest_sample": 30, "confidence": 95}
"""The source asks for before and after (P4.3-e) and has no figure; thirty and 95 % are what is usual."""
