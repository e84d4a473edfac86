"""The improvement measures of the days that are told: one proven, one that the desk has counted, one still ahead."""

from collections.abc import Awaitable, Callable, Iterator
from dataclasses import dataclass, field
from datetime import timedelta
from uuid import UUID

from adapters.storage.work import SqlDesk
from app.demo.floor import Floor
from app.demo.listening import Do, Listening, Moment
from domain.improvement import commands
from domain.improvement.commands import Counted, Goal
from domain.improvement.effect import Better
from domain.improvement.measure import Answer, AnswerKind, Measure, MeasureKind
from domain.viewer import Role, Viewer

MANAGER = Viewer(Role.SERVICE_MANAGER, "demo")
QUARTER = timedelta(days=90)
BEFORE, AFTER = (200, 74.5, 12.0), (210, 79.2, 11.5)
"""Count, mean and deviation of satisfaction, as a survey told it."""


@dataclass(frozen=True, slots=True)
class Plan:
    """`owner` is a reference, `came_of` the subject of an opinion."""

    subject: str
    kind: MeasureKind
    department: str
    owner: str
    goal: Goal
    came_of: str


EXPLAIN = Plan(
    "开户与申购时逐项说明费率", MeasureKind.TRAINING, "product", "A-0016",
    Goal(metric="wave_csi", goal=78.0, unit="points", better=Better.HIGHER), "申购费率与宣传页不一致",
)  # fmt: skip
ANSWER = Plan(
    "按时段排班，缩短首次响应", MeasureKind.PROCESS_CHANGE, "trading_support", "A-0001",
    Goal(metric="first_response", goal=1.0), "行情页面卡顿",
)  # fmt: skip
TELL = Plan(
    "转账与销户逐步短信告知", MeasureKind.TECHNOLOGY, "technical_support", "A-0013",
    Goal(metric="feedback_rating", goal=4.5), "银证转账到账慢",
)  # fmt: skip


@dataclass(slots=True)
class Improving:
    """Tells of each measure in its course."""

    floor: Floor
    listening: Listening
    planned: dict[Plan, UUID] = field(default_factory=dict)

    def moments(self) -> Iterator[Moment]:
        """Of all of them, in no order."""
        yield 0.28, self._plan_explaining
        yield from self._in_place(EXPLAIN, 0.30, 0.45)
        yield 0.98, self._prove_explaining
        yield 0.50, self._plan_answering
        yield from self._in_place(ANSWER, 0.52, 0.55)
        yield 0.99, self._count_answering
        yield 0.95, self._plan_telling

    async def _plan_explaining(self) -> None:
        count, mean, deviation = BEFORE
        now = self._desk.now()
        before = Counted(since=now - QUARTER, until=now, count=count, mean=mean, deviation=deviation)
        await self._plan(EXPLAIN, before)

    async def _prove_explaining(self) -> None:
        count, mean, deviation = AFTER
        now = self._desk.now()
        after = Counted(since=now - timedelta(days=3), until=now, count=count, mean=mean, deviation=deviation)
        await commands.assess_measure_effect(self._desk, self.planned[EXPLAIN], after=after)
        await commands.verify_measure(self._desk, self.planned[EXPLAIN], why="满意度已明显提高")

    async def _plan_answering(self) -> None:
        now = self._desk.now()
        before = Counted(since=now - timedelta(days=30), until=now)
        await self._plan(ANSWER, before)

    async def _count_answering(self) -> None:
        await commands.assess_measure_effect(self._desk, self.planned[ANSWER])

    async def _plan_telling(self) -> None:
        now = self._desk.now()
        before = Counted(since=now - timedelta(days=30), until=now)
        await self._plan(TELL, before)

    def _in_place(self, plan: Plan, begun: float, finished: float) -> Iterator[Moment]:
        def on(verb: Callable[[SqlDesk, UUID], Awaitable[Measure]]) -> Do:
            async def do() -> None:
                await verb(self._desk, self.planned[plan])

            return do

        yield begun, on(commands.begin_measure)
        yield finished, on(commands.finish_measure)

    async def _plan(self, plan: Plan, baseline: Counted) -> None:
        staff, desk = self.floor.staff, self._desk
        owner = staff.directory.person_called(plan.owner)
        if owner is None:
            message = f"{plan.owner} has not moved in"
            raise LookupError(message)
        measure = await commands.plan_measure(
            desk, subject=plan.subject, kind=plan.kind, department=staff.department(plan.department),
            owner_id=owner.id, due=desk.now() + timedelta(days=45), goal=plan.goal, baseline=baseline,
            answers=Answer(AnswerKind.FEEDBACK, self.listening.told[plan.came_of].id),
        )  # fmt: skip
        self.planned[plan] = measure.id

    @property
    def _desk(self) -> SqlDesk:
        return self.floor.desk(MANAGER)
