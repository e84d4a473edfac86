"""Alerts, endpoints and deliveries as a unit of work hands them out."""

from dataclasses import dataclass
from typing import Protocol
from uuid import UUID

from adapters.database import Database
from adapters.storage.alerts import load_alert
from adapters.storage.deliveries import load_delivery
from adapters.storage.endpoints import load_endpoint
from adapters.vault import Vault
from domain.alert.alert import Alert
from domain.delivery.delivery import Delivery
from domain.delivery.endpoint import Endpoint
from domain.shared.aggregate import Aggregate
from domain.viewer import Viewer


class Parts(Protocol):
    """What of the house they need."""

    @property
    def database(self) -> Database: ...
    @property
    def vault(self) -> Vault: ...


class Asker(Protocol):
    """At whose desk."""

    @property
    def house(self) -> Parts: ...
    @property
    def viewer(self) -> Viewer: ...


class Working(Protocol):
    """The unit of work that they belong to."""

    @property
    def desk(self) -> Asker: ...
    @property
    def fresh(self) -> list[Aggregate]: ...
    @property
    def changed(self) -> list[Aggregate]: ...
    def expect(self, aggregate: Aggregate) -> None: ...


@dataclass(frozen=True, slots=True)
class AlertsAtWork:
    """Implements `domain.desk.Alerts`."""

    work: Working

    async def get(self, alert_id: UUID) -> Alert:
        """The alert, if its ticket is in scope."""
        alert = await load_alert(self.work.desk.house.database, self.work.desk.viewer, alert_id)
        self.work.expect(alert)
        return alert

    def save(self, alert: Alert) -> None:
        """Written when the work ends."""
        self.work.changed.append(alert)


@dataclass(frozen=True, slots=True)
class EndpointsAtWork:
    """Implements `domain.desk.Endpoints`."""

    work: Working

    async def get(self, endpoint_id: UUID) -> Endpoint:
        """The endpoint with its secret."""
        house = self.work.desk.house
        endpoint = await load_endpoint(house.database, house.vault, endpoint_id)
        self.work.expect(endpoint)
        return endpoint

    def add(self, endpoint: Endpoint) -> None:
        """Written when the work ends."""
        self.work.fresh.append(endpoint)

    def save(self, endpoint: Endpoint) -> None:
        """Written when the work ends."""
        self.work.changed.append(endpoint)


@dataclass(frozen=True, slots=True)
class DeliveriesAtWork:
    """Implements `domain.desk.Deliveries`."""

    work: Working

    async def get(self, delivery_id: UUID) -> Delivery:
        """The delivery."""
        delivery = await load_delivery(self.work.desk.house.database, delivery_id)
        self.work.expect(delivery)
        return delivery

    def save(self, delivery: Delivery) -> None:
        """Written when the work ends."""
        self.work.changed.append(delivery)
