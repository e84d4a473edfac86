"""What is read by key for graphql-core: once for all who wait, and for each of them whatever becomes of the others."""

import asyncio
import gc
from typing import Any

import pytest
from graphql import build_schema

from execution import Documents, Engine, Limits, Prepared
from execution.later import Later
from resolvers.lookup import Lookup
from tests.execution.toy import Desk, Visitor


class Shelf:
    """Reads when it is let; knows what it was asked."""

    def __init__(self) -> None:
        self.asked: list[list[Any]] = []
        self.begun, self.gate = asyncio.Event(), asyncio.Event()
        self.falls = False

    async def read(self, keys: list[Any]) -> dict[Any, str]:
        self.asked.append(keys)
        self.begun.set()
        await self.gate.wait()
        if self.falls:
            raise ConnectionError("the shelf fell")
        return {key: f"book {key}" for key in keys}


async def _turns(count: int) -> None:
    for _ in range(count):
        await asyncio.sleep(0)


async def _two_waiting(shelf: Shelf) -> "list[asyncio.Task[Any]]":
    lookup = Lookup(shelf.read, None)
    tasks = [asyncio.create_task(lookup.load(1)) for _ in range(2)]
    await shelf.begun.wait()
    return tasks


async def test_one_who_leaves_takes_nothing_from_those_who_wait_for_the_same() -> None:
    shelf = Shelf()
    leaving, staying = await _two_waiting(shelf)

    leaving.cancel()
    await asyncio.wait([leaving])
    shelf.gate.set()

    assert await staying == "book 1"
    assert shelf.asked == [[1]]


async def test_a_read_that_fails_when_all_have_left_is_no_cause_for_complaint() -> None:
    shelf, complaints = Shelf(), []
    shelf.falls = True
    asyncio.get_running_loop().set_exception_handler(lambda _, context: complaints.append(context))
    tasks = await _two_waiting(shelf)

    for task in tasks:
        task.cancel()
    await asyncio.wait(tasks)
    shelf.gate.set()
    await _turns(5)
    del tasks, task
    gc.collect()

    assert complaints == []


@pytest.mark.parametrize("compiled", [True, False], ids=["plan", "graphql-core"])
async def test_a_field_that_fails_takes_nothing_from_another_that_reads_the_same(*, compiled: bool) -> None:
    shelf = Shelf()
    lookup = Lookup(shelf.read, None)
    schema: Any = build_schema(
        "type Query { one: Reader other: Reader opened: Int } type Reader { book: String broken: String! }"
    )

    async def broken(*_: object) -> None:
        await shelf.begun.wait()
        raise ValueError("broken")

    async def opened(*_: object) -> None:
        await shelf.begun.wait()
        await _turns(20)  # the failure comes first
        shelf.gate.set()

    schema.query_type.fields["opened"].resolve = opened
    for name in ("one", "other"):
        schema.query_type.fields[name].resolve = lambda *_: {}
    schema.type_map["Reader"].fields["book"].resolve = lambda *_: Later(lookup, 1, str)
    schema.type_map["Reader"].fields["broken"].resolve = broken
    documents = Documents(schema, Limits(), introspection=True)
    prepared = documents.prepare("{ one { book broken } other { book } opened }")
    assert isinstance(prepared, Prepared)
    engine = Engine(documents, report=lambda *_: None, compiled=compiled)

    answer = await engine.execute(prepared, {}, Visitor(Desk()))

    assert answer.data == {"one": None, "other": {"book": "book 1"}, "opened": None}
    assert [error["path"] for error in answer.errors] == [["one", "broken"]]
