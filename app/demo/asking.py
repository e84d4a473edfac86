"""What customers do with their tickets: themselves where they write, through somebody of ours where they call."""

from app.demo import phrases, talk
from app.demo.floor import SELF_SERVICE, Floor
from domain.ticket import commands
from domain.ticket.ticket import Ticket


async def receive_message(floor: Floor, ticket: Ticket) -> Ticket:
    """The customer writes, or somebody writes down what they said."""
    writer = await (floor.customer(ticket) if ticket.channel in SELF_SERVICE else floor.handler(ticket))
    return await commands.receive_message(writer, ticket.id, talk.from_customer(floor, ticket))


async def customer_replied(floor: Floor, ticket: Ticket) -> Ticket:
    """The answer we waited for."""
    writer = await (floor.customer(ticket) if ticket.channel in SELF_SERVICE else floor.handler(ticket))
    return await commands.customer_replied(writer, ticket.id, talk.answer_of_customer(floor, ticket))


async def give_feedback(floor: Floor, ticket: Ticket) -> Ticket:
    text = floor.dice.choice(phrases.FEEDBACK)
    return await commands.give_feedback(await floor.customer(ticket), ticket.id, text=text)


async def rate(floor: Floor, ticket: Ticket) -> Ticket:
    score = floor.dice.choices(range(1, 6), (3, 4, 10, 33, 50))[0]
    comment = floor.dice.choice(phrases.COMMENTS[score])
    return await commands.rate_ticket(await floor.customer(ticket), ticket.id, score=score, comment=comment)


async def reopen(floor: Floor, ticket: Ticket) -> Ticket:
    """The customer is not done with it."""
    who = await (floor.customer(ticket) if ticket.channel in SELF_SERVICE else floor.manager(ticket))
    return await commands.reopen_ticket(who, ticket.id, why=floor.dice.choice(phrases.REOPENED))


async def withdraw(floor: Floor, ticket: Ticket) -> Ticket:
    who = await (floor.customer(ticket) if ticket.channel in SELF_SERVICE else floor.handler(ticket))
    return await commands.withdraw_ticket(who, ticket.id, why=floor.dice.choice(phrases.WITHDRAWN))
