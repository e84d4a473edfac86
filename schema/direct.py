"""Calls a field's method without Strawberry's wrapping, for whoever asks it of many objects in one execution."""

from collections.abc import Callable, Mapping
from operator import attrgetter
from typing import Any, cast

import strawberry
from graphql import GraphQLResolveInfo
from strawberry.schema.schema_converter import get_arguments
from strawberry.types.field import StrawberryField

from schema.converted import Convert, Inconvertible, converter_of

Check = Callable[[Any], None]


class Direct:
    """What is the same for all objects is done once: the permission, the arguments, the info."""

    __slots__ = ("_check", "_converters", "_field", "_info", "_info_class", "_schema", "function")

    def __init__(
        self, function: Callable[..., Any], field: StrawberryField, schema: strawberry.Schema, check: Check | None
    ) -> None:
        self.function = function
        self._field = field
        self._schema = schema
        self._check = check
        self._info_class = schema.config.info_class
        resolver = field.base_resolver
        self._info = resolver.info_parameter.name if resolver is not None and resolver.info_parameter else None
        self._converters = _converters(field, schema)

    def arguments(self, info: GraphQLResolveInfo[Any], given: dict[str, Any]) -> Mapping[str, Any]:
        """What the method takes beside its object; raises what the permission raises."""
        if self._check is not None:
            self._check(info)
        if self._converters is None:
            return self._as_strawberry_does(info, given)
        arguments: dict[str, Any] = {}
        if given:
            for name, value in given.items():
                called, convert = self._converters[name]
                arguments[called] = value if convert is None else convert(value)
        if self._info is not None:
            arguments[self._info] = self._info_class(_raw_info=info, _field=self._field)
        return arguments

    def _as_strawberry_does(self, info: GraphQLResolveInfo[Any], given: dict[str, Any]) -> Mapping[str, Any]:
        config = self._schema.config
        _, arguments = get_arguments(
            field=self._field,
            source=None,
            info=config.info_class(_raw_info=info, _field=self._field),
            kwargs=given,
            config=config,
            scalar_registry=self._schema.schema_converter.scalar_registry,
        )
        return arguments


def _converters(field: StrawberryField, schema: strawberry.Schema) -> Mapping[str, tuple[str, Convert | None]] | None:
    """By GraphQL's name, the name in Python and what makes the value; None where Strawberry has to do it."""
    name_of = schema.config.name_converter.get_graphql_name
    try:
        return {
            name_of(each): (each.python_name, converter_of(each.type, schema.schema_converter))
            for each in field.arguments
        }
    except Inconvertible:
        return None


def direct_of(field: StrawberryField, schema: strawberry.Schema, check: Check | None) -> Direct | None:
    """None for what is neither an attribute nor a plain method of its object."""
    resolver = field.base_resolver
    if field.extensions:
        return None
    if resolver is None:
        return Direct(attrgetter(str(field.python_name)), field, schema, check)
    if not resolver.self_parameter or resolver.parent_parameter or resolver.root_parameter:
        return None
    return Direct(cast("Callable[..., Any]", resolver.wrapped_func), field, schema, check)
