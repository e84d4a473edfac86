"""Workers that are killed while steps come due: each step is recorded exactly once, and none is lost."""

import asyncio
import signal
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from adapters.storage.clocks import insert_clocks, kept_of
from app.house import OpenHouse, opened
from domain.clock.promises import Heard
from tests.app.serving import KEFU, environment
from tests.engines import a_database, settings_for

PATIENCE = 90.0
FACTS = {"origin": "desk"}


@pytest.mark.postgres
@pytest.mark.parametrize(
    ("steps", "seconds"), [(300, 9), pytest.param(3_000, 60, marks=[pytest.mark.long, pytest.mark.timeout(300)])]
)
async def test_each_step_is_recorded_once_though_workers_are_killed(
    steps: int, seconds: int, tmp_path: Path, pytestconfig: pytest.Config
) -> None:
    async with (
        a_database("postgres", tmp_path, pytestconfig) as url,
        opened(settings_for(url, dev_secret="a secret of the tests")) as opening,
    ):
        first = datetime.now(UTC) + timedelta(seconds=3)
        await falling_due(opening, [first + timedelta(seconds=seconds * place / steps) for place in range(steps)])
        with workers(url, 2) as running:
            turns = seconds // 3
            for turn in range(turns):
                await recorded(opening, steps * (turn + 1) // (turns + 1))
                running.kill(turn % 2)
            await recorded(opening, steps)

        rows = await opening.house.database.rows(
            "select clock_id, step, count(*) as times from clock_event where step = 'breach' group by clock_id, step"
        )
        left = await opening.house.database.rows("select id from clock where next_step_at is not null")

    assert len(rows) == steps
    assert {row["times"] for row in rows} == {1}
    assert left == []
    assert running.killed == seconds // 3


async def falling_due(opening: OpenHouse, moments: list[datetime]) -> None:
    """A clock of the first response for each of these moments, warned of already."""
    house = opening.house
    rules = await house.policies.clocks()
    calendar, version = rules.calendar_for(FACTS)
    only = type(rules.policy)(rules.policy.version, (rules.policy.named("first_response"),))
    everything = []
    for moment in moments:
        kept = kept_of("ticket", house.new_id(), rules, punctual=True)
        heard = Heard(event="TicketOpened", at=moment - timedelta(minutes=30), status="ACCEPTED", facts=FACTS)
        kept.promises.hear(heard, only, calendar, version)
        kept.taken += kept.promises.step(moment - timedelta(seconds=1))
        everything.append(kept)
    async with house.database.transaction():
        await insert_clocks(house.database, everything)


async def recorded(opening: OpenHouse, steps: int) -> None:
    """Returns once so many breaches are on record: every three seconds, as they fall due."""
    text = "select count(*) as n from clock_event where step = 'breach'"
    async with asyncio.timeout(PATIENCE):
        while (row := await opening.house.database.row(text)) is None or row["n"] < steps:
            pass


class Running:
    """Workers, each of which another takes the place of when it is killed."""

    def __init__(self, url: str, count: int) -> None:
        self._environment = environment(url, {"log_level": "ERROR"})
        self.processes = [self._begun() for _ in range(count)]
        self.killed = 0

    def kill(self, place: int) -> None:
        self.processes[place].send_signal(signal.SIGKILL)
        self.killed += self.processes[place].wait() == -signal.SIGKILL
        self.processes[place] = self._begun()

    def _begun(self) -> subprocess.Popen[bytes]:
        return subprocess.Popen([KEFU, "worker"], env=self._environment, stderr=subprocess.DEVNULL)


@contextmanager
def workers(url: str, count: int) -> Iterator[Running]:
    running = Running(url, count)
    try:
        yield running
    finally:
        for each in running.processes:
            each.kill()
            each.wait()
