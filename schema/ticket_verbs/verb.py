"""What all verbs of a ticket have in common."""

import strawberry

from schema.errors import UserError
from schema.rights import field
from schema.terms import DECLINED, Versioned, needed
from schema.ticket import Ticket


@strawberry.input
class TicketInput(Versioned):
    """Which ticket."""

    ticket_id: strawberry.ID = needed("The ticket (工单).")


@strawberry.type
class TicketPayload:
    """The ticket as it now is, or why nothing was done."""

    ticket: Ticket | None = field(
        "The ticket as it now is (工单); null when the request was declined, or when the ticket has left what the"
        " viewer may see."
    )
    user_errors: list[UserError] = field(DECLINED)
