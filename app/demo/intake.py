"""How a problem comes in: on which channel, and who opens the ticket."""

from app.demo.clients import Client
from app.demo.floor import SELF_SERVICE, Floor
from app.demo.problems import Problem
from domain.ticket import commands
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


async def take_in(floor: Floor, client: Client, problem: Problem) -> Ticket:
    """By the customer where they can, else by somebody of the department it belongs to."""
    channel = floor.dice.choices(list(CHANNELS), list(CHANNELS.values()))[0]
    by_themselves = channel in SELF_SERVICE
    unsure = by_themselves and floor.chance(0.15)  # the customer does not know which kind it is
    department = None if by_themselves and floor.chance(0.1) else floor.staff.department(problem.department)
    return await commands.open_ticket(
        floor.desk(client.viewer if by_themselves else floor.staff.someone(department, floor.dice)),
        customer_id=client.id,
        subject=problem.subject,
        kind="other" if unsure else problem.kind,
        channel=channel,
        business_line=None if unsure else problem.business_line,
        department=department,
        narrative=problem.narrative if floor.chance(0.85) else None,
    )
