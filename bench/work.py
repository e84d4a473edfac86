"""Cost as work grows: an operation's by rows and fields, and a plan's making beside its document's parse and check.

Every operation has a fixed part (variables, cost, the answer's frame). A line through the times of one number of fields
tells it from what each further leaf costs, and how far the measured times lie off that line.
"""

import time
from collections.abc import Awaitable, Callable, Sequence
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
    basis = None


async def run() -> None:
    """Prints three tables, of CPU time of this process; the answers are compared first."""
    print("| fields | rows | plan us | ns a leaf, all in | graphql-core us | ns a leaf, all in | ratio |")
    print("| --- | --- | --- | --- | --- | --- | --- |")
    measured = {fields: [await _times(rows, fields) for rows in ROWS] for fields in FIELDS}
    print("\n| fields | executor | fixed us | ns for each further leaf | farthest off the line |")
    print("| --- | --- | --- | --- | --- |")
    for fields, times in measured.items():
        for name, of_rows in zip(("plan", "graphql-core"), zip(*times, strict=True), strict=True):
            _line(fields, name, of_rows)
    print("\n| document | parse and validate us | plan us | ratio |\n| --- | --- | --- | --- |")
    w1, w2, *_ = OPERATIONS.items()
    wide = " ".join(f"a{n}: {w2[1].strip()[1:-1].strip()}" for n in range(10))
    for name, source in (w1, w2, ("ten times W2", f"{{ {wide} }}")):
        _making(name, source)


async def _times(rows: int, fields: int) -> tuple[float, float]:
    """Seconds of the plan and of graphql-core for one operation."""
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
            into.append(await _each(ask))
    plan, reference = (median(each) for each in times)
    shown = " | ".join(f"{each * 1e6:,.0f} | {each * 1e9 / (rows * fields):,.0f}" for each in (plan, reference))
    print(f"| {fields} | {rows} | {shown} | {reference / plan:.1f} |")
    return plan, reference


def _product(one: Sequence[float], other: Sequence[float]) -> float:
    return sum(a * b for a, b in zip(one, other, strict=True))


def _line(fields: int, name: str, times: Sequence[float]) -> None:
    """The line that comes closest in proportion, so that one row counts as much as a hundred."""
    leaves = [rows * fields for rows in ROWS]
    # t = fixed + further n, divided by t: 1 = fixed / t + further n / t, by least squares.
    ones, ns = [1 / t for t in times], [n / t for n, t in zip(leaves, times, strict=True)]
    one_one, one_n, n_n = _product(ones, ones), _product(ones, ns), _product(ns, ns)
    apart = one_one * n_n - one_n**2
    fixed = (sum(ones) * n_n - sum(ns) * one_n) / apart
    further = (sum(ns) * one_one - sum(ones) * one_n) / apart
    off = max(abs(fixed + further * n - time) / time for n, time in zip(leaves, times, strict=True))
    print(f"| {fields} | {name} | {fixed * 1e6:,.0f} | {further * 1e9:,.0f} | {off:.0%} |")


async def _each(ask: Callable[[], Awaitable[Any]]) -> float:
    count, began = 0, time.process_time()
    while time.process_time() - began < SECONDS:
        await ask()
        count += 1
    return (time.process_time() - began) / count


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
