"""What the house does with a ticket after it is resolved."""

from app.demo import phrases
from app.demo.floor import Floor
from domain.ticket import commands
from domain.ticket.ticket import Ticket


async def confirm_feedback(floor: Floor, ticket: Ticket) -> Ticket:
    return await commands.confirm_feedback(await floor.handler(ticket), ticket.id)


async def answer_feedback(floor: Floor, ticket: Ticket) -> Ticket:
    text = floor.dice.choice(phrases.FEEDBACK_ANSWERS)
    return await commands.answer_feedback(await floor.handler(ticket), ticket.id, text=text)


async def review(floor: Floor, ticket: Ticket) -> Ticket:
    comment = floor.dice.choice(phrases.CONTENT)
    return await commands.review_ticket(await floor.reviewer(ticket), ticket.id, satisfied=True, comment=comment)


async def send_back(floor: Floor, ticket: Ticket) -> Ticket:
    """A review that is not satisfied: it goes on."""
    comment = floor.dice.choice(phrases.NOT_CONTENT)
    return await commands.review_ticket(await floor.reviewer(ticket), ticket.id, satisfied=False, comment=comment)


async def archive(floor: Floor, ticket: Ticket) -> Ticket:
    return await commands.archive_ticket(await floor.manager(ticket), ticket.id)
