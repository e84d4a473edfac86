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
        found: dict[str, object] = {}
        if self.operation is not None:
            found["operation"] = self.operation
        if self.outcome is not None:
            found["outcome"] = self.outcome
        if self.cost is not None:
            found["cost"] = self.cost
        return found


NOTES: ContextVar[Notes | None] = ContextVar("notes", default=None)
