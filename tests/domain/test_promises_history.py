from dataclasses import replace
from datetime import UTC, datetime, timedelta

from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule

from domain.calendar.deadline import deadline
from domain.calendar.duration import Duration, Unit
from domain.clock.clock import GOING, replay
from domain.clock.events import ClockEventKind
from domain.clock.promises import Heard, Promises
from domain.ticket.lifecycle import Status
from tests.domain.calendars import DESK
from tests.domain.promises import WARNING_AND_BREACH, Shelf, policy

LATER = st.integers(0, 12 * 86_400)
EVENTS = {
    "TicketResponded": None,
    "AnalysisRecorded": None,
    "PlanRecorded": None,
    "ProgressReported": None,
    "TicketAwaitsCustomer": Status.AWAITING_CUSTOMER,
    "TicketAwaitsThirdParty": Status.AWAITING_THIRD_PARTY,
    "TicketResumed": Status.IN_PROGRESS,
    "TicketResolved": Status.RESOLVED,
    "TicketReopened": Status.IN_PROGRESS,
    "CustomerFeedbackGiven": None,
    "FeedbackConfirmed": None,
    "TicketWithdrawn": Status.CANCELLED,
}
POLICIES = [
    policy(
        version,
        first_response={"steps": WARNING_AND_BREACH},
        initial_handling={"steps": WARNING_AND_BREACH, "duration": duration.body()},
        weekly_progress={"recurrence": recurrence},
    )
    for version, duration, recurrence in (
        (2, Duration(72 * 60, Unit.WALL_CLOCK_MINUTES), "SEQUENTIAL"),
        (3, Duration(20 * 60, Unit.BUSINESS_MINUTES), "INDEPENDENT"),
        (4, Duration(5, Unit.TRADING_DAYS), "SEQUENTIAL"),
        (5, Duration(1, Unit.CALENDAR_MONTHS), "NONE"),
    )
]


class Clocks(RuleBasedStateMachine):
    """Whatever happens in whatever order, also what no ticket would allow."""

    @initialize(minute=st.integers(0, 900_000), first=st.sampled_from(POLICIES))
    def begin(self, minute: int, first: object) -> None:
        self.now = datetime(2024, 3, 1, tzinfo=UTC) + timedelta(minutes=minute)
        self.shelf = Shelf(*POLICIES)
        self.policy = next(each for each in POLICIES if each is first)
        self.calendar = 1
        self.promises = Promises("ticket", self.shelf)
        self.status, self.cycle = Status.ACCEPTED, 1
        self.hear("TicketOpened", 0)

    @rule(event=st.sampled_from(list(EVENTS)), later=LATER)
    def hear(self, event: str, later: int) -> None:
        self.now += timedelta(seconds=later)
        self.status = EVENTS.get(event) or self.status
        self.cycle += event == "TicketReopened"
        heard = Heard(event=event, at=self.now, status=self.status, cycle=self.cycle)
        self.promises.hear(heard, self.policy, "desk", self.calendar)

    @rule(later=LATER)
    def look(self, later: int) -> None:
        self.now += timedelta(seconds=later)
        taken = self.promises.step(self.now)
        assert all(moment <= self.now for _, moment in taken)
        assert self.promises.step(self.now) == []

    @rule(policy=st.sampled_from(POLICIES), repinned=st.booleans())
    def the_policy_changes(self, policy: object, repinned: bool) -> None:
        self.policy = next(each for each in POLICIES if each is policy)
        if repinned:
            self.promises.repin(self.policy, "desk", self.calendar, at=self.now, why="新规定")

    @rule(zone=st.sampled_from(["Asia/Shanghai", "Europe/Berlin"]), repinned=st.booleans())
    def the_calendar_changes(self, zone: str, repinned: bool) -> None:
        self.calendar += 1
        self.shelf.calendars[self.calendar] = replace(DESK, version=self.calendar, zone=zone)
        if repinned:
            self.promises.repin(self.policy, "desk", self.calendar, at=self.now, why="迁址")

    @invariant()
    def what_is_stored_is_what_the_log_says(self) -> None:
        assert replay(self.promises.events, self.shelf) == self.promises.clocks

    @invariant()
    def a_step_is_recorded_once(self) -> None:
        steps = [(each.commitment, each.instance, each.step) for each in self.promises.events if each.step]
        assert len(steps) == len(set(steps))

    @invariant()
    def a_commitment_has_one_clock_going(self) -> None:
        going = [clock.commitment for clock in self.promises.clocks.values() if clock.state in GOING]
        assert len(going) == len(set(going))

    @invariant()
    def no_pause_has_moved_a_deadline_earlier(self) -> None:
        for clock in self.promises.clocks.values():
            duration = self.shelf.commitment(clock.terms).duration
            unpaused = deadline(self.shelf.calendar(clock.terms), clock.runs_from, duration).due
            assert unpaused is not None
            assert clock.due is None or clock.due >= unpaused

    @invariant()
    def every_deadline_is_explained(self) -> None:
        for clock in self.promises.clocks.values():
            found = clock.explain(self.shelf)
            assert found.deadline == clock.deadline
            if clock.due is not None:
                assert sum(each.counted for each in found.stretches) == found.length

    @invariant()
    def what_was_fulfilled_too_late_had_its_breach_recorded(self) -> None:
        broken = {
            (each.commitment, each.instance)
            for each in self.promises.events
            if each.kind is ClockEventKind.BREACHED and each.step == "breach"
        }
        for key, clock in self.promises.clocks.items():
            if clock.state not in GOING and clock.breached(self.now):
                assert key in broken


TestClocks = Clocks.TestCase
TestClocks.settings = settings(max_examples=60, stateful_step_count=25, deadline=None)
