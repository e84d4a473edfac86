"""The plans of a process: made when an operation is first met, remembered, bounded."""

from collections.abc import Callable, Iterable
from itertools import product

from graphql import GraphQLSchema
from graphql.execution.collect_fields import FragmentDetails
from graphql.execution.values import VariableValues

from execution.call import Call
from execution.documents import Prepared
from execution.plan.nodes import Selection
from execution.plan.plan import Plan
from execution.plan.unsupported import Unsupported
from execution.recent import Recent

MOST_PLANS = 2_000
MOST_WEIGHT = 1_000_000
"""In characters of the operations' sources."""

MOST_CONDITIONS = 3
"""Variables in `@skip` and `@include` for which a plan is made beforehand for every combination of their values."""

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
        self._kept: dict[Key, Plan | Unsupported] = {}
        self.on_reference = on_reference
        """Told the reason whenever graphql-core runs an operation."""

    def plan(self, call: Call) -> Plan | None:
        """The plan, or None when the reference has to run it."""
        known = self._of(call)
        if isinstance(known, Unsupported):
            self.on_reference(known.reason)
            return None
        return known

    def keep(self, operations: Iterable[Prepared], schema: GraphQLSchema) -> None:
        """Make the plans of these operations now and never forget them, beside the bound."""
        for each in operations:
            self._kept.update(_beforehand(each, schema))

    @property
    def kept(self) -> int:
        """How many plans were made beforehand."""
        return len(self._kept)

    def _of(self, call: Call) -> Plan | Unsupported:
        prepared, conditions = call.prepared, call.prepared.conditions
        if isinstance(conditions, Unsupported):
            return conditions
        key = prepared.id, conditions.key(call.variables)
        known = self._kept.get(key) or self._known.get(key)
        if known is None:
            known = _made(prepared, call.schema, call.executor.fragments, call.values)
            self._known.put(key, known, weight=prepared.size)
        return known


def why_not(prepared: Prepared, schema: GraphQLSchema) -> str | None:
    """Why graphql-core has to run the operation; None when a plan does."""
    made = (prepared.conditions, *_beforehand(prepared, schema).values())
    return next((each.reason for each in made if isinstance(each, Unsupported)), None)


def _beforehand(prepared: Prepared, schema: GraphQLSchema) -> dict[Key, Plan | Unsupported]:
    conditions = prepared.conditions
    if isinstance(conditions, Unsupported) or len(conditions.names) > MOST_CONDITIONS:
        return {}
    fragments = {name: FragmentDetails(fragment) for name, fragment in prepared.fragments.items()}
    combinations = product((False, True), repeat=len(conditions.names))
    return {
        (prepared.id, values): _made(
            prepared, schema, fragments, VariableValues({}, dict(zip(conditions.names, values, strict=True)))
        )
        for values in combinations
    }


def _made(
    prepared: Prepared, schema: GraphQLSchema, fragments: dict[str, FragmentDetails], variables: VariableValues
) -> Plan | Unsupported:
    try:
        return Plan(Selection(schema, prepared.operation, fragments, variables))
    except Unsupported as unsupported:
        return unsupported
