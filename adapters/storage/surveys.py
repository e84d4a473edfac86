"""Survey waves, invitations, interviews, results and schedules in and out of their tables."""

from dataclasses import asdict
from datetime import date
from typing import Any
from uuid import UUID, uuid4

from adapters.database import Database, Row, instant, json, json_text, sure, uuid
from adapters.rights import waves_of
from adapters.storage.saving import Saving
from domain.shared.errors import NotFound
from domain.survey.delivery import DepartmentResult
from domain.survey.interview import Interview
from domain.survey.invitation import NO_SURVEY, Invitation
from domain.survey.lifecycle import InvitationStatus, WaveStatus
from domain.survey.plan import Plan
from domain.survey.questionnaire import Language, Touchpoint
from domain.survey.recurrence import Recurrence
from domain.survey.schedule import Schedule
from domain.survey.wave import Sample, SurveyWave
from domain.viewer import Viewer

BAR = "|"


Piece = SurveyWave | Invitation | Interview | DepartmentResult | Schedule


def save_survey(saving: Saving, piece: Piece) -> None:
    """Its rows."""
    match piece:
        case SurveyWave():
            save_wave(saving, piece)
        case Invitation():
            save_invitation(saving, piece)
        case Interview():
            save_interview(saving, piece)
        case DepartmentResult():
            save_result(saving, piece)
        case Schedule():
            save_schedule(saving, piece)


async def load_wave(database: Database, viewer: Viewer, wave_id: UUID) -> SurveyWave:
    """The wave in the viewer's scope; NotFound else."""
    sql = database.sql()
    where = f"w.id = {sql(wave_id)} and {waves_of(viewer)}"
    row = await database.row(f"select w.* from survey_wave w where {where}", sql.values)
    if row is None:
        message = "there is no such survey"
        raise NotFound(message, field=["waveId"])
    return wave_of(row)


def wave_of(row: Row) -> SurveyWave:
    """From a row with all columns."""
    sample = json(row["sample"])
    wave = SurveyWave(
        id=sure(uuid(row["id"])),
        version=row["version"],
        code=row["code"],
        title=row["title"],
        plan=Plan.of(json(row["plan"])),
        status=WaveStatus(row["status"]),
        sample=None if sample is None else Sample(**sample),
        planned_at=sure(instant(row["planned_at"])),
        planned_by=row["planned_by"],
        launched_at=instant(row["launched_at"]),
        closes_at=instant(row["closes_at"]),
        closed_at=instant(row["closed_at"]),
        follows=uuid(row["follows_id"]),
    )
    wave.as_loaded()
    return wave


def save_wave(saving: Saving, wave: SurveyWave) -> None:
    """The row."""
    sample = wave.sample
    values: dict[str, Any] = {
        "version": wave.version,
        "title": wave.title,
        "status": wave.status.value,
        "questionnaire": wave.plan.questionnaire,
        "questionnaire_version": wave.plan.questionnaire_version,
        "plan": json_text(asdict(wave.plan)),
        "sample": None if sample is None else json_text(asdict(sample)),
        "launched_at": wave.launched_at,
        "closes_at": wave.closes_at,
        "closed_at": wave.closed_at,
        "drawn": 0 if sample is None else sum(sample.allocation.values()),
    }
    if wave.loaded_version:
        saving.change("survey_wave", values, {"id": wave.id, "version": wave.loaded_version})
        return
    saving.insert("survey_wave", {
        "id": wave.id, **values, "code": wave.code, "planned_at": wave.planned_at, "planned_by": wave.planned_by,
        "follows_id": wave.follows, "invited": 0,
    })  # fmt: skip


async def load_invitation(database: Database, invitation_id: UUID) -> Invitation:
    """The invitation of a link; NotFound when there is none."""
    sql = database.sql()
    row = await database.row(f"select * from survey_invitation where id = {sql(invitation_id)}", sql.values)
    if row is None:
        raise NotFound(NO_SURVEY, field=["token"])
    return invitation_of(row)


def invitation_of(row: Row) -> Invitation:
    """From a row with all columns; what was answered is not read again."""
    invitation = Invitation(
        id=sure(uuid(row["id"])),
        version=row["version"],
        wave_id=sure(uuid(row["wave_id"])),
        customer_id=sure(uuid(row["customer_id"])),
        stratum=row["stratum"],
        touchpoints=touchpoints_of(row["touchpoints"]),
        department=row["department"],
        token_digest=row["token_digest"],
        language=Language(row["language"]),
        status=InvitationStatus(row["status"]),
        invited_at=sure(instant(row["invited_at"])),
        last_told_at=sure(instant(row["last_told_at"])),
        reminded=row["reminded"],
        answered_at=instant(row["answered_at"]),
    )
    invitation.as_loaded()
    return invitation


def save_invitation(saving: Saving, invitation: Invitation) -> None:
    """What changed of it; the scores of an answer go where nothing says whose they are."""
    seen = {"id": invitation.id, "version": invitation.loaded_version}
    saving.change("survey_invitation", invitation_changes(invitation), seen)
    if invitation.response is not None:
        saving.insert("survey_response", {
            "id": uuid4(), "wave_id": invitation.wave_id, "stratum": invitation.stratum,
            "department": invitation.department, "scores": json_text(invitation.response.scores),
        })  # fmt: skip


def invitation_changes(invitation: Invitation) -> dict[str, Any]:
    """The columns that may change, by name; the next reminder is due once the link has been handed over again."""
    return {
        "version": invitation.version,
        "status": invitation.status.value,
        "last_told_at": invitation.last_told_at,
        "reminded": invitation.reminded,
        "answered_at": invitation.answered_at,
        "remind_at": None,
    }


def invitation_columns(invitation: Invitation) -> dict[str, Any]:
    """The row of a new one."""
    return {
        "id": invitation.id,
        **invitation_changes(invitation),
        "wave_id": invitation.wave_id,
        "customer_id": invitation.customer_id,
        "stratum": invitation.stratum,
        "touchpoints": touchpoints_text(invitation.touchpoints),
        "department": invitation.department,
        "token_digest": invitation.token_digest,
        "language": invitation.language.value,
        "invited_at": invitation.invited_at,
        "told": 0,
    }


def touchpoints_text(touchpoints: frozenset[Touchpoint]) -> str:
    """Between bars."""
    return BAR.join(sorted(touchpoints))


def touchpoints_of(text: str) -> frozenset[Touchpoint]:
    """The same, read."""
    return frozenset(Touchpoint(each) for each in text.split(BAR) if each)


def save_interview(saving: Saving, interview: Interview) -> None:
    """The row; there is no other save."""
    saving.insert("survey_interview", {
        "id": interview.id, "version": interview.version, "wave_id": interview.wave_id,
        "customer_id": interview.customer_id, "recorded_at": interview.recorded_at,
        "recorded_by": interview.recorded_by,
    })  # fmt: skip


def save_result(saving: Saving, result: DepartmentResult) -> None:
    """The row; there is no other save."""
    saving.insert("survey_result", {
        "id": result.id, "version": result.version, "wave_id": result.wave_id, "department": result.department,
        "body": json_text(result.body), "delivered_at": result.delivered_at,
    })  # fmt: skip


async def load_schedule(database: Database, schedule_id: UUID) -> Schedule:
    """The schedule; NotFound else."""
    sql = database.sql()
    row = await database.row(f"select * from survey_schedule where id = {sql(schedule_id)}", sql.values)
    if row is None:
        message = "there is no such schedule"
        raise NotFound(message, field=["scheduleId"])
    return schedule_of(row)


def schedule_of(row: Row) -> Schedule:
    """From a row with all columns."""
    schedule = Schedule(
        id=sure(uuid(row["id"])),
        version=row["version"],
        code=row["code"],
        title=row["title"],
        plan=Plan.of(json(row["plan"])),
        recurrence=Recurrence(date.fromisoformat(row["first_on"]), row["every_months"]),
        next_on=date.fromisoformat(row["next_on"]),
        last_wave_id=uuid(row["last_wave_id"]),
        began_at=sure(instant(row["began_at"])),
        ended_at=instant(row["ended_at"]),
    )
    schedule.as_loaded()
    return schedule


def save_schedule(saving: Saving, schedule: Schedule) -> None:
    """The row."""
    values = {
        "version": schedule.version,
        "next_on": schedule.next_on.isoformat(),
        "last_wave_id": schedule.last_wave_id,
        "ended_at": schedule.ended_at,
    }
    if schedule.loaded_version:
        saving.change("survey_schedule", values, {"id": schedule.id, "version": schedule.loaded_version})
        return
    saving.insert("survey_schedule", {
        "id": schedule.id, **values, "code": schedule.code, "title": schedule.title,
        "plan": json_text(asdict(schedule.plan)), "first_on": schedule.recurrence.first.isoformat(),
        "every_months": schedule.recurrence.every_months, "began_at": schedule.began_at,
    })  # fmt: skip
