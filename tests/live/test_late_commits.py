"""A position is drawn before its transaction commits; the tailer waits for the late one and passes no event by."""

import asyncio
from collections.abc import AsyncIterator, Sequence
from contextlib import AsyncExitStack
from typing import Any

import asyncpg
import pytest

from adapters.database import Database, Row
from adapters.news.bell import Bell
from adapters.news.change import Change
from adapters.news.tailer import Tailer
from app.house import OpenHouse
from tests.live.desk import LiveDesk, on_postgres
from tests.live.writer import Writer, a_writer

pytestmark = on_postgres


class Told:
    """What a tailer delivered, and a way to wait for it."""

    def __init__(self, tailer: Tailer) -> None:
        self.positions: list[int] = []
        self._tailer = tailer
        tailer.listen(self._take)

    async def _take(self, changes: Sequence[Change]) -> None:
        self.positions += [change.position for change in changes]

    async def up_to(self, position: int) -> list[int]:
        async with asyncio.timeout(20):
            await self._tailer.wait_past(position)
        return self.positions


class Eyes(Database):
    """The database as the tailer sees it; counts the looks it takes."""

    def __init__(self) -> None:
        super().__init__("postgres")
        self._looks = 0
        self._looked = asyncio.Event()

    async def rows(self, text: str, values: Sequence[Any] = ()) -> list[Row]:
        found = await super().rows(text, values)
        self._looks += 1
        self._looked.set()
        return found

    async def look_again(self, times: int) -> None:
        """Until the log was looked at so many times more."""
        wanted = self._looks + times
        async with asyncio.timeout(20):
            while self._looks < wanted:
                self._looked.clear()
                await self._looked.wait()


@pytest.fixture
async def writers(house: OpenHouse) -> AsyncIterator[list[Writer]]:
    async with AsyncExitStack() as stack:
        yield [await stack.enter_async_context(a_writer(house)) for _ in range(3)]


@pytest.fixture
def eyes() -> Eyes:
    return Eyes()


@pytest.fixture
async def tailer(desk: LiveDesk, eyes: Eyes) -> AsyncIterator[Tailer]:  # noqa: ARG001  the database is open
    tailer = Tailer(eyes, Bell(), poll=0.005)
    await tailer.start()
    yield tailer
    await tailer.stop()


async def test_a_commit_that_comes_late_is_waited_for(
    desk: LiveDesk, tailer: Tailer, eyes: Eyes, writers: list[Writer]
) -> None:
    one, two = await desk.ticket(), await desk.ticket()
    told = Told(tailer)
    await told.up_to(await desk.settled())
    before = list(told.positions)
    slow, quick, _ = writers

    await slow.begin()
    early = await slow.append(one.id)
    await quick.begin()
    late = await quick.append(two.id)
    await quick.commit()
    await eyes.look_again(5)
    meanwhile = list(told.positions)
    await slow.commit()

    assert meanwhile == before
    assert (await told.up_to(late))[len(before) :] == [early, late]


async def test_whoever_began_last_may_have_drawn_first(
    desk: LiveDesk, tailer: Tailer, eyes: Eyes, writers: list[Writer]
) -> None:
    one, two = await desk.ticket(), await desk.ticket()
    told = Told(tailer)
    await told.up_to(await desk.settled())
    before = list(told.positions)
    began_first, began_last, _ = writers

    await began_first.begin()
    await began_last.begin()
    early = await began_last.append(one.id)
    late = await began_first.append(two.id)
    await began_first.commit()
    await eyes.look_again(10)
    meanwhile = list(told.positions)
    await began_last.commit()

    assert meanwhile == before
    assert (await told.up_to(late))[len(before) :] == [early, late]


async def test_a_position_that_was_rolled_back_holds_up_nobody(
    desk: LiveDesk, tailer: Tailer, writers: list[Writer]
) -> None:
    one, two = await desk.ticket(), await desk.ticket()
    told = Told(tailer)
    await told.up_to(await desk.settled())
    fails, works, _ = writers

    await fails.begin()
    gone = await fails.append(one.id)
    await works.begin()
    there = await works.append(two.id)
    await works.commit()
    await fails.roll_back()

    positions = await told.up_to(there)
    assert gone not in positions
    assert positions[-1] == there
    assert tailer.gap_age == 0


async def test_several_gaps_settle_in_order(desk: LiveDesk, tailer: Tailer, eyes: Eyes, writers: list[Writer]) -> None:
    tickets = [await desk.ticket() for _ in range(3)]
    told = Told(tailer)
    await told.up_to(await desk.settled())
    before = len(told.positions)
    first, second, third = writers

    for writer in writers:
        await writer.begin()
    positions = [await writer.append(ticket.id) for writer, ticket in zip(writers, tickets, strict=True)]
    await third.commit()
    await eyes.look_again(3)
    await second.roll_back()
    await eyes.look_again(3)
    await first.commit()

    assert (await told.up_to(positions[2]))[before:] == [positions[0], positions[2]]


async def test_a_tailer_that_begins_waits_for_whoever_is_at_it(desk: LiveDesk, writers: list[Writer]) -> None:
    one, two = await desk.ticket(), await desk.ticket()
    slow, quick, _ = writers
    await slow.begin()
    await slow.append(one.id)
    await quick.begin()
    late = await quick.append(two.id)
    await quick.commit()

    tailer = Tailer(desk.opening.house.database, Bell())
    beginning = asyncio.create_task(tailer.start())
    done, _ = await asyncio.wait({beginning}, timeout=0.1)
    await slow.commit()
    await beginning

    assert not done
    assert tailer.head == late
    await tailer.stop()


async def test_a_tailer_that_lost_its_database_goes_on_from_where_it_was(
    desk: LiveDesk, tailer: Tailer, eyes: Eyes
) -> None:
    ticket = await desk.ticket()
    told = Told(tailer)
    await told.up_to(await desk.settled())
    await eyes.look_again(1)
    before = len(told.positions)

    admin = await asyncpg.connect(desk.opening.settings.database_url)
    await admin.execute(
        "select pg_terminate_backend(pid) from pg_stat_activity"
        " where datname = current_database() and pid <> pg_backend_pid()"
    )
    await admin.close()
    async with a_writer(desk.opening) as again:
        await again.begin()
        positions = [await again.append(ticket.id), await again.append(ticket.id)]
        await again.commit()

    assert (await told.up_to(positions[-1]))[before:] == positions
