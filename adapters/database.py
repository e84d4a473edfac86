"""The database as both engines know it: one spelling for parameters, rows and transactions over Tortoise."""

from collections.abc import AsyncIterator, Iterable, Mapping, Sequence
from contextlib import asynccontextmanager
from datetime import UTC, datetime
from enum import Enum
from functools import lru_cache
from typing import Any, TypeVar, cast
from uuid import UUID

import asyncpg
import orjson
from tortoise.backends.base.client import BaseDBAsyncClient, TransactionalDBClient
from tortoise.context import require_context
from tortoise.transactions import in_transaction

from adapters.pool import give_back

Row = Mapping[str, Any]
_PLAIN = frozenset({str, int, float, bool, bytes, type(None)})
_TEXTS = (str, bytes)
T = TypeVar("T")


def plain(value: object) -> Any:  # noqa: ANN401  JSON is whatever it is
    """What JSON stores of a domain value: instants as RFC 3339 in UTC, ids and words as text, sets sorted."""
    return orjson.loads(json_text(value))


def json_text(value: object) -> str:
    """The same as text, as it goes into a column."""
    return orjson.dumps(value, default=_default, option=orjson.OPT_UTC_Z).decode()


def _default(value: object) -> object:
    if isinstance(value, frozenset | set):
        return sorted(value)
    if isinstance(value, Mapping):
        return dict(value)
    if isinstance(value, UUID):  # asyncpg's own kind of UUID
        return str(value)
    message = f"{type(value).__name__} has no JSON form"
    raise TypeError(message)


class Sql:
    """A statement in the making: text with the engine's placeholders, and its values in order."""

    def __init__(self, database: "Database") -> None:
        self._database = database
        self.values: list[Any] = []

    @property
    def postgres(self) -> bool:
        """Whether it is written for PostgreSQL."""
        return self._database.postgres

    def __call__(self, value: object) -> str:
        """A placeholder for the value."""
        self.values.append(self._database.parameter(value))
        return f"${len(self.values)}" if self._database.postgres else f"?{len(self.values)}"

    def among(self, column: str, values: Iterable[object]) -> str:
        """`column` is one of the values; with none of them it is never true."""
        wanted = [self._database.parameter(each) for each in values]
        if self._database.postgres:
            self.values.append(wanted)
            return f"{column} = any(${len(self.values)})"
        self.values.append(orjson.dumps(wanted).decode())
        return f"{column} in (select value from json_each(?{len(self.values)}))"

    def called(self, column: str, values: Sequence[object]) -> str:
        """As `among`, for ids: one alone has a statement of its own, which needs no planning for a list."""
        return f"{column} = {self(values[0])}" if len(values) == 1 else self.among(column, values)

    def pairs(self, columns: str, pairs: Iterable[tuple[UUID, int]]) -> str:
        """Two `columns`, an id and a number, are one of the pairs; with none of them it is never true."""
        wanted = list(pairs)
        if self._database.postgres:
            ids, numbers = self([one for one, _ in wanted]), self([number for _, number in wanted])
            return f"{columns} in (select * from unnest({ids}::uuid[], {numbers}::int[]))"
        text = self(orjson.dumps([[str(one), number] for one, number in wanted]).decode())
        values = "json_extract(value, '$[0]'), json_extract(value, '$[1]')"
        return f"{columns} in (select {values} from json_each({text}))"


class Database:
    """A connection by name; knows its engine. Raw reads go through here, models through Tortoise."""

    def __init__(self, name: str) -> None:
        self._name = name
        self.postgres = name == "postgres"
        """True on PostgreSQL, false on SQLite: connections are called after their engine."""
        if not self.postgres:
            _teach_sqlite()

    @property
    def connection(self) -> BaseDBAsyncClient:
        """The connection, or the transaction that is open in this task."""
        return require_context().connections.get(self._name)

    @property
    def in_transaction(self) -> bool:
        """Whether one is open in this task."""
        return _transactional(type(self.connection))

    def sql(self) -> Sql:
        """A new statement."""
        return Sql(self)

    def parameter(self, value: object) -> Any:  # noqa: ANN401  what a driver takes
        """A value as the engine's driver takes it."""
        if type(value) in _PLAIN:
            return value
        if isinstance(value, Enum):
            value = value.value
        if self.postgres:  # its driver takes them all
            return value
        if isinstance(value, UUID):
            return str(value)
        if isinstance(value, datetime):
            return value.astimezone(UTC).isoformat(" ")
        return value

    async def rows(self, text: str, values: Sequence[Any] = ()) -> list[Row]:
        """All rows of a read, or of a write with RETURNING."""
        client = self.connection
        if self.postgres and not _transactional(type(client)):
            return await self._raw(client, text, values)
        return cast("list[Row]", await client.execute_query_dict(text, list(values)))

    @staticmethod
    async def _raw(client: Any, text: str, values: Sequence[Any]) -> list[Row]:  # noqa: ANN401  asyncpg ships no types
        """The driver's own rows, by a statement that it keeps prepared: Tortoise would make dictionaries of them."""
        pool = client._pool  # noqa: SLF001  Tortoise has no public door to it
        if pool is None:  # not connected yet, which Tortoise does
            return cast("list[Row]", await client.execute_query_dict(text, list(values)))
        connection = await pool.acquire()
        try:
            return cast("list[Row]", await connection.fetch(text, *values))
        finally:
            await give_back(pool, connection)

    async def row(self, text: str, values: Sequence[Any] = ()) -> Row | None:
        """The first row, or None."""
        rows = await self.rows(text, values)
        return rows[0] if rows else None

    async def run(self, text: str, values: Sequence[Any] = ()) -> int:
        """A write; the number of rows it touched."""
        count, _ = await self.connection.execute_query(text, list(values))
        return count

    async def insert(self, table: str, rows: Sequence[Mapping[str, object]]) -> None:
        """New rows, all with the same columns, in one statement and in their order."""
        sql = self.sql()
        marks = ", ".join(f"({', '.join(map(sql, row.values()))})" for row in rows)
        await self.run(f"insert into {table} ({', '.join(rows[0])}) values {marks}", sql.values)

    async def update(self, table: str, values: Mapping[str, object], where: Mapping[str, object]) -> int:
        """Changes the rows in which every column of `where` has that value; how many there were."""
        sql = self.sql()
        sets = ", ".join(f"{name} = {sql(value)}" for name, value in values.items())
        conditions = " and ".join(f"{name} = {sql(value)}" for name, value in where.items())
        return await self.run(f"update {table} set {sets} where {conditions}", sql.values)

    async def run_many(self, text: str, values: Sequence[Sequence[Any]]) -> None:
        """The same write for many rows."""
        await self.connection.execute_many(text, [list(each) for each in values])

    @asynccontextmanager
    async def transaction(self) -> AsyncIterator["Database"]:
        """All or nothing; keep it short and do nothing else inside."""
        async with in_transaction(self._name):
            yield self


def _teach_sqlite() -> None:
    """Values as `Database.parameter` writes them, whose times are in UTC: its driver converts faster than a loop."""
    import sqlite3  # noqa: PLC0415  a house on PostgreSQL has no use for it

    sqlite3.register_adapter(UUID, str)
    sqlite3.register_adapter(datetime, lambda at: at.isoformat(" "))


@lru_cache
def _transactional(client: type[BaseDBAsyncClient]) -> bool:
    """Whether connections of this class are open transactions; an abstract class takes its time to say so."""
    return issubclass(client, TransactionalDBClient)


def raw(row: Row) -> bool:
    """Whether it is the driver's own row of PostgreSQL: values in the order of the columns, of their Python types."""
    return type(row) is asyncpg.Record


def like(words: str) -> str:
    """A pattern for `like … escape '!'` that finds the words anywhere."""
    escaped = words.replace("!", "!!").replace("%", "!%").replace("_", "!_")
    return f"%{escaped}%"


def instant(value: datetime | str | None) -> datetime | None:
    """A time as it comes out of either engine, in UTC."""
    if value is None or isinstance(value, datetime):
        return value
    return datetime.fromisoformat(value)


def uuid(value: UUID | str | None) -> UUID | None:
    """An id as it comes out of either engine."""
    return value if value is None or isinstance(value, UUID) else UUID(value)


def json(value: Any) -> Any:  # noqa: ANN401  JSON is whatever it is
    """A JSON column as it comes out of either engine."""
    return orjson.loads(value) if isinstance(value, _TEXTS) else value


def sure(value: T | None) -> T:
    """A value that the table never leaves null."""
    if value is None:
        message = "a column that is never null came out null"
        raise LookupError(message)
    return value
