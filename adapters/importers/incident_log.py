"""Reads a service desk's incident log whole and lays its rows out in the order in which they happened."""

import gc
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime
from operator import attrgetter
from pathlib import Path

from adapters.importers.incident_row import COLUMNS, RowReader
from adapters.importers.rejects import Reject
from adapters.importers.source_record import header_of, records
from adapters.importers.source_row import SourceRow


@dataclass(slots=True)
class Log:
    """`read` = len(rows) + len(rejects) + repeated + later."""

    rows: list[SourceRow] = field(default_factory=list)
    rejects: list[Reject] = field(default_factory=list)
    read: int = 0
    repeated: int = 0
    later: int = 0

    @property
    def noted(self) -> list[SourceRow]:
        """Rows taken although some of their optional values could not be read."""
        return [row for row in self.rows if row.notes]


def read_log(path: Path, until: datetime | None = None) -> Log:
    """The rows before `until` in replay order, and every reject of the file. Raises UnreadableFile."""
    source = records(path)
    reader = RowReader(header_of(source, path, needed=COLUMNS))
    log = Log()
    seen: set[bytes] = set()
    with _collector_paused():
        for record in source:
            log.read += 1
            row = reader.read(record)
            if isinstance(row, Reject):
                log.rejects.append(row)
            elif row.digest in seen:
                log.repeated += 1
            elif until is not None and row.updated_at >= until:
                seen.add(row.digest)
                log.later += 1
            else:
                seen.add(row.digest)
                log.rows.append(row)
    log.rows.sort(key=attrgetter("replay_order"))
    return log


@contextmanager
def _collector_paused() -> Iterator[None]:
    """Rows form no cycles; looking for some among a million again and again takes a tenth of the time."""
    was_on = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_on:
            gc.enable()
