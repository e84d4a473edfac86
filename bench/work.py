"""Cost as work grows: time for each leaf by rows and fields; a plan's making beside its document's parse and check."""

import time
from collections.abc import Awaitable, Callable
from statistics import median
from typing import Any

from graphql import build_schema

from app.graphql import core
from bench.execution import OPERATIONS, RISK
from execution import Documents, Engine, Limits, Prepared
from execution.plan.plans import why_not

ROWS, FIELDS = (1, 10, 50, 100), (5, 20, 60)
ROUNDS, SECONDS = 5, 0.1
DOCUMENTS = 30
LIMITS = Limits(depth=50, fields=5_000, root_fields=500, aliases=500, directives=500, cost=10**9, tokens=20_000)


class Asker:
    """Nobody in particular: what is asked is run each time."""

    viewer = RISK
    asker_key = None


async def run() -> None:
    """Prints two tables; the answers are compared first."""
    print("| rows | fields | plan ns a leaf | graphql-core ns a leaf | ratio |\n| --- | --- | --- | --- | --- |")
    for rows in ROWS:
        for fields in FIELDS:
            await _leaves(rows, fields)
    print("\n| document | parse and validate us | plan us | ratio |\n| --- | --- | --- | --- |")
    w1, w2, *_ = OPERATIONS.items()
    wide = " ".join(f"a{n}: {w2[1].strip()[1:-1].strip()}" for n in range(10))
    for name, source in (w1, w2, ("ten times W2", f"{{ {wide} }}")):
        _making(name, source)


async def _leaves(rows: int, fields: int) -> None:
    names = [f"f{n}" for n in range(fields)]
    schema = build_schema(f"type Query {{ rows: [Row!]! }} type Row {{ {' '.join(f'{n}: String' for n in names)} }}")
    row = type("Row", (), {"__slots__": names})()
    for name in names:
        setattr(row, name, "text")
        schema.type_map["Row"].fields[name].extensions["attribute"] = name  # type: ignore[attr-defined]  # an object
    query: Any = schema.query_type
    query.fields["rows"].resolve = lambda *_: [row] * rows
    documents = Documents(schema, LIMITS, introspection=True)
    prepared = documents.prepare(f"{{ rows {{ {' '.join(names)} }} }}")
    assert isinstance(prepared, Prepared), prepared
    asked: list[Callable[[], Awaitable[Any]]] = []
    for compiled in (True, False):
        engine = Engine(documents, report=lambda *_: None, compiled=compiled)
        asked.append(lambda engine=engine: engine.execute(prepared, {}, Asker()))  # type: ignore[misc]
    answers = [(await ask()).body for ask in asked]
    assert answers[0] == answers[1]
    times: tuple[list[float], list[float]] = ([], [])
    for _ in range(ROUNDS):
        for ask, into in zip(asked, times, strict=True):
            into.append(await _each(ask) / (rows * fields) * 1e9)
    plan, reference = (median(each) for each in times)
    print(f"| {rows} | {fields} | {plan:,.0f} | {reference:,.0f} | {reference / plan:.1f} |")


async def _each(ask: Callable[[], Awaitable[Any]]) -> float:
    count, began = 0, time.perf_counter()
    while time.perf_counter() - began < SECONDS:
        await ask()
        count += 1
    return (time.perf_counter() - began) / count


def _making(name: str, source: str) -> None:
    documents = Documents(core, LIMITS, introspection=True)
    preparing, making = [], []
    for number in range(DOCUMENTS):
        began = time.perf_counter()
        prepared = documents.prepare(f"{source} # {number}")  # a new document each time
        ready = time.perf_counter()
        assert isinstance(prepared, Prepared), prepared
        assert why_not(prepared, core) is None
        preparing.append(ready - began)
        making.append(time.perf_counter() - ready)
    before, plan = median(preparing) * 1e6, median(making) * 1e6
    print(f"| {name} | {before:,.0f} | {plan:,.0f} | {plan / before:.2f} |")
