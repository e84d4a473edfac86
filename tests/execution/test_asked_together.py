"""A query that the same visitor asks again while it is being answered is run once for all who wait."""

import asyncio
from collections.abc import Hashable
from typing import Any

from graphql import GraphQLResolveInfo, build_schema

from execution import Documents, Engine, Limits, Prepared
from tests.execution.toy import Desk, Visitor

QUERY = "query ($of: String) { runs(of: $of) }"


class Counted:
    """An engine whose one field waits for the gate and tells the how manieth run it was."""

    def __init__(self, *, compiled: bool = True) -> None:
        schema = build_schema("type Query { runs(of: String): Int } type Mutation { runs(of: String): Int }")
        self.gate, self.runs = asyncio.Event(), 0
        for root in (schema.query_type, schema.mutation_type):
            assert root is not None
            root.fields["runs"].resolve = self._run
        self.engine = Engine(Documents(schema, Limits(), introspection=True), report=lambda *_: None, compiled=compiled)

    async def _run(self, _source: object, _info: GraphQLResolveInfo[Any], **_: str) -> int:
        self.runs += 1
        run = self.runs
        await self.gate.wait()
        return run

    async def ask(self, source: str = QUERY, asker: Hashable | None = "R-1", **variables: str) -> "asyncio.Task[Any]":
        prepared = self.engine.documents.prepare(source)
        assert isinstance(prepared, Prepared)
        visitor = Visitor(Desk(), asker_key=asker)
        task = asyncio.create_task(self.engine.execute(prepared, variables, visitor))
        await asyncio.sleep(0)
        return task

    async def told(self, *tasks: "asyncio.Task[Any]") -> list[int]:
        for _ in range(5):
            await asyncio.sleep(0)
        self.gate.set()
        return [(await task).data["runs"] for task in tasks]


async def test_all_who_ask_during_a_run_get_the_next_one_and_never_the_one_that_had_begun() -> None:
    counted = Counted()
    tasks = [await counted.ask(of="desk") for _ in range(10)]
    assert await counted.told(*tasks) == [1, *[2] * 9]
    assert counted.runs == 2


async def test_other_variables_other_visitors_and_other_documents_are_run_by_themselves() -> None:
    counted = Counted()
    tasks = [
        await counted.ask(of="desk"),
        await counted.ask(of="trading"),
        await counted.ask(of="desk", asker="R-2"),
        await counted.ask("query ($of: String) { again: runs(of: $of) runs(of: $of) }", of="desk"),
    ]
    await counted.told(*tasks)
    assert counted.runs == 5


async def test_mutations_and_visitors_whom_nobody_knows_are_never_run_together() -> None:
    counted = Counted()
    tasks = [await counted.ask("mutation { runs }") for _ in range(3)]
    tasks += [await counted.ask(asker=None) for _ in range(3)]
    assert sorted(await counted.told(*tasks)) == [1, 2, 3, 4, 5, 6]


async def test_the_reference_runs_each_by_itself() -> None:
    counted = Counted(compiled=False)
    tasks = [await counted.ask() for _ in range(3)]
    assert sorted(await counted.told(*tasks)) == [1, 2, 3]


async def test_one_who_leaves_stops_nobody_else() -> None:
    counted = Counted()
    first, second, third = [await counted.ask() for _ in range(3)]
    first.cancel()
    await asyncio.wait([first])
    second.cancel()
    await asyncio.wait([second])
    assert await counted.told(third) == [2]
    assert not [task for task in asyncio.all_tasks() if task is not asyncio.current_task()]
