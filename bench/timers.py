"""Steps of clocks at their moments: 100,000 clocks run, 50 steps fall due each second, two workers take them."""

import asyncio
import os
import signal
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path
from statistics import quantiles
from subprocess import DEVNULL, Popen
from uuid import UUID

from adapters.database import instant, sure
from adapters.storage.bulk import insert_many
from adapters.storage.clocks import insert_clocks, kept_of
from adapters.storage.rows import TicketRow
from adapters.storage.work import SqlDesk
from app.house import OpenHouse
from bench.desk import KEYS, a_desk, engines
from bench.execution import RISK
from domain.clock.due import END_OF_TIME
from domain.clock.promises import Heard
from domain.customer.commands import register_customer
from domain.customer.customer import CustomerType

CLOCKS = 100_000
A_SECOND = 50
SECONDS = 60
HEAD_START = timedelta(seconds=15)
"""Until the first falls due."""
STARTING_SECONDS = 10
HALF_AN_HOUR, SHORTLY = timedelta(minutes=30), timedelta(seconds=1)
AT_ONCE = 2_000
GOAL_SECONDS = 2.0
_HERE = Path(__file__).resolve().parents[1]


async def run() -> None:
    """On PostgreSQL, prints how long after its moment each step was recorded."""
    if "postgres" not in await engines():
        return
    async with a_desk("postgres") as opening:
        began = datetime.now(UTC)
        customer = await register_customer(
            SqlDesk(opening.house, RISK), external_reference="bench", type=CustomerType.INDIVIDUAL, name="bench"
        )
        for start in range(A_SECOND * SECONDS, CLOCKS, AT_ONCE):
            await _write(opening, customer.id, [began + timedelta(days=365)] * min(AT_ONCE, CLOCKS - start))
        with _workers(opening.settings.database_url, 2):
            await asyncio.sleep(STARTING_SECONDS)
            first = datetime.now(UTC) + HEAD_START
            await _write(
                opening,
                customer.id,
                [first + timedelta(seconds=place / A_SECOND) for place in range(A_SECOND * SECONDS)],
            )
            await asyncio.sleep((first - datetime.now(UTC)).total_seconds() + SECONDS + 10)
        await _report(opening)


async def _write(opening: OpenHouse, customer_id: UUID, due: list[datetime]) -> None:
    """Clocks of the first response that fall due at these moments; they were warned of already."""
    house = opening.house
    rules = await house.policies.clocks()
    facts = {"origin": "desk"}
    only = type(rules.policy)(rules.policy.version, (rules.policy.named("first_response"),))
    calendar, version = rules.calendar_for(facts)
    kept = []
    for moment in due:
        each = kept_of("ticket", house.new_id(), rules, punctual=True)
        heard = Heard(event="TicketOpened", at=moment - HALF_AN_HOUR, status="ACCEPTED", facts=facts)
        each.promises.hear(heard, only, calendar, version)
        each.taken += each.promises.step(moment - SHORTLY)
        kept.append(each)
    async with house.database.transaction():
        await _open(opening, customer_id, [each.aggregate_id for each in kept])
        await insert_clocks(house.database, kept)


async def _open(opening: OpenHouse, customer_id: UUID, ids: list[UUID]) -> None:
    """Tickets that the clocks belong to: a step looks at its ticket for whom to alert."""
    columns = (
        "id", "version", "number", "customer_id", "subject", "channel", "kind", "status", "level", "proposed_level",
        "department", "opened_at", "opened_by", "updated_at", "cycle", "due_at",
    )  # fmt: skip
    at = opening.house.now()
    rows = [
        (
            each, 1, f"B{each.hex[-18:]}", customer_id, "bench", "phone", "account", "ACCEPTED", 3, 3, "desk",
            at, "bench", at, 1, END_OF_TIME,
        )
        for each in ids
    ]  # fmt: skip
    await insert_many(opening.house.database, TicketRow, columns, rows)


@contextmanager
def _workers(url: str, count: int) -> Iterator[None]:
    environment = os.environ | {"KEFU_DATABASE_URL": url, "KEFU_ENCRYPTION_KEYS": KEYS, "KEFU_LOG_LEVEL": "ERROR"}
    command = [str(Path(sys.executable).parent / "kefu"), "worker"]
    processes = [Popen(command, env=environment, cwd=_HERE, stderr=DEVNULL) for _ in range(count)]  # noqa: S603  our own
    try:
        yield
    finally:
        for each in processes:
            each.send_signal(signal.SIGTERM)
        for each in processes:
            each.wait(30)


async def _report(opening: OpenHouse) -> None:
    rows = await opening.house.database.rows(
        "select at, moment, clock_id, step from clock_event where step = 'breach' order by moment"
    )
    lags = [(sure(instant(row["at"])) - sure(instant(row["moment"]))).total_seconds() for row in rows]
    once = len({(row["clock_id"], row["step"]) for row in rows})
    p50, p99 = (quantiles(lags, n=100)[each - 1] for each in (50, 99))
    print(f"{len(lags):,} of {A_SECOND * SECONDS:,} breaches recorded, {once:,} of them different")
    print("\n| lag of a step | s | goal s |\n| --- | --- | --- |")
    print(f"| p50 | {p50:.2f} | |\n| p99 | {p99:.2f} | {GOAL_SECONDS:.0f} |\n| longest | {max(lags):.2f} | |")
