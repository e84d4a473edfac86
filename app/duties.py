"""What a serving process does beside answering."""

import asyncio
from collections.abc import AsyncIterator, Collection, Coroutine
from contextlib import asynccontextmanager
from typing import Any

import structlog

from adapters.clock import ManualClock
from adapters.storage.counts import Folding
from app.alert_figures import keep_counting
from app.house import OpenHouse
from app.metrics import Metrics

LOOK_SECONDS = 0.25
"""Between two looks at a manual clock, which another process advances."""

FOLD_SECONDS = 2.0
"""Between two looks at how many rows the counts of tickets have grown to."""

log = structlog.get_logger(__name__)
Duty = Coroutine[Any, Any, None]


def duties(opening: OpenHouse, metrics: Metrics) -> list[Duty]:
    """Those of this process: on SQLite there is no other that would do the worker's."""
    found = [metrics.keep_sampling(), keep_counting(opening, metrics.alerts), _fold_counts(opening)]
    if not opening.house.database.postgres:
        from app.worker import keep_house  # noqa: PLC0415  with all that only workers need

        found.append(keep_house(opening))
    if isinstance(opening.clock, ManualClock):
        found.append(_look_at(opening.clock))
    if opening.settings.demo_live:
        from app.demo import keep_moving  # noqa: PLC0415  only where there is a demo

        found.append(keep_moving(opening))
    return found


@asynccontextmanager
async def kept(duties: Collection[Duty]) -> AsyncIterator[None]:
    """Run them for as long as the block lasts; one that fails is logged and keeps nobody."""
    tasks = [asyncio.create_task(_logged(duty)) for duty in duties]
    try:
        yield
    finally:
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)
        for duty in duties:
            duty.close()  # one whose task never came to its turn has not begun


async def _logged(duty: Duty) -> None:
    try:
        await duty
    except Exception:
        log.exception("a duty failed")


async def _fold_counts(opening: OpenHouse) -> None:
    folding = Folding(opening.house.database)
    while True:
        try:
            await folding.look()
        except Exception:
            log.exception("the counts of tickets could not be put together")
        await asyncio.sleep(FOLD_SECONDS)


async def _look_at(clock: ManualClock) -> None:
    while True:
        await clock.tick()
        await asyncio.sleep(LOOK_SECONDS)
