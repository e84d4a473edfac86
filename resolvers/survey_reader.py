"""What fields of surveys read, in batches and within the viewer's scope."""

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any
from uuid import UUID

from adapters.reads import asked, surveys
from execution.later import Later
from schema.asked import SurveyInterview, SurveyInvitation
from schema.context import Views
from schema.questionnaire import Questionnaire
from schema.survey import SurveyWave
from schema.survey_report import SurveyReport
from schema.survey_schedule import SurveySchedule

if TYPE_CHECKING:
    from resolvers.reader import HouseReader


@dataclass(frozen=True, slots=True)
class SurveyReader:
    """Part of the reader of a request."""

    reader: "HouseReader"

    def wave(self, wave_id: UUID) -> Later[SurveyWave | None]:
        """The wave, if in scope."""
        database, viewer = self.reader.house.database, self.reader.viewer
        view = self.reader.one("survey wave", wave_id, lambda ids: surveys.waves_by_id(database, viewer, ids))
        return view.mapped(lambda view: None if view is None else SurveyWave.of(view))

    def invitation(self, invitation_id: UUID) -> Later[SurveyInvitation | None]:
        """The invitation, if in scope."""
        database, viewer = self.reader.house.database, self.reader.viewer
        view = self.reader.one("invitation", invitation_id, lambda ids: asked.invitations_by_id(database, viewer, ids))
        return view.mapped(lambda view: None if view is None else SurveyInvitation.of(view))

    def interview(self, interview_id: UUID) -> Later[SurveyInterview | None]:
        """The interview, if in scope."""
        database, viewer = self.reader.house.database, self.reader.viewer
        view = self.reader.one("interview", interview_id, lambda ids: asked.interviews_by_id(database, viewer, ids))
        return view.mapped(lambda view: None if view is None else SurveyInterview.of(view))

    def schedule(self, schedule_id: UUID) -> Later[SurveySchedule | None]:
        """The schedule."""
        database = self.reader.house.database
        view = self.reader.one("survey schedule", schedule_id, lambda ids: surveys.schedules_by_id(database, ids))
        return view.mapped(lambda view: None if view is None else SurveySchedule.of(view))

    def count_of(self, wave_id: UUID) -> Later[Any]:
        """How many of a wave in scope were invited and have answered; None before anybody was."""
        database = self.reader.house.database
        return self.reader.one("survey counts", wave_id, lambda ids: surveys.counts_of(database, ids))

    def report(self, wave_id: UUID) -> Later[SurveyReport | None]:
        """Of a wave in scope."""
        database = self.reader.house.database
        body = self.reader.one("survey report", wave_id, lambda ids: surveys.reports_of(database, ids))
        return body.mapped(lambda body: None if body is None else SurveyReport.of(body))

    def results(self, wave_id: UUID, most: int) -> Later[Views]:
        """What departments in scope were given."""
        database, viewer = self.reader.house.database, self.reader.viewer
        return self.reader.some(
            "survey results", wave_id, lambda ids: surveys.results_of_departments(database, viewer, ids, most)
        )

    async def questionnaire(self, code: str, version: int | None) -> Questionnaire:
        """A version that there is, the newest for None."""
        return Questionnaire.of(await self.reader.house.policies.questionnaire(code, version))

    async def count_waves(self, criteria: surveys.WaveCriteria) -> int:
        """How many there are in scope."""
        return await surveys.count_waves(self.reader.house.database, self.reader.viewer, criteria)

    async def count_invitations(self, criteria: asked.InvitationCriteria) -> int:
        """How many there are in scope."""
        return await asked.count_invitations(self.reader.house.database, self.reader.viewer, criteria)

    async def count_interviews(self, wave_id: UUID) -> int:
        """How many of a wave there are in scope."""
        return await asked.count_interviews(self.reader.house.database, self.reader.viewer, wave_id)

    async def count_schedules(self) -> int:
        """How many there are."""
        return await surveys.count_schedules(self.reader.house.database)
