"""The promises made to one aggregate: they listen to what happens to it and set, stop and step its clocks."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime

from domain.calendar.pause import Pause
from domain.clock.clock import GOING, Clock, ClockState, TermsBook, activated
from domain.clock.commitment import Commitment, Facts, Policy, Recurrence, StepKind
from domain.clock.events import ClockEvent, ClockEventKind, Terms

Kind = ClockEventKind
Taken = tuple[ClockEvent, datetime]
"""A step as it was recorded, and the moment at which it was due."""

OPENING: Mapping[str, tuple[str, str]] = {
    "ticket": ("TicketOpened", "TicketReopened"),
    "feedback": ("FeedbackReceived", "FeedbackReopened"),
    "customer": ("AccountOpened", "AccountOpened"),
}
"""The events that begin a cycle of each kind of aggregate: the first, and each that follows."""
HOLDS_NO_MORE = "its conditions hold no more"
"""Why a clock is cancelled when the facts have changed."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Heard:
    """An event of the aggregate by its name, the status it led to, its cycle, and the facts conditions ask for.

    `since` is when the cycle began, `told` the names of what happened in it before; `changed` names the facts that are
    others than before.
    """

    event: str
    at: datetime
    status: str
    cycle: int = 1
    since: datetime | None = None
    facts: Facts = field(default_factory=dict)
    changed: frozenset[str] = frozenset()
    told: frozenset[str] = frozenset()


class Promises:
    """`clocks` is how they stand, `events` what has been news since they stood as they were given.

    Those that still go must be given, and of each commitment the last one.
    """

    def __init__(
        self, aggregate: str, book: TermsBook, clocks: Iterable[Clock] = (), *, punctual: bool = False
    ) -> None:
        """`punctual` is for history that is told afterwards: its steps were taken at their moments."""
        self._aggregate = aggregate
        self._book = book
        self._punctual = punctual
        self.events: list[ClockEvent] = []
        self.clocks = {(each.commitment, each.instance): each for each in clocks}

    def hear(self, heard: Heard, policy: Policy, calendar: str, calendar_version: int) -> list[Taken]:
        """Something happened; what begins now begins under this policy and calendar, what runs stays on its own.

        Steps whose moment came before are taken first and handed back, so that none is lost by being late. What ends
        comes before what begins, and that before what is paused.
        """
        taken = self.step(heard.at)
        for clock in self._going():
            commitment = self._book.commitment(clock.terms)
            recurs = self._stop(clock, commitment, heard)
            now = recurs and _in_force(policy, commitment.code, self._aggregate, heard.facts)
            if recurs and now:
                self._start(Terms(now.code, policy.version, calendar, calendar_version), heard, runs_from=recurs)
        for commitment in policy.commitments:
            if heard.event in commitment.starts_on and commitment.holds_for(self._aggregate, heard.facts):
                terms = Terms(commitment.code, policy.version, calendar, calendar_version)
                self._start(terms, heard, runs_from=heard.at)
        self._judge_anew(heard, policy, calendar, calendar_version)
        for clock in self._going():
            self._pause(clock, self._book.commitment(clock.terms), heard)
        return taken

    def step(self, at: datetime) -> list[Taken]:
        """Records each step whose moment has come, once, with the moment; one that comes late is recorded as of now."""
        taken = []
        for clock in self._going():
            for step, moment in clock.steps_due(at, self._book):
                kind = Kind.WARNED if step.kind is StepKind.WARNING else Kind.BREACHED
                taken.append((self._record(kind, clock, moment if self._punctual else at, step=step.code), moment))
        return taken

    def repin(self, policy: Policy, calendar: str, calendar_version: int, *, at: datetime, why: str) -> None:
        """Every clock that still goes moves to these versions; its start and its pauses stay what they were.

        One whose commitment this version no longer has stays where it is.
        """
        codes = {each.code for each in policy.commitments}
        for clock in self._going():
            if clock.commitment not in codes:
                continue
            terms = Terms(clock.commitment, policy.version, calendar, calendar_version)
            if terms != clock.terms:
                self._record(Kind.RETARGETED, clock, at, reason=why, terms=terms)

    def nearest(self) -> Clock | None:
        """The running clock that falls due first."""
        running = [clock for clock in self._going() if clock.due is not None]
        return min(running, key=lambda clock: (clock.due, clock.commitment), default=None)

    def _going(self) -> list[Clock]:
        return [clock for clock in self.clocks.values() if clock.state in GOING]

    def _stop(self, clock: Clock, commitment: Commitment, heard: Heard) -> datetime | None:
        """From when the next one runs, where one follows."""
        if heard.event in commitment.cancelled_on:
            self._record(Kind.CANCELLED, clock, heard.at, reason=heard.event)
        elif heard.event in commitment.fulfilled_on:
            self._record(Kind.FULFILLED, clock, heard.at, reason=heard.event)
            if commitment.recurrence is not Recurrence.NONE:
                due = self.clocks[clock.commitment, clock.instance].due
                return due if commitment.recurrence is Recurrence.SEQUENTIAL and due is not None else heard.at
        return None

    def _judge_anew(self, heard: Heard, policy: Policy, calendar: str, calendar_version: int) -> None:
        """A level or a kind has been corrected: what is promised is what is promised to such a one, from the start."""
        if not heard.changed:
            return
        pauses: dict[str, tuple[Pause, ...]] = {}
        for clock in self._going():
            commitment = self._book.commitment(clock.terms)
            if heard.changed & commitment.when.keys() and not commitment.holds_for(self._aggregate, heard.facts):
                stopped = self._record(Kind.CANCELLED, clock, heard.at, reason=HOLDS_NO_MORE)
                gone = self.clocks[stopped.commitment, stopped.instance]
                pauses |= dict.fromkeys(commitment.fulfilled_on, gone.pauses)
        opening = OPENING[self._aggregate][heard.cycle > 1]
        for commitment in policy.commitments:
            if (
                heard.changed & commitment.when.keys()
                and heard.since is not None
                and opening in commitment.starts_on
                and commitment.holds_for(self._aggregate, heard.facts)
                and commitment.fulfilled_on.isdisjoint(heard.told)
                and not self._met_in(heard.cycle, commitment)
            ):
                terms = Terms(commitment.code, policy.version, calendar, calendar_version)
                inherited = next((pauses[each] for each in commitment.fulfilled_on if each in pauses), ())
                self._start(terms, heard, runs_from=heard.since, pauses=inherited)

    def _met_in(self, cycle: int, commitment: Commitment) -> bool:
        """Whether what fulfils it has happened in this cycle, as a clock shows that was fulfilled by the same."""
        return any(
            clock.cycle == cycle
            and clock.state is ClockState.FULFILLED
            and not self._book.commitment(clock.terms).fulfilled_on.isdisjoint(commitment.fulfilled_on)
            for clock in self.clocks.values()
        )

    def _start(self, terms: Terms, heard: Heard, *, runs_from: datetime, pauses: tuple[Pause, ...] = ()) -> None:
        """A commitment has one clock at a time; what recurs has begun anew already."""
        mine = [clock for clock in self.clocks.values() if clock.commitment == terms.commitment]
        if any(clock.state in GOING for clock in mine):
            return
        event = ClockEvent(
            kind=Kind.ACTIVATED,
            at=heard.at,
            commitment=terms.commitment,
            instance=max((clock.instance for clock in mine), default=0) + 1,
            cycle=heard.cycle,
            reason=heard.event,
            terms=terms,
            runs_from=runs_from,
            pauses=pauses,
        )
        self.events.append(event)
        self.clocks[event.commitment, event.instance] = activated(event, self._book)

    def _pause(self, clock: Clock, commitment: Commitment, heard: Heard) -> None:
        stands = heard.status in commitment.paused_in
        if stands and clock.state is ClockState.RUNNING:
            self._record(Kind.PAUSED, clock, heard.at, reason=heard.status)
        elif not stands and clock.state is ClockState.PAUSED:
            self._record(Kind.RESUMED, clock, heard.at, reason=heard.event)

    def _record(
        self,
        kind: Kind,
        clock: Clock,
        at: datetime,
        *,
        reason: str | None = None,
        terms: Terms | None = None,
        step: str | None = None,
    ) -> ClockEvent:
        # Two processes' clocks may differ a little; that is no reason to refuse a customer.
        at = at if step is not None and self._punctual else max(at, clock.last_at)
        event = ClockEvent(
            kind=kind,
            at=at,
            commitment=clock.commitment,
            instance=clock.instance,
            cycle=clock.cycle,
            reason=reason,
            terms=terms,
            step=step,
        )
        key = (clock.commitment, clock.instance)
        self.clocks[key] = self.clocks[key].after(event, self._book)
        self.events.append(event)
        return event


def _in_force(policy: Policy, code: str, aggregate: str, facts: Facts) -> Commitment | None:
    """What recurs begins anew as it is promised now, if it still is."""
    return next((each for each in policy.commitments if each.code == code and each.holds_for(aggregate, facts)), None)
