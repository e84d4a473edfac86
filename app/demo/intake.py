"""How a problem comes in: on which channel, and who opens the ticket."""

from datetime import timedelta
from random import Random
from uuid import UUID

from adapters.storage.work import SqlDesk
from app.demo.clients import Client
from app.demo.floor import SELF_SERVICE, Floor
from app.demo.problems import Problem
from domain.interaction.commands import record_interaction
from domain.interaction.interaction import Account, InteractionKind, InteractionOutcome
from domain.ticket import commands
from domain.ticket.message import Direction
from domain.ticket.ticket import Ticket

CHANNELS = {
    # Shares of a hundred (source: P4.1-a has the phone in front).
    "phone": 40,
    "app": 22,
    "online_chat": 12,
    "mini_program": 8,
    "official_account": 6,
    "website": 4,
    "email": 4,
    "branch": 2,
    "service_centre": 1,
    "visit": 1,
}


CONTACTS = {
    "phone": InteractionKind.CALL,
    "online_chat": InteractionKind.CHAT,
    "email": InteractionKind.EMAIL,
    "visit": InteractionKind.VISIT,
    "branch": InteractionKind.VISIT,
    "service_centre": InteractionKind.VISIT,
}
"""What each channel is, where somebody of the house is at the other end."""


ONE_TAP = 0.15
"""The share of calls that began with a tap in the app."""


async def take_in(floor: Floor, client: Client, problem: Problem) -> Ticket:
    """By the customer where they can, else by somebody of the department it belongs to."""
    channel = floor.dice.choices(list(CHANNELS), list(CHANNELS.values()))[0]
    by_themselves = channel in SELF_SERVICE
    unsure = by_themselves and floor.chance(0.15)  # the customer does not know which kind it is
    department = None if by_themselves and floor.chance(0.1) else floor.staff.department(problem.department)
    desk = floor.desk(client.viewer if by_themselves else floor.staff.someone(department, floor.dice))
    contact = None if by_themselves else await _contact(desk, client, problem, channel)
    return await commands.open_ticket(
        desk,
        customer_id=client.id,
        subject=problem.subject,
        kind="other" if unsure else problem.kind,
        channel=channel,
        business_line=None if unsure else problem.business_line,
        department=department,
        narrative=problem.narrative if floor.chance(0.85) else None,
        interaction_id=contact,
    )


async def _contact(desk: SqlDesk, client: Client, problem: Problem, channel: str) -> UUID | None:
    """The call, visit or chat in which they told, once it is over."""
    if channel not in CONTACTS:
        return None
    # Dice of their own: what is told of tickets does not hang on whether contacts are told of.
    dice = Random(f"{client.reference} {problem.subject}")  # noqa: S311  dice, not secrets
    length = timedelta(seconds=int(dice.lognormvariate(5.3, 0.6)))
    one_tap = channel == "phone" and dice.random() < ONE_TAP
    kind = InteractionKind.ONE_TAP_CONSULTATION if one_tap else CONTACTS[channel]
    account = Account(
        kind, channel, Direction.INBOUND, InteractionOutcome.FOLLOW_UP, began_at=desk.now() - length, length=length
    )
    interaction = await record_interaction(desk, customer_id=client.id, account=account, summary=problem.subject)
    return interaction.id
