"""The verbs of surveys: they translate, and nothing else."""

from collections.abc import Awaitable, Callable, Sequence
from functools import partial
from typing import Protocol, TypeVar
from uuid import UUID, uuid5

import strawberry

from adapters.reads.surveys import links_of
from domain.desk import Desk, Terms
from domain.shared.aggregate import Aggregate
from domain.survey import commands
from domain.survey.access import MAY, PLANNERS, SENDERS
from domain.survey.commands import Wish
from domain.survey.frame import STRATA, Fatigue
from domain.survey.lifecycle import WaveAction
from domain.survey.plan import Reminders, StrataBy
from domain.survey.questionnaire import Language
from domain.survey.wave import SurveyWave
from resolvers.asking import Deed, aware, few, maybe_row, outcome, within
from schema import survey_verbs as verbs
from schema.context import Info, reader_of
from schema.ids import row_id
from schema.rights import mutation
from schema.terms import Asked, Keyed

P = TypeVar("P", bound=verbs.WavePayload)
S = TypeVar("S", bound=verbs.SchedulePayload)
_BATCHES = UUID("6b656675-0000-5000-8000-000000000002")


class WaveCommand(Protocol):
    """A command on one wave."""

    def __call__(self, desk: Desk, wave_id: UUID, /, *, terms: Terms) -> Awaitable[SurveyWave]: ...


@strawberry.type
class SurveyMutation:
    """Planning, running and ending surveys; who answers one needs no account (source: P6.1)."""

    @mutation("Plan a survey (制定满意度调查; source: P6.1).", callers=PLANNERS)
    async def plan_wave(self, info: Info, input: Asked[verbs.PlanWaveInput]) -> verbs.PlanWavePayload:
        def command(desk: Desk, terms: Terms) -> Awaitable[SurveyWave]:
            follows = maybe_row("SurveyWave", input.follows_id, "followsId")
            return commands.plan_wave(
                desk, title=input.title, wish=_wish(input.plan), code=input.code, follows=follows, terms=terms
            )

        return await _asked(info, input, verbs.PlanWavePayload, command)

    @mutation("Plan it otherwise, before it is launched (修改方案).", callers=MAY[WaveAction.REVISE])
    async def revise_wave(self, info: Info, input: Asked[verbs.ReviseWaveInput]) -> verbs.ReviseWavePayload:
        def command(desk: Desk, wave_id: UUID, *, terms: Terms) -> Awaitable[SurveyWave]:
            return commands.revise_wave(desk, wave_id, wish=_wish(input.plan), title=input.title, terms=terms)

        return await _on(info, input, verbs.ReviseWavePayload, command)

    @mutation("Freeze the frame, draw the sample, begin to invite (启动调查).", callers=MAY[WaveAction.LAUNCH])
    async def launch_wave(self, info: Info, input: Asked[verbs.LaunchWaveInput]) -> verbs.LaunchWavePayload:
        return await _on(info, input, verbs.LaunchWavePayload, commands.launch_wave)

    @mutation("Keep it open for longer (延长调查).", callers=MAY[WaveAction.EXTEND])
    async def extend_wave(self, info: Info, input: Asked[verbs.ExtendWaveInput]) -> verbs.ExtendWavePayload:
        def command(desk: Desk, wave_id: UUID, *, terms: Terms) -> Awaitable[SurveyWave]:
            closes_at = aware(input.closes_at, "closesAt") or input.closes_at
            return commands.extend_wave(desk, wave_id, closes_at=closes_at, why=input.reason, terms=terms)

        return await _on(info, input, verbs.ExtendWavePayload, command)

    @mutation("Take no more answers (结束调查); the results follow within seconds.", callers=MAY[WaveAction.CLOSE])
    async def close_wave(self, info: Info, input: Asked[verbs.CloseWaveInput]) -> verbs.CloseWavePayload:
        return await _on(info, input, verbs.CloseWavePayload, partial(commands.close_wave, why=input.reason))

    @mutation("It will not be finished (取消调查).", callers=MAY[WaveAction.CANCEL])
    async def cancel_wave(self, info: Info, input: Asked[verbs.CancelWaveInput]) -> verbs.CancelWavePayload:
        return await _on(info, input, verbs.CancelWavePayload, partial(commands.cancel_wave, why=input.reason))

    @mutation("Record an interview beside it (记录访谈; source: P6.1-d).", callers=MAY[WaveAction.RECORD_INTERVIEW])
    async def record_interview(
        self, info: Info, input: Asked[verbs.RecordInterviewInput]
    ) -> verbs.RecordInterviewPayload:
        def command(desk: Desk, terms: Terms) -> Awaitable[Aggregate]:
            return commands.record_interview(
                desk, row_id("SurveyWave", input.wave_id, field="waveId"),
                customer_id=row_id("Customer", input.customer_id, field="customerId"), text=input.text, terms=terms,
            )  # fmt: skip

        done, declined = await outcome(info, input, command)
        shown = None if done is None else await reader_of(info).surveys.interview(done)
        return verbs.RecordInterviewPayload(interview=shown, user_errors=declined)

    @mutation("Take the next links to send (领取调查链接): each is shown once.", callers=SENDERS)
    async def send_invitations(
        self, info: Info, input: Asked[verbs.SendInvitationsInput]
    ) -> verbs.SendInvitationsPayload:
        desk: Desk = info.context.desk
        key = input.idempotency_key
        batch = desk.new_id() if key is None else uuid5(_BATCHES, f"{desk.viewer.author} {key}")

        def command(desk: Desk, terms: Terms) -> Awaitable[SurveyWave]:
            wave_id = row_id("SurveyWave", input.wave_id, field="waveId")
            return commands.hand_over_links(desk, wave_id, first=input.first, batch=batch, terms=terms)

        done, declined = await outcome(info, input, command)
        if done is None:
            return verbs.SendInvitationsPayload(wave=None, links=None, user_errors=declined)
        wave = await reader_of(info).surveys.wave(done)
        return verbs.SendInvitationsPayload(wave=wave, links=await _links(info, batch), user_errors=declined)

    @mutation("Let surveys recur (定期调查; source: P3.2-a).", callers=PLANNERS)
    async def schedule_waves(self, info: Info, input: Asked[verbs.ScheduleWavesInput]) -> verbs.ScheduleWavesPayload:
        def command(desk: Desk, terms: Terms) -> Awaitable[Aggregate]:
            return commands.schedule_waves(
                desk, code=input.code, title=input.title, wish=_wish(input.plan), first=input.first,
                every_months=input.every_months, terms=terms,
            )  # fmt: skip

        return await _scheduled(info, input, verbs.ScheduleWavesPayload, command)

    @mutation("Let no more follow (终止定期调查).", callers=PLANNERS)
    async def end_wave_schedule(
        self, info: Info, input: Asked[verbs.EndWaveScheduleInput]
    ) -> verbs.EndWaveSchedulePayload:
        def command(desk: Desk, terms: Terms) -> Awaitable[Aggregate]:
            schedule_id = row_id("SurveySchedule", input.schedule_id, field="scheduleId")
            return commands.end_schedule(desk, schedule_id, why=input.reason, terms=terms)

        return await _scheduled(info, input, verbs.EndWaveSchedulePayload, command)


async def _scheduled(info: Info, input: Keyed, payload: type[S], command: Deed) -> S:
    done, declined = await outcome(info, input, command)
    shown = None if done is None else await reader_of(info).surveys.schedule(done)
    return payload(schedule=shown, user_errors=declined)


async def _links(info: Info, batch: UUID) -> list[verbs.SurveyLink]:
    house = info.context.house
    return [
        verbs.SurveyLink(
            customer_reference=view.external_reference, preferred_channel=view.preferred_channel,
            language=Language(view.language), reminder=view.number, token=view.token,
        )
        for view in await links_of(house.database, house.vault, batch)
    ]  # fmt: skip


def _wish(given: verbs.SurveyPlanInput) -> Wish:
    with within("plan"):
        spreads: Sequence[verbs.SurveySpreadInput] = few(given.spreads, STRATA, "spreads")
        quotas: Sequence[verbs.SurveyQuotaInput] = few(given.quotas, STRATA, "quotas")
        strata_by = few(given.strata_by, 10, "strataBy") or [StrataBy.STAGE]
        return Wish(
            questionnaire=given.questionnaire, sample=given.sample_size, runs_for_days=given.runs_for_days,
            seed=given.seed, questionnaire_version=given.questionnaire_version, method=given.allocation,
            spreads={each.stratum: each.deviation for each in spreads} or None,
            least_of_stratum=given.least_of_stratum, fatigue=Fatigue(given.at_most, given.fatigue_days),
            reminders=Reminders(given.reminders, given.remind_after_days),
            quotas={each.stratum: each.answers for each in quotas}, smallest_cell=given.smallest_cell,
            strata_by=tuple(strata_by),
        )  # fmt: skip


async def _on(info: Info, input: verbs.WaveInput, payload: type[P], command: WaveCommand) -> P:
    def ask(desk: Desk, terms: Terms) -> Awaitable[SurveyWave]:
        return command(desk, row_id("SurveyWave", input.wave_id, field="waveId"), terms=terms)

    return await _asked(info, input, payload, ask)


async def _asked(
    info: Info, input: Keyed, payload: type[P], command: Callable[[Desk, Terms], Awaitable[SurveyWave]]
) -> P:
    done, declined = await outcome(info, input, command)
    shown = None if done is None else await reader_of(info).surveys.wave(done)
    return payload(wave=shown, user_errors=declined)
