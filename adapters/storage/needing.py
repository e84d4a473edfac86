"""Needs, market events and trading activity as a unit of work hands them out."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol
from uuid import UUID

from adapters.database import Database
from adapters.storage.activity import customers_named, known_activity
from adapters.storage.behaviour import behaviours
from adapters.storage.market import in_force, load_market_event
from adapters.storage.needs import load_need
from adapters.storage.policies import Policies
from domain.activity.activity import ActivityReport
from domain.need.market import MarketEvent
from domain.need.need import Need
from domain.need.surroundings import Behaviour, Surroundings
from domain.shared.aggregate import Aggregate
from domain.viewer import Viewer


class Parts(Protocol):
    """What of the house they need."""

    @property
    def database(self) -> Database: ...
    @property
    def policies(self) -> Policies: ...


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
class NeedsAtWork:
    """Implements `domain.desk.Needs`."""

    work: Working

    async def get(self, need_id: UUID) -> Need:
        """The need in scope."""
        desk = self.work.desk
        need = await load_need(desk.house.database, desk.viewer, need_id)
        self.work.expect(need)
        return need

    def add(self, need: Need) -> None:
        """Written when the work ends."""
        self.work.fresh.append(need)

    def save(self, need: Need) -> None:
        """Written when the work ends."""
        self.work.changed.append(need)

    async def surroundings(self, customer_id: UUID, at: datetime) -> Surroundings:
        """As they are known at that time."""
        house = self.work.desk.house
        rules = await house.policies.needs()
        found = await behaviours(house.database, [customer_id], at=at, abnormal_days=rules.rank.abnormal_days)
        return Surroundings(found.get(customer_id, Behaviour()), await in_force(house.database, at))


@dataclass(frozen=True, slots=True)
class MarketAtWork:
    """Implements `domain.desk.Market`."""

    work: Working

    async def get(self, market_event_id: UUID) -> MarketEvent:
        """The market event."""
        market = await load_market_event(self.work.desk.house.database, market_event_id)
        self.work.expect(market)
        return market

    def add(self, market: MarketEvent) -> None:
        """Written when the work ends."""
        self.work.fresh.append(market)

    def save(self, market: MarketEvent) -> None:
        """Written when the work ends."""
        self.work.changed.append(market)


@dataclass(frozen=True, slots=True)
class ActivityAtWork:
    """Implements `domain.desk.ActivityReports`."""

    work: Working

    async def customers(self, references: Iterable[str]) -> Mapping[str, UUID]:
        """Those in scope."""
        return await customers_named(self.work.desk.house.database, self.work.desk.viewer, references)

    async def known(self, ids: Iterable[UUID]) -> frozenset[UUID]:
        """Those that were recorded before."""
        return await known_activity(self.work.desk.house.database, ids)

    def add(self, report: ActivityReport) -> None:
        """Written when the work ends."""
        self.work.fresh.append(report)
