"""Brings the customers of a firm in from a csv: new ones are registered, those who are there are left as they are."""

from collections.abc import Sequence
from pathlib import Path

from adapters.importers.customer_file import read_customers
from adapters.importers.customer_register import Register
from adapters.importers.customer_row import CustomerRow
from adapters.importers.customer_summary import CustomerSummary
from adapters.importers.recording import Progress, record, stretches
from adapters.importers.rejects import Reject, write_rejects
from adapters.storage.batch import Batch
from adapters.storage.house import House

AT_ONCE = 500


async def import_customers(
    house: House,
    path: Path,
    *,
    dry_run: bool = False,
    rejects_path: Path | None = None,
    progress: Progress = lambda _done, _of: None,
    at_once: int = AT_ONCE,
) -> CustomerSummary:
    """Each stretch of rows is one transaction. Raises UnreadableFile, KeptBusy."""
    source = read_customers(path)
    if rejects_path is not None:
        write_rejects(rejects_path, [])  # a place that cannot be written is better known before than after
    summary = CustomerSummary(dry_run=dry_run)
    take = _Taking(house, summary, dry_run=dry_run)
    for stretch in stretches(source, at_once):
        await take.rows(stretch)
        progress(summary.read, None)
    if rejects_path is not None:
        write_rejects(rejects_path, summary.rejects)
    return summary


class _Taking:
    def __init__(self, house: House, summary: CustomerSummary, *, dry_run: bool) -> None:
        self._house = house
        self._register = Register(house)
        self._summary = summary
        self._dry_run = dry_run
        self._rows: Sequence[CustomerRow] = ()

    async def rows(self, stretch: Sequence[CustomerRow | Reject]) -> None:
        self._rows = [row for row in stretch if isinstance(row, CustomerRow)]
        if self._dry_run:
            batch = await self._prepare()
            batch.settle()
        else:
            batch = await record(self._house, self._prepare, self._register.forget)
        unread = [row for row in stretch if isinstance(row, Reject)]
        self._summary.add(batch, unread, self._register.verdicts)

    async def _prepare(self) -> Batch:
        return await self._register.take(self._rows)
