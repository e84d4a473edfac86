"""What is read of tasks of upkeep."""

from typing import Annotated

import strawberry

from adapters.reads.upkeep import ORDERS, TaskCriteria, tasks_page
from domain.upkeep.access import READERS
from resolvers.given import a_customer, bounded, in_words_of_the_query, maybe_row, row, values_of
from schema.context import Info, reader_of, viewer_of
from schema.paging import After, First, a_page, within_a_page
from schema.rights import field
from schema.upkeep import UpkeepTask, UpkeepTaskConnection, UpkeepTaskEdge, UpkeepTaskFilter, UpkeepTaskOrder

Which = Annotated[UpkeepTaskFilter | None, strawberry.argument(description="Which ones; all in scope when not given.")]
InOrder = Annotated[UpkeepTaskOrder | None, strawberry.argument(description="In which order.")]
TheId = Annotated[strawberry.ID, strawberry.argument(description="The task.")]


@strawberry.type
class UpkeepQuery:
    """The root fields about upkeep."""

    @field("One task of upkeep (信息维护任务); null when there is none in scope.", readers=READERS)
    async def upkeep_task(self, info: Info, id: TheId) -> UpkeepTask | None:
        return await reader_of(info).upkeep.task(row("UpkeepTask", id, "id"))

    @field("Tasks of upkeep (信息维护任务) in scope, in pages (source: P1.3-a).", readers=READERS)
    async def upkeep_tasks(
        self, info: Info, first: First, filter: Which = None, order_by: InOrder = UpkeepTaskOrder.RAISED_AT,
        after: After = None,
    ) -> UpkeepTaskConnection:  # fmt: skip
        criteria, order = _criteria(info, filter), order_by or UpkeepTaskOrder.RAISED_AT
        house = info.context.house
        with in_words_of_the_query():
            page = await tasks_page(
                house.database, viewer_of(info), criteria, ORDERS[order.value],
                first=within_a_page(first, "first"), after=after, now=house.now(),
            )  # fmt: skip
        nodes = [UpkeepTask.of(view) for view in page.rows]
        return a_page(
            UpkeepTaskConnection, UpkeepTaskEdge, nodes, page.cursors, more=page.more, after=after, filter=criteria
        )


def _criteria(info: Info, given: UpkeepTaskFilter | None) -> TaskCriteria:
    if given is None:
        return TaskCriteria()
    return TaskCriteria(
        status=values_of(given.status, "status"),
        kind=values_of(given.kind, "kind"),
        department=bounded(given.department, "department"),
        assignee_id=maybe_row("Agent", given.assignee_id, "assigneeId"),
        customer_id=a_customer(info, given.customer_id),
        overdue=given.overdue,
    )
