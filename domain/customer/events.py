"""What can happen to a customer. Names and contact values travel in the sealed part of the changes, never in facts."""

from dataclasses import dataclass
from uuid import UUID

from domain.shared.aggregate import Event


@dataclass(frozen=True, kw_only=True)
class CustomerEvent(Event):
    customer_id: UUID


@dataclass(frozen=True, kw_only=True)
class CustomerRegistered(CustomerEvent):
    pass


@dataclass(frozen=True, kw_only=True)
class CustomerRenamed(CustomerEvent):
    pass


@dataclass(frozen=True, kw_only=True)
class AccountOpened(CustomerEvent):
    pass


@dataclass(frozen=True, kw_only=True)
class CustomerSettledIn(CustomerEvent):
    pass


@dataclass(frozen=True, kw_only=True)
class CustomerFellSilent(CustomerEvent):
    pass


@dataclass(frozen=True, kw_only=True)
class CustomerReturned(CustomerEvent):
    pass


@dataclass(frozen=True, kw_only=True)
class CustomerLeft(CustomerEvent):
    pass


@dataclass(frozen=True, kw_only=True)
class IdentityChangeNoticed(CustomerEvent):
    """The clock of three working days runs (source: P1.3-b)."""


@dataclass(frozen=True, kw_only=True)
class IdentityChangeRecorded(CustomerEvent):
    pass


@dataclass(frozen=True, kw_only=True)
class RecordCompleted(CustomerEvent):
    pass


@dataclass(frozen=True, kw_only=True)
class RecordRefreshed(CustomerEvent):
    pass


@dataclass(frozen=True, kw_only=True)
class TierChanged(CustomerEvent):
    tier: str


@dataclass(frozen=True, kw_only=True)
class SegmentsChanged(CustomerEvent):
    segments: tuple[str, ...]


@dataclass(frozen=True, kw_only=True)
class BusinessLinesChanged(CustomerEvent):
    business_lines: tuple[str, ...]


@dataclass(frozen=True, kw_only=True)
class ContactPointAdded(CustomerEvent):
    contact_point_id: UUID
    channel: str


@dataclass(frozen=True, kw_only=True)
class ContactPointRemoved(CustomerEvent):
    contact_point_id: UUID
    channel: str


@dataclass(frozen=True, kw_only=True)
class ChannelPreferred(CustomerEvent):
    channel: str | None


@dataclass(frozen=True, kw_only=True)
class AccountManagerAssigned(CustomerEvent):
    account_manager_id: UUID | None
