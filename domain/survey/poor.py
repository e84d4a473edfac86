"""What a poor answer opens: a ticket or a feedback, by rules that are data (source: P6.3-a, P5.3-e)."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Any, Self

from domain.shared.errors import Invalid
from domain.survey.questionnaire import HIGHEST, LOWEST, Dimension, Questionnaire, Touchpoint

RULES = 50


class Opens(StrEnum):
    """What is opened for the customer."""

    TICKET = "TICKET"
    FEEDBACK = "FEEDBACK"


@dataclass(frozen=True, slots=True)
class Poor:
    """At least `items` answers of `at_most` or worse, among those of the dimension and touchpoint if one is named."""

    code: str
    at_most: int
    items: int
    opens: Opens
    kind: str
    dimension: Dimension | None
    touchpoint: Touchpoint | None

    def found_in(self, questionnaire: Questionnaire, scores: Mapping[str, int]) -> tuple[str, ...]:
        """The codes of the poor answers when there are enough of them, none otherwise."""
        poor = tuple(
            each.code
            for each in questionnaire.items
            if each.code in scores
            and each.satisfaction(scores[each.code]) <= self.at_most
            and self.dimension in (None, each.dimension)
            and self.touchpoint in (None, each.touchpoint)
        )
        return poor if len(poor) >= self.items else ()


@dataclass(frozen=True, slots=True)
class Opening:
    """By which rule of which version, and which answers gave reason to."""

    rule: str
    policy_version: int
    opens: Opens
    kind: str
    items: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class PoorAnswers:
    """In the order of the rules: the first one that fits a ticket opens it, and likewise for feedback."""

    version: int
    rules: tuple[Poor, ...]
    channel: str

    @classmethod
    def of(cls, version: int, body: Mapping[str, Any]) -> Self:
        """From a body whose shape is checked."""
        rules = tuple(
            Poor(
                code=each["code"],
                at_most=each["at_most"],
                items=each.get("items", 1),
                opens=Opens(each["opens"]),
                kind=each["kind"],
                dimension=Dimension(each["dimension"]) if each.get("dimension") else None,
                touchpoint=Touchpoint(each["touchpoint"]) if each.get("touchpoint") else None,
            )
            for each in body["rules"]
        )
        if len(rules) > RULES:
            raise Invalid(f"at most {RULES} rules", field=["rules"])
        for number, each in enumerate(rules):
            if not LOWEST <= each.at_most < HIGHEST:
                hint = f"a poor answer is {LOWEST} to {HIGHEST - 1} at most"
                raise Invalid(hint, field=["rules", str(number), "at_most"])
        return cls(version, rules, body["channel"])

    def opened_by(self, questionnaire: Questionnaire, scores: Mapping[str, int]) -> tuple[Opening, ...]:
        """At most one ticket and one feedback."""
        found: dict[Opens, Opening] = {}
        for rule in self.rules:
            if rule.opens not in found and (items := rule.found_in(questionnaire, scores)):
                found[rule.opens] = Opening(rule.code, self.version, rule.opens, rule.kind, items)
        return tuple(found[opens] for opens in Opens if opens in found)
