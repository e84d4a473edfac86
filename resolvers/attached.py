"""Messages as clients hand them in: base64 becomes bytes, and a file that is none is named by its place."""

import base64
import binascii

from domain.desk import Desk
from domain.shared.errors import Invalid
from domain.ticket.message import ATTACHMENT_BYTES, ATTACHMENTS, File, Message
from resolvers.asking import few, within
from schema.ticket_verbs.messages import AttachmentInput, MessageInput

ENCODED = -(-ATTACHMENT_BYTES // 3) * 4
"""Characters of base64 that the largest file takes."""


def message_of(desk: Desk, input: MessageInput) -> Message:
    """The message with its files, under ids and hashes of our own making."""
    files = [_file(place, each) for place, each in enumerate(few(input.attachments, ATTACHMENTS, "attachments"))]
    return Message.carrying(
        files, new_id=desk.new_id, channel=input.channel, text=input.text, recording=input.recording
    )


def _file(place: int, given: AttachmentInput) -> File:
    with within("attachments", place):
        return File(given.name, given.media_type, _bytes(given.content))


def _bytes(content: str) -> bytes:
    if len(content) > ENCODED:
        raise Invalid(f"the file has more than {ATTACHMENT_BYTES} bytes, which is the most", field=["content"])
    try:
        return base64.b64decode(content, validate=True)
    except (binascii.Error, ValueError) as error:
        raise Invalid("content is not base64 with padding (RFC 4648, section 4)", field=["content"]) from error
