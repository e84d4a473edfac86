"""What can happen to a clock; nothing else is stored about it, and nothing is ever taken back."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from domain.calendar.pause import Pause


class ClockEventKind(StrEnum):
    """In the order in which they may come; a retargeted clock goes on under other terms."""

    ACTIVATED = "ACTIVATED"
    PAUSED = "PAUSED"
    RESUMED = "RESUMED"
    RETARGETED = "RETARGETED"
    WARNED = "WARNED"
    BREACHED = "BREACHED"
    FULFILLED = "FULFILLED"
    CANCELLED = "CANCELLED"


@dataclass(frozen=True, slots=True)
class Terms:
    """Which version of the commitment and of the calendar a clock runs on."""

    commitment: str
    policy_version: int
    calendar: str
    calendar_version: int


@dataclass(frozen=True, slots=True, kw_only=True)
class ClockEvent:
    """`at` is when it happened; `runs_from` and `terms` come with what activates, `terms` with what retargets.

    `pauses` come with what activates a clock in the place of another: what that one had stood still for.
    """

    kind: ClockEventKind
    at: datetime
    commitment: str
    instance: int
    cycle: int
    reason: str | None = None
    terms: Terms | None = None
    runs_from: datetime | None = None
    step: str | None = None
    pauses: tuple[Pause, ...] = ()
