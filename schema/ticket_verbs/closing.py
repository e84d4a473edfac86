"""What follows the result: feedback, rating, review, the archive, and going back."""

import strawberry

from domain.shared.scope import READERS
from schema.rights import governed
from schema.terms import REASON, TEXT, needed, optional
from schema.ticket_verbs.verb import TicketInput, TicketPayload


@strawberry.input(description="The customer's own feedback on the problem (提交反馈; source: P5.2-g).")
class GiveFeedbackInput(TicketInput):
    text: str = needed(f"The feedback: {TEXT}")


@governed(READERS)
@strawberry.type(description="What came of giveFeedback.")
class GiveFeedbackPayload(TicketPayload):
    pass


@strawberry.input(description="We have the customer's feedback (确认反馈; source: P5.2-g).")
class ConfirmFeedbackInput(TicketInput):
    pass


@governed(READERS)
@strawberry.type(description="What came of confirmFeedback.")
class ConfirmFeedbackPayload(TicketPayload):
    pass


@strawberry.input(
    description="What came of the customer's feedback (反馈结果; source: P5.2-g); once for each feedback."
)
class AnswerFeedbackInput(TicketInput):
    text: str = needed(f"The answer: {TEXT}")


@governed(READERS)
@strawberry.type(description="What came of answerFeedback.")
class AnswerFeedbackPayload(TicketPayload):
    pass


@strawberry.input(description="The customer's rating, once a cycle (评价; source: P5.3-e).")
class RateTicketInput(TicketInput):
    score: int = needed("1 (poor) to 5 (good) (评分).")
    comment: str | None = optional(f"In the customer's words: {TEXT}")


@governed(READERS)
@strawberry.type(description="What came of rateTicket.")
class RateTicketPayload(TicketPayload):
    pass


@strawberry.input(description="The account manager's review (复核; source: P5.3-c).")
class ReviewTicketInput(TicketInput):
    satisfied: bool = needed("Whether it is well done (复核结论); if not, the ticket is reopened at once.")
    comment: str | None = optional(f"What there is to say: {TEXT}")


@governed(READERS)
@strawberry.type(description="What came of reviewTicket.")
class ReviewTicketPayload(TicketPayload):
    pass


@strawberry.input(description="To the customer's file (归档; source: P5.3-c).")
class ArchiveTicketInput(TicketInput):
    pass


@governed(READERS)
@strawberry.type(description="What came of archiveTicket.")
class ArchiveTicketPayload(TicketPayload):
    pass


@strawberry.input(description="It was not over: the next cycle begins (重新打开).")
class ReopenTicketInput(TicketInput):
    reason: str | None = optional(REASON)


@governed(READERS)
@strawberry.type(description="What came of reopenTicket.")
class ReopenTicketPayload(TicketPayload):
    pass


@strawberry.input(description="Taken back before it was resolved (撤回).")
class WithdrawTicketInput(TicketInput):
    reason: str | None = optional(REASON)


@governed(READERS)
@strawberry.type(description="What came of withdrawTicket.")
class WithdrawTicketPayload(TicketPayload):
    pass
