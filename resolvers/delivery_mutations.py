"""The verbs of webhook endpoints and deliveries: they translate, and nothing else."""

from collections.abc import Awaitable, Callable
from uuid import UUID

import strawberry

from adapters.channels.signature import new_secret, shown
from domain.delivery import commands
from domain.delivery.access import KEEPERS
from domain.delivery.delivery import Delivery
from domain.delivery.endpoint import Endpoint
from domain.desk import Desk, Terms
from resolvers.asking import outcome
from schema import delivery_verbs as verbs
from schema.context import Info, reader_of
from schema.delivery import WebhookEndpoint
from schema.errors import UserError
from schema.ids import row_id
from schema.rights import mutation
from schema.terms import Asked, Keyed

Command = Callable[[Desk, Terms], Awaitable[Endpoint]]


@strawberry.type
class DeliveryMutation:
    """Keeping the ways out of the house."""

    @mutation("Register a system that is told by webhook (登记回调地址).", callers=KEEPERS)
    async def register_webhook_endpoint(
        self, info: Info, input: Asked[verbs.RegisterWebhookEndpointInput]
    ) -> verbs.RegisterWebhookEndpointPayload:
        secret = new_secret()

        def command(desk: Desk, terms: Terms) -> Awaitable[Endpoint]:
            return commands.register_endpoint(desk, code=input.code, url=input.url, secret=secret, terms=terms)

        endpoint, told, declined = await _with_secret(info, input, command, secret)
        return verbs.RegisterWebhookEndpointPayload(endpoint=endpoint, secret=told, user_errors=declined)

    @mutation("Give an endpoint another secret (轮换密钥).", callers=KEEPERS)
    async def rotate_webhook_secret(
        self, info: Info, input: Asked[verbs.RotateWebhookSecretInput]
    ) -> verbs.RotateWebhookSecretPayload:
        secret = new_secret()

        def command(desk: Desk, terms: Terms) -> Awaitable[Endpoint]:
            return commands.rotate_endpoint(desk, _row(input), secret=secret, terms=terms)

        endpoint, told, declined = await _with_secret(info, input, command, secret)
        return verbs.RotateWebhookSecretPayload(endpoint=endpoint, secret=told, user_errors=declined)

    @mutation("Tell an endpoint nothing more (停用回调地址).", callers=KEEPERS)
    async def retire_webhook_endpoint(
        self, info: Info, input: Asked[verbs.RetireWebhookEndpointInput]
    ) -> verbs.RetireWebhookEndpointPayload:
        def command(desk: Desk, terms: Terms) -> Awaitable[Endpoint]:
            return commands.retire_endpoint(desk, _row(input), why=input.reason, terms=terms)

        done, declined = await outcome(info, input, command)
        return verbs.RetireWebhookEndpointPayload(endpoint=await _shown(info, done), user_errors=declined)

    @mutation("Make a delivery once more (重新投递).", callers=KEEPERS)
    async def redeliver(self, info: Info, input: Asked[verbs.RedeliverInput]) -> verbs.RedeliverPayload:
        def command(desk: Desk, terms: Terms) -> Awaitable[Delivery]:
            row = row_id("Delivery", input.delivery_id, field="deliveryId")
            return commands.redeliver(desk, row, why=input.reason, terms=terms)

        done, declined = await outcome(info, input, command)
        delivery = None if done is None else await reader_of(info).delivery(done)
        return verbs.RedeliverPayload(delivery=delivery, user_errors=declined)


async def _with_secret(
    info: Info, input: Keyed, command: Command, secret: bytes
) -> tuple[WebhookEndpoint | None, str | None, list[UserError]]:
    """The secret is told only when it is this request's: a retry is answered without doing anything."""
    kept = []

    async def ask(desk: Desk, terms: Terms) -> Endpoint:
        endpoint = await command(desk, terms)
        kept.append(endpoint.id)
        return endpoint

    done, declined = await outcome(info, input, ask)
    return await _shown(info, done), shown(secret) if kept else None, declined


async def _shown(info: Info, done: UUID | None) -> WebhookEndpoint | None:
    return None if done is None else await reader_of(info).endpoint(done)


def _row(input: verbs.EndpointInput) -> UUID:
    return row_id("WebhookEndpoint", input.endpoint_id, field="endpointId")
