"""What can happen to feedback. Fields named in SEALED are free text and are stored encrypted."""

from dataclasses import dataclass
from datetime import datetime
from typing import ClassVar
from uuid import UUID

from domain.feedback.lifecycle import FeedbackStatus
from domain.feedback.sentiment import Topic
from domain.shared.aggregate import Event


@dataclass(frozen=True, kw_only=True)
class FeedbackEvent(Event):
    """Carries the status it led to, so that a listener need not ask again."""

    feedback_id: UUID
    status: FeedbackStatus


@dataclass(frozen=True, kw_only=True)
class FeedbackReceived(FeedbackEvent):
    """The factors and the version say why it went to this department and person; `answer_by` is an authority's."""

    SEALED: ClassVar[frozenset[str]] = frozenset({"text"})
    text: str
    route_factors: tuple[str, ...]
    rule_version: int
    authority: str | None = None
    authority_reference: str | None = None
    answer_by: datetime | None = None


@dataclass(frozen=True, kw_only=True)
class FeedbackClassified(FeedbackEvent):
    """Of another kind or about other people than was thought; with that it may go to somebody else."""

    route_factors: tuple[str, ...]
    rule_version: int


@dataclass(frozen=True, kw_only=True)
class FeedbackRouted(FeedbackEvent):
    """By a person, with a reason."""

    department: str
    responsible_id: UUID | None


@dataclass(frozen=True, kw_only=True)
class FeedbackResponded(FeedbackEvent):
    SEALED: ClassVar[frozenset[str]] = frozenset({"text"})
    text: str
    channel: str


@dataclass(frozen=True, kw_only=True)
class CauseRecorded(FeedbackEvent):
    SEALED: ClassVar[frozenset[str]] = frozenset({"text"})
    cause: str
    text: str
    rule_version: int


@dataclass(frozen=True, kw_only=True)
class ActionRecorded(FeedbackEvent):
    SEALED: ClassVar[frozenset[str]] = frozenset({"text"})
    text: str


@dataclass(frozen=True, kw_only=True)
class FeedbackHandled(FeedbackEvent):
    """With the written reply (source: P4.2-c)."""

    SEALED: ClassVar[frozenset[str]] = frozenset({"reply"})
    reply: str
    channel: str
    cycle: int
    handler_id: UUID | None = None


@dataclass(frozen=True, kw_only=True)
class FeedbackClosed(FeedbackEvent):
    cycle: int


@dataclass(frozen=True, kw_only=True)
class FeedbackRated(FeedbackEvent):
    """`poor` by the version of the handbook that is named."""

    SEALED: ClassVar[frozenset[str]] = frozenset({"comment"})
    cycle: int
    score: int
    poor: bool
    rule_version: int
    comment: str | None = None


@dataclass(frozen=True, kw_only=True)
class FeedbackReopened(FeedbackEvent):
    cycle: int


@dataclass(frozen=True, kw_only=True)
class SentimentRead(FeedbackEvent):
    """By a model; no sentiment is "unsure"."""

    sentiment: str | None
    confidence: float
    topics: tuple[Topic, ...]
    model_version: str


@dataclass(frozen=True, kw_only=True)
class SentimentCorrected(FeedbackEvent):
    """By a person; what the model had said stands beside it."""

    sentiment: str
    topics: tuple[str, ...]
    read_as: str | None
    model_version: str | None
