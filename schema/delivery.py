"""Webhook endpoints and deliveries as their keepers see them."""

from datetime import datetime
from typing import Any, ClassVar

import strawberry

from domain.delivery.access import KEEPERS
from domain.delivery.delivery import DeliveryState
from schema.context import Info, reader_of, soon
from schema.ids import ids_of
from schema.paging import Node, PageInfo
from schema.rights import field, governed
from schema.stored import OfRow, Stored, member, plain

strawberry.enum(DeliveryState, description="How far a delivery has come (投递状态).")


@governed(KEEPERS)
@strawberry.type(description="A system outside that is told by webhook (回调地址).")
class WebhookEndpoint(OfRow, Node):
    """Its secret is shown once, when it is made."""

    stored: ClassVar = {
        "id": Stored("id", ids_of("WebhookEndpoint")),
        "previous_secret_until": Stored("previous_until"),
        **plain("version code url registered_at retired"),
    }

    version: int = field("Rises with every change; give it as expectedVersion.")
    code: str = field("Its code, by which a ladder may name it: webhook:CODE (代码).")
    url: str = field("Where it is told (地址).")
    registered_at: datetime = field("When it was registered.")
    previous_secret_until: datetime | None = field("Until then the secret before the last rotation signs as well.")
    retired: bool = field("Told nothing more (停用).")
    view: strawberry.Private[Any]


@governed(KEEPERS)
@strawberry.type(description="A webhook endpoint in a list (回调地址).")
class WebhookEndpointEdge:
    """As Relay has it."""

    cursor: str = field("Go on after this one.")
    node: WebhookEndpoint = field("The endpoint.")


@governed(KEEPERS)
@strawberry.type(description="A page of webhook endpoints (回调地址).")
class WebhookEndpointConnection:
    """As Relay has it."""

    edges: list[WebhookEndpointEdge] = field("The endpoints with their cursors.")
    nodes: list[WebhookEndpoint] = field("The endpoints.")
    page_info: PageInfo = field("Where the page ends.")

    @field("How many there are in all; counted only when asked for.")
    async def total_count(self, info: Info) -> int:
        return await reader_of(info).count_endpoints()


@governed(KEEPERS)
@strawberry.type(description="What leaves the house because of an alert, once for each level and channel (投递).")
class Delivery(OfRow, Node):
    """At least once, always with the same id and body."""

    stored: ClassVar = {
        "id": Stored("id", ids_of("Delivery")),
        "webhook_id": Stored("id", str),
        "alert_id": Stored("alert_id", ids_of("Alert")),
        "state": Stored("state", member(DeliveryState)),
        **plain(
            "version kind channel level body attempts next_try_at last_error created_at delivered_at"
        ),
    }  # fmt: skip

    version: int = field("Rises when somebody asks for it again; give it as expectedVersion.")
    webhook_id: strawberry.ID = field("Its id in the header webhook-id.")
    kind: str = field("What it tells: alert.raised or alert.escalated.")
    channel: str = field("By which channel: log or webhook.")
    alert_id: strawberry.ID = field("The global id of the alert.")
    level: int = field("The level of the ladder that is told.")
    body: str = field("What is sent, without personal data.")
    state: DeliveryState = field("How far it has come (状态).")
    attempts: int = field("How often it was tried, since it was last asked for.")
    next_try_at: datetime | None = field("When it is tried next; null when it is not.")
    last_error: str | None = field("What went wrong last; null when nothing did.")
    created_at: datetime = field("When it was made.")
    delivered_at: datetime | None = field("When it was taken.")
    view: strawberry.Private[Any]

    @field("Where it goes; null for the log.")
    def endpoint(self, info: Info) -> WebhookEndpoint | None:
        return None if self.view.endpoint_id is None else soon(reader_of(info).endpoint(self.view.endpoint_id))


@strawberry.input(description="Which deliveries: everything given must hold (筛选).")
class DeliveryFilter:
    """A list means one of."""

    state: list[DeliveryState] | None = strawberry.field(default=None, description="In one of these states.")
    endpoint_id: strawberry.ID | None = strawberry.field(default=None, description="To this endpoint.")
    alert_id: strawberry.ID | None = strawberry.field(default=None, description="Because of this alert.")


@governed(KEEPERS)
@strawberry.type(description="A delivery in a list (投递).")
class DeliveryEdge:
    """As Relay has it."""

    cursor: str = field("Go on after this one.")
    node: Delivery = field("The delivery.")


@governed(KEEPERS)
@strawberry.type(description="A page of deliveries (投递).")
class DeliveryConnection:
    """As Relay has it."""

    edges: list[DeliveryEdge] = field("The deliveries with their cursors.")
    nodes: list[Delivery] = field("The deliveries.")
    page_info: PageInfo = field("Where the page ends.")
    filter: strawberry.Private[Any]

    @field("How many there are in all; counted only when asked for.")
    async def total_count(self, info: Info) -> int:
        return await reader_of(info).count_deliveries(self.filter)
