"""Many rows in few round trips, inside the transaction that the caller has opened."""

from collections.abc import AsyncIterator, Collection, Iterable, Sequence
from contextlib import asynccontextmanager
from typing import Any

import asyncpg
from tortoise.models import Model

from adapters.database import Database

Rows = Collection[Sequence[Any]]


class Collision(Exception):  # noqa: N818  named after what happened
    """Somebody else wrote one of these rows meanwhile: roll back, read again, try again."""


async def insert_many(database: Database, table: type[Model], columns: Sequence[str], rows: Rows) -> None:
    """New rows: COPY on PostgreSQL, one statement many times on SQLite."""
    if not rows:
        return
    name = table._meta.db_table  # noqa: SLF001  Tortoise's own way
    async with _driver(database) as driver:
        if database.postgres:
            await driver.copy_records_to_table(name, columns=columns, records=rows)
        else:
            marks = ", ".join("?" * len(columns))
            await driver.executemany(f"insert into {name} ({', '.join(columns)}) values ({marks})", rows)


async def update_many(database: Database, table: type[Model], columns: Sequence[str], rows: Rows) -> None:
    """Rows of (id, version it was loaded with, a value for each column); Collision when one has moved on."""
    if not rows:
        return
    name = table._meta.db_table  # noqa: SLF001
    async with _driver(database) as driver:
        if database.postgres:
            sets = ", ".join(f"{each} = new.{each}" for each in columns)
            aliases = ", ".join(["id", "seen", *columns])
            arrays = _arrays(table, ["id", "version", *columns])
            text = (
                f"update {name} set {sets} from unnest({arrays}) as new ({aliases})"
                f" where {name}.id = new.id and {name}.version = new.seen"
            )
            written = int((await driver.execute(text, *_by_column(rows))).removeprefix("UPDATE "))
        else:
            sets = ", ".join(f"{each} = ?{place}" for place, each in enumerate(columns, 3))
            text = f"update {name} set {sets} where id = ?1 and version = ?2"
            written = (await driver.executemany(text, rows)).rowcount
    if written != len(rows):
        raise Collision(f"{len(rows) - written} rows of {name} have moved on")


async def upsert_many(
    database: Database,
    table: type[Model],
    columns: Sequence[str],
    rows: Rows,
    *,
    key: Sequence[str],
    kept: Collection[str] = (),
) -> None:
    """New rows, or new values for the row with that key; a `kept` column keeps its value when the new one is null."""
    if not rows:
        return
    name = table._meta.db_table  # noqa: SLF001
    sets = ", ".join(
        f"{each} = coalesce(excluded.{each}, {name}.{each})" if each in kept else f"{each} = excluded.{each}"
        for each in columns
        if each not in key and each != "id"
    )
    into = f"insert into {name} ({', '.join(columns)})"
    otherwise = f"on conflict ({', '.join(key)}) do update set {sets}"
    async with _driver(database) as driver:
        if database.postgres:
            text = f"{into} select * from unnest({_arrays(table, columns)}) {otherwise}"
            await driver.execute(text, *_by_column(rows))
        else:
            marks = ", ".join("?" * len(columns))
            await driver.executemany(f"{into} values ({marks}) {otherwise}", rows)


@asynccontextmanager
async def _driver(database: Database) -> AsyncIterator[Any]:
    """The driver's own connection, below Tortoise, which knows neither COPY nor how many rows were touched."""
    try:
        async with database.connection.acquire_connection() as driver:
            yield driver
    except _collisions(database) as error:
        raise Collision(str(error)) from error


def _collisions(database: Database) -> tuple[type[Exception], ...]:
    if database.postgres:
        return asyncpg.IntegrityConstraintViolationError, asyncpg.DeadlockDetectedError, asyncpg.SerializationError
    import sqlite3  # noqa: PLC0415  a house on PostgreSQL has no use for it

    return (sqlite3.IntegrityError,)


def _arrays(table: type[Model], columns: Sequence[str]) -> str:
    return ", ".join(f"${place}::{_type(table, each)}[]" for place, each in enumerate(columns, 1))


def _type(table: type[Model], column: str) -> str:
    # Without the length: a cast to varchar(60) would cut a longer text off and say nothing.
    declared: str = table._meta.fields_map[column].get_for_dialect("postgres", "SQL_TYPE")  # noqa: SLF001
    return declared.partition("(")[0]


def _by_column(rows: Rows) -> Iterable[tuple[Any, ...]]:
    return zip(*rows, strict=True)
