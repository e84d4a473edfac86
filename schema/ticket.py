"""The ticket as clients see it."""

from datetime import datetime
from enum import Enum
from typing import Any
from uuid import UUID

import strawberry

from domain.ticket.access import MAY, READERS
from domain.ticket.lifecycle import LIFECYCLE, OPEN, Action, Status
from schema.context import Info, reader_of, viewer_of
from schema.customer import Customer
from schema.ids import global_id
from schema.paging import Node, PageInfo
from schema.reference import Agent, Department
from schema.rights import field, governed

strawberry.enum(Status, name="TicketStatus", description="Where a ticket stands (工单状态; source: P5.2-a, P5.3-c).")
strawberry.enum(Action, name="TicketAction", description="What may be asked of a ticket (工单操作).")


@strawberry.enum(description="In which order tickets come; _DESC is the other way (排序).")
class TicketOrder(Enum):
    """Ascending unless said."""

    DUE_AT = "DUE_AT"
    DUE_AT_DESC = "DUE_AT_DESC"
    OPENED_AT = "OPENED_AT"
    OPENED_AT_DESC = "OPENED_AT_DESC"
    UPDATED_AT = "UPDATED_AT"
    UPDATED_AT_DESC = "UPDATED_AT_DESC"
    LEVEL = "LEVEL"
    LEVEL_DESC = "LEVEL_DESC"


@strawberry.input(description="Which tickets: everything given must hold, a list means one of (筛选).")
class TicketFilter:
    """Times need a zone; `from` is included, `to` is not."""

    status: list[Status] | None = strawberry.field(default=None, description="In one of these statuses.")
    level: list[int] | None = strawberry.field(default=None, description="Of one of these levels, 1 (gravest) to 5.")
    department: list[str] | None = strawberry.field(default=None, description="With one of these departments (codes).")
    assignee_id: strawberry.ID | None = strawberry.field(default=None, description="Assigned to this agent.")
    customer_id: strawberry.ID | None = strawberry.field(default=None, description="Raised by this customer.")
    channel: list[str] | None = strawberry.field(default=None, description="Come in by one of these channels (codes).")
    subject_contains: str | None = strawberry.field(
        default=None, description="The subject has these words, whatever their case; 1 to 200 characters."
    )
    opened_from: datetime | None = strawberry.field(default=None, description="Opened at this instant or later.")
    opened_to: datetime | None = strawberry.field(default=None, description="Opened before this instant.")
    updated_from: datetime | None = strawberry.field(default=None, description="Changed at this instant or later.")
    updated_to: datetime | None = strawberry.field(default=None, description="Changed before this instant.")
    overdue: bool | None = strawberry.field(default=None, description="Open and past its due time, or not.")


@governed(READERS)
@strawberry.type(description="A problem a customer raised (工单).")
class Ticket(Node):
    """Never personal: what is, stands in messages and the customer."""

    number: str = field("The number for people, such as T2026-000123 (工单号).")
    external_reference: str | None = field("The source's own reference, for imported tickets.")
    subject: str = field("What it is about, in one line without personal data (主题).")
    channel: str = field("The code of the channel it came in by (渠道).")
    kind: str = field("The code of its kind (问题类别).")
    business_line: str | None = field("The code of its business line (业务条线).")
    severity: int | None = field("1 (gravest) to 5, as it was reported (严重程度).")
    status: Status = field("Where it stands (状态).")
    level: int = field("1 (gravest) to 5 (五级分类; source: P5.2-c).")
    proposed_level: int = field("The level that the rule proposes.")
    cycle: int = field("The running cycle, from 1; each reopening begins another (处理轮次).")
    opened_at: datetime = field("When it was opened.")
    updated_at: datetime = field("When it last changed.")
    due_at: datetime = field("Until when the running cycle should be resolved (到期时间; source: P5.2-b).")
    expected_completion: datetime | None = field("When the plan expects it done (预计完成; source: P5.3-a).")
    source_met_target: bool | None = field("The source's own verdict on its target, for imported tickets.")
    version: int = field("Rises with every change; give it as expectedVersion.")
    customer_row: strawberry.Private[UUID]
    assignee_row: strawberry.Private[UUID | None]
    department_code: strawberry.Private[str | None]

    @field("Who raised it (客户); null when outside the viewer's scope.")
    async def customer(self, info: Info) -> Customer | None:
        return await reader_of(info).customer(self.customer_row)

    @field("Who handles it (处理人).")
    def assignee(self, info: Info) -> Agent | None:
        return None if self.assignee_row is None else reader_of(info).agent(self.assignee_row)

    @field("Which department has it (部门).")
    def department(self, info: Info) -> Department | None:
        return None if self.department_code is None else reader_of(info).department(self.department_code)

    @field("Open and past its due time (逾期).")
    def overdue(self, info: Info) -> bool:
        return self.status in OPEN and self.due_at < reader_of(info).now()

    @field("What the viewer may do with it now (可用操作).")
    def actions(self, info: Info) -> list[Action]:
        role = viewer_of(info).role
        return [action for action in LIFECYCLE.actions_in(self.status) if role in MAY[action]]

    @classmethod
    def of(cls, view: Any) -> "Ticket":  # noqa: ANN401  the reads' view
        """From the read."""
        same = (
            "number external_reference subject channel kind business_line severity level proposed_level cycle opened_at"
            " updated_at due_at expected_completion source_met_target version"
        )
        return cls(
            id=global_id("Ticket", view.id),
            status=Status(view.status),
            customer_row=view.customer_id,
            assignee_row=view.assignee_id,
            department_code=view.department,
            **{name: getattr(view, name) for name in same.split()},
        )


@governed(READERS)
@strawberry.type(description="A ticket in a list (工单).")
class TicketEdge:
    """As Relay has it."""

    cursor: str = field("Go on after this one.")
    node: Ticket = field("The ticket.")


@governed(READERS)
@strawberry.type(description="A page of tickets (工单).")
class TicketConnection:
    """As Relay has it."""

    edges: list[TicketEdge] = field("The tickets with their cursors.")
    nodes: list[Ticket] = field("The tickets.")
    page_info: PageInfo = field("Where the page ends.")
    filter: strawberry.Private[Any]

    @field("How many there are in all; counted only when asked for.")
    async def total_count(self, info: Info) -> int:
        return await reader_of(info).total(self.filter)
