"""Needs as clients see them."""

from datetime import datetime
from enum import Enum
from typing import TYPE_CHECKING, Annotated, Any, ClassVar

import strawberry

from domain.need.access import JUDGEMENT_READERS, MAY
from domain.need.lifecycle import LIFECYCLE
from domain.shared.scope import FREE_TEXT_READERS, HOUSE_READERS, INTERNAL_READERS, READERS
from schema.context import Info, each, reader_of, soon, text_of, viewer_of
from schema.event import Event, tells_facts
from schema.ids import ids_of
from schema.interaction import Interaction
from schema.need_words import (
    Category,
    Frequency,
    Grade,
    Intensity,
    Nature,
    NeedAction,
    NeedLinkKind,
    NeedSource,
    NeedStatus,
    Quadrant,
    Strategy,
)
from schema.paging import Last, Node, PageInfo
from schema.reference import Agent, Department
from schema.rights import field, governed
from schema.stored import OfRow, Stored, member, plain

if TYPE_CHECKING:
    from schema.customer import Customer
    from schema.feedback import Feedback
    from schema.ticket import Ticket

FACTORS = "What led to it, each with its points (依据)."


@strawberry.enum(description="In which order needs come; _DESC is the other way (排序). The queue has its own.")
class NeedOrder(Enum):
    """Ascending unless said."""

    IDENTIFIED_AT = "IDENTIFIED_AT"
    IDENTIFIED_AT_DESC = "IDENTIFIED_AT_DESC"
    UPDATED_AT = "UPDATED_AT"
    UPDATED_AT_DESC = "UPDATED_AT_DESC"


@strawberry.input(description="Which needs: everything given must hold, a list means one of (筛选).")
class NeedFilter:
    """Times need a zone; `from` is included, `to` is not."""

    status: list[NeedStatus] | None = strawberry.field(default=None, description="In one of these statuses.")
    category: list[Category] | None = strawberry.field(default=None, description="Of one of these categories.")
    nature: list[Nature] | None = strawberry.field(default=None, description="Of one of these natures.")
    source: list[NeedSource] | None = strawberry.field(default=None, description="Known from one of these sources.")
    grade: list[Grade] | None = strawberry.field(default=None, description="With one of these grades; for the house.")
    quadrant: list[Quadrant] | None = strawberry.field(
        default=None, description="In one of these quadrants; for the house."
    )
    department: list[str] | None = strawberry.field(default=None, description="With one of these departments (codes).")
    assignee_id: strawberry.ID | None = strawberry.field(default=None, description="Assigned to this agent.")
    customer_id: strawberry.ID | None = strawberry.field(default=None, description="Of this customer.")
    identified_from: datetime | None = strawberry.field(
        default=None, description="Identified at this instant or later."
    )
    identified_to: datetime | None = strawberry.field(default=None, description="Identified before this instant.")


@governed(JUDGEMENT_READERS)
@strawberry.type(description="What the need matrix says, and why (需求矩阵; source: P2.1-c).")
class NeedGrading:
    """By the customer's attributes and the intensity."""

    grade: Grade = field("High, medium or low: how much of our resources it gets (等级).")
    factors: list[str] = field(FACTORS)
    rule_version: int = field("The version of the policy need.assessment that said so (政策版本).")


@governed(JUDGEMENT_READERS)
@strawberry.type(description="The triple test and the service value (需求评估; source: P2.2).")
class NeedAssessment:
    """Points are 0 to 100."""

    necessary: bool = field("Whether it is necessary (必要; source: P2.2-b).")
    feasible: bool = field("Whether we can do it (可行).")
    measurable: bool = field("Whether we could measure it (可衡量).")
    value: int | None = field("What the customer is worth (客户价值); null where nothing is known of them.")
    cost: int = field("What it costs us (服务成本).")
    benefit: int = field("What it brings (服务收益).")
    service_value: int = field("The three by the weights of the policy (服务价值; source: P2.2-a).")
    strategy: Strategy = field("How it is served (服务策略; source: P2.2-e).")
    factors: list[str] = field(FACTORS)
    rule_version: int = field("The version of the policy need.assessment that said so (政策版本).")


@governed(JUDGEMENT_READERS)
@strawberry.type(description="Where it stands in the queue, and why (需求排序; source: P2.3).")
class NeedRank:
    """Of equal standings the one comes first that was identified earlier, then the one with the smaller id."""

    standing: int = field("Smaller comes first (排序值).")
    place: int = field("Its place in the order of categories, ten for each, raises taken off (位次).")
    quadrant: Quadrant = field("Urgent and important (四象限; source: P2.3-a).")
    urgency: int = field("0 to 100 (紧急度).")
    importance: int = field("0 to 100 (重要度).")
    score: int = field("Urgency, customer value and cost in one, 0 to 100 (得分; source: P2.3-b).")
    factors: list[str] = field(FACTORS)
    rule_version: int = field("The version of the policy need.rank that said so (政策版本).")


@governed(READERS)
@strawberry.type(description="What a need hangs together with (需求关联).")
class NeedLink:
    """One of them, by its kind; null when outside the viewer's scope."""

    kind: NeedLinkKind = field("What the other is to the need.")
    other_id: strawberry.Private[Any]

    @field("The ticket (工单), when it is one.")
    def ticket(self, info: Info) -> Annotated["Ticket", strawberry.lazy("schema.ticket")] | None:
        tickets = {NeedLinkKind.REVEALED_BY_TICKET, NeedLinkKind.OPENED_TICKET}
        return soon(reader_of(info).ticket(self.other_id)) if self.kind in tickets else None

    @field("The feedback (反馈), when it is one.", readers=HOUSE_READERS)
    def feedback(self, info: Info) -> Annotated["Feedback", strawberry.lazy("schema.feedback")] | None:
        if self.kind is not NeedLinkKind.REVEALED_BY_FEEDBACK:
            return None
        return soon(reader_of(info).feedbacks.feedback(self.other_id))

    @field("The interaction (互动), when it is one.", readers=HOUSE_READERS)
    def interaction(self, info: Info) -> Interaction | None:
        if self.kind is not NeedLinkKind.REVEALED_BY_INTERACTION:
            return None
        return soon(reader_of(info).interactions.interaction(self.other_id))

    @classmethod
    def of(cls, view: Any) -> "NeedLink":  # noqa: ANN401  the reads' view
        """From the read."""
        return cls(kind=NeedLinkKind(view.kind), other_id=view.other_id)


@governed(READERS)
@strawberry.type(description="What a customer wants of us (需求; source: P2).")
class Need(OfRow, Node):
    """Never personal: what is, stands in its texts and the customer."""

    stored: ClassVar = {
        "id": Stored("id", ids_of("Need")),
        "source": Stored("source", member(NeedSource)),
        "category": Stored("category", member(Category)),
        "nature": Stored("nature", member(Nature)),
        "frequency": Stored("frequency", member(Frequency)),
        "intensity": Stored("intensity", member(Intensity)),
        "status": Stored("status", member(NeedStatus)),
        **plain(
            "version number subject model_version confidence identified_at updated_at expected_completion served_at"
            " satisfaction ended_at"
        ),
    }

    number: str = field("The number for people, such as N2026-000123 (需求号).")
    version: int = field("Rises with every change; give it as expectedVersion.")
    subject: str = field("What it is about, in one line without personal data (主题).")
    source: NeedSource = field("How we came to know of it (识别来源; source: P2.1-a).")
    category: Category = field("What it is about (需求类别; source: P2.1-b).")
    nature: Nature = field("Basic or advanced (性质).")
    frequency: Frequency = field("How often it comes up with this customer (频率).")
    intensity: Intensity = field("How strongly the customer feels it (强度).")
    model_version: str | None = field(
        "The version of the model that predicted it; null where none did (模型版本; source: P2.1-e).",
        readers=HOUSE_READERS,
    )
    confidence: float | None = field("How sure that model was, 0 to 1 (置信度).", readers=HOUSE_READERS)
    status: NeedStatus = field("Where it stands (状态).")
    identified_at: datetime = field("When we came to know of it.")
    updated_at: datetime = field("When it last changed.")
    expected_completion: datetime | None = field("When the plan expects it met (预计完成).")
    served_at: datetime | None = field("When the customer had what was planned.")
    satisfaction: int | None = field("How satisfied the customer is, 1 (poor) to 5 (good) (满意度).")
    ended_at: datetime | None = field("When it was confirmed or declined.")
    view: strawberry.Private[Any]

    @field("Whose need it is (客户); null when outside the viewer's scope.")
    def customer(self, info: Info) -> Annotated["Customer", strawberry.lazy("schema.customer")] | None:
        return soon(reader_of(info).customer(self.view.customer_id))

    @field("Which department has it (部门).")
    def department(self, info: Info) -> Department | None:
        return None if self.view.department is None else reader_of(info).department(self.view.department)

    @field("Who takes care of it (处理人).")
    def assignee(self, info: Info) -> Agent | None:
        return None if self.view.assignee_id is None else reader_of(info).agent(self.view.assignee_id)

    @field("Who served it (服务人).")
    def server(self, info: Info) -> Agent | None:
        return None if self.view.server_id is None else reader_of(info).agent(self.view.server_id)

    @field("What the need matrix says (需求矩阵; source: P2.1-c).", readers=JUDGEMENT_READERS)
    def grading(self) -> NeedGrading:
        view = self.view
        return NeedGrading(
            grade=Grade(view.grade), factors=list(view.grade_factors), rule_version=view.grade_rule_version
        )

    @field("The triple test and the service value; null as long as it is not assessed (评估; source: P2.2).",
           readers=JUDGEMENT_READERS)  # fmt: skip
    def assessment(self) -> NeedAssessment | None:
        view = self.view
        if view.strategy is None:
            return None
        same = "necessary feasible measurable value cost benefit service_value"
        return NeedAssessment(
            **{name: getattr(view, name) for name in same.split()},
            strategy=Strategy(view.strategy),
            factors=list(view.assessment_factors),
            rule_version=view.assessment_rule_version,
        )

    @field("Where it stands in the queue, or stood when it left it (排序; source: P2.3).", readers=JUDGEMENT_READERS)
    def rank(self) -> NeedRank | None:
        view = self.view
        if view.standing is None:
            return None
        same = "standing place urgency importance score"
        return NeedRank(
            **{name: getattr(view, name) for name in same.split()},
            quadrant=Quadrant(view.quadrant),
            factors=list(view.rank_factors),
            rule_version=view.rank_rule_version,
        )

    @field("What the customer told (需求描述); null when nothing was told or it was erased.", readers=FREE_TEXT_READERS)
    def narrative(self, info: Info) -> str | None:
        return text_of(reader_of(info).words("need narrative", self.view.id, 1), "narrative")

    @field("How it will be met (服务方案); null as long as it is not planned.", readers=INTERNAL_READERS)
    def plan(self, info: Info) -> str | None:
        return self._text(info, "need plan", self.view.planned_version)

    @field("What the customer was given (服务内容); null as long as it is not served.", readers=FREE_TEXT_READERS)
    def service(self, info: Info) -> str | None:
        return self._text(info, "need service", self.view.served_version)

    @field("What it hangs together with, at most 100 (关联).", readers=HOUSE_READERS, size=2)
    def links(self, info: Info) -> list[NeedLink]:
        return each(reader_of(info).needs.links(self.view.id), NeedLink.of)

    @field("What happened to it last, oldest of them first (历史).")
    def events(self, info: Info, last: Last) -> list[Event]:
        return each(reader_of(info).events(self.view.id, last, told=tells_facts(info), linked=True), Event.of)

    @field("What the viewer may do with it now (可用操作).")
    def actions(self, info: Info) -> list[NeedAction]:
        role = viewer_of(info).role
        return [action for action in LIFECYCLE.actions_in(self.status) if role in MAY[action]]

    def _text(self, info: Info, of: str, version: int | None) -> str | None:
        return None if version is None else text_of(reader_of(info).words(of, self.view.id, version), "text")


@governed(READERS)
@strawberry.type(description="A need in a list (需求).")
class NeedEdge:
    """As Relay has it."""

    cursor: str = field("Go on after this one.")
    node: Need = field("The need.")


@governed(READERS)
@strawberry.type(description="A page of needs (需求).")
class NeedConnection:
    """As Relay has it."""

    edges: list[NeedEdge] = field("The needs with their cursors.")
    nodes: list[Need] = field("The needs.")
    page_info: PageInfo = field("Where the page ends.")
    filter: strawberry.Private[Any]

    @field("How many there are in all; counted only when asked for.")
    async def total_count(self, info: Info) -> int:
        return await reader_of(info).needs.count(self.filter)
