from collections.abc import Callable
from datetime import datetime
from uuid import UUID

import pytest
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import initialize, invariant, rule, run_state_machine_as_test

from domain.need.assessment import TripleTest
from domain.need.classes import Category, Grade
from domain.need.lifecycle import ENDED, LIFECYCLE, NeedAction, NeedStatus
from domain.need.link import NeedLinkKind
from domain.need.need import Need
from tests.domain.builders import ANNA, BO, HOUR, NINE
from tests.domain.history import History, departments, people, reasons, texts
from tests.domain.needs import STANDING, VERBS, assessed_as, classes, graded, ranked_as

categories, grades = st.sampled_from(Category), st.sampled_from(Grade)
scores = st.integers(0, 6)


class NeedHistory(History):
    need: Need

    @initialize(status=st.sampled_from(NeedStatus))
    def begin(self, status: NeedStatus) -> None:
        self.aggregate = self.need = STANDING[status]()

    def act(self, action: NeedAction, verb: Callable[[datetime], None]) -> None:
        came_from, version = self.need.status, self.need.version
        if self.ask(verb):
            told = [getattr(each.event, "status", None) for each in self.need.happenings[version:]]
            assert told in ([], [LIFECYCLE.after(action, came_from)])
            assert self.need.status is (told[-1] if told else came_from)

    @rule(action=st.sampled_from(NeedAction))
    def the_usual(self, action: NeedAction) -> None:
        self.act(action, lambda at: VERBS[action](self.need, at))

    @rule(category=categories, grade=grades, why=reasons)
    def classify(self, category: Category, grade: Grade, why: str | None) -> None:
        self.act(NeedAction.CLASSIFY, lambda at: self.need.classify(classes(category), graded(grade), why=why, at=at))

    @rule(department=departments, person=people, why=reasons)
    def assign(self, department: str, person: UUID | None, why: str | None) -> None:
        self.act(
            NeedAction.ASSIGN, lambda at: self.need.assign(department=department, assignee_id=person, why=why, at=at)
        )

    @rule(feasible=st.booleans(), satisfaction=st.none() | st.integers(1, 5), text=st.none() | texts)
    def assess(self, feasible: bool, satisfaction: int | None, text: str | None) -> None:
        tests = TripleTest(necessary=True, feasible=feasible, measurable=True)
        assessment = assessed_as(tests, satisfaction=satisfaction)
        self.act(NeedAction.ASSESS, lambda at: self.need.assess(assessment, text=text, at=at))

    @rule(category=categories, abnormal=st.booleans())
    def rank(self, category: Category, abnormal: bool) -> None:
        rank = ranked_as(category, abnormal_trading=abnormal)
        self.act(NeedAction.RANK, lambda at: self.need.rank_as(rank, at=at))

    @rule(text=texts, completion=st.sampled_from([None, NINE, NINE + 1000 * HOUR]), why=reasons)
    def plan(self, text: str, completion: datetime | None, why: str | None) -> None:
        self.act(NeedAction.PLAN, lambda at: self.need.plan(text, expected_completion=completion, why=why, at=at))

    @rule(text=texts, by=people)
    def serve(self, text: str, by: UUID | None) -> None:
        self.act(NeedAction.SERVE, lambda at: self.need.serve(text, by=by, at=at))

    @rule(satisfaction=st.none() | scores, comment=st.none() | texts)
    def confirm(self, satisfaction: int | None, comment: str | None) -> None:
        self.act(NeedAction.CONFIRM, lambda at: self.need.confirm(satisfaction=satisfaction, comment=comment, at=at))

    @rule(by_customer=st.booleans(), why=reasons)
    def decline(self, by_customer: bool, why: str | None) -> None:
        self.act(NeedAction.DECLINE, lambda at: self.need.decline(by_customer=by_customer, why=why, at=at))

    @rule(kind=st.sampled_from(NeedLinkKind), other=st.sampled_from([ANNA, BO]))
    def link(self, kind: NeedLinkKind, other: UUID) -> None:
        self.act(NeedAction.LINK, lambda at: self.need.link(kind, other, at=at))

    @invariant()
    def what_has_ended_is_out_of_reach(self) -> None:
        ended = self.need.status in ENDED
        assert (LIFECYCLE.actions_in(self.need.status) == ()) is ended
        assert (self.need.ended_at is not None) is ended

    @invariant()
    def what_is_planned_or_served_was_assessed_and_passed_the_triple_test(self) -> None:
        if self.need.status in {NeedStatus.PLANNED, NeedStatus.SERVED, NeedStatus.CONFIRMED}:
            assert self.need.assessment is not None
            assert self.need.assessment.tests.failed == ()

    @invariant()
    def only_what_was_served_says_when(self) -> None:
        if self.need.status is not NeedStatus.DECLINED:
            served = self.need.status in {NeedStatus.SERVED, NeedStatus.CONFIRMED}
            assert (self.need.served_at is not None) is served


TestNeedHistory = NeedHistory.TestCase
TestNeedHistory.settings = settings(max_examples=40, stateful_step_count=20, deadline=None)


@pytest.mark.long
def test_many_more_histories_add_up() -> None:
    run_state_machine_as_test(NeedHistory, settings=settings(max_examples=1000, deadline=None))
