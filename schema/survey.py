"""Survey waves as clients see them."""

from datetime import datetime
from enum import Enum
from typing import Any, ClassVar

import strawberry

from domain.survey.access import (
    MAY,
    REPORT_READERS,
    RESULT_READERS,
    WAVE_READERS,
)
from domain.survey.allocation import Method
from domain.survey.lifecycle import WAVE_LIFECYCLE, WaveAction, WaveStatus
from domain.survey.plan import StrataBy
from schema.context import Info, each, reader_of, soon, viewer_of
from schema.event import Event, tells_facts
from schema.ids import ids_of
from schema.paging import Last, Node, PageInfo
from schema.questionnaire import Questionnaire
from schema.reference import Department
from schema.rights import field, governed
from schema.stored import OfRow, Stored, member, plain
from schema.survey_report import SurveyCell, SurveyReport

strawberry.enum(WaveStatus, name="SurveyWaveStatus", description="Where a survey stands (调查状态).")
strawberry.enum(WaveAction, name="SurveyWaveAction", description="What may be asked of a survey (调查操作).")
strawberry.enum(Method, name="SurveyAllocation", description="How many of each stratum are asked (抽样分配方式).")
strawberry.enum(StrataBy, name="SurveyStrataBy", description="What of a customer makes a stratum (分层依据).")
DEPARTMENTS = 200


@governed(WAVE_READERS)
@strawberry.type(description="A stratum of the frozen frame (层; source: P6.1-b).")
class SurveyStratum:
    """As it was at the launch."""

    stratum: str = field("Its name: the words it is made of, joined by dots.")
    size: int = field("How many customers of the frame are in it.")
    asked: int = field("How many of them are asked.")


@governed(WAVE_READERS)
@strawberry.type(description="How a survey is run (调查方案).")
class SurveyPlan:
    """Settled before anybody is asked."""

    sample_size: int = field("How many customers are asked (样本量).")
    seed: str = field("What the sample is drawn by: the same seed draws the same of the same frame (随机种子).")
    allocation: Method = field("How many of each stratum (分配方式).")
    strata_by: list[StrataBy] = field("What makes a stratum (分层依据).", size=2)
    runs_for_days: int = field("How many days it is open.")
    reminders: int = field("How many reminders at the most.")
    remind_after_days: int = field("How many days after the last link went out.")
    at_most: int | None = field(
        "Nobody is asked more often within the days of fatigueDays (疲劳规则); null is no rule."
    )
    fatigue_days: int = field("Within how many days.")
    smallest_cell: int = field("So many answers a figure needs to be shown (最小样本量).")
    breakdowns: list[list[str]] = field("By what the results are broken down.", size=4)

    @classmethod
    def of(cls, plan: Any) -> "SurveyPlan":  # noqa: ANN401  JSON as it is stored
        """From what is stored."""
        return cls(
            sample_size=plan["sample"], seed=plan["seed"], allocation=Method(plan["method"]),
            strata_by=[StrataBy(each) for each in plan["strata_by"]], runs_for_days=plan["runs_for_days"],
            reminders=plan["reminders"]["most"], remind_after_days=plan["reminders"]["after_days"],
            at_most=plan["fatigue"]["most"], fatigue_days=plan["fatigue"]["within_days"],
            smallest_cell=plan["smallest_cell"], breakdowns=[list(each) for each in plan["breakdowns"]],
        )  # fmt: skip


@governed(REPORT_READERS)
@strawberry.type(description="How many were asked and have answered (回收情况).")
class SurveyResponses:
    """Of the whole wave: how many of a part would tell of hidden cells."""

    invited: int = field("How many customers were invited so far.")
    answered: int | None = field("How many answered; null while there are fewer than the smallest cell.")
    share: float | None = field("Answered of invited, 0 to 1 (回收率); null likewise.")

    @classmethod
    def of(cls, count: Any, smallest: int) -> "SurveyResponses":  # noqa: ANN401  the reads' view
        """From the read."""
        invited, answered = (0, 0) if count is None else (count.invited, count.answered)
        told = answered >= smallest
        return cls(
            invited=invited, answered=answered if told else None, share=answered / invited if told and invited else None
        )


@governed(RESULT_READERS)
@strawberry.type(description="What a department was given when a survey was over (部门结果; source: P6.2-c).")
class SurveyDepartmentResult:
    """Its own, and nobody else's."""

    department_code: strawberry.Private[str]
    delivered_at: datetime = field("When.")
    target: float = field("The share of satisfied answers that is asked for, 0 to 1 (目标).")
    smallest_cell: int = field("So many answers a figure needs to be shown (最小样本量).")
    result: SurveyCell = field("Of its customers.")

    @field("Whose they are (部门).")
    def department(self, info: Info) -> Department:
        return reader_of(info).department(self.department_code)

    @classmethod
    def of(cls, view: Any) -> "SurveyDepartmentResult":  # noqa: ANN401  the reads' view
        """From the read."""
        return cls(
            department_code=view.department, delivered_at=view.delivered_at, target=view.body["target"],
            smallest_cell=view.body["smallest_cell"], result=SurveyCell.of(view.body["cell"]),
        )  # fmt: skip


@governed(WAVE_READERS)
@strawberry.type(description="A satisfaction survey: once planned, launched, answered, closed, delivered (满意度调查).")
class SurveyWave(OfRow, Node):
    """Results are read when it is closed."""

    stored: ClassVar = {
        "id": Stored("id", ids_of("SurveyWave")),
        "status": Stored("status", member(WaveStatus)),
        **plain("version code title planned_at planned_by launched_at closes_at closed_at"),
    }

    version: int = field("Rises with every change; give it as expectedVersion.")
    code: str = field("What people call it by: S2026-000001, or a code of the planner's.")
    title: str = field("What the customers read (标题).")
    status: WaveStatus = field("Where it stands (状态).")
    planned_at: datetime = field("When it was planned.")
    planned_by: str = field("Who planned it: role and reference.")
    launched_at: datetime | None = field("When the frame was frozen (启动时间).")
    closes_at: datetime | None = field("Until when answers are taken (截止时间).")
    closed_at: datetime | None = field("When it was closed.")
    view: strawberry.Private[Any]

    @field("How it is run (方案).")
    def plan(self) -> SurveyPlan:
        return SurveyPlan.of(self.view.plan)

    @field("What is asked (问卷).")
    async def questionnaire(self, info: Info) -> Questionnaire:
        return await reader_of(info).surveys.questionnaire(self.view.questionnaire, self.view.questionnaire_version)

    @field("The wave before, which its results are compared with (上期).")
    def follows(self, info: Info) -> "SurveyWave | None":
        before = self.view.follows_id
        return None if before is None else soon(reader_of(info).surveys.wave(before))

    @field("The frozen frame by stratum, 100 at the most; empty before the launch (抽样框).", size=5)
    def strata(self) -> list[SurveyStratum]:
        sample = self.view.sample or {"frame": {}, "allocation": {}}
        asked = sample["allocation"]
        return [
            SurveyStratum(stratum=name, size=size, asked=asked.get(name, 0)) for name, size in sample["frame"].items()
        ]

    @field("What tells this frame from any other; null before the launch (抽样框指纹).")
    def fingerprint(self) -> str | None:
        return None if self.view.sample is None else str(self.view.sample["fingerprint"])

    @field("How many were asked and have answered (回收情况).", readers=REPORT_READERS)
    def responses(self, info: Info) -> SurveyResponses:
        count = reader_of(info).surveys.count_of(self.view.id)
        return soon(count.mapped(lambda found: SurveyResponses.of(found, self.view.plan["smallest_cell"])))

    @field("What it says; null until it is closed and its report made (报告).", readers=REPORT_READERS, cost=5)
    def report(self, info: Info) -> SurveyReport | None:
        return soon(reader_of(info).surveys.report(self.view.id))

    @field("What departments were given, the first 200 of those in scope (部门结果; source: P6.2-c).",
           readers=RESULT_READERS, size=5)  # fmt: skip
    def department_results(self, info: Info) -> list[SurveyDepartmentResult]:
        return each(reader_of(info).surveys.results(self.view.id, DEPARTMENTS), SurveyDepartmentResult.of)

    @field("What the viewer may do with it now (可用操作).")
    def actions(self, info: Info) -> list[WaveAction]:
        role = viewer_of(info).role
        return [action for action in WAVE_LIFECYCLE.actions_in(self.status) if role in MAY[action]]

    @field("What happened to it last, oldest of it first (历史).")
    def events(self, info: Info, last: Last) -> list[Event]:
        return each(reader_of(info).events(self.view.id, last, told=tells_facts(info)), Event.of)


@governed(WAVE_READERS)
@strawberry.type(description="A survey in a list (满意度调查).")
class SurveyWaveEdge:
    """As Relay has it."""

    cursor: str = field("Go on after this one.")
    node: SurveyWave = field("The survey.")


@governed(WAVE_READERS)
@strawberry.type(description="A page of surveys (满意度调查).")
class SurveyWaveConnection:
    """As Relay has it."""

    edges: list[SurveyWaveEdge] = field("The surveys with their cursors.")
    nodes: list[SurveyWave] = field("The surveys.")
    page_info: PageInfo = field("Where the page ends.")
    filter: strawberry.Private[Any]

    @field("How many there are in all; counted only when asked for.")
    async def total_count(self, info: Info) -> int:
        return await reader_of(info).surveys.count_waves(self.filter)


@strawberry.enum(description="In which order surveys come; _DESC is the other way (排序).")
class SurveyWaveOrder(Enum):
    """Ascending unless said."""

    PLANNED_AT = "PLANNED_AT"
    PLANNED_AT_DESC = "PLANNED_AT_DESC"


@strawberry.input(description="Which surveys: everything given must hold, a list means one of (筛选).")
class SurveyWaveFilter:
    """Within the viewer's scope."""

    status: list[WaveStatus] | None = strawberry.field(default=None, description="In one of these statuses.")


@governed(REPORT_READERS)
@strawberry.type(description="How many have answered by now, pushed (实时回收情况).")
class SurveyResponsesFrame:
    """At most one a second, and one now and then though nothing changed: silence means a broken line."""

    as_of: datetime = field("When it was counted.")
    status: WaveStatus = field("Where the survey stands.")
    responses: SurveyResponses = field("How many by then.")
