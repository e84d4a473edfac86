"""Accepting, classifying and assigning a ticket."""

from collections.abc import Awaitable

import strawberry

from domain.desk import Desk, Terms
from domain.policy.level import Grading
from domain.ticket import commands
from domain.ticket.access import MAY, OPENERS
from domain.ticket.lifecycle import Action
from domain.ticket.ticket import Ticket
from resolvers.asking import for_ticket, maybe_row, on_ticket, within
from schema.context import Info
from schema.ids import row_id
from schema.rights import mutation
from schema.terms import Asked
from schema.ticket_verbs import intake as verbs


@strawberry.type
class IntakeMutation:
    """The first steps."""

    @mutation("Accept a problem (受理; source: P5.2-a).", callers=OPENERS)
    async def open_ticket(self, info: Info, input: Asked[verbs.OpenTicketInput]) -> verbs.OpenTicketPayload:
        def command(desk: Desk, terms: Terms) -> Awaitable[Ticket]:
            return commands.open_ticket(
                desk,
                customer_id=row_id("Customer", input.customer_id, field="customerId"),
                subject=input.subject,
                kind=input.kind,
                channel=input.channel,
                business_line=input.business_line,
                severity=input.severity,
                department=input.department,
                narrative=input.narrative,
                grading=_grading(input.grading),
                interaction_id=maybe_row("Interaction", input.interaction_id, "interactionId"),
                terms=terms,
            )

        return await for_ticket(info, input, verbs.OpenTicketPayload, command)

    @mutation(
        "Give level, kind and business line (分级; source: P5.2-c); the level follows the rule unless one is given"
        " with a reason.",
        callers=MAY[Action.CLASSIFY],
    )
    async def classify_ticket(self, info: Info, input: Asked[verbs.ClassifyTicketInput]) -> verbs.ClassifyTicketPayload:
        return await on_ticket(
            info,
            input,
            verbs.ClassifyTicketPayload,
            lambda desk, ticket, *, terms: commands.classify_ticket(
                desk,
                ticket,
                kind=input.kind,
                business_line=input.business_line,
                severity=input.severity,
                level=input.level,
                grading=_grading(input.grading),
                why=input.reason,
                terms=terms,
            ),
        )

    @mutation("Give it to a department, a person, or both (指派; source: P5.2-e).", callers=MAY[Action.ASSIGN])
    async def assign_ticket(self, info: Info, input: Asked[verbs.AssignTicketInput]) -> verbs.AssignTicketPayload:
        return await on_ticket(
            info,
            input,
            verbs.AssignTicketPayload,
            lambda desk, ticket, *, terms: commands.assign_ticket(
                desk,
                ticket,
                department=input.department,
                assignee_id=maybe_row("Agent", input.assignee_id, "assigneeId"),
                why=input.reason,
                terms=terms,
            ),
        )


def _grading(given: verbs.ComplaintGradingInput | None) -> Grading | None:
    if given is None:
        return None
    with within("grading"):
        return Grading(satisfaction=given.satisfaction, scope=given.scope, difficulty=given.difficulty)
