"""What clients are told, and what only we are told."""

# ruff: noqa: ANN401 - a value in GraphQL may be anything

import asyncio
from typing import Any

import orjson
import pytest

from execution import Answer, Prepared
from tests.execution.toy import Desk, Visitor, an_engine


async def answer_to(desk: Desk, source: str, variables: dict[str, Any] | None = None, **engine: Any) -> dict[str, Any]:
    ours = an_engine(desk, **engine)
    prepared = ours.documents.prepare(source)
    assert isinstance(prepared, Prepared)
    answer = await ours.execute(prepared, variables, Visitor(desk))
    parsed: dict[str, Any] = orjson.loads(answer.body)
    return parsed


async def test_an_answer_has_its_data_and_its_cost() -> None:
    assert await answer_to(Desk(), "query ($n: String!) { hello(name: $n) }", {"n": "小王"}) == {
        "data": {"hello": "hello 小王"},
        "extensions": {"cost": {"requested": 0, "max": 10_000}},
    }


async def test_a_bug_is_masked_and_reported() -> None:
    desk = Desk()

    answer = await answer_to(desk, "{ hello broken }")

    assert answer["data"] == {"hello": "hello you", "broken": None}
    assert answer["errors"] == [
        {
            "message": "Internal error",
            "locations": [{"line": 1, "column": 9}],
            "path": ["broken"],
            "extensions": {"code": "INTERNAL"},
        }
    ]
    assert [str(error.original_error) for error in desk.reported] == ["the password is 1234"]


async def test_an_error_with_a_code_is_meant_for_clients() -> None:
    desk = Desk()

    answer = await answer_to(desk, "{ refused }")

    assert answer["errors"][0]["message"] == "not while waiting"
    assert answer["errors"][0]["extensions"] == {"code": "NOT_ALLOWED_NOW"}
    assert not desk.reported


async def test_null_where_none_may_be_is_our_bug() -> None:
    desk = Desk()

    answer = await answer_to(desk, "{ missing }")

    assert answer["data"] is None
    assert answer["errors"][0]["extensions"] == {"code": "INTERNAL"}
    assert len(desk.reported) == 1


async def test_a_value_that_is_not_json_is_our_bug() -> None:
    desk = Desk()

    answer = await answer_to(desk, "{ unsendable }")

    assert answer["data"] is None
    assert answer["errors"][0]["extensions"] == {"code": "INTERNAL"}
    assert len(desk.reported) == 1


@pytest.mark.parametrize("variables", [{}, {"n": None}, {"n": 5}, {"n": ["a"]}, {"n": {"a": {}}}])
async def test_variables_of_the_wrong_type_are_the_clients_mistake(variables: dict[str, Any]) -> None:
    desk = Desk()

    answer = await answer_to(desk, "query ($n: String!) { hello(name: $n) }", variables)

    assert answer["errors"][0]["extensions"] == {"code": "BAD_USER_INPUT"}
    assert "data" not in answer
    assert not desk.reported


async def test_null_through_a_variable_with_a_default_is_the_clients_mistake() -> None:
    desk = Desk()

    answer = await answer_to(desk, 'query ($n: String = "you") { hello(name: $n) }', {"n": None})

    assert answer["errors"][0]["extensions"] == {"code": "BAD_USER_INPUT"}
    assert not desk.reported


async def test_time_runs_out_and_nothing_is_left_running() -> None:
    desk = Desk()
    tasks = asyncio.all_tasks()

    answer = await answer_to(desk, "{ hello slow other: slow }", timeout_seconds=0.05)

    assert answer["data"] is None
    assert answer["errors"] == [
        {"message": "The operation took longer than 0.05 s.", "extensions": {"code": "TIMEOUT"}}
    ]
    assert desk.cancelled.is_set()
    assert asyncio.all_tasks() == tasks


async def test_an_unknown_operation_name_is_refused() -> None:
    refusal = an_engine(Desk()).documents.prepare("query A { hello }", "B")

    assert isinstance(refusal, Answer)
    assert refusal.errors[0]["extensions"] == {"code": "GRAPHQL_VALIDATION_FAILED"}
