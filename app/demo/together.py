"""How people and cases hang together: notes, links, departments that take part."""

from adapters.database import uuid
from app.demo import phrases
from app.demo.floor import Floor
from domain.ticket import commands
from domain.ticket.part import LinkKind, Visibility
from domain.ticket.ticket import Ticket


async def add_note(floor: Floor, ticket: Ticket) -> Ticket:
    """Most are for the house only."""
    inside = floor.chance(0.7)
    text = floor.dice.choice(phrases.NOTES_INSIDE if inside else phrases.NOTES_OPEN)
    visibility = Visibility.INTERNAL if inside else Visibility.PUBLIC
    return await commands.add_note(await floor.handler(ticket), ticket.id, text=text, visibility=visibility)


async def link(floor: Floor, ticket: Ticket) -> Ticket:
    """To an earlier one of the same customer, if there is one; by who looks after them."""
    database = floor.house.database
    sql = database.sql()
    text = (
        f"select id from ticket where customer_id = {sql(ticket.customer_id)} and number < {sql(ticket.number)}"  # noqa: S608  bound
        " order by number desc limit 1"
    )
    row = await database.row(text, sql.values)
    other_id = uuid(row["id"]) if row else None
    if other_id is None:
        return ticket
    kind = floor.dice.choice((LinkKind.FOLLOWS, LinkKind.DUPLICATE_OF, LinkKind.CAUSED_BY))
    return await commands.link_ticket(await floor.manager(ticket), ticket.id, kind=kind, other_id=other_id)


async def join_department(floor: Floor, ticket: Ticket) -> Ticket:
    """Another department takes part."""
    there = {ticket.department, *ticket.parts}
    others = [each for each in phrases.TASKS if floor.staff.department(each) == each and each not in there]
    if not others:
        return ticket
    department = floor.dice.choice(others)
    handler = await floor.handler(ticket)
    return await commands.join_department(handler, ticket.id, department=department, task=phrases.TASKS[department])


async def finish_part(floor: Floor, ticket: Ticket) -> Ticket:
    """By somebody of the department that takes part."""
    running = sorted(each.department for each in ticket.parts.values() if each.finished_at is None)
    if not running:
        return ticket
    department = floor.dice.choice(running)
    desk = floor.desk(floor.staff.someone(department, floor.dice))
    outcome = floor.dice.choice(phrases.OUTCOMES)
    return await commands.finish_part(desk, ticket.id, department=department, outcome=outcome)
