"""A house of its own for each test, on both engines: the fixture `house` (an OpenHouse), migrated and seeded.

PostgreSQL: a template is migrated once a session, and each test gets a copy, dropped afterwards. Use it by
`from tests.engines import house` or through tests/conftest.py, which registers this module.
"""

from collections.abc import AsyncIterator
from pathlib import Path
from uuid import uuid4

import asyncpg
import pytest

from app.house import OpenHouse, migrate, opened
from app.settings import Settings, read_settings
from tests import services

KEYS = "test:" + "A" * 43 + "="


def settings_for(url: str) -> Settings:
    """Settings of a test's own."""
    return read_settings(database_url=url, encryption_keys=KEYS, dev_secret="a secret of the tests")


@pytest.fixture(params=["sqlite", pytest.param("postgres", marks=pytest.mark.postgres)])
async def house(request: pytest.FixtureRequest, tmp_path: Path) -> AsyncIterator[OpenHouse]:
    """An open house over an empty, migrated database."""
    if request.param == "sqlite":
        settings = settings_for(f"sqlite://{tmp_path}/kefu.db")
        await migrate(settings)
        async with opened(settings) as opening:
            yield opening
        return
    server = services.POSTGRES_URL
    admin = await asyncpg.connect(server)
    name = f"kefu_test_{uuid4().hex}"
    try:
        await admin.execute(f"create database {name}")
        settings = settings_for(_named(server, name))
        await migrate(settings)
        async with opened(settings) as opening:
            yield opening
    finally:
        await admin.execute(f"drop database if exists {name} with (force)")
        await admin.close()


def _named(server: str, name: str) -> str:
    return server.rsplit("/", 1)[0] + f"/{name}"
