"""What real history would have come to under a proposal, beside what it came to (source: P3.1-c)."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from uuid import UUID

from domain.clock.clock import Clock
from domain.clock.promises import Heard, Promises
from domain.clock.rules import ClockRules

Key = tuple[str, int]
"""Commitment and instance."""
Clocks = Mapping[Key, Clock]


def replayed(aggregate: str, history: Iterable[Heard], rules: ClockRules) -> Clocks:
    """The clocks of an aggregate if these rules had been in force from its first event on.

    What moves no clock is passed over, as it is while it happens; steps move no deadline and are left out.
    """
    promises = Promises(aggregate, rules.book, punctual=True)
    before: str | None = None
    for heard in history:
        if rules.concerns(heard.event, before, heard.status) or rules.asks_for(heard.changed):
            promises.hear(heard, rules.policy, *rules.calendar_for(heard.facts))
        before = heard.status
    return promises.clocks


@dataclass(frozen=True, slots=True)
class Window:
    """The clocks that ran in it are looked at; whether they were breached is judged as of `now`."""

    start: datetime
    end: datetime
    now: datetime

    def holds(self, clock: Clock | None) -> bool:
        """Whether it ran at any moment of the window."""
        if clock is None or clock.runs_from >= self.end:
            return False
        return clock.stopped_at is None or clock.stopped_at >= self.start


@dataclass(frozen=True, slots=True)
class ClockChange:
    """A clock that would be otherwise: None where there is none on that side, or where it stands still."""

    commitment: str
    instance: int
    due_before: datetime | None
    due_after: datetime | None
    breached_before: bool | None
    breached_after: bool | None


@dataclass(slots=True)
class Tally:
    """A commitment in numbers; the tickets in the order in which they were looked at, each once."""

    clocks_before: int = 0
    clocks_after: int = 0
    breached_before: dict[UUID, int] = field(default_factory=dict)
    breached_after: dict[UUID, int] = field(default_factory=dict)


@dataclass(slots=True)
class Simulation:
    """Adds up ticket by ticket."""

    window: Window
    tickets: int = 0
    commitments: dict[str, Tally] = field(default_factory=dict)
    changed: dict[UUID, tuple[ClockChange, ...]] = field(default_factory=dict)

    def add(self, ticket_id: UUID, was: Clocks, would_be: Clocks) -> None:
        """One more ticket: its clocks as they are, and as they would be."""
        self.tickets += 1
        changes = []
        for key in dict.fromkeys((*was, *would_be)):
            before, after = was.get(key), would_be.get(key)
            if not self.window.holds(before) and not self.window.holds(after):
                continue
            self._count(ticket_id, key[0], before, after)
            change = self._change(key, before, after)
            if change is not None:
                changes.append(change)
        if changes:
            self.changed[ticket_id] = tuple(changes)

    def _count(self, ticket_id: UUID, commitment: str, before: Clock | None, after: Clock | None) -> None:
        tally = self.commitments.setdefault(commitment, Tally())
        tally.clocks_before += before is not None
        tally.clocks_after += after is not None
        for clock, found in ((before, tally.breached_before), (after, tally.breached_after)):
            if clock is not None and clock.breached(self.window.now):
                found[ticket_id] = found.get(ticket_id, 0) + 1

    def _change(self, key: Key, before: Clock | None, after: Clock | None) -> ClockChange | None:
        now = self.window.now
        change = ClockChange(
            *key,
            due_before=None if before is None else before.due,
            due_after=None if after is None else after.due,
            breached_before=None if before is None else before.breached(now),
            breached_after=None if after is None else after.breached(now),
        )
        same = change.due_before == change.due_after and change.breached_before == change.breached_after
        return None if same else change
