"""Whoever follows a feed, is cut off again and again, and keeps what they are told."""

import asyncio
import random
from collections.abc import AsyncIterator, Callable, Iterator, Sequence
from contextlib import contextmanager
from typing import Any
from uuid import UUID

import pytest

from adapters.news.frames import Delta, Frame, Gap, Removed, Snapshot
from adapters.reads.events import Place
from tests.live.desk import listening


class Follower:
    """Keeps what it is told by the feed that opens at a cursor, and comes back with its last one after a few frames."""

    def __init__(self, feed: Callable[[str | None], AsyncIterator[Frame]], seed: int) -> None:
        self._feed, self._dice = feed, random.Random(seed)
        self._cursor: str | None = None
        self._moved = asyncio.Event()
        self.place = Place(0)
        self.known: dict[UUID, Any] = {}
        self.connections = self.news = 0

    async def follow(self) -> None:
        while True:
            self.connections += 1
            async with listening(self._feed(self._cursor)) as ear:
                for _ in range(self._dice.randint(1, 5)):
                    self._take(await anext(ear))

    async def reaches(self, position: int) -> None:
        async with asyncio.timeout(20):
            while self.place.position < position or self.place.within is not None:
                self._moved.clear()
                await self._moved.wait()

    def _take(self, frame: Frame) -> None:
        match frame:
            case Snapshot():
                self.known = {view.id: view for view in frame.rows}
            case Delta():
                assert self._is_news(frame)
                self.known[frame.row.id] = frame.row
            case Removed():
                assert self._is_news(frame)
                self.known.pop(frame.row_id, None)
            case Gap():
                pytest.fail("everything is within the window")
            case _:
                pass
        self._cursor, self.place = frame.cursor, frame.place
        self._moved.set()

    def _is_news(self, frame: Delta | Removed) -> bool:
        self.news += 1
        last = self.place
        if frame.position == last.position:
            return frame.within is not None and last.within is not None and str(frame.within) > str(last.within)
        return frame.position > last.position


@contextmanager
def running(followers: Sequence[Follower]) -> Iterator[None]:
    tasks = [asyncio.create_task(follower.follow()) for follower in followers]
    try:
        yield
    finally:
        for task in tasks:
            if task.done():
                task.result()
            task.cancel()
