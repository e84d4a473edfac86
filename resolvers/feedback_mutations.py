"""The verbs of feedback: they translate, and nothing else."""

from collections.abc import Awaitable
from functools import partial
from typing import Protocol, TypeVar
from uuid import UUID

import strawberry

from domain.desk import Desk, Terms
from domain.feedback import commands
from domain.feedback.access import MAY, RECEIVERS
from domain.feedback.commands import Classes, Referred
from domain.feedback.feedback import PEOPLE, Feedback
from domain.feedback.lifecycle import FeedbackAction
from domain.feedback.sentiment import TOPICS
from resolvers.asking import aware, few, maybe_row, outcome, within
from schema import feedback_verbs as verbs
from schema.context import Info, reader_of
from schema.ids import global_id, row_id
from schema.rights import mutation
from schema.terms import Asked

P = TypeVar("P", bound=verbs.FeedbackPayload)


class FeedbackCommand(Protocol):
    """A command on one piece of feedback."""

    def __call__(self, desk: Desk, feedback_id: UUID, /, *, terms: Terms) -> Awaitable[Feedback]: ...


@strawberry.type
class FeedbackMutation:
    """The closed loop: collect, analyse, answer, track (source: P4.2-b)."""

    @mutation("Put feedback on record; it goes where the handbook says (接收反馈; source: P4.2-a).", callers=RECEIVERS)
    async def receive_feedback(
        self, info: Info, input: Asked[verbs.ReceiveFeedbackInput]
    ) -> verbs.ReceiveFeedbackPayload:
        def command(desk: Desk, terms: Terms) -> Awaitable[Feedback]:
            return commands.receive_feedback(
                desk,
                customer_id=row_id("Customer", input.customer_id, field="customerId"),
                subject=input.subject,
                text=input.text,
                classes=Classes(
                    kind=input.kind, about_ids=_people(input.about_ids), stage=input.stage,
                    business_line=input.business_line,
                ),
                collected=input.collected,
                channel=input.channel,
                referred=_referred(input.referral),
                ticket_id=maybe_row("Ticket", input.ticket_id, "ticketId"),
                interaction_id=maybe_row("Interaction", input.interaction_id, "interactionId"),
                terms=terms,
            )  # fmt: skip

        done, declined = await outcome(info, input, command)
        return verbs.ReceiveFeedbackPayload(
            feedback=None if done is None else await reader_of(info).feedbacks.feedback(done),
            feedback_id=None if done is None else global_id("Feedback", done),
            user_errors=declined,
        )

    @mutation("Judge it otherwise (分类反馈).", callers=MAY[FeedbackAction.CLASSIFY])
    async def classify_feedback(
        self, info: Info, input: Asked[verbs.ClassifyFeedbackInput]
    ) -> verbs.ClassifyFeedbackPayload:
        def command(desk: Desk, feedback_id: UUID, *, terms: Terms) -> Awaitable[Feedback]:
            classes = Classes(
                kind=input.kind, about_ids=_people(input.about_ids), stage=input.stage,
                business_line=input.business_line,
            )  # fmt: skip
            return commands.classify_feedback(desk, feedback_id, classes=classes, why=input.reason, terms=terms)

        return await _on(info, input, verbs.ClassifyFeedbackPayload, command)

    @mutation("Send it elsewhere than the handbook does (转派反馈; source: P4.2-d).", callers=MAY[FeedbackAction.ROUTE])
    async def route_feedback(self, info: Info, input: Asked[verbs.RouteFeedbackInput]) -> verbs.RouteFeedbackPayload:
        def command(desk: Desk, feedback_id: UUID, *, terms: Terms) -> Awaitable[Feedback]:
            return commands.route_feedback(
                desk, feedback_id, department=input.department,
                responsible_id=maybe_row("Agent", input.responsible_id, "responsibleId"), why=input.reason,
                terms=terms,
            )  # fmt: skip

        return await _on(info, input, verbs.RouteFeedbackPayload, command)

    @mutation("Answer the customer within 24 hours (响应反馈; source: P4.2-c).", callers=MAY[FeedbackAction.RESPOND])
    async def respond_to_feedback(
        self, info: Info, input: Asked[verbs.RespondToFeedbackInput]
    ) -> verbs.RespondToFeedbackPayload:
        command = partial(commands.respond_to_feedback, text=input.text, channel=input.channel)
        return await _on(info, input, verbs.RespondToFeedbackPayload, command)

    @mutation("Say where it comes from (记录根因; source: P4.3-b).", callers=MAY[FeedbackAction.RECORD_CAUSE])
    async def record_feedback_cause(
        self, info: Info, input: Asked[verbs.RecordFeedbackCauseInput]
    ) -> verbs.RecordFeedbackCausePayload:
        command = partial(commands.record_feedback_cause, cause=input.cause, text=input.text)
        return await _on(info, input, verbs.RecordFeedbackCausePayload, command)

    @mutation("Say what was done about it (记录措施; source: P4.2-b).", callers=MAY[FeedbackAction.RECORD_ACTION])
    async def record_feedback_action(
        self, info: Info, input: Asked[verbs.RecordFeedbackActionInput]
    ) -> verbs.RecordFeedbackActionPayload:
        command = partial(commands.record_feedback_action, text=input.text)
        return await _on(info, input, verbs.RecordFeedbackActionPayload, command)

    @mutation("Reply in writing within 7 working days (书面答复; source: P4.2-c).", callers=MAY[FeedbackAction.HANDLE])
    async def handle_feedback(self, info: Info, input: Asked[verbs.HandleFeedbackInput]) -> verbs.HandleFeedbackPayload:
        command = partial(commands.handle_feedback, reply=input.reply, channel=input.channel)
        return await _on(info, input, verbs.HandleFeedbackPayload, command)

    @mutation("Close it (关闭反馈; source: P4.2-b).", callers=MAY[FeedbackAction.CLOSE])
    async def close_feedback(self, info: Info, input: Asked[verbs.CloseFeedbackInput]) -> verbs.CloseFeedbackPayload:
        return await _on(info, input, verbs.CloseFeedbackPayload, commands.close_feedback)

    @mutation("Rate the handling (评价; source: P4.2-b).", callers=MAY[FeedbackAction.RATE])
    async def rate_feedback(self, info: Info, input: Asked[verbs.RateFeedbackInput]) -> verbs.RateFeedbackPayload:
        command = partial(commands.rate_feedback, score=input.score, comment=input.comment)
        return await _on(info, input, verbs.RateFeedbackPayload, command)

    @mutation("It was not over (重新打开).", callers=MAY[FeedbackAction.REOPEN])
    async def reopen_feedback(self, info: Info, input: Asked[verbs.ReopenFeedbackInput]) -> verbs.ReopenFeedbackPayload:
        command = partial(commands.reopen_feedback, why=input.reason)
        return await _on(info, input, verbs.ReopenFeedbackPayload, command)

    @mutation(
        "Say what it sounds like; that beats the model (更正情感; source: P4.3-a).",
        callers=MAY[FeedbackAction.CORRECT_SENTIMENT],
    )
    async def correct_sentiment(
        self, info: Info, input: Asked[verbs.CorrectSentimentInput]
    ) -> verbs.CorrectSentimentPayload:
        def command(desk: Desk, feedback_id: UUID, *, terms: Terms) -> Awaitable[Feedback]:
            topics = few(input.topics, TOPICS, "topics")
            return commands.correct_sentiment(desk, feedback_id, sentiment=input.sentiment, topics=topics, terms=terms)

        return await _on(info, input, verbs.CorrectSentimentPayload, command)


def _people(ids: list[strawberry.ID] | None) -> tuple[UUID, ...]:
    return tuple(row_id("Agent", each, field="aboutIds") for each in few(ids, PEOPLE, "aboutIds"))


def _referred(given: verbs.ReferralInput | None) -> Referred | None:
    if given is None:
        return None
    with within("referral"):
        answer_by = aware(given.answer_by, "answerBy") or given.answer_by
    return Referred(authority=given.authority, reference=given.reference, answer_by=answer_by)


async def _on(info: Info, input: verbs.FeedbackInput, payload: type[P], command: FeedbackCommand) -> P:
    def ask(desk: Desk, terms: Terms) -> Awaitable[Feedback]:
        return command(desk, row_id("Feedback", input.feedback_id, field="feedbackId"), terms=terms)

    done, declined = await outcome(info, input, ask)
    shown = None if done is None else await reader_of(info).feedbacks.feedback(done)
    return payload(feedback=shown, user_errors=declined)
