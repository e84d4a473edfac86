"""Follows the event log in position order and misses no late commit (docs/decisions/0002)."""

import asyncio
import contextlib
import time
from collections.abc import Awaitable, Callable, Sequence

import structlog

from adapters.database import Database
from adapters.news.bell import Bell
from adapters.news.change import Change
from adapters.news.sight import Fence, Sight, fence, look, newest

Listener = Callable[[Sequence[Change]], Awaitable[None]]

BATCH = 500
GAP_PAUSE, LONGEST_GAP_PAUSE = 0.002, 0.05
REST = 0.05
"""Seconds between two looks while nobody waits for what is new: each look costs about as much as a change."""
FAILURE_PAUSE, LONGEST_FAILURE_PAUSE = 0.1, 5.0

_log = structlog.get_logger(__name__)


class Tailer:
    """One for each process. Everything up to `head` is settled: nothing can appear behind it any more."""

    def __init__(self, database: Database, bell: Bell, *, poll: float = 0.25, batch: int = BATCH) -> None:
        self._database = database
        self._bell = bell
        self._poll = poll
        self._batch = batch
        self._head = 0
        self._fence: Fence | None = None
        self._gap_since: float | None = None
        self._moved = asyncio.Event()
        self._listeners: list[Listener] = []
        self._wanted: list[Callable[[], bool]] = []
        self._waiting = 0
        self._hurried = asyncio.Event()
        self._task: asyncio.Task[None] | None = None

    @property
    def head(self) -> int:
        """The settled position."""
        return self._head

    @property
    def gap_age(self) -> float:
        """For how many seconds a late commit has been waited for."""
        return 0.0 if self._gap_since is None else time.monotonic() - self._gap_since

    def listen(self, listener: Listener, wanted: Callable[[], bool] = lambda: True) -> None:
        """Called with each batch, in order; the head has moved already. While it is not `wanted`, it may wait a bit."""
        self._listeners.append(listener)
        self._wanted.append(wanted)

    async def start(self) -> None:
        """Begin behind what is there now, as soon as it is settled."""
        self._head = await self._settled_beginning()
        self._task = asyncio.create_task(self._follow(), name="tailer")

    async def stop(self) -> None:
        """Follow no more."""
        task, self._task = self._task, None
        if task is not None:
            task.cancel()
            with contextlib.suppress(asyncio.CancelledError):
                await task

    async def wait_past(self, position: int) -> None:
        """Until everything up to this position is settled."""
        self._waiting += 1
        self._hurried.set()
        try:
            while self._head < position:
                await self._moved.wait()
        finally:
            self._waiting -= 1

    async def settled(self, at_least: int = 0, *, within: float = 1.0) -> int:
        """The head; when it lags behind `at_least`, after a moment of patience."""
        with contextlib.suppress(TimeoutError):
            async with asyncio.timeout(within):
                await self.wait_past(at_least)
        return self._head

    async def beyond_the_log(self, position: int) -> bool:
        """No such position was ever given out, as after a restore: another process may be ahead of us, the log not."""
        return position > self._head and position > await newest(self._database)

    async def _settled_beginning(self) -> int:
        beginning = await newest(self._database)
        bound = await fence(self._database, beginning)
        pause = GAP_PAUSE
        while (await look(self._database, beginning, 1)).all_over_below < bound.transaction:
            await asyncio.sleep(pause)
            pause = min(pause * 2, LONGEST_GAP_PAUSE)
        return beginning

    async def _follow(self) -> None:
        gap_pause, failure_pause = GAP_PAUSE, FAILURE_PAUSE
        while True:
            try:
                sight = await look(self._database, self._head, self._batch)
                ready = self._settled_part(sight)
                await self._mind_gap(sight, ready)
            except Exception:  # noqa: BLE001  whatever a driver raises: the feed outlives it and goes on from where it was
                if failure_pause == FAILURE_PAUSE:
                    _log.exception("live updates wait for the database", head=self._head)
                await asyncio.sleep(failure_pause)
                failure_pause = min(failure_pause * 2, LONGEST_FAILURE_PAUSE)
                continue
            failure_pause = FAILURE_PAUSE
            if ready:
                gap_pause = GAP_PAUSE
                await self._deliver(ready)
            elif self._gap_since is not None:
                await asyncio.sleep(gap_pause)
                gap_pause = min(gap_pause * 2, LONGEST_GAP_PAUSE)
            if self._gap_since is None and len(ready) < self._batch:
                await self._bell.wait(self._poll)
            if len(ready) < self._batch:
                await self._rest()

    async def _rest(self) -> None:
        """While nobody waits for what is new."""
        self._hurried.clear()
        if not self._waiting and not any(wanted() for wanted in self._wanted):
            with contextlib.suppress(TimeoutError):
                async with asyncio.timeout(REST):
                    await self._hurried.wait()

    def _settled_part(self, sight: Sight) -> Sequence[Change]:
        through = self._head
        if not self._database.postgres and sight.changes:
            through = sight.changes[-1].position
        elif self._fence is not None and sight.all_over_below >= self._fence.transaction:
            through = self._fence.through
        expected = self._head + 1
        for place, change in enumerate(sight.changes):
            if change.position != expected and change.position > through:
                return sight.changes[:place]
            expected = change.position + 1
        return sight.changes

    async def _mind_gap(self, sight: Sight, ready: Sequence[Change]) -> None:
        if len(ready) == len(sight.changes):
            self._fence = self._gap_since = None
            return
        blocked = sight.changes[len(ready)].position
        if self._fence is None or blocked > self._fence.through:
            self._fence = await fence(self._database, sight.changes[-1].position)
            self._gap_since = time.monotonic()

    async def _deliver(self, changes: Sequence[Change]) -> None:
        self._head = changes[-1].position
        moved, self._moved = self._moved, asyncio.Event()
        moved.set()
        for listener in self._listeners:
            try:
                await listener(changes)
            except Exception:  # noqa: BLE001  one listener's failure is not another's silence
                _log.exception("a listener of the log failed", position=self._head)
