"""The customer as clients see them."""

from datetime import datetime
from enum import Enum
from typing import TYPE_CHECKING, Annotated, Any, ClassVar

import strawberry

from domain.customer.access import KEEPERS, READERS
from domain.customer.contact import ContactKind
from domain.customer.customer import LIFECYCLE, CustomerAction, CustomerType, Segment, Stage, Tier
from domain.shared.scope import HOUSE_READERS
from domain.upkeep.rules import ArchiveLevel
from schema.clock import Clock
from schema.context import Info, each, reader_of, soon, viewer_of
from schema.event import Event, tells_facts
from schema.ids import global_id, ids_of
from schema.interaction import ChannelPreference
from schema.market import Activity
from schema.paging import After, First, Last, Node, PageInfo
from schema.reference import Agent, BusinessLine, Channel
from schema.rights import field, governed
from schema.stored import OfRow, Stored, member, plain
from schema.ticket import Ticket
from schema.timeline import TimelineConnection, TimelineEdge, TimelineKind
from schema.upkeep import StageChange, UpkeepTask

if TYPE_CHECKING:
    from schema.feedback import Feedback
    from schema.need import Need

strawberry.enum(CustomerType, name="CustomerType", description="Individual (个人) or institution (机构).")
strawberry.enum(ContactKind, name="ContactKind", description="What a contact point is (联系方式类型).")
strawberry.enum(
    CustomerAction, name="CustomerAction", description="What may be asked of a customer's record (客户操作)."
)
strawberry.enum(Tier, name="ServiceTier", description="Service tier (服务层级; source: P3.1-b).")
strawberry.enum(Segment, name="CustomerSegment", description="Groups with their own service (客群; source: P5.1-b).")


Kinds = Annotated[
    list[TimelineKind] | None, strawberry.argument(description="Entries of these kinds only; all when not given.")
]


@governed(READERS)
@strawberry.type(description="A way to reach a customer (联系方式); personal.")
class ContactPoint:
    """Checked when it was given."""

    kind: ContactKind = field("What the value is.")
    value: str = field("The number or address.")
    id: strawberry.ID = field("Its id, for removing it.")
    view: strawberry.Private[Any]

    @field("The channel that it serves (渠道).")
    def channel(self, info: Info) -> Channel:
        return reader_of(info).channel(self.view.channel)

    @classmethod
    def of(cls, view: Any) -> "ContactPoint":  # noqa: ANN401  the reads' view
        """From the read."""
        kind = ContactKind(view.kind)
        return cls(id=global_id("ContactPoint", view.id), kind=kind, value=view.value, view=view)


@governed(READERS)
@strawberry.type(description="Who we serve (客户).")
class Customer(OfRow, Node):
    """Name and contact points are personal."""

    stored: ClassVar = {
        "id": Stored("id", ids_of("Customer")),
        "type": Stored("type", member(CustomerType)),
        "stage": Stored("stage", member(Stage)),
        "tier": Stored("tier", member(Tier)),
        "segments": Stored("segments", lambda words: [Segment(each) for each in words]),
        **plain("external_reference name registered_at updated_at version record_completed_at record_refreshed_at"),
    }

    made_of: ClassVar = {
        **{name: name for name in ("business_lines", "preferred_channel")},
        "account_manager": "account_manager_id",
        "actions": "stage",
        "channel_preference": "id type preferred_channel",
        "stage_since": "stage_since registered_at",
        "archive_level": "stage",
        "identity_change_noticed_at": "identity_noticed_at identity_recorded_at",
        **dict.fromkeys(("contact_points", "tickets", "events", "timeline", "feedbacks", "needs", "activity"), "id"),
        **dict.fromkeys(("clocks", "upkeep_tasks", "stage_changes"), "id"),
    }

    external_reference: str = field("The firm's own reference, unique.")
    type: CustomerType = field("Individual or institution (客户类型).")
    name: str = field("The customer's name (姓名/名称).")
    stage: Stage = field("Where they stand in the lifecycle (生命周期阶段).")
    tier: Tier = field("Which process and targets apply (服务层级).")
    segments: list[Segment] = field("The groups they belong to (客群).")
    registered_at: datetime = field("Since when they are on record.")
    updated_at: datetime = field("When they last changed.")
    version: int = field("Rises with every change.")
    record_completed_at: datetime | None = field(
        "When all that is needed of them was on record for the first time; null before (信息完整时间; source: P1.3-d)."
    )
    record_refreshed_at: datetime | None = field(
        "When their record was gone through last (信息复核时间; source: P1.3-d)."
    )
    view: strawberry.Private[Any]

    @field("Since when they are in this stage (阶段起始; source: P1.2-c).")
    def stage_since(self) -> datetime:
        since: datetime = self.view.stage_since or self.view.registered_at
        return since

    @field("How they came to their stage, the newest moves, oldest of them first (阶段历史).", readers=HOUSE_READERS)
    def stage_changes(self, info: Info, last: Last) -> list[StageChange]:
        return each(reader_of(info).upkeep.stages_of(self.view.id, last), StageChange.of)

    @field("How their archive is kept, by the stage (档案级别; source: P1.2-c).", readers=HOUSE_READERS)
    async def archive_level(self, info: Info) -> ArchiveLevel:
        return await reader_of(info).upkeep.archive_level(self.view.stage)

    @field(
        "When a change of their identity was noticed that is not on record yet; null when there is none"
        " (身份变更; source: P1.3-b).",
        readers=HOUSE_READERS,
    )
    def identity_change_noticed_at(self) -> datetime | None:
        noticed, recorded = self.view.identity_noticed_at, self.view.identity_recorded_at
        return None if noticed is None or (recorded is not None and recorded >= noticed) else noticed

    @field("The clocks of their record; the newest 100 (时钟; source: P1.3).", readers=HOUSE_READERS, size=3)
    def clocks(self, info: Info) -> list[Clock]:
        return each(reader_of(info).clocks(self.view.id), Clock.of)

    @field("The newest tasks about their record, newest first (信息维护任务; source: P1.3-a).", readers=HOUSE_READERS)
    def upkeep_tasks(self, info: Info, last: Last) -> list[UpkeepTask]:
        return soon(reader_of(info).upkeep.tasks_of(self.view.id, last))

    @field("What they do with us (业务条线; source: P1.2-a).")
    def business_lines(self, info: Info) -> list[BusinessLine]:
        return [reader_of(info).business_line(code) for code in self.view.business_lines]

    @field("The channel they like to be reached by (首选渠道; source: P4.1-c).")
    def preferred_channel(self, info: Info) -> Channel | None:
        return None if self.view.preferred_channel is None else reader_of(info).channel(self.view.preferred_channel)

    @field("By which channel they like to be reached, and why (渠道偏好; source: P4.1-c).", readers=HOUSE_READERS)
    def channel_preference(self, info: Info) -> ChannelPreference:
        return soon(reader_of(info).interactions.preference(self.view).mapped(ChannelPreference.of))

    @field("Their history in one, the newest first (时间线; source: P4.1-b); what the viewer may not see is not in it.")
    def timeline(self, info: Info, first: First, after: After = None, kinds: Kinds = None) -> TimelineConnection:
        wanted = frozenset(each.value for each in (TimelineKind if kinds is None else kinds))
        page = reader_of(info).interactions.timeline(self.view.id, wanted, first=first, after=after)

        def shown(piece: Any) -> TimelineConnection:  # noqa: ANN401  the reads' piece
            cursors = list(piece.cursors)
            return TimelineConnection(
                edges=[TimelineEdge.of(entry, cursor) for entry, cursor in zip(piece.entries, cursors, strict=True)],
                page_info=PageInfo.of(cursors, more=piece.more, after=after),
                customer_id=self.view.id,
                kinds=wanted,
            )

        return soon(page.mapped(shown))

    @field("Who looks after them (客户经理).")
    def account_manager(self, info: Info) -> Agent | None:
        return None if self.view.account_manager_id is None else reader_of(info).agent(self.view.account_manager_id)

    @field("What the viewer may do with their record now (可用操作).")
    def actions(self, info: Info) -> list[CustomerAction]:
        return list(LIFECYCLE.actions_in(self.stage)) if viewer_of(info).role in KEEPERS else []

    @field("How they can be reached, at most 20 (联系方式).")
    def contact_points(self, info: Info) -> list[ContactPoint]:
        return each(reader_of(info).contact_points(self.view.id), ContactPoint.of)

    @field("Their newest tickets, the newest first (工单); `tickets(filter: {customerId})` has them all.")
    def tickets(self, info: Info, last: Last) -> list[Ticket]:
        return soon(reader_of(info).tickets_of(self.view.id, last))

    @field("Their newest feedback, the newest first (反馈); `feedbacks(filter: {customerId})` has it all.")
    def feedbacks(self, info: Info, last: Last) -> list[Annotated["Feedback", strawberry.lazy("schema.feedback")]]:
        return soon(reader_of(info).feedbacks.of_customer(self.view.id, last))

    @field("Their newest needs, the newest first (需求); `needs(filter: {customerId})` has them all.")
    def needs(self, info: Info, last: Last) -> list[Annotated["Need", strawberry.lazy("schema.need")]]:
        return soon(reader_of(info).needs.of_customer(self.view.id, last))

    @field("Their newest trading activity, the newest first (交易行为; source: P2.2-c).")
    def activity(self, info: Info, last: Last) -> list[Activity]:
        return each(reader_of(info).needs.activity_of(self.view.id, last), Activity.of)

    @field("What happened to their record last, oldest of it first (变更台账; source: P1.3-c).")
    def events(self, info: Info, last: Last) -> list[Event]:
        return each(reader_of(info).events(self.view.id, last, told=tells_facts(info)), Event.of)


@governed(READERS)
@strawberry.type(description="A customer in a list (客户).")
class CustomerEdge:
    """As Relay has it."""

    cursor: str = field("Go on after this one.")
    node: Customer = field("The customer.")


@governed(READERS)
@strawberry.type(description="A page of customers (客户).")
class CustomerConnection:
    """As Relay has it."""

    edges: list[CustomerEdge] = field("The customers with their cursors.")
    nodes: list[Customer] = field("The customers.")
    page_info: PageInfo = field("Where the page ends.")
    filter: strawberry.Private[Any]

    @field("How many there are in all; counted only when asked for.")
    async def total_count(self, info: Info) -> int:
        return await reader_of(info).count_customers(self.filter)


@strawberry.enum(description="In which order customers come; _DESC is the other way (排序).")
class CustomerOrder(Enum):
    """Ascending unless said."""

    REGISTERED_AT = "REGISTERED_AT"
    REGISTERED_AT_DESC = "REGISTERED_AT_DESC"
    UPDATED_AT = "UPDATED_AT"
    UPDATED_AT_DESC = "UPDATED_AT_DESC"


@strawberry.input(description="Which customers: everything given must hold, a list means one of (筛选).")
class CustomerFilter:
    """Within the viewer's scope."""

    type: list[CustomerType] | None = strawberry.field(default=None, description="Of one of these types.")
    stage: list[Stage] | None = strawberry.field(default=None, description="In one of these lifecycle stages.")
    tier: list[Tier] | None = strawberry.field(default=None, description="Of one of these service tiers.")
    segment: Segment | None = strawberry.field(default=None, description="Belonging to this segment.")
    business_line: str | None = strawberry.field(default=None, description="With this business line (code).")
    account_manager_id: strawberry.ID | None = strawberry.field(default=None, description="Looked after by this agent.")
    name_contains: str | None = strawberry.field(
        default=None, description="The name has these characters, whatever their case; 1 to 200 characters."
    )
