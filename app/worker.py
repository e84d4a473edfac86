"""What has to be done without anybody asking: `kefu worker`, and on SQLite `kefu serve` as well."""

import asyncio
import signal
from datetime import timedelta

import structlog

from app.house import OpenHouse
from app.timekeeping import keep_time

EVERY_SECONDS = 600.0
AT_ONCE = 1_000
"""Rows deleted in one statement: short enough that nobody waits for it."""

log = structlog.get_logger(__name__)


async def keep_house(opening: OpenHouse) -> None:
    """All duties, until it is cancelled. Any number of processes may do them at the same time."""
    while True:
        try:
            await forget_keys(opening)
        except Exception:
            log.exception("housekeeping failed")
        await asyncio.sleep(EVERY_SECONDS)


async def forget_keys(opening: OpenHouse, *, at_once: int = AT_ONCE) -> int:
    """Delete idempotency keys that nobody retries with any more; how many there were."""
    database = opening.house.database
    await opening.clock.tick()
    before = opening.house.now() - timedelta(days=opening.settings.idempotency_days)
    forgotten = 0
    while True:
        sql = database.sql()
        old = f"select id from idempotency where at < {sql(before)} order by at limit {at_once}"  # noqa: S608  bound
        count = await database.run(f"delete from idempotency where id in ({old})", sql.values)  # noqa: S608  bound
        forgotten += count
        if count < at_once:
            break
    if forgotten:
        log.info("idempotency keys forgotten", rows=forgotten)
    return forgotten


async def work(opening: OpenHouse) -> None:
    """Do the duties until SIGTERM or SIGINT."""
    stop = asyncio.Event()
    loop = asyncio.get_running_loop()
    for sign in (signal.SIGTERM, signal.SIGINT):
        loop.add_signal_handler(sign, stop.set)
    log.info("working")
    duties = [asyncio.create_task(keep_house(opening)), asyncio.create_task(keep_time(opening))]
    await stop.wait()
    for duty in duties:
        duty.cancel()
    await asyncio.wait(duties)
    log.info("stopped")
