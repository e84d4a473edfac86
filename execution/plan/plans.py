"""The plans of a process: made when an operation is first met, remembered, bounded."""

from collections.abc import Callable
from typing import Any

from graphql import Executor

from execution.documents import Prepared
from execution.plan.nodes import Selection
from execution.plan.plan import Plan
from execution.plan.unsupported import Unsupported
from execution.recent import Recent

MOST_PLANS = 2_000
MOST_WEIGHT = 1_000_000
"""In characters of the operations' sources."""

Key = tuple[bytes, tuple[object, ...]]


OnReference = Callable[[str], None]


def _nobody(_: str) -> None:
    """Not counted."""


class Plans:
    """By operation and by the values of the variables in its conditions."""

    def __init__(
        self, on_reference: OnReference = _nobody, *, entries: int = MOST_PLANS, weight: int = MOST_WEIGHT
    ) -> None:
        self._known = Recent[Key, Plan | Unsupported](entries=entries, weight=weight)
        self.on_reference = on_reference
        """Told the reason whenever graphql-core runs an operation."""

    def plan(self, prepared: Prepared, executor: Executor[Any]) -> Plan | None:
        """The plan, or None when the reference has to run it."""
        known = self._of(prepared, executor)
        if isinstance(known, Unsupported):
            self.on_reference(known.reason)
            return None
        return known

    def _of(self, prepared: Prepared, executor: Executor[Any]) -> Plan | Unsupported:
        conditions = prepared.conditions
        if isinstance(conditions, Unsupported):
            return conditions
        key = prepared.id, conditions.key(executor.variable_values)
        known = self._known.get(key)
        if known is None:
            known = _made(prepared, executor)
            self._known.put(key, known, weight=prepared.size)
        return known


def _made(prepared: Prepared, executor: Executor[Any]) -> Plan | Unsupported:
    selection = Selection(executor.schema, prepared.operation, executor.fragments, executor.variable_values)
    try:
        return Plan(selection)
    except Unsupported as unsupported:
        return unsupported
