"""Houses for tests that need more than one, one after the other."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import pytest

from app.house import OpenHouse, opened
from tests.engines import a_database, settings_for


@asynccontextmanager
async def a_house(engine: str, folder: Path, config: pytest.Config) -> AsyncIterator[OpenHouse]:
    """Open over an empty database of its own."""
    async with a_database(engine, folder, config) as url, opened(settings_for(url)) as house:
        yield house
