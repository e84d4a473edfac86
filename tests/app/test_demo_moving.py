"""A demo that moves does what people of a desk would do, whoever else is at it."""

import asyncio
import itertools
from pathlib import Path

import pytest

from adapters.storage.work import SqlDesk
from app.demo import keep_moving
from app.demo.motion import OPEN_WORDS
from app.house import OpenHouse
from domain.customer.commands import register_customer
from domain.customer.customer import CustomerType
from domain.ticket.commands import open_ticket
from domain.viewer import Role, Viewer
from tests.app.told import a_demo, counts, how_many, misdeeds
from tests.engines import ENGINES, house

__all__ = ["house"]

OPEN = f"ticket where status in ({', '.join(repr(each) for each in OPEN_WORDS)})"


class EnoughError(Exception):
    """The test has seen enough."""


async def moved(opening: OpenHouse, times: int, seed: int = 1) -> None:
    """So often, without a pause."""
    left = itertools.repeat(None, times)

    async def pause() -> None:
        await asyncio.sleep(0)
        if next(left, EnoughError) is EnoughError:
            raise EnoughError

    with pytest.raises(EnoughError):
        await keep_moving(opening, seed=seed, pause=pause)


@pytest.mark.parametrize("engine", ENGINES)
async def test_a_moving_desk_does_only_what_is_allowed_and_stays_about_as_full(
    engine: str, tmp_path: Path, request: pytest.FixtureRequest
) -> None:
    async with a_demo(engine, tmp_path, request.config, tickets=24) as opening:
        database = opening.house.database
        before, open_before = await counts(database), await how_many(database, OPEN)

        await moved(opening, 160)

        after, open_after = await counts(database), await how_many(database, OPEN)
        assert await misdeeds(opening) == []
        assert after["event"] > before["event"] + 130
        assert after["ticket"] > before["ticket"] + 3
        assert 0.5 * open_before < open_after < 2 * open_before


@pytest.mark.parametrize("engine", ENGINES)
async def test_several_may_keep_the_same_desk_moving(
    engine: str, tmp_path: Path, request: pytest.FixtureRequest
) -> None:
    async with a_demo(engine, tmp_path, request.config, tickets=9) as opening:
        before = await how_many(opening.house.database, "event")

        await asyncio.gather(*(moved(opening, 25) for _ in range(4)))

        assert await misdeeds(opening) == []
        assert await how_many(opening.house.database, "event") > before + 25


async def test_a_desk_without_customers_has_nothing_to_move(house: OpenHouse) -> None:
    before = await counts(house.house.database)

    await moved(house, 3)

    assert await counts(house.house.database) == before


async def test_a_desk_that_the_demo_has_not_made_moves_as_well(house: OpenHouse) -> None:
    desk = SqlDesk(house.house, Viewer(Role.RISK_CONTROL, "anna"))
    customer = await register_customer(desk, external_reference="1", type=CustomerType.INDIVIDUAL, name="王芳")
    await open_ticket(desk, customer_id=customer.id, subject="无法登录", kind="account", channel="phone")

    await moved(house, 120)

    assert await misdeeds(house) == []
    assert await how_many(house.house.database, "ticket") > 5
    assert await how_many(house.house.database, "event where type = 'TicketResolved'") > 0
