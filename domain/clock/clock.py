"""One instance of a commitment: it is what its events make it, whether they just happened or are read again."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Protocol

from domain.calendar.deadline import Deadline, deadline
from domain.calendar.explain import Explanation, explain
from domain.calendar.pause import Pause
from domain.calendar.service import ServiceCalendar
from domain.clock.commitment import Commitment, Step, StepKind
from domain.clock.events import ClockEvent, ClockEventKind, Terms
from domain.shared.errors import NotAllowedNow


class ClockState(StrEnum):
    """A clock that was breached still runs until somebody fulfils or cancels it."""

    RUNNING = "RUNNING"
    PAUSED = "PAUSED"
    FULFILLED = "FULFILLED"
    CANCELLED = "CANCELLED"


GOING = frozenset({ClockState.RUNNING, ClockState.PAUSED})
Kind = ClockEventKind
ALLOWED = {
    Kind.PAUSED: frozenset({ClockState.RUNNING}),
    Kind.RESUMED: frozenset({ClockState.PAUSED}),
    Kind.RETARGETED: GOING,
    Kind.WARNED: GOING,
    Kind.BREACHED: GOING,
    Kind.FULFILLED: GOING,
    Kind.CANCELLED: GOING,
}


class TermsBook(Protocol):
    """All versions that any clock runs on."""

    def commitment(self, terms: Terms) -> Commitment: ...
    def calendar(self, terms: Terms) -> ServiceCalendar: ...


@dataclass(frozen=True, slots=True, kw_only=True)
class Clock:
    """`due` is None while a pause goes on that began before it; a clock stopped in a pause is judged as if resumed."""

    commitment: str
    instance: int
    cycle: int
    runs_from: datetime
    terms: Terms
    deadline: Deadline
    last_at: datetime
    state: ClockState = ClockState.RUNNING
    pauses: tuple[Pause, ...] = ()
    stopped_at: datetime | None = None
    steps: frozenset[str] = frozenset()

    @property
    def due(self) -> datetime | None:
        """When the promise falls due."""
        return self.deadline.due

    def breached(self, at: datetime) -> bool:
        """Whether the promise was, or by now is, not kept in time; cancelled later than due counts as well."""
        return self.due is not None and (self.stopped_at or at) > self.due

    def steps_due(self, at: datetime, book: TermsBook) -> list[tuple[Step, datetime]]:
        """The steps whose moment has come and that are not recorded yet, earliest first."""
        return [(step, moment) for step, moment in self.steps_ahead(book) if moment <= at]

    def steps_ahead(self, book: TermsBook) -> list[tuple[Step, datetime]]:
        """The steps that are not recorded yet and will come if nothing happens, with their moments, earliest first.

        While it stands still, those whose moment came before: a shorter promise may have been put in force meanwhile.
        """
        if self.state not in GOING or self.due is None:
            return []
        until = self.pauses[-1].start if self.state is ClockState.PAUSED else None
        moments = [
            (step, self.due + timedelta(seconds=step.offset))
            for step in book.commitment(self.terms).steps
            if step.code not in self.steps
        ]
        ahead = [(step, moment) for step, moment in moments if until is None or moment <= until]
        return sorted(ahead, key=lambda each: each[1])

    def warns_at(self, book: TermsBook) -> datetime | None:
        """From when on it is due soon, as the first warning before the deadline says; None while it does not run."""
        if self.state is not ClockState.RUNNING or self.due is None:
            return None
        offsets = [
            each.offset
            for each in book.commitment(self.terms).steps
            if each.kind is StepKind.WARNING and each.offset < 0
        ]
        return self.due + timedelta(seconds=min(offsets)) if offsets else None

    def explain(self, book: TermsBook) -> Explanation:
        """Every stretch from the start to the deadline, counted or skipped, with its reason."""
        return explain(book.calendar(self.terms), self.runs_from, book.commitment(self.terms).duration, self.pauses)

    def after(self, event: ClockEvent, book: TermsBook) -> "Clock":
        """As the event leaves it; NotAllowedNow when it cannot happen now or would lie before what happened last."""
        if self.state not in ALLOWED.get(event.kind, frozenset()):
            raise NotAllowedNow(f"clock {self.commitment} #{self.instance}: no {event.kind} while {self.state}")
        if event.step is None and event.at < self.last_at:
            raise NotAllowedNow(f"clock {self.commitment} #{self.instance}: {event.kind} would lie in its past")
        if event.step in self.steps:
            raise NotAllowedNow(f"clock {self.commitment} #{self.instance}: step {event.step} is recorded already")
        changed = _CHANGES[event.kind](self, event)
        # A step moves no deadline, and a worker may take it later than the clock of the next command shows.
        if event.step is not None:
            return changed
        return replace(changed, deadline=_deadline(changed, book), last_at=event.at)


def activated(event: ClockEvent, book: TermsBook) -> Clock:
    """The clock that this event sets going."""
    if event.kind is not Kind.ACTIVATED or event.terms is None or event.runs_from is None:
        raise NotAllowedNow("a clock begins by being activated, with terms and a start")
    clock = Clock(
        commitment=event.commitment,
        instance=event.instance,
        cycle=event.cycle,
        runs_from=event.runs_from,
        terms=event.terms,
        deadline=Deadline(None),
        last_at=event.at,
        pauses=event.pauses,
    )
    return replace(clock, deadline=_deadline(clock, book))


def replay(events: Iterable[ClockEvent], book: TermsBook) -> dict[tuple[str, int], Clock]:
    """All clocks of an aggregate by commitment and instance, from nothing but what happened to them."""
    clocks: dict[tuple[str, int], Clock] = {}
    for event in events:
        key = (event.commitment, event.instance)
        clocks[key] = clocks[key].after(event, book) if key in clocks else activated(event, book)
    return clocks


def _deadline(clock: Clock, book: TermsBook) -> Deadline:
    duration = book.commitment(clock.terms).duration
    return deadline(book.calendar(clock.terms), clock.runs_from, duration, clock.pauses)


def _paused(clock: Clock, event: ClockEvent) -> Clock:
    pause = Pause(event.at, None, event.reason or "")
    return replace(clock, state=ClockState.PAUSED, pauses=(*clock.pauses, pause))


def _resumed(clock: Clock, event: ClockEvent) -> Clock:
    return replace(clock, state=ClockState.RUNNING, pauses=_closed(clock.pauses, event.at))


def _retargeted(clock: Clock, event: ClockEvent) -> Clock:
    return replace(clock, terms=event.terms or clock.terms)


def _stepped(clock: Clock, event: ClockEvent) -> Clock:
    return replace(clock, steps=clock.steps | {event.step or ""})


def _fulfilled(clock: Clock, event: ClockEvent) -> Clock:
    return replace(clock, state=ClockState.FULFILLED, stopped_at=event.at, pauses=_closed(clock.pauses, event.at))


def _cancelled(clock: Clock, event: ClockEvent) -> Clock:
    return replace(_fulfilled(clock, event), state=ClockState.CANCELLED)


def _closed(pauses: tuple[Pause, ...], at: datetime) -> tuple[Pause, ...]:
    """The pause that goes on ends now."""
    if not pauses or pauses[-1].until is not None:
        return pauses
    return (*pauses[:-1], replace(pauses[-1], until=at))


_CHANGES = {
    Kind.PAUSED: _paused,
    Kind.RESUMED: _resumed,
    Kind.RETARGETED: _retargeted,
    Kind.WARNED: _stepped,
    Kind.BREACHED: _stepped,
    Kind.FULFILLED: _fulfilled,
    Kind.CANCELLED: _cancelled,
}
