"""The words and people of the house, held in process and read again when they changed."""

import asyncio
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from uuid import UUID

from adapters.database import Database, sure, uuid
from domain.reference.entry import Family

CHECK_EVERY = 1.0
"""Seconds between two looks at whether another process changed something."""


@dataclass(frozen=True, slots=True)
class Word:
    """An entry as readers need it."""

    id: UUID
    family: str
    code: str
    name: str
    parent: str | None
    complaint: bool
    retired: bool
    version: int


@dataclass(frozen=True, slots=True)
class Person:
    """An agent as readers need it."""

    id: UUID
    external_reference: str
    name: str
    department: str | None
    active: bool
    version: int


@dataclass(frozen=True, slots=True)
class _Snapshot:
    words: Mapping[tuple[str, str], Word] = field(default_factory=dict)
    people: Mapping[UUID, Person] = field(default_factory=dict)
    by_reference: Mapping[str, Person] = field(default_factory=dict)
    mark: tuple[object, ...] = ()


class Directory:
    """Cheap to ask. `refresh` looks at most once a second whether the tables have moved on."""

    def __init__(self, database: Database, ticks: Callable[[], float] = time.monotonic) -> None:
        self._database = database
        self._ticks = ticks
        self._checked = float("-inf")
        self._reading = asyncio.Lock()
        self._held = _Snapshot()

    @property
    def fresh(self) -> bool:
        """Whether `refresh` would do nothing yet."""
        return self._ticks() - self._checked < CHECK_EVERY

    @property
    def state(self) -> object:
        """What is held, as a whole: another object as soon as anything in it changed."""
        return self._held

    async def refresh(self, *, now: bool = False) -> None:
        """Reload when something changed; `now` skips the second of patience."""
        if not now and self.fresh:
            return
        self._checked = self._ticks()
        async with self._reading:  # one after the other: who began earlier must not put older words back
            mark = await self._mark()
            if mark != self._held.mark:
                self._held = await self._load(mark)

    def word(self, family: Family, code: str) -> Word | None:
        """The entry, retired or not."""
        return self._held.words.get((family.value, code))

    def words(self, family: Family) -> list[Word]:
        """All entries of a family by code."""
        return sorted((w for w in self._held.words.values() if w.family == family.value), key=lambda w: w.code)

    def person(self, agent_id: UUID) -> Person | None:
        """The agent with this id."""
        return self._held.people.get(agent_id)

    def person_called(self, external_reference: str) -> Person | None:
        """The agent whose token carries this subject."""
        return self._held.by_reference.get(external_reference)

    def people(self) -> list[Person]:
        """Everybody by reference."""
        return sorted(self._held.people.values(), key=lambda p: p.external_reference)

    def below(self, department: str) -> frozenset[str]:
        """The department and all below it."""
        found = {department}
        added = True
        while added:
            more = {w.code for w in self.words(Family.DEPARTMENT) if w.parent in found} - found
            found |= more
            added = bool(more)
        return frozenset(found)

    def above(self, department: str) -> frozenset[str]:
        """The department and all above it."""
        found: set[str] = set()
        code: str | None = department
        while code is not None and code not in found:
            found.add(code)
            word = self.word(Family.DEPARTMENT, code)
            code = word.parent if word else None
        return frozenset(found)

    async def _mark(self) -> tuple[object, ...]:
        row = await self._database.row(
            "select (select count(*) from reference_entry) as a, (select sum(version) from reference_entry) as b,"
            " (select count(*) from agent) as c, (select sum(version) from agent) as d"
        )
        return tuple(sure(row)[name] for name in "abcd")

    async def _load(self, mark: tuple[object, ...]) -> _Snapshot:
        words = [
            Word(
                id=sure(uuid(row["id"])),
                family=row["family"],
                code=row["code"],
                name=row["name"],
                parent=row["parent"],
                complaint=bool(row["complaint"]),
                retired=bool(row["retired"]),
                version=row["version"],
            )
            for row in await self._database.rows("select * from reference_entry")
        ]
        people = [
            Person(
                id=sure(uuid(row["id"])),
                external_reference=row["external_reference"],
                name=row["name"],
                department=row["department"],
                active=bool(row["active"]),
                version=row["version"],
            )
            for row in await self._database.rows("select * from agent")
        ]
        return _Snapshot(
            {(each.family, each.code): each for each in words},
            {each.id: each for each in people},
            {each.external_reference: each for each in people},
            mark,
        )
