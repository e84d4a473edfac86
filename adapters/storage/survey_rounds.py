"""What happens to surveys by the clock: waves are planned, customers invited and reminded, waves closed and delivered.

Each wave is claimed with a lease, so any number of processes may do it side by side; every step is a transaction that
another process cannot take as well, because versions and unique keys do not let it.
"""

import asyncio
from datetime import datetime, timedelta
from uuid import UUID

import structlog

from adapters.database import Database, instant, sure, uuid
from adapters.storage.house import House
from adapters.storage.log import Signature, append, event_rows
from adapters.storage.saving import BROKEN
from adapters.storage.survey_reports import answers_to, body_of, departments_asked, of_department, report_before
from adapters.storage.surveys import (
    invitation_changes,
    invitation_columns,
    invitation_of,
    touchpoints_of,
    wave_of,
)
from adapters.storage.work import SqlDesk
from adapters.survey_links import Links
from domain.shared.errors import Refusal
from domain.survey.commands import close_wave, deliver_results, launch_wave, plan_scheduled_wave
from domain.survey.frame import Candidate
from domain.survey.invitation import LATE, Invitation
from domain.survey.lifecycle import InvitationStatus, WaveStatus
from domain.survey.wave import SurveyWave
from domain.viewer import Role, Viewer

log = structlog.get_logger(__name__)

AUTHOR = "kefu:surveys"
LEASE = timedelta(seconds=30)
SCHEDULES_AT_ONCE = 20
AT_ONCE = 200
"""Invitations of one transaction."""


class TheHouse(Viewer):
    """Nobody asks: it is time."""

    __slots__ = ()

    @property
    def author(self) -> str:
        """As events name it."""
        return AUTHOR


def house_desk(house: House) -> SqlDesk:
    """The desk as the clock stands before it."""
    return SqlDesk(house, TheHouse(Role.SERVICE_MANAGER, AUTHOR))


async def keep_surveys(house: House, *, wall: datetime) -> bool:
    """One step of what is due, of one schedule and one wave; whether there was any.

    `wall` is the machine's time, by which leases run out; what is due goes by the desk's.
    """
    planned = await _plan_due(house)
    wave = await _claimed(house.database, house.now(), wall)
    if wave is None:
        return planned
    # Where this fails the lease stands: the others have their turn before it is tried again.
    if await _tend(house, wave):
        sql = house.database.sql()
        await house.database.run(f"update survey_wave set lease_until = null where id = {sql(wave.id)}", sql.values)
    house.ring()
    return True


async def _plan_due(house: House) -> bool:
    """Waves of schedules, planned and launched; whether there were any."""
    sql = house.database.sql()
    today = house.numbers.day(house.now()).isoformat()
    due = f"ended_at is null and next_on <= {sql(today)} order by next_on, id limit {SCHEDULES_AT_ONCE}"
    rows = await house.database.rows(f"select id from survey_schedule where {due}", sql.values)
    return any([await _plan_one(house, sure(uuid(row["id"]))) for row in rows])


async def _plan_one(house: House, schedule_id: UUID) -> bool:
    """One that cannot be launched stays planned, and that is said."""
    desk = house_desk(house)
    try:
        wave = await plan_scheduled_wave(desk, schedule_id)
    except Refusal as refusal:  # somebody else was first, or its code is taken
        log.warning("a scheduled survey could not be planned", schedule=str(schedule_id), why=refusal.message)
        return False
    if wave is None:
        return False
    try:
        await launch_wave(desk, wave.id)
    except Refusal as refusal:
        log.warning("a scheduled survey was planned and could not be launched", wave=wave.code, why=refusal.message)
    return True


async def _claimed(database: Database, now: datetime, wall: datetime) -> SurveyWave | None:
    """A wave that there is something to do with, ours until the lease runs out."""
    sql = database.sql()
    skip = " for update skip locked" if database.postgres else ""
    due = (
        f"select w.id from survey_wave w where (w.lease_until is null or w.lease_until < {sql(wall)})"
        f" and (w.status = {sql(WaveStatus.CLOSED)} or (w.status = {sql(WaveStatus.LAUNCHED)}"
        f" and (w.closes_at <= {sql(now)} or w.invited < w.drawn or exists (select 1 from survey_invitation i"
        f" where i.wave_id = w.id and i.remind_at <= {sql(now)}))))"
        f" order by w.closes_at, w.id limit 1{skip}"
    )
    text = f"update survey_wave set lease_until = {sql(wall + LEASE)} where id in ({due}) returning *"
    row = await database.row(text, sql.values)
    return None if row is None else wave_of(row)


async def _tend(house: House, wave: SurveyWave) -> bool:
    """Whether it could be done."""
    now = house.now()
    try:
        if wave.status is WaveStatus.CLOSED:
            await _deliver(house, wave)
        elif wave.closes_at is not None and wave.closes_at <= now:
            closed = await close_wave(house_desk(house), wave.id, late=now - wave.closes_at > LATE)
            log.info("a survey is closed", wave=closed.code, late=now - wave.closes_at > LATE)
        elif not await _invite(house, wave, now):
            await _remind(house, wave, now)
    except (Refusal, *BROKEN) as error:  # somebody else has done it, or it is not as it must be
        log.warning("a survey could not be taken further", wave=wave.code, why=repr(error))
        return False
    return True


async def _deliver(house: House, wave: SurveyWave) -> None:
    """The report is made beside the loop: it is plain Python and takes its time."""
    database = house.database
    questionnaire = await house.policies.questionnaire(wave.plan.questionnaire, wave.plan.questionnaire_version)
    answers, before = await answers_to(database, wave.id), await report_before(database, wave)
    target = (await house.policies.survey_results()).target
    body = await asyncio.to_thread(body_of, wave, questionnaire, answers, before, target)
    departments = await departments_asked(database, wave.id)
    results = {each: of_department(body, each) for each in departments}
    await deliver_results(house_desk(house), wave.id, report=body, departments=results)
    for department in departments:
        log.info("results of a survey are delivered", wave=wave.code, department=department)


async def _invite(house: House, wave: SurveyWave, now: datetime) -> bool:
    """The next of the sample; whether there were any."""
    database, links = house.database, Links(house.vault)
    sql = database.sql()
    text = (
        "select f.*, (select count(*) from survey_invitation i where i.wave_id = f.wave_id) as invited"
        f" from survey_frame f where f.wave_id = {sql(wave.id)} and f.place is not null and not exists"
        " (select 1 from survey_invitation i where i.wave_id = f.wave_id and i.customer_id = f.customer_id)"
        f" order by f.place limit {AT_ONCE}"
    )
    rows = await database.rows(text, sql.values)
    invitations = []
    for row in rows:
        new_id = house.new_id()
        candidate = Candidate(
            customer_id=sure(uuid(row["customer_id"])), stratum=row["stratum"],
            touchpoints=touchpoints_of(row["touchpoints"]), department=row["department"],
        )  # fmt: skip
        invitations.append(
            Invitation.invite(wave, candidate, id=new_id, token=links.new(new_id), key=links.key, at=now)
        )  # fmt: skip
    if not rows:
        return False
    async with database.transaction():
        await database.insert("survey_invitation", [invitation_columns(each) for each in invitations])
        await database.update("survey_wave", {"invited": rows[0]["invited"] + len(rows)}, {"id": wave.id})
        await append(database, [row for each in invitations for row in event_rows(each, Signature(AUTHOR), None)])
    return True


async def _remind(house: House, wave: SurveyWave, now: datetime) -> None:
    """Those whose last link went out long enough ago, and of whom an answer is still wanted."""
    database = house.database
    answered = await _answered(database, wave.id) if wave.plan.quotas else {}
    sql = database.sql()
    text = f"select * from survey_invitation where wave_id = {sql(wave.id)} and remind_at <= {sql(now)}"
    rows = await database.rows(f"{text} order by remind_at, id limit {AT_ONCE}", sql.values)
    async with database.transaction():
        told = []
        for row in rows:
            invitation, due = invitation_of(row), instant(row["remind_at"])
            enough = answered.get(invitation.stratum, 0)
            if not invitation.remind(wave, answered_of_stratum=enough, at=now, due=due):
                await database.update("survey_invitation", {"remind_at": None}, {"id": invitation.id})
                continue
            seen = {"id": invitation.id, "version": invitation.loaded_version}
            # Who answers at this moment was first.
            if await database.update("survey_invitation", invitation_changes(invitation), seen):
                told.append(invitation)
        events = [row for each in told for row in event_rows(each, Signature(AUTHOR), None)]
        if events:
            await append(database, events)


async def _answered(database: Database, wave_id: UUID) -> dict[str, int]:
    sql = database.sql()
    where = f"wave_id = {sql(wave_id)} and status = {sql(InvitationStatus.ANSWERED)}"
    text = f"select stratum, count(*) as n from survey_invitation where {where} group by stratum"
    return {row["stratum"]: int(row["n"]) for row in await database.rows(text, sql.values)}
