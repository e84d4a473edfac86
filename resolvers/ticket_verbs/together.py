"""Working together on a ticket: notes, links, and the parts of other departments."""

from functools import partial

import strawberry

from domain.ticket import commands
from domain.ticket.access import MAY
from domain.ticket.lifecycle import Action
from resolvers.asking import on_ticket
from schema.context import Info
from schema.ids import row_id
from schema.rights import mutation
from schema.terms import Asked
from schema.ticket_verbs import together as verbs


@strawberry.type
class TogetherMutation:
    """Several people and departments on one case."""

    @mutation("Add a note (备注).", callers=MAY[Action.ADD_NOTE])
    async def add_note(self, info: Info, input: Asked[verbs.AddNoteInput]) -> verbs.AddNotePayload:
        command = partial(commands.add_note, text=input.text, visibility=input.visibility)
        return await on_ticket(info, input, verbs.AddNotePayload, command)

    @mutation("Link it to another ticket (关联).", callers=MAY[Action.LINK])
    async def link_ticket(self, info: Info, input: Asked[verbs.LinkTicketInput]) -> verbs.LinkTicketPayload:
        return await on_ticket(
            info,
            input,
            verbs.LinkTicketPayload,
            lambda desk, ticket, *, terms: commands.link_ticket(
                desk,
                ticket,
                kind=input.kind,
                other_id=row_id("Ticket", input.other_id, field="otherId"),
                terms=terms,
            ),
        )

    @mutation("Let another department take part (协同部门; source: P3.2-b).", callers=MAY[Action.JOIN_DEPARTMENT])
    async def join_department(self, info: Info, input: Asked[verbs.JoinDepartmentInput]) -> verbs.JoinDepartmentPayload:
        command = partial(commands.join_department, department=input.department, task=input.task)
        return await on_ticket(info, input, verbs.JoinDepartmentPayload, command)

    @mutation("Record that a department has done its part (协同完成).", callers=MAY[Action.FINISH_PART])
    async def finish_part(self, info: Info, input: Asked[verbs.FinishPartInput]) -> verbs.FinishPartPayload:
        command = partial(commands.finish_part, department=input.department, outcome=input.outcome)
        return await on_ticket(info, input, verbs.FinishPartPayload, command)
