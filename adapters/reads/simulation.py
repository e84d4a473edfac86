"""Replaying the log of tickets under a proposal: bounded, in small pieces, and never in the way of other requests."""

import asyncio
from collections.abc import Mapping
from datetime import timedelta
from functools import partial
from typing import Any
from uuid import UUID

from adapters.database import Database, Row, sure, uuid
from adapters.directory import Directory
from adapters.rights import EVERYTHING, tickets_of
from adapters.storage.clock_history import facts_then, heard_from, told_of
from adapters.storage.clocks import COLUMNS, clock_of
from domain.clock.clock import Clock
from domain.clock.rules import ClockRules
from domain.policy.simulation import Simulation, Window, replayed
from domain.shared.errors import Invalid
from domain.ticket.lifecycle import DONE, FINAL
from domain.viewer import Role, Viewer

LONGEST = timedelta(days=400)
MOST_TICKETS = 15_000
"""In one run; a longer history is simulated window by window."""
AT_ONCE = 100
"""Tickets read in one statement."""
BREATH = 5
"""Tickets replayed before others get their turn: a few milliseconds."""


async def simulated(
    database: Database,
    directory: Directory,
    viewer: Viewer,
    rules: ClockRules,
    window: Window,
    *,
    most: int = MOST_TICKETS,
) -> Simulation:
    """What would have become of the tickets in scope that were opened or ran in the window; Invalid beyond the bounds.

    Kind, business line, tier and segments are those of now, for the log's images do not hold them.
    """
    if not timedelta(0) < window.end - window.start <= LONGEST:
        raise Invalid(f"the window must be longer than nothing and at most {LONGEST.days} days", field=["to"])
    rows = await _tickets(database, viewer, window, most)
    if len(rows) > most:
        message = f"more than {most} tickets were opened or running in this window; take a shorter one"
        raise Invalid(message, field=["to"])
    found = Simulation(window)
    for first in range(0, len(rows), AT_ONCE):
        by_id = {sure(uuid(row["id"])): row for row in rows[first : first + AT_ONCE]}
        await _add(database, directory, rules, by_id, found)
    return found


async def _add(
    database: Database, directory: Directory, rules: ClockRules, by_id: Mapping[UUID, Row], found: Simulation
) -> None:
    was = await _clocks(database, by_id)
    told = await told_of(database, by_id, source_rows=False)
    for number, (ticket_id, events) in enumerate(told.items()):
        if number % BREATH == 0:
            await asyncio.sleep(0)
        history = heard_from(events, partial(facts_then, directory, by_id[ticket_id]))
        found.add(ticket_id, was.get(ticket_id, {}), replayed("ticket", history, rules))


async def _tickets(database: Database, viewer: Viewer, window: Window, most: int) -> list[Row]:
    sql = database.sql()
    # Whoever administers the rules sees numbers of all tickets, and none of the tickets.
    scope = EVERYTHING if viewer.role is Role.ADMIN else tickets_of(viewer, sql)
    over = sql.among("t.status", sorted(each.value for each in DONE | FINAL))
    text = (
        "select t.id, t.kind, t.business_line, c.tier, c.segments from ticket t join customer c on c.id = t.customer_id"
        f" where {scope} and t.opened_at < {sql(window.end)} and (not {over} or t.updated_at >= {sql(window.start)})"
        f" order by t.id limit {most + 1}"
    )
    return await database.rows(text, sql.values)


async def _clocks(database: Database, ids: Mapping[UUID, Any]) -> dict[UUID, dict[tuple[str, int], Clock]]:
    sql = database.sql()
    text = f"select {COLUMNS} from clock c where {sql.among('c.aggregate_id', ids)} order by c.commitment, c.instance"
    found: dict[UUID, dict[tuple[str, int], Clock]] = {}
    for row in await database.rows(text, sql.values):
        clock = clock_of(row)
        found.setdefault(sure(uuid(row["aggregate_id"])), {})[clock.commitment, clock.instance] = clock
    return found
