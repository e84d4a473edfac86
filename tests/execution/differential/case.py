"""One case: an operation, a world, two executors."""

from collections import Counter
from dataclasses import dataclass, field
from typing import Any

from graphql import GraphQLError

from execution import Documents, Engine, Limits, Prepared
from execution.answer import Answer
from tests.execution.differential.operations import Choose, Operations
from tests.execution.differential.world import WORLD, World, a_schema
from tests.execution.toy import Desk, Visitor

SCHEMA = a_schema()
LIMITS = Limits(depth=50, fields=5_000, root_fields=500, aliases=500, directives=500, cost=10**9, tokens=20_000)
DOCUMENTS = Documents(SCHEMA, LIMITS, introspection=True)


@dataclass(slots=True)
class Case:
    """What was asked and what came of it: (by the plan, by graphql-core)."""

    text: str
    variables: dict[str, Any]
    answers: list[bytes] = field(default_factory=list)
    changes: list[int] = field(default_factory=list)
    reported: list[list[str]] = field(default_factory=list)

    @property
    def equal(self) -> bool:
        return all(one == other for one, other in (self.answers, self.changes, self.reported))


class Executors:
    """Both, over the same documents."""

    def __init__(self) -> None:
        self._reported: list[str] = []
        self.reasons: Counter[str] = Counter()
        self.by_plan = Engine(DOCUMENTS, report=self._report, on_reference=self._count)
        self.by_reference = Engine(DOCUMENTS, report=self._report, compiled=False)

    def _count(self, reason: str) -> None:
        self.reasons[reason] += 1

    def _report(self, error: GraphQLError, _: object) -> None:
        self._reported.append(f"{error} {error.original_error!r}")

    async def cases(self, choose: Choose, worlds: range) -> list[Case]:
        """One operation in each of these worlds."""
        operations = Operations(SCHEMA, choose)
        text = operations.text()
        prepared = DOCUMENTS.prepare(text)
        assert isinstance(prepared, Prepared), (text, prepared)
        trouble, waits = (0.0, 0.02, 0.1)[choose(3)], (0.0, 0.3, 0.7)[choose(3)]
        return [await self._case(prepared, Case(text, operations.variables), seed, trouble, waits) for seed in worlds]

    async def _case(self, prepared: Prepared, case: Case, seed: int, trouble: float, waits: float) -> Case:
        for engine in (self.by_plan, self.by_reference):
            WORLD[:] = [World(SCHEMA, seed, trouble=trouble, waits=waits)]
            answer: Answer = await engine.execute(prepared, case.variables, Visitor(Desk()))
            case.answers.append(answer.body)
            case.changes.append(WORLD[0].changes)
            case.reported.append(list(self._reported))
            self._reported.clear()
        return case
