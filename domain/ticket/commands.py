"""What may be asked of a ticket: load, one verb, save."""

from collections.abc import Callable, Iterable
from datetime import datetime
from uuid import UUID

from domain.desk import NO_TERMS, Desk, Terms, Work
from domain.interaction.commands import came_out_of
from domain.interaction.interaction import Opened, OpenedKind
from domain.policy.level import Grading, Level
from domain.reference.entry import Family
from domain.shared.errors import Forbidden, NotFound
from domain.ticket.message import Delivery, Message
from domain.ticket.part import LinkKind, Visibility
from domain.ticket.ticket import Ticket
from domain.viewer import CASE_HANDLERS, Role

BY_DEPARTMENT = CASE_HANDLERS | {Role.SUPERVISOR, Role.INTEGRATION}
"""Roles that see tickets by department, and so would not see what they opened for none."""


async def open_ticket(
    desk: Desk,
    *,
    customer_id: UUID,
    subject: str,
    kind: str,
    channel: str,
    business_line: str | None = None,
    severity: int | None = None,
    department: str | None = None,
    narrative: str | None = None,
    grading: Grading | None = None,
    interaction_id: UUID | None = None,
    terms: Terms = NO_TERMS,
) -> Ticket:
    """Accept a problem; without a department it goes to the asker's own, or where the rule of intake sends it.

    source: P5.2-a
    """
    async with desk.work(terms) as work:
        ticket = await accept(
            desk,
            work,
            customer_id=customer_id,
            subject=subject,
            kind=kind,
            channel=channel,
            business_line=business_line,
            severity=severity,
            department=department,
            narrative=narrative,
            grading=grading,
        )
        await came_out_of(desk, work, interaction_id, customer_id, Opened(OpenedKind.TICKET, ticket.id))
    return ticket


async def accept(
    desk: Desk,
    work: Work,
    *,
    customer_id: UUID,
    subject: str,
    kind: str,
    channel: str,
    business_line: str | None = None,
    severity: int | None = None,
    department: str | None = None,
    narrative: str | None = None,
    grading: Grading | None = None,
) -> Ticket:
    """The same within a piece of work that does more."""
    if desk.viewer.role in BY_DEPARTMENT and department is None:
        department = desk.viewer.department
    if desk.viewer.role is Role.CUSTOMER and customer_id != desk.viewer.customer_id:
        raise NotFound("there is no such customer", field=["customerId"])
    if desk.viewer.role is Role.INTEGRATION and department not in desk.viewer.departments:
        raise Forbidden("an integration opens tickets for the departments of its grant only", field=["department"])
    await work.references.need(Family.CHANNEL, channel, field="channel")
    if desk.viewer.role is Role.ACCOUNT_MANAGER:
        await work.customers.get(customer_id)  # others take in any caller; a manager's tickets are their customers'
    if department is None:
        rule = await work.intake_rule()
        department = rule.department_for(kind=kind, business_line=business_line)
    await work.references.need(Family.DEPARTMENT, department, field="department")
    level = await _propose(
        work, customer_id, kind=kind, business_line=business_line, severity=severity, grading=grading
    )
    at = desk.now()
    ticket = Ticket.open(
        id=desk.new_id(),
        number=await work.next_number(Ticket.SERIES, at),
        customer_id=customer_id,
        subject=subject,
        channel=channel,
        kind=kind,
        business_line=business_line,
        severity=severity,
        department=department,
        narrative=narrative,
        level=level,
        at=at,
        by=desk.viewer.author,
    )
    work.tickets.add(ticket)
    return ticket


async def classify_ticket(
    desk: Desk,
    ticket_id: UUID,
    *,
    kind: str | None = None,
    business_line: str | None = None,
    severity: int | None = None,
    level: int | None = None,
    grading: Grading | None = None,
    why: str | None = None,
    terms: Terms = NO_TERMS,
) -> Ticket:
    """What is not given stays as it is; the level follows the rule unless one is given with a reason."""
    async with desk.work(terms) as work:
        ticket = await work.tickets.get(ticket_id)
        kind = kind or ticket.kind
        business_line = business_line or ticket.business_line
        severity = ticket.severity if severity is None else severity
        proposed = await _propose(
            work, ticket.customer_id, kind=kind, business_line=business_line, severity=severity, grading=grading
        )
        ticket.classify(
            kind=kind,
            business_line=business_line,
            severity=severity,
            proposed=proposed,
            level=level,
            why=why,
            at=desk.now(),
        )
        work.tickets.save(ticket)
    return ticket


async def assign_ticket(
    desk: Desk,
    ticket_id: UUID,
    *,
    department: str | None = None,
    assignee_id: UUID | None = None,
    why: str | None = None,
    terms: Terms = NO_TERMS,
) -> Ticket:
    """To a department, a person, or both; without a department it stays where it is."""
    async with desk.work(terms) as work:
        ticket = await work.tickets.get(ticket_id)
        await work.references.need(Family.DEPARTMENT, department, field="department")
        await work.agents.need(assignee_id, field="assigneeId")
        ticket.assign(department=department or ticket.department, assignee_id=assignee_id, at=desk.now(), why=why)
        work.tickets.save(ticket)
    return ticket


async def respond_ticket(desk: Desk, ticket_id: UUID, message: Message, *, terms: Terms = NO_TERMS) -> Ticket:
    """Write or say something to the customer."""
    return await _exchange(desk, ticket_id, message, terms, Ticket.respond)


async def receive_message(desk: Desk, ticket_id: UUID, message: Message, *, terms: Terms = NO_TERMS) -> Ticket:
    """The customer wrote or called."""
    return await _exchange(desk, ticket_id, message, terms, Ticket.receive_message)


async def customer_replied(desk: Desk, ticket_id: UUID, message: Message, *, terms: Terms = NO_TERMS) -> Ticket:
    """The answer that was awaited."""
    return await _exchange(desk, ticket_id, message, terms, Ticket.customer_replied)


async def record_delivery(
    desk: Desk, ticket_id: UUID, *, message_id: UUID, delivery: Delivery, terms: Terms = NO_TERMS
) -> Ticket:
    """What the channel says of a message of ours."""
    async with desk.work(terms) as work:
        ticket = await work.tickets.get(ticket_id, message_id=message_id)
        ticket.record_delivery(message_id, delivery, at=desk.now())
        work.tickets.save(ticket)
    return ticket


async def start_ticket(desk: Desk, ticket_id: UUID, *, terms: Terms = NO_TERMS) -> Ticket:
    """Begin handling."""
    return await _on(desk, ticket_id, terms, lambda ticket, at: ticket.start(at=at))


async def record_analysis(desk: Desk, ticket_id: UUID, *, text: str, terms: Terms = NO_TERMS) -> Ticket:
    """The initial analysis."""
    return await _on(desk, ticket_id, terms, lambda ticket, at: ticket.record_analysis(text, at=at))


async def record_plan(
    desk: Desk, ticket_id: UUID, *, text: str, expected_completion: datetime | None = None, terms: Terms = NO_TERMS
) -> Ticket:
    """The handling plan."""
    return await _on(
        desk,
        ticket_id,
        terms,
        lambda ticket, at: ticket.record_plan(text, at=at, expected_completion=expected_completion),
    )


async def report_progress(
    desk: Desk, ticket_id: UUID, *, text: str, expected_completion: datetime | None = None, terms: Terms = NO_TERMS
) -> Ticket:
    """Where it stands."""
    return await _on(
        desk,
        ticket_id,
        terms,
        lambda ticket, at: ticket.report_progress(text, at=at, expected_completion=expected_completion),
    )


async def await_customer(desk: Desk, ticket_id: UUID, *, terms: Terms = NO_TERMS) -> Ticket:
    """Their turn."""
    return await _on(desk, ticket_id, terms, lambda ticket, at: ticket.await_customer(at=at))


async def await_third_party(desk: Desk, ticket_id: UUID, *, terms: Terms = NO_TERMS) -> Ticket:
    """Somebody else's turn."""
    return await _on(desk, ticket_id, terms, lambda ticket, at: ticket.await_third_party(at=at))


async def resume_ticket(desk: Desk, ticket_id: UUID, *, terms: Terms = NO_TERMS) -> Ticket:
    """Our turn again."""
    return await _on(desk, ticket_id, terms, lambda ticket, at: ticket.resume(at=at))


async def resolve_ticket(
    desk: Desk, ticket_id: UUID, *, result: str, cause: str, action: str, terms: Terms = NO_TERMS
) -> Ticket:
    """The result is given; the resolver is who says so, or else the assignee."""
    return await _on(
        desk,
        ticket_id,
        terms,
        lambda ticket, at: ticket.resolve(
            result=result, cause=cause, action=action, by=desk.viewer.agent_id or ticket.assignee_id, at=at
        ),
    )


async def give_feedback(desk: Desk, ticket_id: UUID, *, text: str, terms: Terms = NO_TERMS) -> Ticket:
    """The customer's own feedback on the problem."""
    return await _on(desk, ticket_id, terms, lambda ticket, at: ticket.give_feedback(text, at=at))


async def confirm_feedback(desk: Desk, ticket_id: UUID, *, terms: Terms = NO_TERMS) -> Ticket:
    """We have it."""
    return await _on(desk, ticket_id, terms, lambda ticket, at: ticket.confirm_feedback(at=at))


async def answer_feedback(desk: Desk, ticket_id: UUID, *, text: str, terms: Terms = NO_TERMS) -> Ticket:
    """What came of it."""
    return await _on(desk, ticket_id, terms, lambda ticket, at: ticket.answer_feedback(text, at=at))


async def rate_ticket(
    desk: Desk, ticket_id: UUID, *, score: int, comment: str | None = None, terms: Terms = NO_TERMS
) -> Ticket:
    """The customer's rating of this cycle."""
    return await _on(desk, ticket_id, terms, lambda ticket, at: ticket.rate(score, at=at, comment=comment))


async def review_ticket(
    desk: Desk, ticket_id: UUID, *, satisfied: bool, comment: str | None = None, terms: Terms = NO_TERMS
) -> Ticket:
    """The account manager's review."""
    return await _on(
        desk, ticket_id, terms, lambda ticket, at: ticket.review(satisfied=satisfied, at=at, comment=comment)
    )


async def archive_ticket(desk: Desk, ticket_id: UUID, *, terms: Terms = NO_TERMS) -> Ticket:
    """To the customer's file."""
    return await _on(desk, ticket_id, terms, lambda ticket, at: ticket.archive(at=at))


async def reopen_ticket(desk: Desk, ticket_id: UUID, *, why: str | None, terms: Terms = NO_TERMS) -> Ticket:
    """The next cycle."""
    return await _on(desk, ticket_id, terms, lambda ticket, at: ticket.reopen(why=why, at=at))


async def withdraw_ticket(desk: Desk, ticket_id: UUID, *, why: str | None, terms: Terms = NO_TERMS) -> Ticket:
    """Taken back."""
    return await _on(desk, ticket_id, terms, lambda ticket, at: ticket.withdraw(why=why, at=at))


async def add_note(
    desk: Desk, ticket_id: UUID, *, text: str, visibility: Visibility, terms: Terms = NO_TERMS
) -> Ticket:
    """A note on the ticket."""
    note_id = desk.new_id()
    return await _on(
        desk, ticket_id, terms, lambda ticket, at: ticket.add_note(note_id, text, visibility=visibility, at=at)
    )


async def repin_ticket(
    desk: Desk, ticket_id: UUID, *, commitments: Iterable[str], why: str | None, terms: Terms = NO_TERMS
) -> Ticket:
    """Its running clocks move to the rules in force, whoever sees the ticket."""
    async with desk.work(terms) as work:
        ticket = await work.tickets.any(ticket_id)
        ticket.repin_promises(commitments, why=why, at=desk.now())
        work.tickets.save(ticket)
    return ticket


async def link_ticket(
    desk: Desk, ticket_id: UUID, *, kind: LinkKind, other_id: UUID, terms: Terms = NO_TERMS
) -> Ticket:
    """To another ticket in the asker's scope."""
    async with desk.work(terms) as work:
        ticket = await work.tickets.get(ticket_id)
        try:
            other = await work.tickets.get(other_id)
        except NotFound as missing:
            raise NotFound("there is no such ticket to link to", field=["otherId"]) from missing
        ticket.link(kind, other.id, at=desk.now())
        work.tickets.save(ticket)
    return ticket


async def join_department(
    desk: Desk, ticket_id: UUID, *, department: str, task: str, terms: Terms = NO_TERMS
) -> Ticket:
    """Another department takes part."""
    async with desk.work(terms) as work:
        ticket = await work.tickets.get(ticket_id)
        await work.references.need(Family.DEPARTMENT, department, field="department")
        ticket.join_department(department, task=task, at=desk.now())
        work.tickets.save(ticket)
    return ticket


async def finish_part(desk: Desk, ticket_id: UUID, *, department: str, outcome: str, terms: Terms = NO_TERMS) -> Ticket:
    """A department has done its part."""
    return await _on(desk, ticket_id, terms, lambda ticket, at: ticket.finish_part(department, outcome=outcome, at=at))


async def _on(desk: Desk, ticket_id: UUID, terms: Terms, verb: Callable[[Ticket, datetime], None]) -> Ticket:
    async with desk.work(terms) as work:
        ticket = await work.tickets.get(ticket_id)
        verb(ticket, desk.now())
        work.tickets.save(ticket)
    return ticket


async def _exchange(desk: Desk, ticket_id: UUID, message: Message, terms: Terms, verb: Callable[..., None]) -> Ticket:
    async with desk.work(terms) as work:
        ticket = await work.tickets.get(ticket_id)
        await work.references.need(Family.CHANNEL, message.channel, field="channel")
        verb(ticket, message, at=desk.now())
        for attachment, content in zip(message.attachments, message.contents, strict=True):
            work.keep(attachment.id, ticket.customer_id, content)
        work.tickets.save(ticket)
    return ticket


async def _propose(
    work: Work,
    customer_id: UUID,
    *,
    kind: str,
    business_line: str | None,
    severity: int | None,
    grading: Grading | None,
) -> Level:
    known_kind = await work.references.need(Family.KIND, kind, field="kind")
    await work.references.need(Family.BUSINESS_LINE, business_line, field="businessLine")
    customer = await work.customers.any(customer_id)
    rule = await work.level_rule()
    complaint = known_kind is not None and known_kind.complaint
    return rule.propose(
        customer_type=customer.type,
        tier=customer.tier,
        business_line=business_line,
        severity=severity,
        grading=grading if complaint else None,
    )
