"""How many words and people an import has introduced, for its summary."""

from collections import Counter

from adapters.storage.batch import Batch
from domain.reference.entry import Family

_PLURAL = {
    Family.CHANNEL: "channels",
    Family.DEPARTMENT: "departments",
    Family.BUSINESS_LINE: "business lines",
    Family.KIND: "kinds",
}


class Created(Counter[str]):
    """Reads as `channels 2, departments 71`; false when there is nothing."""

    def add(self, batch: Batch, *, customers: bool = True) -> None:
        """What this batch introduced."""
        self.update(_PLURAL[each.family] for each in batch.entries)
        self.update({"agents": len(batch.agents), "customers": len(batch.customers) if customers else 0})

    def __str__(self) -> str:
        return ", ".join(f"{what} {count}" for what, count in (+self).items())

    def __bool__(self) -> bool:
        return self.total() > 0
