"""Questionnaires as clients see them: for whoever plans, and for the customer behind a link."""

from datetime import datetime
from typing import Annotated, Any

import strawberry

from domain.survey.access import WAVE_READERS
from domain.survey.questionnaire import Dimension, Language, Touchpoint
from domain.viewer import EVERYBODY
from schema.rights import field, governed

strawberry.enum(Dimension, name="SurveyDimension", description="What an item is about (维度; source: P6.1-c).")
strawberry.enum(Touchpoint, name="SurveyTouchpoint", description="Where a customer met us (接触点; source: P6.1-b).")
strawberry.enum(Language, name="SurveyLanguage", description="In which a customer is asked (语言).")

In = Annotated[Language, strawberry.argument(description="In which language.")]


@governed(WAVE_READERS)
@strawberry.type(description="A five-point item (题目; source: P6.1-a): 1 is the worst answer, 5 the best.")
class QuestionnaireItem:
    """`reversed` is worded the other way round: there 5 is the worst."""

    code: str = field("Its code.")
    dimension: Dimension = field("What it is about (维度).")
    touchpoint: Touchpoint | None = field("Whom it is asked of (接触点); null for everybody.")
    reversed: bool = field("Whether 5 is the worst answer (反向题).")
    required: bool = field("Whether it must be answered (必答).")
    item: strawberry.Private[Any]

    @field("The sentence as the customer reads it (题干).")
    def wording(self, language: In = Language.ZH) -> str:
        text: str = self.item.wording.in_(language)
        return text

    @classmethod
    def of(cls, item: Any) -> "QuestionnaireItem":  # noqa: ANN401  the domain's
        """From the domain."""
        return cls(
            code=item.code, dimension=item.dimension, touchpoint=item.touchpoint, reversed=item.reversed,
            required=item.required, item=item,
        )  # fmt: skip


@governed(WAVE_READERS)
@strawberry.type(description="A question answered in the customer's own words (开放题).")
class QuestionnaireQuestion:
    """Never required."""

    code: str = field("Its code.")
    touchpoint: Touchpoint | None = field("Whom it is asked of (接触点); null for everybody.")
    question: strawberry.Private[Any]

    @field("The sentence as the customer reads it (题干).")
    def wording(self, language: In = Language.ZH) -> str:
        text: str = self.question.wording.in_(language)
        return text

    @classmethod
    def of(cls, question: Any) -> "QuestionnaireQuestion":  # noqa: ANN401  the domain's
        """From the domain."""
        return cls(code=question.code, touchpoint=question.touchpoint, question=question)


@governed(WAVE_READERS)
@strawberry.type(description="A version of a questionnaire (问卷; source: P6.1): the policy survey.questionnaire.CODE.")
class Questionnaire:
    """Drafted by draftPolicy and published by publishPolicy; a version never changes."""

    code: str = field("Its code.")
    version: int = field("The version of the policy (版本).")
    items: list[QuestionnaireItem] = field("The five-point items, 50 at the most (题目).", size=14)
    questions: list[QuestionnaireQuestion] = field("The open questions, 50 at the most (开放题).", size=2)

    @classmethod
    def of(cls, found: Any) -> "Questionnaire":  # noqa: ANN401  the domain's
        """From the domain."""
        return cls(
            code=found.code, version=found.version, items=list(map(QuestionnaireItem.of, found.items)),
            questions=list(map(QuestionnaireQuestion.of, found.questions)),
        )  # fmt: skip


@governed(EVERYBODY)
@strawberry.type(description="A sentence of the survey behind a link (题干).")
class OpenSurveySentence:
    """Asked of this customer."""

    code: str = field("Its code: what the answer is given for.")
    wording: str = field("As the customer reads it.")
    required: bool = field("Whether it must be answered (必答).")


@governed(EVERYBODY)
@strawberry.type(description="The survey behind a link (问卷页): what is asked of this customer, and until when.")
class OpenSurvey:
    """Who it is for is not said: whoever finds a link learns nothing of a customer."""

    title: str = field("What it is called.")
    language: Language = field("In which language this is.")
    closes_at: datetime = field("Until when answers are taken.")
    answerable: bool = field("Whether an answer is taken now; not when it has been answered, declined or is over.")
    items: list[OpenSurveySentence] = field("The five-point items: 1 disagree, 5 agree.", size=14)
    questions: list[OpenSurveySentence] = field("The open questions; never required.", size=2)
