"""What each verb of a need takes and answers with; and those of the market and of activity."""

from datetime import datetime

import strawberry

from domain.activity.access import RECORDERS
from domain.activity.activity import ActivityKind
from domain.need.access import MARKET_READERS
from domain.shared.scope import READERS
from schema.errors import UserError
from schema.market import MarketEvent
from schema.need import Need
from schema.need_words import Category, Frequency, Intensity, Nature, NeedLinkKind, NeedSource
from schema.rights import field, governed
from schema.terms import DECLINED, REASON, TEXT, Keyed, Versioned, needed, optional
from schema.ticket import Ticket

WHY = "Why (原因; source: P1.3-c): 1 to 500 characters, without personal data."


@strawberry.input
class NeedInput(Versioned):
    """Which need."""

    need_id: strawberry.ID = needed("The need (需求).")


@strawberry.type
class NeedPayload:
    """The need as it now is, or why nothing was done."""

    need: Need | None = field(
        "The need as it now is (需求); null when the request was declined, or when it has left what the viewer may see."
    )
    user_errors: list[UserError] = field(DECLINED)


@strawberry.input(description="What a model predicted (模型预测; source: P2.1-e).")
class PredictionInput:
    model_version: str = needed("The version of the model: 1 to 100 printable characters.")
    confidence: float = needed("How sure it was, 0 to 1.")


@strawberry.input(description="A customer needs something (需求识别; source: P2.1-a).")
class IdentifyNeedInput(Keyed):
    customer_id: strawberry.ID = needed("Whose need it is (客户).")
    subject: str = needed("What it is about, in one line of 1 to 200 characters without personal data (主题).")
    source: NeedSource = needed("How we came to know of it (识别来源).")
    category: Category = needed("What it is about (类别).")
    nature: Nature = needed("Basic or advanced (性质).")
    frequency: Frequency = needed("How often it comes up with this customer (频率).")
    intensity: Intensity = needed("How strongly the customer feels it (强度).")
    narrative: str | None = optional(f"What the customer told (描述): {TEXT}")
    prediction: PredictionInput | None = optional("What a model predicted; with the source PREDICTION, and only then.")
    department: str | None = optional("The code of the department that takes it; the asker's own when not given.")
    revealed_by_id: strawberry.ID | None = optional("The ticket or feedback of the same customer behind it (来源).")
    interaction_id: strawberry.ID | None = optional("The interaction with the same customer it came out of (来源互动).")


@governed(READERS)
@strawberry.type(description="What came of identifyNeed.")
class IdentifyNeedPayload(NeedPayload):
    pass


@strawberry.input(description="Judged otherwise (需求分类; source: P2.1-b); what is not given stays.")
class ClassifyNeedInput(NeedInput):
    category: Category | None = optional("What it is about (类别).")
    nature: Nature | None = optional("Basic or advanced (性质).")
    frequency: Frequency | None = optional("How often it comes up with this customer (频率).")
    intensity: Intensity | None = optional("How strongly the customer feels it (强度).")
    reason: str | None = optional(WHY)


@governed(READERS)
@strawberry.type(description="What came of classifyNeed.")
class ClassifyNeedPayload(NeedPayload):
    pass


@strawberry.input(description="Who takes care of it (指派).")
class AssignNeedInput(NeedInput):
    department: str | None = optional("The code of the department; it stays where it is when not given.")
    assignee_id: strawberry.ID | None = optional("The agent; without one nobody in particular.")
    reason: str | None = optional(WHY)


@governed(READERS)
@strawberry.type(description="What came of assignNeed.")
class AssignNeedPayload(NeedPayload):
    pass


@strawberry.input(description="What a person judges of it (需求评估; source: P2.2); the rest is known of the customer.")
class AssessNeedInput(NeedInput):
    necessary: bool = needed("Whether it is necessary (必要; source: P2.2-b).")
    feasible: bool = needed("Whether we can do it (可行).")
    measurable: bool = needed("Whether we could measure it (可衡量).")
    cost: int = needed("What it costs us, 1 (little) to 5 (much) (成本).")
    benefit: int = needed("What it brings, 1 (little) to 5 (much) (收益).")
    text: str | None = optional(f"What else is to be said (说明): {TEXT}")


@governed(READERS)
@strawberry.type(description="What came of assessNeed.")
class AssessNeedPayload(NeedPayload):
    pass


@strawberry.input(description="How it will be met (服务方案).")
class PlanNeedInput(NeedInput):
    text: str = needed(f"How (方案): {TEXT}")
    expected_completion: datetime | None = optional("When it will be met, with its zone (预计完成).")
    reason: str | None = optional(f"{WHY} Required when it was served without meeting the need.")


@governed(READERS)
@strawberry.type(description="What came of planNeed.")
class PlanNeedPayload(NeedPayload):
    pass


@strawberry.input(description="The customer has what was planned (提供服务).")
class ServeNeedInput(NeedInput):
    text: str = needed(f"What the customer was given (服务内容): {TEXT}")


@governed(READERS)
@strawberry.type(description="What came of serveNeed.")
class ServeNeedPayload(NeedPayload):
    pass


@strawberry.input(description="It is met, says the customer (客户确认).")
class ConfirmNeedInput(NeedInput):
    satisfaction: int | None = optional("1 (poor) to 5 (good) (满意度).")
    comment: str | None = optional(f"What the customer says (评论): {TEXT}")


@governed(READERS)
@strawberry.type(description="What came of confirmNeed.")
class ConfirmNeedPayload(NeedPayload):
    pass


@strawberry.input(description="It is not met (不予满足).")
class DeclineNeedInput(NeedInput):
    reason: str | None = optional(REASON)
    by_customer: bool | None = optional("The customer does not want it any more; a customer always speaks so.")


@governed(READERS)
@strawberry.type(description="What came of declineNeed.")
class DeclineNeedPayload(NeedPayload):
    pass


@strawberry.input(description="It hangs together with something of the same customer (关联).")
class LinkNeedInput(NeedInput):
    kind: NeedLinkKind = needed("What the other is to the need.")
    other_id: strawberry.ID = needed("The ticket, feedback or interaction that the kind speaks of.")


@governed(READERS)
@strawberry.type(description="What came of linkNeed.")
class LinkNeedPayload(NeedPayload):
    pass


@strawberry.input(description="A ticket that a need opens (由需求开立工单), for its customer.")
class OpenTicketFromNeedInput(NeedInput):
    kind: str = needed("The code of the ticket's kind (问题类别).")
    channel: str = needed("The code of the channel (渠道).")
    subject: str | None = optional("What the ticket is about; the need's own subject when not given (主题).")
    business_line: str | None = optional("The code of the business line (业务条线).")
    severity: int | None = optional("1 (gravest) to 5 (严重程度).")
    department: str | None = optional("The code of the department; the need's own when not given (部门).")
    narrative: str | None = optional(f"What the customer told (问题描述): {TEXT}")


@governed(READERS)
@strawberry.type(description="What came of openTicketFromNeed.")
class OpenTicketFromNeedPayload(NeedPayload):
    ticket: Ticket | None = field("The new ticket (工单); null when the request was declined.")


@strawberry.input(description="Something happens on the market (录入市场事件; source: P2.3-c).")
class EnterMarketEventInput(Keyed):
    title: str = needed("What happens, in one line of 1 to 200 characters (标题).")
    categories: list[Category] = needed("The categories of needs that it concerns, one at least (涉及类别).")
    ends_at: datetime = needed("Until when, with its zone.")
    begins_at: datetime | None = optional("From when on, with its zone; from now when not given.")
    reason: str | None = optional(REASON)


@strawberry.type
class MarketEventPayload:
    """The market event as it now is, or why nothing was done."""

    market_event: MarketEvent | None = field("The market event as it now is; null when the request was declined.")
    user_errors: list[UserError] = field(DECLINED)


@governed(MARKET_READERS)
@strawberry.type(description="What came of enterMarketEvent.")
class EnterMarketEventPayload(MarketEventPayload):
    pass


@strawberry.input(description="It is over before its time (结束市场事件).")
class EndMarketEventInput(Versioned):
    market_event_id: strawberry.ID = needed("The market event (市场事件).")
    reason: str | None = optional(REASON)


@governed(MARKET_READERS)
@strawberry.type(description="What came of endMarketEvent.")
class EndMarketEventPayload(MarketEventPayload):
    pass


@strawberry.input(description="A piece of trading activity (交易行为); who tells the same twice changes nothing.")
class ActivityInput:
    customer: str = needed("The firm's own reference of the customer.")
    time: datetime = needed("When it happened, with its zone.")
    kind: ActivityKind = needed("What happened (类型).")
    amount_minor: str = needed("How much, in minor units such as fen: a whole number of 0 to 10^15, as text.")
    currency: str | None = optional("Of which currency; CNY when not given (币种).")
    reference: str | None = optional("The source's own, which tells apart what is otherwise alike; at most 64.")


@strawberry.input(description="Trading activity, all of it or none (登记交易行为; source: P2.2-c).")
class RecordActivityInput(Keyed):
    rows: list[ActivityInput] = needed("1 to 100 pieces.")


@governed(RECORDERS)
@strawberry.type(description="What came of recordActivity.")
class RecordActivityPayload:
    recorded: int | None = field("How many pieces are new; null when the request was declined.")
    repeated: int | None = field("How many were known before.")
    user_errors: list[UserError] = field(DECLINED)
