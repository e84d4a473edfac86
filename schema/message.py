"""Messages, attachments and notes as clients see them; their words are kept sealed under the customer's own key."""

import base64
from datetime import datetime
from typing import Any
from uuid import UUID

import strawberry

from domain.shared.scope import FREE_TEXT_READERS, HOUSE_READERS
from domain.ticket.message import Delivery, Direction
from domain.ticket.part import Visibility
from schema.context import Info, each, reader_of, soon, text_of
from schema.ids import global_id
from schema.paging import Node
from schema.reference import Channel
from schema.rights import field, governed

strawberry.enum(Direction, name="MessageDirection", description="Who spoke (方向).")
strawberry.enum(Delivery, name="MessageDelivery", description="How far a message came (送达状态).")
strawberry.enum(Visibility, name="NoteVisibility", description="Who reads a note (可见范围).")


@governed(FREE_TEXT_READERS)
@strawberry.type(description="A file that came with a message (附件), at most 1 MiB.")
class Attachment(Node):
    """Stored sealed; the hash is of the plain bytes."""

    media_type: str = field("Its media type, such as image/png.")
    size: int = field("Its size in bytes.")
    sha256: str = field("SHA-256 of its bytes, in hex.")
    row: strawberry.Private[UUID]
    place: strawberry.Private[int]
    message: strawberry.Private[Any]
    """The view of the message it came with."""

    @field("Its name; null when it was erased (文件名).")
    def name(self, info: Info) -> str | None:
        words = reader_of(info).words("message", self.message.ticket_id, self.message.version)
        return soon(words.mapped(lambda said: dict(enumerate(said.get("attachment_names", ()))).get(self.place)))

    @field("Its bytes in base64; null when it was erased (内容).", cost=25)
    async def content(self, info: Info) -> str | None:
        content = await reader_of(info).file(self.row, self.message.ticket_id)
        return None if content is None else base64.b64encode(content).decode()

    @classmethod
    def of(cls, view: Any, message: Any) -> "Attachment":  # noqa: ANN401  the reads' views
        """From the read."""
        return cls(
            id=global_id("Attachment", view.id),
            media_type=view.media_type,
            size=view.size,
            sha256=view.sha256,
            row=view.id,
            place=view.position,
            message=message,
        )


@governed(FREE_TEXT_READERS)
@strawberry.type(description="What passed between us and the customer (消息).")
class Message(Node):
    """Inbound and outbound, on any channel."""

    direction: Direction = field("Who spoke.")
    delivery: Delivery = field("How far it came.")
    cycle: int = field("In which cycle of the ticket.")
    at: datetime = field("When it was written or said.")
    author: str = field("Who recorded it: role and reference (记录人).", readers=FREE_TEXT_READERS & HOUSE_READERS)
    recording: str | None = field(
        "Where the recording of the call lies (录音).", readers=FREE_TEXT_READERS & HOUSE_READERS
    )
    view: strawberry.Private[Any]

    @field("The channel it came or went by (渠道).")
    def channel(self, info: Info) -> Channel:
        return reader_of(info).channel(self.view.channel)

    @field("Its words; null when they were erased (正文).")
    def text(self, info: Info) -> str | None:
        return text_of(reader_of(info).words("message", self.view.ticket_id, self.view.version), "text")

    @field("The files that came with it, at most 5 (附件).")
    def attachments(self, info: Info) -> list[Attachment]:
        return each(reader_of(info).attachments(self.view.id), lambda view: Attachment.of(view, self.view))

    @classmethod
    def of(cls, view: Any) -> "Message":  # noqa: ANN401  the reads' view
        """From the read."""
        return cls(
            id=global_id("Message", view.id),
            direction=Direction(view.direction),
            delivery=Delivery(view.delivery),
            cycle=view.cycle,
            at=view.at,
            author=view.author,
            recording=view.recording,
            view=view,
        )


@governed(FREE_TEXT_READERS)
@strawberry.type(description="A note on a ticket (备注); internal ones are shown to the house only.")
class Note(Node):
    """Public ones the customer may read."""

    visibility: Visibility = field("Who reads it.")
    at: datetime = field("When it was written.")
    author: str = field("Who wrote it: role and reference (作者).", readers=FREE_TEXT_READERS & HOUSE_READERS)
    view: strawberry.Private[Any]

    @field("Its words; null when they were erased (正文).")
    def text(self, info: Info) -> str | None:
        return text_of(reader_of(info).words("note", self.view.ticket_id, self.view.version), "text")

    @classmethod
    def of(cls, view: Any) -> "Note":  # noqa: ANN401  the reads' view
        """From the read."""
        return cls(
            id=global_id("Note", view.id),
            visibility=Visibility(view.visibility),
            at=view.at,
            author=view.author,
            view=view,
        )
