"""What came of an import of customers, as it is told at the end."""

from collections.abc import Sequence
from dataclasses import dataclass, field

from adapters.importers.created import Created
from adapters.importers.customer_register import Verdicts
from adapters.importers.rejects import Reject
from adapters.storage.batch import Batch


@dataclass(slots=True, kw_only=True)
class CustomerSummary:
    """`read` = registered + there + different + rejected; `rejects` are the last two, with line and reason."""

    dry_run: bool
    registered: int = 0
    there: int = 0
    different: int = 0
    rejected: int = 0
    rejects: list[Reject] = field(default_factory=list)
    created: Created = field(default_factory=Created)

    @property
    def read(self) -> int:
        """Every row of the file so far."""
        return self.registered + self.there + self.different + self.rejected

    def add(self, batch: Batch, unread: Sequence[Reject], verdicts: Verdicts) -> None:
        """A stretch of rows is done."""
        self.registered += len(batch.customers)
        self.there += verdicts.there
        self.different += len(verdicts.different)
        self.rejected += len(unread) + len(verdicts.rejected)
        more = [*unread, *verdicts.different, *verdicts.rejected]
        self.rejects += sorted(more, key=lambda reject: reject.line)
        self.created.add(batch, customers=False)

    def __str__(self) -> str:
        lines = ["dry run: nothing was written, this is what would have happened"] if self.dry_run else []
        parts = [f"registered {self.registered}", f"rejected {self.rejected}"]
        parts += [f"already there {self.there}"] if self.there else []
        parts += [f"already there and different, left as they are {self.different}"] if self.different else []
        lines.append(f"rows read {self.read} = {' + '.join(parts)}")
        if self.created:
            lines.append(f"created: {self.created}")
        if self.there and not self.registered:
            lines.append("nobody is new: nothing has changed")
        return "\n".join(lines)
