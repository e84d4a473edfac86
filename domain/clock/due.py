"""When an aggregate falls due: with the nearest of its clocks."""

from datetime import UTC, datetime

END_OF_TIME = datetime(9999, 12, 31, tzinfo=UTC)
"""Stored where no clock runs: such a one comes last among those that fall due, and is never overdue."""


def shown_due(due_at: datetime) -> datetime | None:
    """As people are told: None where no clock runs."""
    return None if due_at == END_OF_TIME else due_at
