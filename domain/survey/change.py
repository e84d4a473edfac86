"""What has changed since the wave before, and whether chance alone could be the reason (source: P3.2-a, P3.2-c)."""

from collections.abc import Mapping
from dataclasses import dataclass

from domain.measure.difference import Difference, two_proportions, welch
from domain.measure.insufficient import Insufficient, Why
from domain.measure.interval import CONFIDENCE, Mean, Share
from domain.survey.results import HIDDEN, Report, Satisfaction
from domain.survey.suppression import Cell


@dataclass(frozen=True, slots=True)
class Change:
    """Of one cell: of the index in points, by Welch's test, and of the share of satisfied answers."""

    cell: Cell
    index: Difference | Insufficient
    top_two: Difference | Insufficient


def change(before: Report, after: Report, *, confidence: float = CONFIDENCE) -> Mapping[Cell, Change]:
    """Every cell of the later wave; only where both show it, and only when both asked the same items.

    Some customers may have answered both waves. They are taken as different ones, which is the cautious side: it makes
    the interval wider, for people mostly answer as they did before.
    """
    if before.items != after.items:
        other = Insufficient(Why.NOT_COMPARABLE, "the two waves did not ask the same items")
        return {cell: Change(cell, other, other) for cell in after.cells}
    return {cell: _change(cell, before.cells.get(cell), now, confidence) for cell, now in after.cells.items()}


def _change(cell: Cell, before: Satisfaction | None, after: Satisfaction, confidence: float) -> Change:
    if before is None:
        return Change(cell, HIDDEN, HIDDEN)
    return Change(
        cell,
        _of_means(before.index, after.index, confidence),
        _of_shares(before.top_two, after.top_two, confidence),
    )


def _of_means(
    before: Mean | Insufficient, after: Mean | Insufficient, confidence: float
) -> Difference | Insufficient:  # fmt: skip
    if isinstance(before, Insufficient):
        return before
    return after if isinstance(after, Insufficient) else welch(before, after, confidence)


def _of_shares(
    before: Share | Insufficient, after: Share | Insufficient, confidence: float
) -> Difference | Insufficient:  # fmt: skip
    if isinstance(before, Insufficient):
        return before
    return after if isinstance(after, Insufficient) else two_proportions(before, after, confidence)
