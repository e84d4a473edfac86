"""The verbs of interactions: they translate, and nothing else."""

from collections.abc import Awaitable
from datetime import timedelta

import strawberry

from domain.desk import Desk, Terms
from domain.interaction import commands
from domain.interaction.access import CORRECTORS, RECORDERS
from domain.interaction.interaction import LONGEST, Account, Interaction
from domain.shared.errors import Invalid
from resolvers.asking import aware, maybe_row, outcome
from schema import interaction_verbs as verbs
from schema.context import Info, reader_of
from schema.ids import global_id, row_id
from schema.rights import mutation
from schema.terms import Asked


@strawberry.type
class InteractionMutation:
    """Putting contacts with customers on record."""

    @mutation("Put a contact with a customer on record (登记互动; source: P4.1-b).", callers=RECORDERS)
    async def record_interaction(
        self, info: Info, input: Asked[verbs.RecordInteractionInput]
    ) -> verbs.RecordInteractionPayload:
        def command(desk: Desk, terms: Terms) -> Awaitable[Interaction]:
            account = Account(
                kind=input.kind,
                channel=input.channel,
                direction=input.direction,
                outcome=input.outcome,
                began_at=aware(input.began_at, "beganAt") or input.began_at,
                length=_length(input.length_seconds),
            )
            return commands.record_interaction(
                desk, customer_id=row_id("Customer", input.customer_id, field="customerId"), account=account,
                agent_id=maybe_row("Agent", input.agent_id, "agentId"), summary=input.summary, terms=terms,
            )  # fmt: skip

        done, declined = await outcome(info, input, command)
        return verbs.RecordInteractionPayload(
            interaction=None if done is None else await reader_of(info).interactions.interaction(done),
            interaction_id=None if done is None else global_id("Interaction", done),
            user_errors=declined,
        )

    @mutation("Correct the record of a contact, with the reason (更正互动记录).", callers=CORRECTORS)
    async def correct_interaction(
        self, info: Info, input: Asked[verbs.CorrectInteractionInput]
    ) -> verbs.CorrectInteractionPayload:
        def command(desk: Desk, terms: Terms) -> Awaitable[Interaction]:
            return commands.correct_interaction(
                desk, row_id("Interaction", input.interaction_id, field="interactionId"), why=input.reason,
                outcome=input.outcome,
                length=None if input.length_seconds is None else _length(input.length_seconds),
                channel=input.channel, terms=terms,
            )  # fmt: skip

        done, declined = await outcome(info, input, command)
        shown = None if done is None else await reader_of(info).interactions.interaction(done)
        return verbs.CorrectInteractionPayload(interaction=shown, user_errors=declined)


def _length(seconds: int) -> timedelta:
    most = int(LONGEST.total_seconds())
    if not 0 <= seconds <= most:
        raise Invalid(f"lengthSeconds is {seconds}; it is 0 to {most}", field=["lengthSeconds"])
    return timedelta(seconds=seconds)
