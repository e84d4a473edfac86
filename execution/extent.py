"""How large an operation is once its fragments are written out, found without writing them out."""

from collections.abc import Mapping
from typing import NamedTuple

from graphql import (
    FieldNode,
    FragmentDefinitionNode,
    FragmentSpreadNode,
    GraphQLError,
    InlineFragmentNode,
    OperationDefinitionNode,
    SelectionNode,
    SelectionSetNode,
)

from execution.limits import Limits

DEEPEST_NESTING = 100
"""Fields, fragments and spreads within each other: bounds our own recursion."""

INTROSPECTION = frozenset({"__schema", "__type"})


class Extent(NamedTuple):
    """`top` counts the fields of the outermost selection only."""

    top: int = 0
    fields: int = 0
    depth: int = 0
    aliases: int = 0
    directives: int = 0

    def beside(self, other: "Extent") -> "Extent":
        return Extent(
            self.top + other.top,
            self.fields + other.fields,
            max(self.depth, other.depth),
            self.aliases + other.aliases,
            self.directives + other.directives,
        )


def extent(operation: OperationDefinitionNode, fragments: Mapping[str, FragmentDefinitionNode]) -> Extent:
    """Measure before validation, so that validation only meets documents of a bearable size."""
    own = len(operation.directives or ())
    own += sum(len(variable.directives or ()) for variable in operation.variable_definitions or ())
    return _Measure(fragments).selections(operation.selection_set, 0).beside(Extent(directives=own))


def beyond(limits: Limits, found: Extent) -> list[GraphQLError]:
    """Name each limit the operation goes beyond."""
    return [
        GraphQLError(f"Limit of {what} exceeded: {asked}, at most {most}.")
        for what, asked, most in (
            ("depth", found.depth, limits.depth),
            ("fields", found.fields, limits.fields),
            ("root fields", found.top, limits.root_fields),
            ("aliases", found.aliases, limits.aliases),
            ("directives", found.directives, limits.directives),
        )
        if asked > most
    ]


class _Measure:
    """Each fragment is measured once, so fragments that spread each other twice do not double the work."""

    def __init__(self, fragments: Mapping[str, FragmentDefinitionNode]) -> None:
        self._fragments = fragments
        self._measured: dict[str, Extent] = {}

    def selections(self, selection_set: SelectionSetNode, nesting: int) -> Extent:
        if nesting > DEEPEST_NESTING:
            raise GraphQLError(f"Fields and fragments are nested more than {DEEPEST_NESTING} deep.")
        total = Extent()
        for selection in selection_set.selections:
            own = Extent(directives=len(selection.directives or ()))
            total = total.beside(own).beside(self._selection(selection, nesting + 1))
        return total

    def _selection(self, selection: SelectionNode, nesting: int) -> Extent:
        match selection:
            case FieldNode():
                return self._field(selection, nesting)
            case FragmentSpreadNode():
                return self._fragment(selection.name.value, nesting)
            case InlineFragmentNode():
                return self.selections(selection.selection_set, nesting)
        return Extent()

    def _field(self, node: FieldNode, nesting: int) -> Extent:
        below = self.selections(node.selection_set, nesting) if node.selection_set else Extent()
        if node.name.value in INTROSPECTION:
            below = Extent(aliases=below.aliases, directives=below.directives)
        return Extent(1, 1 + below.fields, 1 + below.depth, bool(node.alias) + below.aliases, below.directives)

    def _fragment(self, name: str, nesting: int) -> Extent:
        if name not in self._measured:
            # What spreads itself counts as nothing here: validation refuses it by name.
            self._measured[name] = Extent()
            fragment = self._fragments.get(name)
            if fragment:
                own = Extent(directives=len(fragment.directives or ()))
                self._measured[name] = self.selections(fragment.selection_set, nesting).beside(own)
        return self._measured[name]
