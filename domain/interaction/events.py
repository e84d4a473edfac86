"""What can happen to an interaction. Fields named in SEALED are free text and are stored encrypted."""

from dataclasses import dataclass
from typing import ClassVar
from uuid import UUID

from domain.shared.aggregate import Event


@dataclass(frozen=True, kw_only=True)
class InteractionEvent(Event):
    interaction_id: UUID


@dataclass(frozen=True, kw_only=True)
class InteractionRecorded(InteractionEvent):
    SEALED: ClassVar[frozenset[str]] = frozenset({"summary"})
    summary: str | None = None


@dataclass(frozen=True, kw_only=True)
class InteractionCorrected(InteractionEvent):
    """It was put on record wrongly; the reason stands with it."""


@dataclass(frozen=True, kw_only=True)
class InteractionOpened(InteractionEvent):
    """A ticket, need or feedback came out of it."""

    kind: str
    other_id: UUID
