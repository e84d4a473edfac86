"""Variables of an operation: taken at once where what JSON says is the value, else coerced by graphql-core."""

from collections.abc import Callable, Mapping
from typing import Any, NamedTuple

from graphql import (
    GraphQLBoolean,
    GraphQLEnumType,
    GraphQLError,
    GraphQLID,
    GraphQLInputObjectType,
    GraphQLInputType,
    GraphQLInt,
    GraphQLSchema,
    GraphQLString,
    OperationDefinitionNode,
    Undefined,
    is_enum_type,
    is_input_object_type,
    is_list_type,
    is_non_null_type,
    is_required_input_field,
)
from graphql.execution.get_variable_signature import GraphQLVariableSignature, get_variable_signature
from graphql.execution.values import VariableValues, VariableValueSource
from graphql.utilities.coerce_input_value import coerce_default_value

LARGEST_INT = 2**31 - 1

Take = Callable[[Any], Any]
"""Gives the coerced value; Undefined where graphql-core has to look at it."""


class _Variable(NamedTuple):
    name: str
    signature: GraphQLVariableSignature
    take: Take
    may_be_left_out: bool


class Declared:
    """What one operation declares; made once. Knows no errors: those are graphql-core's to tell."""

    def __init__(self, schema: GraphQLSchema, operation: OperationDefinitionNode) -> None:
        self._variables: list[_Variable] | None = []
        for definition in operation.variable_definitions or ():
            signature = get_variable_signature(schema, definition)
            if isinstance(signature, GraphQLError):
                self._variables = None
                return
            left_out = not definition.default_value and not is_non_null_type(signature.type)
            variable = _Variable(signature.name, signature, _take(signature.type, ()), left_out)
            self._variables.append(variable)

    def taken(self, given: Mapping[str, Any]) -> dict[str, Any] | None:
        """The coerced values; None when graphql-core has to coerce them."""
        if self._variables is None:
            return None
        coerced: dict[str, Any] = {}
        for name, _, take, may_be_left_out in self._variables:
            if name in given:
                value = take(given[name])
                if value is Undefined:
                    return None
                coerced[name] = value
            elif not may_be_left_out:
                return None
        return coerced

    def as_values(self, given: Mapping[str, Any], coerced: dict[str, Any]) -> VariableValues:
        """The same as graphql-core holds them, with what each was made of."""
        sources = {
            name: VariableValueSource(signature, given[name]) if name in given else VariableValueSource(signature)
            for name, signature, *_ in self._variables or ()
        }
        return VariableValues(sources, coerced)


def _take(kind: GraphQLInputType, within: tuple[GraphQLInputType, ...]) -> Take:
    if is_non_null_type(kind):
        sure = _take_value(kind.of_type, within)
        return lambda value: Undefined if value is None else sure(value)
    value_of = _take_value(kind, within)
    return lambda value: None if value is None else value_of(value)


def _take_value(kind: GraphQLInputType, within: tuple[GraphQLInputType, ...]) -> Take:
    """For values that are not null."""
    if is_list_type(kind):
        return _list(_take(kind.of_type, within))
    if is_input_object_type(kind):
        # How deep a value of a type within itself may be nested is graphql-core's to say.
        return _nothing if kind in within else _object(kind, (*within, kind))
    if is_enum_type(kind):
        return _enum(kind)
    return _AS_IT_IS.get(kind) or _leaf(kind)


def _nothing(_: object) -> Any:
    return Undefined


def _list(take: Take) -> Take:
    def taken(value: Any) -> Any:
        if type(value) is not list:
            return Undefined
        items = [take(each) for each in value]
        return Undefined if Undefined in items else items

    return taken


def _enum(kind: GraphQLEnumType) -> Take:
    values = {name: kind.coerce_input_value(name) for name in kind.values}
    return lambda value: values.get(value, Undefined) if type(value) is str else Undefined


def _object(kind: GraphQLInputObjectType, within: tuple[GraphQLInputType, ...]) -> Take:
    if kind.is_one_of:
        return _nothing
    fields = {
        name: (field.out_name or name, _take(field.type, within), is_required_input_field(field), field)
        for name, field in kind.fields.items()
    }

    def taken(value: Any) -> Any:
        if type(value) is not dict or not value.keys() <= fields.keys():
            return Undefined
        coerced: dict[str, Any] = {}
        for name, (out_name, take, required, field) in fields.items():
            if name in value:
                coerced[out_name] = one = take(value[name])
                if one is Undefined:
                    return Undefined
            elif required:
                return Undefined
            elif (default := coerce_default_value(field)) is not Undefined:
                coerced[out_name] = default
        return kind.out_type(coerced)

    return taken


def _leaf(kind: Any) -> Take:
    def taken(value: Any) -> Any:
        try:
            return kind.coerce_input_value(value)
        except Exception:  # noqa: BLE001  whatever a scalar raises: graphql-core meets it again and tells it
            return Undefined

    return taken


def _text(value: Any) -> Any:
    return value if type(value) is str else Undefined


def _whole(value: Any) -> Any:
    return value if type(value) is int and -LARGEST_INT - 1 <= value <= LARGEST_INT else Undefined


def _condition(value: Any) -> Any:
    return value if type(value) is bool else Undefined


_AS_IT_IS: dict[Any, Take] = {
    GraphQLString: _text,
    GraphQLID: _text,
    GraphQLInt: _whole,
    GraphQLBoolean: _condition,
}
