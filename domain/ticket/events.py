"""What can happen to a ticket. Fields named in SEALED are personal or free text and are stored encrypted."""

from dataclasses import dataclass, field
from datetime import datetime
from typing import ClassVar
from uuid import UUID

from domain.shared.aggregate import Event
from domain.ticket.lifecycle import Status
from domain.ticket.message import Attachment


@dataclass(frozen=True, kw_only=True)
class TicketEvent(Event):
    """Carries the status it led to, so that a listener need not ask again."""

    ticket_id: UUID
    status: Status


@dataclass(frozen=True, kw_only=True)
class TicketOpened(TicketEvent):
    SEALED: ClassVar[frozenset[str]] = frozenset({"narrative"})
    number: str
    narrative: str | None = None
    level_factors: tuple[str, ...] = ()
    level_rule_version: int | None = None


@dataclass(frozen=True, kw_only=True)
class TicketClassified(TicketEvent):
    proposed_level: int
    overruled: bool
    level_factors: tuple[str, ...] = ()
    level_rule_version: int | None = None


@dataclass(frozen=True, kw_only=True)
class TicketAssigned(TicketEvent):
    department: str | None
    assignee_id: UUID | None


@dataclass(frozen=True, kw_only=True)
class MessageExchanged(TicketEvent):
    """Something passed between us and the customer."""

    SEALED: ClassVar[frozenset[str]] = frozenset({"text", "attachment_names"})
    message_id: UUID
    direction: str
    channel: str
    text: str
    delivery: str
    recording: str | None = None
    attachments: tuple[Attachment, ...] = ()
    attachment_names: tuple[str, ...] = ()


@dataclass(frozen=True, kw_only=True)
class TicketResponded(MessageExchanged):
    pass


@dataclass(frozen=True, kw_only=True)
class CustomerMessageReceived(MessageExchanged):
    pass


@dataclass(frozen=True, kw_only=True)
class CustomerReplied(MessageExchanged):
    pass


@dataclass(frozen=True, kw_only=True)
class MessageDelivered(TicketEvent):
    message_id: UUID
    delivery: str


@dataclass(frozen=True, kw_only=True)
class TicketStarted(TicketEvent):
    pass


@dataclass(frozen=True, kw_only=True)
class AnalysisRecorded(TicketEvent):
    SEALED: ClassVar[frozenset[str]] = frozenset({"text"})
    text: str


@dataclass(frozen=True, kw_only=True)
class PlanRecorded(TicketEvent):
    SEALED: ClassVar[frozenset[str]] = frozenset({"text"})
    text: str
    expected_completion: datetime | None = None


@dataclass(frozen=True, kw_only=True)
class ProgressReported(TicketEvent):
    SEALED: ClassVar[frozenset[str]] = frozenset({"text"})
    text: str
    expected_completion: datetime | None = None


@dataclass(frozen=True, kw_only=True)
class TicketAwaitsCustomer(TicketEvent):
    pass


@dataclass(frozen=True, kw_only=True)
class TicketAwaitsThirdParty(TicketEvent):
    pass


@dataclass(frozen=True, kw_only=True)
class TicketResumed(TicketEvent):
    pass


@dataclass(frozen=True, kw_only=True)
class TicketResolved(TicketEvent):
    SEALED: ClassVar[frozenset[str]] = frozenset({"result", "cause", "action"})
    cycle: int
    resolver_id: UUID | None = None
    result: str | None = None
    cause: str | None = None
    action: str | None = None


@dataclass(frozen=True, kw_only=True)
class CustomerFeedbackGiven(TicketEvent):
    SEALED: ClassVar[frozenset[str]] = frozenset({"text"})
    text: str


@dataclass(frozen=True, kw_only=True)
class FeedbackConfirmed(TicketEvent):
    pass


@dataclass(frozen=True, kw_only=True)
class FeedbackAnswered(TicketEvent):
    SEALED: ClassVar[frozenset[str]] = frozenset({"text"})
    text: str


@dataclass(frozen=True, kw_only=True)
class TicketRated(TicketEvent):
    SEALED: ClassVar[frozenset[str]] = frozenset({"comment"})
    cycle: int
    score: int
    comment: str | None = None


@dataclass(frozen=True, kw_only=True)
class TicketReviewed(TicketEvent):
    SEALED: ClassVar[frozenset[str]] = frozenset({"comment"})
    satisfied: bool
    comment: str | None = None


@dataclass(frozen=True, kw_only=True)
class TicketArchived(TicketEvent):
    pass


@dataclass(frozen=True, kw_only=True)
class TicketReopened(TicketEvent):
    cycle: int


@dataclass(frozen=True, kw_only=True)
class TicketWithdrawn(TicketEvent):
    pass


@dataclass(frozen=True, kw_only=True)
class NoteAdded(TicketEvent):
    SEALED: ClassVar[frozenset[str]] = frozenset({"text"})
    note_id: UUID
    visibility: str
    text: str


@dataclass(frozen=True, kw_only=True)
class TicketLinked(TicketEvent):
    kind: str
    other_id: UUID


@dataclass(frozen=True, kw_only=True)
class DepartmentJoined(TicketEvent):
    """Another department has a part in the case (source: P3.2-b)."""

    SEALED: ClassVar[frozenset[str]] = frozenset({"task"})
    department: str
    task: str


@dataclass(frozen=True, kw_only=True)
class PartFinished(TicketEvent):
    SEALED: ClassVar[frozenset[str]] = frozenset({"outcome"})
    department: str
    outcome: str


@dataclass(frozen=True, kw_only=True)
class PromisesRepinned(TicketEvent):
    """Its running clocks moved to the rules in force: those of these commitments, or all."""

    commitments: tuple[str, ...] = ()


@dataclass(frozen=True, kw_only=True)
class SourceRowRecorded(TicketEvent):
    """A row of an imported log, word for word by its hash; what it changed, possibly nothing."""

    line: int
    digest: str
    changed: tuple[str, ...] = field(default=())


@dataclass(frozen=True, kw_only=True)
class TicketMoved(TicketEvent):
    """A transition of the source's own that our lifecycle does not have, as it was."""

    came_from: Status | None


@dataclass(frozen=True, kw_only=True)
class CustomerCorrected(TicketEvent):
    """The source names another customer than before: the ticket is theirs from here on."""

    customer_id: UUID
