"""Several departments on one case, each with its part, and how cases hang together (source: P3.2-b, P5.2-e)."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from uuid import UUID


@dataclass(frozen=True, slots=True)
class Part:
    """A department's part in a case; running until `finished_at`."""

    department: str
    joined_at: datetime
    finished_at: datetime | None = None


class LinkKind(StrEnum):
    """How this ticket hangs together with the other."""

    DUPLICATE_OF = "DUPLICATE_OF"
    FOLLOWS = "FOLLOWS"
    CAUSED_BY = "CAUSED_BY"


@dataclass(frozen=True, slots=True)
class Link:
    """From this ticket to another."""

    kind: LinkKind
    other_id: UUID


class Visibility(StrEnum):
    """Who reads a note: INTERNAL the house, PUBLIC the customer too."""

    INTERNAL = "INTERNAL"
    PUBLIC = "PUBLIC"
