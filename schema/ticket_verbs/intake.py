"""Accepting, classifying and assigning a ticket."""

import strawberry

from domain.shared.scope import READERS
from schema.rights import governed
from schema.terms import TEXT, Keyed, needed, optional
from schema.ticket_verbs.verb import TicketInput, TicketPayload


@strawberry.input(description="How a complaint is graded (投诉分级; source: P5.2-c); other kinds are not graded.")
class ComplaintGradingInput:
    satisfaction: int = needed("The customer's satisfaction, 1 (poor) to 5 (客户满意度).")
    scope: int = needed("How far it reaches, 1 (one person) to 5 (many) (影响范围).")
    difficulty: int = needed("How hard it is to handle, 1 to 5 (处理难度).")


@strawberry.input(description="A problem to be accepted (受理; source: P5.2-a).")
class OpenTicketInput(Keyed):
    customer_id: strawberry.ID = needed("Who raised it (客户); a customer opens for themselves only.")
    subject: str = needed("What it is about (主题): one line of 1 to 200 characters, without personal data.")
    kind: str = needed("The code of its kind (问题类别).")
    business_line: str | None = optional("The code of its business line (业务条线).")
    channel: str = needed("The code of the channel it came in by (渠道).")
    severity: int | None = optional("1 (gravest) to 5, as it is reported (严重程度).")
    department: str | None = optional(
        "The code of the department that gets it (部门); without one, the caller's own if that is how they see tickets."
    )
    narrative: str | None = optional(f"What the customer tells (问题描述): {TEXT}")
    grading: ComplaintGradingInput | None = optional("How it is graded; counts for complaints only.")
    interaction_id: strawberry.ID | None = optional(
        "The contact that it came out of (来源互动; source: P4.1-b), one with the same customer."
    )


@governed(READERS)
@strawberry.type(description="What came of openTicket.")
class OpenTicketPayload(TicketPayload):
    pass


@strawberry.input(description="Level, kind and business line (分级; source: P5.2-c); what is left out stays as it is.")
class ClassifyTicketInput(TicketInput):
    kind: str | None = optional("The code of its kind (问题类别).")
    business_line: str | None = optional("The code of its business line (业务条线).")
    severity: int | None = optional("1 (gravest) to 5 (严重程度).")
    level: int | None = optional("1 (gravest) to 5 (五级分类); without one the level is what the rule proposes.")
    grading: ComplaintGradingInput | None = optional("How it is graded; counts for complaints only.")
    reason: str | None = optional(
        "Why (原因), at most 500 characters, without personal data; required when the level is not the proposed one."
    )


@governed(READERS)
@strawberry.type(description="What came of classifyTicket.")
class ClassifyTicketPayload(TicketPayload):
    pass


@strawberry.input(description="To whom a ticket goes (指派; source: P5.2-e).")
class AssignTicketInput(TicketInput):
    department: str | None = optional("The code of the department (部门); without one it stays where it is.")
    assignee_id: strawberry.ID | None = optional("The agent who handles it (处理人); without one nobody does.")
    reason: str | None = optional("Why (原因), at most 500 characters, without personal data.")


@governed(READERS)
@strawberry.type(description="What came of assignTicket.")
class AssignTicketPayload(TicketPayload):
    pass
