"""Rows that are written together: those of aggregates first, which locks them, events last (decision 0002)."""

from collections.abc import Awaitable, Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from enum import Enum, auto
from functools import lru_cache
from itertools import islice
from typing import TYPE_CHECKING, Any, NamedTuple

import asyncpg
from tortoise.exceptions import IntegrityError

from adapters.database import Database

if TYPE_CHECKING:
    import sqlite3

Values = Mapping[str, Any]
Before = Callable[[], Awaitable[None]]

BROKEN = (IntegrityError, asyncpg.IntegrityConstraintViolationError)
"""What is raised when a constraint of the tables does not hold; nothing is written then."""

EVENT = {
    "at": "timestamptz", "aggregate": "text", "aggregate_id": "uuid", "version": "int", "type": "text",
    "author": "text", "reason": "text", "request_id": "text", "imported": "bool", "facts": "jsonb", "image": "jsonb",
    "sealed": "bytea",
}  # fmt: skip
"""The columns of the log, without the position."""

_NOTHING: Values = {}


class _Way(Enum):
    CHANGE = auto()
    ADD = auto()
    INSERT = auto()
    PUT = auto()
    TOUCH = auto()
    CLEAR = auto()


_MUST = frozenset({_Way.CHANGE, _Way.ADD})
"""Those that must touch a row."""


class _Shape(NamedTuple):
    """All of a write but its values."""

    way: _Way
    table: str
    sets: tuple[str, ...]
    where: tuple[str, ...]
    new: tuple[str, ...]


class _Write(NamedTuple):
    way: _Way
    table: str
    sets: Values
    where: Values
    new: Values

    @property
    def shape(self) -> _Shape:
        return _Shape(self.way, self.table, tuple(self.sets), tuple(self.where), tuple(self.new))

    def values(self) -> Iterator[Any]:
        yield from self.sets.values()
        yield from self.where.values()
        yield from self.new.values()


class _MovedOnError(Exception):
    """A row that was to be changed is not as it was."""

    def __init__(self, table: str) -> None:
        super().__init__(table)
        self.table = table


@dataclass(slots=True)
class Saving:
    """Takes rows in any number, of aggregates and of what reacts to them; `write` writes all of them or none.

    On PostgreSQL they are mostly one statement: one round trip, and a transaction by itself. All of it hangs on the
    row of the aggregate: where that has moved on, nothing is written. Events are inserted from what the other writes
    return, so their positions are drawn when everything else is written and locked.
    """

    database: Database
    _writes: list[_Write] = field(default_factory=list)
    _events: list[Values] = field(default_factory=list)

    def change(self, table: str, values: Values, seen: Values) -> None:
        """The row as it was `seen`, by id and version, gets new values; it has to be there."""
        self._writes.append(_Write(_Way.CHANGE, table, values, seen, _NOTHING))

    def add(self, table: str, values: Values) -> None:
        """A new row that somebody else may have written meanwhile: that is the same as a row that has moved on."""
        self._writes.append(_Write(_Way.ADD, table, values, _NOTHING, _NOTHING))

    def insert(self, table: str, values: Values) -> None:
        """A new row."""
        self._writes.append(_Write(_Way.INSERT, table, values, _NOTHING, _NOTHING))

    def put(self, table: str, values: Values, key: Values, new: Values = _NOTHING) -> None:
        """These values for the row with this unique key; when there is none, a new one that has those of `new` too."""
        self._writes.append(_Write(_Way.PUT, table, values, key, new))

    def touch(self, table: str, values: Values, where: Values) -> None:
        """New values for the rows with these, however many there are."""
        self._writes.append(_Write(_Way.TOUCH, table, values, where, _NOTHING))

    def clear(self, table: str, where: Values) -> None:
        """The rows with these values go, before what is inserted after this."""
        self._writes.append(_Write(_Way.CLEAR, table, _NOTHING, where, _NOTHING))

    def tell(self, events: Sequence[Values]) -> None:
        """Rows of the log, written last and in this order."""
        self._events += events

    async def write(self, before: Before | None = None, after: Before | None = None) -> str | None:
        """None when all is written, and what `before` and `after` write in the same transaction; else what moved on.

        That is the table of a row which was to be changed. Raises one of BROKEN when a constraint does not hold.
        Either way nothing is written.
        """
        alone = before is None and after is None and not self.database.in_transaction
        if alone and self.database.postgres and self._fits_one_statement():
            return await self._at_once()
        if alone and not self.database.postgres:
            return await _on_file(self.database, self._statements())
        try:
            async with self.database.transaction():
                if before is not None:
                    await before()
                for text, values, must in self._statements():
                    if must is None:
                        await self.database.run(text, values)
                    elif not await self.database.rows(f"{text} returning 1", values):
                        raise must
                if after is not None:
                    await after()
        except _MovedOnError as error:
            return error.table
        return None

    def _fits_one_statement(self) -> bool:
        """Whether no part has to see what another one does: in one statement, none of them does."""
        writes = self._writes
        if not writes or not self._events or any(each.way is _Way.CLEAR for each in writes):
            return False
        rows = [(each.table, *each.where.values()) for each in writes if each.way is _Way.PUT]
        rows += [(each.table, each.where["id"]) for each in writes if each.way is _Way.CHANGE]
        touched = [each.table for each in writes if each.way is _Way.TOUCH]
        return len(set(rows)) == len(rows) and sum(each.table in touched for each in writes) == len(touched)

    async def _at_once(self) -> str | None:
        writes = sorted(self._writes, key=lambda each: each.way is not _Way.CHANGE)
        text = _together(tuple(each.shape for each in writes), len(self._events))
        parameter = self.database.parameter
        values = [parameter(value) for _, _, *parts in writes for part in parts for value in part.values()]
        values += [parameter(event[name]) for event in self._events for name in EVENT]
        try:
            return None if await self.database.rows(text, values) else writes[0].table
        except asyncpg.DivisionByZeroError:
            return next(each.table for each in writes[1:] if each.way in _MUST)

    def _statements(self) -> Iterator[tuple[str, list[Any], _MovedOnError | None]]:
        """One after the other: text, values, and what it means when no row is found, if one must be."""
        parameter, mark = self.database.parameter, "$" if self.database.postgres else "?"
        for each in self._writes:
            must = _MovedOnError(each.table) if each.way in _MUST else None
            yield _one(each.shape, mark, 1, ""), [parameter(value) for value in each.values()], must
        for event in self._events:
            yield _telling(mark), [parameter(event[name]) for name in EVENT], None


@lru_cache(maxsize=500)
def _together(shapes: tuple[_Shape, ...], events: int) -> str:
    """All writes as one statement of PostgreSQL, those that change a row first.

    Returns rows unless the first one, on which all hang, found none; divides by zero when another change found none,
    so that all of it is undone.
    """
    place, steps, done, found = 1, [], ["w0"], []
    inserted: dict[str, str] = {}
    for number, shape in enumerate(shapes):
        # New rows of one table come one after the other: where their positions are drawn, they say what was first.
        hangs_on = inserted.get(shape.table, "w0") if shape.way is _Way.INSERT else "w0"
        steps.append(f"w{number} as ({_one(shape, '$', place, hangs_on if number else '')} returning 1)")
        if shape.way is _Way.INSERT:
            inserted[shape.table] = f"w{number}"
        place += len(shape.sets) + len(shape.where) + len(shape.new)
        if number:
            done.append(f"(select count(*) as n from w{number}) as c{number}")
        if number and shape.way in _MUST:
            found.append(f"1 / (c{number}.n + 1 - (select count(*) from w0)) = 1")
    marks = (f"${at}::{type_}" for at, type_ in enumerate([*EVENT.values()] * events, place))
    rows = ", ".join(f"({number}, {', '.join(islice(marks, len(EVENT)))})" for number in range(events))
    names = ", ".join(EVENT)
    told = f"select {names} from {', '.join(done)}, (values {rows}) as told (place, {names})"
    where = f" where {' and '.join(found)}" if found else ""
    return f"with {', '.join(steps)} insert into event ({names}) {told}{where} order by place returning 1"


@lru_cache(maxsize=500)
def _one(shape: _Shape, mark: str, place: int, hangs_on: str) -> str:
    """A write whose values begin at this place, done only where `hangs_on` has rows."""
    marks = [f"{mark}{at}" for at in range(place, place + len(shape.sets) + len(shape.where) + len(shape.new))]
    sets = [f"{name} = {value}" for name, value in zip(shape.sets, marks, strict=False)]
    conditions = [f"{name} = {value}" for name, value in zip(shape.where, marks[len(sets) :], strict=False)]
    where = f"where {' and '.join([*conditions, f'exists (select from {hangs_on})'] if hangs_on else conditions)}"
    if shape.way is _Way.CLEAR:
        return f"delete from {shape.table} {where}"
    if shape.way in {_Way.CHANGE, _Way.TOUCH}:
        return f"update {shape.table} set {', '.join(sets)} {where}"
    row = ", ".join(marks)
    source = f"select {row} from {hangs_on}" if hangs_on else f"values ({row})"
    text = f"insert into {shape.table} ({', '.join((*shape.sets, *shape.where, *shape.new))}) {source}"
    if shape.way is _Way.ADD:
        text += " on conflict do nothing"
    if shape.way is _Way.PUT:
        sets = [f"{name} = excluded.{name}" for name in shape.sets]
        text += f" on conflict ({', '.join(shape.where)}) do update set {', '.join(sets)}"
    return text


def _telling(mark: str) -> str:
    return (
        f"insert into event ({', '.join(EVENT)}) values ({', '.join(f'{mark}{n}' for n in range(1, len(EVENT) + 1))})"
    )


async def _on_file(database: Database, statements: Iterator[tuple[str, list[Any], _MovedOnError | None]]) -> str | None:
    """All of them in one visit to the thread of SQLite: each visit costs more than what is done there."""
    import sqlite3  # noqa: PLC0415  a house on PostgreSQL has no use for it

    todo = list(statements)

    def write(connection: "sqlite3.Connection") -> str | None:
        connection.execute("begin immediate")
        try:
            for text, values, must in todo:
                if not connection.execute(text, values).rowcount and must is not None:
                    connection.rollback()
                    return must.table
            connection.commit()
        except BaseException:
            connection.rollback()
            raise
        return None

    async with database.connection.acquire_connection() as driver:
        try:
            moved_on: str | None = await driver._execute(write, driver._conn)  # noqa: SLF001  aiosqlite has no other door to its thread
        except sqlite3.IntegrityError as error:
            raise IntegrityError(*error.args) from error
        return moved_on
