"""Interactions and the history of a customer as clients see them."""

from datetime import datetime
from enum import Enum
from typing import TYPE_CHECKING, Annotated, Any, ClassVar

import strawberry

from domain.interaction.access import READERS, SUMMARY_READERS
from domain.interaction.interaction import InteractionKind, InteractionOutcome, OpenedKind
from domain.interaction.preference import Ground
from domain.shared.scope import HOUSE_READERS
from domain.ticket.message import Direction
from schema.context import Info, each, reader_of, soon, text_of
from schema.event import Event, tells_facts
from schema.feedback import Feedback
from schema.ids import ids_of
from schema.paging import Last, Node, PageInfo
from schema.reference import Agent, Channel, Department
from schema.rights import field, governed
from schema.stored import OfRow, Stored, member, plain
from schema.ticket import Ticket

if TYPE_CHECKING:
    from schema.customer import Customer
    from schema.need import Need

strawberry.enum(InteractionKind, description="What an interaction was (互动方式; source: P4.1-a).")
strawberry.enum(InteractionOutcome, description="What came of an interaction (互动结果).")
strawberry.enum(OpenedKind, name="InteractionOpenedKind", description="What may come out of an interaction.")
strawberry.enum(Ground, name="ChannelPreferenceGround", description="Why these channels (偏好依据; source: P4.1-c).")


@governed(READERS)
@strawberry.type(description="What came out of an interaction (互动产生的事项).")
class InteractionOpened:
    """One of them, by its kind; null when outside the viewer's scope."""

    kind: OpenedKind = field("What it is.")
    other_id: strawberry.Private[Any]

    @field("The ticket (工单), when it is one.")
    def ticket(self, info: Info) -> Ticket | None:
        return soon(reader_of(info).ticket(self.other_id)) if self.kind is OpenedKind.TICKET else None

    @field("The need (需求), when it is one.")
    def need(self, info: Info) -> Annotated["Need", strawberry.lazy("schema.need")] | None:
        return soon(reader_of(info).needs.need(self.other_id)) if self.kind is OpenedKind.NEED else None

    @field("The feedback (反馈), when it is one.")
    def feedback(self, info: Info) -> Feedback | None:
        return soon(reader_of(info).feedbacks.feedback(self.other_id)) if self.kind is OpenedKind.FEEDBACK else None

    @classmethod
    def of(cls, view: Any) -> "InteractionOpened":  # noqa: ANN401  the reads' view
        """From the read."""
        return cls(kind=OpenedKind(view.kind), other_id=view.other_id)


_BY_ID = ("summary", "opened", "events")


@governed(READERS)
@strawberry.type(description="A contact with a customer, whatever came of it (互动; source: P4.1-b).")
class Interaction(OfRow, Node):
    """Whoever sees the customer sees their interactions; so does who put it on record."""

    stored: ClassVar = {
        "id": Stored("id", ids_of("Interaction")),
        "kind": Stored("kind", member(InteractionKind)),
        "direction": Stored("direction", member(Direction)),
        "outcome": Stored("outcome", member(InteractionOutcome)),
        **plain("version began_at length_seconds recorded_at recorded_by"),
    }

    made_of: ClassVar = {
        "customer": "customer_id",
        "agent": "agent_id",
        "channel": "channel",
        "department": "department",
        **dict.fromkeys(_BY_ID, "id"),
    }

    version: int = field("Rises with every change; give it as expectedVersion.")
    kind: InteractionKind = field("What it was (互动方式).")
    direction: Direction = field("Who began it: INBOUND the customer (方向).")
    outcome: InteractionOutcome = field("What came of it (结果).")
    began_at: datetime = field("When it began.")
    length_seconds: int = field("How long it lasted, in seconds (时长).")
    recorded_at: datetime = field("When it was put on record.")
    recorded_by: str = field("Who put it on record: role and reference (记录人).", readers=HOUSE_READERS)
    view: strawberry.Private[Any]

    @field("With whom (客户); null when outside the viewer's scope.")
    def customer(self, info: Info) -> Annotated["Customer", strawberry.lazy("schema.customer")] | None:
        return soon(reader_of(info).customer(self.view.customer_id))

    @field("Who spoke with the customer; null where no person of the house did (坐席).")
    def agent(self, info: Info) -> Agent | None:
        return None if self.view.agent_id is None else reader_of(info).agent(self.view.agent_id)

    @field("By which channel (渠道).")
    def channel(self, info: Info) -> Channel:
        return reader_of(info).channel(self.view.channel)

    @field("Whose work it was (部门).", readers=HOUSE_READERS)
    def department(self, info: Info) -> Department | None:
        return None if self.view.department is None else reader_of(info).department(self.view.department)

    @field("What it was about; null when nothing was told or it was erased (摘要).", readers=SUMMARY_READERS)
    def summary(self, info: Info) -> str | None:
        return text_of(reader_of(info).words("interaction summary", self.view.id, 1), "summary")

    @field("What came out of it, at most 100 (产生的事项).", size=2)
    def opened(self, info: Info) -> list[InteractionOpened]:
        return each(reader_of(info).interactions.opened(self.view.id), InteractionOpened.of)

    @field("What happened to the record last, oldest of it first (历史).")
    def events(self, info: Info, last: Last) -> list[Event]:
        return each(reader_of(info).events(self.view.id, last, told=tells_facts(info), linked=True), Event.of)


@governed(READERS)
@strawberry.type(description="An interaction in a list (互动).")
class InteractionEdge:
    """As Relay has it."""

    cursor: str = field("Go on after this one.")
    node: Interaction = field("The interaction.")


@governed(READERS)
@strawberry.type(description="A page of interactions (互动).")
class InteractionConnection:
    """As Relay has it."""

    edges: list[InteractionEdge] = field("The interactions with their cursors.")
    nodes: list[Interaction] = field("The interactions.")
    page_info: PageInfo = field("Where the page ends.")
    filter: strawberry.Private[Any]

    @field("How many there are in all; counted only when asked for.")
    async def total_count(self, info: Info) -> int:
        return await reader_of(info).interactions.count(self.filter)


@strawberry.enum(description="In which order interactions come; _DESC is the other way (排序).")
class InteractionOrder(Enum):
    """By when they began."""

    BEGAN_AT = "BEGAN_AT"
    BEGAN_AT_DESC = "BEGAN_AT_DESC"


@strawberry.input(description="Which interactions: everything given must hold, a list means one of (筛选).")
class InteractionFilter:
    """Times need a zone; `from` is included, `to` is not."""

    customer_id: strawberry.ID | None = strawberry.field(default=None, description="With this customer.")
    agent_id: strawberry.ID | None = strawberry.field(default=None, description="Of this agent.")
    kind: list[InteractionKind] | None = strawberry.field(default=None, description="Of one of these kinds.")
    channel: list[str] | None = strawberry.field(default=None, description="By one of these channels (codes).")
    direction: Direction | None = strawberry.field(default=None, description="Begun by this side.")
    outcome: list[InteractionOutcome] | None = strawberry.field(default=None, description="With one of these outcomes.")
    began_from: datetime | None = strawberry.field(default=None, description="Begun at this instant or later.")
    began_to: datetime | None = strawberry.field(default=None, description="Begun before this instant.")


@governed(READERS)
@strawberry.type(description="By which channel a customer likes to be reached (渠道偏好; source: P4.1-c).")
class ChannelPreference:
    """What the customer said comes first, then what their interactions tell, then what is usual for their type."""

    ground: Ground = field("Why these (依据).")
    reason: str = field("The same in words, with the numbers that led to it.")
    counted: int = field("How many interactions of the customer were looked at.")
    rule_version: int = field("The version of the policy customer.channel_preference.")
    codes: strawberry.Private[tuple[str, ...]]

    @field("The best first, at most 20 (渠道).")
    def channels(self, info: Info) -> list[Channel]:
        return [reader_of(info).channel(code) for code in self.codes]

    @classmethod
    def of(cls, found: Any) -> "ChannelPreference":  # noqa: ANN401  the domain's preference
        """From the rule."""
        return cls(
            ground=found.ground, reason=found.reason, counted=found.counted, rule_version=found.rule_version,
            codes=found.channels,
        )  # fmt: skip
