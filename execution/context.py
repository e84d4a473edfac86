"""What execution needs to know of the one who asks."""

from collections.abc import Awaitable, Callable, Hashable
from enum import StrEnum
from typing import Any, Protocol, Self

from starlette.requests import HTTPConnection

from execution.basis import Basis


class Ending(StrEnum):
    """Why somebody is no longer believed."""

    EXPIRED = "token expired"
    WITHDRAWN = "token withdrawn"


class Context(Protocol):
    """Handed to every resolver as `info.context`; what else it holds is the caller's business."""

    @property
    def rights_key(self) -> Hashable:
        """Equal for two visitors exactly if they may see the same."""

    @property
    def asker_key(self) -> Hashable | None:
        """Equal for two visitors to whom every query comes to the same, whoever runs it; None for nobody else."""

    @property
    def basis(self) -> Basis | None:
        """What the answers that were given so far rest on; None when that cannot be told."""

    @property
    def request_id(self) -> str: ...

    async def ended(self) -> Ending:
        """Return when the token ends or is withdrawn, never without one; sockets and streams end with it."""
        ...

    def fresh(self) -> Self:
        """The same visitor with loaders of its own: one is made for each operation and for each event of a feed."""


ContextFor = Callable[[HTTPConnection, str | None], Awaitable[Any]]
"""Makes the context from the connection and the value of `Authorization`, if any; a bad one raises `Unauthorized`."""
