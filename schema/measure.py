"""Improvement measures as clients see them."""

from collections.abc import Awaitable, Callable
from datetime import datetime
from enum import Enum
from typing import Any, ClassVar

import strawberry

from domain.improvement.access import MAY, READERS
from domain.improvement.effect import Better, Verdict
from domain.improvement.lifecycle import AHEAD, LIFECYCLE, MeasureAction, MeasureStatus
from domain.improvement.measure import AnswerKind, MeasureKind
from domain.shared.scope import READERS as TICKET_READERS
from domain.survey.access import WAVE_READERS
from schema.context import Info, each, reader_of, soon, viewer_of
from schema.event import Event, tells_facts
from schema.feedback import Feedback, FeedbackConnection
from schema.ids import ids_of
from schema.paging import After, First, Last, Node, PageInfo
from schema.reference import Agent, Department, Kind
from schema.rights import field, governed
from schema.stored import OfRow, Stored, member, plain
from schema.survey import SurveyWave
from schema.ticket import Ticket, TicketConnection

strawberry.enum(MeasureStatus, description="Where a measure stands (措施状态; source: P3.2-c).")
strawberry.enum(MeasureAction, description="What may be asked of a measure (措施操作).")
strawberry.enum(MeasureKind, description="What is changed (措施类别; source: P4.3-c).")
strawberry.enum(Better, name="MetricDirection", description="Which way is better (指标方向).")
strawberry.enum(Verdict, name="MeasureVerdict", description="What before and after say (效果结论; source: P4.3-e).")
strawberry.enum(AnswerKind, name="MeasureAnswerKind", description="What a measure came out of (措施来源).")

MembersOf = Callable[[Any, Any, int, str | None], Awaitable[Any]]
"""The tickets or the feedback behind a sample: from the request, the sample, and the page that is asked for."""
ANSWERS = 100


@governed(READERS)
@strawberry.type(description="Values of a metric in a time (样本; source: P4.3-e).")
class MeasureSample:
    """A share is the mean of ones and noughts."""

    since: datetime = field("From when on, included.")
    until: datetime = field("Until when, not included.")
    count: int = field("How many values there were (样本量).")
    mean: float | None = field("Their mean, in the unit of the metric; null when there is none (均值).")
    deviation: float | None = field("Their standard deviation, n - 1; null for fewer than two (标准差).")
    members_of: strawberry.Private[MembersOf | None]

    @field("The tickets behind it, those in the viewer's scope; null where it is not about tickets, or not measured.",
           readers=READERS & TICKET_READERS)  # fmt: skip
    async def members(self, info: Info, first: First, after: After = None) -> TicketConnection | None:
        found = await self._behind(info, first, after)
        return found if isinstance(found, TicketConnection) else None

    @field("The feedback behind it, likewise; null where it is not about feedback, or not measured.",
           readers=READERS & TICKET_READERS)  # fmt: skip
    async def feedback_members(self, info: Info, first: First, after: After = None) -> FeedbackConnection | None:
        found = await self._behind(info, first, after)
        return found if isinstance(found, FeedbackConnection) else None

    async def _behind(self, info: Info, first: int, after: str | None) -> Any:  # noqa: ANN401  either connection
        return None if self.members_of is None else await self.members_of(info, self, first, after)


@governed(READERS)
@strawberry.type(description="What is to be reached (目标; source: P4.3-c).")
class MeasureTarget:
    """Specific and measurable."""

    metric: str = field("The metric (指标), by its code.")
    unit: str = field("What it is measured in (单位).")
    better: Better = field("Which way is better.")
    goal: float = field("What it is to be, in that unit (目标值).")
    department_code: strawberry.Private[str | None]
    kind_code: strawberry.Private[str | None]

    @field("Of the tickets of this department only (部门); null for all.")
    def department(self, info: Info) -> Department | None:
        return None if self.department_code is None else reader_of(info).department(self.department_code)

    @field("Of tickets of this kind only (问题类别); null for all.")
    def kind(self, info: Info) -> Kind | None:
        return None if self.kind_code is None else reader_of(info).kind(self.kind_code)


@governed(READERS)
@strawberry.type(description="After minus before, with how sure that is (改进效果; source: P4.3-e).")
class MeasureEffect:
    """Everything but the verdict, the sample and the factors is null where the data do not suffice."""

    verdict: Verdict = field("What the interval says (结论).")
    difference: float | None = field("After minus before, in the unit of the metric (差值).")
    low: float | None = field("The lower end of its interval.")
    high: float | None = field("The upper end of its interval.")
    size: float | None = field("The difference in standard deviations (效应量).")
    goal_reached: bool | None = field("Whether the goal was reached (是否达标).")
    factors: list[str] = field("What led to the verdict, in words; where the data do not suffice, what is missing.")
    rule_version: int = field("The version of the policy improvement.effect.")
    after: MeasureSample = field("What was counted after it was in place.")


@governed(READERS)
@strawberry.type(description="What a measure came out of (措施来源).")
class MeasureAnswer:
    """By its kind; what is outside the viewer's scope is null."""

    kind: AnswerKind = field("What it is.")
    other_id: strawberry.Private[Any]

    @field("The ticket (工单), when it is one.", readers=READERS & TICKET_READERS)
    def ticket(self, info: Info) -> Ticket | None:
        return soon(reader_of(info).ticket(self.other_id)) if self.kind is AnswerKind.TICKET else None

    @field("The feedback (反馈), when it is one.", readers=READERS & TICKET_READERS)
    def feedback(self, info: Info) -> Feedback | None:
        return soon(reader_of(info).feedbacks.feedback(self.other_id)) if self.kind is AnswerKind.FEEDBACK else None

    @field("The survey (满意度调查), when it is one.", readers=READERS & WAVE_READERS)
    def survey(self, info: Info) -> SurveyWave | None:
        return soon(reader_of(info).surveys.wave(self.other_id)) if self.kind is AnswerKind.SURVEY_WAVE else None

    @classmethod
    def of(cls, view: Any) -> "MeasureAnswer":  # noqa: ANN401  the reads' view
        """From the read."""
        return cls(kind=AnswerKind(view.kind), other_id=view.other_id)


@governed(READERS)
@strawberry.type(description="What is changed, by whom, until when, and how we will know (改进措施; source: P4.3-c).")
class ImprovementMeasure(OfRow, Node):
    """Found, planned, done, verified by what came before and after."""

    stored: ClassVar = {
        "id": Stored("id", ids_of("ImprovementMeasure")),
        "kind": Stored("kind", member(MeasureKind)),
        "status": Stored("status", member(MeasureStatus)),
        **plain("version subject due_at planned_at planned_by finished_at"),
    }

    version: int = field("Rises with every change; give it as expectedVersion.")
    subject: str = field("What is changed, in one line (主题).")
    kind: MeasureKind = field("What sort of change it is (类别).")
    status: MeasureStatus = field("Where it stands (状态).")
    due_at: datetime = field("Until when it is to be in place (期限).")
    planned_at: datetime = field("When it was planned.")
    planned_by: str = field("Who planned it: role and reference.")
    finished_at: datetime | None = field("Since when it is in place.")
    view: strawberry.Private[Any]

    @field("Which department answers for it (责任部门; source: P6.3-a).")
    def department(self, info: Info) -> Department:
        return reader_of(info).department(self.view.department)

    @field("Who answers for it (责任人; source: P6.3-a).")
    def owner(self, info: Info) -> Agent | None:
        return reader_of(info).agent(self.view.owner_id)

    @field("What is to be reached (目标).")
    def target(self) -> MeasureTarget:
        view = self.view
        return MeasureTarget(
            metric=view.metric, unit=view.unit, better=Better(view.better), goal=view.goal,
            department_code=view.target_department, kind_code=view.target_kind,
        )  # fmt: skip

    @field("What was counted before (基线).")
    def baseline(self, info: Info) -> MeasureSample:
        return a_sample(self.view.baseline, reader_of(info).measures.members_of(self.view))

    @field("What came of it as it was assessed last; null before (改进效果).")
    def effect(self, info: Info) -> MeasureEffect | None:
        found = self.view.effect
        if found is None:
            return None
        return MeasureEffect(
            verdict=found.verdict, difference=found.difference, low=found.low, high=found.high, size=found.size,
            goal_reached=found.goal_reached, factors=list(found.factors), rule_version=found.rule_version,
            after=a_sample(found.after, reader_of(info).measures.members_of(self.view)),
        )  # fmt: skip

    @field("What it came out of, the first 100 (来源).", size=3)
    def answers(self, info: Info) -> list[MeasureAnswer]:
        return each(reader_of(info).measures.answers(self.view.id, ANSWERS), MeasureAnswer.of)

    @field("Whether it should be in place by now and is not (逾期).")
    def overdue(self, info: Info) -> bool:
        return self.status in AHEAD and self.view.due_at <= reader_of(info).now()

    @field("What the viewer may do with it now (可用操作).")
    def actions(self, info: Info) -> list[MeasureAction]:
        role = viewer_of(info).role
        return [action for action in LIFECYCLE.actions_in(self.status) if role in MAY[action]]

    @field("What happened to it last, oldest of it first (历史).")
    def events(self, info: Info, last: Last) -> list[Event]:
        return each(reader_of(info).events(self.view.id, last, told=tells_facts(info), linked=True), Event.of)


def a_sample(sample: Any, members_of: Any) -> MeasureSample:  # noqa: ANN401  the domain's, and the reads'
    """As it is shown."""
    return MeasureSample(
        since=sample.since, until=sample.until, count=sample.count, mean=sample.mean, deviation=sample.deviation,
        members_of=members_of,
    )  # fmt: skip


@governed(READERS)
@strawberry.type(description="A measure in a list (改进措施).")
class ImprovementMeasureEdge:
    """As Relay has it."""

    cursor: str = field("Go on after this one.")
    node: ImprovementMeasure = field("The measure.")


@governed(READERS)
@strawberry.type(description="A page of measures (改进措施).")
class ImprovementMeasureConnection:
    """As Relay has it."""

    edges: list[ImprovementMeasureEdge] = field("The measures with their cursors.")
    nodes: list[ImprovementMeasure] = field("The measures.")
    page_info: PageInfo = field("Where the page ends.")
    filter: strawberry.Private[Any]

    @field("How many there are in all; counted only when asked for.")
    async def total_count(self, info: Info) -> int:
        return await reader_of(info).measures.count(self.filter)


@strawberry.enum(description="In which order measures come; _DESC is the other way (排序).")
class ImprovementMeasureOrder(Enum):
    """Ascending unless said."""

    DUE_AT = "DUE_AT"
    DUE_AT_DESC = "DUE_AT_DESC"
    PLANNED_AT = "PLANNED_AT"
    PLANNED_AT_DESC = "PLANNED_AT_DESC"


@strawberry.input(description="Which measures: everything given must hold, a list means one of (筛选).")
class ImprovementMeasureFilter:
    """Within the viewer's scope."""

    status: list[MeasureStatus] | None = strawberry.field(default=None, description="In one of these statuses.")
    kind: list[MeasureKind] | None = strawberry.field(default=None, description="Of one of these kinds.")
    department: list[str] | None = strawberry.field(default=None, description="Of one of these departments (codes).")
    verdict: list[Verdict] | None = strawberry.field(default=None, description="With one of these verdicts.")
    owner_id: strawberry.ID | None = strawberry.field(default=None, description="For which this agent answers.")
    ticket_id: strawberry.ID | None = strawberry.field(default=None, description="That came out of this ticket.")
    feedback_id: strawberry.ID | None = strawberry.field(default=None, description="That came out of this feedback.")
    overdue: bool | None = strawberry.field(default=None, description="That should be in place and are not, or are.")


@governed(READERS)
@strawberry.type(description="What the desk measures itself (指标).")
class ImprovementMetric:
    """For before and after; see docs/improvement.md."""

    code: str = field("Its code, for the target of a measure.")
    unit: str = field("What it is measured in (单位).")
    better: Better = field("Which way is better.")
    definition: str = field("What is counted (定义).")
