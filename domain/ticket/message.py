"""What passes between us and the customer, and what hangs on it."""

from dataclasses import dataclass
from enum import StrEnum
from uuid import UUID

from domain.shared.errors import Invalid
from domain.shared.text import a_text

ATTACHMENT_BYTES = 1_048_576
ATTACHMENTS = 5
NAME_LENGTH = 255
RECORDING_LENGTH = 500
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
class Message:
    """One message as a command hands it in."""

    id: UUID
    channel: str
    text: str
    recording: str | None = None
    attachments: tuple[Attachment, ...] = ()
    attachment_names: tuple[str, ...] = ()

    def __post_init__(self) -> None:
        a_text(self.text, field="text")
        if self.recording is not None and not _a_line(self.recording, RECORDING_LENGTH):
            raise Invalid(f"a recording is 1 to {RECORDING_LENGTH} printable characters", field=["recording"])
        if not all(_a_line(each, NAME_LENGTH) for each in self.attachment_names):
            raise Invalid(f"a file name is 1 to {NAME_LENGTH} printable characters", field=["attachments"])
        if len(self.attachments) > ATTACHMENTS:
            raise Invalid(
                f"{len(self.attachments)} attachments, at most {ATTACHMENTS} are allowed", field=["attachments"]
            )
        for index, attachment in enumerate(self.attachments):
            field = ["attachments", str(index)]
            if attachment.media_type not in MEDIA_TYPES:
                known = ", ".join(sorted(MEDIA_TYPES))
                raise Invalid(f"media type {attachment.media_type!r} is not taken; taken are {known}", field=field)
            if not 0 < attachment.size <= ATTACHMENT_BYTES:
                raise Invalid(f"{attachment.size} bytes; 1 to {ATTACHMENT_BYTES} are allowed", field=field)


def _a_line(text: str, length: int) -> bool:
    return 1 <= len(text) <= length and text.isprintable()
