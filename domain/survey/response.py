"""What one customer answered, held against what was asked."""

import math
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Self

from domain.shared.errors import Invalid
from domain.shared.text import a_text
from domain.survey.questionnaire import HIGHEST, LOWEST, Dimension, Questionnaire, Touchpoint


@dataclass(frozen=True, slots=True)
class Response:
    """Scores as they were given, 1 to 5, and texts, by the codes of the questionnaire."""

    scores: Mapping[str, int]
    texts: Mapping[str, str]

    @classmethod
    def of(
        cls,
        questionnaire: Questionnaire,
        touchpoints: frozenset[Touchpoint],
        scores: Mapping[str, int],
        texts: Mapping[str, str],
    ) -> Self:
        """Every required item of the customer's touchpoints is answered, and nothing that was not asked."""
        asked = {each.code: each for each in questionnaire.asks(touchpoints)}
        for code, score in scores.items():
            if code not in asked:
                raise Invalid(f"{code} was not asked", field=["scores", code])
            if isinstance(score, bool) or not isinstance(score, int) or not LOWEST <= score <= HIGHEST:
                raise Invalid(f"a score is a whole number from {LOWEST} to {HIGHEST}", field=["scores", code])
        missing = [code for code, each in asked.items() if each.required and code not in scores]
        if missing:
            raise Invalid(f"still to be answered: {', '.join(missing)}", field=["scores"])
        if not scores:
            raise Invalid("at least one item is to be answered", field=["scores"])
        open_ones = {
            each.code for each in questionnaire.questions if each.touchpoint is None or each.touchpoint in touchpoints
        }
        for code in texts:
            if code not in open_ones:
                raise Invalid(f"{code} was not asked", field=["texts", code])
        said = {code: a_text(text, field=code) for code, text in texts.items() if text.strip()}
        return cls(dict(scores), said)


def satisfaction(
    questionnaire: Questionnaire,
    scores: Mapping[str, int],
    *,
    dimension: Dimension | None = None,
    touchpoint: Touchpoint | None = None,
) -> list[int]:
    """The scores given to the items of that dimension and touchpoint, 5 is best."""
    return [
        each.satisfaction(scores[each.code])
        for each in questionnaire.items
        if each.code in scores
        and (dimension is None or each.dimension is dimension)
        and (touchpoint is None or each.touchpoint is touchpoint)
    ]


def mean_of(scores: list[int]) -> float | None:
    """The customer's own mean, None when nothing was answered there."""
    return math.fsum(scores) / len(scores) if scores else None
