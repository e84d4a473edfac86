"""The incident log read once more by other means, so that a mistake in ours does not judge itself."""

import csv
import gzip
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime
from hashlib import sha256
from pathlib import Path
from zoneinfo import ZoneInfo

SHANGHAI = ZoneInfo("Asia/Shanghai")
STATUS = {
    "New": "ACCEPTED",
    "Active": "IN_PROGRESS",
    "Awaiting User Info": "AWAITING_CUSTOMER",
    "Awaiting Vendor": "AWAITING_THIRD_PARTY",
    "Awaiting Problem": "AWAITING_THIRD_PARTY",
    "Awaiting Evidence": "AWAITING_THIRD_PARTY",
    "Resolved": "RESOLVED",
    "Closed": "ARCHIVED",
}


@dataclass(frozen=True)
class PlainRow:
    line: int
    digest: str
    at: datetime
    values: dict[str, str]

    @property
    def number(self) -> str:
        return self.values["number"]

    @property
    def status(self) -> str:
        return STATUS[self.values["incident_state"]]

    @property
    def ended(self) -> bool:
        return self.values["incident_state"] in {"Resolved", "Closed"}

    def known(self, column: str) -> str | None:
        return None if self.values[column] in {"", "?"} else self.values[column]

    def time(self, column: str) -> datetime | None:
        text = self.known(column)
        return None if text is None else moment(text)

    @property
    def level(self) -> int | None:
        impact, urgency = self.known("impact"), self.known("urgency")
        return int(impact[0]) + int(urgency[0]) - 1 if impact and urgency else None


def moment(text: str) -> datetime:
    return datetime.strptime(text, "%d/%m/%Y %H:%M").replace(tzinfo=SHANGHAI).astimezone(UTC)


def plain_rows(log: Path, before: datetime | None = None) -> list[PlainRow]:
    """In the order of replay; for files whose records are lines."""
    with gzip.open(log, "rt", encoding="utf-8", newline="") as file:
        lines = file.read().splitlines()
    names = next(csv.reader(lines[:1]))
    rows = [
        PlainRow(number, sha256(line.encode()).hexdigest(), moment(values["sys_updated_at"]), values)
        for number, line in enumerate(lines[1:], 2)
        for values in [dict(zip(names, next(csv.reader([line])), strict=True))]
    ]
    return sorted((row for row in rows if before is None or row.at < before), key=lambda row: (row.at, row.line))


def by_incident(rows: Iterable[PlainRow]) -> dict[str, list[PlainRow]]:
    found: dict[str, list[PlainRow]] = {}
    for row in rows:
        found.setdefault(row.number, []).append(row)
    return found


def last_statuses(rows: Iterable[PlainRow]) -> Counter[str]:
    return Counter({row.number: row.status for row in rows}.values())


def reopened(rows: Iterable[PlainRow]) -> set[str]:
    return {row.number for row in rows if int(row.values["reopen_count"]) > 0}
