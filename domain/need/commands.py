"""What may be asked of a need: load, one verb, and where it now stands in the queue; save."""

from collections.abc import Callable, Iterable
from datetime import datetime
from uuid import UUID

from domain.desk import NO_TERMS, Desk, Terms, Work
from domain.feedback.feedback import Feedback
from domain.interaction.commands import came_out_of
from domain.interaction.interaction import Interaction, Opened, OpenedKind
from domain.need.assessment import TripleTest
from domain.need.classes import Category, Classes, Frequency, Intensity, Nature, NeedSource, Prediction
from domain.need.link import NeedLink, NeedLinkKind
from domain.need.market import MarketEvent
from domain.need.matrix import CustomerAttributes
from domain.need.need import Need
from domain.need.queue import put_in_turn
from domain.reference.entry import Family
from domain.shared.errors import Forbidden, Invalid, NotFound
from domain.ticket.commands import BY_DEPARTMENT, accept
from domain.ticket.ticket import Ticket
from domain.viewer import Role


async def identify_need(
    desk: Desk,
    *,
    customer_id: UUID,
    subject: str,
    source: NeedSource,
    classes: Classes,
    narrative: str | None = None,
    prediction: Prediction | None = None,
    department: str | None = None,
    revealed_by: NeedLink | None = None,
    interaction_id: UUID | None = None,
    terms: Terms = NO_TERMS,
) -> Need:
    """A customer needs something; without a department it goes to the asker's own (source: P2.1-a, P2.1-b)."""
    if desk.viewer.role in BY_DEPARTMENT and department is None:
        department = desk.viewer.department
    if desk.viewer.role is Role.INTEGRATION and department not in desk.viewer.departments:
        raise Forbidden("an integration identifies needs for the departments of its grant only", field=["department"])
    async with desk.work(terms) as work:
        await work.references.need(Family.DEPARTMENT, department, field="department")
        # As with tickets: whoever is told of it takes it in, and a manager's needs are their customers'.
        managing = desk.viewer.role is Role.ACCOUNT_MANAGER
        customer = await (work.customers.get if managing else work.customers.any)(customer_id)
        if revealed_by is not None:
            await _hangs_together(work, customer_id, revealed_by, "revealedById")
        elif interaction_id is not None:
            revealed_by = NeedLink(NeedLinkKind.REVEALED_BY_INTERACTION, interaction_id)
        rules = await work.need_rules()
        at = desk.now()
        need = Need.identify(
            id=desk.new_id(),
            number=await work.next_number(Need.SERIES, at),
            customer_id=customer_id,
            subject=subject,
            source=source,
            classes=classes,
            graded=rules.assessment.grade(CustomerAttributes.of(customer), classes.intensity),
            narrative=narrative,
            prediction=prediction,
            department=department,
            revealed_by=revealed_by,
            at=at,
            by=desk.viewer.author,
        )
        await _rank(work, need, at)
        work.needs.add(need)
        await came_out_of(desk, work, interaction_id, customer_id, Opened(OpenedKind.NEED, need.id))
    return need


async def classify_need(
    desk: Desk,
    need_id: UUID,
    *,
    category: Category | None = None,
    nature: Nature | None = None,
    frequency: Frequency | None = None,
    intensity: Intensity | None = None,
    why: str | None = None,
    terms: Terms = NO_TERMS,
) -> Need:
    """What is not given stays as it is; the grade follows the need matrix."""
    async with desk.work(terms) as work:
        need = await work.needs.get(need_id)
        classes = Classes(
            category or need.classes.category,
            nature or need.classes.nature,
            frequency or need.classes.frequency,
            intensity or need.classes.intensity,
        )
        customer = await work.customers.any(need.customer_id)
        rules = await work.need_rules()
        graded = rules.assessment.grade(CustomerAttributes.of(customer), classes.intensity)
        at = desk.now()
        need.classify(classes, graded, at=at, why=why)
        await _rank(work, need, at)
        work.needs.save(need)
    return need


async def assign_need(
    desk: Desk,
    need_id: UUID,
    *,
    department: str | None = None,
    assignee_id: UUID | None = None,
    why: str | None = None,
    terms: Terms = NO_TERMS,
) -> Need:
    """To a department, a person, or both; without a department it stays where it is."""
    async with desk.work(terms) as work:
        need = await work.needs.get(need_id)
        await work.references.need(Family.DEPARTMENT, department, field="department")
        await work.agents.need(assignee_id, field="assigneeId")
        need.assign(department=department or need.department, assignee_id=assignee_id, at=desk.now(), why=why)
        work.needs.save(need)
    return need


async def assess_need(
    desk: Desk,
    need_id: UUID,
    *,
    tests: TripleTest,
    cost: int,
    benefit: int,
    text: str | None = None,
    terms: Terms = NO_TERMS,
) -> Need:
    """The triple test, cost and benefit as a person judges them; the rest is what is known of the customer (P2.2)."""
    async with desk.work(terms) as work:
        need = await work.needs.get(need_id)
        rules = await work.need_rules()
        at = desk.now()
        around = await work.needs.surroundings(need.customer_id, at)
        evidence = around.behaviour.evidence(cost=cost, benefit=benefit)
        need.assess(rules.assessment.assess(tests, evidence), at=at, text=text)
        await _rank(work, need, at)
        work.needs.save(need)
    return need


async def plan_need(
    desk: Desk,
    need_id: UUID,
    *,
    text: str,
    expected_completion: datetime | None = None,
    why: str | None = None,
    terms: Terms = NO_TERMS,
) -> Need:
    """How it will be met; one that was served comes back into the queue where it now belongs."""
    async with desk.work(terms) as work:
        need = await work.needs.get(need_id)
        at = desk.now()
        need.plan(text, at=at, expected_completion=expected_completion, why=why)
        await _rank(work, need, at)
        work.needs.save(need)
    return need


async def serve_need(desk: Desk, need_id: UUID, *, text: str, terms: Terms = NO_TERMS) -> Need:
    """The customer has it; by who says so, or else the assignee."""
    return await _on(
        desk,
        need_id,
        terms,
        lambda need, at: need.serve(text, by=desk.viewer.agent_id or need.assignee_id, at=at),
    )


async def confirm_need(
    desk: Desk,
    need_id: UUID,
    *,
    satisfaction: int | None = None,
    comment: str | None = None,
    terms: Terms = NO_TERMS,
) -> Need:
    """By the customer."""
    return await _on(
        desk, need_id, terms, lambda need, at: need.confirm(at=at, satisfaction=satisfaction, comment=comment)
    )


async def decline_need(
    desk: Desk, need_id: UUID, *, by_customer: bool | None = None, why: str | None, terms: Terms = NO_TERMS
) -> Need:
    """By the customer, who says so or has told us, or by us."""
    theirs = desk.viewer.role is Role.CUSTOMER or bool(by_customer)
    return await _on(desk, need_id, terms, lambda need, at: need.decline(by_customer=theirs, why=why, at=at))


async def link_need(desk: Desk, need_id: UUID, *, kind: NeedLinkKind, other_id: UUID, terms: Terms = NO_TERMS) -> Need:
    """To a ticket, feedback or interaction of the same customer in the asker's scope."""
    async with desk.work(terms) as work:
        need = await work.needs.get(need_id)
        await _hangs_together(work, need.customer_id, NeedLink(kind, other_id), "otherId")
        need.link(kind, other_id, at=desk.now())
        work.needs.save(need)
    return need


async def open_ticket_from_need(
    desk: Desk,
    need_id: UUID,
    *,
    subject: str | None = None,
    kind: str,
    channel: str,
    business_line: str | None = None,
    severity: int | None = None,
    department: str | None = None,
    narrative: str | None = None,
    terms: Terms = NO_TERMS,
) -> Ticket:
    """A ticket that the need opens: for the same customer, in the need's department unless said, linked to it."""
    async with desk.work(terms) as work:
        need = await work.needs.get(need_id)
        ticket = await accept(
            desk,
            work,
            customer_id=need.customer_id,
            subject=subject or need.subject,
            kind=kind,
            channel=channel,
            business_line=business_line,
            severity=severity,
            department=department or need.department,
            narrative=narrative,
        )
        need.link(NeedLinkKind.OPENED_TICKET, ticket.id, at=desk.now())
        work.needs.save(need)
    return ticket


async def enter_market_event(
    desk: Desk,
    *,
    title: str,
    categories: Iterable[Category],
    begins_at: datetime | None,
    ends_at: datetime,
    why: str | None,
    terms: Terms = NO_TERMS,
) -> MarketEvent:
    """It begins now unless said; the needs that it concerns are ranked anew when it begins and ends (P2.3-c)."""
    async with desk.work(terms) as work:
        at = desk.now()
        market = MarketEvent.enter(
            id=desk.new_id(),
            title=title,
            categories=categories,
            begins_at=begins_at or at,
            ends_at=ends_at,
            why=why,
            at=at,
            by=desk.viewer.author,
        )
        work.market.add(market)
    return market


async def end_market_event(
    desk: Desk, market_event_id: UUID, *, why: str | None, terms: Terms = NO_TERMS
) -> MarketEvent:
    """Over before its time."""
    async with desk.work(terms) as work:
        market = await work.market.get(market_event_id)
        market.end(why=why, at=desk.now())
        work.market.save(market)
    return market


async def _rank(work: Work, need: Need, at: datetime) -> None:
    """Where it stands by the rule in force."""
    customer = await work.customers.any(need.customer_id)
    put_in_turn(need, customer, await work.need_rules(), await work.needs.surroundings(need.customer_id, at), at=at)


async def _hangs_together(work: Work, customer_id: UUID, link: NeedLink, field: str) -> None:
    """Whether there is such a thing in the asker's scope, of the same customer."""
    other: Ticket | Feedback | Interaction
    try:
        match link.kind:
            case NeedLinkKind.REVEALED_BY_TICKET | NeedLinkKind.OPENED_TICKET:
                other = await work.tickets.get(link.other_id)
            case NeedLinkKind.REVEALED_BY_FEEDBACK:
                other = await work.feedbacks.get(link.other_id)
            case NeedLinkKind.REVEALED_BY_INTERACTION:
                other = await work.interactions.get(link.other_id)
    except NotFound as missing:
        raise NotFound("there is no such thing that it could hang together with", field=[field]) from missing
    if other.customer_id != customer_id:
        raise Invalid("that is another customer's", field=[field])


async def _on(desk: Desk, need_id: UUID, terms: Terms, verb: Callable[[Need, datetime], None]) -> Need:
    async with desk.work(terms) as work:
        need = await work.needs.get(need_id)
        verb(need, desk.now())
        work.needs.save(need)
    return need
