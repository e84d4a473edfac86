"""Lets everybody who wants the same rendering of an event wait for one execution of it."""

import asyncio
from collections.abc import Callable, Coroutine, Hashable
from typing import Any

Memo = dict[Hashable, Any]
"""Lives on the event itself, so it goes when the event goes. Holds finished bytes, or a rendering under way."""


async def once(memo: Memo, key: Hashable, render: Callable[[], Coroutine[Any, Any, bytes]]) -> bytes:
    """Give the bytes for the key: rendered already, being rendered for someone else, or rendered now."""
    found = memo.get(key)
    if isinstance(found, bytes):
        return found
    if found is None:
        found = memo[key] = _Rendering(memo, key, render())
    return await found.wait()


class _Rendering:
    """Belongs to all who wait: one who leaves does not stop it, the last one who leaves does."""

    def __init__(self, memo: Memo, key: Hashable, work: Coroutine[Any, Any, bytes]) -> None:
        self._memo = memo
        self._key = key
        self._waiting = 0
        self._settled = asyncio.Event()  # many wait: a shield for each of them costs half as much again
        self._task = asyncio.create_task(work)
        self._task.add_done_callback(self._settle)

    async def wait(self) -> bytes:
        self._waiting += 1
        try:
            await self._settled.wait()
            return self._task.result()
        finally:
            self._waiting -= 1
            if not self._waiting and not self._task.done():
                await self._abandon()

    async def _abandon(self) -> None:
        del self._memo[self._key]
        self._task.cancel()
        await asyncio.wait({self._task})

    def _settle(self, task: "asyncio.Task[bytes]") -> None:
        self._settled.set()
        if self._memo.get(self._key) is not self:
            return
        if task.cancelled() or task.exception():
            del self._memo[self._key]
        else:
            self._memo[self._key] = task.result()
