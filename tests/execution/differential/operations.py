"""Makes valid operations from a schema: whatever a client may write, with fragments, aliases, conditions, variables."""

from collections.abc import Callable
from typing import Any

from graphql import (
    GraphQLEnumType,
    GraphQLField,
    GraphQLInputObjectType,
    GraphQLNamedType,
    GraphQLSchema,
    get_named_type,
    is_abstract_type,
    is_leaf_type,
    is_list_type,
    is_non_null_type,
)

Choose = Callable[[int], int]
"""A number from 0 to that many, less one: of dice, or of Hypothesis, which then looks for a smaller case."""

DEPTH = 4


class Operations:
    """One operation; `variables` are what it is to be run with."""

    def __init__(self, schema: GraphQLSchema, choose: Choose) -> None:
        self._schema = schema
        self._choose = choose
        self._fragments: list[str] = []
        self._declared: dict[str, str] = {}
        self.variables: dict[str, Any] = {}

    def text(self) -> str:
        """The document."""
        mutation = self._choose(6) == 5
        root = self._schema.mutation_type if mutation else self._schema.query_type
        assert root is not None
        body = self._selections(root, DEPTH)
        declared = ", ".join(f"${name}: {kind}" for name, kind in self._declared.items())
        head = f"{'mutation' if mutation else 'query'} Asked{f'({declared})' if declared else ''}"
        return "\n".join([f"{head} {body}", *self._fragments])

    def _selections(self, kind: GraphQLNamedType, depth: int) -> str:
        parts = [self._selection(kind, depth) for _ in range(1 + self._choose(4))]
        return "{ " + " ".join(parts) + " }"

    def _selection(self, kind: GraphQLNamedType, depth: int) -> str:
        turn = self._choose(12)
        if turn == 0:
            return f"__typename{self._condition()}" if not self._is_mutation(kind) else self._field(kind, depth)
        if turn == 1 and depth:
            return f"... {self._on(kind)}{self._condition()} {self._selections(self._narrower(kind), depth - 1)}"
        if turn == 2 and depth:
            return self._spread(kind, depth)
        return self._field(kind, depth)

    def _narrower(self, kind: GraphQLNamedType) -> GraphQLNamedType:
        return self._narrowed if self._narrowed is not None else kind

    def _on(self, kind: GraphQLNamedType) -> str:
        self._narrowed: GraphQLNamedType | None = None
        if is_abstract_type(kind) and self._choose(3):
            possible = self._schema.get_possible_types(kind)
            self._narrowed = possible[self._choose(len(possible))]
            return f"on {self._narrowed.name}"
        return f"on {kind.name}" if self._choose(2) else ""

    def _spread(self, kind: GraphQLNamedType, depth: int) -> str:
        name = f"Part{len(self._fragments)}"
        place = len(self._fragments)
        self._fragments.append("")
        self._fragments[place] = f"fragment {name} on {kind.name} {self._selections(kind, depth - 1)}"
        return f"...{name}{self._condition()}"

    def _field(self, kind: GraphQLNamedType, depth: int) -> str:
        fields: dict[str, GraphQLField] = getattr(kind, "fields", {})
        usable = [n for n, f in fields.items() if depth or is_leaf_type(get_named_type(f.type))]
        if not usable:
            return "__typename"
        name = usable[self._choose(len(usable))]
        field = fields[name]
        arguments = self._arguments(field)
        # A field with arguments gets a name of its own, or two of them could not be merged.
        alias = f"a{self._number()}: " if arguments or self._choose(5) == 0 else ""
        below = get_named_type(field.type)
        body = "" if is_leaf_type(below) else f" {self._selections(below, max(depth - 1, 0))}"
        return f"{alias}{name}{arguments}{self._condition()}{body}"

    def _number(self) -> int:
        self._aliases = getattr(self, "_aliases", 0) + 1
        return self._aliases

    def _is_mutation(self, kind: GraphQLNamedType) -> bool:
        return kind is self._schema.mutation_type

    def _condition(self) -> str:
        turn = self._choose(14)
        if turn > 2:
            return ""
        word = "skip" if self._choose(2) else "include"
        if turn == 0:
            return f" @{word}(if: {'true' if self._choose(2) else 'false'})"
        name = f"if{self._choose(3)}"
        self._declared.setdefault(name, "Boolean!")
        self.variables.setdefault(name, bool(self._choose(2)))
        return f" @{word}(if: ${name})"

    def _arguments(self, field: GraphQLField) -> str:
        given = []
        for name, argument in field.args.items():
            if self._choose(2) or (is_non_null_type(argument.type) and argument.default_value is None):
                given.append(f"{name}: {self._value(argument.type, 2)}")
        return f"({', '.join(given)})" if given else ""

    def _value(self, kind: Any, depth: int) -> str:
        if self._choose(3) == 0:
            return self._variable(kind)
        if is_non_null_type(kind):
            return self._literal(kind.of_type, depth)
        return "null" if self._choose(8) == 0 else self._literal(kind, depth)

    def _variable(self, kind: Any) -> str:
        name = f"v{len(self._declared)}"
        self._declared[name] = str(kind)
        if is_non_null_type(kind) or self._choose(4):
            self.variables[name] = self._json(kind, 2)
        return f"${name}"

    def _literal(self, kind: Any, depth: int) -> str:
        if is_list_type(kind):
            return "[" + ", ".join(self._literal(_bare(kind.of_type), depth) for _ in range(self._choose(3))) + "]"
        if isinstance(kind, GraphQLInputObjectType):
            chosen = [n for n in kind.fields if self._choose(2) and (depth or n != "below")]
            parts = (f"{n}: {self._literal(_bare(kind.fields[n].type), depth - 1)}" for n in chosen)
            return "{" + ", ".join(parts) + "}"
        if isinstance(kind, GraphQLEnumType):
            return str(sorted(kind.values)[self._choose(len(kind.values))])
        return str(self._choose(5)) if kind.name == "Int" else '"y"'

    def _json(self, kind: Any, depth: int) -> Any:
        if not is_non_null_type(kind) and self._choose(8) == 0:
            return None
        kind = _bare(kind)
        if is_list_type(kind):
            return [self._json(kind.of_type, depth) for _ in range(self._choose(3))]
        if isinstance(kind, GraphQLInputObjectType):
            chosen = [n for n in kind.fields if self._choose(2) and (depth or n != "below")]
            return {n: self._json(kind.fields[n].type, depth - 1) for n in chosen}
        if isinstance(kind, GraphQLEnumType):
            return [*sorted(kind.values), "PURPLE"][self._choose(len(kind.values) + (self._choose(20) == 0))]
        return {"Int": self._choose(5), "String": "z"}[kind.name]


def _bare(kind: Any) -> Any:
    return kind.of_type if is_non_null_type(kind) else kind
