"""`kefu demo`: fills an empty desk, says what there is, and keeps it moving when asked to."""

import asyncio
import signal
import sys
import time
from contextlib import suppress

import click

from adapters.database import Database, sure
from app.demo.history import TICKETS, tell
from app.demo.motion import keep_moving
from app.house import OpenHouse

NOT_EMPTY = "the database is not empty: the demo leaves it alone"
TRY = """\
a token for each of them, for instance:
  kefu token --role agent --subject A-0001 --department trading_support
  kefu token --role supervisor --subject S-0001 --department desk
  kefu token --role account_manager --subject M-0001 --department account_management
  kefu token --role service_manager --subject Q-0001
  kefu token --role risk_control --subject R-0001 --department risk_control
  kefu token --role customer --subject C000001"""
_ACTS_A_TICKET = 14
"""Roughly, for the progress bar."""


async def show(opening: OpenHouse, *, seed: int, live: bool, tickets: int = TICKETS) -> None:
    """Into an empty database only; with `live` it goes on until SIGINT or SIGTERM."""
    await opening.clock.tick()
    if await _empty(opening.house.database):
        await _fill(opening, seed, tickets)
    else:
        click.echo(NOT_EMPTY)
    if live:
        click.echo("the desk is moving; Ctrl-C stops it")
        await _until_stopped(opening, seed)


async def _fill(opening: OpenHouse, seed: int, tickets: int) -> None:
    began = time.monotonic()
    database = opening.house.database
    hidden = not sys.stderr.isatty()
    with click.progressbar(length=tickets * _ACTS_A_TICKET, label="demo", file=sys.stderr, hidden=hidden) as bar:
        async with database.transaction():  # a demo that is stopped half-way leaves nothing
            await tell(opening.house, opening.settings.zone, seed=seed, tickets=tickets, progress=bar.update)
    opening.house.ring()
    click.echo(f"{await _told(database)} in {time.monotonic() - began:.1f} s")
    click.echo(TRY)


async def _told(database: Database) -> str:
    found = sure(
        await database.row(
            "select (select count(*) from agent) as agents, (select count(*) from customer) as customers,"
            " (select count(*) from ticket) as tickets, (select count(*) from message) as messages,"
            " (select count(*) from need) as needs, (select count(*) from feedback) as feedback,"
            " (select count(*) from event) as events"
        )
    )
    return "the desk has " + ", ".join(f"{count} {name}" for name, count in found.items())


async def _empty(database: Database) -> bool:
    row = await database.row("select exists (select 1 from customer) or exists (select 1 from ticket) as filled")
    return not sure(row)["filled"]


async def _until_stopped(opening: OpenHouse, seed: int) -> None:
    moving = asyncio.ensure_future(keep_moving(opening, seed=seed))
    loop = asyncio.get_running_loop()
    for sign in (signal.SIGTERM, signal.SIGINT):
        loop.add_signal_handler(sign, moving.cancel)
    with suppress(asyncio.CancelledError):
        await moving
