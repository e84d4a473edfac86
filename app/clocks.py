"""`kefu clock verify`: every stored clock is what its events add up to."""

import click

from adapters.reads.clocks import verify_clocks
from app.failure import Failed
from app.house import OpenHouse

SHOWN = 20
"""Clocks named when many do not agree."""


async def verified(opening: OpenHouse) -> None:
    """Failed names those that do not agree."""
    house = opening.house
    found = await verify_clocks(house.database, await house.policies.clocks())
    if found.differ:
        named = ", ".join(found.differ[:SHOWN]) + (", …" if len(found.differ) > SHOWN else "")
        raise Failed(f"{len(found.differ)} of {found.clocks} clocks are not what their events add up to: {named}")
    click.echo(f"{found.clocks} clocks of {found.aggregates} cases stand as their {found.events} events say")
