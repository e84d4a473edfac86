"""What is read of the event log."""

from typing import Annotated

import strawberry

from adapters.news.live import Live
from adapters.reads.events import EventCriteria, events_page
from resolvers.given import a_customer, aware, bounded, in_words_of_the_query, maybe_row
from schema.context import Info, viewer_of
from schema.errors import BadInput
from schema.event import READERS, Event, EventConnection, EventEdge, EventFilter
from schema.paging import First, a_page, within_a_page
from schema.rights import field

Which = Annotated[EventFilter | None, strawberry.argument(description="Which ones; all in scope when not given.")]
AfterEvent = Annotated[
    str | None, strawberry.argument(description="Go on after this cursor, of a page or of a live feed.")
]


@strawberry.type
class EventQuery:
    """The root fields about the event log."""

    @field("The event log (事件) in scope and in its order; its cursors are those of the live feeds.", readers=READERS)
    async def events(self, info: Info, first: First, filter: Which = None, after: AfterEvent = None) -> EventConnection:
        live: Live = info.context.live
        begin = await _position(live, after)
        criteria, up_to = _criteria(info, filter), await live.settled()
        found = await events_page(
            info.context.house.database, viewer_of(info), criteria, first=within_a_page(first, "first"), after=begin,
            up_to=up_to,
        )  # fmt: skip
        shown = found[:first]
        cursors = [live.cursors.cursor(view.position) for view in shown]
        nodes = [Event.of(view) for view in shown]
        more = len(found) > first
        return a_page(EventConnection, EventEdge, nodes, cursors, more=more, after=after, filter=(criteria, up_to))


async def _position(live: Live, after: str | None) -> int:
    if after is None:
        return 0
    with in_words_of_the_query():
        position = live.cursors.position(after)
    if position is None or await live.beyond_the_log(position):
        message = "after is a cursor of another log: this one was begun anew; read it from the start"
        raise BadInput(message)
    return position


def _criteria(info: Info, given: EventFilter | None) -> EventCriteria:
    if given is None:
        return EventCriteria()
    return EventCriteria(
        types=bounded(given.type, "type"),
        ticket_id=maybe_row("Ticket", given.ticket_id, "ticketId"),
        customer_id=a_customer(info, given.customer_id),
        at_from=aware(given.at_from, "atFrom"),
        at_to=aware(given.at_to, "atTo"),
    )
