"""What an operation costs: the objects it may have to fetch, known before anything is fetched."""

from collections.abc import Callable, Hashable, Mapping
from typing import Any

from graphql import (
    BooleanValueNode,
    DirectiveNode,
    FieldNode,
    FragmentDefinitionNode,
    FragmentSpreadNode,
    GraphQLArgument,
    GraphQLError,
    GraphQLField,
    GraphQLNamedType,
    GraphQLSchema,
    InlineFragmentNode,
    IntValueNode,
    OperationDefinitionNode,
    SelectionNode,
    SelectionSetNode,
    ValueNode,
    VariableNode,
    get_named_type,
    get_nullable_type,
    is_composite_type,
    is_leaf_type,
    is_list_type,
)

from execution.limits import Limits
from execution.recent import Recent

PAGE_SIZES = ("first", "last")
COUNTING = (int, bool)
"""Types of variables that a cost depends on: page sizes, and the conditions of `@skip` and `@include`."""
MOST_KNOWN = 2_000
MOST = 1_000_000_000
"""A cost is never told to be more than this: it could not be sent as a JSON number in the end."""

Weigh = Callable[[GraphQLField], int]


class Cost:
    """In objects; `max` is the limit. `extensions` is how it is told, the same object each time."""

    __slots__ = ("extensions", "max", "requested")

    def __init__(self, requested: int, most: int) -> None:
        self.requested = requested
        self.max = most
        self.extensions: dict[str, Any] = {"cost": {"requested": requested, "max": most}}


def weight_of(field: GraphQLField) -> int:
    """`extensions["cost"]` of the field; without one, 1 for an object and 0 for a value that comes with its object."""
    declared = field.extensions.get("cost")
    if isinstance(declared, int):
        return declared
    return 0 if is_leaf_type(get_named_type(field.type)) else 1


class Costs:
    """Reads the page sizes from the variables, which is why a cost cannot be kept with the document.

    A page size multiplies what lies below the lists of its connection (`edges`, `nodes`), not its `pageInfo`.
    """

    def __init__(self, schema: GraphQLSchema, limits: Limits, weigh: Weigh = weight_of) -> None:
        self._schema = schema
        self._limits = limits
        self._weigh = weigh
        self._known = Recent[Hashable, Cost](entries=MOST_KNOWN, weight=MOST_KNOWN)

    def of(
        self,
        operation: OperationDefinitionNode,
        fragments: Mapping[str, FragmentDefinitionNode],
        variables: Mapping[str, Any],
        *,
        known_as: Hashable,
    ) -> Cost:
        """Add up the operation with its coerced variables; raises GraphQLError for a page size out of bounds.

        Under the name that it is `known_as`, it is added up once for each set of numbers and conditions among them.
        """
        counting = tuple(
            [(name, value) for name, value in variables.items() if value is None or type(value) in COUNTING]
        )
        key = known_as, counting
        cost = self._known.get(key)
        if cost is None:
            cost = self._added_up(operation, fragments, variables)
            self._known.put(key, cost, weight=1)
        return cost

    def _added_up(
        self,
        operation: OperationDefinitionNode,
        fragments: Mapping[str, FragmentDefinitionNode],
        variables: Mapping[str, Any],
    ) -> Cost:
        root = self._schema.get_root_type(operation.operation)
        total = _Sum(self._schema, self._limits, self._weigh, fragments, variables)
        requested = total.selections(operation.selection_set, root, None)
        return Cost(min(requested, MOST), self._limits.cost)


class _Sum:
    """Adds each fragment up once for every page size it meets."""

    def __init__(
        self,
        schema: GraphQLSchema,
        limits: Limits,
        weigh: Weigh,
        fragments: Mapping[str, FragmentDefinitionNode],
        variables: Mapping[str, Any],
    ) -> None:
        self._schema = schema
        self._limits = limits
        self._weigh = weigh
        self._fragments = fragments
        self._variables = variables
        self._added: dict[tuple[str, int | None], int] = {}

    def selections(self, selection_set: SelectionSetNode, parent: GraphQLNamedType | None, page: int | None) -> int:
        return sum(
            self._selection(selection, parent, page)
            for selection in selection_set.selections
            if self._included(selection.directives or ())
        )

    def _selection(self, selection: SelectionNode, parent: GraphQLNamedType | None, page: int | None) -> int:
        match selection:
            case FieldNode():
                return self._field(selection, parent, page)
            case FragmentSpreadNode():
                return self._fragment(selection.name.value, page)
            case InlineFragmentNode():
                condition = selection.type_condition
                inner = self._schema.get_type(condition.name.value) if condition else parent
                return self.selections(selection.selection_set, inner, page)
        return 0

    def _fragment(self, name: str, page: int | None) -> int:
        if (name, page) not in self._added:
            fragment = self._fragments[name]
            parent = self._schema.get_type(fragment.type_condition.name.value)
            self._added[name, page] = self.selections(fragment.selection_set, parent, page)
        return self._added[name, page]

    def _field(self, node: FieldNode, parent: GraphQLNamedType | None, page: int | None) -> int:
        name = node.name.value
        if name.startswith("__") or not is_composite_type(parent):
            return 0
        field = self._schema.get_field(parent, name)
        if field is None:
            return 0
        weight = self._weigh(field)
        asked = self._page_size(field, node)
        if node.selection_set is None:
            return weight
        below = get_named_type(field.type)
        if not is_list_type(get_nullable_type(field.type)):
            return weight + self.selections(node.selection_set, below, asked)
        items = asked or page or field.extensions.get("size", self._limits.list_size)
        return weight + items * self.selections(node.selection_set, below, None)

    def _page_size(self, field: GraphQLField, node: FieldNode) -> int | None:
        """Read the page size of the field: the greatest allowed when none is given, None when it has no pages."""
        arguments = [name for name in PAGE_SIZES if name in field.args]
        if not arguments:
            return None
        given = {argument.name.value: argument.value for argument in node.arguments or ()}
        sizes = [self._size(given.get(name), field.args[name]) for name in arguments]
        known = [size for size in sizes if size is not None]
        if any(not 1 <= size <= self._limits.page_size for size in known):
            raise GraphQLError(f"A page has 1 to {self._limits.page_size} items.", node)
        return max(known, default=self._limits.page_size)

    def _size(self, given: ValueNode | None, argument: GraphQLArgument) -> int | None:
        match given:
            case IntValueNode():
                return int(given.value)
            case VariableNode() if given.name.value in self._variables:
                size = self._variables[given.name.value]
            case None | VariableNode():
                size = argument.default.value if argument.default else argument.default_value
            case _:
                return None
        return size if isinstance(size, int) else None

    def _included(self, directives: tuple[DirectiveNode, ...]) -> bool:
        return all(
            self._condition(directive) is not (directive.name.value == "skip")
            for directive in directives
            if directive.name.value in {"skip", "include"}
        )

    def _condition(self, directive: DirectiveNode) -> bool:
        match directive.arguments[0].value if directive.arguments else None:
            case BooleanValueNode(value=value):
                return value
            case VariableNode(name=name):
                return bool(self._variables.get(name.value))
        return True
