"""What is read of alerts."""

from datetime import datetime
from typing import Annotated

import strawberry

from adapters.reads.alerts import ORDERS, AlertCriteria, alerts_page
from domain.alert.access import READERS
from resolvers.given import aware, bounded, in_words_of_the_query, maybe_row, row
from schema.alert import Alert, AlertConnection, AlertEdge, AlertFilter, AlertOrder, EscalationNotice
from schema.context import Info, reader_of, viewer_of
from schema.paging import After, First, a_page, within_a_page
from schema.rights import field

Which = Annotated[AlertFilter | None, strawberry.argument(description="Which ones; all in scope when not given.")]
InOrder = Annotated[
    AlertOrder | None, strawberry.argument(description="In which order; the newest first when not given.")
]

TheTicket = Annotated[strawberry.ID, strawberry.argument(description="The ticket.")]
Until = Annotated[datetime, strawberry.argument(description="Until when, with its zone.")]


@strawberry.type
class AlertQuery:
    """The root fields about alerts."""

    @field("Alerts (预警) of the tickets and feedback in scope, in pages.", readers=READERS)
    async def alerts(
        self, info: Info, first: First, filter: Which = None, order_by: InOrder = AlertOrder.RAISED_AT_DESC,
        after: After = None,
    ) -> AlertConnection:  # fmt: skip
        criteria, order = _criteria(filter), order_by or AlertOrder.RAISED_AT_DESC
        with in_words_of_the_query():
            page = await alerts_page(
                info.context.house.database, viewer_of(info), criteria, ORDERS[order.value],
                first=within_a_page(first, "first"), after=after,
            )  # fmt: skip
        nodes = [Alert.of(view) for view in page.rows]
        return a_page(AlertConnection, AlertEdge, nodes, page.cursors, more=page.more, after=after, filter=criteria)

    @field(
        "What would be told of a ticket, to whom and when, if nothing happens until then (升级预演; source: P3.3-e): at"
        " most the first 200; null when no such ticket is in scope.",
        readers=READERS,
        size=20,
    )
    async def simulate_escalation(self, info: Info, ticket_id: TheTicket, at: Until) -> list[EscalationNotice] | None:
        until = aware(at, "at")
        notices = await reader_of(info).rehearsal(row("Ticket", ticket_id, "ticketId"), until or at)
        return None if notices is None else [EscalationNotice.of(each) for each in notices]


def _criteria(given: AlertFilter | None) -> AlertCriteria:
    if given is None:
        return AlertCriteria()
    return AlertCriteria(
        status=bounded(given.status, "status"),
        rule=bounded(given.rule, "rule"),
        trigger=bounded(given.trigger, "trigger"),
        commitment=bounded(given.commitment, "commitment"),
        department=bounded(given.department, "department"),
        ticket_id=maybe_row("Ticket", given.ticket_id, "ticketId"),
        feedback_id=maybe_row("Feedback", given.feedback_id, "feedbackId"),
        task_id=maybe_row("UpkeepTask", given.upkeep_task_id, "upkeepTaskId"),
        raised_from=aware(given.raised_from, "raisedFrom"),
        raised_to=aware(given.raised_to, "raisedTo"),
    )
