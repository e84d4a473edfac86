"""Operations by their plans, beside the same operations on graphql-core: same resolvers, same reads, same process."""

import time
from collections.abc import Mapping, Sequence
from contextlib import redirect_stdout
from dataclasses import dataclass, field
from functools import partial
from io import StringIO
from statistics import median
from typing import Any

from adapters.storage.work import SqlDesk
from app.demo import show
from app.graphql import core
from app.house import OpenHouse
from bench.desk import a_desk, engines
from domain.viewer import Role, Viewer
from execution import Documents, Engine, Limits, Prepared
from resolvers.context import RequestContext

Variables = Mapping[str, Any]
SECONDS = 1.0
ROUNDS = 4
RISK = Viewer(Role.RISK_CONTROL, "R-0001")
OPERATIONS = {
    "W1 ticket by number, customer, assignee": """query ($number: String) { ticket(number: $number) {
        id number subject status level dueAt customer { id name tier } assignee { id name } } }""",
    "W2 50 tickets, customer, assignee, last three events": """{ tickets(first: 50) { edges { cursor node {
        id number subject status level dueAt overdue version customer { id name tier } assignee { id name }
        events(last: 3) { type at version author } } } pageInfo { hasNextPage endCursor } } }""",
    "20 tickets, nothing nested": "{ tickets(first: 20) { nodes { id number subject status level dueAt version } } }",
}


@dataclass(slots=True)
class Figures:
    """Of one executor: operations a second, and CPU microseconds of this process for each."""

    rates: list[float] = field(default_factory=list)
    cpu: list[float] = field(default_factory=list)


async def run() -> None:
    """Prints a line for each operation and engine. The answers are compared first."""
    print("one caller, in process, no HTTP; CPU is this process's, without the database's\n")
    print("| database | operation | plan /s | CPU us | graphql-core /s | CPU us | ratio by CPU |")
    print("| --- | --- | --- | --- | --- | --- | --- |")
    for engine in await engines():
        async with a_desk(engine) as opening:
            with redirect_stdout(StringIO()):  # what the demo says is not the bench's
                await show(opening, seed=1, live=False)
            for name, source in OPERATIONS.items():
                await _compare(opening, engine, name, source)


async def _compare(opening: OpenHouse, engine: str, name: str, source: str) -> None:
    documents = Documents(core, Limits(), introspection=True)
    both = [Engine(documents, report=_unexpected, compiled=compiled) for compiled in (True, False)]
    prepared = documents.prepare(source)
    assert isinstance(prepared, Prepared), prepared
    variables: Variables = {"number": "T%-000100".replace("%", str(opening.house.now().year))}
    answers = [(await each.execute(prepared, variables, _context(opening))).data for each in both]
    assert answers[0] == answers[1], name
    figures = [Figures(), Figures()]
    for _ in range(ROUNDS):
        for each, into in zip(both, figures, strict=True):
            await _measure(each, prepared, variables, opening, into)
    plan, reference = figures
    ratio = median(reference.cpu) / median(plan.cpu)
    print(f"| {engine} | {name} | {_shown(plan)} | {_shown(reference)} | {ratio:.1f} |")


async def _measure(engine: Engine, prepared: Prepared, variables: Variables, opening: OpenHouse, into: Figures) -> None:
    count, cpu, began = 0, time.process_time(), time.perf_counter()
    while time.perf_counter() - began < SECONDS:
        await engine.execute(prepared, variables, _context(opening))
        count += 1
    into.rates.append(count / (time.perf_counter() - began))
    into.cpu.append((time.process_time() - cpu) / count * 1e6)


def _context(opening: OpenHouse) -> RequestContext:
    return RequestContext(RISK, opening.house, partial(SqlDesk, opening.house), None, "bench")


def _shown(figures: Figures) -> str:
    return f"{median(figures.rates):,.0f} ({_spread(figures.rates)}) | {median(figures.cpu):,.0f}"


def _spread(values: Sequence[float]) -> str:
    return f"{min(values):,.0f}-{max(values):,.0f}"


def _unexpected(error: object, _: object) -> None:
    print(f"an operation failed: {error}")
