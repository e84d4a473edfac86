"""Takes the steps of clocks at their moments, in every process that does the worker's duties."""

from collections.abc import Callable
from datetime import UTC, datetime

import structlog

from adapters.storage.timers import AT_ONCE, StepTaken, take_due
from app.house import OpenHouse

EVERY_SECONDS = 0.25
"""Between two looks at what is due."""

log = structlog.get_logger(__name__)


async def take_steps(opening: OpenHouse, noticed: Callable[[StepTaken], None] | None = None) -> bool:
    """Those that are due now; whether there may be more of them."""
    taken = await take_due(opening.house, wall=datetime.now(UTC))
    for step in taken:
        if noticed is not None:
            noticed(step)
        if step.late:
            log.warning("a step came late", commitment=step.commitment, step=step.step, seconds=step.lag.seconds)
    return len(taken) >= AT_ONCE
