"""Surveys as a unit of work hands them out."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import TYPE_CHECKING, Any
from uuid import UUID

from adapters.database import json, json_text, sure, uuid
from adapters.storage.survey_frame import candidates, write_frame
from adapters.storage.surveys import load_invitation, load_schedule, load_wave, wave_of
from adapters.survey_links import Links
from domain.survey.delivery import DepartmentResult
from domain.survey.frame import Candidate
from domain.survey.interview import Interview
from domain.survey.invitation import Invitation
from domain.survey.lifecycle import InvitationStatus
from domain.survey.plan import Plan
from domain.survey.poor import PoorAnswers
from domain.survey.questionnaire import Questionnaire
from domain.survey.rules import ResultsRule
from domain.survey.schedule import Schedule
from domain.survey.wave import Drawn, SurveyWave

if TYPE_CHECKING:
    from adapters.storage.work import SqlWork


@dataclass(frozen=True, slots=True)
class SurveysAtWork:
    """Implements `domain.survey.ports.Surveys`."""

    work: "SqlWork"

    async def wave(self, wave_id: UUID) -> SurveyWave:
        desk = self.work.desk
        wave = await load_wave(desk.house.database, desk.viewer, wave_id)
        self.work.expect(wave)
        return wave

    def add_wave(self, wave: SurveyWave) -> None:
        self.work.fresh.append(wave)

    def save_wave(self, wave: SurveyWave) -> None:
        self.work.changed.append(wave)

    async def questionnaire(self, code: str, version: int | None) -> Questionnaire:
        return await self.work.desk.house.policies.questionnaire(code, version)

    async def results_rule(self) -> ResultsRule:
        return await self.work.desk.house.policies.survey_results()

    async def poor_answers(self) -> PoorAnswers:
        return await self.work.desk.house.policies.poor_answers()

    async def candidates(self, plan: Plan, at: datetime) -> Sequence[Candidate]:
        house = self.work.desk.house
        return await candidates(house, await house.policies.survey_frame(), plan, at)

    async def spreads(self, wave_id: UUID | None) -> Mapping[str, float] | None:
        if wave_id is None:
            return None
        database = self.work.desk.house.database
        sql = database.sql()
        row = await database.row(f"select body from survey_report where id = {sql(wave_id)}", sql.values)
        return None if row is None else json(row["body"])["spreads"]

    def freeze(self, wave: SurveyWave, drawn: Drawn) -> None:
        house = self.work.desk.house
        self.work.beside.append(lambda: write_frame(house.database, wave.id, drawn, house.new_id))

    async def links(self, wave: SurveyWave, first: int, batch: UUID, at: datetime) -> int:
        database = self.work.desk.house.database
        sql = database.sql()
        text = (
            f"select id from survey_invitation where wave_id = {sql(wave.id)} and told <= reminded"
            f" and status = {sql(InvitationStatus.INVITED)} order by invited_at, id limit {first}"
        )
        ids = [sure(uuid(row["id"])) for row in await database.rows(text, sql.values)]

        async def take() -> None:
            sql = database.sql()
            sets = f"told = reminded + 1, batch = {sql(batch)}"
            await database.run(f"update survey_invitation set {sets} where {sql.among('id', ids)}", sql.values)
            sql = database.sql()
            when = at + timedelta(days=wave.plan.reminders.after_days)
            again = f"reminded < {wave.plan.reminders.most} and status = {sql(InvitationStatus.INVITED)}"
            sets = f"remind_at = {sql(when)}"
            text = f"update survey_invitation set {sets} where {again} and {sql.among('id', ids)}"
            await database.run(text, sql.values)

        if ids:
            self.work.beside.append(take)
        return len(ids)

    async def opened_by(self, token: str) -> tuple[Invitation, SurveyWave]:
        house = self.work.desk.house
        links = Links(house.vault)
        invitation = await load_invitation(house.database, links.invitation_of(token))
        invitation.opened_by(token, links.keys)
        sql = house.database.sql()
        text = f"select * from survey_wave where id = {sql(invitation.wave_id)}"
        return invitation, wave_of(sure(await house.database.row(text, sql.values)))

    async def answered(self, wave_id: UUID, stratum: str) -> int:
        database = self.work.desk.house.database
        sql = database.sql()
        where = f"wave_id = {sql(wave_id)} and status = {sql(InvitationStatus.ANSWERED)} and stratum = {sql(stratum)}"
        text = f"select count(*) as n from survey_invitation where {where}"
        return int(sure(await database.row(text, sql.values))["n"])

    def save_invitation(self, invitation: Invitation) -> None:
        self.work.changed.append(invitation)

    def add_interview(self, interview: Interview) -> None:
        self.work.fresh.append(interview)

    def add_result(self, result: DepartmentResult) -> None:
        self.work.fresh.append(result)

    def keep_report(self, wave_id: UUID, body: Mapping[str, Any], at: datetime) -> None:
        database = self.work.desk.house.database
        row = {"id": wave_id, "body": json_text(body), "made_at": at}
        self.work.beside.append(lambda: database.insert("survey_report", [row]))

    async def schedule(self, schedule_id: UUID) -> Schedule:
        schedule = await load_schedule(self.work.desk.house.database, schedule_id)
        self.work.expect(schedule)
        return schedule

    def add_schedule(self, schedule: Schedule) -> None:
        self.work.fresh.append(schedule)

    def save_schedule(self, schedule: Schedule) -> None:
        self.work.changed.append(schedule)

    def today(self, at: datetime) -> date:
        return self.work.desk.house.numbers.day(at)
