"""One operation, compiled: runs its resolvers and projects what they return."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from graphql import Executor, GraphQLResolveInfo, OperationType
from graphql.execution.values import VariableValues, get_argument_values
from graphql.pyutils import Path, is_awaitable

from execution.plan.code import Asked, Below, Code, Complete
from execution.plan.nodes import Selection
from execution.plan.waves import Put, forget, settle

MOST_FIELDS = 2_000
"""Fields of a plan, counted for every type that an interface or union may turn out to be."""


@dataclass(slots=True)
class Execution:
    """What the functions of a plan share while it runs once. `info` is for those who ask what type a value is."""

    info: GraphQLResolveInfo[Any]
    infos: Sequence[GraphQLResolveInfo[Any]]
    arguments: list[Mapping[str, Any]]
    pending: list[Put]


@dataclass(frozen=True, slots=True)
class Outcome:
    """What the resolver of a mutation's field returned or raised."""

    returned: Any
    raised: Exception | None

    def value(self) -> Any:
        """What it returned; raises what it raised."""
        if self.raised is not None:
            raise self.raised
        return self.returned


Outcomes = dict[str, Outcome]


class PlannedInfo(GraphQLResolveInfo[Any]):
    """Knows beforehand what is asked beneath the field: by type, the names of the fields."""

    asked: Below


def _info(executor: Executor[Any], asked: Asked) -> PlannedInfo:
    nodes = [each.node for each in asked.details]
    path = Path(None, asked.key, asked.parent.name)
    info = PlannedInfo(*executor.build_resolve_info(asked.field, nodes, asked.parent, path))
    info.asked = asked.below
    return info


class Plan:
    """Knows nothing of the values of variables, but for those in conditions. The paths in infos have no list places."""

    def __init__(self, selection: Selection) -> None:
        operation = selection.operation
        root = selection.schema.get_root_type(operation.operation)
        assert root is not None  # noqa: S101  validation has seen to it
        grouped = selection.of_root(root)
        code = Code(selection, most_fields=MOST_FIELDS)
        self._whole: Complete | None = None
        self._steps: list[tuple[Asked, Complete]] = []
        if operation.operation is OperationType.MUTATION:
            self._steps = [code.of_field(root, key, details) for key, details in grouped.items()]
        else:
            self._whole = code.of_object(root, grouped)
        self._asked: list[Asked] = code.asked
        self._root = root

    def begin(self, executor: Executor[Any]) -> Execution:
        """Arguments are coerced once, however many rows they are used for; GraphQLError when one cannot be."""
        infos = [_info(executor, asked) for asked in self._asked]
        arguments = [
            _arguments(asked, info, executor.variable_values) for asked, info in zip(self._asked, infos, strict=True)
        ]
        return Execution(infos[0] if infos else _no_info(executor, self._root), infos, arguments, [])

    async def data(self, executor: Executor[Any], done: Outcomes) -> dict[str, Any]:
        """What the operation comes to; raises whenever the reference has to tell what that is.

        `done` is told what each field of a mutation came to, so that nobody has to run it again.
        """
        execution = self.begin(executor)
        try:
            if self._whole is not None:
                found: dict[str, Any] = self._whole(executor.root_value, execution)
                await settle(execution)
                return found
            return {
                asked.key: await _step(asked, complete, execution, executor.root_value, done)
                for asked, complete in self._steps
            }
        finally:
            forget(execution.pending)


async def _step(asked: Asked, complete: Complete, execution: Execution, root_value: Any, done: Outcomes) -> Any:
    outcome = await _outcome(asked, execution, root_value)
    done[asked.key] = outcome
    holder = {asked.key: complete(outcome.value(), execution)}
    await settle(execution)
    return holder[asked.key]


async def _outcome(asked: Asked, execution: Execution, root_value: Any) -> Outcome:
    try:
        value = asked.resolve(root_value, execution.infos[asked.place], **execution.arguments[asked.place])
        return Outcome(await value if is_awaitable(value) else value, None)
    except Exception as error:  # noqa: BLE001  whatever a resolver raises: it is an outcome, and told by the reference
        return Outcome(None, error)


def _arguments(asked: Asked, info: GraphQLResolveInfo[Any], variables: VariableValues) -> Mapping[str, Any]:
    given = get_argument_values(asked.field, asked.details[0].node, variables) if asked.field.args else {}
    return given if asked.direct is None else asked.direct.arguments(info, given)


def _no_info(executor: Executor[Any], root: Any) -> GraphQLResolveInfo[Any]:
    field = next(iter(root.fields.values()))
    return executor.build_resolve_info(field, [], root, Path(None, "", root.name))
