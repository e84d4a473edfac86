"""Puts what fields declare into force: permissions, of which no field is without, and costs."""

from collections.abc import Callable, Mapping
from typing import Any, cast

from graphql import (
    GraphQLField,
    GraphQLInterfaceType,
    GraphQLObjectType,
    GraphQLOutputType,
    GraphQLSchema,
    GraphQLUnionType,
    get_named_type,
)
from strawberry.schema.schema_converter import GraphQLCoreConverter

from domain.viewer import EVERYBODY, Role, Viewer
from schema.errors import Forbidden, Unauthenticated
from schema.rights import PUBLIC, TYPE_READERS

Readers = frozenset[Role]
ROOTS = ("Query", "Mutation", "Subscription")
DECLARED = "readers"
"""Where the roles stand in a field's extensions, for whoever runs operations without resolvers."""
COSTS = ("cost", "size")
ATTRIBUTE = "attribute"
"""What `execution` looks for in a field's extensions: what it costs, and where its value is."""


class Undeclared(Exception):  # noqa: N818  a message for the developer
    """A field or type does not say who may read it."""


def guard(schema: GraphQLSchema) -> None:
    """Check the viewer's role wherever a field asks for more than its type has asked for already."""
    for name, kind in schema.type_map.items():
        if isinstance(kind, GraphQLObjectType | GraphQLInterfaceType) and not name.startswith("__"):
            for word, field in kind.fields.items():
                _guard_field(name, word, field)


def _guard_field(kind: str, name: str, field: GraphQLField) -> None:
    said = _said(field)
    field.extensions |= {word: said[word] for word in COSTS if word in said}
    if getattr(field.resolve, "_is_default", False):  # Strawberry's mark for fields without a resolver
        field.extensions[ATTRIBUTE] = field.extensions[GraphQLCoreConverter.DEFINITION_BACKREF].python_name
    declared = said.get("readers")
    if declared == PUBLIC:
        field.extensions[DECLARED] = PUBLIC
        return
    if declared is None and kind in ROOTS:
        raise Undeclared(f"{kind}.{name} does not say who may use it")
    passed = None if kind in ROOTS else _of_type(kind)
    asked = (passed if declared is None else frozenset(declared)) or frozenset()
    asked &= _of_result(field.type)
    field.extensions[DECLARED] = asked
    if passed is None or not passed <= asked:
        where = name if kind in ROOTS else f"{kind}.{name}"
        field.extensions.pop(ATTRIBUTE, None)  # reading it takes more than looking at an attribute
        if field.subscribe is None:
            field.resolve = _checked(field.resolve, asked, where)
        else:
            field.subscribe = _checked(field.subscribe, asked, where)


def _checked(resolve: Callable[..., Any] | None, readers: Readers, where: str) -> Callable[..., Any]:
    if resolve is None:
        raise Undeclared(f"{where} has no resolver")

    def check_and_resolve(source: Any, info: Any, **arguments: Any) -> Any:  # noqa: ANN401  as graphql-core has it
        viewer: Viewer | None = info.context.viewer
        if viewer is None:
            raise Unauthenticated
        if viewer.role not in readers:
            raise Forbidden(viewer.role.value, where)
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
