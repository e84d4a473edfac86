"""The real log, counted as its description counts it."""

from itertools import groupby
from operator import attrgetter
from pathlib import Path

import pytest

from adapters.importers.incident_log import read_log
from adapters.importers.source_row import SourceState
from adapters.importers.source_time import instant
from tests.importers.source import EXTRACT, FULL_ROWS, full_log, last_states

END_OF_MARCH = instant("2016-03-31")


@pytest.fixture(scope="module")
def whole() -> Path:
    log = full_log()
    if log is None:
        pytest.skip("the full incident log is not here; KEFU_DATA_DIR says where it lies")
    return log


def test_the_full_log_is_read_without_a_reject(whole: Path) -> None:
    log = read_log(whole)

    assert (log.read, len(log.rows), log.rejects, log.repeated, log.later) == (FULL_ROWS, FULL_ROWS, [], 0, 0)
    assert log.noted == []
    assert len({row.number for row in log.rows if row.reopen_count}) == 154


def test_the_desk_before_the_end_of_march_is_the_documented_one(whole: Path) -> None:
    log = read_log(whole, END_OF_MARCH)

    assert (len(log.rows), log.later) == (48_531, FULL_ROWS - 48_531)
    assert last_states(log.rows) == {
        "Closed": 5780,
        "Resolved": 1551,
        "Active": 599,
        "Awaiting User Info": 559,
        "New": 311,
        "Awaiting Problem": 37,
    }


def test_every_incident_of_the_full_log_ends_closed_with_its_closing_known(whole: Path) -> None:
    last = {row.number: row for row in read_log(whole).rows}

    assert len(last) == 12_000
    assert all(row.state is SourceState.CLOSED and row.closed_at for row in last.values())


def test_the_extract_is_read_before_and_after_the_end_of_march() -> None:
    log = read_log(EXTRACT, END_OF_MARCH)

    assert (log.read, len(log.rows), log.later) == (380, 275, 105)
    assert last_states(log.rows) == {
        "Closed": 33,
        "Awaiting User Info": 12,
        "Resolved": 6,
        "Active": 4,
        "Awaiting Problem": 1,
    }


def test_rows_are_replayed_by_time_and_then_by_line() -> None:
    rows = read_log(EXTRACT).rows

    assert [row.replay_order for row in rows] == sorted(row.replay_order for row in rows)
    assert [row.line for row in rows] != sorted(row.line for row in rows)
    assert sorted(row.line for row in rows) == list(range(2, 382))


def test_no_row_knows_how_its_incident_will_end() -> None:
    for row in read_log(full_log() or EXTRACT).rows:
        if row.state not in (SourceState.RESOLVED, SourceState.CLOSED):
            assert (row.resolver, row.resolved_at) == (None, None)
        if row.state is not SourceState.CLOSED:
            assert (row.closed_at, row.closed_code) == (None, None)
        assert all(at <= row.updated_at for at in (row.resolved_at, row.closed_at) if at)


def test_reopened_incidents_are_in_the_extract_and_their_count_grows() -> None:
    rows = sorted(read_log(EXTRACT).rows, key=lambda row: (row.number, row.replay_order))

    reopened = [
        number for number, group in groupby(rows, attrgetter("number")) if any(row.reopen_count for row in group)
    ]

    assert len(reopened) == 8
