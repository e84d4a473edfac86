"""Writes events of a ticket over a connection of its own, so that a test decides when each transaction ends."""

import random
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from uuid import UUID

import asyncpg

from app.house import OpenHouse

_APPEND = """
insert into event (at, aggregate, aggregate_id, version, type, author, imported, facts, image)
select now(), 'ticket', aggregate_id, version + 1, 'TicketStarted', 'test:writer', false, '{}', image
from event where aggregate_id = $1 order by version desc limit 1 returning position
"""


class Writer:
    """One connection to PostgreSQL, one transaction at a time."""

    def __init__(self, connection: asyncpg.Connection) -> None:
        self._connection = connection

    async def begin(self) -> None:
        """Begin, and have a transaction id, as one who has locked a row."""
        await self._connection.execute("begin")
        await self._connection.execute("select pg_current_xact_id()")

    async def append(self, ticket_id: UUID) -> int:
        """Draw a position, as the last thing before the commit."""
        position: int = await self._connection.fetchval(_APPEND, ticket_id)
        return position

    async def commit(self) -> None:
        await self._connection.execute("commit")

    async def roll_back(self) -> None:
        await self._connection.execute("rollback")

    async def linger(self, seconds: float) -> None:
        """Hold the transaction open on the server."""
        await self._connection.execute("select pg_sleep($1)", seconds)


@asynccontextmanager
async def a_writer(opening: OpenHouse) -> AsyncIterator[Writer]:
    connection = await asyncpg.connect(opening.settings.database_url)
    try:
        yield Writer(connection)
    finally:
        await connection.close()


async def written(opening: OpenHouse, tickets: list[UUID], dice: random.Random, *, times: int) -> set[int]:
    """The positions that were committed, late, of the first half of the tickets; now and then one is rolled back."""
    committed = set()
    async with a_writer(opening) as writer:
        for _ in range(times):
            ticket_id = dice.choice(tickets)
            await writer.begin()
            position = await writer.append(ticket_id)
            await writer.linger(dice.uniform(0, 0.5))
            if dice.random() < 0.1:
                await writer.roll_back()
                continue
            await writer.commit()
            if tickets.index(ticket_id) < len(tickets) / 2:
                committed.add(position)
    return committed
