"""All open WebSocket connections of this process, so that it can take leave of them before it stops."""

import asyncio
from typing import Protocol


class Leavable(Protocol):
    async def leave(self, within_seconds: float) -> None: ...


class Sockets:
    def __init__(self) -> None:
        self._open: set[Leavable] = set()
        self.draining = False
        """From then on connections are closed and operations refused."""

    def __len__(self) -> int:
        return len(self._open)

    def add(self, connection: Leavable) -> None:
        self._open.add(connection)

    def remove(self, connection: Leavable) -> None:
        self._open.discard(connection)

    async def drain(self, within_seconds: float = 10) -> None:
        """Wait for the running operations to end by themselves, then close every connection with 1001.

        What still runs when the time is over is cancelled. Call it before the server closes the connections itself.
        """
        self.draining = True
        await asyncio.gather(*(connection.leave(within_seconds) for connection in self._open))
