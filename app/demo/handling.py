"""What the house does with a ticket until it is resolved."""

from datetime import timedelta

from app.demo import outcomes, phrases, talk
from app.demo.floor import Floor
from app.demo.problems import BY_SUBJECT
from domain.policy.level import Grading
from domain.ticket import commands
from domain.ticket.message import Delivery
from domain.ticket.ticket import Ticket
from domain.viewer import Role, Viewer

HOME = {
    "account": "account_services",
    "security": "risk_control",
    "trading": "trading_support",
    "product": "wealth_services",
    "system": "technical_support",
    "complaint": "complaints",
}
"""Where a ticket goes that nobody has sent anywhere, by its kind."""


async def classify(floor: Floor, ticket: Ticket) -> Ticket:
    """By the rule; one in eight is overruled, with a reason."""
    overruled = floor.chance(0.12)
    known = BY_SUBJECT.get(ticket.subject)
    kind = known.kind if known else ticket.kind
    scores = [floor.dice.choices(range(1, 6), (2, 3, 3, 2, 1))[0] for _ in range(3)]
    return await commands.classify_ticket(
        await floor.handler(ticket),
        ticket.id,
        kind=kind,
        business_line=known.business_line if known else None,
        severity=ticket.severity or floor.dice.choices(range(1, 6), (3, 8, 31, 31, 27))[0],
        grading=Grading(*scores) if kind == "complaint" else None,
        level=floor.dice.randint(1, 5) if overruled else None,
        why=floor.dice.choice(phrases.OVERRULED) if overruled else None,
    )


async def assign(floor: Floor, ticket: Ticket) -> Ticket:
    """By a supervisor to somebody of the department; what has none yet is sent home first."""
    department = ticket.department or floor.staff.department(HOME.get(ticket.kind, "account_services"))
    others = [each for each in floor.staff.members(department) if each.id != ticket.assignee_id]
    if not others:
        return ticket
    return await commands.assign_ticket(
        await floor.manager(ticket) if ticket.department is None else floor.leader(ticket),
        ticket.id,
        department=department,
        assignee_id=floor.dice.choice(others).id,
        why=floor.dice.choice(phrases.HANDED_OVER) if ticket.assignee_id or ticket.department is None else None,
    )


async def respond(floor: Floor, ticket: Ticket) -> Ticket:
    """A message, and for most of them what the channel says of it; what was said was heard."""
    message = talk.to_customer(floor, ticket)
    handler = await floor.handler(ticket)
    ticket = await commands.respond_ticket(handler, ticket.id, message)
    if message.channel not in talk.WRITTEN:
        reporter, delivery = handler, Delivery.DELIVERED
    elif ticket.department is not None and floor.chance(0.7):
        gateway = Viewer(Role.INTEGRATION, "message-gateway", departments=frozenset({ticket.department}))
        reporter, delivery = floor.desk(gateway), Delivery.DELIVERED if floor.chance(0.96) else Delivery.FAILED
    else:
        return ticket
    return await commands.record_delivery(reporter, ticket.id, message_id=message.id, delivery=delivery)


async def start(floor: Floor, ticket: Ticket) -> Ticket:
    return await commands.start_ticket(await floor.handler(ticket), ticket.id)


async def record_analysis(floor: Floor, ticket: Ticket) -> Ticket:
    text = floor.dice.choice(phrases.ANALYSES)
    return await commands.record_analysis(await floor.handler(ticket), ticket.id, text=text)


async def record_plan(floor: Floor, ticket: Ticket) -> Ticket:
    """With the day by which it should be done."""
    desk = await floor.handler(ticket)
    by = desk.now() + timedelta(hours=floor.dice.randint(4, 60))
    text = floor.dice.choice(phrases.PLANS)
    return await commands.record_plan(desk, ticket.id, text=text, expected_completion=by)


async def report_progress(floor: Floor, ticket: Ticket) -> Ticket:
    text = floor.dice.choice(phrases.PROGRESS)
    return await commands.report_progress(await floor.handler(ticket), ticket.id, text=text)


async def await_customer(floor: Floor, ticket: Ticket) -> Ticket:
    return await commands.await_customer(await floor.handler(ticket), ticket.id)


async def await_third_party(floor: Floor, ticket: Ticket) -> Ticket:
    return await commands.await_third_party(await floor.handler(ticket), ticket.id)


async def resume(floor: Floor, ticket: Ticket) -> Ticket:
    return await commands.resume_ticket(await floor.handler(ticket), ticket.id)


async def resolve(floor: Floor, ticket: Ticket) -> Ticket:
    result, cause, action = floor.dice.choice(outcomes.BY_KIND.get(ticket.kind, outcomes.OTHERWISE))
    handler = await floor.handler(ticket)
    return await commands.resolve_ticket(handler, ticket.id, result=result, cause=cause, action=action)
