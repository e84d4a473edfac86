"""What is read of improvement measures."""

from typing import Annotated

import strawberry

from adapters.reads.measures import ORDERS, MeasureCriteria, measures_page
from domain.improvement.access import READERS
from domain.improvement.metrics import METRICS
from resolvers.given import bounded, in_words_of_the_query, maybe_row, row, values_of
from schema.context import Info, reader_of, viewer_of
from schema.measure import (
    ImprovementMeasure,
    ImprovementMeasureConnection,
    ImprovementMeasureEdge,
    ImprovementMeasureFilter,
    ImprovementMeasureOrder,
    ImprovementMetric,
)
from schema.paging import After, First, a_page, within_a_page
from schema.rights import field

Which = Annotated[
    ImprovementMeasureFilter | None, strawberry.argument(description="Which ones; all in scope when not given.")
]
InOrder = Annotated[ImprovementMeasureOrder | None, strawberry.argument(description="In which order.")]
TheId = Annotated[strawberry.ID, strawberry.argument(description="The measure.")]


@strawberry.type
class MeasureQuery:
    """The root fields about improvement measures."""

    @field("One improvement measure (改进措施); null when there is none in scope.", readers=READERS)
    async def improvement_measure(self, info: Info, id: TheId) -> ImprovementMeasure | None:
        return await reader_of(info).measures.measure(row("ImprovementMeasure", id, "id"))

    @field("Improvement measures (改进措施) in scope, in pages (source: P4.3-c).", readers=READERS)
    async def improvement_measures(
        self, info: Info, first: First, filter: Which = None,
        order_by: InOrder = ImprovementMeasureOrder.DUE_AT, after: After = None,
    ) -> ImprovementMeasureConnection:  # fmt: skip
        order = order_by or ImprovementMeasureOrder.DUE_AT
        return await measure_connection(info, _criteria(filter), order, first=first, after=after)

    @field("What the desk measures itself, for before and after (指标; source: P4.3-e).", readers=READERS, size=10)
    def improvement_metrics(self) -> list[ImprovementMetric]:
        return [
            ImprovementMetric(code=each.code, unit=each.unit, better=each.better, definition=each.definition)
            for each in METRICS.values()
        ]


async def measure_connection(
    info: Info, criteria: MeasureCriteria, order: ImprovementMeasureOrder, *, first: int, after: str | None
) -> ImprovementMeasureConnection:
    """A page of the measures in scope that meet the criteria."""
    house = info.context.house
    with in_words_of_the_query():
        page = await measures_page(
            house.database, viewer_of(info), criteria, ORDERS[order.value],
            first=within_a_page(first, "first"), after=after, now=house.now(),
        )  # fmt: skip
    nodes = [ImprovementMeasure.of(view) for view in page.rows]
    return a_page(
        ImprovementMeasureConnection, ImprovementMeasureEdge, nodes, page.cursors, more=page.more, after=after,
        filter=criteria,
    )  # fmt: skip


def _criteria(given: ImprovementMeasureFilter | None) -> MeasureCriteria:
    if given is None:
        return MeasureCriteria()
    return MeasureCriteria(
        status=values_of(given.status, "status"),
        kind=values_of(given.kind, "kind"),
        department=bounded(given.department, "department"),
        verdict=values_of(given.verdict, "verdict"),
        owner_id=maybe_row("Agent", given.owner_id, "ownerId"),
        answers_to=tuple(
            row
            for row in (
                maybe_row("Ticket", given.ticket_id, "ticketId"),
                maybe_row("Feedback", given.feedback_id, "feedbackId"),
            )
            if row is not None
        ),
        late=given.overdue,
    )
