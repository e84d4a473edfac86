from datetime import timedelta

import pytest

import domain.ticket.events as ticket_events
from domain.calendar.duration import business_minutes
from domain.clock.clock import ClockState, replay
from domain.clock.commitment import Commitment, Policy
from domain.clock.defaults import DEFAULT_COMMITMENTS, OF_OTHERS, OF_TICKETS
from domain.clock.events import ClockEvent, ClockEventKind
from domain.clock.promises import Heard
from domain.shared.errors import Invalid, NotAllowedNow
from domain.ticket.lifecycle import Status
from tests.domain.calendars import at
from tests.domain.promises import DEFAULTS, WARNING_AND_BREACH, Kept, opened, policy

WAITING = Status.AWAITING_CUSTOMER


def test_an_opened_ticket_has_the_clocks_of_the_process() -> None:
    kept = opened("2026-10-09 16:00")

    assert {name: kept.due(name) for name, _ in kept.promises.clocks} == {
        "first_response": "10-09 16:30",
        "initial_analysis": "10-10 16:00",
        "plan": "10-11 16:00",
        "initial_handling": "10-12 16:00",
        "tracking_begins": "10-14 00:00",
    }


def test_the_customers_own_feedback_is_confirmed_within_24_hours_and_answered_within_72() -> None:
    kept = opened()

    kept.hear("CustomerFeedbackGiven", "2026-10-20 10:00", Status.RESOLVED)
    kept.hear("FeedbackConfirmed", "2026-10-21 09:59")

    assert not kept.clock("feedback_confirmed").breached(at("2026-12-01 00:00"))
    assert kept.due("feedback_result") == "10-23 10:00"


def test_weekly_progress_runs_from_when_the_last_one_had_been_due_until_the_ticket_is_resolved() -> None:
    kept = opened()

    kept.hear("ProgressReported", "2026-10-10 10:00", Status.IN_PROGRESS)
    kept.hear("ProgressReported", "2026-10-16 10:00")
    kept.hear("ProgressReported", "2026-10-25 10:00")
    kept.hear("TicketResolved", "2026-10-26 10:00", Status.RESOLVED)

    assert [kept.due("weekly_progress", number) for number in (1, 2, 3)] == [
        "10-17 10:00",
        "10-24 10:00",
        "10-31 10:00",
    ]
    assert [kept.clock("weekly_progress", number).state for number in (1, 2, 3)] == [
        "FULFILLED",
        "FULFILLED",
        "CANCELLED",
    ]
    assert [kept.clock("weekly_progress", number).breached(at("2026-11-30 00:00")) for number in (1, 2, 3)] == [
        False,
        True,
        False,
    ]


def test_what_recurs_independently_runs_from_when_it_was_done() -> None:
    kept = opened("2026-10-09 16:00", policy(2, weekly_progress={"recurrence": "INDEPENDENT"}))

    kept.hear("ProgressReported", "2026-10-10 10:00", Status.IN_PROGRESS)
    kept.hear("ProgressReported", "2026-10-16 12:00")

    assert kept.due("weekly_progress", 2) == "10-23 12:00"


def test_resolving_ends_every_promise_of_the_handling() -> None:
    kept = opened("2026-10-09 16:00")
    kept.hear("ProgressReported", "2026-10-09 16:05", Status.IN_PROGRESS)

    kept.hear("TicketResolved", "2026-10-09 16:20", Status.RESOLVED)

    assert {name: clock.state.value for (name, _), clock in kept.promises.clocks.items()} == {
        "first_response": "CANCELLED",
        "initial_analysis": "CANCELLED",
        "plan": "CANCELLED",
        "initial_handling": "FULFILLED",
        "tracking_begins": "FULFILLED",
        "weekly_progress": "CANCELLED",
    }


# ---- the traps of other systems


def test_paused_and_resolved_in_one_command_keeps_the_hold() -> None:
    kept = opened("2026-02-02 10:00")

    kept.hear("TicketAwaitsCustomer", "2026-02-02 12:00", WAITING)
    kept.hear("TicketResolved", "2026-08-03 12:00", Status.RESOLVED)

    assert kept.clock("initial_handling").state is ClockState.FULFILLED
    assert not kept.clock("initial_handling").breached(at("2026-09-01 00:00"))
    assert sum(each.counted for each in kept.clock("initial_handling").explain(kept.shelf).stretches) == 72 * 3600
    assert kept.due("initial_handling") == "08-06 10:00"


def test_a_policy_that_changes_while_paused_leaves_the_clock_on_its_version_until_it_is_repinned() -> None:
    stricter = policy(2, initial_handling={"duration": {"amount": 24 * 60, "unit": "WALL_CLOCK_MINUTES"}})
    kept = opened("2026-10-09 16:00")
    kept.shelf.policies[2] = stricter

    kept.hear("TicketAwaitsCustomer", "2026-10-09 20:00", WAITING)
    kept.policy = stricter
    kept.hear("TicketResumed", "2026-10-10 20:00", Status.IN_PROGRESS)
    assert (kept.due("initial_handling"), kept.clock("initial_handling").terms.policy_version) == ("10-13 16:00", 1)

    kept.promises.repin(stricter, "desk", 1, at=at("2026-10-10 21:00"), why="新规定")
    assert (kept.due("initial_handling"), kept.clock("initial_handling").terms.policy_version) == ("10-11 16:00", 2)


def test_repinned_while_paused_it_still_stands_and_keeps_its_pauses() -> None:
    stricter = policy(2, initial_handling={"duration": {"amount": 24 * 60, "unit": "WALL_CLOCK_MINUTES"}})
    kept = opened("2026-10-09 16:00", stricter)
    kept.hear("TicketAwaitsCustomer", "2026-10-09 20:00", WAITING)

    kept.promises.repin(policy(1), "desk", 1, at=at("2026-10-10 12:00"), why="回退")
    kept.hear("TicketResumed", "2026-10-10 20:00", Status.IN_PROGRESS)

    assert kept.due("initial_handling") == "10-13 16:00"


def test_a_shorter_promise_put_in_force_while_paused_was_broken_before_the_pause_and_that_is_recorded() -> None:
    stricter = policy(
        2, initial_handling={"steps": WARNING_AND_BREACH, "duration": {"amount": 120, "unit": "WALL_CLOCK_MINUTES"}}
    )
    kept = opened("2026-10-09 16:00", policy(3, initial_handling={"steps": WARNING_AND_BREACH}))
    kept.shelf.policies[2] = stricter
    kept.hear("TicketAwaitsCustomer", "2026-10-09 20:00", WAITING)

    kept.promises.repin(stricter, "desk", 1, at=at("2026-10-10 12:00"), why="新规定")
    taken = kept.hear("TicketResolved", "2026-10-10 13:00", Status.RESOLVED)

    assert ("breach", at("2026-10-09 18:00")) in [(event.step, moment) for event, moment in taken]


def test_a_ticket_opened_outside_hours_is_answered_from_the_next_opening_on() -> None:
    in_hours = policy(2, first_response={"duration": business_minutes(30).body()})

    kept = opened("2026-10-03 23:00", in_hours)

    assert kept.due("first_response") == "10-08 09:30"


def test_a_pause_across_a_holiday_costs_only_the_hours_the_desk_would_have_been_there() -> None:
    in_hours = policy(2, initial_handling={"duration": business_minutes(16 * 60).body()})
    kept = opened("2026-09-29 16:00", in_hours)

    kept.hear("TicketAwaitsCustomer", "2026-09-30 17:00", WAITING)
    kept.hear("TicketResumed", "2026-10-08 10:00", Status.IN_PROGRESS)

    # 2 h on the 29th, 7 h on the 30th, and of the 8th what is left after ten.
    assert kept.due("initial_handling") == "10-08 18:00"


def test_a_reopened_ticket_gets_a_clock_of_its_own_and_the_earlier_one_stays_as_it_was() -> None:
    kept = opened("2026-10-09 16:00")
    kept.hear("TicketResolved", "2026-10-10 16:00", Status.RESOLVED)
    first = kept.clock("initial_handling")

    kept.hear("TicketReopened", "2026-10-20 09:00", Status.IN_PROGRESS)

    assert kept.clock("initial_handling") == first
    assert (kept.due("initial_handling", 2), kept.clock("initial_handling", 2).cycle) == ("10-23 09:00", 2)


def test_a_reply_after_the_ticket_is_closed_starts_and_stops_nothing() -> None:
    kept = opened()
    kept.hear("TicketResponded", "2026-10-09 16:10", Status.CLASSIFIED)
    kept.hear("TicketResolved", "2026-10-10 16:00", Status.RESOLVED)
    kept.hear("TicketArchived", "2026-10-11 16:00", Status.ARCHIVED)
    before = list(kept.promises.events)

    kept.hear("CustomerMessageReceived", "2026-10-12 09:00")

    assert kept.promises.events == before


def test_a_calendar_that_changes_moves_only_the_clocks_that_are_repinned() -> None:
    kept = opened("2026-10-09 16:00")
    kept.changed_calendar(zone="Asia/Tokyo")

    kept.hear("TicketResponded", "2026-10-09 16:10")
    assert kept.due("tracking_begins") == "10-14 00:00"

    kept.promises.repin(kept.policy, "desk", 2, at=at("2026-10-09 17:00"), why="迁址")
    assert kept.due("tracking_begins") == "10-13 23:00"


def test_repinning_to_what_a_clock_runs_on_is_not_news() -> None:
    kept = opened()
    before = list(kept.promises.events)

    kept.promises.repin(kept.policy, "desk", 1, at=at("2026-10-09 17:00"), why="核对")

    assert kept.promises.events == before


# ---- steps


def test_each_step_is_taken_once_at_its_moment_or_when_somebody_looks_next() -> None:
    kept = opened("2026-10-09 16:00", policy(2, first_response={"steps": WARNING_AND_BREACH}))

    def taken(when: str) -> list[tuple[str, str | None, str]]:
        steps = kept.promises.step(at(when))
        return [(event.kind.value, event.step, f"{moment - at('2026-10-09 16:00')}") for event, moment in steps]

    assert taken("2026-10-09 16:19") == []
    assert taken("2026-10-09 16:20") == [("WARNED", "warn", "0:20:00")]
    assert taken("2026-10-09 16:20") == []
    assert taken("2026-10-09 18:00") == [("BREACHED", "breach", "0:30:00"), ("BREACHED", "supervisor", "1:30:00")]
    assert taken("2026-10-09 19:00") == []


def test_a_breach_nobody_had_noticed_is_recorded_before_what_comes_too_late() -> None:
    kept = opened("2026-10-09 16:00")

    taken = kept.hear("TicketResponded", "2026-10-09 17:00")

    assert [(event.kind, event.commitment, moment) for event, moment in taken] == [
        (ClockEventKind.WARNED, "first_response", at("2026-10-09 16:20")),
        (ClockEventKind.BREACHED, "first_response", at("2026-10-09 16:30")),
    ]
    assert [each.kind for each in kept.promises.events if each.commitment == "first_response"] == [
        "ACTIVATED",
        "WARNED",
        "BREACHED",
        "FULFILLED",
    ]


def test_nothing_is_breached_while_it_stands_still() -> None:
    kept = opened("2026-10-09 16:00")
    kept.hear("TicketAwaitsThirdParty", "2026-10-09 16:20", Status.AWAITING_THIRD_PARTY)

    taken = kept.promises.step(at("2026-12-31 00:00"))

    assert {event.commitment for event, _ in taken} == {"first_response", "initial_analysis", "tracking_begins"}


def test_what_follows_a_breach_waits_while_the_customer_is_awaited() -> None:
    kept = opened("2026-10-09 16:00", policy(2, initial_handling={"steps": WARNING_AND_BREACH}))
    kept.hear("TicketAwaitsCustomer", "2026-10-12 16:30", WAITING)

    while_waiting = kept.promises.step(at("2026-10-13 16:00"))
    on_resuming = kept.hear("TicketResumed", "2026-10-13 17:00", Status.IN_PROGRESS) + kept.promises.step(
        at("2026-10-13 17:00")
    )

    assert "supervisor" not in {event.step for event, _ in while_waiting}
    assert [event.step for event, _ in on_resuming] == ["supervisor"]


def test_the_nearest_clock_is_the_one_that_falls_due_first() -> None:
    kept = opened()
    first = kept.promises.nearest()
    kept.hear("TicketResponded", "2026-10-09 16:10")
    second = kept.promises.nearest()
    kept.hear("TicketWithdrawn", "2026-10-09 16:20", Status.CANCELLED)

    assert first is not None
    assert second is not None
    assert (first.commitment, second.commitment) == ("first_response", "initial_analysis")
    assert kept.promises.nearest() is None


def test_a_commitment_is_made_only_to_whom_it_is_meant_for() -> None:
    for_vips = policy(2, first_response={"when": {"tier": ["VIP"], "level": ["1", "2"]}})
    asked = {"a": {"tier": "VIP", "level": "2"}, "b": {"tier": "VIP", "level": "3"}, "c": {"level": "1"}}

    promised = {}
    for name, facts in asked.items():
        kept = opened("2026-10-09 16:00", for_vips)
        kept.promises.clocks.clear()
        kept.hear("TicketOpened", "2026-10-09 16:00", facts=facts)
        promised[name] = ("first_response", 1) in kept.promises.clocks

    assert promised == {"a": True, "b": False, "c": False}


# ---- the log


def test_a_clock_refuses_what_cannot_have_happened() -> None:
    kept = opened()
    clock = kept.clock("initial_handling")

    def event(kind: ClockEventKind, hours: int = 1, step: str | None = None) -> ClockEvent:
        moment = clock.runs_from + timedelta(hours=hours)
        return ClockEvent(kind=kind, at=moment, commitment=clock.commitment, instance=1, cycle=1, step=step)

    done = clock.after(event(ClockEventKind.FULFILLED), kept.shelf)
    stepped = clock.after(event(ClockEventKind.BREACHED, step="breach"), kept.shelf)
    for what, then in (
        (clock, event(ClockEventKind.RESUMED)),
        (clock, event(ClockEventKind.ACTIVATED)),
        (clock, event(ClockEventKind.PAUSED, hours=-1)),
        (done, event(ClockEventKind.PAUSED, hours=2)),
        (done, event(ClockEventKind.FULFILLED, hours=2)),
        (stepped, event(ClockEventKind.BREACHED, step="breach")),
    ):
        with pytest.raises(NotAllowedNow):
            what.after(then, kept.shelf)
    with pytest.raises(NotAllowedNow):
        replay([event(ClockEventKind.PAUSED)], kept.shelf)


def test_a_command_whose_clock_is_a_little_behind_is_not_refused() -> None:
    kept = opened("2026-10-09 16:00")

    kept.hear("TicketAwaitsCustomer", "2026-10-09 15:59", WAITING)

    assert kept.clock("plan").pauses[0].start == at("2026-10-09 16:00")


@pytest.mark.parametrize(
    "wrong",
    [
        {"basis": " "},
        {"fulfilled_on": []},
        {"recurrence": "OFTEN"},
        {"duration": {"amount": 0, "unit": "WORKING_DAYS"}},
        {"cancelled_on": ["TicketResponded"]},
        {"steps": [{"code": "breach", "kind": "VIOLATION", "minutes": -1}]},
        {"steps": [{"code": "a", "kind": "WARNING", "minutes": 1}, {"code": "a", "kind": "VIOLATION", "minutes": 1}]},
    ],
)
def test_a_commitment_that_means_nothing_is_refused(wrong: dict[str, object]) -> None:
    with pytest.raises(Invalid):
        Commitment.of({**DEFAULT_COMMITMENTS[0], **wrong})


def test_the_defaults_listen_to_events_and_statuses_that_exist() -> None:
    for commitment in map(Commitment.of, OF_TICKETS):
        events = commitment.starts_on | commitment.fulfilled_on | commitment.cancelled_on

        assert all(hasattr(ticket_events, name) for name in events)
        assert commitment.paused_in <= {status.value for status in Status}


def test_of_an_imported_ticket_only_that_is_promised_which_its_log_can_tell() -> None:
    kept = Kept()

    kept.hear("TicketOpened", "2016-03-01 10:00", facts={"origin": "import"})

    assert {name for name, _ in kept.promises.clocks} == {"initial_handling"}


def test_a_ticket_has_no_promise_that_was_made_of_something_else() -> None:
    kept = opened()
    for event in ("AccountOpened", "FeedbackReceived", "IdentityChangeNoticed"):
        kept.hear(event, "2026-10-09 17:00")

    assert not {name for name, _ in kept.promises.clocks} & {each["code"] for each in OF_OTHERS}


@pytest.mark.parametrize("code", [each["code"] for each in DEFAULT_COMMITMENTS])
def test_every_promise_warns_before_it_is_broken(code: str) -> None:
    steps = DEFAULTS.named(code).steps

    assert [(step.kind, step.offset < 0) for step in steps] == [("WARNING", True), ("VIOLATION", False)]


def test_one_of_the_customers_groups_is_enough_for_a_condition() -> None:
    found = Commitment.of({**OF_TICKETS[0], "when": {"segment": ["elderly", "new"]}})

    assert found.holds_for("ticket", {"segment": "|vip|elderly|"})
    assert found.holds_for("ticket", {"segment": "new"})
    assert not found.holds_for("ticket", {"segment": "|vip|"})
    assert not found.holds_for("ticket", {})


GRAVE = {
    "when": {"level": ["1"]},
    "duration": {"amount": 24 * 60, "unit": "WALL_CLOCK_MINUTES"},
}
LIGHT = {"when": {"level": ["2", "3", "4", "5"]}}


def by_level() -> Policy:
    """Level 1 is handled within 24 hours, the rest within 72."""
    handling = next(dict(each) for each in DEFAULT_COMMITMENTS if each["code"] == "initial_handling")
    others = [dict(each) for each in DEFAULT_COMMITMENTS if each["code"] != "initial_handling"]
    return Policy.of(2, [*others, handling | LIGHT, handling | GRAVE | {"code": "grave_handling"}])


def classified(kept: Kept, when: str, level: str) -> None:
    facts = {"level": level}
    heard = Heard(
        event="TicketClassified", at=at(when), status=kept.status, since=at("2026-10-09 16:00"), facts=facts,
        changed=frozenset({"level"}),
    )  # fmt: skip
    kept.promises.hear(heard, kept.policy, "desk", 1)


def test_a_corrected_level_puts_the_promise_of_that_level_in_force_from_the_start() -> None:
    kept = Kept(by_level())
    kept.hear("TicketOpened", "2026-10-09 16:00", facts={"level": "3"})
    assert kept.due("initial_handling") == "10-12 16:00"
    classified(kept, "2026-10-09 17:00", "1")
    assert kept.clock("initial_handling").state is ClockState.CANCELLED
    assert kept.due("grave_handling") == "10-10 16:00"
    assert replay(kept.promises.events, kept.shelf) == kept.promises.clocks


def test_a_corrected_level_keeps_what_the_clock_stood_still_for() -> None:
    kept = Kept(by_level())
    kept.hear("TicketOpened", "2026-10-09 16:00", facts={"level": "3"})
    kept.hear("TicketAwaitsCustomer", "2026-10-09 18:00", Status.AWAITING_CUSTOMER, facts={"level": "3"})
    classified(kept, "2026-10-09 20:00", "1")
    assert kept.clock("grave_handling").state is ClockState.PAUSED
    kept.hear("CustomerReplied", "2026-10-09 21:00", Status.IN_PROGRESS, facts={"level": "1"})
    assert kept.due("grave_handling") == "10-10 19:00"
    assert replay(kept.promises.events, kept.shelf) == kept.promises.clocks


def test_a_level_that_goes_to_and_fro_has_one_going_clock_and_a_past() -> None:
    kept = Kept(by_level())
    kept.hear("TicketOpened", "2026-10-09 16:00", facts={"level": "3"})
    for when, level in (("2026-10-09 17:00", "1"), ("2026-10-09 18:00", "3"), ("2026-10-09 19:00", "4")):
        classified(kept, when, level)
    going = [each for each in kept.promises.clocks.values() if each.state is ClockState.RUNNING]
    assert [(each.commitment, each.instance) for each in going if "handling" in each.commitment] == [
        ("initial_handling", 2)
    ]
    assert kept.due("initial_handling", 2) == "10-12 16:00"


def test_what_was_fulfilled_is_not_promised_anew_when_the_level_changes() -> None:
    response = next(dict(each) for each in DEFAULT_COMMITMENTS if each["code"] == "first_response")
    levels = [response | LIGHT, response | GRAVE | {"code": "grave_response"}]
    kept = Kept(Policy.of(2, levels))
    kept.hear("TicketOpened", "2026-10-09 16:00", facts={"level": "3"})
    kept.hear("TicketResponded", "2026-10-09 16:10", facts={"level": "3"})
    classified(kept, "2026-10-09 17:00", "1")
    assert [each.commitment for each in kept.promises.clocks.values()] == ["first_response"]


def test_what_happened_before_there_was_a_promise_is_not_asked_for_when_the_level_changes() -> None:
    response = next(dict(each) for each in DEFAULT_COMMITMENTS if each["code"] == "first_response")
    kept = Kept(Policy.of(2, [response | GRAVE]))
    kept.hear("TicketOpened", "2026-10-09 16:00", facts={"level": "3"})
    heard = Heard(
        event="TicketClassified", at=at("2026-10-09 17:00"), status="CLASSIFIED", since=at("2026-10-09 16:00"),
        facts={"level": "1"}, changed=frozenset({"level"}), told=frozenset({"TicketOpened", "TicketResponded"}),
    )  # fmt: skip
    kept.promises.hear(heard, kept.policy, "desk", 1)
    assert not kept.promises.clocks


def test_what_recurs_begins_anew_as_it_is_promised_now_and_not_at_all_when_it_no_longer_is() -> None:
    weekly = next(dict(each) for each in DEFAULT_COMMITMENTS if each["code"] == "weekly_progress")
    daily = Policy.of(3, [weekly | {"duration": {"amount": 24 * 60, "unit": "WALL_CLOCK_MINUTES"}}])
    kept = Kept(daily, DEFAULTS)
    kept.hear("ProgressReported", "2026-10-09 16:00", facts={"origin": "desk"})
    kept.policy = daily
    kept.hear("ProgressReported", "2026-10-10 16:00", facts={"origin": "desk"})
    assert kept.clock("weekly_progress", 2).terms.policy_version == 3
    assert kept.due("weekly_progress", 2) == "10-17 16:00"

    kept.policy = Policy(4, ())
    kept.hear("ProgressReported", "2026-10-11 16:00", facts={"origin": "desk"})
    assert ("weekly_progress", 3) not in kept.promises.clocks
