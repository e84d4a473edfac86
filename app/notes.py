"""What is learnt about a request while it is answered, for its one line in the log."""

from contextvars import ContextVar
from dataclasses import dataclass


@dataclass(slots=True)
class Notes:
    """Written by whoever knows, read when the answer has gone out."""

    request_id: str
    socket: bool = False
    operation: str | None = None
    outcome: str | None = None
    cost: int | None = None

    @property
    def known(self) -> dict[str, object]:
        """What has been learnt about the operation."""
        found = {"operation": self.operation, "outcome": self.outcome, "cost": self.cost}
        return {name: value for name, value in found.items() if value is not None}


NOTES: ContextVar[Notes | None] = ContextVar("notes", default=None)
