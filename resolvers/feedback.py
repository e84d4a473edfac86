"""What is read of feedback."""

from typing import Annotated

import strawberry

from adapters.reads.feedbacks import ORDERS, FeedbackCriteria, feedbacks_page
from domain.feedback.access import HOUSE_READERS, READERS
from resolvers.given import (
    a_customer,
    aware,
    bounded,
    exactly_one,
    in_words_of_the_query,
    maybe_row,
    row,
    values_of,
    words,
)
from resolvers.ticket import Id, Number
from schema.context import Info, reader_of, viewer_of
from schema.errors import Forbidden
from schema.feedback import Feedback, FeedbackConnection, FeedbackEdge, FeedbackFilter, FeedbackOrder
from schema.paging import After, First, a_page, within_a_page
from schema.rights import field

Which = Annotated[FeedbackFilter | None, strawberry.argument(description="Which ones; all in scope when not given.")]
InOrder = Annotated[FeedbackOrder | None, strawberry.argument(description="In which order.")]
OF_THE_HOUSE = {"sentiment": "sentiment", "unsure": "unsure", "topic": "topic", "cause": "cause"}
"""Filters by what customers and other systems may not read: they cannot find it out by asking either."""


@strawberry.type
class FeedbackQuery:
    """The root fields about feedback."""

    @field("One piece of feedback (反馈), by exactly one of its names; null when there is none in scope.",
           readers=READERS)  # fmt: skip
    async def feedback(self, info: Info, id: Id = None, number: Number = None) -> Feedback | None:
        exactly_one(id=id, number=number)
        if id is None:
            return await reader_of(info).feedbacks.called(str(number))
        return await reader_of(info).feedbacks.feedback(row("Feedback", id, "id"))

    @field("Feedback (反馈) in scope, in pages (source: P4.2).", readers=READERS)
    async def feedbacks(
        self, info: Info, first: First, filter: Which = None, order_by: InOrder = FeedbackOrder.DUE_AT,
        after: After = None,
    ) -> FeedbackConnection:  # fmt: skip
        return await feedback_connection(
            info, criteria_of(info, filter), order_by or FeedbackOrder.DUE_AT, first=first, after=after
        )


async def feedback_connection(
    info: Info, criteria: FeedbackCriteria, order: FeedbackOrder, *, first: int, after: str | None
) -> FeedbackConnection:
    """A page of the feedback in scope that meets the criteria."""
    house = info.context.house
    with in_words_of_the_query():
        page = await feedbacks_page(
            house.database, viewer_of(info), criteria, ORDERS[order.value], first=within_a_page(first, "first"),
            after=after, now=house.now(),
        )  # fmt: skip
    nodes = [Feedback.of(view) for view in page.rows]
    return a_page(FeedbackConnection, FeedbackEdge, nodes, page.cursors, more=page.more, after=after, filter=criteria)


def criteria_of(info: Info, given: FeedbackFilter | None) -> FeedbackCriteria:
    """The filter in the words of the reads; BadInput names what is wrong in it."""
    if given is None:
        return FeedbackCriteria()
    role = viewer_of(info).role
    for name, shown in OF_THE_HOUSE.items():
        if getattr(given, name) is not None and role not in HOUSE_READERS:
            raise Forbidden(role.value, shown)
    return FeedbackCriteria(
        status=values_of(given.status, "status"),
        kind=bounded(given.kind, "kind"),
        collected=values_of(given.collected, "collected"),
        department=bounded(given.department, "department"),
        sentiment=values_of(given.sentiment, "sentiment"),
        stage=values_of(given.stage, "stage"),
        authority=values_of(given.authority, "authority"),
        cause=bounded(given.cause, "cause"),
        topic=words(given.topic, "topic"),
        customer_id=a_customer(info, given.customer_id),
        ticket_id=maybe_row("Ticket", given.ticket_id, "ticketId"),
        responsible_id=maybe_row("Agent", given.responsible_id, "responsibleId"),
        subject_contains=words(given.subject_contains, "subjectContains"),
        received_from=aware(given.received_from, "receivedFrom"),
        received_to=aware(given.received_to, "receivedTo"),
        overdue=given.overdue,
        unsure=given.unsure,
    )
