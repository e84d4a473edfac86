"""Reads that arrive while others of their kind are under way are done together, by one read when those are back.

Nobody gets what was read before they asked: a read that has begun is never joined, only the next one is.
"""

import asyncio
from collections.abc import Awaitable, Callable, Hashable, Mapping
from typing import Any

Read = Callable[[list[Any]], Awaitable[Mapping[Any, Any]]]
Found = Mapping[Any, Any]

MOST_KEYS = 500
"""Keys of one read; those beyond it wait for the one after."""


class Gathering:
    """One for a process. `at_once` reads of a kind may be under way side by side before others have to wait."""

    def __init__(self, *, at_once: int = 1, most_keys: int = MOST_KEYS) -> None:
        self._at_once = at_once
        self._most_keys = most_keys
        self._queues: dict[Hashable, _Queue] = {}

    async def read(self, kind: Hashable, keys: list[Any], read: Read) -> Found:
        """The values of these keys and perhaps of others; any `read` of the same kind stands for all of them.

        What the read raises is raised to all whose keys were in it. Nothing is left running for those who left.
        """
        queue = self._queues.get(kind)
        if queue is None:
            queue = self._queues[kind] = _Queue()
        if queue.running >= self._at_once:
            return await self._together(queue, keys, read)
        queue.running += 1
        try:
            return await read(keys)
        finally:
            self._over(kind, queue)

    @staticmethod
    async def _together(queue: "_Queue", keys: list[Any], read: Read) -> Found:
        joined = _Joined(keys, read)
        queue.waiting.append(joined)
        try:
            return await joined.told
        except asyncio.CancelledError:
            if joined in queue.waiting:
                queue.waiting.remove(joined)
            elif joined.reading is not None:
                joined.reading.left()
            raise

    def _over(self, kind: Hashable, queue: "_Queue") -> None:
        queue.running -= 1
        if queue.waiting:
            queue.running += 1
            reading = _Reading(queue.next(self._most_keys))
            reading.task.add_done_callback(lambda _: self._over(kind, queue))
        elif not queue.running:
            del self._queues[kind]


class _Joined:
    """Somebody who waits for the values of some keys."""

    __slots__ = ("keys", "read", "reading", "told")

    def __init__(self, keys: list[Any], read: Read) -> None:
        self.keys = keys
        self.read = read
        self.reading: _Reading | None = None
        self.told: asyncio.Future[Found] = asyncio.get_running_loop().create_future()


class _Reading:
    """One read for several: one who leaves does not stop it, the last one who leaves does."""

    __slots__ = ("_joined", "task")

    def __init__(self, joined: list[_Joined]) -> None:
        self._joined = joined
        for each in joined:
            each.reading = self
        keys = list(dict.fromkeys(key for each in joined for key in each.keys))
        self.task = asyncio.ensure_future(joined[0].read(keys))
        self.task.add_done_callback(self._tell)

    def left(self) -> None:
        """Somebody waits no more."""
        if all(each.told.done() for each in self._joined):
            self.task.cancel()

    def _tell(self, task: "asyncio.Future[Found]") -> None:
        error = None if task.cancelled() else task.exception()
        for each in self._joined:
            if each.told.done():
                continue
            if task.cancelled():
                each.told.cancel()
            elif error is not None:
                each.told.set_exception(error)
            else:
                each.told.set_result(task.result())


class _Queue:
    """Reads of one kind: how many are under way, and who waits for the next."""

    __slots__ = ("running", "waiting")

    def __init__(self) -> None:
        self.running = 0
        self.waiting: list[_Joined] = []

    def next(self, most_keys: int) -> list[_Joined]:
        """Take those who go together, at least one of them."""
        size, count = 0, 0
        for each in self.waiting:
            size += len(each.keys)
            if count and size > most_keys:
                break
            count += 1
        taken = self.waiting[:count]
        del self.waiting[:count]
        return taken
