"""A desk whose answers are kept, on both engines."""

from collections.abc import AsyncIterator

import pytest

from app.house import OpenHouse
from tests.answers.counter import Counter, open_counter
from tests.engines import house
from tests.live.desk import LiveDesk, followed

__all__ = ["house"]


@pytest.fixture
async def desk(house: OpenHouse) -> AsyncIterator[LiveDesk]:
    async with followed(house) as desk:
        yield desk


@pytest.fixture
def counter(desk: LiveDesk) -> Counter:
    return open_counter(desk.opening, desk.live)
