"""Questionnaires, frames and waves with names, so that a test reads as a sentence."""

from collections.abc import Iterable
from typing import Any
from uuid import UUID

from domain.survey.defaults import DEFAULT_QUESTIONNAIRE, DEFAULT_QUESTIONNAIRE_CODE
from domain.survey.frame import Candidate
from domain.survey.invitation import Invitation
from domain.survey.plan import Plan
from domain.survey.questionnaire import Questionnaire, Touchpoint
from domain.survey.wave import SurveyWave
from tests.domain.builders import DAY, NINE

THE_WAVE, THE_INVITATION, THE_INTERVIEW = UUID(int=0x5A), UUID(int=0x1A), UUID(int=0x1B)
KEY = b"k" * 32
TOKEN = "kP3vR8wX1zB6nM4qT9yL2cF7hJ5dS0gA-eU_iOoQrWs"
QUESTIONNAIRE = Questionnaire.of(DEFAULT_QUESTIONNAIRE_CODE, 1, DEFAULT_QUESTIONNAIRE)
TRADED = frozenset({Touchpoint.TRADING})
FINE = {each.code: 5 for each in QUESTIONNAIRE.asks(TRADED)}


def a_questionnaire(*items: dict[str, Any]) -> Questionnaire:
    known = {"dimension": "ATTITUDE", "wording": {"zh": "满意吗", "en": "Satisfied?"}}
    return Questionnaire.of("short", 1, {"items": [known | each for each in items]})


def customers(*strata: tuple[str, int], **given: Any) -> list[Candidate]:  # noqa: ANN401
    numbers = iter(range(1, 1_000_000))
    return [
        Candidate(customer_id=UUID(int=next(numbers)), stratum=stratum, touchpoints=TRADED, **given)
        for stratum, size in strata
        for _ in range(size)
    ]


def a_plan(**given: Any) -> Plan:  # noqa: ANN401
    known: dict[str, Any] = {
        "questionnaire": DEFAULT_QUESTIONNAIRE_CODE, "questionnaire_version": 1, "sample": 10, "seed": "2026-Q1",
        "runs_for_days": 14,
    }  # fmt: skip
    return Plan(**(known | given))


def a_wave(**given: Any) -> SurveyWave:  # noqa: ANN401
    return SurveyWave.draft(
        id=THE_WAVE, code="2026-Q1", title="一季度满意度调查", plan=a_plan(**given), at=NINE, by="service_manager:sm"
    )


def launched(wave: SurveyWave, among: Iterable[Candidate] | None = None) -> SurveyWave:
    wave.launch(among or customers(("new", 60), ("existing", 40)), at=NINE)
    return wave


def closed(wave: SurveyWave) -> SurveyWave:
    launched(wave).close(at=NINE + 14 * DAY)
    return wave


def invited(wave: SurveyWave) -> Invitation:
    return Invitation.invite(wave, customers(("new", 1))[0], id=THE_INVITATION, token=TOKEN, key=KEY, at=NINE)
