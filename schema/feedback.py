"""Feedback as clients see it."""

from datetime import datetime
from enum import Enum
from typing import TYPE_CHECKING, Annotated, Any, ClassVar

import strawberry

from domain.alert.access import READERS as ALERT_READERS
from domain.clock.due import shown_due
from domain.feedback.access import FREE_TEXT_READERS, HOUSE_READERS, MAY, READERS
from domain.feedback.lifecycle import LIFECYCLE, FeedbackAction, FeedbackStatus
from domain.feedback.sentiment import Sentiment
from domain.feedback.source import Authority, Collected, ServiceStage
from domain.shared.scope import INTERNAL_READERS
from schema.alert import Alert
from schema.clock import Clock
from schema.context import Info, each, reader_of, soon, text_of, viewer_of
from schema.event import Event, tells_facts
from schema.ids import ids_of
from schema.paging import Last, Node, PageInfo
from schema.reference import Agent, BusinessLine, Channel, Department, Kind
from schema.rights import field, governed
from schema.stored import OfRow, Stored, member, plain
from schema.ticket import Ticket

if TYPE_CHECKING:
    from schema.customer import Customer
    from schema.need import Need

strawberry.enum(FeedbackStatus, description="Where feedback stands (反馈状态; source: P4.2-b).")
strawberry.enum(FeedbackAction, description="What may be asked of feedback (反馈操作).")
strawberry.enum(Collected, name="FeedbackChannel", description="How it was collected (反馈渠道; source: P4.2-a).")
strawberry.enum(ServiceStage, description="Which stage of service it is about (服务阶段; source: P3.2-d).")
strawberry.enum(Authority, name="ReferringAuthority", description="Who passed it on (转办单位).")
strawberry.enum(Sentiment, description="What it sounds like (情感; source: P4.3-a).")


@governed(READERS)
@strawberry.type(description="Passed on by an authority under its own reference and deadline (监管转办).")
class Referral:
    """Beside our own promises."""

    authority: Authority = field("Who passed it on.")
    reference: str = field("Their reference number (转办编号).")
    answer_by: datetime = field("Until when they want an answer (答复时限).")
    answered_at: datetime | None = field("When it was handled for the first time; null as long as it is not.")
    met: bool | None = field("Whether that was in time; null while there is time and it is not handled.")


@governed(HOUSE_READERS)
@strawberry.type(description="What a model says it speaks of (主题).")
class ReadTopic:
    """With how sure it is."""

    code: str = field("The topic, by its code.")
    confidence: float = field("0 to 1 (置信度).")


@governed(HOUSE_READERS)
@strawberry.type(description="What a model makes of it (模型判读; source: P4.3-a).")
class SentimentReading:
    """Kept beside a person's correction, and never in its place."""

    sentiment: Sentiment | None = field("What it sounds like; null when the model is unsure.")
    unsure: bool = field("Whether the model would rather leave it to a person (不确定).")
    confidence: float = field("0 to 1; of the best it could say, where it is unsure (置信度).")
    topics: list[ReadTopic] = field("What it speaks of, at most 10.")
    model_version: str = field("Which model it was.")


@governed(HOUSE_READERS)
@strawberry.type(description="What a person makes of it, which beats the model (人工更正).")
class SentimentCorrection:
    """With who said so."""

    sentiment: Sentiment = field("What it sounds like.")
    topics: list[str] = field("What it speaks of, by code, at most 10.")
    by: str = field("Who said so: role and reference.")
    at: datetime = field("When.")


@governed(READERS)
@strawberry.type(description="One round from receiving or reopening to closing (处理轮次; source: P4.2-b).")
class FeedbackCycle:
    """Has its own cause, action, reply and rating."""

    number: int = field("From 1.")
    began_at: datetime = field("When it was received or reopened.")
    responded_at: datetime | None = field("When the customer first heard from us (首次响应; source: P4.2-c).")
    cause: str | None = field("Its cause (根因), by the code of the handbook.", readers=HOUSE_READERS)
    replied_at: datetime | None = field("When it was handled, with the written reply (办结; source: P4.2-c).")
    closed_at: datetime | None = field("When it was closed.")
    rating: int | None = field("The customer's rating of the handling, 1 (poor) to 5 (good) (评价).")
    rated_at: datetime | None = field("When the customer rated.")
    view: strawberry.Private[Any]

    @field("The cause in words; null when there is none or it was erased.", readers=INTERNAL_READERS)
    def cause_text(self, info: Info) -> str | None:
        return self._words(info, "feedback cause", self.view.cause_version, "text")

    @field("What was done about it; likewise.", readers=INTERNAL_READERS)
    def action_text(self, info: Info) -> str | None:
        return self._words(info, "feedback action", self.view.action_version, "text")

    @field("The written reply; likewise (书面答复).", readers=FREE_TEXT_READERS)
    def reply(self, info: Info) -> str | None:
        return self._words(info, "feedback reply", self.view.reply_version, "reply")

    @field("Who handled it (处理人).", readers=HOUSE_READERS)
    def handler(self, info: Info) -> Agent | None:
        return None if self.view.handler_id is None else reader_of(info).agent(self.view.handler_id)

    def _words(self, info: Info, of: str, version: int | None, name: str) -> str | None:
        return None if version is None else text_of(reader_of(info).words(of, self.view.feedback_id, version), name)

    @classmethod
    def of(cls, view: Any) -> "FeedbackCycle":  # noqa: ANN401  the reads' view
        """From the read."""
        return cls(
            number=view.number, began_at=view.began_at, responded_at=view.responded_at, cause=view.cause,
            replied_at=view.replied_at, closed_at=view.closed_at, rating=view.rating, rated_at=view.rated_at,
            view=view,
        )  # fmt: skip


@governed(READERS)
@strawberry.type(description="What a customer thinks of our service (反馈; source: P4.2).")
class Feedback(OfRow, Node):
    """Nobody sees, answers or handles what is about them."""

    stored: ClassVar = {
        "id": Stored("id", ids_of("Feedback")),
        "status": Stored("status", member(FeedbackStatus)),
        "collected": Stored("collected", member(Collected)),
        **plain("version number subject received_at updated_at cycle"),
        "due_at": Stored("due_at", shown_due),
    }

    version: int = field("Rises with every change; give it as expectedVersion.")
    number: str = field("The number for people, such as F2026-000123 (反馈编号).")
    subject: str = field("What it is about, in one line without personal data (主题).")
    status: FeedbackStatus = field("Where it stands (状态).")
    collected: Collected = field("How it was collected (反馈渠道; source: P4.2-a).")
    received_at: datetime = field("When we had it (接收时间).")
    updated_at: datetime = field("When it last changed.")
    cycle: int = field("The running cycle, from 1; each reopening begins another (处理轮次).")
    due_at: datetime | None = field(
        "When the nearest of its running clocks, or the authority's deadline, falls due; null when nothing is owed"
        " (到期时间; source: P4.2-c)."
    )
    view: strawberry.Private[Any]

    @field("Who gave it (客户); null when outside the viewer's scope.")
    def customer(self, info: Info) -> Annotated["Customer", strawberry.lazy("schema.customer")] | None:
        return soon(reader_of(info).customer(self.view.customer_id))

    @field("The ticket whose handling it is about (相关工单); null when it is about none, or outside the scope.")
    def ticket(self, info: Info) -> Ticket | None:
        return None if self.view.ticket_id is None else soon(reader_of(info).ticket(self.view.ticket_id))

    @field("Its kind (问题类别).")
    def kind(self, info: Info) -> Kind:
        return reader_of(info).kind(self.view.kind)

    @field("By which means it reached us (渠道).")
    def channel(self, info: Info) -> Channel:
        return reader_of(info).channel(self.view.channel)

    @field("Which stage of service it is about (服务阶段).")
    def stage(self) -> ServiceStage | None:
        return None if self.view.stage is None else ServiceStage(self.view.stage)

    @field("Its business line (业务条线).")
    def business_line(self, info: Info) -> BusinessLine | None:
        return None if self.view.business_line is None else reader_of(info).business_line(self.view.business_line)

    @field("Which department handles it (责任部门; source: P4.2-d).")
    def department(self, info: Info) -> Department:
        return reader_of(info).department(self.view.department)

    @field("Who is responsible; null when nobody is named (责任人; source: P4.2-d).")
    def responsible(self, info: Info) -> Agent | None:
        return None if self.view.responsible_id is None else reader_of(info).agent(self.view.responsible_id)

    @field("Whom it is about, at most 20 (被反馈人员).", readers=HOUSE_READERS, size=1)
    def about(self, info: Info) -> list[Agent]:
        reader = reader_of(info)
        found = reader.feedbacks.about(self.view.id)
        return soon(found.mapped(lambda ids: [agent for one in ids if (agent := reader.agent(one)) is not None]))

    @field("Who put it on record: role and reference (记录人).", readers=HOUSE_READERS)
    def received_by(self) -> str:
        received_by: str = self.view.received_by
        return received_by

    @field("In the customer's words; null when they were erased (反馈内容).", readers=FREE_TEXT_READERS)
    def text(self, info: Info) -> str | None:
        return text_of(reader_of(info).words("feedback text", self.view.id, 1), "text")

    @field("Passed on by an authority; null when it was not (监管转办).")
    def referral(self, info: Info) -> Referral | None:
        if self.view.authority is None:
            return None
        now = reader_of(info).now()
        return soon(
            reader_of(info).feedbacks.cycles(self.view.id).mapped(lambda views: _referral(self.view, views, now))
        )

    @field("Its cycles, oldest first; the newest 100 (处理轮次).", size=2)
    def cycles(self, info: Info) -> list[FeedbackCycle]:
        return each(reader_of(info).feedbacks.cycles(self.view.id), FeedbackCycle.of)

    @field("What it sounds like: a person's word, else the model's; null when unsure or not read yet (情感).",
           readers=HOUSE_READERS)  # fmt: skip
    def sentiment(self) -> Sentiment | None:
        return None if self.view.sentiment is None else Sentiment(self.view.sentiment)

    @field("What it speaks of: a person's word, else the model's; at most 10 (主题).", readers=HOUSE_READERS)
    def topics(self) -> list[str]:
        return list(self.view.topics)

    @field("What a model made of it; null before it was read (模型判读).", readers=HOUSE_READERS)
    def reading(self) -> SentimentReading | None:
        found = self.view.reading
        if found is None:
            return None
        return SentimentReading(
            sentiment=found.sentiment, unsure=found.unsure, confidence=found.confidence,
            topics=[ReadTopic(code=topic.code, confidence=topic.confidence) for topic in found.topics],
            model_version=found.model_version,
        )  # fmt: skip

    @field("What a person made of it; null where nobody corrected the model (人工更正).", readers=HOUSE_READERS)
    def correction(self) -> SentimentCorrection | None:
        found = self.view.correction
        if found is None:
            return None
        return SentimentCorrection(sentiment=found.sentiment, topics=list(found.topics), by=found.by, at=found.at)

    @field("Its clocks, oldest first; the newest 100 (时钟; source: P4.2-c).", readers=HOUSE_READERS, size=4)
    def clocks(self, info: Info) -> list[Clock]:
        return each(reader_of(info).clocks(self.view.id), Clock.of)

    @field("The running clock that falls due first (最近到期的时钟).", readers=HOUSE_READERS)
    def nearest_clock(self, info: Info) -> Clock | None:
        nearest = reader_of(info).nearest_clock(self.view.id)
        return soon(nearest.mapped(lambda view: None if view is None else Clock.of(view)))

    @field("Its newest alerts, oldest of them first (预警; source: P3.3-e).", readers=ALERT_READERS)
    def alerts(self, info: Info, last: Last) -> list[Alert]:
        return soon(reader_of(info).feedbacks.alerts(self.view.id, last))

    @field("Whether a promise, or the authority's deadline, has passed and is not kept yet (逾期).")
    def overdue(self, info: Info) -> bool:
        return reader_of(info).passed(self.view.due_at)

    @field("The newest needs that it revealed, the newest first (需求; source: P2.1-a).", readers=HOUSE_READERS)
    def needs(self, info: Info, last: Last) -> list[Annotated["Need", strawberry.lazy("schema.need")]]:
        return soon(reader_of(info).needs.linked_to(self.view.id, last))

    @field("What the viewer may do with it now (可用操作).")
    def actions(self, info: Info) -> list[FeedbackAction]:
        role = viewer_of(info).role
        return [action for action in LIFECYCLE.actions_in(self.status) if role in MAY[action]]

    @field("What happened to it last, oldest of it first (历史).")
    def events(self, info: Info, last: Last) -> list[Event]:
        return each(reader_of(info).events(self.view.id, last, told=tells_facts(info)), Event.of)


def _referral(view: Any, cycles: Any, now: datetime) -> Referral:  # noqa: ANN401  the reads' views
    answered = next((each.replied_at for each in cycles if each.replied_at is not None), None)
    met = answered <= view.answer_by if answered is not None else False if now > view.answer_by else None
    return Referral(
        authority=Authority(view.authority), reference=view.authority_reference, answer_by=view.answer_by,
        answered_at=answered, met=met,
    )  # fmt: skip


@governed(READERS)
@strawberry.type(description="Feedback in a list (反馈).")
class FeedbackEdge:
    """As Relay has it."""

    cursor: str = field("Go on after this one.")
    node: Feedback = field("The feedback.")


@governed(READERS)
@strawberry.type(description="A page of feedback (反馈).")
class FeedbackConnection:
    """As Relay has it."""

    edges: list[FeedbackEdge] = field("The pieces of feedback with their cursors.")
    nodes: list[Feedback] = field("The pieces of feedback.")
    page_info: PageInfo = field("Where the page ends.")
    filter: strawberry.Private[Any]

    @field("How many there are in all; counted only when asked for.")
    async def total_count(self, info: Info) -> int:
        return await reader_of(info).feedbacks.count(self.filter)


@strawberry.enum(description="In which order feedback comes; _DESC is the other way (排序).")
class FeedbackOrder(Enum):
    """Ascending unless said."""

    DUE_AT = "DUE_AT"
    DUE_AT_DESC = "DUE_AT_DESC"
    RECEIVED_AT = "RECEIVED_AT"
    RECEIVED_AT_DESC = "RECEIVED_AT_DESC"
    UPDATED_AT = "UPDATED_AT"
    UPDATED_AT_DESC = "UPDATED_AT_DESC"


@strawberry.input(description="Which feedback: everything given must hold, a list means one of (筛选).")
class FeedbackFilter:
    """Times need a zone; `from` is included, `to` is not."""

    status: list[FeedbackStatus] | None = strawberry.field(default=None, description="In one of these statuses.")
    kind: list[str] | None = strawberry.field(default=None, description="Of one of these kinds (codes).")
    collected: list[Collected] | None = strawberry.field(default=None, description="Collected in one of these ways.")
    department: list[str] | None = strawberry.field(default=None, description="With one of these departments (codes).")
    sentiment: list[Sentiment] | None = strawberry.field(default=None, description="Sounding like one of these.")
    unsure: bool | None = strawberry.field(default=None, description="Read, and the model was unsure; or not so.")
    topic: str | None = strawberry.field(default=None, description="Speaking of this topic (code).")
    stage: list[ServiceStage] | None = strawberry.field(default=None, description="About one of these stages.")
    authority: list[Authority] | None = strawberry.field(default=None, description="Passed on by one of these.")
    cause: list[str] | None = strawberry.field(default=None, description="With one of these causes (codes).")
    customer_id: strawberry.ID | None = strawberry.field(default=None, description="Given by this customer.")
    ticket_id: strawberry.ID | None = strawberry.field(default=None, description="About this ticket.")
    responsible_id: strawberry.ID | None = strawberry.field(default=None, description="For which this agent answers.")
    subject_contains: str | None = strawberry.field(
        default=None, description="The subject has these words, whatever their case; 1 to 200 characters."
    )
    received_from: datetime | None = strawberry.field(default=None, description="Received at this instant or later.")
    received_to: datetime | None = strawberry.field(default=None, description="Received before this instant.")
    overdue: bool | None = strawberry.field(default=None, description="With something past its due time, or without.")
