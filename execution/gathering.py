"""Reads that arrive while others of their kind are under way are done together, by one read when those are back.

Nobody gets what was read before they asked: a read that has begun is never joined, only the next one is.
"""

import asyncio
from collections.abc import Awaitable, Callable, Hashable, Mapping
from contextvars import copy_context
from typing import Any

Read = Callable[[list[Any]], Awaitable[Mapping[Any, Any]]]
Found = Mapping[Any, Any]

MOST_KEYS = 500
"""Keys of one read; those beyond it wait for the one after."""


class Gathering:
    """Shared by all who may be read for together: of each kind, one read is under way at a time."""

    def __init__(self, *, most_keys: int = MOST_KEYS) -> None:
        self._most_keys = most_keys
        self._waiting: dict[Hashable, list[_Joined]] = {}
        """Who waits for the next read, by the kind of the one that is under way."""

    async def read(self, kind: Hashable, keys: list[Any], read: Read) -> Found:
        """The values of these keys and perhaps of others; any `read` of the same kind stands for all of them.

        What the read raises is raised to all whose keys were in it. Nothing is left running for those who left.
        """
        waiting = self._waiting.get(kind)
        if waiting is not None:
            return await self._together(waiting, _Joined(keys, read))
        self._waiting[kind] = []
        try:
            return await read(keys)
        finally:
            self._over(kind)

    @staticmethod
    async def _together(waiting: "list[_Joined]", joined: "_Joined") -> Found:
        waiting.append(joined)
        try:
            return await joined.told
        except asyncio.CancelledError:
            if joined in waiting:
                waiting.remove(joined)
            elif joined.reading is not None:
                joined.reading.left()
            raise

    def _over(self, kind: Hashable) -> None:
        waiting = self._waiting[kind]
        if waiting:
            reading = _Reading(self._next(waiting))
            reading.task.add_done_callback(lambda _: self._over(kind))
        else:
            del self._waiting[kind]

    def _next(self, waiting: "list[_Joined]") -> "list[_Joined]":
        """Take those who go together, at least one of them."""
        size, count = 0, 0
        for each in waiting:
            size += len(each.keys)
            if count and size > self._most_keys:
                break
            count += 1
        taken = waiting[:count]
        del waiting[:count]
        return taken


class _Joined:
    """Somebody who waits for the values of some keys."""

    __slots__ = ("context", "keys", "read", "reading", "told")

    def __init__(self, keys: list[Any], read: Read) -> None:
        self.keys = keys
        self.read = read
        self.context = copy_context()
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
        # In the context of one who waits for it: what is logged or traced in it is not laid to whoever was before.
        self.task = asyncio.create_task(_of(joined[0], keys), context=joined[0].context)
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


async def _of(joined: _Joined, keys: list[Any]) -> Found:
    return await joined.read(keys)
