"""Do the items of a scale measure one thing? Cronbach's α and what each item does for it (信度; source: P6.1-e)."""

import math
from dataclasses import dataclass
from enum import StrEnum

from domain.measure.insufficient import Insufficient, Why, too_few
from domain.measure.matrix import Matrix, Rows, covariances

LEAST = 10
"""So many complete answers, unless the caller's policy says otherwise."""
WEAK = 0.3
"""A corrected item-total correlation below this: the item measures something else (Nunnally & Bernstein 1994)."""


class Reliability(StrEnum):
    """α in words (George & Mallery 2003)."""

    EXCELLENT = "EXCELLENT"
    GOOD = "GOOD"
    ACCEPTABLE = "ACCEPTABLE"
    QUESTIONABLE = "QUESTIONABLE"
    POOR = "POOR"
    UNACCEPTABLE = "UNACCEPTABLE"

    @classmethod
    def of(cls, alpha: float) -> "Reliability":
        """From 0.9 down in steps of a tenth."""
        return next((verdict for least, verdict in _STEPS if alpha >= least), cls.UNACCEPTABLE)

    @property
    def words(self) -> str:
        """As a sentence for the report."""
        return _RELIABILITY_WORDS[self]


class Fit(StrEnum):
    """What an item does for its scale."""

    FITS = "FITS"
    WEAK = "WEAK"
    REVERSED = "REVERSED"

    @property
    def words(self) -> str:
        """As a sentence for the report."""
        return _FIT_WORDS[self]


@dataclass(frozen=True, slots=True)
class ItemReliability:
    """α without the item (of three items or more), and the item's correlation with the sum of the others."""

    code: str
    alpha_without: float | Insufficient
    item_total: float | Insufficient
    fit: Fit | None


@dataclass(frozen=True, slots=True)
class ScaleReliability:
    """Of `n` complete answers."""

    alpha: float
    verdict: Reliability
    n: int
    items: tuple[ItemReliability, ...]


_STEPS = (
    (0.9, Reliability.EXCELLENT),
    (0.8, Reliability.GOOD),
    (0.7, Reliability.ACCEPTABLE),
    (0.6, Reliability.QUESTIONABLE),
    (0.5, Reliability.POOR),
)
_RELIABILITY_WORDS = {
    Reliability.EXCELLENT: "the items measure one thing excellently; some may be saying the same twice",
    Reliability.GOOD: "the items measure one thing well",
    Reliability.ACCEPTABLE: "the items measure one thing well enough for groups, not for single customers",
    Reliability.QUESTIONABLE: "it is doubtful that the items measure one thing; read the scale with care",
    Reliability.POOR: "the items hardly measure one thing; do not decide by this scale",
    Reliability.UNACCEPTABLE: "the items do not measure one thing; do not use this scale",
}
_FIT_WORDS = {
    Fit.FITS: "the item goes with the others",
    Fit.WEAK: "the item has little to do with the others; reword it or leave it out",
    Fit.REVERSED: "the item runs against the others; look whether it is worded the other way round",
}


def reliability(codes: tuple[str, ...], rows: Rows, *, least: int = LEAST) -> ScaleReliability | Insufficient:
    """One column for each code, one row for each complete answer."""
    if len(codes) < 2:  # noqa: PLR2004  one item has nothing to agree with
        return Insufficient(Why.TOO_FEW_ITEMS, f"{len(codes)} item, a scale has at least 2")
    if len(rows) < max(least, 2):
        return too_few(len(rows), max(least, 2), "complete answers")
    covariance = covariances(rows)
    alpha = _alpha(covariance)
    if isinstance(alpha, Insufficient):
        return alpha
    items = tuple(_item(code, at, covariance) for at, code in enumerate(codes))
    return ScaleReliability(alpha, Reliability.of(alpha), len(rows), items)


def _alpha(covariance: Matrix) -> float | Insufficient:
    items, total = len(covariance), math.fsum(map(math.fsum, covariance))
    own = math.fsum(covariance[i][i] for i in range(items))
    if total <= own * 1e-12:
        return Insufficient(Why.NO_VARIATION, "the sum of the items is the same in every answer")
    return items / (items - 1) * (1 - own / total)


def _item(code: str, at: int, covariance: Matrix) -> ItemReliability:
    others = [[value for j, value in enumerate(row) if j != at] for i, row in enumerate(covariance) if i != at]
    without: float | Insufficient = Insufficient(Why.TOO_FEW_ITEMS, "one item would be left, a scale has at least 2")
    if len(others) > 1:
        without = _alpha(others)
    with_rest = math.fsum(value for j, value in enumerate(covariance[at]) if j != at)
    spread = covariance[at][at] * math.fsum(map(math.fsum, others))
    if spread <= 0:
        flat = Insufficient(Why.NO_VARIATION, "the item or the sum of the others is the same in every answer")
        return ItemReliability(code, without, flat, None)
    correlation = with_rest / math.sqrt(spread)
    fit = Fit.REVERSED if correlation < 0 else Fit.WEAK if correlation < WEAK else Fit.FITS
    return ItemReliability(code, without, correlation, fit)
