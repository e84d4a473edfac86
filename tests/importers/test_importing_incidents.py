"""The real log's extract comes in: what it leaves behind, whatever is stopped, repeated or done meanwhile."""

import csv
from dataclasses import replace
from pathlib import Path

import pytest

from adapters.importers.incidents import import_incidents
from adapters.importers.source_file import UnreadableFile
from adapters.importers.source_time import instant
from app.house import OpenHouse
from tests.engines import ENGINES, house
from tests.importers.asking import counted
from tests.importers.houses import a_house
from tests.importers.judging import (
    events_add_up,
    histories_equal_their_rows,
    the_future_stays_out,
    the_log_reads_in_the_order_in_which_it_happened,
)
from tests.importers.plain_reading import by_incident, last_statuses, plain_rows, reopened
from tests.importers.source import EXTRACT, FAULTS
from tests.importers.told import count, told, types

__all__ = ["house"]

END_OF_MARCH, FIRST_OF_APRIL = instant("2016-03-31"), instant("2016-04-01")


async def test_each_row_is_one_event_and_what_it_changed_is_told_apart(house: OpenHouse) -> None:
    summary = await import_incidents(house.house, EXTRACT)

    kinds = await types(house.house.database)
    derived = (
        sum(kinds.values())
        - kinds["SourceRowRecorded"]
        - sum(kinds[each] for each in ("EntryDefined", "AgentRegistered", "CustomerRegistered"))
    )
    assert (summary.read, summary.recorded, summary.rejected, summary.tickets) == (380, 380, 0, 60)
    assert (kinds["SourceRowRecorded"], derived) == (380, summary.derived)
    assert str(summary).splitlines()[:3] == [
        "rows read 380 = recorded 380 + rejected 0",
        "tickets 60, opened now 60",
        f"derived events {derived}",
    ]


async def test_the_history_of_every_ticket_is_that_of_its_rows(house: OpenHouse) -> None:
    await import_incidents(house.house, EXTRACT, at_once=70)

    found, incidents = await told(house.house.database), by_incident(plain_rows(EXTRACT))
    assert found.histories.keys() == incidents.keys()
    histories_equal_their_rows(found, incidents)
    the_future_stays_out(found, incidents)
    events_add_up(found)
    await the_log_reads_in_the_order_in_which_it_happened(house.house.database)


async def test_in_the_end_all_are_archived_and_the_reopened_ones_have_more_than_one_cycle(house: OpenHouse) -> None:
    await import_incidents(house.house, EXTRACT)

    found = await told(house.house.database)
    assert {ticket["status"] for ticket in found.tickets.values()} == {"ARCHIVED"}
    assert {number for number, cycles in found.cycles.items() if len(cycles) > 1} == reopened(plain_rows(EXTRACT))
    assert all(cycles[-1]["archived_at"] for cycles in found.cycles.values())


async def test_the_desk_at_an_instant_is_that_of_the_rows_before_it(house: OpenHouse) -> None:
    for until, recorded, earlier, later in ((END_OF_MARCH, 275, 0, 105), (FIRST_OF_APRIL, 2, 275, 103)):
        summary = await import_incidents(house.house, EXTRACT, until=until)

        assert (summary.recorded, summary.earlier, summary.later) == (recorded, earlier, later)
        assert await counted(house) == last_statuses(plain_rows(EXTRACT, before=until))


@pytest.mark.parametrize("engine", ENGINES)
async def test_in_stages_it_comes_to_the_same_as_in_one_go(
    engine: str, tmp_path: Path, request: pytest.FixtureRequest
) -> None:
    async with a_house(engine, tmp_path, request.config) as house:
        for until, at_once in ((END_OF_MARCH, 40), (FIRST_OF_APRIL, 7), (None, 33)):
            await import_incidents(house.house, EXTRACT, until=until, at_once=at_once)
        in_stages = await told(house.house.database)

    async with a_house(engine, tmp_path, request.config) as house:
        await import_incidents(house.house, EXTRACT)
        assert await told(house.house.database) == in_stages


async def test_a_second_run_changes_nothing_at_all_and_says_so(house: OpenHouse) -> None:
    database = house.house.database
    await import_incidents(house.house, EXTRACT)
    before, newest = await told(database), await database.rows("select max(position) as n from event")
    rung: list[None] = []

    again = await import_incidents(replace(house.house, ring=lambda: rung.append(None)), EXTRACT)

    assert await told(database) == before
    assert await database.rows("select max(position) as n from event") == newest
    assert rung == []
    assert (again.recorded, again.earlier, again.derived, again.opened) == (0, 380, 0, 0)
    assert "every row was recorded before: nothing has changed" in str(again)


async def test_a_dry_run_writes_nothing_and_says_what_would_happen(house: OpenHouse) -> None:
    database = house.house.database
    before = await told(database)

    rehearsed = await import_incidents(house.house, EXTRACT, dry_run=True, at_once=50)

    assert await told(database) == before
    done = await import_incidents(house.house, EXTRACT, at_once=50)
    assert str(rehearsed).splitlines()[1:] == str(done).splitlines()
    assert str(rehearsed).splitlines()[0] == "dry run: nothing was written, this is what would have happened"


async def test_progress_is_told_in_rows_done_and_rows_in_all(house: OpenHouse) -> None:
    shown: list[tuple[int, int | None]] = []

    await import_incidents(house.house, EXTRACT, progress=lambda done, of: shown.append((done, of)), at_once=150)

    assert shown == [(0, 380), (150, 380), (300, 380), (380, 380)]


async def test_what_cannot_be_taken_is_in_the_rejects_and_the_rest_comes_in(house: OpenHouse, tmp_path: Path) -> None:
    rejects = tmp_path / "rejects.csv"

    summary = await import_incidents(house.house, FAULTS, rejects_path=rejects)

    with rejects.open(encoding="utf-8", newline="") as file:
        lines = [row["line"] for row in csv.DictReader(file)]
    assert lines == ["3", "4", "5", "6", "7", "8", "9", "10", "11", "16", "27", "28"]
    assert (summary.read, summary.recorded, summary.rejected, summary.repeated) == (23, 10, 12, 1)
    assert await count(house.house.database, "source_row") == 10
    assert "rows read 23 = recorded 10 + rejected 12 + repeated in the file 1" in str(summary)
    assert "line 21: reopen_count: unreadable 'many'" in str(summary)


async def test_a_file_that_is_no_incident_log_leaves_no_trace(house: OpenHouse, tmp_path: Path) -> None:
    before = await told(house.house.database)
    other = tmp_path / "other.csv"
    other.write_text("a,b\n1,2\n", encoding="utf-8")

    with pytest.raises(UnreadableFile, match="missing columns: number, incident_state"):
        await import_incidents(house.house, other)

    assert await told(house.house.database) == before
