"""One case: an operation, a world, two executors."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Protocol

import orjson
from graphql import GraphQLError, GraphQLSchema, OperationType

from execution import Context, Documents, Engine, Limits, Prepared
from execution.answer import Answer
from tests.execution.differential.operations import Choose, Operations

LIMITS = Limits(depth=50, fields=5_000, root_fields=500, aliases=500, directives=500, cost=10**9, tokens=20_000)

PATIENCE = 600
"""Seconds: nothing hangs here, and a busy machine must make no difference."""


class World(Protocol):
    """What the resolvers are asked about; everything in it follows from a seed."""

    changes: int
    """How often a mutation was run."""


class Ground(Protocol):
    """A schema and the worlds that it is asked about."""

    schema: GraphQLSchema

    def operations(self, choose: Choose, turn: int | None) -> Operations:
        """The maker of one operation; `turn` says which root field it surely asks for, None leaves it to chance."""
        ...

    def enter(self, seed: int, operations: Operations, *, trouble: float, waits: float) -> tuple[World, Context]:
        """Make the world anew, and the context of one who asks it."""
        ...


@dataclass(slots=True)
class Case:
    """What was asked and what came of it: (by the plan, by graphql-core)."""

    text: str
    variables: Mapping[str, Any]
    seed: int
    answers: list[list[bytes]] = field(default_factory=list)
    """One answer, or those of all events of a feed."""
    changes: list[int] = field(default_factory=list)
    reported: list[list[str]] = field(default_factory=list)

    @property
    def equal(self) -> bool:
        """To the last byte, but for which of the fields that are awaited side by side fails first: that is chance."""
        (plan, reference), (once, again) = self.answers, self.changes
        return once == again and (self.same_bytes or [*map(_told, plan)] == [*map(_told, reference)])

    @property
    def same_bytes(self) -> bool:
        plan, reference = self.answers
        return plan == reference and self.reported[0] == self.reported[1]


class Executors:
    """Both, over the same documents; counts what was asked for, and how much of it a plan answered."""

    def __init__(self, ground: Ground) -> None:
        self._ground = ground
        self._documents = Documents(ground.schema, LIMITS, introspection=True)
        self._reported: list[str] = []
        self.cases = 0
        self.planned = 0
        """Cases that were answered by plans alone."""
        self.reordered = 0
        """Cases whose errors came in another order, or were told to the log in another."""
        self.reasons: Counter[str] = Counter()
        self.met: Counter[tuple[str, str]] = Counter()
        """Fields (type, name): in how many cases that plans alone answered they were asked for."""
        self.by_plan, self.by_reference = (
            Engine(
                self._documents,
                report=self._report,
                timeout_seconds=PATIENCE,
                compiled=compiled,
                on_reference=self._count if compiled else lambda _: None,
            )
            for compiled in (True, False)
        )

    def noted(self) -> dict[str, Any]:
        """What has been counted, fit for JSON."""
        met = {f"{kind}.{name}": cases for (kind, name), cases in self.met.items()}
        return {"cases": self.cases, "planned": self.planned, "reordered": self.reordered,
                "reasons": self.reasons, "met": met}  # fmt: skip

    def resume(self, noted: Mapping[str, Any]) -> int:
        """Count on from there; how many cases there were."""
        self.cases, self.planned, self.reordered = (noted[name] for name in ("cases", "planned", "reordered"))
        self.reasons.update(noted["reasons"])
        for name, cases in noted["met"].items():
            kind, _, field_name = name.partition(".")
            self.met[kind, field_name] = cases
        return self.cases

    def _count(self, reason: str) -> None:
        self.reasons[reason] += 1

    def _report(self, error: GraphQLError, _: object) -> None:
        self._reported.append(f"{error} {error.original_error!r}")

    async def run(self, choose: Choose, worlds: range, *, turn: int | None = None) -> list[Case]:
        """One operation in each of these worlds."""
        operations = self._ground.operations(choose, turn)
        text = operations.text()
        prepared = self._documents.prepare(text)
        assert isinstance(prepared, Prepared), (text, prepared)
        trouble, waits = (0.0, 0.01, 0.05)[choose(3)], (0.0, 0.3, 0.7)[choose(3)]
        return [
            await self._case(
                prepared, operations, Case(text, operations.variables(), seed), trouble=trouble, waits=waits
            )
            for seed in worlds
        ]

    async def _case(self, prepared: Prepared, operations: Operations, case: Case, **dice: float) -> Case:
        left = self.reasons.total()
        for engine in (self.by_plan, self.by_reference):
            world, context = self._ground.enter(case.seed, operations, **dice)
            try:
                case.answers.append(await _answers(engine, prepared, case.variables, context))
            except BaseException as error:
                error.add_note(f"in {case}")
                raise
            case.changes.append(world.changes)
            case.reported.append(list(self._reported))
            self._reported.clear()
        self.cases += 1
        self.reordered += not case.same_bytes
        self.met.update(dict.fromkeys(operations.met, 0))
        if self.reasons.total() == left:
            self.planned += 1
            self.met.update(operations.met)
        return case


def _told(answer: bytes) -> tuple[bytes, set[bytes]]:
    """The answer in its order of keys, and its errors.

    Of an error that made null what stands above it, only what is null counts: where several fields beneath fail, the
    one that fails first is told, and which one that is is a matter of chance (GraphQL, 6.4.4: one error is enough).
    """
    told = orjson.loads(answer)
    errors = told.pop("errors", [])
    return orjson.dumps(told), {
        orjson.dumps(_null_above(told.get("data"), each.get("path", ())) or each) for each in errors
    }


def _null_above(data: Any, path: Sequence[str | int]) -> Sequence[str | int] | None:
    """Where the answer is null in the place of what the path leads through; None when it is at its end."""
    for place, key in enumerate(path):
        if data is None:
            return [*path[:place], "is null"]
        data = data[key]
    return None


async def _answers(engine: Engine, prepared: Prepared, variables: Mapping[str, Any], context: Context) -> list[bytes]:
    if prepared.kind is not OperationType.SUBSCRIPTION:
        return [(await engine.execute(prepared, variables, context)).body]
    feed = await engine.subscribe(prepared, variables, context)
    if isinstance(feed, Answer):
        return [feed.body]
    try:
        return [payload async for payload in feed]
    finally:
        await feed.aclose()
