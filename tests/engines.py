"""A house of its own for each test, on both engines: the fixture `house` (an OpenHouse), migrated and seeded.

Use it by `from tests.engines import house` (and name it in `__all__`). One database for each engine is migrated once
a session; each test gets a copy of it, dropped afterwards. `a_database(engine, …)` gives only the address of such a
copy, for tests that start processes of their own or open the house themselves with `settings_for`.
"""

import asyncio
import shutil
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from tempfile import mkdtemp
from uuid import uuid4

import asyncpg
import pytest

from app.house import OpenHouse, migrate, opened
from app.settings import Settings, read_settings
from tests import services

KEYS = "test:" + "A" * 43 + "="
ENGINES = ["sqlite", pytest.param("postgres", marks=pytest.mark.postgres)]

_TEMPLATES: dict[str, str] = {}


def settings_for(url: str, **given: object) -> Settings:
    """Settings of a test's own."""
    return read_settings(
        **{"database_url": url, "encryption_keys": KEYS, "dev_secret": "a secret of the tests"} | given
    )


@pytest.fixture(params=ENGINES)
async def house(request: pytest.FixtureRequest, tmp_path: Path) -> AsyncIterator[OpenHouse]:
    """An open house over an empty, migrated database."""
    async with a_database(request.param, tmp_path, request.config) as url, opened(settings_for(url)) as opening:
        yield opening


@asynccontextmanager
async def a_database(engine: str, folder: Path, config: pytest.Config) -> AsyncIterator[str]:
    """The address of an empty, migrated database on that engine, gone when the block ends."""
    if engine == "sqlite":
        path = folder / f"kefu-{uuid4().hex}.db"
        shutil.copy(await _sqlite_template(config), path)
        yield f"sqlite://{path}"
        return
    name = _a_name()
    await _administer(f"create database {name} template {await _postgres_template(config)}")
    try:
        yield _called(name)
    finally:
        await _administer(f"drop database if exists {name} with (force)")


@asynccontextmanager
async def an_empty_database(engine: str, folder: Path) -> AsyncIterator[str]:
    """The address of a database without a table on that engine, gone when the block ends."""
    if engine == "sqlite":
        yield f"sqlite://{folder}/empty-{uuid4().hex}.db"
        return
    name = _a_name()
    await _administer(f"create database {name}")
    try:
        yield _called(name)
    finally:
        await _administer(f"drop database if exists {name} with (force)")


async def _sqlite_template(config: pytest.Config) -> str:
    if "sqlite" not in _TEMPLATES:
        folder = mkdtemp(prefix="kefu-")
        config.add_cleanup(lambda: shutil.rmtree(folder))
        await migrate(settings_for(f"sqlite://{folder}/kefu.db"))
        _TEMPLATES["sqlite"] = f"{folder}/kefu.db"
    return _TEMPLATES["sqlite"]


async def _postgres_template(config: pytest.Config) -> str:
    if "postgres" not in _TEMPLATES:
        name = _a_name()
        config.add_cleanup(lambda: asyncio.run(_administer(f"drop database if exists {name} with (force)")))
        await _administer(f"create database {name}")
        await migrate(settings_for(_called(name)))
        _TEMPLATES["postgres"] = name
    return _TEMPLATES["postgres"]


async def _administer(statement: str) -> None:
    connection = await asyncpg.connect(services.POSTGRES_URL)
    try:
        await connection.execute(statement)
    finally:
        await connection.close()


def _a_name() -> str:
    return f"kefu_test_{uuid4().hex}"


def _called(name: str) -> str:
    return services.POSTGRES_URL.rsplit("/", 1)[0] + f"/{name}"
