"""What passes between us and the customer, and what hangs on it."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from hashlib import sha256
from typing import Self
from uuid import UUID

from domain.shared.errors import Invalid
from domain.shared.text import a_text

ATTACHMENT_BYTES = 1_048_576
ATTACHMENTS = 5
NAME_LENGTH = 255
RECORDING_LENGTH = 200
MEDIA_TYPES = frozenset(
    {
        "application/pdf",
        "audio/mpeg",
        "audio/ogg",
        "audio/wav",
        "image/gif",
        "image/jpeg",
        "image/png",
        "image/webp",
        "text/csv",
        "text/plain",
    }
)


class Direction(StrEnum):
    """Who spoke: INBOUND the customer, OUTBOUND us."""

    INBOUND = "INBOUND"
    OUTBOUND = "OUTBOUND"


class Delivery(StrEnum):
    """How far an outbound message came; an inbound one is RECEIVED."""

    RECEIVED = "RECEIVED"
    QUEUED = "QUEUED"
    SENT = "SENT"
    DELIVERED = "DELIVERED"
    FAILED = "FAILED"


DELIVERY_LEADS_TO = {
    Delivery.QUEUED: frozenset({Delivery.SENT, Delivery.DELIVERED, Delivery.FAILED}),
    Delivery.SENT: frozenset({Delivery.DELIVERED, Delivery.FAILED}),
    Delivery.FAILED: frozenset({Delivery.SENT, Delivery.DELIVERED}),
}


@dataclass(frozen=True, slots=True)
class Attachment:
    """A stored file by its hash (SHA-256, hex) and size in bytes; its name is personal and kept apart."""

    id: UUID
    media_type: str
    size: int
    sha256: str


@dataclass(frozen=True, slots=True)
class File:
    """What somebody hands in with a message."""

    name: str
    media_type: str
    content: bytes = field(repr=False)


@dataclass(frozen=True, slots=True)
class Message:
    """One message as a command hands it in; `contents` are the bytes of its attachments, in their order."""

    id: UUID
    channel: str
    text: str
    recording: str | None = None
    attachments: tuple[Attachment, ...] = ()
    attachment_names: tuple[str, ...] = ()
    contents: tuple[bytes, ...] = field(default=(), repr=False)

    def __post_init__(self) -> None:
        a_text(self.text, field="text")
        if self.recording is not None and not _a_line(self.recording, RECORDING_LENGTH):
            raise Invalid(f"a recording is 1 to {RECORDING_LENGTH} printable characters", field=["recording"])
        _at_most(ATTACHMENTS, len(self.attachments))
        for index, name in enumerate(self.attachment_names):
            if not _a_line(name, NAME_LENGTH):
                message = f"a file name is 1 to {NAME_LENGTH} printable characters"
                raise Invalid(message, field=["attachments", str(index), "name"])
        for index, attachment in enumerate(self.attachments):
            _check(attachment, ["attachments", str(index)])

    @classmethod
    def carrying(
        cls, files: Sequence[File], *, new_id: Callable[[], UUID], channel: str, text: str, recording: str | None = None
    ) -> Self:
        """A message with these files, each under an id and a hash of our own making."""
        _at_most(ATTACHMENTS, len(files))
        return cls(
            id=new_id(),
            channel=channel,
            text=text,
            recording=recording,
            attachments=tuple(
                Attachment(new_id(), each.media_type, len(each.content), sha256(each.content).hexdigest())
                for each in files
            ),
            attachment_names=tuple(each.name for each in files),
            contents=tuple(each.content for each in files),
        )


def _at_most(most: int, attachments: int) -> None:
    """Invalid when there are more of them."""
    if attachments > most:
        raise Invalid(f"{attachments} attachments, at most {most} are allowed", field=["attachments"])


def _check(attachment: Attachment, place: list[str]) -> None:
    if attachment.media_type not in MEDIA_TYPES:
        known = ", ".join(sorted(MEDIA_TYPES))
        shown = attachment.media_type[:60]
        raise Invalid(f"media type {shown!r} is not taken; taken are {known}", field=[*place, "mediaType"])
    if not 0 < attachment.size <= ATTACHMENT_BYTES:
        raise Invalid(f"{attachment.size} bytes; 1 to {ATTACHMENT_BYTES} are allowed", field=[*place, "content"])


def _a_line(text: str, length: int) -> bool:
    return 1 <= len(text) <= length and text.isprintable()
