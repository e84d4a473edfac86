"""Makes valid operations from a schema: whatever a client may write, with fragments, aliases, conditions, variables."""

import json
from collections.abc import Callable, Mapping, Sequence
from typing import Any

from graphql import (
    GraphQLEnumType,
    GraphQLField,
    GraphQLInputObjectType,
    GraphQLNamedType,
    GraphQLObjectType,
    GraphQLSchema,
    get_named_type,
    is_abstract_type,
    is_interface_type,
    is_leaf_type,
    is_list_type,
    is_non_null_type,
    is_object_type,
    is_required_argument,
    is_required_input_field,
)

Choose = Callable[[int], int]
"""A number from 0 to that many, less one: of dice, or of Hypothesis, which then looks for a smaller case."""

Words = Mapping[str, Sequence[Any]]
"""By the name of a scalar, values that a client may give."""

WORDS: Words = {
    "Int": [0, 1, 2, 3, 4, 7, 100],
    "String": ["y", "", "客服 \"'\n"],
    "ID": ["x", "7", 42],
    "Boolean": [True, False],
    "Float": [0.5, 3],
}
WRONG: Sequence[Any] = ["PURPLE", {"no": "such"}, 2**40, 1.5, [None], True]
"""What may be no value of a type: both executors have to say so."""

DEPTH = 4
LEAVES = 10


class Operations:
    """One operation; `variables()` draws what it is to be run with, `met` are the fields (type, name) it asks for.

    `first` is a root field that it asks for whatever else it does; without one the dice choose.
    """

    def __init__(
        self,
        schema: GraphQLSchema,
        choose: Choose,
        *,
        words: Words = WORDS,
        depth: int = DEPTH,
        first: tuple[str, str] | None = None,
    ) -> None:
        self._schema = schema
        self._choose = choose
        self._words = words
        self._depth = depth
        self.first = first
        self._fragments: list[tuple[str, GraphQLNamedType, str]] = []
        self._declared: dict[str, str] = {}
        self._keys: dict[str, tuple[str, str, str]] = {}
        self._arguments_given: dict[tuple[str, str], list[str]] = {}
        self._conditions: dict[str, bool] = {}
        self._kinds: dict[str, tuple[Any, bool]] = {}
        self.met: set[tuple[str, str]] = set()

    def text(self) -> str:
        """The document."""
        root = self._root()
        word = {self._schema.mutation_type: "mutation", self._schema.subscription_type: "subscription"}
        kind = word.get(root, "query")
        first = [] if self.first is None else [self._field(root, self._depth, self.first[1])]
        # A subscription has one root field, without conditions.
        body = f"{{ {first[0]} }}" if kind == "subscription" else self._selections(root, self._depth, first)
        declared = ", ".join(f"${name}: {kind}" for name, kind in self._declared.items())
        head = f"{kind} Asked{f'({declared})' if declared else ''}"
        fragments = (f"fragment {name} on {of.name} {selected}" for name, of, selected in self._fragments)
        return "\n".join([f"{head} {body}", *fragments])

    def variables(self) -> dict[str, Any]:
        """Values for the variables of the document, others each time."""
        if not self._choose(12):
            # Seldom: there is a plan for each of their combinations.
            self._conditions = {}
        for name in self._declared:
            if name not in self._kinds:
                self._conditions.setdefault(name, bool(self._choose(2)))
        given = (name for name, (_, needed) in self._kinds.items() if needed or self._choose(4))
        return {**self._conditions, **{name: self._json(self._kinds[name][0], 2) for name in given}}

    def _root(self) -> GraphQLObjectType:
        schema = self._schema
        if self.first is not None:
            root = schema.type_map[self.first[0]]
        else:
            turn = self._choose(6)
            root = schema.mutation_type if turn == 5 else schema.query_type  # type: ignore[assignment]
        assert isinstance(root, GraphQLObjectType)
        return root

    def _selections(self, kind: GraphQLNamedType, depth: int, begun: Sequence[str] = ()) -> str:
        more = (1, 1, 2, 2, 3)[self._choose(5)] if not begun else self._choose(3)
        parts = [*begun, *(self._selection(kind, depth) for _ in range(more))]
        return "{ " + " ".join(parts) + " }"

    def _selection(self, kind: GraphQLNamedType, depth: int) -> str:
        turn = self._choose(12)
        if turn == 0 and (kind is not self._schema.mutation_type or self._choose(6) == 5):
            return self._typename(kind)
        if depth and (turn == 1 or (turn > 4 and is_abstract_type(kind))):
            return f"... {self._on(kind)}{self._condition()} {self._selections(self._narrowed, depth - 1)}"
        if depth and turn == 2:
            return self._spread(kind, depth)
        if turn == 3 and kind is not self._schema.mutation_type:
            return self._leaves(kind)
        return self._field(kind, depth)

    def _leaves(self, kind: GraphQLNamedType) -> str:
        """Several of its leaves at once, one beside the other."""
        fields: dict[str, GraphQLField] = getattr(kind, "fields", {})
        leaves = [name for name, field in fields.items() if is_leaf_type(get_named_type(field.type))]
        begin = self._choose(len(leaves)) if leaves else 0
        chosen = [*leaves[begin:], *leaves[:begin]][:LEAVES]
        return " ".join(self._field(kind, 0, name) for name in chosen) or "__typename"

    def _typename(self, kind: GraphQLNamedType) -> str:
        if kind is self._schema.query_type and self._choose(12) == 11:
            return '__type(name: "String") { name }'
        alias = "typed: " if self._choose(5) == 4 else ""
        return f"{alias}__typename{self._condition()}"

    def _on(self, kind: GraphQLNamedType) -> str:
        self._narrowed = kind
        if is_abstract_type(kind) and self._choose(8):
            possible = self._schema.get_possible_types(kind)
            self._narrowed = possible[self._choose(len(possible))]
            return f"on {self._narrowed.name}"
        interfaces = kind.interfaces if is_object_type(kind) else ()
        if interfaces and self._choose(3) == 2:
            self._narrowed = interfaces[self._choose(len(interfaces))]
            return f"on {self._narrowed.name}"
        return f"on {kind.name}" if self._choose(2) else ""

    def _spread(self, kind: GraphQLNamedType, depth: int) -> str:
        again = [name for name, of, _ in self._fragments if of is kind]
        if again and self._choose(2):
            return f"...{again[self._choose(len(again))]}{self._condition()}"
        self._on(kind)
        of = self._narrowed
        selected = self._selections(of, depth - 1)
        # Put down when it is whole: a fragment that is not can be spread by nobody, so there are no circles.
        name = f"Part{len(self._fragments)}"
        self._fragments.append((name, of, selected))
        return f"...{name}{self._condition()}"

    def _field(self, kind: GraphQLNamedType, depth: int, name: str | None = None) -> str:
        fields: dict[str, GraphQLField] = getattr(kind, "fields", {})
        usable = [n for n, f in fields.items() if depth or is_leaf_type(get_named_type(f.type))]
        if not usable:
            return "__typename"
        condition = self._condition() if name is None else ""
        name = name or usable[self._choose(len(usable))]
        field = fields[name]
        self._meet(kind, name)
        arguments = self._arguments(kind, name, field)
        key = self._key(name, str(field.type), arguments)
        alias = "" if key == name else f"{key}: "
        below = get_named_type(field.type)
        body = "" if is_leaf_type(below) else f" {self._selections(below, max(depth - 1, 0))}"
        return f"{alias}{name}{arguments}{condition}{body}"

    def _meet(self, kind: GraphQLNamedType, name: str) -> None:
        self.met.add((kind.name, name))
        if is_interface_type(kind):
            self.met |= {(each.name, name) for each in self._schema.get_possible_types(kind)}

    def _key(self, name: str, kind: str, arguments: str) -> str:
        """The key under which it is answered: the same key only ever stands for the same, so that it can be merged."""
        what = name, kind, arguments
        if self._choose(5):
            for key in (name, f"{name}_"):
                if self._keys.setdefault(key, what) == what:
                    return key
        key = f"a{len(self._keys)}"
        self._keys[key] = what
        return key

    def _condition(self) -> str:
        turn = self._choose(14)
        if turn < 11:
            return ""
        word = "skip" if self._choose(2) else "include"
        if turn == 11:
            return f" @{word}(if: {'true' if self._choose(2) else 'false'})"
        name = f"if{self._choose(3)}"
        self._declared.setdefault(name, "Boolean!")
        return f" @{word}(if: ${name})"

    def _arguments(self, kind: GraphQLNamedType, name: str, field: GraphQLField) -> str:
        before = self._arguments_given.setdefault((kind.name, name), [])
        if before and self._choose(2):
            return before[self._choose(len(before))]
        given = [
            f"{word}: {self._value(argument.type, 2)}"
            for word, argument in field.args.items()
            if is_required_argument(argument) or self._choose(2)
        ]
        text = f"({', '.join(given)})" if given else ""
        before.append(text)
        return text

    # ---- values

    def _value(self, kind: Any, depth: int) -> str:
        if self._choose(3) == 2:
            return self._variable(kind)
        if is_non_null_type(kind):
            return self._literal(kind.of_type, depth)
        return "null" if self._choose(8) == 7 else self._literal(kind, depth)

    def _variable(self, kind: Any) -> str:
        name = f"v{len(self._declared)}"
        default = self._choose(4) == 3
        self._declared[name] = f"{kind} = {self._literal(_bare(kind), 1, free=False)}" if default else str(kind)
        self._kinds[name] = kind, is_non_null_type(kind) and not default
        return f"${name}"

    def _literal(self, kind: Any, depth: int, *, free: bool = True) -> str:
        """Variables may stand in it where it is `free`."""

        def within(of: Any) -> str:
            return self._value(of, depth - 1) if free else self._literal(_bare(of), depth - 1, free=False)

        if is_list_type(kind):
            return "[" + ", ".join(within(kind.of_type) for _ in range(self._choose(3))) + "]"
        if isinstance(kind, GraphQLInputObjectType):
            return "{" + ", ".join(f"{n}: {within(kind.fields[n].type)}" for n in self._some_of(kind, depth)) + "}"
        if isinstance(kind, GraphQLEnumType):
            return str(sorted(kind.values)[self._choose(len(kind.values))])
        return json.dumps(self._word(kind.name))

    def _json(self, kind: Any, depth: int) -> Any:
        if self._choose(60) == 59:
            return WRONG[self._choose(len(WRONG))]
        if not is_non_null_type(kind) and self._choose(8) == 7:
            return None
        kind = _bare(kind)
        if is_list_type(kind):
            return [self._json(kind.of_type, depth) for _ in range(self._choose(3))]
        if isinstance(kind, GraphQLInputObjectType):
            return {n: self._json(kind.fields[n].type, depth - 1) for n in self._some_of(kind, depth)}
        if isinstance(kind, GraphQLEnumType):
            return sorted(kind.values)[self._choose(len(kind.values))]
        return self._word(kind.name)

    def _some_of(self, kind: GraphQLInputObjectType, depth: int) -> list[str]:
        return [
            name
            for name, field in kind.fields.items()
            if is_required_input_field(field)
            or (self._choose(2) and (depth > 0 or is_leaf_type(get_named_type(field.type))))
        ]

    def _word(self, scalar: str) -> Any:
        words = self._words[scalar]
        return words[self._choose(len(words))]


def _bare(kind: Any) -> Any:
    return kind.of_type if is_non_null_type(kind) else kind
