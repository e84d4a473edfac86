"""A desk that is followed live, on both engines."""

from collections.abc import AsyncIterator

import pytest

from app.house import OpenHouse
from tests.engines import house
from tests.live.desk import LiveDesk, followed

__all__ = ["house"]


@pytest.fixture
async def desk(house: OpenHouse) -> AsyncIterator[LiveDesk]:
    async with followed(house) as desk:
        yield desk
