"""The schemas that operations are made from: the desk's whole one, and one of oddities that the desk does not have."""

from dataclasses import dataclass, field
from functools import cache

from graphql import GraphQLInterfaceType, GraphQLObjectType, GraphQLSchema

from execution import Context
from tests.execution.differential import desk, world
from tests.execution.differential.case import Ground
from tests.execution.differential.operations import Choose, Operations
from tests.execution.toy import Desk, Visitor


@dataclass
class OfTheDesk:
    """Root fields take turns, so that all of them are asked for."""

    schema: GraphQLSchema = field(default_factory=desk.a_schema)

    def __post_init__(self) -> None:
        self._roots = desk.roots(self.schema)

    def operations(self, choose: Choose, turn: int | None) -> Operations:
        first = self._roots[choose(len(self._roots)) if turn is None else turn % len(self._roots)]
        return Operations(self.schema, choose, words=desk.WORDS, depth=4, first=first)

    def enter(self, seed: int, operations: Operations, *, trouble: float, waits: float) -> tuple[desk.World, Context]:
        made = desk.World(self.schema, seed, trouble=trouble, waits=waits)
        assert operations.first is not None
        kind, name = operations.first
        root = self.schema.type_map[kind]
        assert isinstance(root, GraphQLObjectType)
        return made, desk.Context(made, desk.a_viewer(made, root.fields[name]))


@dataclass
class OfOddities:
    """Types told by `is_type_of`, lists in lists, and values that wait in batches anywhere."""

    schema: GraphQLSchema = field(default_factory=world.a_schema)

    def operations(self, choose: Choose, turn: int | None) -> Operations:
        del turn
        return Operations(self.schema, choose)

    def enter(self, seed: int, operations: Operations, *, trouble: float, waits: float) -> tuple[world.World, Context]:
        del operations
        world.WORLD[:] = [world.World(self.schema, seed, trouble=2 * trouble, waits=waits)]
        return world.WORLD[0], Visitor(Desk())


GROUNDS: dict[str, type[OfTheDesk] | type[OfOddities]] = {"desk": OfTheDesk, "oddities": OfOddities}


@cache
def ground(name: str) -> Ground:
    """By its name."""
    return GROUNDS[name]()


def output_fields(schema: GraphQLSchema) -> set[tuple[str, str]]:
    """Every field (type, name) that can be asked for, but those of introspection."""
    return {
        (kind.name, name)
        for kind in schema.type_map.values()
        if isinstance(kind, GraphQLObjectType | GraphQLInterfaceType) and not kind.name.startswith("__")
        for name in kind.fields
    }
