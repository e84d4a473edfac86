"""What is read of interactions."""

from typing import Annotated

import strawberry

from adapters.reads.interactions import ORDERS, InteractionCriteria, interactions_page
from domain.interaction.access import READERS
from resolvers.given import aware, bounded, in_words_of_the_query, maybe_row, row
from schema.context import Info, reader_of, viewer_of
from schema.interaction import (
    Interaction,
    InteractionConnection,
    InteractionEdge,
    InteractionFilter,
    InteractionOrder,
)
from schema.paging import After, First, a_page, within_a_page
from schema.rights import field

Which = Annotated[InteractionFilter | None, strawberry.argument(description="Which ones; all in scope when not given.")]
InOrder = Annotated[
    InteractionOrder | None, strawberry.argument(description="In which order; the newest first when not given.")
]
TheId = Annotated[strawberry.ID, strawberry.argument(description="The interaction.")]


@strawberry.type
class InteractionQuery:
    """The root fields about interactions."""

    @field("One interaction (互动); null when there is none in scope.", readers=READERS)
    async def interaction(self, info: Info, id: TheId) -> Interaction | None:
        return await reader_of(info).interactions.interaction(row("Interaction", id, "id"))

    @field("Interactions (互动) of the customers in scope, in pages (source: P4.1-b).", readers=READERS)
    async def interactions(
        self, info: Info, first: First, filter: Which = None,
        order_by: InOrder = InteractionOrder.BEGAN_AT_DESC, after: After = None,
    ) -> InteractionConnection:  # fmt: skip
        criteria, order = _criteria(filter), order_by or InteractionOrder.BEGAN_AT_DESC
        with in_words_of_the_query():
            page = await interactions_page(
                info.context.house.database, viewer_of(info), criteria, ORDERS[order.value],
                first=within_a_page(first, "first"), after=after,
            )  # fmt: skip
        nodes = [Interaction.of(view) for view in page.rows]
        return a_page(
            InteractionConnection, InteractionEdge, nodes, page.cursors, more=page.more, after=after, filter=criteria
        )


def _criteria(given: InteractionFilter | None) -> InteractionCriteria:
    if given is None:
        return InteractionCriteria()
    kinds, outcomes = bounded(given.kind, "kind"), bounded(given.outcome, "outcome")
    return InteractionCriteria(
        customer_id=maybe_row("Customer", given.customer_id, "customerId"),
        agent_id=maybe_row("Agent", given.agent_id, "agentId"),
        kind=None if kinds is None else tuple(each.value for each in kinds),
        channel=bounded(given.channel, "channel"),
        direction=None if given.direction is None else given.direction.value,
        outcome=None if outcomes is None else tuple(each.value for each in outcomes),
        began_from=aware(given.began_from, "beganFrom"),
        began_to=aware(given.began_to, "beganTo"),
    )
