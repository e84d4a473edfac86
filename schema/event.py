"""The event log as clients see it: what happened, who did it, what it changed."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any, ClassVar, cast

import strawberry
from strawberry.scalars import JSON

from domain.customer.access import READERS as CUSTOMER_READERS
from domain.shared.scope import HOUSE_READERS, INTERNAL_READERS
from domain.shared.scope import READERS as TICKET_READERS
from domain.viewer import Role
from schema.context import Info, asked_of, reader_of, soon, viewer_of
from schema.ids import ids_of
from schema.paging import Node, PageInfo
from schema.rights import field as _field
from schema.rights import governed
from schema.stored import OfRow, Stored, plain

READERS = TICKET_READERS | CUSTOMER_READERS
DETAIL_READERS = HOUSE_READERS
WORD_READERS = INTERNAL_READERS
NOT_TOLD = frozenset({"changes", "other_id"})
"""Changes have a field of their own, and the other ticket of a link is shown by `Ticket.links` within the scope."""


LINKS = ("link.", "opened.", "answer.")
"""Likewise the other ends of links among the changes."""


@governed(DETAIL_READERS)
@strawberry.type(description="What an event changed (变更): a field before and after.")
class Change:
    """Fields carry the names of the domain."""

    field: str = _field("The field, such as status or cycle.resolved_at.")
    before: JSON | None = _field("What it was; null when it had no value.")
    after: JSON | None = _field("What it became; null when it has no value any more.")


@governed(WORD_READERS)
@strawberry.type(description="Free text that belongs to an event (文字内容); kept sealed under the customer's own key.")
class Words:
    """One text."""

    field: str = _field("What kind of text, such as text, narrative, result or cause.")
    text: str = _field("The text as it was written.")


@governed(READERS)
@strawberry.type(description="Something that happened (事件), as it stands in the event log; never changed afterwards.")
class Event(OfRow, Node):
    """The same facts that live feeds tell."""

    stored: ClassVar = {
        "id": Stored("position", ids_of("Event")),
        **plain("at type aggregate version imported reason request_id"),
    }

    at: datetime = _field("When it happened; for imported events, by the source's clock.")
    type: str = _field("What happened, such as TicketResolved.")
    aggregate: str = _field("What it happened to: ticket, customer, need, alert, agent, reference or policy.")
    version: int = _field("The version that it led to.")
    imported: bool = _field("Taken over from another system's log (导入).")
    reason: str | None = _field("Why (原因; source: P1.3-c).", readers=INTERNAL_READERS)
    request_id: str | None = _field("The request that led to it.", readers=DETAIL_READERS)
    view: strawberry.Private[Any]

    @_field("Who did it: role and reference (责任人; source: P1.3-c).", readers=DETAIL_READERS)
    def author(self, info: Info) -> str:
        author: str = self.view.author
        role, _, _ = author.partition(":")
        return author if role != Role.CUSTOMER or viewer_of(info).role in CUSTOMER_READERS else role

    @_field("What else is known of it, without personal data.", readers=DETAIL_READERS)
    def facts(self) -> JSON:
        return cast("JSON", {name: fact for name, fact in self.view.facts.items() if name not in NOT_TOLD})

    @_field("What it changed.", readers=DETAIL_READERS)
    def changes(self, info: Info) -> list[Change]:
        changes: Mapping[str, Any] = self.view.facts.get("changes", {})
        told = {name: pair for name, pair in changes.items() if not name.startswith(LINKS)}
        if viewer_of(info).role not in CUSTOMER_READERS:
            told.pop("customer_id", None)
        return [Change(field=name, before=old, after=new) for name, (old, new) in told.items()]

    @_field("The texts that came with it; empty when there are none or they were erased.", readers=WORD_READERS)
    def words(self, info: Info) -> list[Words]:
        found = reader_of(info).words("event", self.view.aggregate_id, self.view.version)
        return soon(found.mapped(_texts))


FACTS = frozenset({"facts", "changes"})
"""The fields of an event that are made of what is known of it beyond the other columns."""


def tells_facts(info: Info) -> bool:
    """Whether somebody asks for them beneath this field."""
    asked = asked_of(info, "Event")
    return asked is None or not FACTS.isdisjoint(asked)


def _texts(words: Mapping[str, Any]) -> list[Words]:
    return [Words(field=name, text=text) for name, text in sorted(words.items()) if isinstance(text, str)]


@governed(READERS)
@strawberry.type(description="An event in a list (事件).")
class EventEdge:
    """As Relay has it."""

    cursor: str = _field("Go on after this one; the same cursor as in live feeds.")
    node: Event = _field("The event.")


@governed(READERS)
@strawberry.type(description="A page of events (事件), in the order of the log.")
class EventConnection:
    """As Relay has it; the cursors are those of the live feeds."""

    edges: list[EventEdge] = _field("The events with their cursors.")
    nodes: list[Event] = _field("The events.")
    page_info: PageInfo = _field("Where the page ends.")
    filter: strawberry.Private[Any]

    @_field("How many there are in all; counted only when asked for.")
    async def total_count(self, info: Info) -> int:
        return await reader_of(info).count_events(self.filter)


@strawberry.input(description="Which events: everything given must hold (筛选).")
class EventFilter:
    """Times need a zone; `from` is included, `to` is not."""

    type: list[str] | None = strawberry.field(default=None, description="Of one of these types, such as TicketOpened.")
    ticket_id: strawberry.ID | None = strawberry.field(default=None, description="Of this ticket.")
    customer_id: strawberry.ID | None = strawberry.field(
        default=None, description="Of this customer and of their tickets."
    )
    at_from: datetime | None = strawberry.field(default=None, description="Happened at this instant or later.")
    at_to: datetime | None = strawberry.field(default=None, description="Happened before this instant.")
