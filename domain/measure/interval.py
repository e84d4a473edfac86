"""A figure and how far it may be off: intervals of shares, and the mean of a stratified sample."""

import math
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from itertools import groupby

from domain.measure.insufficient import Insufficient, Why, too_few
from domain.measure.tails import normal_reach, t_reach

CONFIDENCE = 0.95


@dataclass(frozen=True, slots=True)
class Interval:
    """From `low` to `high`, both included."""

    low: float
    high: float

    def scaled(self, factor: float, shift: float = 0) -> "Interval":
        """Every value times the factor, and then shifted."""
        return Interval(self.low * factor + shift, self.high * factor + shift)


@dataclass(frozen=True, slots=True)
class Mean:
    """A mean of `n` answers with its standard error and degrees of freedom; no error, no interval."""

    value: float
    n: int
    error: float | None = None
    freedom: float | None = None

    def interval(self, confidence: float = CONFIDENCE) -> Interval | Insufficient:
        """By Student's t."""
        if self.error is None or self.freedom is None:
            return Insufficient(Why.LONELY_STRATUM, "no stratum has two answers, their spread is unknown")
        reach = t_reach(confidence, self.freedom) * self.error
        return Interval(self.value - reach, self.value + reach)

    def scaled(self, factor: float, shift: float = 0) -> "Mean":
        """Of every value times the factor, and then shifted."""
        error = None if self.error is None else self.error * abs(factor)
        return Mean(self.value * factor + shift, self.n, error, self.freedom)


@dataclass(frozen=True, slots=True)
class Share:
    """A share of 0 to 1 of `n` answers, which tell as much as `effective` equally weighted ones."""

    value: float
    n: int
    effective: float

    def interval(self, confidence: float = CONFIDENCE) -> Interval:
        """By Wilson's score."""
        return wilson(self.value * self.effective, self.effective, confidence)


@dataclass(frozen=True, slots=True)
class Weighed:
    """One answer: its stratum and weight; `value` is None when this one does not belong to what is measured."""

    stratum: str
    weight: float
    value: float | None


def wilson(hits: float, of: float, confidence: float = CONFIDENCE) -> Interval:
    """The score interval of a share (Wilson 1927; method 3 of Newcombe 1998)."""
    z = normal_reach(confidence)
    share = hits / of
    centre = (share + z * z / (2 * of)) / (1 + z * z / of)
    reach = z / (1 + z * z / of) * math.sqrt(share * (1 - share) / of + z * z / (4 * of * of))
    # Exactly 0 and 1 where they belong, whatever the rounding.
    return Interval(0.0 if hits <= 0 else centre - reach, 1.0 if hits >= of else centre + reach)


def plain_mean(values: Iterable[float]) -> Mean | Insufficient:
    """Of equally weighted answers out of many."""
    return stratified_mean(Weighed("", 1, value) for value in values)


def stratified_mean(sample: Iterable[Weighed], frame: Mapping[str, int] | None = None) -> Mean | Insufficient:
    """The weighted mean; `frame` has the size of each stratum, and without it none is small.

    The standard error is linearised over strata (Cochran 1977 §5A.14: a part of the answers is a ratio of two totals),
    so those who do not belong to what is measured count with the sizes of their strata.
    """
    rows = sorted(sample, key=lambda each: each.stratum)
    measured = [(each.weight, each.value) for each in rows if each.value is not None]
    if not measured:
        return too_few(0, 1)
    total = math.fsum(weight for weight, _ in measured)
    value = math.fsum(weight * each for weight, each in measured) / total
    with_answers = {each.stratum for each in rows if each.value is not None}
    rows = [each for each in rows if each.stratum in with_answers]
    variance, freedom = 0.0, 0
    for stratum, group in groupby(rows, key=lambda each: each.stratum):
        pulls = [0.0 if each.value is None else each.weight * (each.value - value) / total for each in group]
        size = None if frame is None else frame[stratum]
        if size is not None and len(pulls) >= size:
            freedom += len(pulls) - 1  # everybody of the stratum has answered: it adds no error
            continue
        # One answer alone has no spread of its own: its distance from the mean of all stands in, which is cautious.
        lonely = len(pulls) == 1
        middle = 0.0 if lonely else math.fsum(pulls) / len(pulls)
        spread = math.fsum((pull - middle) ** 2 for pull in pulls) * (1 if lonely else len(pulls) / (len(pulls) - 1))
        variance += spread * (1 if size is None else 1 - len(pulls) / size)
        freedom += len(pulls) - 1
    if (freedom == 0 and variance > 0) or len(rows) == 1:
        return Mean(value, len(measured))
    return Mean(value, len(measured), math.sqrt(variance), max(freedom, 1))


def weighted_share(sample: Iterable[Weighed]) -> Share | Insufficient:
    """The weighted mean of values from 0 to 1 as a share; uneven weights tell less (Kish 1965: (Σw)² / Σw²)."""
    measured = [(each.weight, each.value) for each in sample if each.value is not None]
    if not measured:
        return too_few(0, 1)
    total = math.fsum(weight for weight, _ in measured)
    value = math.fsum(weight * each for weight, each in measured) / total
    effective = total * total / math.fsum(weight * weight for weight, _ in measured)
    return Share(min(max(value, 0.0), 1.0), len(measured), effective)
