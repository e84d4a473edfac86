"""Do the items hang together in few common factors? KMO and Bartlett's test of sphericity (效度; source: P6.1-e)."""

import math
from dataclasses import dataclass
from enum import StrEnum

from domain.measure.insufficient import Insufficient, Why, too_few
from domain.measure.matrix import Matrix, Rows, cholesky, correlations, covariances, inverse, log_determinant
from domain.measure.tails import chi_square_above

LEAST = 10
"""So many complete answers, unless the caller's policy says otherwise; always more than items."""
SIGNIFICANT = 0.05


class Adequacy(StrEnum):
    """The measure of sampling adequacy in Kaiser's words (Kaiser & Rice 1974)."""

    MARVELOUS = "MARVELOUS"
    MERITORIOUS = "MERITORIOUS"
    MIDDLING = "MIDDLING"
    MEDIOCRE = "MEDIOCRE"
    MISERABLE = "MISERABLE"
    UNACCEPTABLE = "UNACCEPTABLE"

    @classmethod
    def of(cls, kmo: float) -> "Adequacy":
        """From 0.9 down in steps of a tenth."""
        return next((verdict for least, verdict in _STEPS if kmo >= least), cls.UNACCEPTABLE)

    @property
    def words(self) -> str:
        """As a sentence for the report."""
        return _ADEQUACY_WORDS[self]


class Sphericity(StrEnum):
    """What Bartlett's test says."""

    CORRELATED = "CORRELATED"
    UNRELATED = "UNRELATED"

    @property
    def words(self) -> str:
        """As a sentence for the report."""
        return _SPHERICITY_WORDS[self]


@dataclass(frozen=True, slots=True)
class Kmo:
    """The measure over all items and of each item by its code."""

    overall: float
    verdict: Adequacy
    items: dict[str, float]


@dataclass(frozen=True, slots=True)
class Bartlett:
    """The chance of correlations so far from none, if there were none."""

    chi_square: float
    freedom: int
    p: float
    verdict: Sphericity


@dataclass(frozen=True, slots=True)
class Factorability:
    """Both, of `n` complete answers."""

    kmo: Kmo
    bartlett: Bartlett
    n: int


_STEPS = (
    (0.9, Adequacy.MARVELOUS),
    (0.8, Adequacy.MERITORIOUS),
    (0.7, Adequacy.MIDDLING),
    (0.6, Adequacy.MEDIOCRE),
    (0.5, Adequacy.MISERABLE),
)
_ADEQUACY_WORDS = {
    Adequacy.MARVELOUS: "marvelous: the items share their factors almost wholly",
    Adequacy.MERITORIOUS: "meritorious: the items share their factors well",
    Adequacy.MIDDLING: "middling: the items share their factors well enough",
    Adequacy.MEDIOCRE: "mediocre: the items share their factors in part; read the dimensions with care",
    Adequacy.MISERABLE: "miserable: the items hardly share factors; do not decide by dimensions",
    Adequacy.UNACCEPTABLE: "unacceptable: the items do not share factors; the dimensions do not hold",
}
_SPHERICITY_WORDS = {
    Sphericity.CORRELATED: "the items are related: looking for dimensions makes sense",
    Sphericity.UNRELATED: "the items may be unrelated: the dimensions are not supported by these answers",
}


def factorability(codes: tuple[str, ...], rows: Rows, *, least: int = LEAST) -> Factorability | Insufficient:
    """One column for each code, one row for each complete answer."""
    if len(codes) < 2:  # noqa: PLR2004  one item is related to none
        return Insufficient(Why.TOO_FEW_ITEMS, f"{len(codes)} item, at least 2 are needed")
    need = max(least, len(codes) + 1)
    if len(rows) < need:
        return too_few(len(rows), need, "complete answers")
    covariance = covariances(rows)
    flat = [code for at, code in enumerate(codes) if covariance[at][at] == 0]
    if flat:
        return Insufficient(Why.NO_VARIATION, f"everybody answered the same to {', '.join(flat)}")
    return of_correlations(codes, correlations(covariance), len(rows))


def of_correlations(codes: tuple[str, ...], correlation: Matrix, n: int) -> Factorability | Insufficient:
    """The same from a correlation matrix of `n` answers."""
    lower = cholesky(correlation)
    if lower is None:
        return Insufficient(Why.LINEARLY_DEPENDENT, "an item follows from the others exactly: leave one of them out")
    return Factorability(_kmo(codes, correlation, inverse(lower)), _bartlett(lower, n), n)


def _kmo(codes: tuple[str, ...], correlation: Matrix, precision: Matrix) -> Kmo:
    size = range(len(codes))
    whole = [math.fsum(correlation[i][j] ** 2 for j in size if j != i) for i in size]
    partial = [
        math.fsum(precision[i][j] ** 2 / (precision[i][i] * precision[j][j]) for j in size if j != i) for i in size
    ]
    overall = _share(math.fsum(whole), math.fsum(partial))
    return Kmo(overall, Adequacy.of(overall), {codes[i]: _share(whole[i], partial[i]) for i in size})


def _share(whole: float, partial: float) -> float:
    # Items without any correlation have no factor to share: 0/0 is the limit of two unrelated ones, a half.
    return whole / (whole + partial) if whole + partial else 0.5


def _bartlett(lower: Matrix, n: int) -> Bartlett:
    items = len(lower)
    chi_square = -(n - 1 - (2 * items + 5) / 6) * log_determinant(lower)
    freedom = items * (items - 1) // 2
    p = chi_square_above(chi_square, freedom)
    return Bartlett(chi_square, freedom, p, Sphericity.CORRELATED if p < SIGNIFICANT else Sphericity.UNRELATED)
