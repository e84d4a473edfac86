"""Databases for tests that start processes of their own, and one server for those that do not stop it."""

import asyncio
from collections.abc import AsyncIterator, Iterator
from pathlib import Path

import pytest

from tests.app.serving import Serving, a_server
from tests.engines import ENGINES, a_database


@pytest.fixture(params=ENGINES)
async def database(request: pytest.FixtureRequest, tmp_path: Path) -> AsyncIterator[str]:
    """The address of a migrated database, on each engine."""
    async with a_database(request.param, tmp_path, request.config) as url:
        yield url


@pytest.fixture
async def sqlite(request: pytest.FixtureRequest, tmp_path: Path) -> AsyncIterator[str]:
    """The same where the engine does not matter."""
    async with a_database("sqlite", tmp_path, request.config) as url:
        yield url


@pytest.fixture(scope="session")
def server(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Serving]:
    """One server on SQLite for all who only ask."""
    database = a_database("sqlite", tmp_path_factory.mktemp("server"), request.config)
    with asyncio.Runner() as runner:
        url = runner.run(database.__aenter__())
        with a_server(url) as serving:
            yield serving
        runner.run(database.__aexit__(None, None, None))
