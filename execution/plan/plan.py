"""One operation, compiled: runs its resolvers and projects what they return."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from types import CoroutineType
from typing import Any

from graphql import GraphQLResolveInfo, OperationType
from graphql.pyutils import Path, is_awaitable

from execution.call import Call
from execution.plan.code import Asked, Below, Code, Complete
from execution.plan.nodes import Selection
from execution.plan.waves import Put, forget, settle

MOST_FIELDS = 2_000
"""Fields of a plan, counted for every type that an interface or union may turn out to be."""


@dataclass(slots=True)
class Execution:
    """What the functions of a plan share while it runs once. `info` is for those who ask what type a value is."""

    info: Any
    infos: Sequence[Any]
    arguments: Sequence[Mapping[str, Any]]
    pending: list[Put]
    found: dict[str, Any]
    """What there is of the answer; the rest is pending."""


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


class PlannedInfo:
    """What graphql-core would tell a resolver, made when it asks for more than who is asking.

    Knows beforehand what is `asked` beneath the field: by type, the names of the fields.
    """

    __slots__ = ("_about", "_call", "_told", "asked", "context", "field_name")

    def __init__(self, about: Asked, call: Call) -> None:
        self._about = about
        self._call = call
        self._told: GraphQLResolveInfo[Any] | None = None
        self.asked: Below = about.below
        self.context = call.context
        self.field_name = about.name

    def __getattr__(self, name: str) -> Any:
        if self._told is None:
            about = self._about
            nodes = [each.node for each in about.details]
            path = Path(None, about.key, about.parent.name)
            self._told = self._call.executor.build_resolve_info(about.field, nodes, about.parent, path)
        return getattr(self._told, name)


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

    def begin(self, call: Call) -> Execution:
        """Arguments are coerced once, however many rows they are used for; raises when one cannot be."""
        infos = [PlannedInfo(asked, call) for asked in self._asked]
        arguments = [
            asked.given(call) if asked.direct is None else asked.direct.arguments(info, asked.given(call))
            for asked, info in zip(self._asked, infos, strict=True)
        ]
        return Execution(infos[0] if infos else _NoInfo(call, self._root), infos, arguments, [], {})

    def start(self, call: Call) -> Execution:
        """A query or an event as far as it comes without waiting; raises as `data` does."""
        assert self._whole is not None  # noqa: S101  of mutations, one step is taken after the other
        execution = self.begin(call)
        try:
            execution.found = self._whole(call.root_value, execution)
        except BaseException:
            forget(execution.pending)
            raise
        return execution

    async def data(self, call: Call, done: Outcomes) -> dict[str, Any]:
        """What the operation comes to; raises whenever the reference has to tell what that is.

        `done` is told what each field of a mutation came to, so that nobody has to run it again.
        """
        if self._whole is not None:
            return await rest(self.start(call))
        execution = self.begin(call)
        try:
            return {
                asked.key: await _step(asked, complete, execution, call.root_value, done)
                for asked, complete in self._steps
            }
        finally:
            forget(execution.pending)


async def rest(execution: Execution) -> dict[str, Any]:
    """What the operation comes to in the end."""
    if execution.pending:
        await settle(execution)
    return execution.found


async def _step(asked: Asked, complete: Complete, execution: Execution, root_value: Any, done: Outcomes) -> Any:
    outcome = await _outcome(asked, execution, root_value)
    done[asked.key] = outcome
    holder = {asked.key: complete(outcome.value(), execution)}
    await settle(execution)
    return holder[asked.key]


async def _outcome(asked: Asked, execution: Execution, root_value: Any) -> Outcome:
    try:
        if asked.direct is None:
            value = asked.resolve(root_value, execution.infos[asked.place], **execution.arguments[asked.place])
        else:
            value = asked.direct.function(root_value, **execution.arguments[asked.place])
        return Outcome(await value if type(value) is CoroutineType or is_awaitable(value) else value, None)
    except Exception as error:  # noqa: BLE001  whatever a resolver raises: it is an outcome, and told by the reference
        return Outcome(None, error)


class _NoInfo:
    """For an operation of which nothing is asked; somebody may still ask what type its root is."""

    def __init__(self, call: Call, root: Any) -> None:
        self._call = call
        self._root = root

    def __getattr__(self, name: str) -> Any:
        field = next(iter(self._root.fields.values()))
        path = Path(None, "", self._root.name)
        return getattr(self._call.executor.build_resolve_info(field, [], self._root, path), name)
