"""How a need hangs together with tickets and feedback: one may reveal it, and it may open a ticket."""

from dataclasses import dataclass
from enum import StrEnum
from uuid import UUID


class NeedLinkKind(StrEnum):
    """What the other is to the need."""

    REVEALED_BY_TICKET = "REVEALED_BY_TICKET"
    REVEALED_BY_FEEDBACK = "REVEALED_BY_FEEDBACK"
    REVEALED_BY_INTERACTION = "REVEALED_BY_INTERACTION"
    OPENED_TICKET = "OPENED_TICKET"


@dataclass(frozen=True, slots=True)
class NeedLink:
    """From this need to the other."""

    kind: NeedLinkKind
    other_id: UUID
