"""Reads that arrive while others of their kind are under way are done together, by one read when those are back.

Nobody gets what was read before they asked: a read that has begun is never joined, only the next one is.
"""

import asyncio
from collections.abc import Awaitable, Callable, Hashable, Mapping
from contextvars import Context, copy_context
from functools import partial
from typing import Any

Read = Callable[[list[Any]], Awaitable[Mapping[Any, Any]]]
Found = Mapping[Any, Any]
Told = Callable[[Found | None, BaseException | None], None]
"""Hears what was found, or why nothing was."""
Leave = Callable[[], None]
"""Called by one who waits no more."""

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
            return await self._together(waiting, keys, read)
        self._waiting[kind] = []
        try:
            return await read(keys)
        finally:
            self._over(kind)

    def ask(self, kind: Hashable, keys: list[Any], read: Read, told: Told) -> Leave:
        """The same for one who has no task that could wait: is told later, in the context of this call.

        All who ask in one turn of the loop are read for together.
        """
        joined = _Joined(keys, read, told)
        waiting = self._waiting.get(kind)
        if waiting is None:
            waiting = self._waiting[kind] = []
            _Reading(partial(self._next, waiting), partial(self._over, kind), joined.context)
        waiting.append(joined)
        return partial(_leave, waiting, joined)

    @staticmethod
    async def _together(waiting: "list[_Joined]", keys: list[Any], read: Read) -> Found:
        future: asyncio.Future[Found] = asyncio.get_running_loop().create_future()
        joined = _Joined(keys, read, partial(_settle, future))
        waiting.append(joined)
        try:
            return await future
        except asyncio.CancelledError:
            _leave(waiting, joined)
            raise

    def _over(self, kind: Hashable) -> None:
        waiting = self._waiting[kind]
        if waiting:
            _Reading(partial(self._next, waiting), partial(self._over, kind), waiting[0].context)
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
    """Somebody who waits for the values of some keys; `told` is None once they have been told, or have left."""

    __slots__ = ("context", "keys", "read", "reading", "told")

    def __init__(self, keys: list[Any], read: Read, told: Told) -> None:
        self.keys = keys
        self.read = read
        self.told: Told | None = told
        self.context = copy_context()
        self.reading: _Reading | None = None


def _leave(waiting: list[_Joined], joined: _Joined) -> None:
    joined.told = None
    if joined.reading is not None:
        joined.reading.left()
    elif joined in waiting:
        waiting.remove(joined)


def _settle(future: "asyncio.Future[Found]", found: Found | None, error: BaseException | None) -> None:
    if future.done():
        return
    if found is not None:
        future.set_result(found)
    elif error is None or isinstance(error, asyncio.CancelledError):
        future.cancel()
    else:
        future.set_exception(error)


class _Reading:
    """One read for several: one who leaves does not stop it, the last one who leaves does."""

    __slots__ = ("_joined", "_over", "_take", "_task")

    def __init__(self, take: Callable[[], list[_Joined]], over: Callable[[], None], context: Context) -> None:
        self._take = take
        self._over = over
        self._joined: list[_Joined] = []
        # In the context of one who waits for it: what is logged or traced in it is not laid to whoever was before.
        self._task = asyncio.create_task(self._read(), context=context)
        self._task.add_done_callback(self._done)

    async def _read(self) -> Found:
        self._joined = joined = self._take()
        for each in joined:
            each.reading = self
        keys = list(dict.fromkeys(key for each in joined for key in each.keys))
        return await joined[0].read(keys) if joined else {}

    def left(self) -> None:
        """Somebody waits no more."""
        if all(each.told is None for each in self._joined):
            self._task.cancel()

    def _done(self, task: "asyncio.Task[Found]") -> None:
        self._over()
        # After the next read has been sent off, which takes place while those who have waited go on.
        asyncio.get_running_loop().call_soon(self._tell, task)

    def _tell(self, task: "asyncio.Task[Found]") -> None:
        error: BaseException | None = asyncio.CancelledError() if task.cancelled() else task.exception()
        found = None if error is not None else task.result()
        joined, self._joined = self._joined, []
        for each in joined:
            told, each.told, each.reading = each.told, None, None  # and nothing is left that Python has to search for
            if told is not None:
                each.context.run(told, found, error)
