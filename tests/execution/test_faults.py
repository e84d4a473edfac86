"""A resolver that raises, returns what does not fit its type, or hangs: the plan answers as graphql-core does."""

import asyncio
from typing import Any

import pytest
from graphql import build_schema

from execution import Documents, Engine, Limits, Prepared
from execution.answer import Answer
from tests.execution.toy import Desk, Visitor

SDL = """
type Query { thing: Thing sure: Thing! fine: String }
type Thing { name: String number: Int! names: [String!] below: Thing }
"""
ASKED = "{ fine thing { name number names below { name number } } again: thing { number } }"
FAULTS: dict[str, object] = {"name": ["no text"], "number": "no number", "names": 3, "below": ValueError("broken")}


async def answers(found: object, source: str = ASKED) -> list[Answer]:
    """By the plan, and by graphql-core."""

    async def thing(*_: object) -> object:
        if found is asyncio.Event:
            await asyncio.Event().wait()
        if isinstance(found, Exception):
            raise found
        return found

    schema = build_schema(SDL)
    query: Any = schema.query_type
    query.fields["thing"].resolve = query.fields["sure"].resolve = thing
    query.fields["fine"].resolve = lambda *_: "fine"
    documents = Documents(schema, Limits(), introspection=True)
    prepared = documents.prepare(source)
    assert isinstance(prepared, Prepared), prepared
    engines = [
        Engine(documents, report=lambda *_: None, timeout_seconds=0.1, compiled=compiled) for compiled in (True, False)
    ]
    return [await engine.execute(prepared, {}, Visitor(Desk())) for engine in engines]


@pytest.mark.parametrize("name", FAULTS)
async def test_a_field_that_is_wrong_gives_the_same_answer(name: str) -> None:
    right: dict[str, object] = {"name": "one", "number": 1, "names": ["a"], "below": None}

    plan, reference = await answers({**right, name: FAULTS[name]})

    assert plan.body == reference.body
    assert plan.errors


@pytest.mark.parametrize("source", [ASKED, "{ fine sure { number } }"])
@pytest.mark.parametrize("found", [ValueError("broken"), 7], ids=["raises", "wrong type"])
async def test_an_object_that_is_wrong_gives_the_same_answer(found: object, source: str) -> None:
    plan, reference = await answers(found, source)

    assert plan.body == reference.body
    assert plan.errors


async def test_a_resolver_that_hangs_gives_the_same_answer() -> None:
    plan, reference = await answers(asyncio.Event)

    assert plan.body == reference.body
    assert [error["extensions"]["code"] for error in plan.errors] == ["TIMEOUT"]
