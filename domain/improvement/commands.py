"""What may be asked of improvement measures: load, one verb, save."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from domain.desk import NO_TERMS, Desk, Terms, Work
from domain.improvement.access import PLANNERS
from domain.improvement.effect import Better, Sample
from domain.improvement.measure import Answer, AnswerKind, Measure, MeasureKind, Target
from domain.improvement.metrics import METRICS, Metric
from domain.reference.entry import Family
from domain.shared.errors import Forbidden, Invalid
from domain.viewer import Role


@dataclass(frozen=True, slots=True, kw_only=True)
class Goal:
    """What is to be reached; unit and which way is better are only said of a metric that the desk does not measure."""

    metric: str
    goal: float
    unit: str | None = None
    better: Better | None = None
    department: str | None = None
    kind: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Counted:
    """A time, and what was counted in it where the desk does not measure it itself."""

    since: datetime
    until: datetime
    count: int | None = None
    mean: float | None = None
    deviation: float | None = None


async def plan_measure(
    desk: Desk,
    *,
    subject: str,
    kind: MeasureKind,
    department: str,
    owner_id: UUID,
    due: datetime,
    goal: Goal,
    baseline: Counted,
    answers: Answer | None = None,
    terms: Terms = NO_TERMS,
) -> Measure:
    """Specific and measurable, with somebody who answers for it (source: P4.3-c, P6.3-a)."""
    _within(desk, department)
    async with desk.work(terms) as work:
        await work.references.need(Family.DEPARTMENT, department, field="department")
        await work.references.need(Family.DEPARTMENT, goal.department, field="target.department")
        await work.references.need(Family.KIND, goal.kind, field="target.kind")
        await work.agents.need(owner_id, field="ownerId")
        if answers is not None:
            await _there(work, answers)
        target = _target(goal)
        measure = Measure.plan(
            id=desk.new_id(), subject=subject, kind=kind, department=department, owner_id=owner_id, due=due,
            target=target, baseline=await _sampled(work, target, baseline, "baseline"), at=desk.now(),
            by=desk.viewer.author, answers=answers,
        )  # fmt: skip
        work.measures.add(measure)
    return measure


async def hand_over_measure(
    desk: Desk, measure_id: UUID, *, department: str, owner_id: UUID, why: str | None, terms: Terms = NO_TERMS
) -> Measure:
    """Somebody else answers for it."""
    _within(desk, department)
    async with desk.work(terms) as work:
        measure = await work.measures.get(measure_id)
        await work.references.need(Family.DEPARTMENT, department, field="department")
        await work.agents.need(owner_id, field="ownerId")
        measure.hand_over(department=department, owner_id=owner_id, why=why, at=desk.now())
        work.measures.save(measure)
    return measure


async def change_measure_due(
    desk: Desk, measure_id: UUID, *, due: datetime, why: str | None, terms: Terms = NO_TERMS
) -> Measure:
    """Sooner or later than was said."""
    return await _on(desk, measure_id, terms, lambda measure, at: measure.change_due(due, why=why, at=at))


async def link_measure(desk: Desk, measure_id: UUID, *, answer: Answer, terms: Terms = NO_TERMS) -> Measure:
    """It came out of this too."""
    async with desk.work(terms) as work:
        measure = await work.measures.get(measure_id)
        await _there(work, answer)
        measure.answer_to(answer.kind, answer.other_id, at=desk.now())
        work.measures.save(measure)
    return measure


async def begin_measure(desk: Desk, measure_id: UUID, *, terms: Terms = NO_TERMS) -> Measure:
    """Under way, says who answers for it."""
    return await _on(desk, measure_id, terms, lambda measure, at: measure.begin(at=at), by_owner=True)


async def finish_measure(desk: Desk, measure_id: UUID, *, terms: Terms = NO_TERMS) -> Measure:
    """In place, says who answers for it."""
    return await _on(desk, measure_id, terms, lambda measure, at: measure.finish(at=at), by_owner=True)


async def assess_measure_effect(
    desk: Desk, measure_id: UUID, *, after: Counted | None = None, terms: Terms = NO_TERMS
) -> Measure:
    """Before against after, from when it was in place until now unless another time is given (source: P4.3-e)."""
    async with desk.work(terms) as work:
        measure = await work.measures.get(measure_id)
        if after is None:
            since = measure.finished_at
            if since is None:
                raise Invalid("what comes after begins once the measure is in place", field=["after"])
            after = Counted(since=since, until=desk.now())
        sample = await _sampled(work, measure.target, after, "after")
        measure.assess_effect(sample, rule=await work.effect_rule(), at=desk.now())
        work.measures.save(measure)
    return measure


async def verify_measure(desk: Desk, measure_id: UUID, *, why: str | None = None, terms: Terms = NO_TERMS) -> Measure:
    """The loop is closed by somebody else than who answered for it."""
    async with desk.work(terms) as work:
        measure = await work.measures.get(measure_id)
        if measure.owner_id == desk.viewer.agent_id:
            raise Forbidden("who answers for a measure does not verify it: somebody else does")
        measure.verify(at=desk.now(), why=why)
        work.measures.save(measure)
    return measure


async def drop_measure(desk: Desk, measure_id: UUID, *, why: str | None, terms: Terms = NO_TERMS) -> Measure:
    """It will not be done."""
    return await _on(desk, measure_id, terms, lambda measure, at: measure.drop(why=why, at=at))


async def _on(
    desk: Desk, measure_id: UUID, terms: Terms, verb: Callable[[Measure, datetime], None], *, by_owner: bool = False
) -> Measure:
    async with desk.work(terms) as work:
        measure = await work.measures.get(measure_id)
        if by_owner and desk.viewer.role not in PLANNERS and measure.owner_id != desk.viewer.agent_id:
            raise Forbidden("only who answers for a measure says this of it, or who plans measures")
        verb(measure, desk.now())
        work.measures.save(measure)
    return measure


def _within(desk: Desk, department: str) -> None:
    if desk.viewer.role is Role.SUPERVISOR and department not in desk.viewer.departments:
        right = ", ".join(sorted(desk.viewer.departments)) or "none"
        raise Forbidden(f"a supervisor plans for their department and those below it: {right}", field=["department"])


async def _there(work: Work, answer: Answer) -> None:
    """NotFound when the asker sees no such thing."""
    if answer.kind is AnswerKind.TICKET:
        await work.tickets.get(answer.other_id)
        return
    if answer.kind is AnswerKind.FEEDBACK:
        await work.feedbacks.get(answer.other_id)
        return
    await work.surveys.wave(answer.other_id)


def _target(goal: Goal) -> Target:
    metric = METRICS.get(goal.metric)
    if metric is None:
        if goal.unit is None or goal.better is None:
            known = ", ".join(sorted(METRICS))
            right = f"say its unit and which way is better, or name one of those that the desk measures: {known}"
            raise Invalid(f"the desk does not measure {goal.metric[:60]!r}: {right}", field=["target", "metric"])
        if goal.department is not None or goal.kind is not None:
            right = "only metrics that the desk measures are looked at by department and kind"
            raise Invalid(right, field=["target"])
        return Target(goal.metric, goal.unit, goal.better, goal.goal)
    _same(metric, goal)
    return Target(goal.metric, metric.unit, metric.better, goal.goal, goal.department, goal.kind)


def _same(metric: Metric, goal: Goal) -> None:
    if goal.unit not in {None, metric.unit}:
        raise Invalid(f"{metric.code} is measured in {metric.unit}: leave the unit out", field=["target", "unit"])
    if goal.better not in {None, metric.better}:
        message = f"{metric.code} is better the {metric.better.value.lower()}: leave it out"
        raise Invalid(message, field=["target", "better"])


async def _sampled(work: Work, target: Target, given: Counted, name: str) -> Sample:
    """Counted by the desk where it can, else as it is given."""
    if given.since >= given.until:
        raise Invalid("a sample begins before it ends", field=[name, "since"])
    metric = METRICS.get(target.metric)
    numbers = {"count": given.count, "mean": given.mean, "deviation": given.deviation}
    if metric is None:
        if given.count is None:
            raise Invalid("say how many values there were: the desk does not measure this", field=[name, "count"])
        try:
            return Sample(given.since, given.until, given.count, given.mean, given.deviation)
        except Invalid as error:
            raise Invalid(error.message, field=[name, *error.field]) from error
    for each, value in numbers.items():
        if value is not None:
            raise Invalid(f"the desk measures {metric.code} itself: leave the {each} out", field=[name, each])
    return await work.sample(target, given.since, given.until)
