"""Takes the steps of clocks at their moments, in every process that does the worker's duties."""

import asyncio
from collections.abc import Callable
from datetime import UTC, datetime

import structlog

from adapters.storage.timers import AT_ONCE, StepTaken, take_due
from app.house import OpenHouse

EVERY_SECONDS = 0.25
"""Between two looks at what is due; a step is recorded so much after its moment at the most, while there is no rush."""

log = structlog.get_logger(__name__)


async def keep_time(opening: OpenHouse) -> None:
    """Until it is cancelled. Any number of processes may do it side by side."""
    while True:
        more = False
        try:
            more = await take_steps(opening)
        except Exception:
            log.exception("no steps could be taken")
        await asyncio.sleep(0 if more else EVERY_SECONDS)


async def take_steps(opening: OpenHouse, noticed: Callable[[StepTaken], None] | None = None) -> bool:
    """Those that are due now; whether there may be more of them."""
    await opening.clock.tick()
    taken = await take_due(opening.house, wall=datetime.now(UTC))
    for step in taken:
        if noticed is not None:
            noticed(step)
        if step.late:
            log.warning("a step came late", commitment=step.commitment, step=step.step, seconds=step.lag.seconds)
    return len(taken) >= AT_ONCE
