"""What fields of needs, of the market and of activity read, in batches and within the viewer's scope."""

from dataclasses import dataclass
from typing import TYPE_CHECKING
from uuid import UUID

from adapters.reads import market, needs
from execution.later import Later
from schema.context import Views
from schema.market import MarketEvent
from schema.need import Need
from schema.paging import within_a_page

if TYPE_CHECKING:
    from resolvers.reader import HouseReader


@dataclass(frozen=True, slots=True)
class NeedReader:
    """Part of the reader of a request."""

    reader: "HouseReader"

    def need(self, need_id: UUID) -> Later[Need | None]:
        """The need, if in scope."""
        database, viewer = self.reader.house.database, self.reader.viewer
        view = self.reader.one("need", need_id, lambda ids: needs.needs_by_id(database, viewer, ids))
        return view.mapped(lambda view: None if view is None else Need.of(view))

    def of_customer(self, customer_id: UUID, last: int) -> Later[list[Need]]:
        """The customer's newest needs in scope."""
        database, viewer, size = self.reader.house.database, self.reader.viewer, within_a_page(last, "last")
        found = self.reader.some(
            ("needs of customers", size), customer_id,
            lambda ids: needs.needs_of_customers(database, viewer, ids, size),
        )  # fmt: skip
        return found.mapped(lambda views: [Need.of(view) for view in views])

    def linked_to(self, other_id: UUID, last: int) -> Later[list[Need]]:
        """The newest needs in scope that hang together with a ticket or feedback."""
        database, viewer, size = self.reader.house.database, self.reader.viewer, within_a_page(last, "last")
        found = self.reader.some(
            ("linked needs", size), other_id, lambda ids: needs.needs_linked_to(database, viewer, ids, size)
        )
        return found.mapped(lambda views: [Need.of(view) for view in views])

    def links(self, need_id: UUID) -> Later[Views]:
        """Where it points."""
        database, viewer = self.reader.house.database, self.reader.viewer
        return self.reader.some("links of needs", need_id, lambda ids: needs.links_of_needs(database, viewer, ids))

    def market_event(self, market_event_id: UUID) -> Later[MarketEvent | None]:
        """The market event."""
        database = self.reader.house.database
        view = self.reader.one("market event", market_event_id, lambda ids: market.market_events_by_id(database, ids))
        return view.mapped(lambda view: None if view is None else MarketEvent.of(view))

    def activity_of(self, customer_id: UUID, last: int) -> Later[Views]:
        """The customer's newest activity."""
        database, size = self.reader.house.database, within_a_page(last, "last")
        return self.reader.some(("activity", size), customer_id, lambda ids: market.activity_of(database, ids, size))

    async def count(self, criteria: needs.NeedCriteria) -> int:
        """How many needs there are in scope."""
        return await needs.count_needs(self.reader.house.database, self.reader.viewer, criteria)

    async def count_market_events(self, criteria: market.MarketCriteria) -> int:
        """How many there are."""
        return await market.count_market_events(self.reader.house.database, criteria)
