"""Arguments as Python takes them, by functions made once for each type; as Strawberry converts them each time anew."""

from collections.abc import Callable
from dataclasses import MISSING
from typing import Any

from strawberry.scalars import is_scalar
from strawberry.schema.schema_converter import GraphQLCoreConverter
from strawberry.types.base import StrawberryList, StrawberryMaybe, StrawberryOptional, has_object_definition
from strawberry.types.enum import StrawberryEnumDefinition, has_enum_definition
from strawberry.types.lazy_type import LazyType
from strawberry.types.unset import UNSET

Convert = Callable[[Any], Any]


class Inconvertible(Exception):  # noqa: N818  a decision, not a failure
    """Only Strawberry knows how such an argument is converted."""


def converter_of(kind: Any, schema: GraphQLCoreConverter) -> Convert | None:  # noqa: ANN401  a type of Strawberry's
    """What makes the value of this type; None when it is taken as it is. Raises Inconvertible."""
    if isinstance(kind, StrawberryMaybe):
        raise Inconvertible
    if isinstance(kind, StrawberryOptional):
        return converter_of(kind.of_type, schema)
    if isinstance(kind, LazyType):
        return converter_of(kind.resolve_type(), schema)
    if isinstance(kind, StrawberryList):
        return _list(converter_of(kind.of_type, schema))
    if isinstance(kind, StrawberryEnumDefinition) or has_enum_definition(kind):
        return None
    if is_scalar(kind, schema.scalar_registry):
        if kind.__module__.startswith("strawberry.relay"):
            raise Inconvertible
        return None
    return _input(kind, schema)


def _list(convert: Convert | None) -> Convert:
    # Also what needs no converting is copied: the default is the same list for every request.
    def converted(value: Any) -> Any:  # noqa: ANN401  whatever was given
        if value is None or value is UNSET:
            return value
        return list(value) if convert is None else [convert(each) for each in value]

    return converted


def _input(kind: Any, schema: GraphQLCoreConverter) -> Convert:  # noqa: ANN401  a type of Strawberry's
    if not has_object_definition(kind):
        raise Inconvertible
    definition = kind.__strawberry_definition__
    if not definition.is_input or definition.from_input is not None:
        raise Inconvertible
    name_of = schema.config.name_converter.from_field
    fields = {
        name_of(each): (each.python_name, converter_of(each.resolve_type(type_definition=definition), schema))
        for each in definition.fields
    }
    absent = {each.python_name: None for each in definition.fields if not _has_default(each)}

    def converted(value: Any) -> Any:  # noqa: ANN401  whatever was given
        if value is None or value is UNSET:
            return value
        given = dict(absent)
        for name, one in value.items():
            called, convert = fields[name]
            given[called] = one if convert is None else convert(one)
        return kind(**given)

    return converted


def _has_default(field: Any) -> bool:  # noqa: ANN401  a field of Strawberry's
    return not (field.default_value is MISSING and field.default_factory is MISSING)
