"""Operations for every root field of the schema: mostly sensible, now and then hostile."""

from random import Random
from typing import Any

from graphql import (
    GraphQLEnumType,
    GraphQLField,
    GraphQLInputObjectType,
    GraphQLList,
    GraphQLNonNull,
    GraphQLObjectType,
    GraphQLSchema,
    GraphQLUnionType,
    get_named_type,
    is_leaf_type,
    is_required_argument,
    is_required_input_field,
)

DEPTH = 3
OFTEN = 0.95
FIELDS = 490
"""Words in a selection, braces among them: within what an operation may ask for."""

SENSIBLE: dict[str, list[object]] = {
    "Int": [1, 2, 3, 4, 5],
    "Float": [0.5, 1.0],
    "Boolean": [True, False],
    "String": ["无法登录", "已恢复", "anna", "aGVsbG8="],
    "DateTime": ["2016-01-01T00:00:00Z", "2027-01-01T09:00:00+08:00"],
    "Date": ["2027-01-31"],
    "ID": ["nobody"],
    "JSON": [{}, {"commitments": []}, {"default": "desk"}],
}
BY_NAME: dict[str, list[object]] = {
    "kind": ["account"],
    "channel": ["phone"],
    "department": ["desk"],
    "parent": ["desk"],
    "businessLine": ["fund_sales"],
    "mediaType": ["text/plain"],
    "expectedVersion": [None],
}
ONCE_ONLY = {"code", "externalReference", "idempotencyKey"}
HOSTILE: dict[str, list[object]] = {
    "Int": [0, -1, 101, 2**31 - 1, -(2**31), 2**31, 1.5, "1"],
    "Float": [-1.0, 1e308],
    "Boolean": ["yes", 0],
    "String": [
        "", " ", "\0", "a\0b", "x" * 50_000, "'; drop table ticket; --", "%_!", "a\nb", "\u202e", "\ufeff", "𠮷👩‍👩‍👧",
        5, [],
    ],
    "DateTime": [
        "0001-01-01T00:00:00+14:00", "9999-12-31T23:59:59-14:00", "2016-02-30T00:00:00Z", "2016-01-01T00:00:00", "", 5,
    ],
    "Date": ["0001-01-01", "9999-12-31", "2016-02-30", "2027-01-01T00:00:00Z", "", 5],
    "JSON": [None, [], 5, "x" * 50_000, {"": {"a": [[[[[[]]]]]]}}, {"commitments": [{"code": "\0"}]}, {"n": 1e308}],
    "ID": ["", "!", "\0", "Q3VzdG9tZXI6MQ==", "x" * 10_000, 5],
}  # fmt: skip


class Operations:
    """Remembers the ids it is shown, and uses them."""

    def __init__(self, schema: GraphQLSchema, random: Random) -> None:
        self._schema = schema
        self._random = random
        self._ids: dict[str, list[str]] = {}

    def learn(self, answer: Any) -> None:  # noqa: ANN401  any part of an answer
        """Every object with its type and its id is good for later."""
        if isinstance(answer, list):
            for each in answer:
                self.learn(each)
        elif isinstance(answer, dict):
            if "__typename" in answer and "id" in answer:
                known = self._ids.setdefault(answer["__typename"], [])
                known[:] = [*known[-20:], answer["id"]]
            self.learn(list(answer.values()))

    def next(self) -> dict[str, Any]:
        """A query or a mutation with its variables."""
        root = self._random.choice([self._schema.query_type, self._schema.mutation_type, self._schema.mutation_type])
        assert root is not None
        return self.of(root, self._random.choice(list(root.fields)))

    def of(self, root: GraphQLObjectType, name: str) -> dict[str, Any]:
        """The operation of one root field."""
        field = root.fields[name]
        arguments = {word: arg for word, arg in field.args.items() if is_required_argument(arg) or self._perhaps()}
        declared = ", ".join(f"${word}: {argument.type}" for word, argument in arguments.items())
        given = ", ".join(f"{word}: ${word}" for word in arguments)
        kind = {self._schema.mutation_type: "mutation", self._schema.query_type: "query"}[root]
        source = f"{kind} {_bracketed(declared)} {{ {name}{_bracketed(given)} {self._shown(field)} }}"
        return {"query": source, "variables": {word: self._value(each.type, word) for word, each in arguments.items()}}

    def _shown(self, field: GraphQLField) -> str:
        """All there is to show, or some of it where all would be more than an operation may ask for."""
        for share in (1.0, 0.6, 0.3, 0.1):
            shown = self._selection(field, share)
            if shown.count(" ") < FIELDS:
                return shown
        return "{ __typename }"

    def _selection(self, field: GraphQLField, share: float, depth: int = 0) -> str:
        kind = get_named_type(field.type)
        if isinstance(kind, GraphQLUnionType):
            return "{ __typename }"
        fields = getattr(kind, "fields", {})
        words = ["__typename"] if fields else []
        for name, each in fields.items():
            if any(is_required_argument(argument) for argument in each.args.values()):
                continue
            if is_leaf_type(get_named_type(each.type)):
                words.append(name)
            elif depth < DEPTH and (not depth or self._random.random() < share):
                words.append(f"{name} {self._selection(each, share, depth + 1)}")
        return f"{{ {' '.join(words)} }}" if words else ""

    def _perhaps(self) -> bool:
        return self._random.random() < 0.5

    def _value(self, kind: Any, name: str) -> Any:  # noqa: ANN401  an input type, and a value of it
        match kind:
            case GraphQLNonNull():
                return self._value(kind.of_type, name)
            case GraphQLList():
                many = self._random.choice([0, 1, 1, 2, 150] if self._random.random() > OFTEN else [1, 2])
                return [self._value(kind.of_type, name) for _ in range(many)]
            case GraphQLEnumType():
                return self._random.choice(list(kind.values))
            case GraphQLInputObjectType():
                fields = {w: f for w, f in kind.fields.items() if is_required_input_field(f) or self._perhaps()}
                return {word: self._value(field.type, word) for word, field in fields.items()}
        if self._random.random() > OFTEN:
            return self._random.choice(HOSTILE[kind.name])
        return self._sensible(kind.name, name)

    def _sensible(self, kind: str, name: str) -> Any:  # noqa: ANN401  a value of that kind
        if kind == "ID":
            return self._random.choice(self._known(name))
        if name in ONCE_ONLY and self._random.random() > 0.3:
            return f"x-{self._random.getrandbits(40)}"
        return self._random.choice(BY_NAME.get(name, SENSIBLE[kind]))

    def _known(self, name: str) -> list[Any]:
        whose = {"assigneeId": "Agent", "accountManagerId": "Agent"}.get(name, name.removesuffix("Id").capitalize())
        return self._ids.get(whose) or [each for some in self._ids.values() for each in some] or ["nobody"]


def _bracketed(text: str) -> str:
    return f"({text})" if text else ""
