"""The verbs of alerts: they translate, and nothing else."""

from collections.abc import Awaitable
from functools import partial
from typing import Protocol, TypeVar
from uuid import UUID

import strawberry

from domain.alert import commands
from domain.alert.access import MAY
from domain.alert.alert import Alert
from domain.alert.lifecycle import AlertAction
from domain.desk import Desk, Terms
from resolvers.asking import outcome
from schema import alert_verbs as verbs
from schema.context import Info, reader_of
from schema.ids import row_id
from schema.rights import mutation
from schema.terms import Asked

P = TypeVar("P", bound=verbs.AlertPayload)


class AlertCommand(Protocol):
    """A command on one alert."""

    def __call__(self, desk: Desk, alert_id: UUID, /, *, terms: Terms) -> Awaitable[Alert]: ...


@strawberry.type
class AlertMutation:
    """Answering alerts."""

    @mutation(
        "Take care of an alert: nobody else is told (确认预警; source: P3.3-e).", callers=MAY[AlertAction.ACKNOWLEDGE]
    )
    async def acknowledge_alert(
        self, info: Info, input: Asked[verbs.AcknowledgeAlertInput]
    ) -> verbs.AcknowledgeAlertPayload:
        command = partial(commands.acknowledge_alert, why=input.reason)
        return await _on(info, input, verbs.AcknowledgeAlertPayload, command)

    @mutation(
        "Say that an alert is over, and what was done (解除预警; source: P3.3-e).", callers=MAY[AlertAction.RESOLVE]
    )
    async def resolve_alert(self, info: Info, input: Asked[verbs.ResolveAlertInput]) -> verbs.ResolveAlertPayload:
        return await _on(info, input, verbs.ResolveAlertPayload, partial(commands.resolve_alert, why=input.reason))


async def _on(info: Info, input: verbs.AlertInput, payload: type[P], command: AlertCommand) -> P:
    def ask(desk: Desk, terms: Terms) -> Awaitable[Alert]:
        return command(desk, row_id("Alert", input.alert_id, field="alertId"), terms=terms)

    done, declined = await outcome(info, input, ask)
    alert = None if done is None else await reader_of(info).alert(done)
    return payload(alert=alert, user_errors=declined)
