"""A resolver that raises, returns what does not fit its type, or hangs: the plan answers as graphql-core does."""

import asyncio
from collections.abc import AsyncGenerator, Callable, Iterator
from inspect import iscoroutine
from typing import Any, cast

import pytest
from graphql import GraphQLResolveInfo, build_schema

from execution import Documents, Engine, Limits, Prepared
from execution.answer import Answer
from execution.later import Later
from execution.run import AFTER_ALL
from tests.execution.toy import Desk, Visitor

FIELDS = "thing: Thing sure: Thing! things: [Thing!]! fine: String"
SDL = f"""
type Query {{ {FIELDS} }}
type Mutation {{ {FIELDS} }}
type Subscription {{ thing: Thing sure: Thing! things: [Thing!]! }}
type Thing {{ name: String number: Int! names: [String!] below: Thing slow: String soon: String }}
"""
KINDS = ("query", "mutation", "subscription")
RIGHT: dict[str, Any] = {"name": "one", "number": 1, "names": ["a"], "below": None, "soon": "now"}
FAULTS: dict[str, Callable[[], object]] = {
    "a field that is no text": lambda: {**RIGHT, "name": ["no text"]},
    "a field that is no number": lambda: {**RIGHT, "number": "no number"},
    "null where none may be": lambda: {**RIGHT, "number": None},
    "a list that is none": lambda: {**RIGHT, "names": 3},
    "null in a list where none may be": lambda: {**RIGHT, "names": ["a", None]},
    "a field that raises": lambda: {**RIGHT, "below": ValueError("broken")},
    "a field that raises when it comes": lambda: {**RIGHT, "soon": ValueError("broken")},
    "raises": lambda: ValueError("broken"),
    "a number for an object": lambda: 7,
}
"""By what is wrong, an object, or what comes instead of one."""

ASKED = "{root} {{ name number names soon below {{ name number }} }}"


class House:
    """What every root field finds, made anew each time that it is asked; and who asks."""

    def __init__(self, found: Callable[[], object], *, compiled: bool, patience: float) -> None:
        self.found = found
        self.changes = 0
        self.reasons: list[str] = []
        self._engine = Engine(
            DOCUMENTS,
            report=lambda *_: None,
            timeout_seconds=patience,
            compiled=compiled,
            on_reference=self.reasons.append,
        )

    async def ask(self, source: str) -> list[bytes]:
        """The answer; those of all events where there are several."""
        prepared = DOCUMENTS.prepare(source)
        assert isinstance(prepared, Prepared), prepared
        visitor = Visitor(cast("Desk", self))
        if not source.startswith("subscription"):
            return [(await self._engine.execute(prepared, {}, visitor)).body]
        feed = await self._engine.subscribe(prepared, {}, visitor)
        assert not isinstance(feed, Answer), feed.body
        try:
            return [payload async for payload in feed]
        finally:
            await feed.aclose()


async def _find(_: object, info: GraphQLResolveInfo[Any]) -> object:
    house = info.context.desk
    house.changes += info.parent_type.name == "Mutation"
    found = house.found()
    return _raised(await found if iscoroutine(found) else found)


async def _follow(_: object, info: GraphQLResolveInfo[Any]) -> AsyncGenerator[object, None]:
    yield info.context.desk.found()
    yield RIGHT


class Hanging:
    """Something that never comes; knows how many wait for it."""

    def __init__(self) -> None:
        self.begun = asyncio.Event()
        self.waiting = 0

    async def wait(self) -> None:
        self.waiting += 1
        self.begun.set()
        try:
            await asyncio.Event().wait()
        finally:
            self.waiting -= 1


async def _hang(source: Any, *_: object) -> str:  # noqa: ANN401  an object of whatever kind
    await source["slow"].wait()
    return "never"


class Shelf:
    """A batch in which everything lies under its own name, or never comes."""

    async def read(self, keys: list[Any]) -> dict[Any, Any]:
        await asyncio.sleep(0)
        for key in keys:
            if isinstance(key, Hanging):
                await key.wait()
        return {key: key for key in keys}

    async def load(self, key: Any) -> Any:  # noqa: ANN401  whatever lies there
        return (await self.read([key]))[key]

    def held(self, _: list[Any]) -> None:
        """Nothing is."""

    def ask(self, _: list[Any], __: object) -> None:
        """Nobody is told that way."""


def _documents() -> Documents:
    schema: Any = build_schema(SDL)
    for kind in (schema.query_type, schema.mutation_type):
        for name in ("thing", "sure", "things"):
            kind.fields[name].resolve = _find
        kind.fields["fine"].resolve = lambda *_: "fine"
    for field in schema.subscription_type.fields.values():
        field.subscribe, field.resolve = _follow, lambda event, _: _raised(event)
    thing, shelf = schema.type_map["Thing"], Shelf()
    thing.fields["slow"].resolve = _hang
    thing.fields["soon"].resolve = lambda source, _: Later(shelf, source["soon"], _raised)
    for name in ("name", "number"):
        thing.fields[name].resolve = lambda source, info: _raised(source[info.field_name])
    return Documents(schema, Limits(), introspection=True)


def _raised(found: object) -> object:
    if isinstance(found, Exception):
        raise found
    return found


DOCUMENTS = _documents()


async def nothing_runs() -> bool:
    """Nothing, once what graphql-core has cancelled has had its turn to end."""
    for _ in range(3):
        await asyncio.sleep(0)
    return asyncio.all_tasks() == {asyncio.current_task()}


async def both(found: Callable[[], object], source: str, patience: float = 10) -> tuple[list[bytes], House]:
    """The answer that the plan and graphql-core give alike, and the house of the plan."""
    plan, reference = (House(found, compiled=compiled, patience=patience) for compiled in (True, False))
    answers = await plan.ask(source)

    assert answers == await reference.ask(source)
    assert plan.changes == reference.changes
    assert await nothing_runs()
    return answers, plan


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("root", ["thing", "sure"])
@pytest.mark.parametrize("fault", FAULTS)
async def test_what_is_wrong_gives_the_same_answer(fault: str, root: str, kind: str) -> None:
    source = f"{kind} {{ {ASKED.format(root=root)} }}"

    answers, house = await both(FAULTS[fault], source)

    assert b'"errors"' in answers[0]
    assert house.reasons == [AFTER_ALL]
    assert kind != "subscription" or b'"errors"' not in answers[1], "the next event is shown as if nothing had been"


@pytest.mark.parametrize("kind", ["query", "mutation"])
@pytest.mark.parametrize("fault", FAULTS)
async def test_what_is_wrong_beside_what_is_right_gives_the_same_answer(fault: str, kind: str) -> None:
    answers, house = await both(
        FAULTS[fault], f"{kind} {{ fine {ASKED.format(root='thing')} again: thing {{ number }} }}"
    )

    assert b'"fine":"fine"' in answers[0]
    assert house.changes == (2 if kind == "mutation" else 0)


@pytest.mark.parametrize("kind", KINDS)
async def test_a_resolver_that_hangs_gives_the_same_answer(kind: str) -> None:
    hanging = Hanging()

    answers, house = await both(lambda: {**RIGHT, "slow": hanging}, f"{kind} {{ thing {{ name slow }} }}", patience=0.1)

    assert b'"code":"TIMEOUT"' in answers[0]
    assert hanging.waiting == 0
    assert house.changes == (kind == "mutation"), "a mutation whose time is over is not run again"


@pytest.mark.parametrize("kind", ["query", "mutation"])
async def test_a_root_field_that_hangs_gives_the_same_answer(kind: str) -> None:
    answers, house = await both(lambda: Hanging().wait(), f"{kind} {{ fine thing {{ name }} }}", patience=0.1)

    assert b'"code":"TIMEOUT"' in answers[0]
    assert house.changes == (kind == "mutation")


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("number", [1, "no number"], ids=["right", "wrong"])
async def test_items_that_are_waited_for_give_the_same_answer(number: object, kind: str) -> None:
    async def soon(number: object) -> object:
        await asyncio.sleep(0)
        return {**RIGHT, "number": number}

    answers, house = await both(lambda: [soon(1), soon(number), soon(2)], f"{kind} {{ things {{ number name soon }} }}")

    assert (b'"errors"' in answers[0]) == (number != 1)
    if kind == "query":
        assert house.reasons == ([] if number == 1 else [AFTER_ALL])


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("number", [1, "no number"], ids=["right", "wrong"])
async def test_items_that_can_be_gone_through_only_once_give_the_same_answer(number: object, kind: str) -> None:
    def once() -> Iterator[object]:
        yield RIGHT
        yield {**RIGHT, "number": number}

    answers, _ = await both(once, f"{kind} {{ things {{ number names }} }}")

    assert (b'"errors"' in answers[0]) == (number != 1)


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("number", [1, "no number"], ids=["right", "wrong"])
async def test_a_value_that_is_held_until_somebody_waits_for_it_gives_the_same_answer(
    number: object, kind: str
) -> None:
    async def soon() -> object:
        await asyncio.sleep(0)
        return RIGHT

    answers, _ = await both(
        lambda: {**RIGHT, "number": number, "below": soon()}, f"{kind} {{ thing {{ below {{ name }} number }} }}"
    )

    assert (b'"errors"' in answers[0]) == (number != 1)
    assert b'"below":{"name":"one"}' in answers[0] or number != 1


HANGS: dict[str, str] = {
    "resolvers": "things { slow } again: things { name slow }",
    "a batch": "things { name soon }",
    "a batch beside a resolver": "things { soon slow }",
    "after an error": "thing { number } again: things { slow }",
}
CANCELLED = [
    (where, kind) for where in HANGS for kind in KINDS if kind != "subscription" or "again" not in HANGS[where]
]
"""A subscription has one root field."""


@pytest.mark.parametrize("compiled", [True, False], ids=["plan", "graphql-core"])
@pytest.mark.parametrize(("where", "kind"), CANCELLED)
async def test_a_request_that_is_cancelled_leaves_no_task_behind(where: str, kind: str, *, compiled: bool) -> None:
    hanging = Hanging()
    found = {**RIGHT, "slow": hanging, "soon": hanging}
    house = House(lambda: [found, found], compiled=compiled, patience=10)

    asking = asyncio.create_task(house.ask(f"{kind} {{ {HANGS[where]} }}"))
    await hanging.begun.wait()
    asking.cancel()
    with pytest.raises(asyncio.CancelledError):
        await asking

    assert await nothing_runs()
    assert hanging.waiting == 0


async def test_a_field_that_fails_ends_what_was_awaited_beside_it() -> None:
    hanging = Hanging()
    house = House(lambda: {**RIGHT, "slow": hanging, "soon": ValueError("broken")}, compiled=True, patience=0.1)

    [answer] = await house.ask("{ thing { soon slow } }")

    assert b'"code":"TIMEOUT"' in answer, "graphql-core waits for the field that hangs"
    assert await nothing_runs()
    assert hanging.waiting == 0


PAYLOADS: dict[str, Callable[[], object]] = {
    **FAULTS,
    "a field that is waited for in vain": lambda: {**RIGHT, "soon": Hanging()},
    "a resolver that hangs": lambda: {**RIGHT, "slow": Hanging()},
}


@pytest.mark.parametrize("fault", PAYLOADS)
async def test_a_mutation_whose_payload_cannot_be_shown_is_not_run_again(fault: str) -> None:
    asked = "name number names soon below { name number }" + (" slow" if "resolver" in fault else "")
    house = House(PAYLOADS[fault], compiled=True, patience=0.1)

    [answer] = await house.ask(f"mutation {{ thing {{ {asked} }} }}")

    assert b'"errors"' in answer
    assert house.changes == 1
