"""Until when a ticket should be handled: a minimal promise that the clock engine will take over (source: P5.2-b)."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any


@dataclass(frozen=True, slots=True)
class HandlingPromise:
    """Hours of wall clock from opening or reopening, by level; levels not named take `default_hours`."""

    version: int
    default_hours: float = 72
    hours_by_level: Mapping[str, float] = field(default_factory=dict)

    @classmethod
    def of(cls, version: int, body: Mapping[str, Any]) -> "HandlingPromise":
        """Read the stored body of a policy."""
        return cls(version, body.get("default_hours", 72), body.get("hours_by_level", {}))

    def due(self, *, began_at: datetime, level: int) -> datetime:
        """The instant by which the cycle that began then should be resolved."""
        return began_at + timedelta(hours=self.hours_by_level.get(str(level), self.default_hours))


DEFAULT_HANDLING: Mapping[str, Any] = {"default_hours": 72, "hours_by_level": {}}
