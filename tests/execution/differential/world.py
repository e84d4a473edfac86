"""A schema with everything a plan has to deal with, over a world in which things go wrong."""

import asyncio
from enum import Enum
from hashlib import blake2b
from random import Random
from typing import Any

from graphql import GraphQLEnumType, GraphQLObjectType, GraphQLScalarType, GraphQLSchema, GraphQLUnionType, build_schema

from execution.gathering import Gathering, Leave, Told
from execution.later import Later

SDL = """
scalar Moment
enum Colour { RED GREEN BLUE }
input Where { depth: Int = 2 colour: Colour tags: [String!] below: Where }
interface Node { id: ID! name: String }
interface Placed implements Node { id: ID! name: String at: Moment }
union Any = Thing | Other | Third
type Thing implements Node & Placed {
  id: ID!  name: String  at: Moment
  text: String!  number: Int  size: Float!  flag: Boolean  colour: Colour!  colours: [Colour]  moment: Moment!
  numbers: [Int!]  grid: [[Int]!]!  echo(text: String = "x", number: Int, where: Where): String
  thing: Thing  sure: Thing!  things(first: Int = 2): [Thing]  others: [Other!]!  node: Node  any: Any!  anys: [Any]
}
type Other implements Node { id: ID! name: String back: Thing label: String some: Any rank: Int! }
type Third { label: String whole: Thing! placed: Placed }
type Query {
  thing(where: Where): Thing  sure: Thing!  things(first: Int! = 2): [Thing!]!  maybe: [Thing]  node: Node
  any: Any  anys: [Any!]  other: Other  third: Third!  text: String  number(of: Int = 3): Int!  colour: Colour
}
type Mutation {
  change(to: Int, colour: Colour): Thing  sure: Thing!  other: Other  number: Int  many: [Thing!]  grid: [[Int!]!]
}
"""
WAITED_FOR = frozenset({"thing", "anys", "text"})
"""Fields of queries of which nobody says beforehand that they are answered at once."""
READ_AS_ATTRIBUTES = frozenset({"text", "number", "size", "flag", "name", "label", "colour", "moment", "rank", "back"})


class Colour(Enum):
    RED = "red"
    GREEN = "green"
    BLUE = "blue"


class Thing:
    """Knows its type and where in the world it stands; its attributes are as the dice have it."""

    def __init__(self, kind: str, place: str) -> None:
        self.kind = kind
        self.place = place

    def __getattr__(self, name: str) -> Any:
        if name.startswith("__"):
            raise AttributeError(name)
        return WORLD[0].value(self.kind, name, self.place)


class World:
    """What a field returns depends on the seed and on where it is asked, never on when: both meet the same."""

    def __init__(self, schema: GraphQLSchema, seed: int, *, trouble: float, waits: float) -> None:
        self._schema = schema
        self._seed = seed
        self._trouble = trouble
        self._waits = waits
        self.changes = 0
        self._batches = [Shelf(), Shelf()]

    def resolved(self, kind: str, name: str, source: Any, arguments: dict[str, Any]) -> Any:
        place = f"{getattr(source, 'place', '')}.{name}{sorted(arguments.items(), key=str) if arguments else ''}"
        if kind == "Mutation":
            self.changes += 1
        value = self.value(kind, name, place)
        dice = self._dice(place, "waits")
        if dice.random() >= self._waits:
            return _raised(value)
        if dice.random() < 0.5:
            return Later(self._batches[dice.randrange(2)], place, lambda _: _raised(value))
        return self._later(value, dice.randrange(3))

    async def _later(self, value: Any, turns: int) -> Any:
        for _ in range(turns):
            await asyncio.sleep(0)
        return _raised(value)

    def value(self, kind: str, name: str, place: str) -> Any:
        field = self._schema.get_field(self._schema.type_map[kind], name)  # type: ignore[arg-type]  # an object type
        assert field is not None
        return self._of(field.type, f"{place}/{name}")

    def _of(self, kind: Any, place: str) -> Any:
        dice = self._dice(place, "")
        turn = dice.random()
        if turn < self._trouble:
            return dice.choice(
                [None, ValueError("broken"), RaisedLater("thrown"), Strange(), [], 3.5, "text", float("nan")]
            )
        if hasattr(kind, "of_type") and type(kind).__name__ == "GraphQLNonNull":
            return self._of(kind.of_type, place)
        if turn < self._trouble + 0.05:
            return None
        if hasattr(kind, "of_type"):
            return self._shaped([self._of(kind.of_type, f"{place}{n}") for n in range(dice.randrange(4))], dice)
        return self._leaf(kind, dice, place)

    def _shaped(self, items: list[Any], dice: Random) -> Any:
        """Mostly a list; whatever can be gone through will do, be it only once, and its items may be waited for."""
        shape = dice.random()
        if shape < 0.1:
            return tuple(items)
        if shape < 0.2:
            return iter(items)
        if shape < 0.2 + self._waits / 4:
            return [self._later(item, dice.randrange(3)) for item in items]
        return items

    def _leaf(self, kind: Any, dice: Random, place: str) -> Any:
        if isinstance(kind, GraphQLObjectType):
            return Thing(kind.name, place)
        if isinstance(kind, GraphQLEnumType):
            return dice.choice(list(Colour))
        if isinstance(kind, GraphQLScalarType):
            return dice.choice(LEAVES[kind.name])
        possible = self._schema.get_possible_types(kind)
        return Thing(dice.choice(sorted(each.name for each in possible)), place)

    def _dice(self, place: str, purpose: str) -> Random:
        mark = f"{self._seed}{purpose}{place}".encode()
        return Random(int.from_bytes(blake2b(mark, digest_size=8).digest(), "big"))


LEAVES: dict[str, list[Any]] = {
    "String": ["text", "", "客服\n\"'", 7, True, "\u2028"],
    "ID": ["id-1", 42, "7"],
    "Int": [0, -1, 2**31 - 1, 2**31, True, 3.0, "12"],
    "Float": [0.5, -1e300, 3, True, "1.5"],
    "Boolean": [True, False, 1, 0],
    "Moment": ["2026-11-24", 5, {"at": [1, None]}, "never"],
}
WORLD: list[World] = []
"""The one world that things ask while a case runs."""


class Shelf:
    """A batch from which values come together; what is read does not matter, `then` knows."""

    def __init__(self) -> None:
        self._gathering = Gathering()

    async def read(self, keys: list[Any]) -> dict[Any, None]:
        await asyncio.sleep(0)
        return dict.fromkeys(keys)

    async def load(self, key: Any) -> None:
        await self.read([key])

    def held(self, keys: list[Any]) -> dict[Any, None] | None:
        """Some lie here already."""
        return dict.fromkeys(keys) if len(keys) == 1 and len(str(keys[0])) % 5 == 0 else None

    def ask(self, keys: list[Any], told: Told) -> Leave | None:
        """Mostly; of some nobody is told that way."""
        return None if len(keys) % 4 == 0 else self._gathering.ask("shelf", keys, self.read, told)


class Strange:
    """No type of the schema's."""

    def __repr__(self) -> str:
        return "something strange"


class RaisedLater(Exception):  # noqa: N818  a value here: the resolver raises it instead of returning it
    pass


def _raised(value: Any) -> Any:
    if isinstance(value, RaisedLater):
        raise value
    return value


def a_schema() -> GraphQLSchema:
    """Some fields are attributes, others have resolvers; types are told by `is_type_of` or by `resolve_type`."""
    schema = build_schema(SDL)
    for kind in schema.type_map.values():
        if not kind.name.startswith("__"):
            _give(kind)
    thing, other = schema.type_map["Thing"], schema.type_map["Other"]
    thing.is_type_of = lambda value, _: isinstance(value, Thing) and value.kind == "Thing"  # type: ignore[attr-defined]
    other.is_type_of = lambda value, _: isinstance(value, Thing) and value.kind == "Other"  # type: ignore[attr-defined]
    return schema


def _give(kind: Any) -> None:
    if isinstance(kind, GraphQLObjectType):
        for name, field in kind.fields.items():
            if name in READ_AS_ATTRIBUTES and kind.name not in {"Query", "Mutation"}:
                field.extensions["attribute"] = name
                continue
            field.resolve = _resolver(kind.name, name)
            if kind.name == "Query" and name not in WAITED_FOR:
                field.extensions["direct"] = Direct(kind.name, name)
    elif isinstance(kind, GraphQLEnumType):
        for word, value in kind.values.items():
            value.value = Colour[word]
        kind.__dict__.pop("_value_lookup", None)
    elif kind.name == "Moment":
        kind.coerce_output_value = _moment
    elif isinstance(kind, GraphQLUnionType) or kind.name == "Node":
        kind.resolve_type = lambda value, *_: getattr(value, "kind", None)


class Direct:
    """The same resolver in the two halves that plans ask."""

    def __init__(self, kind: str, name: str) -> None:
        self._resolve = _resolver(kind, name)

    def function(self, source: Any, **arguments: Any) -> Any:
        return self._resolve(source, None, **arguments)

    @staticmethod
    def arguments(_: object, given: dict[str, Any]) -> dict[str, Any]:
        return given


def _resolver(kind: str, name: str) -> Any:
    return lambda source, _info, **arguments: WORLD[0].resolved(kind, name, source, arguments)


def _moment(value: Any) -> Any:
    if value == "never":
        raise ValueError("there is no such moment")
    return value if isinstance(value, dict) else str(value)
