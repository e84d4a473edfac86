"""A client that is cut off a hundred times while writers commit late sees each event of its filter exactly once."""

import asyncio
import random
from contextlib import suppress

from adapters.news.frames import Delta, Snapshot
from adapters.reads.criteria import TicketCriteria
from app.house import OpenHouse
from tests.live.desk import RISK, LiveDesk, heard, listening, on_postgres
from tests.live.writer import written

WRITERS, EACH, RECONNECTIONS = 8, 30, 100
NORTH = TicketCriteria(department=("north",))


@on_postgres
async def test_a_hundred_reconnections_lose_nothing_and_repeat_nothing(house: OpenHouse, desk: LiveDesk) -> None:
    dice = random.Random(1)
    await desk.department("north")
    north = [[(await desk.ticket(department="north")).id for _ in range(2)] for _ in range(WRITERS)]
    south = [[(await desk.ticket(department="desk")).id for _ in range(2)] for _ in range(WRITERS)]
    await desk.settled()
    async with listening(desk.live.tickets(RISK, NORTH, None)) as ear:
        cursor = (await heard(ear, Snapshot)).cursor
    seen: list[int] = []

    async def follow(until: int | None = None) -> None:
        nonlocal cursor
        async with listening(desk.live.tickets(RISK, NORTH, cursor)) as ear:
            while until is None or not seen or seen[-1] < until:
                frame = await heard(ear, Delta)
                seen.append(frame.position)
                cursor = frame.cursor

    work = [
        written(house, mine + theirs, random.Random(dice.random()), times=EACH)
        for mine, theirs in zip(north, south, strict=True)
    ]
    writing = asyncio.gather(*work)
    for _ in range(RECONNECTIONS):
        with suppress(TimeoutError):
            async with asyncio.timeout(dice.uniform(0.001, 0.12)):
                await follow()
    met_while_writing = len(seen)
    expected = sorted(set().union(*await writing))
    await follow(until=expected[-1])

    assert seen == expected
    assert met_while_writing > EACH
