"""Plans: what they leave to graphql-core, and that nothing is left behind or run twice."""

import asyncio
from collections.abc import Callable
from typing import Any

import pytest
from graphql import GraphQLError, build_schema

from execution import Documents, Engine, Limits, Prepared
from execution.answer import Answer
from execution.run import AFTER_ALL
from tests.execution.toy import Desk, Visitor

SDL = """
type Query { quick: String slow: String fine: [Thing!]! }
type Thing { name: String slow: String broken: String! }
type Mutation { change: Thing fail: Thing }
"""


class House:
    """Resolvers that can be watched."""

    def __init__(self) -> None:
        self.changes = 0
        self.begun = 0
        self.four_begun = asyncio.Event()
        self.cancelled = 0
        self.reasons: list[str] = []
        schema = build_schema(SDL)
        self._resolve(schema.query_type, "slow", self._slowly)
        self._resolve(schema.query_type, "quick", lambda *_: "done")
        self._resolve(schema.query_type, "fine", lambda *_: [{"name": "one"}, {"name": "two"}])
        self._resolve(schema.type_map["Thing"], "slow", self._slowly)
        self._resolve(schema.type_map["Thing"], "broken", self._broken)
        self._resolve(schema.mutation_type, "change", self._change)
        self._resolve(schema.mutation_type, "fail", self._fail)
        self.documents = Documents(schema, Limits(), introspection=True)
        self.engine = Engine(self.documents, report=self._report, timeout_seconds=0.2, on_reference=self.reasons.append)

    async def ask(self, source: str, **variables: object) -> Answer:
        prepared = self.documents.prepare(source)
        assert isinstance(prepared, Prepared), prepared
        return await self.engine.execute(prepared, variables, Visitor(Desk()))

    def _resolve(self, kind: Any, name: str, resolve: Callable[..., Any]) -> None:  # noqa: ANN401  a type with fields
        kind.fields[name].resolve = resolve

    async def _slowly(self, *_: object) -> str:
        self.begun += 1
        if self.begun == 4:
            self.four_begun.set()
        try:
            await asyncio.Event().wait()
        finally:
            self.cancelled += 1
        return "never"

    def _broken(self, *_: object) -> str:
        raise ValueError("broken")

    async def _change(self, *_: object) -> dict[str, str]:
        self.changes += 1
        return {"name": f"change {self.changes}"}

    def _fail(self, *_: object) -> None:
        self.changes += 1
        raise ValueError("failed")

    def _report(self, error: GraphQLError, _: object) -> None:
        assert "broken" in str(error) or "failed" in str(error)


def others() -> set["asyncio.Task[Any]"]:
    current = asyncio.current_task()
    return {task for task in asyncio.all_tasks() if task is not current}


async def test_a_resolver_that_hangs_ends_with_the_time_and_leaves_nothing_running() -> None:
    house = House()

    answer = await house.ask("{ quick slow fine { name slow } }")

    assert answer.errors[0]["extensions"]["code"] == "TIMEOUT"
    assert house.cancelled == house.begun == 3
    assert others() == set()


async def test_a_request_that_is_cancelled_leaves_nothing_running() -> None:
    house = House()

    asking = asyncio.create_task(house.ask("{ fine { slow } again: fine { slow } }"))
    await house.four_begun.wait()
    asking.cancel()
    with pytest.raises(asyncio.CancelledError):
        await asking

    assert house.cancelled == 4
    assert others() == set()


async def test_a_mutation_whose_payload_cannot_be_shown_is_not_run_again() -> None:
    house = House()

    answer = await house.ask("mutation { change { name broken } again: change { name } }")

    assert answer.data == {"change": None, "again": {"name": "change 2"}}
    assert [error["path"] for error in answer.errors] == [["change", "broken"]]
    assert house.changes == 2
    assert house.reasons == [AFTER_ALL]


async def test_a_mutation_that_fails_is_not_run_again_and_the_next_one_runs_once() -> None:
    house = House()

    answer = await house.ask("mutation { fail { name } change { name } }")

    assert answer.data == {"fail": None, "change": {"name": "change 2"}}
    assert house.changes == 2


async def test_introspection_is_left_to_graphql_core_and_counted() -> None:
    house = House()

    answer = await house.ask('{ __type(name: "Thing") { name } quick }')

    assert answer.data == {"__type": {"name": "Thing"}, "quick": "done"}
    assert house.reasons == ["introspection"]


async def test_conditions_have_a_plan_for_each_of_their_values() -> None:
    house = House()
    source = "query ($yes: Boolean!) { quick @include(if: $yes) fine { name @skip(if: $yes) } }"

    answers = [(await house.ask(source, yes=yes)).data for yes in (True, False, True)]

    assert answers[0] == answers[2] == {"quick": "done", "fine": [{}, {}]}
    assert answers[1] == {"fine": [{"name": "one"}, {"name": "two"}]}
    assert house.reasons == []
