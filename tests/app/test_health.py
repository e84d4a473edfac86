"""Ready or not, and what is missing."""

from dataclasses import replace
from pathlib import Path
from typing import cast

import httpx
from starlette.applications import Starlette

from adapters.database import Database
from app.health import HEALTH_ROUTES, Readiness
from app.house import OpenHouse, opened
from tests.engines import house, settings_for

__all__ = ["house"]


class Silent:
    """A database that cannot be reached."""

    postgres = False

    def __init__(self) -> None:
        self.asked = 0

    async def row(self, *_: object) -> None:
        self.asked += 1
        raise ConnectionRefusedError("nobody there")


async def ready(readiness: Readiness | None) -> httpx.Response:
    app = Starlette(routes=HEALTH_ROUTES)
    if readiness is not None:
        app.state.readiness = readiness
    async with httpx.AsyncClient(transport=httpx.ASGITransport(app), base_url="http://desk") as client:
        return await client.get("/readyz")


async def test_a_migrated_database_is_ready(house: OpenHouse) -> None:
    answer = await ready(Readiness(house))

    assert (answer.status_code, answer.json()) == (200, {"status": "ok", "database": "ok"})


async def test_a_database_without_its_migrations_is_not(tmp_path: Path) -> None:
    async with opened(settings_for(f"sqlite://{tmp_path}/new.db")) as empty:
        answer = await ready(Readiness(empty))

    assert answer.status_code == 503
    assert answer.json()["status"] == "unready"
    assert "kefu migrate: 0001_initial" in answer.json()["database"]


async def test_however_often_it_is_asked_the_database_is_asked_once_a_second(house: OpenHouse) -> None:
    database, now = Silent(), 10.0
    house.house = replace(house.house, database=cast("Database", database))
    readiness = Readiness(house, ticks=lambda: now)

    answers = [await ready(readiness) for _ in range(5)]
    asked_at_first = database.asked
    now += 1
    await ready(readiness)

    assert {answer.status_code for answer in answers} == {503}
    assert answers[0].json()["database"] == "it does not answer"
    assert (asked_at_first, database.asked) == (1, 2)


async def test_before_the_house_is_open_nothing_is_ready() -> None:
    assert (await ready(None)).status_code == 503
