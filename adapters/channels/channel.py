"""What every channel does: take a parcel, or say in a few words why it could not."""

from dataclasses import dataclass
from typing import Protocol
from uuid import UUID


@dataclass(frozen=True, slots=True)
class Parcel:
    """`body` goes out as it is; `secrets` sign it, the newest first. `url` is None where no address is needed."""

    id: UUID
    kind: str
    body: str
    attempt: int
    url: str | None = None
    secrets: tuple[bytes, ...] = ()


class Undelivered(Exception):  # noqa: N818  as couriers say it
    """Not taken; the message is short and holds neither address nor answer, for both may tell secrets."""


class Channel(Protocol):
    """Ends when the parcel was taken; raises Undelivered else, in bounded time."""

    async def send(self, parcel: Parcel) -> None: ...
