"""What follows the result: feedback, rating, review, the archive, and going back."""

from functools import partial

import strawberry

from domain.ticket import commands
from domain.ticket.access import MAY
from domain.ticket.lifecycle import Action
from resolvers.asking import on_ticket
from schema.context import Info
from schema.rights import mutation
from schema.terms import Asked
from schema.ticket_verbs import closing as verbs


@strawberry.type
class ClosingMutation:
    """The last steps, and the way back."""

    @mutation(
        "Hand in the customer's feedback on the problem (提交反馈; source: P5.2-g).", callers=MAY[Action.GIVE_FEEDBACK]
    )
    async def give_feedback(self, info: Info, input: Asked[verbs.GiveFeedbackInput]) -> verbs.GiveFeedbackPayload:
        return await on_ticket(info, input, verbs.GiveFeedbackPayload, partial(commands.give_feedback, text=input.text))

    @mutation("Confirm that feedback (确认反馈; source: P5.2-g).", callers=MAY[Action.CONFIRM_FEEDBACK])
    async def confirm_feedback(
        self, info: Info, input: Asked[verbs.ConfirmFeedbackInput]
    ) -> verbs.ConfirmFeedbackPayload:
        return await on_ticket(info, input, verbs.ConfirmFeedbackPayload, commands.confirm_feedback)

    @mutation("Answer that feedback, once (反馈结果; source: P5.2-g).", callers=MAY[Action.ANSWER_FEEDBACK])
    async def answer_feedback(self, info: Info, input: Asked[verbs.AnswerFeedbackInput]) -> verbs.AnswerFeedbackPayload:
        command = partial(commands.answer_feedback, text=input.text)
        return await on_ticket(info, input, verbs.AnswerFeedbackPayload, command)

    @mutation("Rate this cycle, by the customer, once (评价; source: P5.3-e).", callers=MAY[Action.RATE])
    async def rate_ticket(self, info: Info, input: Asked[verbs.RateTicketInput]) -> verbs.RateTicketPayload:
        command = partial(commands.rate_ticket, score=input.score, comment=input.comment)
        return await on_ticket(info, input, verbs.RateTicketPayload, command)

    @mutation(
        "Review, by the account manager; if not satisfied, it is reopened (复核; source: P5.3-c).",
        callers=MAY[Action.REVIEW],
    )
    async def review_ticket(self, info: Info, input: Asked[verbs.ReviewTicketInput]) -> verbs.ReviewTicketPayload:
        command = partial(commands.review_ticket, satisfied=input.satisfied, comment=input.comment)
        return await on_ticket(info, input, verbs.ReviewTicketPayload, command)

    @mutation("Put it into the customer's file (归档; source: P5.3-c).", callers=MAY[Action.ARCHIVE])
    async def archive_ticket(self, info: Info, input: Asked[verbs.ArchiveTicketInput]) -> verbs.ArchiveTicketPayload:
        return await on_ticket(info, input, verbs.ArchiveTicketPayload, commands.archive_ticket)

    @mutation("Begin the next cycle (重新打开).", callers=MAY[Action.REOPEN])
    async def reopen_ticket(self, info: Info, input: Asked[verbs.ReopenTicketInput]) -> verbs.ReopenTicketPayload:
        return await on_ticket(
            info, input, verbs.ReopenTicketPayload, partial(commands.reopen_ticket, why=input.reason)
        )

    @mutation("Take it back (撤回).", callers=MAY[Action.WITHDRAW])
    async def withdraw_ticket(self, info: Info, input: Asked[verbs.WithdrawTicketInput]) -> verbs.WithdrawTicketPayload:
        command = partial(commands.withdraw_ticket, why=input.reason)
        return await on_ticket(info, input, verbs.WithdrawTicketPayload, command)
