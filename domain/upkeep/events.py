"""What can happen to a task of upkeep; nothing here holds personal data."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from domain.shared.aggregate import Event


@dataclass(frozen=True, kw_only=True)
class UpkeepTaskEvent(Event):
    task_id: UUID
    customer_id: UUID


@dataclass(frozen=True, kw_only=True)
class UpkeepTaskRaised(UpkeepTaskEvent):
    kind: str
    commitment: str | None = None
    instance: int | None = None
    due: datetime | None = None


@dataclass(frozen=True, kw_only=True)
class UpkeepTaskAssigned(UpkeepTaskEvent):
    department: str | None
    assignee_id: UUID | None


@dataclass(frozen=True, kw_only=True)
class UpkeepTaskDone(UpkeepTaskEvent):
    pass


@dataclass(frozen=True, kw_only=True)
class UpkeepTaskDismissed(UpkeepTaskEvent):
    pass
