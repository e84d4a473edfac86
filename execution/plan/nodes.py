"""The selection of a plan: which fields of which type, with the resolver and the arguments of each."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from inspect import iscoroutinefunction
from typing import Any

from graphql import (
    GraphQLField,
    GraphQLObjectType,
    GraphQLSchema,
    OperationDefinitionNode,
    VariableNode,
    Visitor,
    visit,
)
from graphql.execution.collect_fields import (
    FieldDetails,
    FragmentDetails,
    GroupedFieldSet,
    collect_fields,
    collect_subfields,
)
from graphql.execution.values import VariableValues

from execution.plan.unsupported import Unsupported

DIRECT = "direct"
"""In a field's extensions: a `Direct`, for fields whose resolver is a function of the object and of arguments."""

CONDITIONS = frozenset({"skip", "include"})
DEFERRING = frozenset({"defer", "stream"})


@dataclass(frozen=True, slots=True)
class Selection:
    """Collects fields exactly as graphql-core does, with the values that conditions have."""

    schema: GraphQLSchema
    operation: OperationDefinitionNode
    fragments: dict[str, FragmentDetails]
    variables: VariableValues

    def of_root(self, root: GraphQLObjectType) -> GroupedFieldSet:
        """The fields of the operation itself."""
        return collect_fields(self.schema, self.fragments, self.variables, root, self.operation).grouped_field_set

    def below(self, details: list[FieldDetails], kind: GraphQLObjectType) -> GroupedFieldSet:
        """The fields asked of an object of this type, merged from all the places where they are asked for."""
        return collect_subfields(
            self.schema, self.fragments, self.variables, self.operation, kind, details
        ).grouped_field_set

    def field(self, kind: GraphQLObjectType, details: list[FieldDetails]) -> GraphQLField | None:
        """Its definition; None for `__typename`."""
        name = details[0].node.name.value
        if name == "__typename":
            return None
        if name.startswith("__"):
            raise Unsupported("introspection")
        field = self.schema.get_field(kind, name)
        if field is None:
            raise Unsupported("unknown field")
        return field


def never_waits(schema: GraphQLSchema, names: Iterable[str]) -> bool:
    """Whether the resolvers of these fields of queries return at once, be it something that has to be awaited."""
    fields = schema.query_type.fields if schema.query_type else {}
    asked = [fields.get(name) for name in names if name != "__typename"]
    directs = [None if field is None else field.extensions.get(DIRECT) for field in asked]
    return all(each is not None and not iscoroutinefunction(each.function) for each in directs)


@dataclass(frozen=True)
class Conditions:
    """The variables that decide with `@skip` and `@include` which fields there are: a plan is for one set of values."""

    names: tuple[str, ...]

    @classmethod
    def found(cls, operation: OperationDefinitionNode, fragments: Mapping[str, Any]) -> "Conditions | Unsupported":
        """To be looked for once in each document; Unsupported where a directive defers."""
        seen = _Directives()
        for each in (operation, *fragments.values()):
            visit(each, seen)
        return Unsupported("incremental delivery") if seen.defers else cls(tuple(sorted(seen.variables)))

    def key(self, variables: Mapping[str, Any]) -> tuple[object, ...]:
        """What tells the plans of one operation apart, by the coerced variables."""
        return tuple([variables.get(name) for name in self.names]) if self.names else ()


class _Directives(Visitor):
    def __init__(self) -> None:
        super().__init__()
        self.variables: set[str] = set()
        self.defers = False

    def enter_directive(self, node: Any, *_: object) -> None:
        name = node.name.value
        self.defers |= name in DEFERRING
        if name in CONDITIONS:
            self.variables |= {
                argument.value.name.value
                for argument in node.arguments or ()
                if isinstance(argument.value, VariableNode)
            }
