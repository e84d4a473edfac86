"""One customer, one history (source: P4.1-b)."""

from datetime import datetime
from enum import Enum
from typing import Any

import strawberry

from domain.customer.access import READERS
from schema.context import Info, reader_of, soon
from schema.paging import Node, PageInfo
from schema.rights import field, governed


@strawberry.enum(description="What an entry of the timeline is (时间线条目).")
class TimelineKind(Enum):
    """One for each type that an edge leads to."""

    INTERACTION = "INTERACTION"
    TICKET = "TICKET"
    NOTE = "NOTE"
    FEEDBACK = "FEEDBACK"
    SURVEY = "SURVEY"
    NEED = "NEED"


@governed(READERS)
@strawberry.type(description="Something that happened with a customer (时间线条目).")
class TimelineEdge:
    """By when it began."""

    cursor: str = field("Go on after this one.")
    at: datetime = field("When it began, was opened or written.")
    kind: TimelineKind = field("What it is.")
    entry: strawberry.Private[Any]

    @field("The thing itself (内容), of the type that `kind` says; null when it left the viewer's scope meanwhile.")
    def node(self, info: Info) -> Node | None:
        node: Node | None = soon(reader_of(info).interactions.item(self.entry))
        return node

    @classmethod
    def of(cls, entry: Any, cursor: str) -> "TimelineEdge":  # noqa: ANN401  the reads' entry
        """From the read."""
        return cls(cursor=cursor, at=entry.at, kind=TimelineKind(entry.kind), entry=entry)


@governed(READERS)
@strawberry.type(description="A page of a customer's timeline, the newest first (时间线; source: P4.1-b).")
class TimelineConnection:
    """As Relay has it; what an edge leads to is of many types."""

    edges: list[TimelineEdge] = field("The entries with their cursors.")
    page_info: PageInfo = field("Where the page ends.")
    customer_id: strawberry.Private[Any]
    kinds: strawberry.Private[frozenset[str]]

    @field("How many there are in all; counted only when asked for.")
    def total_count(self, info: Info) -> int:
        return soon(reader_of(info).interactions.timeline_count(self.customer_id, self.kinds))
