"""The whole log of 12,000 incidents comes in, on both engines, and is what its description and its rows say."""

import time
from pathlib import Path
from random import Random

import pytest

from adapters.importers.incidents import import_incidents
from adapters.importers.source_time import instant
from app.house import OpenHouse
from tests.importers.asking import counted
from tests.importers.houses import a_house
from tests.importers.judging import (
    events_add_up,
    histories_equal_their_rows,
    the_future_stays_out,
    the_log_reads_in_the_order_in_which_it_happened,
)
from tests.importers.plain_reading import PlainRow, by_incident, last_statuses, plain_rows, reopened
from tests.importers.source import FULL_ROWS, full_log
from tests.importers.told import told, types

ENGINES = [pytest.param("postgres", marks=pytest.mark.postgres), pytest.param("sqlite", marks=pytest.mark.long)]
END_OF_MARCH, FIRST_OF_APRIL = instant("2016-03-31"), instant("2016-04-01")
DOCUMENTED = {
    "ARCHIVED": 5_780,
    "RESOLVED": 1_551,
    "IN_PROGRESS": 599,
    "AWAITING_CUSTOMER": 559,
    "ACCEPTED": 311,
    "AWAITING_THIRD_PARTY": 37,
}


@pytest.mark.timeout(600)
@pytest.mark.parametrize("engine", ENGINES)
async def test_the_whole_log_in_three_stages(engine: str, tmp_path: Path, request: pytest.FixtureRequest) -> None:
    log = full_log()
    if log is None:
        pytest.skip("the full incident log is not here; KEFU_DATA_DIR says where it lies")
    rows = plain_rows(log)

    async with a_house(engine, tmp_path, request.config) as house:
        assert (await import_incidents(house.house, log, until=END_OF_MARCH)).recorded == 48_531
        assert await counted(house) == DOCUMENTED

        await import_incidents(house.house, log, until=FIRST_OF_APRIL)
        assert await counted(house) == last_statuses(row for row in rows if row.at < FIRST_OF_APRIL)

        summary = await import_incidents(house.house, log)
        assert (summary.read, summary.recorded + summary.earlier, summary.tickets) == (FULL_ROWS, FULL_ROWS, 12_000)
        await everything_is_over_and_true_to_its_rows(house, rows)


async def everything_is_over_and_true_to_its_rows(house: OpenHouse, rows: list[PlainRow]) -> None:
    database, incidents = house.house.database, by_incident(rows)
    assert await counted(house) == {"ARCHIVED": 12_000}
    assert (await types(database))["SourceRowRecorded"] == FULL_ROWS
    await the_log_reads_in_the_order_in_which_it_happened(database)
    more_than_one = await database.rows(
        "select external_reference from ticket where id in (select ticket_id from ticket_cycle where number > 1)"
    )
    assert {row["external_reference"] for row in more_than_one} == reopened(rows)
    assert len(more_than_one) == 154
    ten = Random(154).sample(sorted(incidents), 10)
    await true_to_their_rows(house, {number: incidents[number] for number in ten})


async def true_to_their_rows(house: OpenHouse, incidents: dict[str, list[PlainRow]]) -> None:
    found = await told(house.house.database, only=incidents)
    assert found.histories.keys() == incidents.keys()
    histories_equal_their_rows(found, incidents)
    the_future_stays_out(found, incidents)
    events_add_up(found)


@pytest.mark.long
@pytest.mark.timeout(600)
@pytest.mark.parametrize(
    ("engine", "rows_a_second"),
    [
        pytest.param("postgres", 2_000, marks=pytest.mark.postgres),
        ("sqlite", 1_500),
    ],
)
async def test_the_whole_log_is_in_fast_enough_and_every_history_is_true_to_its_rows(
    engine: str, rows_a_second: int, tmp_path: Path, request: pytest.FixtureRequest
) -> None:
    log = full_log()
    if log is None:
        pytest.skip("the full incident log is not here; KEFU_DATA_DIR says where it lies")

    async with a_house(engine, tmp_path, request.config) as house:
        began = time.perf_counter()
        await import_incidents(house.house, log)
        took = time.perf_counter() - began
        await true_to_their_rows(house, by_incident(plain_rows(log)))

    assert FULL_ROWS / took > rows_a_second
