"""What may be asked of survey waves: load, one verb, save."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from typing import Any
from uuid import UUID

from domain.desk import NO_TERMS, Desk, Terms, Work
from domain.shared.errors import Invalid, Refusal
from domain.survey.allocation import LEAST, Method
from domain.survey.delivery import DepartmentResult
from domain.survey.frame import Fatigue
from domain.survey.interview import Interview
from domain.survey.plan import BREAKDOWNS, Plan, Reminders, StrataBy
from domain.survey.recurrence import Recurrence
from domain.survey.sampling import a_seed
from domain.survey.schedule import Schedule
from domain.survey.wave import SurveyWave

SERIES = "S"
LINKS_AT_ONCE = 100


@dataclass(frozen=True, slots=True, kw_only=True)
class Wish:
    """A plan as it is asked for: without a version the newest is asked, without a minimum that of the rule in force."""

    questionnaire: str
    sample: int
    runs_for_days: int
    seed: str | None = None
    questionnaire_version: int | None = None
    method: Method = Method.PROPORTIONAL
    spreads: Mapping[str, float] | None = None
    least_of_stratum: int = LEAST
    fatigue: Fatigue = field(default_factory=Fatigue)
    reminders: Reminders = field(default_factory=Reminders)
    quotas: Mapping[str, int] = field(default_factory=dict)
    smallest_cell: int | None = None
    breakdowns: tuple[tuple[str, ...], ...] = BREAKDOWNS
    strata_by: tuple[StrataBy, ...] = (StrataBy.STAGE,)


async def plan_wave(
    desk: Desk, *, title: str, wish: Wish, code: str | None = None, follows: UUID | None = None, terms: Terms = NO_TERMS
) -> SurveyWave:
    """Nobody is asked yet; without a code it gets the next number, which is its seed too if it has none."""
    async with desk.work(terms) as work:
        at = desk.now()
        if follows is not None:
            await work.surveys.wave(follows)
        code = code or await work.next_number(SERIES, at)
        plan = await _plan(work, wish, seed=wish.seed or code)
        wave = SurveyWave.draft(
            id=desk.new_id(), code=code, title=title, plan=plan, at=at, by=desk.viewer.author, follows=follows
        )
        work.surveys.add_wave(wave)
    return wave


async def revise_wave(
    desk: Desk, wave_id: UUID, *, wish: Wish, title: str | None = None, terms: Terms = NO_TERMS
) -> SurveyWave:
    """Planned otherwise, before it is launched."""
    async with desk.work(terms) as work:
        wave = await work.surveys.wave(wave_id)
        wave.revise(await _plan(work, wish, seed=wish.seed or wave.plan.seed), at=desk.now(), title=title)
        work.surveys.save_wave(wave)
    return wave


async def launch_wave(desk: Desk, wave_id: UUID, *, terms: Terms = NO_TERMS) -> SurveyWave:
    """Freezes the frame and draws the sample; the customers drawn are invited right after it."""
    async with desk.work(terms) as work:
        wave, at = await work.surveys.wave(wave_id), desk.now()
        spreads = None
        if wave.plan.method is Method.NEYMAN and wave.plan.spreads is None:
            spreads = await work.surveys.spreads(wave.follows)
        drawn = wave.launch(await work.surveys.candidates(wave.plan, at), at=at, spreads=spreads)
        work.surveys.save_wave(wave)
        work.surveys.freeze(wave, drawn)
    return wave


async def extend_wave(
    desk: Desk, wave_id: UUID, *, closes_at: datetime, why: str | None, terms: Terms = NO_TERMS
) -> SurveyWave:
    """Open for longer."""
    return await _on(desk, wave_id, terms, lambda wave, at: wave.extend(closes_at, at=at, why=why))


async def close_wave(
    desk: Desk, wave_id: UUID, *, why: str | None = None, late: bool = False, terms: Terms = NO_TERMS
) -> SurveyWave:
    """No answer is taken any more; its results are made and delivered right after it."""
    return await _on(desk, wave_id, terms, lambda wave, at: wave.close(at=at, why=why, late=late))


async def cancel_wave(desk: Desk, wave_id: UUID, *, why: str | None, terms: Terms = NO_TERMS) -> SurveyWave:
    """Will not be finished."""
    return await _on(desk, wave_id, terms, lambda wave, at: wave.cancel(at=at, why=why))


async def hand_over_links(desk: Desk, wave_id: UUID, *, first: int, batch: UUID, terms: Terms = NO_TERMS) -> SurveyWave:
    """The next links to send, each once for the invitation and once for each reminder; a `batch` can be read again."""
    if not 1 <= first <= LINKS_AT_ONCE:
        raise Invalid(f"first is 1 to {LINKS_AT_ONCE}, not {first}", field=["first"])
    async with desk.work(terms) as work:
        wave, at = await work.surveys.wave(wave_id), desk.now()
        wave.hand_over(await work.surveys.links(wave, first, batch, at), at=at)
        work.surveys.save_wave(wave)
    return wave


async def record_interview(
    desk: Desk, wave_id: UUID, *, customer_id: UUID, text: str, terms: Terms = NO_TERMS
) -> Interview:
    """With a customer in scope, beside the figures (source: P6.1-d)."""
    async with desk.work(terms) as work:
        wave = await work.surveys.wave(wave_id)
        await work.customers.get(customer_id)
        interview = Interview.record(
            wave, customer_id, text, id=desk.new_id(), at=desk.now(), by=desk.viewer.author
        )  # fmt: skip
        work.surveys.add_interview(interview)
    return interview


async def deliver_results(
    desk: Desk, wave_id: UUID, *, report: Mapping[str, Any], departments: Mapping[str, Mapping[str, Any]]
) -> SurveyWave:
    """The report is kept, and each department is given its own results (source: P6.2-c)."""
    async with desk.work() as work:
        wave, at = await work.surveys.wave(wave_id), desk.now()
        wave.deliver(departments, at=at)
        work.surveys.save_wave(wave)
        work.surveys.keep_report(wave_id, report, at)
        for department, body in sorted(departments.items()):
            result = DepartmentResult.deliver(wave_id, department, body, id=desk.new_id(), at=at)
            work.surveys.add_result(result)
    return wave


async def schedule_waves(
    desk: Desk, *, code: str, title: str, wish: Wish, first: date, every_months: int, terms: Terms = NO_TERMS
) -> Schedule:
    """A wave on each of its days, planned and launched by the clock (source: P3.2-a)."""
    recurrence = Recurrence(first, every_months)
    async with desk.work(terms) as work:
        at = desk.now()
        plan = await _plan(work, wish, seed=wish.seed or code)
        schedule = Schedule.begin(
            id=desk.new_id(), code=code, title=title, plan=plan, recurrence=recurrence, today=work.surveys.today(at),
            at=at,
        )  # fmt: skip
        work.surveys.add_schedule(schedule)
    return schedule


async def end_schedule(desk: Desk, schedule_id: UUID, *, why: str | None, terms: Terms = NO_TERMS) -> Schedule:
    """No more waves of it."""
    async with desk.work(terms) as work:
        schedule = await work.surveys.schedule(schedule_id)
        schedule.end(why=why, at=desk.now())
        work.surveys.save_schedule(schedule)
    return schedule


async def plan_scheduled_wave(desk: Desk, schedule_id: UUID) -> SurveyWave | None:
    """The wave that is due by its schedule, with the newest questionnaire; None when none is."""
    async with desk.work() as work:
        schedule, at = await work.surveys.schedule(schedule_id), desk.now()
        wave_id = desk.new_id()
        occasion = schedule.take(wave_id, today=work.surveys.today(at), at=at)
        if occasion is None:
            return None
        questionnaire = await work.surveys.questionnaire(schedule.plan.questionnaire, None)
        plan = replace(schedule.plan, seed=a_seed(occasion.seed), questionnaire_version=questionnaire.version)
        wave = SurveyWave.draft(
            id=wave_id, code=occasion.code, title=schedule.title, plan=plan, at=at, by=desk.viewer.author,
            follows=occasion.follows,
        )  # fmt: skip
        work.surveys.save_schedule(schedule)
        work.surveys.add_wave(wave)
    return wave


async def _on(
    desk: Desk, wave_id: UUID, terms: Terms, verb: Callable[[SurveyWave, datetime], None]
) -> SurveyWave:  # fmt: skip
    async with desk.work(terms) as work:
        wave = await work.surveys.wave(wave_id)
        verb(wave, desk.now())
        work.surveys.save_wave(wave)
    return wave


async def _plan(work: Work, wish: Wish, *, seed: str) -> Plan:
    try:
        return await _as_wished(work, wish, seed)
    except Refusal as refusal:
        refusal.field = ("plan", *refusal.field)
        raise


async def _as_wished(work: Work, wish: Wish, seed: str) -> Plan:
    questionnaire = await work.surveys.questionnaire(wish.questionnaire, wish.questionnaire_version)
    smallest = wish.smallest_cell
    least = (await work.surveys.results_rule()).smallest_cell
    if smallest is not None and smallest < least:
        hint = f"a figure needs {least} answers by the rule in force: smallestCell is that or more"
        raise Invalid(hint, field=["smallestCell"])
    return Plan(
        questionnaire=questionnaire.code,
        questionnaire_version=questionnaire.version,
        sample=wish.sample,
        seed=a_seed(seed),
        runs_for_days=wish.runs_for_days,
        method=wish.method,
        spreads=wish.spreads,
        least_of_stratum=wish.least_of_stratum,
        fatigue=wish.fatigue,
        reminders=wish.reminders,
        quotas=wish.quotas,
        smallest_cell=least if smallest is None else smallest,
        breakdowns=wish.breakdowns,
        strata_by=wish.strata_by,
    )
