"""A subscriber's bounded queue; one that overruns is dropped, and its owner goes on from the log."""

import asyncio
from collections import deque

from adapters.news.frames import Delta, Removed

QUEUE = 1000


class Subscriber:
    """Written to by the feeds, read by one stream."""

    def __init__(self, limit: int = QUEUE) -> None:
        self._limit = limit
        self._frames: deque[Delta | Removed] = deque()
        self._wake: asyncio.Future[None] | None = None
        self.missed = False
        self.nudged = False
        self.sent_at = 0.0

    def put(self, frame: Delta | Removed) -> None:
        """Queue it, or note that it was missed."""
        if self.missed:
            return
        if len(self._frames) >= self._limit:
            self.miss()
            return
        self._frames.append(frame)
        self.wake()

    def miss(self) -> None:
        """From here on the log has to tell."""
        self._frames.clear()
        self.missed = True
        self.wake()

    def begin_again(self) -> None:
        """Take part again; what is missed so far is read from the log."""
        self._frames.clear()
        self.missed = False

    def nudge(self) -> None:
        """A sign of life is due."""
        self.nudged = True
        self.wake()

    def sent(self, at: float) -> None:
        """A frame is on its way; no sign of life is due."""
        self.sent_at = at
        self.nudged = False

    def wake(self) -> None:
        """Whoever waits looks again."""
        if self._wake is not None and not self._wake.done():
            self._wake.set_result(None)

    def take(self) -> Delta | Removed | None:
        """The next frame, if there is one."""
        return self._frames.popleft() if self._frames else None

    async def wait(self) -> None:
        """Until it is woken."""
        self._wake = asyncio.get_running_loop().create_future()
        try:
            await self._wake
        finally:
            self._wake = None
