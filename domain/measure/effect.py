"""Did a measure work? Before and after, with an interval, or insufficient data (source: P4.3-c, P4.3-e)."""

import math
from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

from domain.measure.difference import Difference, Direction, Test, student, two_proportions, welch
from domain.measure.insufficient import Insufficient, Why, too_few
from domain.measure.interval import CONFIDENCE, Mean, Share, plain_mean

LEAST = 10
"""So many observations before and after, unless the caller's policy says otherwise."""


class Verdict(StrEnum):
    """What the figures say about the measure (改进效果)."""

    IMPROVED = "IMPROVED"
    WORSENED = "WORSENED"
    NO_CLEAR_CHANGE = "NO_CLEAR_CHANGE"


@dataclass(frozen=True, slots=True)
class Effect:
    """`met` says whether the value after reaches the measure's target, None when it has none."""

    before: float
    after: float
    difference: Difference
    verdict: Verdict
    met: bool | None

    @property
    def words(self) -> str:
        """As a sentence for the report."""
        low, high = self.difference.interval.low, self.difference.interval.high
        share, by = f"{self.difference.confidence:.0%}", f"{abs(self.difference.value):.4g}"
        return {
            Verdict.IMPROVED: f"improved by {by} ({share} interval {low:.4g} to {high:.4g})",
            Verdict.WORSENED: f"worsened by {by} ({share} interval {low:.4g} to {high:.4g})",
            Verdict.NO_CLEAR_CHANGE: f"no clear change: {low:.4g} to {high:.4g} are all possible at {share}",
        }[self.verdict]


@dataclass(frozen=True, slots=True, kw_only=True)
class Judge:
    """How a measure's metric is read: which way is better, its target, and how many observations it takes."""

    higher_is_better: bool
    target: float | None = None
    least: int = LEAST
    confidence: float = CONFIDENCE

    def of_values(self, before: Sequence[float], after: Sequence[float]) -> Effect | Insufficient:
        """Different cases before and after, such as handling times."""
        return self._few(len(before), len(after)) or self.of_means(_some(before), _some(after))

    def of_means(self, before: Mean, after: Mean) -> Effect | Insufficient:
        """Means that were estimated elsewhere, such as those of two survey waves."""
        return self._few(before.n, after.n) or self._judged(
            before.value, after.value, welch(before, after, self.confidence)
        )

    def of_shares(self, before: Share, after: Share) -> Effect | Insufficient:
        """Shares of cases, such as those in time."""
        return self._few(before.n, after.n) or self._judged(
            before.value, after.value, two_proportions(before, after, self.confidence)
        )

    def of_pairs(self, pairs: Sequence[tuple[float, float]]) -> Effect | Insufficient:
        """The same customers or departments before and after: each is compared with itself."""
        if few := self._few(len(pairs), len(pairs)):
            return few
        change = _some([after - before for before, after in pairs])
        if not change.error or change.freedom is None:
            return Insufficient(Why.NO_VARIATION, "all changes are the same: their spread says nothing about chance")
        before, after = (math.fsum(side) / len(pairs) for side in zip(*pairs, strict=True))
        return self._judged(
            before, after, student(change.value, change.error, change.freedom, Test.PAIRED, self.confidence)
        )

    def _few(self, before: int, after: int) -> Insufficient | None:
        for have, when in ((before, "before"), (after, "after")):
            if have < max(self.least, 2):
                return too_few(have, max(self.least, 2), f"observations {when} the measure")
        return None

    def _judged(self, before: float, after: float, difference: Difference | Insufficient) -> Effect | Insufficient:
        if isinstance(difference, Insufficient):
            return difference
        better = Direction.UP if self.higher_is_better else Direction.DOWN
        verdict = Verdict.IMPROVED if difference.direction is better else Verdict.WORSENED
        if difference.direction is Direction.NO_CLEAR_CHANGE:
            verdict = Verdict.NO_CLEAR_CHANGE
        met = None
        if self.target is not None:
            met = after >= self.target if self.higher_is_better else after <= self.target
        return Effect(before, after, difference, verdict, met)


def _some(values: Sequence[float]) -> Mean:
    found = plain_mean(values)
    assert isinstance(found, Mean)  # noqa: S101  the caller has counted them
    return found
