"""Logs as they really come: packed or not, out of order, counting twice, knowing the future."""

import gzip
from pathlib import Path

import pytest

from adapters.importers.incidents import import_incidents
from app.house import OpenHouse
from tests.engines import house
from tests.importers.source import a_log
from tests.importers.told import Told, told

__all__ = ["house"]

INC = "INC9000001"
NINE, TEN, ELEVEN, NOON = (f"1/3/2016 {hour:02}:00" for hour in (9, 10, 11, 12))


def steps(found: Told, number: str = INC) -> list[str]:
    """What happened, without the rows themselves."""
    return [event[1] for event in found.histories[number] if event[1] != "SourceRowRecorded"]


def lines(found: Told, number: str = INC) -> list[int]:
    return [event[4]["line"] for event in found.histories[number] if event[1] == "SourceRowRecorded"]


@pytest.mark.parametrize("packed", [False, True])
@pytest.mark.parametrize(("mark", "end"), [(b"", b"\n"), (b"\xef\xbb\xbf", b"\r\n")])
async def test_the_same_rows_in_another_dress_are_the_same_rows(
    house: OpenHouse, tmp_path: Path, packed: bool, mark: bytes, end: bytes
) -> None:
    plain = a_log(tmp_path, {}, {"number": "INC2"}, {"sys_updated_at": TEN})
    dressed = tmp_path / "dressed"
    content = mark + plain.read_bytes().replace(b"\n", end)
    dressed.write_bytes(gzip.compress(content) if packed else content)
    await import_incidents(house.house, dressed)
    before = await told(house.house.database)

    again = await import_incidents(house.house, plain)

    assert await told(house.house.database) == before
    assert (again.recorded, again.earlier) == (0, 3)


async def test_rows_out_of_order_are_played_in_the_order_of_their_times_and_then_of_their_lines(
    house: OpenHouse, tmp_path: Path
) -> None:
    log = a_log(
        tmp_path,
        {"sys_updated_at": NOON, "incident_state": "Resolved", "sys_mod_count": "2"},
        {"sys_updated_at": TEN, "incident_state": "Awaiting Vendor", "sys_mod_count": "2"},
        {"sys_updated_at": NINE, "incident_state": "New", "sys_mod_count": "9"},
        {"sys_updated_at": TEN, "incident_state": "Active", "sys_mod_count": "1"},
    )

    await import_incidents(house.house, log, at_once=1)

    found = await told(house.house.database)
    assert lines(found) == [4, 3, 5, 2]
    assert steps(found) == ["TicketOpened", "TicketMoved", "TicketMoved", "TicketResolved"]
    assert [event[5]["status"] for event in found.histories[INC] if event[1] == "SourceRowRecorded"] == [
        "ACCEPTED",
        "AWAITING_THIRD_PARTY",
        "IN_PROGRESS",
        "RESOLVED",
    ]


async def test_a_row_that_came_too_late_is_added_behind_what_is_there(house: OpenHouse, tmp_path: Path) -> None:
    await import_incidents(house.house, a_log(tmp_path, {"sys_updated_at": NINE}, {"sys_updated_at": NOON}))

    late = a_log(tmp_path, {"sys_updated_at": NINE}, {"sys_updated_at": NOON}, {"sys_updated_at": TEN})
    summary = await import_incidents(house.house, late)

    assert (summary.recorded, summary.earlier) == (1, 2)
    assert lines(await told(house.house.database)) == [2, 3, 4]


async def test_a_row_that_comes_twice_counts_once(house: OpenHouse, tmp_path: Path) -> None:
    summary = await import_incidents(house.house, a_log(tmp_path, {}, {}, {"sys_updated_at": TEN}, {}))

    assert (summary.read, summary.recorded, summary.repeated) == (4, 2, 2)
    assert lines(await told(house.house.database)) == [2, 4]


async def test_a_reopening_counts_when_its_count_grows_and_earlier_cycles_stay(
    house: OpenHouse, tmp_path: Path
) -> None:
    ending = {"resolved_by": "Resolved by 149", "resolved_at": TEN, "closed_at": NOON}
    log = a_log(
        tmp_path,
        {"sys_updated_at": TEN, "incident_state": "Resolved"} | ending,
        {"sys_updated_at": ELEVEN, "incident_state": "Active", "reopen_count": "1"} | ending,
        {"sys_updated_at": ELEVEN, "incident_state": "Active", "reopen_count": "1", "sys_mod_count": "7"} | ending,
        {"sys_updated_at": NOON, "incident_state": "Closed", "reopen_count": "1"} | ending | {"resolved_by": "?"},
    )

    await import_incidents(house.house, log, at_once=2)

    found = await told(house.house.database)
    first, second = found.cycles[INC]
    assert steps(found) == ["TicketOpened", "TicketResolved", "TicketReopened", "TicketResolved", "TicketArchived"]
    assert (first["resolver_id"], second["resolver_id"]) == ("Resolved by 149", None)
    assert first["resolved_at"] is not None
    assert (first["archived_at"], second["archived_at"] is not None) == (None, True)


async def test_a_resolver_and_times_that_lie_in_the_future_of_a_row_stay_out_of_its_events(
    house: OpenHouse, tmp_path: Path
) -> None:
    ending = {"resolved_by": "Resolved by 149", "resolved_at": ELEVEN, "closed_at": NOON}
    states = {NINE: "New", TEN: "Resolved", ELEVEN: "Resolved", NOON: "Closed"}
    log = a_log(tmp_path, *({"sys_updated_at": at, "incident_state": state} | ending for at, state in states.items()))

    await import_incidents(house.house, log)

    known = [event for event in (await told(house.house.database)).histories[INC] if "Resolved by 149" in str(event)]
    assert min(event[2] for event in known) == "2016-03-01 03:00:00+00:00"
    agents = await house.house.database.rows("select at from event where aggregate = 'agent' order by position")
    assert [str(row["at"]) for row in agents] == ["2016-03-01 01:00:00+00:00", "2016-03-01 03:00:00+00:00"]


async def test_an_incident_that_begins_in_the_middle_gets_no_step_that_the_source_did_not_take(
    house: OpenHouse, tmp_path: Path
) -> None:
    log = a_log(
        tmp_path, {"number": "INC1", "incident_state": "Active"}, {"number": "INC2", "incident_state": "Closed"}
    )

    await import_incidents(house.house, log)

    found = await told(house.house.database)
    assert steps(found, "INC1") == ["TicketOpened", "TicketMoved"]
    assert steps(found, "INC2") == ["TicketOpened", "TicketResolved", "TicketArchived"]
