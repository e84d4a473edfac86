"""Opens the house: the database, the keys, the directory, the time; everything that desks share."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING
from uuid import UUID

import uuid_utils.compat
from tortoise import Tortoise
from tortoise.migrations.api.migrate import migrate as tortoise_migrate

from adapters.clock import Clock, ManualClock, SystemClock
from adapters.database import Database
from adapters.directory import Directory
from adapters.storage.blobs import DatabaseBlobs
from adapters.storage.numbers import Numbers
from adapters.storage.policies import Policies
from adapters.storage.seeds import seed
from adapters.storage.work import House
from adapters.vault import Vault
from app.settings import Settings, engine_of, tortoise_config

if TYPE_CHECKING:
    from collections.abc import Callable


@dataclass(slots=True)
class OpenHouse:
    """A house that is open, with the clock it lives by and the bell that says there is news."""

    settings: Settings
    house: House
    clock: Clock
    bell: "Bell"


class Bell:
    """Rung after a commit; a listener that missed it finds the news at its next poll."""

    def __init__(self) -> None:
        self._event = asyncio.Event()

    def ring(self) -> None:
        """There is something new."""
        self._event.set()

    async def wait(self, at_most: float) -> None:
        """Until it rings, or that many seconds."""
        try:
            async with asyncio.timeout(at_most):
                await self._event.wait()
        except TimeoutError:
            pass
        self._event.clear()


def new_id() -> UUID:
    """A UUIDv7: unique, and sorted by the time it was made."""
    return uuid_utils.compat.uuid7()


@asynccontextmanager
async def opened(settings: Settings) -> AsyncIterator[OpenHouse]:
    """The house for as long as the block lasts."""
    config = tortoise_config(settings.database_url, pool_size=settings.pool_size)
    await Tortoise.init(config=config, _enable_global_fallback=True)
    try:
        yield await _furnish(settings)
    finally:
        await Tortoise.close_connections()


async def _furnish(settings: Settings) -> OpenHouse:
    database = Database(engine_of(settings.database_url))
    vault = Vault(database, settings.wrapping_keys())
    clock: Clock = ManualClock(database) if settings.clock == "manual" else SystemClock()
    bell = Bell()
    ring: Callable[[], None] = bell.ring
    house = House(
        database=database,
        vault=vault,
        directory=Directory(database),
        policies=Policies(database),
        numbers=Numbers(database, settings.zone),
        blobs=DatabaseBlobs(database, vault),
        now=clock.now,
        new_id=new_id,
        ring=ring,
    )
    return OpenHouse(settings, house, clock, bell)


async def migrate(settings: Settings) -> None:
    """Bring the database up to date, then seed what an empty desk begins with."""
    try:
        await tortoise_migrate(config=tortoise_config(settings.database_url, migrating=True))
    finally:
        await Tortoise.close_connections()
    async with opened(settings) as opening:
        await opening.clock.tick() if settings.clock == "manual" else None
        await seed(opening.house.database, opening.house.now())
