"""One round from opening or reopening to the archive; earlier cycles stay as they were."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID


@dataclass(frozen=True, slots=True)
class Cycle:
    """Has its own resolver, rating and, later, clocks. Times are instants; a score is 1 (poor) to 5 (good)."""

    number: int
    began_at: datetime
    responded_at: datetime | None = None
    resolved_at: datetime | None = None
    resolver_id: UUID | None = None
    feedback_at: datetime | None = None
    feedback_confirmed_at: datetime | None = None
    feedback_answered_at: datetime | None = None
    rating: int | None = None
    rated_at: datetime | None = None
    satisfied: bool | None = None
    reviewed_at: datetime | None = None
    archived_at: datetime | None = None

    def values(self) -> dict[str, Any]:
        """Every value by its name; `dataclasses.asdict` would copy each of them, which takes twenty times as long."""
        return {name: getattr(self, name) for name in self.__dataclass_fields__}
