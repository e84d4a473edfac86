"""What feedback sounds like and speaks of: a model's reading, and a person's correction, which beats it (P4.3-a)."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from domain.reference.entry import is_code
from domain.shared.errors import Invalid

TOPICS = 10
MODEL_LENGTH = 100


class Sentiment(StrEnum):
    """Satisfied (满意), complaining (抱怨), suggesting (建议)."""

    SATISFIED = "SATISFIED"
    COMPLAINING = "COMPLAINING"
    SUGGESTING = "SUGGESTING"


@dataclass(frozen=True, slots=True)
class Topic:
    """What it speaks of, by code, and how sure the model is: 0 to 1."""

    code: str
    confidence: float

    def __post_init__(self) -> None:
        _check_topics((self.code,))
        _check_confidence(self.confidence)


@dataclass(frozen=True, slots=True)
class Reading:
    """A model's answer; `sentiment` None is "unsure" (不确定), and its confidence that of the best it could say."""

    sentiment: Sentiment | None
    confidence: float
    topics: tuple[Topic, ...]
    model_version: str

    def __post_init__(self) -> None:
        _check_confidence(self.confidence)
        _check_topics(tuple(each.code for each in self.topics))
        if not 1 <= len(self.model_version.strip()) <= MODEL_LENGTH or not self.model_version.isprintable():
            raise Invalid(f"a version has 1 to {MODEL_LENGTH} printable characters", field=["modelVersion"])

    @property
    def unsure(self) -> bool:
        """Whether the model would rather leave it to a person."""
        return self.sentiment is None


@dataclass(frozen=True, slots=True)
class Correction:
    """What a person says it is; `by` names them as events do."""

    sentiment: Sentiment
    topics: tuple[str, ...]
    by: str
    at: datetime

    def __post_init__(self) -> None:
        _check_topics(self.topics)


def _check_confidence(confidence: float) -> None:
    if not 0 <= confidence <= 1:
        raise Invalid(f"confidence {confidence} does not exist; it is 0 to 1", field=["confidence"])


def _check_topics(codes: tuple[str, ...]) -> None:
    if len(codes) > TOPICS or len(set(codes)) < len(codes):
        raise Invalid(f"at most {TOPICS} topics, each of them once", field=["topics"])
    if not all(is_code(each) for each in codes):
        raise Invalid("a topic is a code of 1 to 60 letters, digits, dots, dashes or underscores", field=["topics"])
