"""Every verb of a ticket as a mutation."""

import strawberry

from resolvers.ticket_verbs.closing import ClosingMutation
from resolvers.ticket_verbs.handling import HandlingMutation
from resolvers.ticket_verbs.intake import IntakeMutation
from resolvers.ticket_verbs.messages import MessageMutation
from resolvers.ticket_verbs.together import TogetherMutation


@strawberry.type
class TicketMutation(IntakeMutation, MessageMutation, HandlingMutation, ClosingMutation, TogetherMutation):
    """In the order of the process."""
