"""A desk of its own for each bench: on SQLite, and on PostgreSQL where it answers; gone afterwards."""

import os
import platform
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import UTC, datetime
from importlib.metadata import version
from tempfile import TemporaryDirectory
from uuid import uuid4

import asyncpg

from app.house import OpenHouse, migrate, opened
from app.settings import Settings, read_settings

SERVER = os.environ.get("KEFU_TEST_POSTGRES_URL", "postgres://postgres@127.0.0.1:5432/postgres")
KEYS = "bench:" + "A" * 43 + "="


def about() -> str:
    """When, where and with what: ratios of one run are the result, not its absolute figures."""
    names = ("strawberry-graphql", "graphql-core", "tortoise-orm", "asyncpg")
    load = " ".join(f"{each:.1f}" for each in os.getloadavg())
    python = f"Python {platform.python_version()}, {os.cpu_count()} cores, load {load}"
    return f"{datetime.now(UTC):%Y-%m-%d %H:%M} UTC, {python}\n{', '.join(f'{name} {version(name)}' for name in names)}"


async def engines() -> list[str]:
    """SQLite always; PostgreSQL where it answers, and a word where it does not."""
    try:
        await (await asyncpg.connect(SERVER, timeout=3)).close()
    except (OSError, asyncpg.PostgresError, TimeoutError) as error:
        print(f"PostgreSQL is left out: {error}")
        return ["sqlite"]
    return ["sqlite", "postgres"]


@asynccontextmanager
async def a_desk(engine: str) -> AsyncIterator[OpenHouse]:
    """Migrated and seeded."""
    if engine == "sqlite":
        with TemporaryDirectory() as folder:
            async with _opened(f"sqlite://{folder}/bench.db") as opening:
                yield opening
        return
    name = f"kefu_bench_{uuid4().hex}"
    admin = await asyncpg.connect(SERVER)
    try:
        await admin.execute(f"create database {name}")
        async with _opened(SERVER.rsplit("/", 1)[0] + f"/{name}") as opening:
            yield opening
    finally:
        await admin.execute(f"drop database if exists {name} with (force)")
        await admin.close()


@asynccontextmanager
async def _opened(url: str) -> AsyncIterator[OpenHouse]:
    settings: Settings = read_settings(database_url=url, encryption_keys=KEYS, dev_secret="a secret of the bench")  # noqa: S106  made up
    await migrate(settings)
    async with opened(settings) as opening:
        yield opening
