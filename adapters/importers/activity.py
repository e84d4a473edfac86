"""Brings trading activity in from a csv: what is new is recorded, what is there stays as it is."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path
from uuid import UUID

from adapters.importers.activity_file import ActivityLine, read_activity
from adapters.importers.recording import ATTEMPTS, AUTHOR, KeptBusy, Progress, stretches
from adapters.importers.rejects import Reject, quoted, write_rejects
from adapters.storage.activity import customers_named, insert_report, known_activity
from adapters.storage.bulk import Collision
from adapters.storage.house import House
from adapters.storage.log import Signature, append, event_rows
from domain.activity.activity import Activity, ActivityReport
from domain.shared.errors import Invalid

AT_ONCE = 10_000


@dataclass(slots=True, kw_only=True)
class ActivitySummary:
    """`read` = recorded + repeated + rejected; `rejects` are the last, with line and reason."""

    dry_run: bool
    recorded: int = 0
    repeated: int = 0
    rejects: list[Reject] = field(default_factory=list)

    @property
    def read(self) -> int:
        """Every row of the file so far."""
        return self.recorded + self.repeated + len(self.rejects)

    def __str__(self) -> str:
        lines = ["dry run: nothing was written, this is what would have happened"] if self.dry_run else []
        parts = f"recorded {self.recorded} + rejected {len(self.rejects)} + already there {self.repeated}"
        lines.append(f"rows read {self.read} = {parts}")
        if self.repeated and not self.recorded:
            lines.append("nothing is new: nothing has changed")
        return "\n".join(lines)


async def import_activity(
    house: House,
    path: Path,
    *,
    dry_run: bool = False,
    rejects_path: Path | None = None,
    progress: Progress = lambda _done, _of: None,
    at_once: int = AT_ONCE,
) -> ActivitySummary:
    """Each stretch of rows is one transaction. Raises UnreadableFile, KeptBusy."""
    source = read_activity(path)
    if rejects_path is not None:
        write_rejects(rejects_path, [])  # a place that cannot be written is better known before than after
    summary = ActivitySummary(dry_run=dry_run)
    taking = _Taking(house, dry_run=dry_run)
    for stretch in stretches(source, at_once):
        await taking.rows(stretch, summary)
        progress(summary.read, None)
    if rejects_path is not None:
        write_rejects(rejects_path, summary.rejects)
    return summary


class _Taking:
    """Remembers the customers it has met: they keep their references."""

    def __init__(self, house: House, *, dry_run: bool) -> None:
        self._house = house
        self._dry_run = dry_run
        self._customers: dict[str, UUID] = {}
        self._seen: set[UUID] = set()
        """In a dry run nothing is written that would tell what came before."""

    async def rows(self, stretch: Sequence[ActivityLine | Reject], summary: ActivitySummary) -> None:
        lines = [each for each in stretch if isinstance(each, ActivityLine)]
        await self._meet({each.customer for each in lines} - self._customers.keys())
        given, unfit = self._pieces(lines)
        report = await self._record(given)
        summary.recorded += len(report.rows)
        summary.repeated += report.repeated
        unread = [each for each in stretch if isinstance(each, Reject)]
        summary.rejects += sorted([*unread, *unfit], key=lambda reject: reject.line)

    async def _meet(self, references: set[str]) -> None:
        if references:
            self._customers |= await customers_named(self._house.database, None, references)

    def _pieces(self, lines: Sequence[ActivityLine]) -> tuple[list[Activity], list[Reject]]:
        given, unfit, now = [], [], self._house.now()
        for each in lines:
            customer = self._customers.get(each.customer)
            if customer is None:
                reason = f"customer: there is no customer {quoted(each.customer)}; import customers first"
                unfit.append(Reject(each.line, reason, each.text))
                continue
            try:
                piece = Activity.of(customer, each.at, each.kind, each.amount, each.currency, each.reference, now=now)
            except Invalid as invalid:
                unfit.append(Reject(each.line, invalid.message, each.text))
            else:
                given.append(piece)
        return given, unfit

    async def _record(self, given: Sequence[Activity]) -> ActivityReport:
        for _ in range(ATTEMPTS):
            known = await known_activity(self._house.database, [each.id for each in given])
            if self._dry_run:
                known |= self._seen
                self._seen |= {each.id for each in given}
            report = ActivityReport.record(
                id=self._house.new_id(), given=given, known=known, at=self._house.now(), imported=True
            )
            if self._dry_run or not report.rows or await self._write(report):
                return report
        raise KeptBusy(f"other writers were first {ATTEMPTS} times running; run the import again, it goes on from here")

    async def _write(self, report: ActivityReport) -> bool:
        try:
            async with self._house.database.transaction():
                await insert_report(self._house.database, report, AUTHOR)
                await append(self._house.database, event_rows(report, Signature(AUTHOR), None))
        except Collision:
            return False
        self._house.ring()
        return True
