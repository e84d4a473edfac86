"""The ticket as clients see it."""

from datetime import datetime
from enum import Enum
from typing import TYPE_CHECKING, Annotated, Any, ClassVar

import strawberry

from domain.alert.access import READERS as ALERT_READERS
from domain.clock.due import shown_due
from domain.shared.scope import FREE_TEXT_READERS, HOUSE_READERS, READERS
from domain.ticket.access import MAY
from domain.ticket.lifecycle import LIFECYCLE, Action, Status
from schema.clock import Clock
from schema.context import Info, each, reader_of, soon, text_of, viewer_of
from schema.cycle import Cycle, Part, TicketLink
from schema.event import Event, tells_facts
from schema.ids import ids_of
from schema.message import Message, Note
from schema.paging import Last, Node, PageInfo
from schema.reference import Agent, BusinessLine, Channel, Department, Kind
from schema.rights import field, governed
from schema.stored import OfRow, Stored, member, plain

if TYPE_CHECKING:
    from schema.alert import Alert
    from schema.customer import Customer
    from schema.feedback import Feedback
    from schema.need import Need

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
    overdue: bool | None = strawberry.field(default=None, description="With a promise past its due time, or without.")
    due_soon: bool | None = strawberry.field(
        default=None, description="With a promise within its warning time and not yet due, or without; for lists only."
    )
    unassigned: bool | None = strawberry.field(default=None, description="Without an assignee, or with one.")


_BY_ID = (
    "narrative", "cycles", "clocks", "nearest_clock", "parts", "links", "messages", "notes", "events", "alerts",
    "feedbacks", "needs",
)  # fmt: skip


@governed(READERS)
@strawberry.type(description="A problem a customer raised (工单).")
class Ticket(OfRow, Node):
    """Never personal: what is, stands in messages and the customer."""

    stored: ClassVar = {
        "id": Stored("id", ids_of("Ticket")),
        "status": Stored("status", member(Status)),
        **plain(
            "number external_reference subject severity level proposed_level cycle opened_at"
            " updated_at expected_completion source_met_target version"
        ),
        "due_at": Stored("due_at", shown_due),
    }

    made_of: ClassVar = {
        "customer": "customer_id",
        "assignee": "assignee_id",
        **{name: name for name in ("department", "channel", "kind", "business_line")},
        **dict.fromkeys(_BY_ID, "id"),
        "overdue": "due_at",
        "actions": "status",
    }

    number: str = field("The number for people, such as T2026-000123 (工单号).")
    external_reference: str | None = field("The source's own reference, for imported tickets.")
    subject: str = field("What it is about, in one line without personal data (主题).")
    severity: int | None = field("1 (gravest) to 5, as it was reported (严重程度).")
    status: Status = field("Where it stands (状态).")
    level: int = field("1 (gravest) to 5 (五级分类; source: P5.2-c).")
    proposed_level: int = field("The level that the rule proposes.")
    cycle: int = field("The running cycle, from 1; each reopening begins another (处理轮次).")
    opened_at: datetime = field("When it was opened.")
    updated_at: datetime = field("When it last changed.")
    due_at: datetime | None = field(
        "When the nearest of its running clocks falls due; null when none runs (到期时间; source: P5.2-b)."
    )
    expected_completion: datetime | None = field("When the plan expects it done (预计完成; source: P5.3-a).")
    source_met_target: bool | None = field("The source's own verdict on its target, for imported tickets.")
    version: int = field("Rises with every change; give it as expectedVersion.")
    view: strawberry.Private[Any]

    @field("Who raised it (客户); null when outside the viewer's scope.")
    def customer(self, info: Info) -> Annotated["Customer", strawberry.lazy("schema.customer")] | None:
        return reader_of(info).customer_of(self.view)

    @field("Who handles it (处理人).")
    def assignee(self, info: Info) -> Agent | None:
        return None if self.view.assignee_id is None else reader_of(info).agent(self.view.assignee_id)

    @field("Which department has it (部门).")
    def department(self, info: Info) -> Department | None:
        return None if self.view.department is None else reader_of(info).department(self.view.department)

    @field("The channel it came in by (渠道).")
    def channel(self, info: Info) -> Channel:
        return reader_of(info).channel(self.view.channel)

    @field("Its kind (问题类别).")
    def kind(self, info: Info) -> Kind:
        return reader_of(info).kind(self.view.kind)

    @field("Its business line (业务条线).")
    def business_line(self, info: Info) -> BusinessLine | None:
        return None if self.view.business_line is None else reader_of(info).business_line(self.view.business_line)

    @field("What the customer told when it was opened (问题描述); null when nothing was told or it was erased.",
           readers=FREE_TEXT_READERS)  # fmt: skip
    def narrative(self, info: Info) -> str | None:
        return text_of(reader_of(info).words("narrative", self.view.id, 1), "narrative")

    @field("Its cycles, oldest first; the newest 100 (处理轮次).", size=2)
    def cycles(self, info: Info) -> list[Cycle]:
        return each(reader_of(info).cycles(self.view.id), Cycle.of)

    @field("Its clocks, oldest first; the newest 100 (时钟; source: P5.2-b).", readers=HOUSE_READERS, size=6)
    def clocks(self, info: Info) -> list[Clock]:
        return each(reader_of(info).clocks(self.view.id), Clock.of)

    @field("The running clock that falls due first, whose time is dueAt (最近到期的时钟).", readers=HOUSE_READERS)
    def nearest_clock(self, info: Info) -> Clock | None:
        nearest = reader_of(info).nearest_clock(self.view.id)
        return soon(nearest.mapped(lambda view: None if view is None else Clock.of(view)))

    @field("The departments that take part, at most 20 (协同部门; source: P3.2-b).", readers=HOUSE_READERS, size=3)
    def parts(self, info: Info) -> list[Part]:
        return each(reader_of(info).parts(self.view.id), Part.of)

    @field("The tickets it hangs together with, at most 100 (关联工单).", readers=HOUSE_READERS)
    def links(self, info: Info) -> list[TicketLink]:
        return each(reader_of(info).links(self.view.id), TicketLink.of)

    @field("Its newest messages, oldest of them first (消息).", readers=FREE_TEXT_READERS)
    def messages(self, info: Info, last: Last) -> list[Message]:
        return each(reader_of(info).messages(self.view.id, last), Message.of)

    @field("Its newest notes, oldest of them first; customers see the public ones (备注).", readers=FREE_TEXT_READERS)
    def notes(self, info: Info, last: Last) -> list[Note]:
        return each(reader_of(info).notes(self.view.id, last), Note.of)

    @field("What happened to it last, oldest of them first (历史).")
    def events(self, info: Info, last: Last) -> list[Event]:
        return each(reader_of(info).events(self.view.id, last, told=tells_facts(info)), Event.of)

    @field("Its newest alerts, oldest of them first (预警; source: P3.3-e).", readers=ALERT_READERS)
    def alerts(self, info: Info, last: Last) -> list[Annotated["Alert", strawberry.lazy("schema.alert")]]:
        return soon(reader_of(info).alerts_of(self.view.id, last))

    @field("What was said of its handling, the newest first (相关反馈).")
    def feedbacks(self, info: Info, last: Last) -> list[Annotated["Feedback", strawberry.lazy("schema.feedback")]]:
        return soon(reader_of(info).feedbacks.of_ticket(self.view.id, last))

    @field("The newest needs that it revealed or that opened it, the newest first (需求; source: P2.1-a).")
    def needs(self, info: Info, last: Last) -> list[Annotated["Need", strawberry.lazy("schema.need")]]:
        return soon(reader_of(info).needs.linked_to(self.view.id, last))

    @field("Whether a promise has fallen due and is not kept yet (逾期).")
    def overdue(self, info: Info) -> bool:
        return reader_of(info).passed(self.view.due_at)

    @field("Whether a promise is within its warning time and not yet due (即将到期).")
    def due_soon(self, info: Info) -> bool:
        now = reader_of(info).now()
        return soon(reader_of(info).clocks(self.view.id).mapped(lambda views: any(v.due_soon(now) for v in views)))

    @field("What the viewer may do with it now (可用操作).")
    def actions(self, info: Info) -> list[Action]:
        role = viewer_of(info).role
        return [action for action in LIFECYCLE.actions_in(self.status) if role in MAY[action]]


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
