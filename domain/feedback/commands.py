"""What may be asked of feedback: load, one verb, save."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from datetime import datetime
from uuid import UUID

from domain.desk import NO_TERMS, Desk, Terms, Work
from domain.feedback.feedback import Feedback
from domain.feedback.routing import Route, RoutingRule
from domain.feedback.sentiment import Reading, Sentiment
from domain.feedback.source import Authority, Collected, Referral, ServiceStage
from domain.interaction.commands import came_out_of
from domain.interaction.interaction import Opened, OpenedKind
from domain.reference.entry import Family
from domain.shared.errors import Forbidden, NotFound
from domain.viewer import Role


@dataclass(frozen=True, slots=True, kw_only=True)
class Referred:
    """Passed on by an authority, as it was given."""

    authority: Authority
    reference: str
    answer_by: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Classes:
    """What feedback is about, as somebody judges it."""

    kind: str
    about_ids: tuple[UUID, ...] = field(default=())
    stage: ServiceStage | None = None
    business_line: str | None = None


async def receive_feedback(
    desk: Desk,
    *,
    customer_id: UUID,
    subject: str,
    text: str,
    classes: Classes,
    collected: Collected,
    channel: str,
    referred: Referred | None = None,
    ticket_id: UUID | None = None,
    interaction_id: UUID | None = None,
    terms: Terms = NO_TERMS,
) -> Feedback:
    """A customer told us, or an authority passed it on: it goes where the handbook says (source: P4.2-a, P4.2-d)."""
    viewer = desk.viewer
    if viewer.role is Role.CUSTOMER:
        if customer_id != viewer.customer_id:
            raise NotFound("there is no such customer", field=["customerId"])
        if referred is not None or classes.about_ids:
            raise Forbidden("authorities and people are named by the house, not by the customer", field=["referral"])
    async with desk.work(terms) as work:
        await work.references.need(Family.CHANNEL, channel, field="channel")
        if viewer.role is Role.ACCOUNT_MANAGER:
            await work.customers.get(customer_id)
        else:
            await work.customers.any(customer_id)
        at = desk.now()
        rule = await work.routing_rule()
        referral = None
        if referred is not None:
            referral = Referral.of(referred.authority, referred.reference, referred.answer_by, at=at)
        if ticket_id is not None:
            ticket = await work.tickets.get(ticket_id)
            if ticket.customer_id != customer_id:
                raise NotFound("the customer has no such ticket", field=["ticketId"])
        feedback = Feedback.receive(
            id=desk.new_id(), number=await work.next_number(Feedback.SERIES, at), customer_id=customer_id,
            subject=subject, text=text, kind=classes.kind, collected=collected, channel=channel,
            route=await _route(work, rule, classes), at=at, by=viewer.author, about_ids=classes.about_ids,
            stage=classes.stage, business_line=classes.business_line, referral=referral, ticket_id=ticket_id,
        )  # fmt: skip
        work.feedbacks.add(feedback)
        await came_out_of(desk, work, interaction_id, customer_id, Opened(OpenedKind.FEEDBACK, feedback.id))
    return feedback


async def classify_feedback(
    desk: Desk, feedback_id: UUID, *, classes: Classes, why: str | None = None, terms: Terms = NO_TERMS
) -> Feedback:
    """Judged otherwise; of another kind or about other people, it goes where the handbook sends such feedback."""
    async with desk.work(terms) as work:
        feedback = await work.feedbacks.get(feedback_id)
        route = await _route(work, await work.routing_rule(), classes)
        feedback.classify(
            kind=classes.kind, about_ids=classes.about_ids, stage=classes.stage, business_line=classes.business_line,
            route=route, at=desk.now(), why=why,
        )  # fmt: skip
        work.feedbacks.save(feedback)
    return feedback


async def route_feedback(
    desk: Desk,
    feedback_id: UUID,
    *,
    department: str,
    responsible_id: UUID | None,
    why: str | None,
    terms: Terms = NO_TERMS,
) -> Feedback:
    """Elsewhere than the handbook sends it."""
    async with desk.work(terms) as work:
        feedback = await work.feedbacks.get(feedback_id)
        await work.references.need(Family.DEPARTMENT, department, field="department")
        await work.agents.need(responsible_id, field="responsibleId")
        feedback.route(department=department, responsible_id=responsible_id, why=why, at=desk.now())
        work.feedbacks.save(feedback)
    return feedback


async def respond_to_feedback(
    desk: Desk, feedback_id: UUID, *, text: str, channel: str, terms: Terms = NO_TERMS
) -> Feedback:
    """The customer hears from us (source: P4.2-c)."""
    async with desk.work(terms) as work:
        feedback = await work.feedbacks.get(feedback_id)
        await work.references.need(Family.CHANNEL, channel, field="channel")
        feedback.respond(text, channel=channel, by=desk.viewer.agent_id, at=desk.now())
        work.feedbacks.save(feedback)
    return feedback


async def record_feedback_cause(
    desk: Desk, feedback_id: UUID, *, cause: str, text: str, terms: Terms = NO_TERMS
) -> Feedback:
    """Where it comes from (source: P4.3-b)."""
    async with desk.work(terms) as work:
        feedback = await work.feedbacks.get(feedback_id)
        rule = await work.routing_rule()
        feedback.record_cause(cause, text, rule=rule, by=desk.viewer.agent_id, at=desk.now())
        work.feedbacks.save(feedback)
    return feedback


async def record_feedback_action(desk: Desk, feedback_id: UUID, *, text: str, terms: Terms = NO_TERMS) -> Feedback:
    """What was done about it (source: P4.2-b)."""
    by = desk.viewer.agent_id
    return await _on(desk, feedback_id, terms, lambda feedback, at: feedback.record_action(text, by=by, at=at))


async def handle_feedback(
    desk: Desk, feedback_id: UUID, *, reply: str, channel: str, terms: Terms = NO_TERMS
) -> Feedback:
    """The written reply (source: P4.2-c)."""
    async with desk.work(terms) as work:
        feedback = await work.feedbacks.get(feedback_id)
        await work.references.need(Family.CHANNEL, channel, field="channel")
        feedback.handle(reply, channel=channel, by=desk.viewer.agent_id, at=desk.now())
        work.feedbacks.save(feedback)
    return feedback


async def close_feedback(desk: Desk, feedback_id: UUID, *, terms: Terms = NO_TERMS) -> Feedback:
    """Over."""
    by = desk.viewer.agent_id
    return await _on(desk, feedback_id, terms, lambda feedback, at: feedback.close(by=by, at=at))


async def rate_feedback(
    desk: Desk, feedback_id: UUID, *, score: int, comment: str | None = None, terms: Terms = NO_TERMS
) -> Feedback:
    """The customer's rating of the handling; a poor one reopens."""
    async with desk.work(terms) as work:
        feedback = await work.feedbacks.get(feedback_id)
        feedback.rate(score, rule=await work.routing_rule(), at=desk.now(), comment=comment)
        work.feedbacks.save(feedback)
    return feedback


async def reopen_feedback(desk: Desk, feedback_id: UUID, *, why: str | None, terms: Terms = NO_TERMS) -> Feedback:
    """It was not over."""
    return await _on(desk, feedback_id, terms, lambda feedback, at: feedback.reopen(why=why, at=at))


async def read_sentiment(desk: Desk, feedback_id: UUID, *, reading: Reading) -> Feedback:
    """What a model makes of it (source: P4.3-a)."""
    return await _on(desk, feedback_id, NO_TERMS, lambda feedback, at: feedback.read_sentiment(reading, at=at))


async def correct_sentiment(
    desk: Desk, feedback_id: UUID, *, sentiment: Sentiment, topics: Iterable[str], terms: Terms = NO_TERMS
) -> Feedback:
    """What a person makes of it."""
    codes, by = tuple(topics), desk.viewer.author
    return await _on(
        desk, feedback_id, terms, lambda feedback, at: feedback.correct_sentiment(sentiment, codes, by=by, at=at)
    )


async def _on(desk: Desk, feedback_id: UUID, terms: Terms, verb: Callable[[Feedback, datetime], None]) -> Feedback:
    async with desk.work(terms) as work:
        feedback = await work.feedbacks.get(feedback_id)
        verb(feedback, desk.now())
        work.feedbacks.save(feedback)
    return feedback


async def _route(work: Work, rule: RoutingRule, classes: Classes) -> Route:
    """Where the handbook sends it; UnknownReference where a word is not in use."""
    await work.references.need(Family.KIND, classes.kind, field="kind")
    await work.references.need(Family.BUSINESS_LINE, classes.business_line, field="businessLine")
    for each in classes.about_ids:
        await work.agents.need(each, field="aboutIds")
    people = await work.agents.called(rule.named_for(classes.kind))
    return rule.route(classes.kind, about=classes.about_ids, people=people)
