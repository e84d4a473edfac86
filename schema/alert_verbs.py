"""The verbs of an alert."""

import strawberry

from domain.alert.access import READERS
from schema.alert import Alert
from schema.errors import UserError
from schema.rights import field, governed
from schema.terms import DECLINED, REASON, Versioned, needed, optional


@strawberry.input
class AlertInput(Versioned):
    """Which alert."""

    alert_id: strawberry.ID = needed("The alert (预警).")


@strawberry.type
class AlertPayload:
    """The alert as it now is, or why nothing was done."""

    alert: Alert | None = field("The alert as it now is (预警); null when the request was declined.")
    user_errors: list[UserError] = field(DECLINED)


@strawberry.input(description="Somebody takes care of it, so nobody else is told (确认预警; source: P3.3-e).")
class AcknowledgeAlertInput(AlertInput):
    reason: str | None = optional("What is being done (说明): at most 500 characters, without personal data.")


@governed(READERS)
@strawberry.type(description="What came of acknowledgeAlert.")
class AcknowledgeAlertPayload(AlertPayload):
    pass


@strawberry.input(description="It is done (解除预警; source: P3.3-e).")
class ResolveAlertInput(AlertInput):
    reason: str | None = optional(REASON)


@governed(READERS)
@strawberry.type(description="What came of resolveAlert.")
class ResolveAlertPayload(AlertPayload):
    pass
