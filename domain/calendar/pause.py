"""Pauses: intervals in which a clock stands still."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from domain.calendar.local import seconds_of
from domain.shared.errors import Invalid


@dataclass(frozen=True, slots=True)
class Pause:
    """From `start` until `until`, or still going on; the reason is shown to whoever asks for an explanation."""

    start: datetime
    until: datetime | None
    reason: str

    def __post_init__(self) -> None:
        if self.until is not None and self.until < self.start:
            raise Invalid("a pause ends before it begins", field=["pauses"])


@dataclass(frozen=True, slots=True)
class Still:
    """A pause in seconds; `until` is None while it goes on."""

    start: int
    until: int | None
    reason: str


def stills(pauses: Iterable[Pause], since: int) -> list[Still]:
    """In order, without overlaps, nothing before `since` and nothing empty."""
    ordered = sorted(pauses, key=lambda each: each.start)
    merged: list[Still] = []
    for pause in ordered:
        start = max(seconds_of(pause.start), since)
        if merged:
            before = merged[-1].until
            if before is None:
                break
            start = max(start, before)
        until = None if pause.until is None else seconds_of(pause.until)
        if until is None or until > start:
            merged.append(Still(start, until, pause.reason))
    return merged
