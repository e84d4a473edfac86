"""One round from receiving or reopening to closing; earlier rounds stay as they were."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID


@dataclass(frozen=True, slots=True)
class FeedbackCycle:
    """Has its own cause, action, reply and rating. Times are instants; a score is 1 (poor) to 5 (good)."""

    number: int
    began_at: datetime
    responded_at: datetime | None = None
    cause: str | None = None
    cause_at: datetime | None = None
    acted_at: datetime | None = None
    replied_at: datetime | None = None
    handler_id: UUID | None = None
    closed_at: datetime | None = None
    rating: int | None = None
    rated_at: datetime | None = None

    @property
    def lacking(self) -> tuple[str, ...]:
        """What is still missing before it may be closed (source: P4.2-c, P4.3-b)."""
        there = {
            "classified cause": self.cause,
            "action": self.acted_at,
            "written reply": self.replied_at,
        }
        return tuple(name for name, value in there.items() if value is None)
