"""Whether the questionnaire can be relied upon, before its results are used (信度与效度; source: P6.1-e)."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from domain.measure.factorability import Factorability, factorability
from domain.measure.insufficient import Insufficient
from domain.measure.reliability import ScaleReliability, reliability
from domain.survey.questionnaire import Dimension, Item, Questionnaire
from domain.survey.results import Answer
from domain.survey.suppression import SMALLEST


@dataclass(frozen=True, slots=True)
class Quality:
    """Of the items that everybody is asked, and of each dimension among them; of complete answers only."""

    whole: ScaleReliability | Insufficient
    dimensions: Mapping[Dimension, ScaleReliability | Insufficient]
    structure: Factorability | Insufficient


def quality(questionnaire: Questionnaire, answers: Iterable[Answer], *, least: int = SMALLEST) -> Quality:
    """Items turned the other way round count turned back."""
    items = questionnaire.asks(frozenset())
    rows = [each.scores for each in answers]
    dimensions = sorted({each.dimension for each in items})
    by_dimension = {
        dimension: _reliability(tuple(each for each in items if each.dimension is dimension), rows, least)
        for dimension in dimensions
    }
    codes, complete = _complete(items, rows)
    return Quality(_reliability(items, rows, least), by_dimension, factorability(codes, complete, least=least))


def _reliability(
    items: tuple[Item, ...], rows: Iterable[Mapping[str, int]], least: int
) -> ScaleReliability | Insufficient:  # fmt: skip
    codes, complete = _complete(items, rows)
    return reliability(codes, complete, least=least)


def _complete(
    items: tuple[Item, ...], rows: Iterable[Mapping[str, int]]
) -> tuple[tuple[str, ...], list[list[float]]]:  # fmt: skip
    complete = [
        [float(each.satisfaction(row[each.code])) for each in items]
        for row in rows
        if all(each.code in row for each in items)
    ]
    return tuple(each.code for each in items), complete
