"""Brings another desk's incident log in: a row is an event; resumable at any moment, without effect when repeated."""

import asyncio
from collections.abc import Sequence
from datetime import datetime
from pathlib import Path

from adapters.database import Database
from adapters.importers.incident_log import read_log
from adapters.importers.incident_summary import IncidentSummary
from adapters.importers.recording import Progress, record
from adapters.importers.rejects import write_rejects
from adapters.importers.replay import Replay
from adapters.importers.source_row import SourceRow
from adapters.storage.batch import Batch
from adapters.storage.house import House
from adapters.storage.timers import release_clocks

AT_ONCE = 1_000
"""Rows in a transaction: a tenth of a second, so that neither the feeds nor the desk's own writers wait."""
ASKED_AT_ONCE = 5_000


async def import_incidents(
    house: House,
    path: Path,
    *,
    until: datetime | None = None,
    dry_run: bool = False,
    rejects_path: Path | None = None,
    progress: Progress = lambda _done, _of: None,
    at_once: int = AT_ONCE,
) -> IncidentSummary:
    """Rows before `until`, in the order in which they happened. Raises UnreadableFile, KeptBusy."""
    log = await asyncio.to_thread(read_log, path, until)
    if rejects_path is not None:
        write_rejects(rejects_path, log.rejects)
    summary = IncidentSummary.of(log, until, dry_run=dry_run)
    pending = await _not_recorded(house.database, log.rows)
    summary.earlier = len(log.rows) - len(pending)
    progress(summary.earlier, len(log.rows))
    take = _Rehearsal(house) if dry_run else _Recording(house, summary)
    for begin in range(0, len(pending), at_once):
        summary.add(await take.rows(pending[begin : begin + at_once]))
        progress(summary.earlier + summary.recorded, len(log.rows))
    if until is None and not dry_run:
        await release_clocks(house)
    return summary


class _Rehearsal:
    """Everything but the writing."""

    def __init__(self, house: House) -> None:
        self._replay = Replay(house)

    async def rows(self, rows: Sequence[SourceRow]) -> Batch:
        batch = await self._replay.play(rows)
        batch.settle()
        return batch


class _Recording:
    """A transaction for each batch; rows that somebody else recorded meanwhile count as recorded earlier."""

    def __init__(self, house: House, summary: IncidentSummary) -> None:
        self._house = house
        self._replay = Replay(house)
        self._summary = summary
        self._rows: Sequence[SourceRow] = ()

    async def rows(self, rows: Sequence[SourceRow]) -> Batch:
        self._rows = rows
        return await record(self._house, self._play, self._start_over)

    async def _play(self) -> Batch:
        return await self._replay.play(self._rows)

    async def _start_over(self) -> None:
        self._replay.forget()
        missing = await _not_recorded(self._house.database, self._rows)
        self._summary.earlier += len(self._rows) - len(missing)
        self._rows = missing


async def _not_recorded(database: Database, rows: Sequence[SourceRow]) -> list[SourceRow]:
    recorded: set[str] = set()
    for begin in range(0, len(rows), ASKED_AT_ONCE):
        sql = database.sql()
        among = sql.among("digest", [row.digest.hex() for row in rows[begin : begin + ASKED_AT_ONCE]])
        found = await database.rows(f"select digest from source_row where {among}", sql.values)
        recorded.update(each["digest"] for each in found)
    return [row for row in rows if row.digest.hex() not in recorded]
