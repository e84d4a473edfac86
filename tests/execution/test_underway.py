"""Queries that wait without a task: told together what they asked for, each on its own in everything else."""

# ruff: noqa: ANN401 - a value in GraphQL may be anything

import asyncio
from collections.abc import Mapping
from contextvars import ContextVar
from typing import Any

import pytest
from graphql import build_schema

from execution import Answer, Documents, Engine, Limits, Prepared
from execution.gathering import Gathering, Leave, Told
from execution.later import Later
from tests.execution.toy import Desk, Visitor

ASKER = ContextVar("ASKER", default="nobody")
SDL = "type Query { book(id: ID!): Book now: String! } type Book { title: String! next: Book slow: String who: String }"


class Shelf:
    """A batch of books that are read when the gate is open."""

    def __init__(self) -> None:
        self.gathering = Gathering()
        self.gate = asyncio.Event()
        self.asked: list[list[str]] = []
        self.held_already: dict[str, str] = {}
        self.falls = False
        self.stopped = 0

    async def read(self, keys: list[str]) -> Mapping[str, str]:
        self.asked.append(keys)
        try:
            await self.gate.wait()
        except asyncio.CancelledError:
            self.stopped += 1
            raise
        if self.falls:
            raise ConnectionError("the shelf fell")
        return {key: f"book {key}" for key in keys}

    async def load(self, key: str) -> str:
        return (await self.read([key]))[key]

    def held(self, keys: list[str]) -> Mapping[str, str] | None:
        return self.held_already if set(keys) <= self.held_already.keys() else None

    def ask(self, keys: list[str], told: Told) -> Leave:
        return self.gathering.ask("books", keys, self.read, told)


class Direct:
    """A resolver that returns at once."""

    def __init__(self, function: Any) -> None:
        self.function = function

    @staticmethod
    def arguments(_: object, given: dict[str, Any]) -> dict[str, Any]:
        return given


def an_engine(shelf: Shelf, *, seconds: float = 10) -> Engine:
    schema: Any = build_schema(SDL)
    query, book = schema.query_type.fields, schema.type_map["Book"].fields

    def find(_: object, id: str) -> Later[str]:  # noqa: A002  its name
        return Later(shelf, id, str)

    async def slow(*_: object) -> str:
        await asyncio.sleep(0.01)
        return "slow"

    query["book"].extensions["direct"], query["book"].resolve = (
        Direct(find),
        lambda source, _, **given: find(source, **given),
    )
    query["now"].extensions["direct"], query["now"].resolve = Direct(lambda _: "now"), lambda *_: "now"
    book["title"].resolve = lambda source, _: source
    book["next"].resolve = lambda source, _: Later(shelf, f"{source[5:]}+", str)
    book["slow"].resolve, book["who"].resolve = slow, lambda *_: ASKER.get()
    documents = Documents(schema, Limits(), introspection=True)
    return Engine(documents, report=lambda *_: None, timeout_seconds=seconds)


class Ear:
    """Hears the answer, once."""

    def __init__(self) -> None:
        self.heard: list[Answer] = []
        self.there = asyncio.Event()

    def told(self, answer: Answer) -> None:
        self.heard.append(answer)
        self.there.set()

    async def data(self) -> Any:
        await asyncio.wait_for(self.there.wait(), 5)
        assert len(self.heard) == 1
        return self.heard[0].data


def asked(engine: Engine, source: str, id: str = "1") -> tuple[Ear, Leave | None]:  # noqa: A002  its name
    prepared = engine.documents.prepare(source)
    assert isinstance(prepared, Prepared)
    ear, given = Ear(), {"id": id} if "$id" in source else {}
    return ear, engine.begin(prepared, given, Visitor(Desk()), ear.told)


TITLE = "query ($id: ID!) { book(id: $id) { title } }"
THEN = "query ($id: ID!) { book(id: $id) { title next { title } } }"


def others() -> set[Any]:
    return asyncio.all_tasks() - {asyncio.current_task()}


async def test_many_wait_for_one_read_and_none_of_them_has_a_task() -> None:
    shelf = Shelf()
    engine = an_engine(shelf)
    ears = [asked(engine, TITLE, str(number % 20))[0] for number in range(30)]
    await asyncio.sleep(0)

    assert len(others()) == 1
    shelf.gate.set()

    assert [(await ear.data())["book"]["title"] for ear in ears] == [f"book {number % 20}" for number in range(30)]
    assert shelf.asked == [[str(number) for number in range(20)]]
    assert not others()


async def test_nobody_is_told_what_was_read_before_they_asked() -> None:
    shelf = Shelf()
    engine = an_engine(shelf)
    first, _ = asked(engine, TITLE)
    await asyncio.sleep(0)
    second, _ = asked(engine, TITLE)
    shelf.gate.set()

    assert await first.data() == await second.data() == {"book": {"title": "book 1"}}
    assert shelf.asked == [["1"], ["1"]]


async def test_what_needs_nothing_is_told_at_once() -> None:
    shelf = Shelf()
    shelf.held_already = {"1": "book one"}
    engine = an_engine(shelf)

    assert [ear.heard[0].data for ear, _ in (asked(engine, "{ now }"), asked(engine, TITLE))] == [
        {"now": "now"},
        {"book": {"title": "book one"}},
    ]


async def test_what_comes_in_two_steps_or_by_another_way_is_told_all_the_same() -> None:
    shelf = Shelf()
    engine = an_engine(shelf)
    shelf.gate.set()
    ears = [asked(engine, source)[0] for source in (THEN, "query ($id: ID!) { book(id: $id) { slow title } now }")]

    assert await ears[0].data() == {"book": {"title": "book 1", "next": {"title": "book 1+"}}}
    assert await ears[1].data() == {"book": {"slow": "slow", "title": "book 1"}, "now": "now"}


async def test_each_goes_on_in_the_context_in_which_it_asked() -> None:
    shelf = Shelf()
    engine, ears = an_engine(shelf), []
    for name in ("anna", "ben"):
        mark = ASKER.set(name)
        ears.append(asked(engine, "query ($id: ID!) { book(id: $id) { who } }")[0])
        ASKER.reset(mark)
    shelf.gate.set()

    assert [(await ear.data())["book"]["who"] for ear in ears] == ["anna", "ben"]


async def test_what_fails_is_told_in_the_words_of_the_reference() -> None:
    shelf = Shelf()
    engine = an_engine(shelf)
    shelf.gate.set()
    shelf.falls = True
    ear, _ = asked(engine, TITLE)

    assert await ear.data() == {"book": None}
    assert [(error["path"], error["extensions"]["code"]) for error in ear.heard[0].errors] == [(["book"], "INTERNAL")]


@pytest.mark.parametrize("source", [TITLE, THEN])
async def test_what_takes_too_long_ends_in_time_and_leaves_nothing_behind(source: str) -> None:
    shelf = Shelf()
    engine = an_engine(shelf, seconds=0.05)
    first, _ = asked(engine, source)
    await asyncio.sleep(0.03)
    second, _ = asked(engine, source)
    await first.data()
    there = list(second.heard)
    await second.data()
    await asyncio.sleep(0.01)

    assert there == []
    assert [ear.heard[0].errors[0]["extensions"]["code"] for ear in (first, second)] == ["TIMEOUT"] * 2
    assert not others()


async def test_who_leaves_is_told_nothing_and_the_last_one_stops_the_read() -> None:
    shelf = Shelf()
    engine = an_engine(shelf)
    (leaving, leave), (staying, stay) = asked(engine, TITLE), asked(engine, TITLE, "2")
    await asyncio.sleep(0)
    assert leave is not None
    assert stay is not None
    leave()
    assert len(others()) == 1
    stay()
    await asyncio.sleep(0)
    await asyncio.sleep(0)

    assert (leaving.heard, staying.heard, shelf.stopped) == ([], [], 1)
    assert not others()


async def test_a_cancelled_request_leaves_no_task_behind() -> None:
    shelf = Shelf()
    engine = an_engine(shelf)
    prepared = engine.documents.prepare(TITLE)
    assert isinstance(prepared, Prepared)
    request = asyncio.create_task(engine.execute(prepared, {"id": "1"}, Visitor(Desk())))
    for _ in range(3):
        await asyncio.sleep(0)
    request.cancel()
    await asyncio.wait([request])
    for _ in range(3):
        await asyncio.sleep(0)

    assert shelf.stopped == 1
    assert not others()
