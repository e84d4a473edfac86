"""The incident log the tests read, and files made on the spot."""

import csv
import gzip
import io
import os
from collections import Counter
from collections.abc import Sequence
from pathlib import Path

from adapters.importers.incident_log import read_log
from adapters.importers.source_row import SourceRow

TESTS = Path(__file__).parents[1]
EXTRACT = TESTS / "data" / "incident-events.csv.gz"
FAULTS = TESTS / "data" / "incident-faults.csv"
FULL_ROWS = 74_516


def full_log() -> Path | None:
    """The whole data set, where there is one."""
    folders = [os.environ.get("KEFU_DATA_DIR"), TESTS.parents[1] / "shared" / "data"]
    logs = [Path(folder) / EXTRACT.name for folder in folders if folder]
    return next((log for log in logs if log.is_file() and log.stat().st_size > EXTRACT.stat().st_size), None)


def header() -> list[str]:
    with gzip.open(EXTRACT, "rt", encoding="utf-8", newline="") as file:
        return next(csv.reader(file))


A_ROW = {
    "number": "INC9000001",
    "incident_state": "New",
    "reopen_count": "0",
    "sys_mod_count": "0",
    "made_sla": "true",
    "caller_id": "Caller 7",
    "opened_at": "1/3/2016 09:00",
    "sys_updated_by": "Updated by 21",
    "sys_updated_at": "1/3/2016 09:02",
    "contact_type": "Phone",
    "category": "Category 55",
    "subcategory": "Subcategory 170",
    "impact": "2 - Medium",
    "urgency": "2 - Medium",
    "priority": "3 - Moderate",
    "assignment_group": "Group 56",
    "assigned_to": "Resolver 17",
    "closed_code": "code 5",
    "resolved_by": "Resolved by 149",
    "resolved_at": "2/3/2016 10:00",
    "closed_at": "5/3/2016 12:00",
}


def csv_text(rows: Sequence[Sequence[str]]) -> str:
    out = io.StringIO()
    csv.writer(out, lineterminator="\n").writerows(rows)
    return out.getvalue()


def a_log(folder: Path, *changes: dict[str, str]) -> Path:
    """A file with a row for each set of changed values."""
    names = header()
    rows = [[{**A_ROW, **changed}.get(name, "?") for name in names] for changed in changes]
    path = folder / "log.csv"
    path.write_text(csv_text([names, *rows]), encoding="utf-8", newline="")
    return path


def a_row(folder: Path, **changed: str) -> SourceRow:
    (row,) = read_log(a_log(folder, changed)).rows
    return row


def last_states(rows: Sequence[SourceRow]) -> Counter[str]:
    return Counter({row.number: row.state.value for row in rows}.values())
