"""What commands on surveys need from outside."""

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from typing import Any, Protocol
from uuid import UUID

from domain.survey.delivery import DepartmentResult
from domain.survey.frame import Candidate
from domain.survey.interview import Interview
from domain.survey.invitation import Invitation
from domain.survey.plan import Plan
from domain.survey.poor import PoorAnswers
from domain.survey.questionnaire import Questionnaire
from domain.survey.rules import ResultsRule
from domain.survey.schedule import Schedule
from domain.survey.wave import Drawn, SurveyWave


class Surveys(Protocol):
    """Waves in scope, and what belongs to them."""

    async def wave(self, wave_id: UUID) -> SurveyWave:
        """NotFound when there is none in scope."""
        ...

    def add_wave(self, wave: SurveyWave) -> None: ...
    def save_wave(self, wave: SurveyWave) -> None: ...
    async def questionnaire(self, code: str, version: int | None) -> Questionnaire:
        """That version, the newest for None; NotFound when there is none."""
        ...

    async def results_rule(self) -> ResultsRule: ...
    async def poor_answers(self) -> PoorAnswers: ...
    async def candidates(self, plan: Plan, at: datetime) -> Sequence[Candidate]:
        """Every customer who may be in the frame."""
        ...

    async def spreads(self, wave_id: UUID | None) -> Mapping[str, float] | None:
        """What the report of that wave shows of the spread in each stratum; None where there is none."""
        ...

    def freeze(self, wave: SurveyWave, drawn: Drawn) -> None:
        """The frame and the sample, written with the wave."""
        ...

    async def links(self, wave: SurveyWave, first: int, batch: UUID, at: datetime) -> int:
        """Lays hands on so many links to be sent; how many there were. Told once, with what is saved."""
        ...

    async def opened_by(self, token: str) -> tuple[Invitation, SurveyWave]:
        """What the link opens; NotFound, with nothing more to learn from it, when it opens nothing."""
        ...

    async def answered(self, wave_id: UUID, stratum: str) -> int:
        """How many of the stratum have answered."""
        ...

    def save_invitation(self, invitation: Invitation) -> None: ...
    def add_interview(self, interview: Interview) -> None: ...
    def add_result(self, result: DepartmentResult) -> None: ...
    def keep_report(self, wave_id: UUID, body: Mapping[str, Any], at: datetime) -> None:
        """Written with what is saved."""
        ...

    async def schedule(self, schedule_id: UUID) -> Schedule: ...
    def add_schedule(self, schedule: Schedule) -> None: ...
    def save_schedule(self, schedule: Schedule) -> None: ...
    def today(self, at: datetime) -> date:
        """The day of the house."""
        ...
