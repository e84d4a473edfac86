"""What is read of tickets and of the customers behind them."""

from datetime import datetime
from typing import Annotated, TypeVar
from uuid import UUID

import strawberry

from adapters.reads.criteria import TicketCriteria
from adapters.reads.customers import customer_called, customers_by_id
from adapters.reads.tickets import ORDERS, ticket_named, tickets_by_id, tickets_page
from domain.customer import access as customers
from domain.shared.errors import Invalid
from domain.ticket import access as tickets
from domain.viewer import Role, Viewer
from schema.context import Info, viewer_of
from schema.customer import Customer
from schema.errors import BadInput, Forbidden
from schema.ids import row_id
from schema.paging import After, First, PageInfo
from schema.rights import field
from schema.ticket import Ticket, TicketConnection, TicketEdge, TicketFilter, TicketOrder

T = TypeVar("T")
_MOST = 100
_WORDS = 200

Id = Annotated[strawberry.ID | None, strawberry.argument(description="Its global id.")]
Number = Annotated[str | None, strawberry.argument(description="Its number for people.")]
Reference = Annotated[str | None, strawberry.argument(description="The reference of the firm or of the source.")]
Which = Annotated[TicketFilter | None, strawberry.argument(description="Which ones; all in scope when not given.")]
InOrder = Annotated[TicketOrder, strawberry.argument(description="In which order.")]


@strawberry.type
class TicketQuery:
    """The root fields about tickets and customers."""

    @field("One ticket (工单), by exactly one of its names; null when there is none in scope.", readers=tickets.READERS)
    async def ticket(
        self,
        info: Info,
        id: Id = None,
        number: Number = None,
        external_reference: Reference = None,
    ) -> Ticket | None:
        viewer = _allowed(info, tickets.READERS)
        _exactly_one(id=id, number=number, externalReference=external_reference)
        database = info.context.database
        if id is None:
            view = await ticket_named(database, viewer, number=number, external_reference=external_reference)
        else:
            wanted = _row("Ticket", id, "id")
            view = (await tickets_by_id(database, viewer, [wanted])).get(wanted)
        return None if view is None else Ticket.of(view)

    @field("Tickets (工单) in scope, in pages.", readers=tickets.READERS)
    async def tickets(
        self, info: Info, first: First, filter: Which = None, order_by: InOrder = TicketOrder.DUE_AT,
        after: After = None,
    ) -> TicketConnection:  # fmt: skip
        viewer = _allowed(info, tickets.READERS)
        if not 1 <= first <= _MOST:
            message = f"first is {first}; it is 1 to {_MOST}"
            raise BadInput(message)
        criteria = _criteria(filter)
        try:
            page = await tickets_page(
                info.context.database, viewer, criteria, ORDERS[order_by.value], first=first, after=after,
                now=info.context.now(),
            )  # fmt: skip
        except Invalid as error:
            raise BadInput(error.message) from error
        nodes = [Ticket.of(view) for view in page.rows]
        return TicketConnection(
            edges=[TicketEdge(cursor=one, node=node) for one, node in zip(page.cursors, nodes, strict=True)],
            nodes=nodes,
            page_info=PageInfo.of(page.cursors, more=page.more, after=after),
            filter=criteria,
        )

    @field(
        "One customer (客户), by exactly one of their names; null when there is none in scope.",
        readers=customers.READERS,
    )
    async def customer(self, info: Info, id: Id = None, external_reference: Reference = None) -> Customer | None:
        viewer = _allowed(info, customers.READERS)
        _exactly_one(id=id, externalReference=external_reference)
        database = info.context.database
        if external_reference is not None:
            view = await customer_called(database, viewer, external_reference)
        else:
            wanted = _row("Customer", str(id), "id")
            view = (await customers_by_id(database, viewer, [wanted])).get(wanted)
        return None if view is None else Customer.of(view)


def _allowed(info: Info, readers: frozenset[Role]) -> Viewer:
    viewer = viewer_of(info)
    if viewer.role not in readers:
        raise Forbidden(viewer.role.value, info.field_name)
    return viewer


def _exactly_one(**names: str | None) -> None:
    if sum(value is not None for value in names.values()) != 1:
        message = f"give exactly one of {', '.join(names)}"
        raise BadInput(message)


def _row(kind: str, text: str, name: str) -> UUID:
    try:
        return row_id(kind, text, field=name)
    except Invalid as error:
        raise BadInput(error.message) from error


def _criteria(given: TicketFilter | None) -> TicketCriteria:
    if given is None:
        return TicketCriteria()
    words = given.subject_contains
    if words is not None and not 1 <= len(words) <= _WORDS:
        message = f"subjectContains has {len(words)} characters; it has 1 to {_WORDS}"
        raise BadInput(message)
    return TicketCriteria(
        status=_bounded(given.status, "status"),
        level=_bounded(given.level, "level"),
        department=_bounded(given.department, "department"),
        channel=_bounded(given.channel, "channel"),
        assignee_id=None if given.assignee_id is None else _row("Agent", given.assignee_id, "assigneeId"),
        customer_id=None if given.customer_id is None else _row("Customer", given.customer_id, "customerId"),
        subject_contains=words,
        opened_from=_aware(given.opened_from, "openedFrom"),
        opened_to=_aware(given.opened_to, "openedTo"),
        updated_from=_aware(given.updated_from, "updatedFrom"),
        updated_to=_aware(given.updated_to, "updatedTo"),
        overdue=given.overdue,
    )


def _bounded(values: list[T] | None, name: str) -> tuple[T, ...] | None:
    if values is not None and len(values) > _MOST:
        message = f"{name} has {len(values)} values; at most {_MOST} are taken"
        raise BadInput(message)
    return None if values is None else tuple(values)


def _aware(moment: datetime | None, name: str) -> datetime | None:
    if moment is not None and moment.tzinfo is None:
        message = f"{name} has no time zone; write it like 2026-03-01T09:30:00+08:00"
        raise BadInput(message)
    return moment
