"""What passes between us and the customer."""

import strawberry

from domain.shared.scope import READERS
from domain.ticket.message import MEDIA_TYPES, Delivery
from schema.rights import governed
from schema.terms import TEXT, needed, optional
from schema.ticket_verbs.verb import TicketInput, TicketPayload


@strawberry.input(description="A file that comes with a message (附件); kept sealed.")
class AttachmentInput:
    name: str = needed("Its name (文件名): 1 to 255 printable characters.")
    media_type: str = needed(f"Its media type, one of {', '.join(sorted(MEDIA_TYPES))}.")
    content: str = needed("Its bytes in base64 with padding (内容): 1 byte to 1 MiB (1,048,576 bytes).")


@strawberry.input
class MessageInput(TicketInput):
    """What all messages have in common."""

    channel: str = needed("The code of the channel it comes or goes by (渠道).")
    text: str = needed(f"The words (正文): {TEXT}")
    recording: str | None = optional("Where the recording of the call lies (录音): 1 to 200 printable characters.")
    attachments: list[AttachmentInput] | None = optional("The files that come with it, at most 5 (附件).")


@strawberry.input(description="A message to the customer (响应; source: P5.2-b).")
class RespondTicketInput(MessageInput):
    pass


@governed(READERS)
@strawberry.type(description="What came of respondTicket.")
class RespondTicketPayload(TicketPayload):
    pass


@strawberry.input(description="What the customer wrote or said of their own accord (收到来信).")
class ReceiveMessageInput(MessageInput):
    pass


@governed(READERS)
@strawberry.type(description="What came of receiveMessage.")
class ReceiveMessagePayload(TicketPayload):
    pass


@strawberry.input(description="The customer's answer that was awaited (客户已回复).")
class CustomerRepliedInput(MessageInput):
    pass


@governed(READERS)
@strawberry.type(description="What came of customerReplied.")
class CustomerRepliedPayload(TicketPayload):
    pass


@strawberry.input(description="What the channel says of a message of ours (送达状态).")
class RecordDeliveryInput(TicketInput):
    message_id: strawberry.ID = needed("The message (消息).")
    delivery: Delivery = needed("How far it came: SENT, DELIVERED or FAILED.")


@governed(READERS)
@strawberry.type(description="What came of recordDelivery.")
class RecordDeliveryPayload(TicketPayload):
    pass
