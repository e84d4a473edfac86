"""What is wrong with a row is said with its line and its value; the import goes on."""

import csv
from datetime import UTC, datetime
from pathlib import Path

from adapters.importers.incident_log import read_log
from adapters.importers.rejects import write_rejects
from tests.importers.source import FAULTS, a_log


def test_each_fault_is_named_with_the_line_where_its_row_starts() -> None:
    rejects = read_log(FAULTS).rejects

    assert [(reject.line, reject.reason) for reject in rejects] == [
        (3, "incident_state: unreadable '-100'"),
        (4, "number: missing '?'"),
        (5, "number: missing ''"),
        (6, "sys_updated_at: unreadable '31/2/2016 10:00'"),
        (7, "opened_at: unreadable '3/29/2016 01:16'"),
        (8, "sys_mod_count: unreadable '-1'"),
        (9, "sys_mod_count: unreadable '12345678901234567890'"),
        (10, "wrong number of fields: 34, the header has 36"),
        (11, "wrong number of fields: 37, the header has 36"),
        (16, "incident_state: unreadable 'Reopened'"),
        (27, "incident_state: missing ''; sys_updated_at: missing '?'"),
        (28, "not readable as csv: unexpected end of data"),
    ]


def test_what_is_no_fault_is_kept_and_every_row_is_accounted_for() -> None:
    log = read_log(FAULTS)

    assert [row.line for row in sorted(log.rows, key=lambda row: row.line)] == [2, 12, 18, 21, 22, 23, 24, 25, 26, 29]
    assert log.repeated == 1
    assert log.read == len(log.rows) + len(log.rejects) + log.repeated + log.later


def test_a_new_channel_group_or_category_and_an_unknown_caller_are_taken_as_they_are() -> None:
    (row,) = [row for row in read_log(FAULTS).rows if row.line == 18]

    assert (row.caller, row.channel, row.business_line, row.department) == (None, "微信", "Category 900", "Group 900")


def test_an_unreadable_optional_value_is_unknown_and_noted() -> None:
    first, second = read_log(FAULTS).noted

    assert first.notes == (
        "reopen_count: unreadable 'many'",
        "made_sla: unreadable 'perhaps'",
        "impact: unreadable 'x'",
    )
    assert (first.reopen_count, first.made_sla, first.level) == (None, None, 3)
    assert second.notes == ("resolved_at: unreadable '2016-03-02'",)
    assert (second.resolver, second.resolved_at) == (None, None)


def test_an_ending_is_known_only_from_its_time_on() -> None:
    rows = [row for row in read_log(FAULTS).rows if row.number == "INC9000013"]
    resolved_at, closed_at = datetime(2016, 3, 2, 2, tzinfo=UTC), datetime(2016, 3, 5, 4, tzinfo=UTC)

    assert [(row.resolver, row.resolved_at, row.closed_at, row.closed_code) for row in rows] == [
        (None, None, None, None),
        ("Resolved by 149", resolved_at, None, None),
        ("Resolved by 149", resolved_at, None, None),
        ("Resolved by 149", resolved_at, closed_at, "code 5"),
    ]


def test_a_row_after_the_asked_instant_is_later_and_its_faults_are_still_reported() -> None:
    log = read_log(FAULTS, until=datetime(2016, 3, 1, 2, tzinfo=UTC))

    assert len(log.rejects) == 12
    assert log.later == 5
    assert log.read == len(log.rows) + len(log.rejects) + log.repeated + log.later


def test_the_rejects_file_gives_each_row_back_as_it_stood(tmp_path: Path) -> None:
    rejects = read_log(FAULTS).rejects
    path = tmp_path / "rejects.csv"

    assert write_rejects(path, rejects) == len(rejects)

    with path.open(encoding="utf-8", newline="") as file:
        written = list(csv.reader(file))
    assert written == [["line", "reason", "text"], *([str(r.line), r.reason, r.text] for r in rejects)]
    assert "two\nlines" in written[10][2]


def test_a_stray_quote_costs_its_own_row_only(tmp_path: Path) -> None:
    path = a_log(tmp_path, {}, {"number": "INC2"}, {"number": "INC3"})
    path.write_bytes(path.read_bytes().replace(b"INC2", b'"INC2') + b"\n" * 3)

    log = read_log(path)

    assert [row.number for row in log.rows] == ["INC9000001", "INC3"]
    assert [reject.line for reject in log.rejects] == [3]


def test_a_row_that_is_not_utf8_is_rejected_alone(tmp_path: Path) -> None:
    path = a_log(tmp_path, {"category": "x"}, {"category": "y"})
    path.write_bytes(path.read_bytes().replace(b",x,", "，券商,".encode("gbk")))

    log = read_log(path)

    assert [(reject.line, reject.reason) for reject in log.rejects] == [(2, "not UTF-8 text")]
    assert [row.business_line for row in log.rows] == ["y"]
