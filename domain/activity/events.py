"""What can happen to activity: it is recorded, many pieces at a time."""

from dataclasses import dataclass
from uuid import UUID

from domain.shared.aggregate import Event


@dataclass(frozen=True, kw_only=True)
class ActivityRecorded(Event):
    """The pieces themselves are rows of their own: `rows` new ones of so many `customers`, `repeated` were known."""

    report_id: UUID
    rows: int
    repeated: int
    customers: int
