"""Puts what fields declare into force: permissions, of which no field is without, and costs."""

from collections.abc import Callable, Mapping
from functools import cache
from typing import Any, cast

import strawberry
from graphql import (
    GraphQLField,
    GraphQLInterfaceType,
    GraphQLObjectType,
    GraphQLOutputType,
    GraphQLUnionType,
    get_named_type,
)
from strawberry.schema.schema_converter import GraphQLCoreConverter

from domain.viewer import EVERYBODY, Role, Viewer
from schema.direct import Check, direct_of
from schema.errors import Forbidden, Unauthenticated
from schema.rights import PUBLIC, TYPE_READERS
from schema.stored import OfRow, Stored

Readers = frozenset[Role]
ROOTS = ("Query", "Mutation", "Subscription")
DECLARED = "readers"
"""Where the roles stand in a field's extensions, for whoever runs operations without resolvers."""
COSTS = ("cost", "size")
ATTRIBUTE = "attribute"
DIRECT = "direct"
STORED = "stored"
ORIGIN = "origin"
ISO = "iso"
"""What `execution` looks for in extensions: what a field costs, where its value is, how it becomes JSON."""


class Undeclared(Exception):  # noqa: N818  a message for the developer
    """A field or type does not say who may read it."""


def guard(schema: strawberry.Schema) -> None:
    """Check the viewer's role wherever a field asks for more than its type has asked for already."""
    schema._schema.type_map["DateTime"].extensions[ISO] = True  # noqa: SLF001  there is no public door to the core schema
    for name, kind in schema._schema.type_map.items():  # noqa: SLF001  the same
        if isinstance(kind, GraphQLObjectType | GraphQLInterfaceType) and not name.startswith("__"):
            origin = getattr(schema.get_type_by_name(name), "origin", None)
            if isinstance(origin, type) and name not in ROOTS:
                kind.extensions[ORIGIN] = origin
            for word, field in kind.fields.items():
                check = _permitted(name, word, field)
                _say_where_it_is(schema, name, field, check)
                if check is not None:
                    _put_into_force(field, check)


def _permitted(kind: str, name: str, field: GraphQLField) -> Check | None:
    """Puts down who may use the field; the check, where its type has not made it already."""
    declared = _said(field).get("readers")
    if declared == PUBLIC:
        field.extensions[DECLARED] = PUBLIC
        return None
    if declared is None and kind in ROOTS:
        raise Undeclared(f"{kind}.{name} does not say who may use it")
    passed = None if kind in ROOTS else _of_type(kind)
    asked = (passed if declared is None else frozenset(declared)) or frozenset()
    asked = _once(asked & _of_result(field.type))
    field.extensions[DECLARED] = asked
    if passed is not None and passed <= asked:
        return None
    return _check(asked, name if kind in ROOTS else f"{kind}.{name}")


@cache
def _once(readers: Readers) -> Readers:
    """Equal ones are held once, and not for each of some thousand fields."""
    return readers


def _check(readers: Readers, where: str) -> Check:
    def check(info: Any) -> None:  # noqa: ANN401  as graphql-core has it
        viewer: Viewer | None = info.context.viewer
        if viewer is None:
            raise Unauthenticated
        if viewer.role not in readers:
            raise Forbidden(viewer.role.value, where)

    return check


def _say_where_it_is(schema: strawberry.Schema, kind: str, field: GraphQLField, check: Check | None) -> None:
    """For `execution`: what the field costs, and how its value is had without asking Strawberry for each object."""
    said, definition = _said(field), field.extensions.get(GraphQLCoreConverter.DEFINITION_BACKREF)
    field.extensions |= {word: said[word] for word in COSTS if word in said}
    if definition is None or kind == "Subscription":
        return
    if check is None and definition.is_basic_field:
        field.extensions[ATTRIBUTE] = definition.python_name
        stored = _stored(schema, kind).get(str(definition.python_name))
        if stored is not None:
            field.extensions[STORED] = stored
    direct = direct_of(definition, schema, check)
    if direct is not None:
        field.extensions[DIRECT] = direct


def _stored(schema: strawberry.Schema, kind: str) -> Mapping[str, Stored]:
    definition = schema.get_type_by_name(kind)
    origin = getattr(definition, "origin", None)
    return origin.stored if isinstance(origin, type) and issubclass(origin, OfRow) else {}


def _put_into_force(field: GraphQLField, check: Check) -> None:
    if field.subscribe is None:
        field.resolve = _checked(field.resolve, check)
    else:
        field.subscribe = _checked(field.subscribe, check)


def _checked(resolve: Callable[..., Any] | None, check: Check) -> Callable[..., Any]:
    if resolve is None:
        raise Undeclared("a field has no resolver")

    def check_and_resolve(source: Any, info: Any, **arguments: Any) -> Any:  # noqa: ANN401  as graphql-core has it
        check(info)
        return resolve(source, info, **arguments)

    return check_and_resolve


def _said(field: GraphQLField) -> Mapping[str, Any]:
    definition = field.extensions.get(GraphQLCoreConverter.DEFINITION_BACKREF)
    return {} if definition is None else cast("Mapping[str, Any]", definition.metadata)


def _of_type(name: str) -> Readers:
    if name not in TYPE_READERS:
        raise Undeclared(f"{name} does not say who may read it")
    return frozenset(TYPE_READERS[name])


def _of_result(result: GraphQLOutputType) -> Readers:
    kind = get_named_type(result)
    if isinstance(kind, GraphQLUnionType):
        return frozenset().union(*(_of_type(member.name) for member in kind.types))
    if isinstance(kind, GraphQLObjectType):
        return _of_type(kind.name)
    return EVERYBODY
