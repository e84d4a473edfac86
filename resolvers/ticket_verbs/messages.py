"""What passes between us and the customer."""

import strawberry

from domain.ticket import commands
from domain.ticket.access import DELIVERY_REPORTERS, MAY
from domain.ticket.lifecycle import Action
from resolvers.asking import on_ticket
from resolvers.attached import message_of
from schema.context import Info
from schema.ids import row_id
from schema.rights import mutation
from schema.terms import Asked
from schema.ticket_verbs import messages as verbs


@strawberry.type
class MessageMutation:
    """In both directions."""

    @mutation("Write or say something to the customer (响应; source: P5.2-b).", callers=MAY[Action.RESPOND])
    async def respond_ticket(self, info: Info, input: Asked[verbs.RespondTicketInput]) -> verbs.RespondTicketPayload:
        return await on_ticket(
            info,
            input,
            verbs.RespondTicketPayload,
            lambda desk, ticket, *, terms: commands.respond_ticket(desk, ticket, message_of(desk, input), terms=terms),
        )

    @mutation(
        "Record what the customer wrote or said; a customer writes it themselves (收到来信).",
        callers=MAY[Action.RECEIVE_MESSAGE],
    )
    async def receive_message(self, info: Info, input: Asked[verbs.ReceiveMessageInput]) -> verbs.ReceiveMessagePayload:
        return await on_ticket(
            info,
            input,
            verbs.ReceiveMessagePayload,
            lambda desk, ticket, *, terms: commands.receive_message(desk, ticket, message_of(desk, input), terms=terms),
        )

    @mutation(
        "Record the answer that was awaited; it is our turn again (客户已回复).", callers=MAY[Action.CUSTOMER_REPLIED]
    )
    async def customer_replied(
        self, info: Info, input: Asked[verbs.CustomerRepliedInput]
    ) -> verbs.CustomerRepliedPayload:
        return await on_ticket(
            info,
            input,
            verbs.CustomerRepliedPayload,
            lambda desk, ticket, *, terms: commands.customer_replied(
                desk, ticket, message_of(desk, input), terms=terms
            ),
        )

    @mutation("Record how far a message of ours came (送达状态).", callers=DELIVERY_REPORTERS)
    async def record_delivery(self, info: Info, input: Asked[verbs.RecordDeliveryInput]) -> verbs.RecordDeliveryPayload:
        return await on_ticket(
            info,
            input,
            verbs.RecordDeliveryPayload,
            lambda desk, ticket, *, terms: commands.record_delivery(
                desk,
                ticket,
                message_id=row_id("Message", input.message_id, field="messageId"),
                delivery=input.delivery,
                terms=terms,
            ),
        )
