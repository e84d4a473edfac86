"""The survey behind a link: read and answered without an account, by whoever was given the link."""

from collections.abc import Awaitable, Sequence
from typing import Annotated, TypeVar

import strawberry

from adapters.reads.asked import behind
from adapters.survey_links import Links
from domain.desk import Desk, Terms
from domain.shared.aggregate import Aggregate
from domain.shared.errors import Invalid, NotFound, Refusal
from domain.survey.answering import answer_survey, decline_survey
from domain.survey.invitation import NO_SURVEY
from domain.survey.lifecycle import InvitationStatus, WaveStatus
from domain.survey.questionnaire import ITEMS, Language
from domain.viewer import Role, Viewer
from resolvers.asking import Deed, few, settled
from schema.context import Info
from schema.errors import UserError
from schema.questionnaire import OpenSurvey, OpenSurveySentence
from schema.rights import PUBLIC, field, mutation
from schema.survey_verbs import (
    AnswerSurveyInput,
    AnswerSurveyPayload,
    DeclineSurveyInput,
    DeclineSurveyPayload,
    SurveyScoreInput,
    SurveyTextInput,
)
from schema.terms import Asked

T = TypeVar("T")
LONGEST_TEXT = 2_000

Token = Annotated[str, strawberry.argument(description="From the link; give it as a variable of a POST.")]
InLanguage = Annotated[
    Language | None, strawberry.argument(description="In which language; that of the invitation if not given.")
]


@strawberry.type
class OpenSurveyQuery:
    """What a link opens."""

    @field(
        "What is asked of the customer who has this link (问卷页); null when it opens nothing.", readers=PUBLIC, cost=2
    )
    async def survey_behind(self, info: Info, token: Token, language: InLanguage = None) -> OpenSurvey | None:
        house = info.context.house
        try:
            invitation_id = Links(house.vault).invitation_of(token)
            house.tries.use(invitation_id)
        except Refusal:
            return None
        view = await behind(house.database, invitation_id)
        if view is None:
            return None
        questionnaire = await house.policies.questionnaire(view.questionnaire, view.questionnaire_version)
        spoken = language or Language(view.language)
        asked = questionnaire.asks(view.touchpoints)
        questions = [each for each in questionnaire.questions if each.touchpoint in {None, *view.touchpoints}]
        running = view.wave_status == WaveStatus.LAUNCHED and house.now() < view.closes_at
        return OpenSurvey(
            title=view.title, language=spoken, closes_at=view.closes_at,
            answerable=running and view.status == InvitationStatus.INVITED,
            items=[
                OpenSurveySentence(code=each.code, wording=each.wording.in_(spoken), required=each.required)
                for each in asked
            ],
            questions=[
                OpenSurveySentence(code=each.code, wording=each.wording.in_(spoken), required=False)
                for each in questions
            ],
        )  # fmt: skip


@strawberry.type
class OpenSurveyMutation:
    """What may be done with a link."""

    @mutation("Answer the survey behind a link (回答调查); without an account, once.", callers=PUBLIC)
    async def answer_survey(self, info: Info, input: Asked[AnswerSurveyInput]) -> AnswerSurveyPayload:
        def deed(desk: Desk, terms: Terms) -> Awaitable[Aggregate]:
            scores, texts = _scores(input.scores), _texts(input.texts)
            return answer_survey(desk, input.token, scores=scores, texts=texts, terms=terms)

        declined = await _behind(info, input, deed)
        return AnswerSurveyPayload(accepted=not declined, user_errors=declined)

    @mutation("Decline the survey behind a link (谢绝调查): no more reminders.", callers=PUBLIC)
    async def decline_survey(self, info: Info, input: Asked[DeclineSurveyInput]) -> DeclineSurveyPayload:
        def deed(desk: Desk, terms: Terms) -> Awaitable[Aggregate]:
            return decline_survey(desk, input.token, terms=terms)

        declined = await _behind(info, input, deed)
        return DeclineSurveyPayload(accepted=not declined, user_errors=declined)


async def _behind(info: Info, input: AnswerSurveyInput | DeclineSurveyInput, deed: Deed) -> list[UserError]:
    """Done as the customer whose link it is, and as nobody else."""
    house = info.context.house
    try:
        invitation_id = Links(house.vault).invitation_of(input.token)
        house.tries.use(invitation_id)
        view = await behind(house.database, invitation_id)
        if view is None:
            raise NotFound(NO_SURVEY, field=["token"])
        asker = Viewer(Role.CUSTOMER, view.external_reference, customer_id=view.customer_id)
        await settled(info.context.desk_for(asker, info.context.request_id), info.field_name, input, deed)
    except Refusal as refusal:
        return [UserError.of(refusal)]
    return []


def _scores(given: Sequence[SurveyScoreInput]) -> dict[str, int]:
    return _once([(each.item, each.score) for each in few(list(given), ITEMS, "scores")], "scores")


def _texts(given: Sequence[SurveyTextInput] | None) -> dict[str, str]:
    texts = few(None if given is None else list(given), ITEMS, "texts")
    for each in texts:
        if len(each.text) > LONGEST_TEXT:
            hint = f"a text has at most {LONGEST_TEXT} characters, this one has {len(each.text)}"
            raise Invalid(hint, field=["texts", each.question[:60]])
    return _once([(each.question, each.text) for each in texts], "texts")


def _once(pairs: Sequence[tuple[str, T]], name: str) -> dict[str, T]:
    found = dict(pairs)
    if len(found) < len(pairs):
        raise Invalid(f"{name} names something twice", field=[name])
    return found
