"""What a customer does with a link, without an account; what poor answers open is written with them."""

from collections.abc import Mapping

from domain.desk import NO_TERMS, Desk, Terms, Work
from domain.feedback.feedback import Feedback
from domain.feedback.source import Collected
from domain.survey.invitation import Invitation
from domain.survey.poor import Opens
from domain.survey.questionnaire import Language, Questionnaire
from domain.survey.wave import SurveyWave
from domain.ticket.ticket import Ticket

SUBJECT = "满意度调查低分回访"


async def answer_survey(
    desk: Desk, token: str, *, scores: Mapping[str, int], texts: Mapping[str, str], terms: Terms = NO_TERMS
) -> Invitation:
    """Once; all of it or nothing."""
    async with desk.work(terms) as work:
        invitation, wave = await work.surveys.opened_by(token)
        questionnaire = await work.surveys.questionnaire(wave.plan.questionnaire, wave.plan.questionnaire_version)
        answered = 0
        if invitation.stratum in wave.plan.quotas:
            answered = await work.surveys.answered(wave.id, invitation.stratum)
        invitation.answer(
            wave, questionnaire, scores=scores, texts=texts, answered_of_stratum=answered, at=desk.now()
        )  # fmt: skip
        work.surveys.save_invitation(invitation)
        await _open_what_is_poor(desk, work, invitation, wave, questionnaire)
    return invitation


async def decline_survey(desk: Desk, token: str, *, terms: Terms = NO_TERMS) -> Invitation:
    """The customer does not want to answer."""
    async with desk.work(terms) as work:
        invitation, _ = await work.surveys.opened_by(token)
        invitation.decline(at=desk.now())
        work.surveys.save_invitation(invitation)
    return invitation


async def _open_what_is_poor(
    desk: Desk, work: Work, invitation: Invitation, wave: SurveyWave, questionnaire: Questionnaire
) -> None:
    """At most one ticket and one feedback; which items were poor stands in words that are sealed."""
    rules = await work.surveys.poor_answers()
    scores = {} if invitation.response is None else invitation.response.scores
    for opening in rules.opened_by(questionnaire, scores):
        poor = [item.wording.in_(Language.ZH) for code in opening.items if (item := questionnaire.item(code))]
        words = "\n".join([f"{wave.code} ({opening.rule} v{opening.policy_version}):", *poor])
        told = {"kind": opening.kind, "channel": rules.channel, "words": words}
        if opening.opens is Opens.TICKET:
            work.tickets.add(await _a_ticket(desk, work, invitation, **told))
        else:
            work.feedbacks.add(await _a_feedback(desk, work, invitation, **told))


async def _a_ticket(
    desk: Desk, work: Work, invitation: Invitation, *, kind: str, channel: str, words: str
) -> Ticket:  # fmt: skip
    customer = await work.customers.any(invitation.customer_id)
    level = (await work.level_rule()).propose(
        customer_type=customer.type, tier=customer.tier, business_line=None, severity=None, grading=None
    )
    intake, at = await work.intake_rule(), desk.now()
    return Ticket.open(
        id=desk.new_id(), number=await work.next_number(Ticket.SERIES, at), customer_id=customer.id, subject=SUBJECT,
        channel=channel, kind=kind, narrative=words, level=level, at=at, by=desk.viewer.author,
        department=invitation.department or intake.department_for(kind=kind, business_line=None),
    )  # fmt: skip


async def _a_feedback(
    desk: Desk, work: Work, invitation: Invitation, *, kind: str, channel: str, words: str
) -> Feedback:  # fmt: skip
    rule, at = await work.routing_rule(), desk.now()
    people = await work.agents.called(rule.named_for(kind))
    return Feedback.receive(
        id=desk.new_id(), number=await work.next_number(Feedback.SERIES, at), customer_id=invitation.customer_id,
        subject=SUBJECT, text=words, kind=kind, collected=Collected.SURVEY, channel=channel,
        route=rule.route(kind, about=(), people=people), at=at, by=desk.viewer.author,
    )  # fmt: skip
