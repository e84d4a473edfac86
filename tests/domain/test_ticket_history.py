from collections.abc import Callable
from contextlib import suppress
from datetime import datetime
from random import Random
from uuid import UUID

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.stateful import initialize, invariant, rule, run_state_machine_as_test

from domain.shared.errors import Refusal
from domain.ticket.lifecycle import LIFECYCLE, Action, Status
from domain.ticket.message import Delivery
from domain.ticket.part import LinkKind, Visibility
from domain.ticket.ticket import Ticket
from tests.domain.builders import (
    ANNA,
    BO,
    HOUR,
    NINE,
    STANDING,
    THE_MESSAGE,
    THE_NOTE,
    THE_TICKET,
    VERBS,
    a_message,
    a_ticket,
    level,
)
from tests.domain.history import History, Reader, departments, known, levels, people, reasons, texts

completions = st.sampled_from([None, NINE, NINE + 1000 * HOUR])


class TicketHistory(History):
    ticket: Ticket

    @initialize(status=st.sampled_from(Status))
    def begin(self, status: Status) -> None:
        self.aggregate = self.ticket = STANDING[status]()

    def act(self, action: Action, verb: Callable[[datetime], None]) -> None:
        came_from, version = self.ticket.status, self.ticket.version
        if self.ask(verb):
            leads_to = LIFECYCLE.after(action, came_from)
            statuses = [getattr(each.event, "status", None) for each in self.ticket.happenings[version:]]
            assert statuses in ([], [leads_to], [Status.REVIEWED, Status.IN_PROGRESS])
            assert self.ticket.status is (statuses[-1] if statuses else came_from)

    @rule(action=st.sampled_from(Action))
    def the_usual(self, action: Action) -> None:
        self.act(action, lambda at: VERBS[action](self.ticket, at))

    @rule(turns=st.lists(st.integers(0, len(Action)), min_size=3, max_size=8))
    def some_time_passes(self, turns: list[int]) -> None:
        for turn in turns:
            allowed = [each for each in LIFECYCLE.actions_in(self.ticket.status) if each is not Action.WITHDRAW]
            if allowed:
                self.the_usual(allowed[turn % len(allowed)])
                self.the_events_add_up_to_the_state()

    @rule(proposed=levels, chosen=st.none() | st.integers(0, 6), line=st.sampled_from([None, "fund"]), why=reasons)
    def classify(self, proposed: int, chosen: int | None, line: str | None, why: str | None) -> None:
        def verb(at: datetime) -> None:
            self.ticket.classify(
                kind="login", business_line=line, proposed=level(proposed), level=chosen, why=why, at=at
            )

        self.act(Action.CLASSIFY, verb)

    @rule(department=departments, person=people, why=reasons)
    def assign(self, department: str, person: UUID | None, why: str | None) -> None:
        self.act(
            Action.ASSIGN, lambda at: self.ticket.assign(department=department, assignee_id=person, why=why, at=at)
        )

    @rule(text=texts, completion=completions)
    def plan(self, text: str, completion: datetime | None) -> None:
        self.act(Action.RECORD_PLAN, lambda at: self.ticket.record_plan(text, expected_completion=completion, at=at))

    @rule(result=texts, action=texts, by=people)
    def resolve(self, result: str, action: str, by: UUID | None) -> None:
        self.act(
            Action.RESOLVE, lambda at: self.ticket.resolve(result=result, cause="锁定", action=action, by=by, at=at)
        )

    @rule(satisfied=st.booleans(), comment=st.none() | texts)
    def review(self, satisfied: bool, comment: str | None) -> None:
        self.act(Action.REVIEW, lambda at: self.ticket.review(satisfied=satisfied, comment=comment, at=at))

    @rule(score=st.integers(0, 6), comment=st.none() | texts)
    def rate(self, score: int, comment: str | None) -> None:
        self.act(Action.RATE, lambda at: self.ticket.rate(score, comment=comment, at=at))

    @rule(why=reasons)
    def reopen(self, why: str | None) -> None:
        self.act(Action.REOPEN, lambda at: self.ticket.reopen(why=why, at=at))

    @rule(why=reasons)
    def withdraw(self, why: str | None) -> None:
        self.act(Action.WITHDRAW, lambda at: self.ticket.withdraw(why=why, at=at))

    @rule(text=texts, visibility=st.sampled_from(Visibility))
    def note(self, text: str, visibility: Visibility) -> None:
        self.act(Action.ADD_NOTE, lambda at: self.ticket.add_note(THE_NOTE, text, visibility=visibility, at=at))

    @rule(kind=st.sampled_from(LinkKind), other=st.sampled_from([THE_TICKET, ANNA, BO]))
    def link(self, kind: LinkKind, other: UUID) -> None:
        self.act(Action.LINK, lambda at: self.ticket.link(kind, other, at=at))

    @rule(department=departments, text=texts, joins=st.booleans())
    def take_part(self, department: str, text: str, joins: bool) -> None:
        if joins:
            self.act(Action.JOIN_DEPARTMENT, lambda at: self.ticket.join_department(department, task=text, at=at))
        else:
            self.act(Action.FINISH_PART, lambda at: self.ticket.finish_part(department, outcome=text, at=at))

    @rule(text=texts)
    def respond(self, text: str) -> None:
        self.act(Action.RESPOND, lambda at: self.ticket.respond(a_message(text), at=at))

    @rule(known=st.sampled_from([None, *Delivery]), delivery=st.sampled_from(Delivery))
    def deliver(self, known: Delivery | None, delivery: Delivery) -> None:
        self.ticket.deliveries = {} if known is None else {THE_MESSAGE: known}
        self.ask(lambda at: self.ticket.record_delivery(THE_MESSAGE, delivery, at=at))

    @invariant()
    def cycles_only_go_on(self) -> None:
        reopened = sum(type(each.event).__name__ == "TicketReopened" for each in self.ticket.happenings)
        assert self.ticket.cycle == 1 + reopened

    @invariant()
    def only_a_cancelled_ticket_is_out_of_reach(self) -> None:
        assert bool(LIFECYCLE.actions_in(self.ticket.status)) is (self.ticket.status is not Status.CANCELLED)

    @invariant()
    def who_is_done_has_a_resolution_and_who_is_not_has_none(self) -> None:
        done = self.ticket.status in {Status.RESOLVED, Status.REVIEWED, Status.ARCHIVED}
        assert (self.ticket.current.resolved_at is not None) is done
        assert (self.ticket.current.archived_at is not None) is (self.ticket.status is Status.ARCHIVED)


TestTicketHistory = TicketHistory.TestCase
TestTicketHistory.settings = settings(max_examples=40, stateful_step_count=20, deadline=None)


@pytest.mark.long
def test_many_more_histories_add_up() -> None:
    run_state_machine_as_test(TicketHistory, settings=settings(max_examples=1000, deadline=None))


@settings(max_examples=20, deadline=None)
@given(seed=st.integers(0, 2**32))
def test_a_long_life_adds_up_too(seed: int) -> None:
    chance = Random(seed)
    ticket, reader = a_ticket(), Reader()
    life = chance.choices([each for each in Action if each is not Action.WITHDRAW], k=100)

    for hour, action in enumerate(life):
        with suppress(Refusal):
            VERBS[action](ticket, NINE + hour * HOUR)
        reader.read(ticket)
        assert known(reader.state) == known(ticket.state())

    assert ticket.version == reader.version == len(ticket.happenings)
