"""What is read of webhook endpoints and deliveries."""

from typing import Annotated

import strawberry

from adapters.reads.deliveries import DeliveryCriteria, deliveries_page, endpoints_page
from domain.delivery.access import KEEPERS
from resolvers.given import bounded, in_words_of_the_query, maybe_row
from schema.context import Info
from schema.delivery import (
    Delivery,
    DeliveryConnection,
    DeliveryEdge,
    DeliveryFilter,
    WebhookEndpoint,
    WebhookEndpointConnection,
    WebhookEndpointEdge,
)
from schema.paging import After, First, a_page, within_a_page
from schema.rights import field

Which = Annotated[DeliveryFilter | None, strawberry.argument(description="Which ones; all when not given.")]


@strawberry.type
class DeliveryQuery:
    """The root fields about what leaves the house."""

    @field("Systems outside that are told by webhook (回调地址), the oldest first, in pages.", readers=KEEPERS)
    async def webhook_endpoints(self, info: Info, first: First, after: After = None) -> WebhookEndpointConnection:
        with in_words_of_the_query():
            page = await endpoints_page(
                info.context.house.database, first=within_a_page(first, "first"), after=after
            )  # fmt: skip
        nodes = [WebhookEndpoint.of(view) for view in page.rows]
        return a_page(
            WebhookEndpointConnection, WebhookEndpointEdge, nodes, page.cursors, more=page.more, after=after
        )  # fmt: skip

    @field("What left the house, or should have (投递), the newest first, in pages.", readers=KEEPERS)
    async def deliveries(
        self, info: Info, first: First, filter: Which = None, after: After = None
    ) -> DeliveryConnection:  # fmt: skip
        criteria = _criteria(filter)
        with in_words_of_the_query():
            page = await deliveries_page(
                info.context.house.database, criteria, first=within_a_page(first, "first"), after=after
            )  # fmt: skip
        nodes = [Delivery.of(view) for view in page.rows]
        return a_page(
            DeliveryConnection, DeliveryEdge, nodes, page.cursors, more=page.more, after=after, filter=criteria
        )  # fmt: skip


def _criteria(given: DeliveryFilter | None) -> DeliveryCriteria:
    if given is None:
        return DeliveryCriteria()
    return DeliveryCriteria(
        state=bounded(given.state, "state"),
        endpoint_id=maybe_row("WebhookEndpoint", given.endpoint_id, "endpointId"),
        alert_id=maybe_row("Alert", given.alert_id, "alertId"),
    )
