"""An import that is killed, again and again, at any moment, ends exactly as one that was left alone."""

import asyncio
import signal
import sys
from pathlib import Path
from random import Random

import pytest

from adapters.importers.incidents import import_incidents
from app.house import opened
from tests.engines import ENGINES, a_database, settings_for
from tests.importers.houses import a_house
from tests.importers.source import EXTRACT, TESTS
from tests.importers.told import count, told

KILLED = -signal.SIGKILL
AT_ONCE = 8


@pytest.mark.parametrize("engine", ENGINES)
async def test_killed_and_run_again_it_goes_on_and_ends_in_the_same_state(
    engine: str, tmp_path: Path, request: pytest.FixtureRequest
) -> None:
    moments = Random(20160331)
    recorded = [0]

    async with a_database(engine, tmp_path, request.config) as url:
        for lives in (1, 4):
            assert await dies_within_a_batch(url, lives) == KILLED
            recorded.append(await rows_recorded(url))
        for _ in range(3):
            assert await killed_from_outside(url, after=moments.randint(2, 6)) == KILLED
            recorded.append(await rows_recorded(url))
        assert await runs_to_its_end(url) == 0
        async with opened(settings_for(url)) as house:
            in_pieces = await told(house.house.database)

    assert recorded[:3] == [0, 0, 3 * AT_ONCE]
    assert recorded == sorted(recorded)
    assert 3 * AT_ONCE < recorded[3] < recorded[-1] < 380
    async with a_house(engine, tmp_path, request.config) as house:
        await import_incidents(house.house, EXTRACT)
        assert await told(house.house.database) == in_pieces


async def dies_within_a_batch(url: str, lives: int) -> int:
    process = await started(url, lives)
    await process.communicate()
    return sure(process)


async def killed_from_outside(url: str, *, after: int) -> int:
    """Once it has said so many times how far it is: somewhere in the next batch."""
    process = await started(url)
    assert process.stdout is not None
    for _ in range(after):
        assert await process.stdout.readline()
    process.kill()
    await process.communicate()
    return sure(process)


async def runs_to_its_end(url: str) -> int:
    process = await started(url)
    await process.communicate()
    return sure(process)


async def started(url: str, lives: int = 0) -> asyncio.subprocess.Process:
    command = (sys.executable, "-m", "tests.importers.importing", url, str(EXTRACT), str(AT_ONCE), str(lives))
    return await asyncio.create_subprocess_exec(*command, cwd=TESTS.parent, stdout=asyncio.subprocess.PIPE)


async def rows_recorded(url: str) -> int:
    async with opened(settings_for(url)) as house:
        return await count(house.house.database, "source_row")


def sure(process: asyncio.subprocess.Process) -> int:
    assert process.returncode is not None
    return process.returncode
