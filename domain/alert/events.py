"""What can happen to an alert."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from domain.shared.aggregate import Event


@dataclass(frozen=True, kw_only=True)
class AlertEvent(Event):
    """About a ticket or a feedback."""

    alert_id: UUID
    ticket_id: UUID | None
    feedback_id: UUID | None = None
    task_id: UUID | None = None


@dataclass(frozen=True, kw_only=True)
class AlertRaised(AlertEvent):
    """`told` are addresses, see domain/alert/recipient.py."""

    rule: str
    policy_version: int
    trigger: str
    told: tuple[str, ...]
    commitment: str | None = None
    instance: int | None = None
    step: str | None = None
    due: datetime | None = None
    late: bool = False
    count: int | None = None


@dataclass(frozen=True, kw_only=True)
class AlertEscalated(AlertEvent):
    """`due` is when it should have been acknowledged."""

    level: int
    told: tuple[str, ...]
    due: datetime | None


@dataclass(frozen=True, kw_only=True)
class AlertAcknowledged(AlertEvent):
    pass


@dataclass(frozen=True, kw_only=True)
class AlertResolved(AlertEvent):
    """By a person, with a reason."""


@dataclass(frozen=True, kw_only=True)
class AlertSettled(AlertEvent):
    """By itself: its clock was fulfilled or cancelled by `because`."""

    because: str
