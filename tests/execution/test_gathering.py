"""Reads of many at the same time: done together, never with what was read before somebody asked."""

import asyncio
from collections.abc import Mapping
from contextvars import ContextVar
from typing import Any

import pytest

from execution.gathering import Gathering

REQUEST = ContextVar("REQUEST", default="nobody")


class Shelf:
    """A read that waits until it is let go, and knows what it was asked."""

    def __init__(self) -> None:
        self.asked: list[list[Any]] = []
        self.gate = asyncio.Event()
        self.fails = False
        self.stopped = 0

    async def read(self, keys: list[Any]) -> Mapping[Any, Any]:
        turn = len(self.asked)
        self.asked.append(keys)
        try:
            await self.gate.wait()
        except asyncio.CancelledError:
            self.stopped += 1
            raise
        if self.fails:
            raise LookupError("the shelf fell")
        return {key: (turn, key) for key in keys}


async def _begun(gathering: Gathering, shelf: Shelf, *keys: int, kind: str = "books") -> "asyncio.Task[Any]":
    task = asyncio.create_task(gathering.read(kind, list(keys), shelf.read))
    await asyncio.sleep(0)
    return task


async def test_who_asks_alone_is_read_alone() -> None:
    shelf, gathering = Shelf(), Gathering()
    shelf.gate.set()
    assert (await gathering.read("books", [1, 2], shelf.read))[2] == (0, 2)
    assert (await gathering.read("books", [1], shelf.read))[1] == (1, 1)
    assert shelf.asked == [[1, 2], [1]]


async def test_who_comes_during_a_read_is_in_the_next_one_together_with_all_others() -> None:
    shelf, gathering = Shelf(), Gathering()
    tasks = [await _begun(gathering, shelf, key) for key in (1, 1, 2, 3, 2)]
    shelf.gate.set()
    found = await asyncio.gather(*tasks)
    assert shelf.asked == [[1], [1, 2, 3]]
    assert found[0][1] == (0, 1)
    assert [each[key] for each, key in zip(found[1:], (1, 2, 3, 2), strict=True)] == [(1, 1), (1, 2), (1, 3), (1, 2)]


async def test_reads_of_other_kinds_are_not_waited_for() -> None:
    shelf, gathering = Shelf(), Gathering()
    tasks = [await _begun(gathering, shelf, 1), await _begun(gathering, shelf, 1, kind="films")]
    assert len(shelf.asked) == len(tasks)
    shelf.gate.set()
    await asyncio.gather(*tasks)


async def test_a_failure_is_told_to_all_who_were_in_the_read_and_to_nobody_else() -> None:
    shelf, gathering = Shelf(), Gathering()
    first, *joined = [await _begun(gathering, shelf, key) for key in (1, 2, 3)]
    shelf.fails = True
    shelf.gate.set()
    with pytest.raises(LookupError):
        await first
    for each in joined:
        with pytest.raises(LookupError):
            await each
    shelf.fails = False
    assert (await gathering.read("books", [4], shelf.read))[4] == (2, 4)


async def test_one_who_leaves_stops_nobody_and_the_last_one_stops_the_read() -> None:
    shelf, gathering = Shelf(), Gathering()
    first = await _begun(gathering, shelf, 1)
    joined = [await _begun(gathering, shelf, key) for key in (2, 3)]
    waiting = await _begun(gathering, shelf, 4)
    waiting.cancel()  # before its read began: it is not read at all
    await asyncio.wait([waiting])
    first.cancel()
    await asyncio.wait([first])
    await asyncio.sleep(0)
    assert shelf.asked == [[1], [2, 3]]
    joined[0].cancel()
    await asyncio.wait([joined[0]])
    assert shelf.stopped == 1
    joined[1].cancel()
    await asyncio.wait([joined[1]])
    await asyncio.sleep(0)
    await asyncio.sleep(0)
    assert shelf.stopped == 2
    assert not [task for task in asyncio.all_tasks() if task is not asyncio.current_task()]
    shelf.gate.set()
    assert (await gathering.read("books", [5], shelf.read))[5] == (2, 5)


async def test_a_read_takes_no_more_keys_than_it_may() -> None:
    shelf, gathering = Shelf(), Gathering(most_keys=3)
    tasks = [await _begun(gathering, shelf, *keys) for keys in ([0], [1, 2], [3, 4], [5], [6, 7, 8, 9])]
    shelf.gate.set()
    await asyncio.gather(*tasks)
    assert shelf.asked == [[0], [1, 2], [3, 4, 5], [6, 7, 8, 9]]


async def test_a_read_for_several_runs_in_the_context_of_one_of_them() -> None:
    shelf, gathering, seen = Shelf(), Gathering(), []

    async def read(keys: list[Any]) -> Mapping[Any, Any]:
        seen.append(REQUEST.get())
        return await shelf.read(keys)

    async def asked(request: str) -> None:
        REQUEST.set(request)
        await gathering.read("books", [request], read)

    tasks = []
    for request in ("first", "second", "third"):
        tasks.append(asyncio.create_task(asked(request)))
        await asyncio.sleep(0)
    shelf.gate.set()
    await asyncio.gather(*tasks)
    assert seen == ["first", "second"]
