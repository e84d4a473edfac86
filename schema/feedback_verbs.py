"""The verbs of feedback."""

from datetime import datetime

import strawberry

from domain.feedback.access import READERS
from domain.feedback.sentiment import Sentiment
from domain.feedback.source import Authority, Collected, ServiceStage
from schema.errors import UserError
from schema.feedback import Feedback
from schema.rights import field, governed
from schema.terms import DECLINED, REASON, TEXT, Keyed, Versioned, needed, optional

CHANNEL = "By which means (渠道), by its code."


@strawberry.input
class FeedbackInput(Versioned):
    """Which feedback."""

    feedback_id: strawberry.ID = needed("The feedback (反馈).")


@strawberry.type
class FeedbackPayload:
    """The feedback as it now is, or why nothing was done."""

    feedback: Feedback | None = field(
        "The feedback as it now is; null when the request was declined, or it is outside the viewer's scope."
    )
    user_errors: list[UserError] = field(DECLINED)


@strawberry.input(description="Passed on by an authority (监管转办).")
class ReferralInput:
    authority: Authority = needed("Who passed it on: the regulator, or its hotline.")
    reference: str = needed("Their reference number (转办编号): 1 to 100 characters.")
    answer_by: datetime = needed("Until when they want an answer (答复时限): a time to come, with its zone.")


@strawberry.input(description="Feedback that reached us (接收反馈; source: P4.2-a).")
class ReceiveFeedbackInput(Keyed):
    customer_id: strawberry.ID = needed("Who gave it (客户); a customer gives their own only.")
    subject: str = needed("What it is about (主题): one line of 1 to 200 characters, without personal data.")
    text: str = needed(f"In the customer's words (反馈内容): {TEXT}")
    kind: str = needed("The code of its kind (问题类别).")
    collected: Collected = needed("How it was collected (反馈渠道).")
    channel: str = needed(CHANNEL)
    business_line: str | None = optional("The code of its business line (业务条线).")
    stage: ServiceStage | None = optional("Which stage of service it is about (服务阶段).")
    about_ids: list[strawberry.ID] | None = optional("The agents it is about, at most 20 (被反馈人员).")
    ticket_id: strawberry.ID | None = optional("The ticket whose handling it is about (相关工单).")
    interaction_id: strawberry.ID | None = optional("The contact that it came out of (来源互动; source: P4.1-b).")
    referral: ReferralInput | None = optional("Who passed it on, if an authority did (监管转办).")


@governed(READERS)
@strawberry.type(description="What came of receiveFeedback.")
class ReceiveFeedbackPayload(FeedbackPayload):
    feedback_id: strawberry.ID | None = field(
        "The id of the new feedback, also where it is outside the viewer's scope; null when the request was declined."
    )


@strawberry.input(description="Judged otherwise (分类反馈); what is not given is nothing, so give all of it.")
class ClassifyFeedbackInput(FeedbackInput):
    kind: str = needed("The code of its kind (问题类别); of another kind it goes where the handbook says.")
    about_ids: list[strawberry.ID] | None = optional("The agents it is about, at most 20 (被反馈人员).")
    stage: ServiceStage | None = optional("Which stage of service it is about (服务阶段).")
    business_line: str | None = optional("The code of its business line (业务条线).")
    reason: str | None = optional("Why (原因): at most 500 characters, without personal data.")


@governed(READERS)
@strawberry.type(description="What came of classifyFeedback.")
class ClassifyFeedbackPayload(FeedbackPayload):
    pass


@strawberry.input(description="Elsewhere than the handbook sends it (转派反馈; source: P4.2-d).")
class RouteFeedbackInput(FeedbackInput):
    department: str = needed("Which department handles it (责任部门), by its code.")
    responsible_id: strawberry.ID | None = optional("Who is responsible (责任人); nobody it is about.")
    reason: str | None = optional(REASON)


@governed(READERS)
@strawberry.type(description="What came of routeFeedback.")
class RouteFeedbackPayload(FeedbackPayload):
    pass


@strawberry.input(description="The customer hears from us (响应反馈; source: P4.2-c).")
class RespondToFeedbackInput(FeedbackInput):
    text: str = needed(f"What we say (响应内容): {TEXT}")
    channel: str = needed(CHANNEL)


@governed(READERS)
@strawberry.type(description="What came of respondToFeedback.")
class RespondToFeedbackPayload(FeedbackPayload):
    pass


@strawberry.input(description="Where it comes from (记录根因; source: P4.3-b).")
class RecordFeedbackCauseInput(FeedbackInput):
    cause: str = needed("A cause of the handbook (根因), by its code.")
    text: str = needed(f"In words (说明): {TEXT}")


@governed(READERS)
@strawberry.type(description="What came of recordFeedbackCause.")
class RecordFeedbackCausePayload(FeedbackPayload):
    pass


@strawberry.input(description="What was done about it (记录措施; source: P4.2-b).")
class RecordFeedbackActionInput(FeedbackInput):
    text: str = needed(f"What was done (措施): {TEXT}")


@governed(READERS)
@strawberry.type(description="What came of recordFeedbackAction.")
class RecordFeedbackActionPayload(FeedbackPayload):
    pass


@strawberry.input(description="The written reply, once cause and action are on record (书面答复; source: P4.2-c).")
class HandleFeedbackInput(FeedbackInput):
    reply: str = needed(f"The reply (答复): {TEXT}")
    channel: str = needed(CHANNEL)


@governed(READERS)
@strawberry.type(description="What came of handleFeedback.")
class HandleFeedbackPayload(FeedbackPayload):
    pass


@strawberry.input(description="Over (关闭反馈): only with a classified cause, an action and a written reply.")
class CloseFeedbackInput(FeedbackInput):
    pass


@governed(READERS)
@strawberry.type(description="What came of closeFeedback.")
class CloseFeedbackPayload(FeedbackPayload):
    pass


@strawberry.input(description="The customer's rating of the handling, once a cycle (评价); a poor one reopens.")
class RateFeedbackInput(FeedbackInput):
    score: int = needed("1 (poor) to 5 (good) (评分).")
    comment: str | None = optional(f"In the customer's words: {TEXT}")


@governed(READERS)
@strawberry.type(description="What came of rateFeedback.")
class RateFeedbackPayload(FeedbackPayload):
    pass


@strawberry.input(description="It was not over: the next cycle begins (重新打开).")
class ReopenFeedbackInput(FeedbackInput):
    reason: str | None = optional(REASON)


@governed(READERS)
@strawberry.type(description="What came of reopenFeedback.")
class ReopenFeedbackPayload(FeedbackPayload):
    pass


@strawberry.input(description="What a person makes of it, which beats the model (更正情感; source: P4.3-a).")
class CorrectSentimentInput(FeedbackInput):
    sentiment: Sentiment = needed("What it sounds like (情感).")
    topics: list[str] | None = optional("What it speaks of (主题), by code, at most 10.")


@governed(READERS)
@strawberry.type(description="What came of correctSentiment.")
class CorrectSentimentPayload(FeedbackPayload):
    pass
