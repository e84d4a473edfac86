"""A way to reach a customer; the value is personal."""

import re
from dataclasses import dataclass
from enum import StrEnum
from typing import Self
from unicodedata import normalize
from uuid import UUID

from domain.shared.errors import Invalid

_EMAIL = re.compile(r"[^\s@]+@[^\s@.]+(\.[^\s@.]+)+")
_PHONE = re.compile(r"\+?[0-9]{5,20}")


class ContactKind(StrEnum):
    """What the value is, and so how it is checked."""

    MOBILE = "MOBILE"
    PHONE = "PHONE"
    EMAIL = "EMAIL"
    WECHAT = "WECHAT"
    ADDRESS = "ADDRESS"


@dataclass(frozen=True, slots=True)
class ContactPoint:
    """`channel` is the code of the channel that it serves."""

    id: UUID
    kind: ContactKind
    value: str
    channel: str

    @classmethod
    def of(cls, id: UUID, kind: ContactKind, value: str, channel: str) -> Self:  # noqa: A002
        """Checked and normalised; the message never repeats the value."""
        text = value.strip()
        if not text.isprintable():
            raise Invalid("a contact point is one line of printable characters", field=["value"])
        if kind in {ContactKind.MOBILE, ContactKind.PHONE}:
            text = re.sub(r"[\s().-]", "", normalize("NFKC", text))
            if not _PHONE.fullmatch(text):
                raise Invalid("a phone number is 5 to 20 digits, with + and country code if abroad", field=["value"])
        elif kind is ContactKind.EMAIL:
            text = normalize("NFKC", text).lower()
            if len(text) > 254 or not _EMAIL.fullmatch(text):  # noqa: PLR2004
                raise Invalid("an e-mail address looks like name@example.com", field=["value"])
        elif not 1 <= len(text) <= 200:  # noqa: PLR2004
            raise Invalid("a contact point has 1 to 200 characters", field=["value"])
        return cls(id, kind, text, channel)

    def same_as(self, other: "ContactPoint") -> bool:
        """Reaches the same place on the same channel."""
        return (self.kind, self.value, self.channel) == (other.kind, other.value, other.channel)
