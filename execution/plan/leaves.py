"""How a leaf's value becomes JSON: what is JSON already goes through, the rest is coerced as graphql-core does it."""

from collections.abc import Callable
from datetime import UTC, datetime
from enum import Enum
from typing import Any

from graphql import (
    GraphQLBoolean,
    GraphQLFloat,
    GraphQLID,
    GraphQLInt,
    GraphQLLeafType,
    GraphQLString,
    Undefined,
    is_enum_type,
    is_scalar_type,
)

from execution.plan.unsupported import Unplanned

Leaf = Callable[[Any], Any]

# `v` is the value. Exact types only: a bool is an int, and a subclass of str may be anything.
AS_IT_IS = {
    GraphQLString: "type(v) is str",
    GraphQLID: "type(v) is str",
    GraphQLBoolean: "(v is True or v is False)",
    GraphQLInt: "(type(v) is int and -2147483648 <= v <= 2147483647)",
    GraphQLFloat: "(type(v) is float and -1.7976931348623157e308 <= v <= 1.7976931348623157e308)",
}
"""By type, the condition under which its coercion would give the very same value."""

ISO = "iso"
"""In a scalar's extensions: instants are coerced by `isoformat`, and JSON's writer would write the very same."""

IN_UTC = "(type(v) is datetime and v.tzinfo is UTC)"

NAMES = {"datetime": datetime, "UTC": UTC}
"""What the conditions name."""

REMEMBERED = 1_000
"""Values of one enum whose names are remembered."""


def as_it_is(kind: object) -> str | None:
    """The condition under which a value of this type needs no coercion."""
    if is_scalar_type(kind) and kind.extensions.get(ISO) is True:
        return IN_UTC
    return AS_IT_IS.get(kind)  # type: ignore[call-overload, no-any-return]  # None for any other type


def leaf_of(kind: GraphQLLeafType) -> Leaf:
    """The coercion of a value that is not null; Unplanned for what graphql-core would call an error."""
    return _named(kind) if is_enum_type(kind) else _coerced(kind)


def _coerced(kind: GraphQLLeafType) -> Leaf:
    coerce = kind.coerce_output_value

    def leaf(value: Any) -> Any:
        if isinstance(value, Exception):
            raise Unplanned
        coerced = coerce(value)
        if coerced is None or coerced is Undefined:
            raise Unplanned
        return coerced

    return leaf


def _named(kind: GraphQLLeafType) -> Leaf:
    slowly = _coerced(kind)
    known: dict[type, dict[Any, Any]] = {}

    def leaf(value: Any) -> Any:
        # By type as well: 1 and True are the same key, and are not the same value of an enum.
        names = known.get(type(value))
        if names is None:
            names = known[type(value)] = {}
        name = names.get(value)
        if name is None:
            name = slowly(value)
            if isinstance(value, Enum | str) and len(names) < REMEMBERED:
                names[value] = name
        return name

    return leaf
