"""What a serving process does beside answering."""

import asyncio

import pytest
import structlog

from app.duties import duties, kept
from app.house import OpenHouse
from app.metrics import Metrics
from tests.engines import house

__all__ = ["house"]


async def test_a_duty_that_fails_is_logged_and_the_others_go_on() -> None:
    begun, ended = asyncio.Event(), asyncio.Event()

    async def broken() -> None:
        raise RuntimeError("no")

    async def patient() -> None:
        begun.set()
        try:
            await asyncio.Event().wait()
        finally:
            ended.set()

    with structlog.testing.capture_logs() as lines:
        async with kept([broken(), patient()]):
            await begun.wait()
            still_at_it = not ended.is_set()

    assert still_at_it
    assert ended.is_set()
    assert [line["event"] for line in lines] == ["a duty failed"]


@pytest.mark.parametrize(("live", "more"), [(False, 0), (True, 1)])
async def test_on_sqlite_the_worker_has_no_process_of_its_own(house: OpenHouse, live: bool, more: int) -> None:
    house.settings = house.settings.model_copy(update={"demo_live": live})

    found = duties(house, Metrics())

    names = " ".join(str(duty) for duty in found)
    for duty in found:
        duty.close()
    assert ("keep_house" in names) is not house.house.database.postgres
    assert "_fold_counts" in names
    assert len(found) == 3 + more + ("keep_house" in names)
    assert ("keep_moving" in names) is live
