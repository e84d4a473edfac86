"""What is asked: five-point items by dimension and touchpoint, and free text, in Chinese and English (source: P6.1)."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from domain.reference.entry import is_code
from domain.shared.errors import Invalid

LOWEST, HIGHEST = 1, 5
TOP_TWO = 4
"""Answers from here on count as satisfied."""
ITEMS = 50
WORDING_LENGTH = 500


class Dimension(StrEnum):
    """What of the service an item is about (维度; source: P6.1-a, P6.1-c)."""

    ATTITUDE = "ATTITUDE"
    EFFICIENCY = "EFFICIENCY"
    PROFESSIONALISM = "PROFESSIONALISM"
    PROCESS = "PROCESS"
    QUALITY = "QUALITY"


class Touchpoint(StrEnum):
    """Where the customer met us (接触点; source: P6.1-b)."""

    OPENING = "OPENING"
    TRADING = "TRADING"
    WEALTH_MANAGEMENT = "WEALTH_MANAGEMENT"
    COMPLAINT = "COMPLAINT"


class Language(StrEnum):
    """In which a customer is asked."""

    ZH = "zh"
    EN = "en"


@dataclass(frozen=True, slots=True)
class Wording:
    """The same sentence in every language."""

    zh: str
    en: str

    @classmethod
    def of(cls, body: Mapping[str, str], *, field: Sequence[str]) -> "Wording":
        """Both are there, in one line of at most 500 characters each."""
        for language in Language:
            text = body.get(language, "").strip()
            if not 1 <= len(text) <= WORDING_LENGTH or not text.isprintable():
                hint = f"a wording in {language} has 1 to {WORDING_LENGTH} printable characters"
                raise Invalid(hint, field=[*field, language])
        return cls(body[Language.ZH].strip(), body[Language.EN].strip())

    def in_(self, language: Language) -> str:
        """As the customer reads it."""
        return self.zh if language is Language.ZH else self.en


@dataclass(frozen=True, slots=True)
class Item:
    """A five-point item; of no touchpoint when it is asked whatever the customer did. `reversed`: 5 is bad."""

    code: str
    dimension: Dimension
    wording: Wording
    touchpoint: Touchpoint | None = None
    reversed: bool = False
    required: bool = True

    def satisfaction(self, score: int) -> int:
        """From 1, dissatisfied, to 5, satisfied, whichever way the item is worded."""
        return HIGHEST + LOWEST - score if self.reversed else score


@dataclass(frozen=True, slots=True)
class Question:
    """Free text, never required."""

    code: str
    wording: Wording
    touchpoint: Touchpoint | None = None


@dataclass(frozen=True, slots=True)
class Questionnaire:
    """A version never changes: what was asked stays readable beside what was answered."""

    code: str
    version: int
    items: tuple[Item, ...]
    questions: tuple[Question, ...] = ()

    @classmethod
    def of(cls, code: str, version: int, body: Mapping[str, Any]) -> "Questionnaire":
        """From a body whose shape is checked; codes are unique, and something is asked on the five-point scale."""
        items = tuple(_an_item(number, each) for number, each in enumerate(body["items"]))
        questions = tuple(_a_question(number, each) for number, each in enumerate(body.get("questions", ())))
        if not 1 <= len(items) <= ITEMS:
            raise Invalid(f"a questionnaire has 1 to {ITEMS} five-point items", field=["items"])
        if len(questions) > ITEMS:
            raise Invalid(f"a questionnaire has at most {ITEMS} questions", field=["questions"])
        codes = [each.code for each in items] + [each.code for each in questions]
        twice = sorted({each for each in codes if codes.count(each) > 1})
        if twice:
            raise Invalid(f"these codes are used twice: {', '.join(twice)}", field=["items"])
        return cls(code, version, items, questions)

    def item(self, code: str) -> Item | None:
        """The item called so."""
        return next((each for each in self.items if each.code == code), None)

    def asks(self, touchpoints: frozenset[Touchpoint]) -> tuple[Item, ...]:
        """The items for a customer who met us there."""
        return tuple(each for each in self.items if each.touchpoint is None or each.touchpoint in touchpoints)


def _an_item(number: int, body: Mapping[str, Any]) -> Item:
    return Item(
        code=_a_code(body["code"], "items", number),
        dimension=Dimension(body["dimension"]),
        wording=Wording.of(body["wording"], field=["items", str(number), "wording"]),
        touchpoint=Touchpoint(body["touchpoint"]) if body.get("touchpoint") else None,
        reversed=body.get("reversed", False),
        required=body.get("required", True),
    )


def _a_question(number: int, body: Mapping[str, Any]) -> Question:
    return Question(
        code=_a_code(body["code"], "questions", number),
        wording=Wording.of(body["wording"], field=["questions", str(number), "wording"]),
        touchpoint=Touchpoint(body["touchpoint"]) if body.get("touchpoint") else None,
    )


def _a_code(code: str, where: str, number: int) -> str:
    if not is_code(code):
        hint = "a code has 1 to 60 letters, digits, dots, dashes or underscores"
        raise Invalid(hint, field=[where, str(number), "code"])
    return code
