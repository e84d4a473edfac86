"""Steps of clocks whose moment has come: claimed by due time with a lease, and each recorded exactly once."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

import structlog
from tortoise.exceptions import IntegrityError

from adapters.database import Database, uuid
from adapters.storage.alerts import raise_alerts
from adapters.storage.clocks import LATE, ClocksMoved, Kept, kept_of, load_clocks, write_clocks
from adapters.storage.house import House
from adapters.storage.steps import steps_in
from adapters.storage.upkeep import TasksOfClocks
from domain.clock.due import END_OF_TIME

log = structlog.get_logger(__name__)

LEASE = timedelta(seconds=10)
"""How long a worker has for the steps that it claimed; then another may take them."""
AT_ONCE = 100
"""Clocks claimed together."""


@dataclass(frozen=True, slots=True)
class StepTaken:
    """A step that was recorded: `due` is when the promise falls due, `moment` when the step was to be taken."""

    aggregate: str
    aggregate_id: UUID
    commitment: str
    instance: int
    step: str
    kind: str
    at: datetime
    moment: datetime

    @property
    def lag(self) -> timedelta:
        """From its moment until it was recorded."""
        return self.at - self.moment

    @property
    def late(self) -> bool:
        """Whether it missed its moment by more than a worker at work would."""
        return self.lag > LATE


async def take_due(house: House, *, wall: datetime, at_once: int = AT_ONCE) -> list[StepTaken]:
    """Records the steps that are due now, the longest due first, of so many clocks at the most.

    `wall` is the machine's time, by which leases run out; what is due goes by the desk's. Any number of processes may
    do it side by side: each claims what no other has claimed, and the rows' versions let nobody write twice.
    """
    claimed = await _claim(house.database, now=house.now(), wall=wall, at_once=at_once)
    if not claimed:
        return []
    taken = await _take(house, claimed) if len(claimed) > 1 else None
    if taken is not None:
        return taken
    # Somebody changed one of them meanwhile, or one cannot be taken: the others are, one by one.
    singly = [await _take(house, [each]) for each in claimed]
    return [step for steps in singly if steps is not None for step in steps]


async def release_clocks(house: House, *, at_once: int = AT_ONCE) -> int:
    """Clocks whose history was being told (`Kept.held`) take the steps it leaves due, at their moments; how many go on.

    Nobody is alerted to what was due before it was told of. From here on workers take their steps.
    """
    released = 0
    while ids := await _held(house.database, at_once):
        loaded = await load_clocks(house.database, ids)
        rules = await house.policies.clocks(clock.terms for each in loaded.values() for clock, _ in each.clocks)
        kept = [
            kept_of(each.aggregate, aggregate_id, rules, each.clocks, punctual=True)
            for aggregate_id, each in loaded.items()
        ]
        for each in kept:
            each.taken += each.promises.step(house.now())
        async with house.database.transaction():
            await write_clocks(house.database, [each for each in kept if each.taken])
            sql = house.database.sql()
            mine = f"{sql.among('aggregate_id', ids)} and lease_until = {sql(END_OF_TIME)}"
            await house.database.run(f"update clock set lease_until = null where {mine}", sql.values)
        released += len(ids)
    return released


async def _held(database: Database, at_once: int) -> list[UUID]:
    sql = database.sql()
    text = f"select distinct aggregate_id from clock where lease_until = {sql(END_OF_TIME)} order by 1 limit {at_once}"
    return [found for row in await database.rows(text, sql.values) if (found := uuid(row["aggregate_id"])) is not None]


async def _claim(database: Database, *, now: datetime, wall: datetime, at_once: int) -> list[UUID]:
    """The aggregates whose clocks are ours until the lease runs out."""
    sql = database.sql()
    skip = " for update skip locked" if database.postgres else ""
    due = (
        f"select id from clock where next_step_at <= {sql(now)}"
        f" and (lease_until is null or lease_until < {sql(wall)}) order by next_step_at, id limit {at_once}{skip}"
    )
    text = f"update clock set lease_until = {sql(wall + LEASE)} where id in ({due}) returning aggregate_id"
    rows = await database.rows(text, sql.values)
    return list(dict.fromkeys(found for row in rows if (found := uuid(row["aggregate_id"])) is not None))


async def _take(house: House, aggregate_ids: Sequence[UUID]) -> list[StepTaken] | None:
    """None when a clock moved meanwhile or could not be taken, and then nothing is written: the lease runs out."""
    try:
        stepped = await _stepped(house, aggregate_ids)
        async with house.database.transaction():
            await write_clocks(house.database, stepped)
            await TasksOfClocks(house).keep(stepped)
            await raise_alerts(house, steps_in(stepped))
    except (ClocksMoved, IntegrityError):
        return None
    except Exception:
        # One that fails must not keep all others from their moments: it is tried again, and said each time.
        log.exception("steps could not be taken", aggregates=[str(each) for each in aggregate_ids[:3]])
        return None
    if stepped:
        house.ring()
    return steps_of(stepped)


async def _stepped(house: House, aggregate_ids: Sequence[UUID]) -> list[Kept]:
    loaded = await load_clocks(house.database, aggregate_ids)
    rules = await house.policies.clocks(clock.terms for each in loaded.values() for clock, _ in each.clocks)
    now = house.now()
    everything: list[Kept] = []
    for aggregate_id, each in loaded.items():
        kept = kept_of(each.aggregate, aggregate_id, rules, each.clocks)
        kept.taken += kept.promises.step(now)
        everything.append(kept)
    return [each for each in everything if each.taken]


def steps_of(kept: Sequence[Kept]) -> list[StepTaken]:
    """What was taken in them."""
    return [
        StepTaken(
            aggregate=each.aggregate,
            aggregate_id=each.aggregate_id,
            commitment=event.commitment,
            instance=event.instance,
            step=event.step or "",
            kind=event.kind.value,
            at=event.at,
            moment=moment,
        )
        for each in kept
        for event, moment in each.taken
    ]
