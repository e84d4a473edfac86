"""The time of a past that is being written: it stands where the story has come to."""

from dataclasses import dataclass
from datetime import datetime


@dataclass(slots=True)
class PastClock:
    """Set before each thing that happens."""

    stands_at: datetime

    def now(self) -> datetime:
        """Where the story has come to."""
        return self.stands_at
