"""One row of the incident log, as far as it was true when it was written."""

from datetime import datetime
from enum import StrEnum
from typing import NamedTuple


class SourceState(StrEnum):
    NEW = "New"
    ACTIVE = "Active"
    AWAITING_USER_INFO = "Awaiting User Info"
    AWAITING_VENDOR = "Awaiting Vendor"
    AWAITING_PROBLEM = "Awaiting Problem"
    AWAITING_EVIDENCE = "Awaiting Evidence"
    RESOLVED = "Resolved"
    CLOSED = "Closed"


class SourceRow(NamedTuple):
    """Names are the source's; None is unknown. `notes` says which optional values could not be read.

    A tuple, because a frozen dataclass of this width takes five times as long to make.
    """

    line: int
    digest: bytes
    number: str
    state: SourceState
    updated_at: datetime
    opened_at: datetime
    mod_count: int
    reopen_count: int | None
    made_sla: bool | None
    caller: str | None
    channel: str | None
    business_line: str | None
    kind: str | None
    level: int | None
    department: str | None
    assignee: str | None
    updated_by: str | None
    resolver: str | None
    resolved_at: datetime | None
    closed_at: datetime | None
    closed_code: str | None
    notes: tuple[str, ...] = ()

    @property
    def replay_order(self) -> tuple[datetime, int]:
        """Neither the file's own order nor the count of changes can be relied on."""
        return self.updated_at, self.line
