"""The whole schema of the desk over a desk that is made up: real types and resolvers, and dice where rows are read.

Only root fields are stood in for, and what `HouseReader` reads: whatever stands between them is the code that serves.
"""

import asyncio
from collections.abc import AsyncGenerator, Callable
from copy import copy
from dataclasses import dataclass, field
from datetime import datetime
from functools import partial, wraps
from inspect import iscoroutinefunction
from typing import Any, NoReturn, Self, cast

import strawberry
from graphql import GraphQLField, GraphQLObjectType, GraphQLSchema
from strawberry.tools import create_type
from strawberry.types.field import StrawberryField
from strawberry.types.fields.resolver import StrawberryResolver

from app.graphql import Mutation, Query, Subscription
from domain.reference.entry import Family
from domain.upkeep.rules import ArchiveLevel
from domain.viewer import Role, Viewer
from execution.gathering import Gathering
from execution.moments import never
from resolvers.feedback_reader import FeedbackReader
from resolvers.interaction_reader import InteractionReader
from resolvers.lookup import Lookup
from resolvers.measure_reader import MeasureReader
from resolvers.need_reader import NeedReader
from resolvers.reader import HouseReader, Parts
from resolvers.upkeep_reader import UpkeepReader
from schema.enum_words import say_what_values_mean
from schema.guard import DECLARED, guard
from tests.execution.differential.operations import Words
from tests.execution.differential.rows import CODES, NOW, Rows

HOW_MANY_EVENTS = 3
WORDS: Words = {
    "Int": [1, 2, 3, 5, 100, 101],
    "Float": [0.5, 3],
    "String": ["desk", "", "客服 \"'\n", "2026"],
    "ID": ["VGlja2V0OjA=", "7", 42],
    "Boolean": [True, False],
    "JSON": [1, "text", [1, 2.5]],
    "Date": ["2026-11-24", "2026-02-28"],
    "DateTime": ["2026-11-24T09:30:00+08:00", "2026-02-28T00:00:00Z", "2026-11-24T09:30:00"],
}


class World(Rows):
    """What the desk is in one case: everything follows from the seed and from where it is asked, nothing from when."""

    def __init__(self, schema: GraphQLSchema, seed: int, *, trouble: float, waits: float) -> None:
        super().__init__(schema, seed, trouble=trouble)
        self._waits = waits
        self.changes = 0
        self.added: set[str] = set()
        self.gathering = Gathering()

    def turns(self, place: str) -> int:
        """How often others come first."""
        roll = self.roll(f"{place} waits")
        return 1 + roll % 3 if (roll >> 8 & 0xFF) < self._waits * 256 else 0

    async def wait(self, place: str) -> None:
        for _ in range(self.turns(place)):
            await asyncio.sleep(0)

    async def found(self, name: Any, keys: list[Any]) -> dict[Any, Any]:
        """What a read of that name finds; nothing for some of the keys."""
        await self.wait(f"read {name}")
        kind, *rest = (name,) if isinstance(name, str) else name
        last = rest[0] if kind != "words" and rest else ""
        if self.wrong(f"read {kind}"):
            raise ConnectionError("the database does not answer")
        found = ((key, self.read(kind, f"{kind} {last} {key}")) for key in keys)
        return {key: value for key, value in found if value is not None}


# ---- the house


class Directory:
    """Words and people; some words are added only after they were asked for, some never."""

    def __init__(self, world: World) -> None:
        self._world = world
        self._refreshed = False

    async def refresh(self, *, now: bool = False) -> None:
        del now
        self._refreshed = True

    def word(self, family: Family, code: str) -> Any:
        roll = self._world.roll(f"word {family} {code}")
        missing = roll % 40
        return (
            None if missing == 0 or (missing == 1 and not self._refreshed) else self._world.a_word(f"{family} {code}")
        )

    def words(self, family: Family) -> list[Any]:
        return [self._world.a_word(f"{family} {code}") for code in CODES]

    def person(self, agent_id: object) -> Any:
        place = f"person {agent_id}"
        return None if self._world.roll(place) % 8 == 0 else self._world.a_person(place)


class House:
    """What of a house reads need."""

    def __init__(self, world: World) -> None:
        self.directory = Directory(world)
        self.database = None

    def now(self) -> datetime:
        return NOW


class Reader(HouseReader):
    """Reads the world instead of a database."""

    def __init__(self, world: World, viewer: Viewer | None) -> None:
        super().__init__(cast("Parts", House(world)), viewer)
        self._world = world

    def _lookup(self, name: Any, read: Any, nothing: object, rests_on: object) -> Lookup:
        del read, rests_on
        found = partial(self._world.found, name)
        gathering = self._world.gathering
        lookup = Lookup(found, nothing, ask=lambda keys, told: gathering.ask(name, keys, found, told))
        return self._lookups.setdefault(name, lookup)

    async def file(self, file_id: object, ticket_id: object) -> bytes | None:
        return cast("bytes | None", await self._counted(f"file {file_id} {ticket_id}", [b"", b"bytes", None]))

    async def total(self, criteria: object) -> int:
        return cast("int", await self._counted(f"total {criteria}", [0, 3, 2**31]))

    async def counted(self, *asked: Any, **named: Any) -> int:
        return cast("int", await self._counted(f"count {asked} {named}", [0, 3]))

    count_customers = count_events = count_policies = count_drafts = count_alerts = count_deliveries = counted
    count_endpoints = counted

    @property
    def interactions(self) -> InteractionReader:
        return _Interactions(self)

    @property
    def measures(self) -> MeasureReader:
        return _Measures(self)

    @property
    def upkeep(self) -> UpkeepReader:
        return _Upkeep(self)

    @property
    def needs(self) -> NeedReader:
        return _Needs(self)

    @property
    def feedbacks(self) -> FeedbackReader:
        return _Feedbacks(self)

    async def one_of(self, place: str, values: list[Any]) -> Any:
        return await self._counted(place, values)

    async def _counted(self, place: str, values: list[Any]) -> Any:
        await self._world.wait(place)
        return self._world.one_of(place, values)


class _Interactions(InteractionReader):
    async def count(self, criteria: object) -> int:
        return await cast("Reader", self.reader).counted(criteria)


class _Measures(MeasureReader):
    async def count(self, criteria: object) -> int:
        return await cast("Reader", self.reader).counted(criteria)


class _Upkeep(UpkeepReader):
    async def count(self, criteria: object) -> int:
        return await cast("Reader", self.reader).counted(criteria)

    async def archive_level(self, stage: str) -> ArchiveLevel:
        levels: list[ArchiveLevel] = list(ArchiveLevel)
        return cast("ArchiveLevel", await cast("Reader", self.reader).one_of(f"archive {stage}", levels))


class _Needs(NeedReader):
    async def count(self, criteria: object) -> int:
        return await cast("Reader", self.reader).counted(criteria)

    async def count_market_events(self, criteria: object) -> int:
        return await cast("Reader", self.reader).counted(criteria)


class _Feedbacks(FeedbackReader):
    async def count(self, criteria: object) -> int:
        return await cast("Reader", self.reader).counted(criteria)


@dataclass(slots=True)
class Context:
    """As a request's, over a world."""

    world: World
    viewer: Viewer | None
    request_id: str = "r1"
    asker_key: None = None
    basis: None = None
    reader: Reader = field(init=False)

    def __post_init__(self) -> None:
        self.reader = Reader(self.world, self.viewer)

    @property
    def rights_key(self) -> Any:
        return None if self.viewer is None else self.viewer.rights_key

    async def ended(self) -> NoReturn:
        await never()

    def fresh(self) -> Self:
        return type(self)(self.world, self.viewer)


# ---- the schema


def a_schema() -> GraphQLSchema:
    """As `app.graphql` puts it together, with root fields that ask the world."""
    schema = strawberry.Schema(
        query=_standing_in(Query), mutation=_standing_in(Mutation), subscription=_standing_in(Subscription)
    )
    core: GraphQLSchema = schema._schema  # noqa: SLF001  as app.graphql
    say_what_values_mean(core)
    guard(schema)
    return core


def _standing_in(root: Any) -> type:
    definition = root.__strawberry_definition__
    return create_type(definition.name, [_made(each) for each in definition.fields], description=definition.description)


def _made(real: StrawberryField) -> StrawberryField:
    assert real.base_resolver is not None
    made = copy(real)
    made.base_resolver = StrawberryResolver(_resolver(real.base_resolver.wrapped_func, followed=real.is_subscription))
    return made


def _resolver(real: Any, *, followed: bool) -> Callable[..., Any]:
    """Takes what the real one takes, and is waited for where the real one is."""

    def ask(info: strawberry.Info[Context, None], arguments: dict[str, Any]) -> Any:
        raw = info._raw_info  # noqa: SLF001  Strawberry has no public door to it
        place = f"{raw.parent_type.name}.{raw.field_name}{sorted(arguments.items()) if arguments else ''}"
        return (_followed if followed else _answer)(info.context, raw, place)

    if iscoroutinefunction(real):

        @wraps(real)
        async def later(self: object, info: strawberry.Info[Context, None], **arguments: Any) -> Any:
            del self
            await info.context.world.wait(f"{info.field_name} {sorted(arguments)}")
            return ask(info, arguments)

        return later

    @wraps(real)
    def at_once(self: object, info: strawberry.Info[Context, None], **arguments: Any) -> Any:
        del self
        return ask(info, arguments)

    return at_once


def _answer(context: Context, raw: Any, place: str) -> Any:
    if raw.parent_type.name == "Mutation":
        context.world.changes += 1
        context.reader = context.fresh().reader
    return context.world.value(raw.return_type, place)


async def _followed(context: Context, raw: Any, place: str) -> AsyncGenerator[Any, None]:
    world = context.world
    for number in range(1 + world.roll(place) % HOW_MANY_EVENTS):
        await world.wait(f"{place}{number}")
        yield world.value(raw.return_type, f"{place}{number}")
    if world.wrong(f"{place} ends"):
        raise ConnectionError("the log does not answer")


def a_viewer(world: World, asked: GraphQLField) -> Viewer | None:
    """Mostly one who may use this root field; sometimes another, seldom nobody."""
    roll, roles = world.roll("viewer"), sorted(Role)
    declared = asked.extensions[DECLARED]
    if roll % 16 == 0:
        return None if roll >> 8 & 1 else Viewer(roles[(roll >> 16) % len(roles)], "somebody", department="desk")
    able = sorted(declared) if declared != "public" else roles
    role = Role.SUPERVISOR if Role.SUPERVISOR in able and roll >> 8 & 7 else able[(roll >> 16) % len(able)]
    return Viewer(role, "somebody", department="desk")


def roots(schema: GraphQLSchema) -> list[tuple[str, str]]:
    """All root fields (type, name), in turns: mutations are many, so each other field comes several times."""
    kinds = [schema.query_type, schema.mutation_type, schema.subscription_type]
    queries, mutations, subscriptions = (
        [(kind.name, name) for name in kind.fields] for kind in kinds if isinstance(kind, GraphQLObjectType)
    )
    others = [*queries, *subscriptions, *subscriptions]
    return [each for n, mutation in enumerate(mutations) for each in (mutation, others[n % len(others)])]
