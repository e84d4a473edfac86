"""Working together on a ticket: notes, links, and the parts of other departments."""

import strawberry

from domain.shared.scope import READERS
from domain.ticket.part import LinkKind, Visibility
from schema.rights import governed
from schema.terms import TEXT, needed
from schema.ticket_verbs.verb import TicketInput, TicketPayload


@strawberry.input(description="A note on a ticket (备注).")
class AddNoteInput(TicketInput):
    text: str = needed(f"The note: {TEXT}")
    visibility: Visibility = needed("Who reads it (可见范围).")


@governed(READERS)
@strawberry.type(description="What came of addNote.")
class AddNotePayload(TicketPayload):
    pass


@strawberry.input(description="How two tickets hang together (关联); at most 100 links on a ticket.")
class LinkTicketInput(TicketInput):
    kind: LinkKind = needed("What this ticket is to the other (关联类型).")
    other_id: strawberry.ID = needed("The other ticket, one that the caller may see.")


@governed(READERS)
@strawberry.type(description="What came of linkTicket.")
class LinkTicketPayload(TicketPayload):
    pass


@strawberry.input(description="Another department takes part (协同部门; source: P3.2-b); at most 20 on a ticket.")
class JoinDepartmentInput(TicketInput):
    department: str = needed("The code of the department (部门).")
    task: str = needed(f"What it is asked to do (任务): {TEXT}")


@governed(READERS)
@strawberry.type(description="What came of joinDepartment.")
class JoinDepartmentPayload(TicketPayload):
    pass


@strawberry.input(description="A department has done its part (协同完成).")
class FinishPartInput(TicketInput):
    department: str = needed("The code of the department (部门).")
    outcome: str = needed(f"What came of it (结果): {TEXT}")


@governed(READERS)
@strawberry.type(description="What came of finishPart.")
class FinishPartPayload(TicketPayload):
    pass
