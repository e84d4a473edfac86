"""Arguments of a field in a plan: what does not depend on variables is coerced once, the rest for each call."""

from collections.abc import Callable, Mapping
from enum import Enum
from typing import Any, NamedTuple

from graphql import (
    FieldNode,
    GraphQLArgument,
    GraphQLError,
    GraphQLField,
    GraphQLString,
    NameNode,
    Undefined,
    VariableNode,
    Visitor,
    is_non_null_type,
    is_required_argument,
    visit,
)
from graphql.execution.values import get_argument_values

from execution.call import Call
from execution.plan.unsupported import Unplanned

Given = Callable[[Call], dict[str, Any]]
"""The arguments of a field in this call, a dictionary of one's own; raises what is wrong with them."""

SAFE = frozenset({str, int, float, bool, type(None)})
"""Nobody can change such a value, so all calls may have the same."""


def arguments_of(field: GraphQLField, node: FieldNode) -> Given:
    """How they are had, in the order of the schema."""
    if not field.args:
        return lambda _: {}
    literal = _literal(field, node)
    if literal is not None:
        return literal.copy
    nodes = {argument.name.value: argument.value for argument in node.arguments or ()}
    wanted: list[_Wanted] = []
    for name, argument in field.args.items():
        default, value = _alone(argument, name), nodes.get(name)
        if default is _OTHER or not isinstance(value, VariableNode | None):
            return lambda call: get_argument_values(field, node, call.values)
        wanted.append(
            _Wanted(
                argument.out_name or name,
                "" if value is None else value.name.value,
                default,
                required=is_required_argument(argument),
                not_null=is_non_null_type(argument.type),
            )
        )
    return lambda call: _filled_in(wanted, call.variables)


class _Wanted(NamedTuple):
    """An argument that is a variable, or is not given: then `variable` is empty."""

    name: str
    variable: str
    default: Any
    required: bool
    not_null: bool


def _filled_in(arguments: list[_Wanted], variables: Mapping[str, Any]) -> dict[str, Any]:
    given: dict[str, Any] = {}
    for name, variable, default, required, not_null in arguments:
        if variable in variables:
            given[name] = value = variables[variable]
            if value is None and not_null:
                raise Unplanned
        elif required:
            raise Unplanned
        elif default is not Undefined:
            given[name] = default
    return given


def _literal(field: GraphQLField, node: FieldNode) -> "_Literal | None":
    """None when a variable stands in them, or a value that calls must not share."""
    seen = _Variables()
    for argument in node.arguments or ():
        visit(argument, seen)
    if seen.any:
        return None
    try:
        given = get_argument_values(field, node)
    except GraphQLError:
        return None
    return _Literal(given) if all(map(_safe, given.values())) else None


class _Literal:
    def __init__(self, given: dict[str, Any]) -> None:
        self._given = given

    def copy(self, _: Call) -> dict[str, Any]:
        return self._given.copy()


_OTHER = object()


def _alone(argument: GraphQLArgument, name: str) -> Any:
    """What the argument is when nothing is given: Undefined without a default, _OTHER for what calls must not share."""
    field = GraphQLField(GraphQLString, {name: argument})
    if is_required_argument(argument):
        return Undefined
    try:
        given = get_argument_values(field, FieldNode(name=NameNode(value=name), arguments=()))
    except GraphQLError:
        return _OTHER
    value = given.get(argument.out_name or name, Undefined)
    return value if value is Undefined or _safe(value) else _OTHER


def _safe(value: Any) -> bool:
    return type(value) in SAFE or isinstance(value, Enum)


class _Variables(Visitor):
    def __init__(self) -> None:
        super().__init__()
        self.any = False

    def enter_variable(self, *_: object) -> None:
        self.any = True
