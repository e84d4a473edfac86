"""What happens on the market, and what customers do with their money, as clients see it."""

from datetime import datetime
from enum import Enum
from typing import Any, ClassVar

import strawberry

from domain.activity.activity import ActivityKind
from domain.customer.access import READERS as CUSTOMER_READERS
from domain.need.access import MARKET_READERS
from schema.context import Info, each, reader_of
from schema.event import Event, tells_facts
from schema.ids import ids_of
from schema.need_words import Category
from schema.paging import Last, Node, PageInfo
from schema.rights import field, governed
from schema.stored import OfRow, Stored, plain

strawberry.enum(ActivityKind, description="What happened on an account (交易行为; source: P2.2-c).")


@strawberry.enum(description="In which order market events come (排序).")
class MarketEventOrder(Enum):
    """By when they begin."""

    BEGINS_AT = "BEGINS_AT"
    BEGINS_AT_DESC = "BEGINS_AT_DESC"


@governed(MARKET_READERS)
@strawberry.type(description="What happens on the market and raises needs (市场事件; source: P2.3-c).")
class MarketEvent(OfRow, Node):
    """In force from its beginning to its end."""

    stored: ClassVar = {
        "id": Stored("id", ids_of("MarketEvent")),
        "categories": Stored("categories", lambda words: [Category(each) for each in words]),
        **plain("version title begins_at ends_at entered_at entered_by"),
    }

    version: int = field("Rises with every change; give it as expectedVersion.")
    title: str = field("What happens (标题).")
    categories: list[Category] = field("The needs that it concerns (涉及类别).")
    begins_at: datetime = field("From when on it is in force.")
    ends_at: datetime = field("Until when.")
    entered_at: datetime = field("When it was entered.")
    entered_by: str = field("Who entered it: role and reference (录入人).")
    view: strawberry.Private[Any]

    @field("What happened to it last, oldest of it first, with the reasons (历史).")
    def events(self, info: Info, last: Last) -> list[Event]:
        return each(reader_of(info).events(self.view.id, last, told=tells_facts(info)), Event.of)


@governed(MARKET_READERS)
@strawberry.type(description="A market event in a list (市场事件).")
class MarketEventEdge:
    """As Relay has it."""

    cursor: str = field("Go on after this one.")
    node: MarketEvent = field("The market event.")


@governed(MARKET_READERS)
@strawberry.type(description="A page of market events (市场事件).")
class MarketEventConnection:
    """As Relay has it."""

    edges: list[MarketEventEdge] = field("The market events with their cursors.")
    nodes: list[MarketEvent] = field("The market events.")
    page_info: PageInfo = field("Where the page ends.")
    filter: strawberry.Private[Any]

    @field("How many there are in all; counted only when asked for.")
    async def total_count(self, info: Info) -> int:
        return await reader_of(info).needs.count_market_events(self.filter)


@governed(CUSTOMER_READERS)
@strawberry.type(description="A piece of trading activity (交易行为; source: P2.2-c).")
class Activity:
    """As another system told it."""

    at: datetime = field("When it happened, by that system's clock.")
    kind: ActivityKind = field("What happened (类型).")
    amount_minor: str = field("How much, in minor units such as fen, a whole number as text: it may exceed 32 bits.")
    currency: str = field("Of which currency, such as CNY (币种).")

    @classmethod
    def of(cls, view: Any) -> "Activity":  # noqa: ANN401  the reads' view
        """From the read."""
        return cls(at=view.at, kind=ActivityKind(view.kind), amount_minor=str(view.amount), currency=view.currency)
