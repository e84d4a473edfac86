"""What can happen to a need, and on the market. Fields named in SEALED are free text and are stored encrypted."""

from dataclasses import dataclass
from datetime import datetime
from typing import ClassVar
from uuid import UUID

from domain.need.lifecycle import NeedStatus
from domain.shared.aggregate import Event


@dataclass(frozen=True, kw_only=True)
class NeedEvent(Event):
    """Carries the status it led to, so that a listener need not ask again."""

    need_id: UUID
    status: NeedStatus


@dataclass(frozen=True, kw_only=True)
class NeedIdentified(NeedEvent):
    SEALED: ClassVar[frozenset[str]] = frozenset({"narrative"})
    number: str
    narrative: str | None = None


@dataclass(frozen=True, kw_only=True)
class NeedClassified(NeedEvent):
    pass


@dataclass(frozen=True, kw_only=True)
class NeedAssigned(NeedEvent):
    department: str | None
    assignee_id: UUID | None


@dataclass(frozen=True, kw_only=True)
class NeedAssessed(NeedEvent):
    SEALED: ClassVar[frozenset[str]] = frozenset({"text"})
    factors: tuple[str, ...]
    rule_version: int
    text: str | None = None


@dataclass(frozen=True, kw_only=True)
class NeedRevalued(NeedEvent):
    """What is known of the customer makes the service worth more or less than when a person judged it."""

    factors: tuple[str, ...]
    rule_version: int


@dataclass(frozen=True, kw_only=True)
class NeedRanked(NeedEvent):
    """Where it stands in the queue has changed."""

    standing: int
    factors: tuple[str, ...]
    rule_version: int


@dataclass(frozen=True, kw_only=True)
class NeedPlanned(NeedEvent):
    SEALED: ClassVar[frozenset[str]] = frozenset({"text"})
    text: str
    expected_completion: datetime | None = None


@dataclass(frozen=True, kw_only=True)
class NeedServed(NeedEvent):
    SEALED: ClassVar[frozenset[str]] = frozenset({"text"})
    text: str
    server_id: UUID | None = None


@dataclass(frozen=True, kw_only=True)
class NeedConfirmed(NeedEvent):
    SEALED: ClassVar[frozenset[str]] = frozenset({"comment"})
    satisfaction: int | None = None
    comment: str | None = None


@dataclass(frozen=True, kw_only=True)
class NeedDeclined(NeedEvent):
    """By the customer, or by us: the reason stands with it."""

    by_customer: bool


@dataclass(frozen=True, kw_only=True)
class NeedLinked(NeedEvent):
    kind: str
    other_id: UUID


@dataclass(frozen=True, kw_only=True)
class OfMarket(Event):
    market_event_id: UUID


@dataclass(frozen=True, kw_only=True)
class MarketEventEntered(OfMarket):
    pass


@dataclass(frozen=True, kw_only=True)
class MarketEventEnded(OfMarket):
    pass
