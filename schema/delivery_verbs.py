"""The verbs of webhook endpoints and deliveries."""

import strawberry

from domain.delivery.access import KEEPERS
from schema.delivery import Delivery, WebhookEndpoint
from schema.errors import UserError
from schema.rights import field, governed
from schema.terms import DECLINED, REASON, Keyed, Versioned, needed, optional

TOLD_ONCE = (
    "The secret that verifies what is sent (密钥), whsec_ and base64: shown this once, also not to a retry of the"
    " same request."
)


@strawberry.input
class EndpointInput(Versioned):
    """Which endpoint."""

    endpoint_id: strawberry.ID = needed("The webhook endpoint (回调地址).")


@strawberry.type
class EndpointPayload:
    """The endpoint as it now is, or why nothing was done."""

    endpoint: WebhookEndpoint | None = field("The endpoint as it now is; null when the request was declined.")
    user_errors: list[UserError] = field(DECLINED)


@strawberry.type
class SecretPayload(EndpointPayload):
    """With its secret."""

    secret: str | None = field(TOLD_ONCE)


@strawberry.input(description="A system outside that is to be told by webhook (登记回调地址).")
class RegisterWebhookEndpointInput(Keyed):
    code: str = needed("Its code (代码): 1 to 60 letters, digits, dots, dashes or underscores, unique.")
    url: str = needed("Where it is told: https, a public host, at most 500 characters of ASCII.")


@governed(KEEPERS)
@strawberry.type(description="What came of registerWebhookEndpoint.")
class RegisterWebhookEndpointPayload(SecretPayload):
    pass


@strawberry.input(description="Another secret; the previous one signs as well for 24 hours (轮换密钥).")
class RotateWebhookSecretInput(EndpointInput):
    pass


@governed(KEEPERS)
@strawberry.type(description="What came of rotateWebhookSecret.")
class RotateWebhookSecretPayload(SecretPayload):
    pass


@strawberry.input(description="An endpoint that is told nothing more (停用回调地址).")
class RetireWebhookEndpointInput(EndpointInput):
    reason: str | None = optional(REASON)


@governed(KEEPERS)
@strawberry.type(description="What came of retireWebhookEndpoint.")
class RetireWebhookEndpointPayload(EndpointPayload):
    pass


@strawberry.input(description="A delivery that is to be made once more, with the same id and body (重新投递).")
class RedeliverInput(Versioned):
    delivery_id: strawberry.ID = needed("The delivery (投递), which is DELIVERED or DEAD.")
    reason: str | None = optional("Why (原因): at most 500 characters, without personal data.")


@governed(KEEPERS)
@strawberry.type(description="What came of redeliver.")
class RedeliverPayload:
    delivery: Delivery | None = field("The delivery as it now is; null when the request was declined.")
    user_errors: list[UserError] = field(DECLINED)
