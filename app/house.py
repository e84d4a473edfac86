"""Opens the house: the database, the keys, the directory, the time; everything that desks share."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, closing
from dataclasses import dataclass
from uuid import UUID

import asyncpg
import uuid_utils.compat
from tortoise import Tortoise
from tortoise.backends.base.config_generator import expand_db_url
from tortoise.exceptions import BaseORMException

from adapters.clock import Clock, ManualClock, SystemClock
from adapters.database import Database
from adapters.directory import Directory
from adapters.news.bell import Bell
from adapters.storage.blobs import DatabaseBlobs
from adapters.storage.clock_history import give_clocks
from adapters.storage.counts import keep_counting
from adapters.storage.house import House
from adapters.storage.numbers import Numbers
from adapters.storage.policies import Policies
from adapters.storage.seeds import seed
from adapters.vault import Vault
from app.failure import Failed
from app.logging import masked
from app.settings import Settings, engine_of, tortoise_config

PATIENCE_SECONDS = 10.0


@dataclass(slots=True)
class OpenHouse:
    """A house that is open, with the clock it lives by and the bell that says there is news."""

    settings: Settings
    house: House
    clock: Clock
    bell: Bell


def new_id() -> UUID:
    """A UUIDv7: unique, and sorted by the time it was made."""
    return uuid_utils.compat.uuid7()


@asynccontextmanager
async def opened(settings: Settings) -> AsyncIterator[OpenHouse]:
    """The house for as long as the block lasts."""
    config = tortoise_config(settings.database_url, pool_size=settings.pool_size)
    await Tortoise.init(config=config, _enable_global_fallback=True)
    try:
        database = Database(engine_of(settings.database_url))
        await _reach(settings, database)
        yield _furnished(settings, database)
    finally:
        await Tortoise.close_connections()


async def _reach(settings: Settings, database: Database) -> None:
    try:
        if engine_of(settings.database_url) == "sqlite":
            _open_file(settings.database_url)
        async with asyncio.timeout(PATIENCE_SECONDS):
            await database.row("select 1 as one")
    except _unreachable(settings) as error:
        why = str(error) or "no answer in time"
        raise Failed(f"KEFU_DATABASE_URL: the database cannot be reached: {masked(why)}") from error


def _unreachable(settings: Settings) -> tuple[type[Exception], ...]:
    if engine_of(settings.database_url) == "postgres":
        return OSError, BaseORMException, asyncpg.PostgresError, asyncpg.InterfaceError
    import sqlite3  # noqa: PLC0415  a house on PostgreSQL has no use for it

    return OSError, BaseORMException, sqlite3.Error


def _open_file(url: str) -> None:
    import sqlite3  # noqa: PLC0415  the same

    # Opened by hand first: aiosqlite leaves a thread behind when it fails, and Tortoise's migrations wait for it.
    path = str(expand_db_url(url)["credentials"]["file_path"])
    with closing(sqlite3.connect(path)) as connection:
        connection.execute("select name from sqlite_master limit 1").fetchone()


def _furnished(settings: Settings, database: Database) -> OpenHouse:
    vault = Vault(database, settings.wrapping_keys())
    clock: Clock = ManualClock(database) if settings.clock == "manual" else SystemClock()
    bell = Bell()
    house = House(
        database=database,
        vault=vault,
        directory=Directory(database),
        policies=Policies(database),
        numbers=Numbers(database, settings.zone),
        blobs=DatabaseBlobs(database, vault),
        now=clock.now,
        new_id=new_id,
        ring=bell.ring,
        private_targets=settings.webhook_private_targets,
    )
    return OpenHouse(settings, house, clock, bell)


async def migrate(settings: Settings) -> None:
    """Bring the database up to date, then seed what an empty desk begins with."""
    from tortoise.migrations.api.migrate import migrate as tortoise_migrate  # noqa: PLC0415  who serves never migrates

    async with opened(settings):
        pass  # one that cannot be reached is said so here, before Tortoise takes over
    try:
        await tortoise_migrate(config=tortoise_config(settings.database_url, migrating=True))
    finally:
        await Tortoise.close_connections()
    async with opened(settings) as opening:
        await opening.clock.tick()
        await seed(opening.house.database, opening.house.now())
        await give_clocks(opening.house)
        await keep_counting(opening.house.database)
