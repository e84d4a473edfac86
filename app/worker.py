"""What has to be done without anybody asking: `kefu worker`, and on SQLite `kefu serve` as well."""

import asyncio
import random
import signal
from collections.abc import AsyncIterator, Awaitable, Callable, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from functools import partial

import structlog

from adapters.analysis.apart import ApartAnalyser
from adapters.channels.courier import Courier
from adapters.channels.log import LogChannel
from adapters.channels.webhook import WebhookChannel
from adapters.storage.alerts import escalate_due, watch_referrals
from adapters.storage.moving import Moving
from adapters.storage.ranking import Ranking
from adapters.storage.survey_rounds import keep_surveys
from adapters.storage.unread import AT_ONCE as UNREAD_AT_ONCE
from adapters.storage.unread import read_unread
from app.house import OpenHouse
from app.timekeeping import EVERY_SECONDS, take_steps
from domain.alert.escalation import LOG, WEBHOOK
from domain.feedback.analyser import Analyser

AT_ONCE = 1_000
"""Rows deleted in one statement: short enough that nobody waits for it."""
LADDERS_AT_ONCE = 100

log = structlog.get_logger(__name__)


@dataclass(frozen=True, slots=True)
class Duty:
    """Done every so many seconds, and again at once while it says that there is more."""

    name: str
    every: float
    act: Callable[[], Awaitable[bool]]


async def keep_house(opening: OpenHouse) -> None:
    """All duties, each at its own pace, until it is cancelled. Any number of processes may do them at the same time."""
    async with _carrying(opening) as courier, _reading(opening) as analyser, asyncio.TaskGroup() as group:
        for duty in duties_of(opening, courier, analyser):
            group.create_task(_keep(opening, duty), name=duty.name)


def duties_of(opening: OpenHouse, courier: Courier, analyser: Analyser) -> Sequence[Duty]:
    """What is done, and how often."""
    house = opening.house

    async def forget() -> bool:
        await forget_keys(opening)
        return False

    async def escalate() -> bool:
        told = await escalate_due(house, house.now(), LADDERS_AT_ONCE)
        if told:
            house.ring()
        return told == LADDERS_AT_ONCE

    async def watch() -> bool:
        await watch_referrals(house)
        return False

    ranking = Ranking(house)

    async def rank_anew() -> bool:
        return await ranking.look() > 0

    moving = Moving(house)

    async def move_on() -> bool:
        return await moving.look() > 0

    async def carry() -> bool:
        return await courier.set_out() > 0

    async def read() -> bool:
        return await read_unread(house, analyser) == UNREAD_AT_ONCE

    async def survey() -> bool:
        return await keep_surveys(house, wall=datetime.now(UTC))

    return (
        Duty("idempotency keys", 600.0, forget),
        Duty("steps of clocks", EVERY_SECONDS, partial(take_steps, opening)),
        Duty("escalation", 1.0, escalate),
        Duty("referrals", 5.0, watch),
        Duty("ranks of needs", 1.0, rank_anew),
        Duty("stages of customers", 2.0, move_on),
        Duty("deliveries", 0.5, carry),
        Duty("sentiment", 2.0, read),
        Duty("surveys", 1.0, survey),
    )


@asynccontextmanager
async def _carrying(opening: OpenHouse) -> AsyncIterator[Courier]:
    webhook = WebhookChannel(private_targets=opening.settings.webhook_private_targets)
    courier = Courier(opening.house, {LOG: LogChannel(), WEBHOOK: webhook}, random.random)
    try:
        yield courier
    finally:
        await courier.come_home()
        await webhook.close()


@asynccontextmanager
async def _reading(opening: OpenHouse) -> AsyncIterator[ApartAnalyser]:
    analyser = ApartAnalyser(opening.settings.sentiment_weights)
    try:
        yield analyser
    finally:
        await analyser.close()


async def _keep(opening: OpenHouse, duty: Duty) -> None:
    while True:
        more = False
        try:
            await opening.clock.tick()
            more = await duty.act()
        except Exception:
            log.exception("a duty failed", duty=duty.name)
        await asyncio.sleep(0 if more else duty.every)


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
    duties = asyncio.create_task(keep_house(opening))
    await stop.wait()
    duties.cancel()
    await asyncio.wait([duties])
    log.info("stopped")
