"""The verbs of surveys."""

from datetime import date, datetime

import strawberry

from domain.survey.access import INTERVIEW_READERS, SENDERS, WAVE_READERS
from domain.survey.allocation import LEAST, Method
from domain.survey.plan import StrataBy
from domain.survey.questionnaire import Language
from domain.viewer import EVERYBODY
from schema.asked import SurveyInterview
from schema.errors import UserError
from schema.rights import field, governed
from schema.survey import SurveyWave
from schema.survey_schedule import SurveySchedule
from schema.terms import DECLINED, REASON, TEXT, Keyed, Versioned, needed, optional


@strawberry.input
class WaveInput(Versioned):
    """Which survey."""

    wave_id: strawberry.ID = needed("The survey (满意度调查).")


@strawberry.type
class WavePayload:
    """The survey as it now is, or why nothing was done."""

    wave: SurveyWave | None = field("The survey as it now is; null when the request was declined.")
    user_errors: list[UserError] = field(DECLINED)


@strawberry.input(description="How much answers of a stratum spread (层内标准差).")
class SurveySpreadInput:
    stratum: str = needed("The stratum (层).")
    deviation: float = needed("The standard deviation of the customers' means, in points of the five-point scale.")


@strawberry.input(description="How many answers of a stratum are enough (配额).")
class SurveyQuotaInput:
    stratum: str = needed("The stratum (层).")
    answers: int = needed("So many: after them nobody else of it is reminded or heard.")


@strawberry.input(description="How a survey is run (调查方案).")
class SurveyPlanInput:
    questionnaire: str = needed("The questionnaire (问卷), by its code.")
    sample_size: int = needed("How many customers are asked, 1 to 100,000 (样本量).")
    runs_for_days: int = needed("How many days it is open, 1 to 180.")
    questionnaire_version: int | None = optional("The version of it; the newest when not given.")
    seed: str | None = optional("What the sample is drawn by (随机种子); the code of the survey when not given.")
    allocation: Method = strawberry.field(default=Method.PROPORTIONAL, description="How many of each stratum.")
    spreads: list[SurveySpreadInput] | None = optional(
        "For NEYMAN; those that the survey it follows has shown when not given. At most 100."
    )
    least_of_stratum: int = strawberry.field(default=LEAST, description="So many of each stratum at the least.")
    strata_by: list[StrataBy] | None = optional("What makes a stratum (分层依据); STAGE when not given.")
    at_most: int | None = strawberry.field(
        default=1, description="Nobody is asked more often within fatigueDays (疲劳规则); null is no rule."
    )
    fatigue_days: int = strawberry.field(default=90, description="Within how many days.")
    reminders: int = strawberry.field(default=2, description="How many reminders at the most, 0 to 10.")
    remind_after_days: int = strawberry.field(default=3, description="How many days after the last link went out.")
    quotas: list[SurveyQuotaInput] | None = optional("How many answers of a stratum are enough (配额). At most 100.")
    smallest_cell: int | None = optional(
        "So many answers a figure needs to be shown; that of the policy survey.results when not given, never less."
    )


@strawberry.input(description="A survey, planned (制定满意度调查; source: P6.1).")
class PlanWaveInput(Keyed):
    title: str = needed("What the customers read (标题): one line of 1 to 200 characters.")
    plan: SurveyPlanInput = needed("How it is run (方案).")
    code: str | None = optional("What people call it by; the next S2026-000001 when not given.")
    follows_id: strawberry.ID | None = optional("The survey that its results are compared with (上期).")


@governed(WAVE_READERS)
@strawberry.type(description="What came of planWave.")
class PlanWavePayload(WavePayload):
    pass


@strawberry.input(description="Planned otherwise, before it is launched (修改方案).")
class ReviseWaveInput(WaveInput):
    plan: SurveyPlanInput = needed("How it is run (方案): the whole of it.")
    title: str | None = optional("What the customers read (标题); as before when not given.")


@governed(WAVE_READERS)
@strawberry.type(description="What came of reviseWave.")
class ReviseWavePayload(WavePayload):
    pass


@strawberry.input(description="The frame is frozen and the sample drawn (启动调查; source: P6.1-b).")
class LaunchWaveInput(WaveInput):
    pass


@governed(WAVE_READERS)
@strawberry.type(description="What came of launchWave.")
class LaunchWavePayload(WavePayload):
    pass


@strawberry.input(description="Open for longer (延长调查).")
class ExtendWaveInput(WaveInput):
    closes_at: datetime = needed("Until when answers are taken (截止时间): later than now and than before.")
    reason: str | None = optional(REASON)


@governed(WAVE_READERS)
@strawberry.type(description="What came of extendWave.")
class ExtendWavePayload(WavePayload):
    pass


@strawberry.input(description="No answer is taken any more (结束调查).")
class CloseWaveInput(WaveInput):
    reason: str | None = optional("Why (原因); required before its time, 1 to 500 characters, without personal data.")


@governed(WAVE_READERS)
@strawberry.type(description="What came of closeWave.")
class CloseWavePayload(WavePayload):
    pass


@strawberry.input(description="Will not be finished: its answers have no result (取消调查).")
class CancelWaveInput(WaveInput):
    reason: str | None = optional(REASON)


@governed(WAVE_READERS)
@strawberry.type(description="What came of cancelWave.")
class CancelWavePayload(WavePayload):
    pass


@strawberry.input(description="What a customer said about the same questions (记录访谈; source: P6.1-d).")
class RecordInterviewInput(Keyed):
    wave_id: strawberry.ID = needed("Beside which survey.")
    customer_id: strawberry.ID = needed("With whom (客户): one in scope.")
    text: str = needed(f"What was said (访谈记录): {TEXT}")


@governed(INTERVIEW_READERS)
@strawberry.type(description="What came of recordInterview.")
class RecordInterviewPayload:
    interview: SurveyInterview | None = field("The interview; null when the request was declined.")
    user_errors: list[UserError] = field(DECLINED)


@strawberry.input(description="The next links to be sent to customers (领取调查链接).")
class SendInvitationsInput(Keyed):
    wave_id: strawberry.ID = needed("Of which survey.")
    first: int = needed("How many at the most, 1 to 100.")


@governed(SENDERS)
@strawberry.type(description="A link to be sent (调查链接): the only place where it is shown.")
class SurveyLink:
    """Whoever has it answers for the customer: it belongs to the customer alone."""

    customer_reference: str = field("To whom: the customer's external reference.")
    preferred_channel: str | None = field("By which channel they like to be reached, by its code.")
    language: Language = field("In which language.")
    reminder: int = field("0 for the invitation, then which reminder it is.")
    token: str = field("What surveyBehind and answerSurvey take; it works once.")


@governed(SENDERS)
@strawberry.type(description="What came of sendInvitations.")
class SendInvitationsPayload(WavePayload):
    links: list[SurveyLink] | None = field(
        "Each is given out once for the invitation and once for each reminder; a retry with the same idempotencyKey"
        " gives the same ones. Null when the request was declined, empty when there is nothing to send."
    )


@strawberry.input(description="Surveys that recur (定期调查; source: P3.2-a).")
class ScheduleWavesInput(Keyed):
    code: str = needed("Its code, 1 to 45 characters: those of its surveys are this and the day.")
    title: str = needed("What its surveys are called (标题).")
    plan: SurveyPlanInput = needed("How they are run (方案); each asks with the newest version of the questionnaire.")
    first: date = needed("The day of the first one (首次日期), today or later.")
    every_months: int = needed("So many months later the next one comes, 1 to 24 (间隔月数).")


@strawberry.type
class SchedulePayload:
    """The schedule as it now is, or why nothing was done."""

    schedule: SurveySchedule | None = field("The schedule as it now is; null when the request was declined.")
    user_errors: list[UserError] = field(DECLINED)


@governed(WAVE_READERS - SENDERS)
@strawberry.type(description="What came of scheduleWaves.")
class ScheduleWavesPayload(SchedulePayload):
    pass


@strawberry.input(description="No more surveys of it; those under way go on (终止定期调查).")
class EndWaveScheduleInput(Versioned):
    schedule_id: strawberry.ID = needed("Which schedule.")
    reason: str | None = optional(REASON)


@governed(WAVE_READERS - SENDERS)
@strawberry.type(description="What came of endWaveSchedule.")
class EndWaveSchedulePayload(SchedulePayload):
    pass


@strawberry.input(description="An answer to a five-point item (评分).")
class SurveyScoreInput:
    item: str = needed("The item, by its code.")
    score: int = needed("1 disagree to 5 agree.")


@strawberry.input(description="An answer in the customer's own words (意见).")
class SurveyTextInput:
    question: str = needed("The question, by its code.")
    text: str = needed("1 to 2,000 characters, kept sealed under the customer's key.")


@strawberry.input(description="The answer of the customer who has the link (回答调查); all of it at once.")
class AnswerSurveyInput(Keyed):
    token: str = needed("From the link.")
    scores: list[SurveyScoreInput] = needed("At most 50, each item once.")
    texts: list[SurveyTextInput] | None = optional("At most 50, each question once.")


@governed(EVERYBODY)
@strawberry.type(description="What came of answerSurvey.")
class AnswerSurveyPayload:
    accepted: bool = field("Whether the answer was taken; once it was, the link is used up.")
    user_errors: list[UserError] = field(DECLINED)


@strawberry.input(description="The customer who has the link does not want to answer (谢绝调查).")
class DeclineSurveyInput(Keyed):
    token: str = needed("From the link.")


@governed(EVERYBODY)
@strawberry.type(description="What came of declineSurvey.")
class DeclineSurveyPayload:
    accepted: bool = field("Whether that was noted: there are no reminders any more.")
    user_errors: list[UserError] = field(DECLINED)
