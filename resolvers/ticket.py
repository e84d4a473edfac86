"""What is read of tickets."""

from collections.abc import Awaitable
from functools import lru_cache
from typing import Annotated

import strawberry

from adapters.reads.criteria import TicketCriteria
from adapters.reads.tickets import ALL, ORDERS, Wanted
from domain.shared.scope import READERS
from resolvers.given import (
    a_customer,
    aware,
    bounded,
    exactly_one,
    in_words_of_the_query,
    levels,
    maybe_row,
    row,
    words,
)
from schema.context import Info, asked_of, soon
from schema.customer import Customer
from schema.paging import After, First, a_page, within_a_page
from schema.rights import field
from schema.stored import columns_of
from schema.ticket import Ticket, TicketConnection, TicketEdge, TicketFilter, TicketOrder

Id = Annotated[strawberry.ID | None, strawberry.argument(description="Its global id.")]
Number = Annotated[str | None, strawberry.argument(description="Its number for people.")]
Reference = Annotated[str | None, strawberry.argument(description="The reference of the firm or of the source.")]
Which = Annotated[TicketFilter | None, strawberry.argument(description="Which ones; all in scope when not given.")]
InOrder = Annotated[TicketOrder | None, strawberry.argument(description="In which order.")]


@strawberry.type
class TicketQuery:
    """The root fields about tickets."""

    @field("One ticket (工单), by exactly one of its names; null when there is none in scope.", readers=READERS)
    def ticket(
        self, info: Info, id: Id = None, number: Number = None, external_reference: Reference = None
    ) -> Ticket | None:
        exactly_one(id=id, number=number, externalReference=external_reference)
        reader, wanted = info.context.reader, wanted_of(info)
        found: Awaitable[Ticket | None]
        if id is not None:
            found = reader.ticket(row("Ticket", id, "id"), wanted)
        else:
            found = reader.ticket_named(number=number, external_reference=external_reference, wanted=wanted)
        return soon(found)

    @field("Tickets (工单) in scope, in pages.", readers=READERS)
    async def tickets(
        self, info: Info, first: First, filter: Which = None, order_by: InOrder = TicketOrder.DUE_AT,
        after: After = None,
    ) -> TicketConnection:  # fmt: skip
        order = order_by or TicketOrder.DUE_AT
        return await ticket_connection(info, criteria_of(info, filter), order, first=first, after=after)


async def ticket_connection(
    info: Info, criteria: TicketCriteria, order: TicketOrder, *, first: int, after: str | None
) -> TicketConnection:
    """A page of the tickets in scope that meet the criteria."""
    with in_words_of_the_query():
        page = await info.context.reader.tickets_page(
            criteria, ORDERS[order.value], first=within_a_page(first, "first"), after=after, wanted=wanted_of(info)
        )
    nodes = [Ticket.of(view) for view in page.rows]
    return a_page(TicketConnection, TicketEdge, nodes, page.cursors, more=page.more, after=after, filter=criteria)


def wanted_of(info: Info) -> Wanted:
    """What is asked of tickets beneath this field; everything when nobody knows beforehand."""
    asked, of_customers = asked_of(info, "Ticket"), asked_of(info, "Customer")
    if asked is None or of_customers is None:
        return ALL
    return _wanted(asked, of_customers)


@lru_cache(maxsize=1_000)
def _wanted(asked: frozenset[str], of_customers: frozenset[str]) -> Wanted:
    if "customer" not in asked:
        return Wanted(columns_of(Ticket, asked))
    columns, customer = columns_of(Ticket, asked), columns_of(Customer, of_customers)
    return ALL if columns is None or customer is None else Wanted(columns, customer)


def criteria_of(info: Info, given: TicketFilter | None) -> TicketCriteria:
    """The filter in the words of the reads; BadInput names what is wrong in it."""
    if given is None:
        return TicketCriteria()
    return TicketCriteria(
        status=bounded(given.status, "status"),
        level=levels(given.level, "level"),
        department=bounded(given.department, "department"),
        channel=bounded(given.channel, "channel"),
        assignee_id=maybe_row("Agent", given.assignee_id, "assigneeId"),
        customer_id=a_customer(info, given.customer_id),
        subject_contains=words(given.subject_contains, "subjectContains"),
        opened_from=aware(given.opened_from, "openedFrom"),
        opened_to=aware(given.opened_to, "openedTo"),
        updated_from=aware(given.updated_from, "updatedFrom"),
        updated_to=aware(given.updated_to, "updatedTo"),
        overdue=given.overdue,
        due_soon=given.due_soon,
        unassigned=given.unassigned,
    )
