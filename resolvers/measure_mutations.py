"""The verbs of improvement measures: they translate, and nothing else."""

from collections.abc import Awaitable, Callable
from functools import partial
from typing import Protocol, TypeVar
from uuid import UUID

import strawberry

from domain.desk import Desk, Terms
from domain.improvement import commands
from domain.improvement.access import MAY, PLANNERS
from domain.improvement.commands import Counted, Goal
from domain.improvement.lifecycle import MeasureAction
from domain.improvement.measure import Answer, AnswerKind, Measure
from domain.shared.errors import Invalid
from resolvers.asking import aware, outcome, within
from schema import measure_verbs as verbs
from schema.context import Info, reader_of
from schema.ids import parse_id, row_id
from schema.rights import mutation
from schema.terms import Asked, Keyed

P = TypeVar("P", bound=verbs.MeasurePayload)
KINDS = {"Ticket": AnswerKind.TICKET, "Feedback": AnswerKind.FEEDBACK, "SurveyWave": AnswerKind.SURVEY_WAVE}


class MeasureCommand(Protocol):
    """A command on one measure."""

    def __call__(self, desk: Desk, measure_id: UUID, /, *, terms: Terms) -> Awaitable[Measure]: ...


@strawberry.type
class MeasureMutation:
    """Finding what to improve is worth nothing without closing the loop (source: P3.2-c)."""

    @mutation("Plan an improvement (制定改进措施; source: P4.3-c).", callers=PLANNERS)
    async def plan_measure(self, info: Info, input: Asked[verbs.PlanMeasureInput]) -> verbs.PlanMeasurePayload:
        def command(desk: Desk, terms: Terms) -> Awaitable[Measure]:
            target = input.target
            return commands.plan_measure(
                desk, subject=input.subject, kind=input.kind, department=input.department,
                owner_id=row_id("Agent", input.owner_id, field="ownerId"),
                due=aware(input.due_at, "dueAt") or input.due_at,
                goal=Goal(
                    metric=target.metric, goal=target.goal, unit=target.unit, better=target.better,
                    department=target.department, kind=target.kind,
                ),
                baseline=_counted(input.baseline, "baseline"),
                answers=None if input.answers_to is None else _answer(input.answers_to), terms=terms,
            )  # fmt: skip

        return await _asked(info, input, verbs.PlanMeasurePayload, command)

    @mutation("Let somebody else answer for it (移交改进措施).", callers=MAY[MeasureAction.HAND_OVER])
    async def hand_over_measure(
        self, info: Info, input: Asked[verbs.HandOverMeasureInput]
    ) -> verbs.HandOverMeasurePayload:
        def command(desk: Desk, measure_id: UUID, *, terms: Terms) -> Awaitable[Measure]:
            return commands.hand_over_measure(
                desk, measure_id, department=input.department,
                owner_id=row_id("Agent", input.owner_id, field="ownerId"), why=input.reason, terms=terms,
            )  # fmt: skip

        return await _on(info, input, verbs.HandOverMeasurePayload, command)

    @mutation("Sooner or later than was said (调整期限).", callers=MAY[MeasureAction.CHANGE_DUE])
    async def change_measure_due(
        self, info: Info, input: Asked[verbs.ChangeMeasureDueInput]
    ) -> verbs.ChangeMeasureDuePayload:
        def command(desk: Desk, measure_id: UUID, *, terms: Terms) -> Awaitable[Measure]:
            due = aware(input.due_at, "dueAt") or input.due_at
            return commands.change_measure_due(desk, measure_id, due=due, why=input.reason, terms=terms)

        return await _on(info, input, verbs.ChangeMeasureDuePayload, command)

    @mutation("Say what else it came out of (关联来源).", callers=MAY[MeasureAction.ANSWER_TO])
    async def link_measure(self, info: Info, input: Asked[verbs.LinkMeasureInput]) -> verbs.LinkMeasurePayload:
        def command(desk: Desk, measure_id: UUID, *, terms: Terms) -> Awaitable[Measure]:
            return commands.link_measure(desk, measure_id, answer=_answer(input.answers_to), terms=terms)

        return await _on(info, input, verbs.LinkMeasurePayload, command)

    @mutation("Begin with it (开始实施); who answers for it, or who plans.", callers=MAY[MeasureAction.BEGIN])
    async def begin_measure(self, info: Info, input: Asked[verbs.BeginMeasureInput]) -> verbs.BeginMeasurePayload:
        return await _on(info, input, verbs.BeginMeasurePayload, commands.begin_measure)

    @mutation("It is in place (完成实施); who answers for it, or who plans.", callers=MAY[MeasureAction.FINISH])
    async def finish_measure(self, info: Info, input: Asked[verbs.FinishMeasureInput]) -> verbs.FinishMeasurePayload:
        return await _on(info, input, verbs.FinishMeasurePayload, commands.finish_measure)

    @mutation("Compare before and after (评估效果; source: P4.3-e).", callers=MAY[MeasureAction.ASSESS_EFFECT])
    async def assess_measure_effect(
        self, info: Info, input: Asked[verbs.AssessMeasureEffectInput]
    ) -> verbs.AssessMeasureEffectPayload:
        def command(desk: Desk, measure_id: UUID, *, terms: Terms) -> Awaitable[Measure]:
            after = None if input.after is None else _counted(input.after, "after")
            return commands.assess_measure_effect(desk, measure_id, after=after, terms=terms)

        return await _on(info, input, verbs.AssessMeasureEffectPayload, command)

    @mutation("Close the loop on what the data say (验证措施; source: P3.2-c).", callers=MAY[MeasureAction.VERIFY])
    async def verify_measure(self, info: Info, input: Asked[verbs.VerifyMeasureInput]) -> verbs.VerifyMeasurePayload:
        return await _on(info, input, verbs.VerifyMeasurePayload, partial(commands.verify_measure, why=input.reason))

    @mutation("It will not be done (放弃措施).", callers=MAY[MeasureAction.DROP])
    async def drop_measure(self, info: Info, input: Asked[verbs.DropMeasureInput]) -> verbs.DropMeasurePayload:
        return await _on(info, input, verbs.DropMeasurePayload, partial(commands.drop_measure, why=input.reason))


def _counted(given: verbs.MeasureSampleInput, name: str) -> Counted:
    with within(name):
        since, until = aware(given.since, "since"), aware(given.until, "until")
    return Counted(
        since=since or given.since, until=until or given.until, count=given.count, mean=given.mean,
        deviation=given.deviation,
    )  # fmt: skip


def _answer(text: str) -> Answer:
    parsed = parse_id(text)
    kind = None if parsed is None else KINDS.get(parsed[0])
    if parsed is None or kind is None:
        raise Invalid(f"answersTo is not an id of the type {' or '.join(KINDS)}", field=["answersTo"])
    return Answer(kind, parsed[1])


async def _on(info: Info, input: verbs.MeasureInput, payload: type[P], command: MeasureCommand) -> P:
    def ask(desk: Desk, terms: Terms) -> Awaitable[Measure]:
        return command(desk, row_id("ImprovementMeasure", input.measure_id, field="measureId"), terms=terms)

    return await _asked(info, input, payload, ask)


async def _asked(info: Info, input: Keyed, payload: type[P], command: Callable[[Desk, Terms], Awaitable[Measure]]) -> P:
    done, declined = await outcome(info, input, command)
    shown = None if done is None else await reader_of(info).measures.measure(done)
    return payload(measure=shown, user_errors=declined)
