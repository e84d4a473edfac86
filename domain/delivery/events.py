"""What people do to endpoints and deliveries; tries of a delivery are figures, not events."""

from dataclasses import dataclass
from uuid import UUID

from domain.shared.aggregate import Event


@dataclass(frozen=True, kw_only=True)
class EndpointEvent(Event):
    code: str


@dataclass(frozen=True, kw_only=True)
class EndpointRegistered(EndpointEvent):
    """`host` only: the rest of an address may be a secret."""

    host: str


@dataclass(frozen=True, kw_only=True)
class EndpointSecretRotated(EndpointEvent):
    pass


@dataclass(frozen=True, kw_only=True)
class EndpointRetired(EndpointEvent):
    pass


@dataclass(frozen=True, kw_only=True)
class RedeliveryRequested(Event):
    delivery_id: UUID
    alert_id: UUID
