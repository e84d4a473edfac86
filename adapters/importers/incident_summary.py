"""What came of an import of incidents, as it is told at the end."""

from dataclasses import dataclass, field
from datetime import datetime
from typing import Self

from adapters.importers.created import Created
from adapters.importers.incident_log import Log
from adapters.importers.source_time import SHANGHAI
from adapters.storage.batch import Batch

NOTES_SHOWN = 3


@dataclass(slots=True, kw_only=True)
class IncidentSummary:
    """`read` = recorded + rejected + earlier + repeated + later; `derived` are the events beside those of the rows."""

    read: int
    rejected: int
    repeated: int
    later: int
    tickets: int
    notes: list[str]
    until: datetime | None
    dry_run: bool
    earlier: int = 0
    recorded: int = 0
    opened: int = 0
    derived: int = 0
    created: Created = field(default_factory=Created)

    @classmethod
    def of(cls, log: Log, until: datetime | None, *, dry_run: bool) -> Self:
        """Before anything is recorded."""
        return cls(
            read=log.read,
            rejected=len(log.rejects),
            repeated=log.repeated,
            later=log.later,
            tickets=len({row.number for row in log.rows}),
            notes=[f"line {row.line}: {note}" for row in log.noted for note in row.notes],
            until=until,
            dry_run=dry_run,
        )

    def add(self, batch: Batch) -> None:
        """A batch is recorded."""
        self.recorded += len(batch.rows)
        self.opened += len(batch.opened)
        others = len(batch.entries) + len(batch.agents) + len(batch.customers)
        self.derived += len(batch.told) - others - len(batch.rows)
        self.created.add(batch)

    def __str__(self) -> str:
        return "\n".join(self._lines())

    def _lines(self) -> list[str]:
        lines = ["dry run: nothing was written, this is what would have happened"] if self.dry_run else []
        lines += [f"rows read {self.read} = {self._parts()}", f"tickets {self.tickets}, opened now {self.opened}"]
        lines.append(f"derived events {self.derived}")
        if self.created:
            lines.append(f"created: {self.created}")
        if self.notes:
            shown = "; ".join(self.notes[:NOTES_SHOWN]) + ("; …" if len(self.notes) > NOTES_SHOWN else "")
            lines.append(f"values that could not be read and count as unknown {len(self.notes)}: {shown}")
        if self.earlier and not self.recorded:
            lines.append("every row was recorded before: nothing has changed")
        return lines

    def _parts(self) -> str:
        parts = [f"recorded {self.recorded}", f"rejected {self.rejected}"]
        if self.earlier:
            parts.append(f"recorded earlier {self.earlier}")
        if self.repeated:
            parts.append(f"repeated in the file {self.repeated}")
        if self.later and self.until is not None:
            moment = self.until.astimezone(SHANGHAI).strftime("%Y-%m-%d %H:%M")
            parts.append(f"not before {moment} Asia/Shanghai {self.later}")
        return " + ".join(parts)
