"""Rows that could not be taken, kept so that a person can mend and import them again."""

import csv
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True, slots=True)
class Reject:
    line: int
    reason: str
    text: str


def write_rejects(path: Path, rejects: Iterable[Reject]) -> int:
    """A csv of line, reason and the row as it stood; says how many there were."""
    written = 0
    with path.open("w", encoding="utf-8", newline="") as file:
        out = csv.writer(file, quoting=csv.QUOTE_ALL)
        out.writerow(["line", "reason", "text"])
        for reject in rejects:
            out.writerow([reject.line, reject.reason, reject.text])
            written += 1
    return written


def quoted(value: str) -> str:
    """The value as a reason shows it: visible and short."""
    return repr(value if len(value) <= 60 else f"{value[:60]}…")  # noqa: PLR2004
