"""Calls a field's method without Strawberry's wrapping, for whoever asks it of many objects in one execution."""

from collections.abc import Callable, Mapping
from operator import attrgetter
from typing import Any, cast

import strawberry
from graphql import GraphQLResolveInfo
from strawberry.schema.schema_converter import get_arguments
from strawberry.types.field import StrawberryField

Check = Callable[[Any], None]


class Direct:
    """What is the same for all objects is done once: the permission, the arguments, the info."""

    def __init__(
        self, function: Callable[..., Any], field: StrawberryField, schema: strawberry.Schema, check: Check | None
    ) -> None:
        self.function = function
        self._field = field
        self._schema = schema
        self._check = check

    def arguments(self, info: GraphQLResolveInfo[Any], given: dict[str, Any]) -> Mapping[str, Any]:
        """What the method takes beside its object; raises what the permission raises."""
        if self._check is not None:
            self._check(info)
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
