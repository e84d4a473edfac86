from collections.abc import Callable
from datetime import datetime
from uuid import UUID

import pytest
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import initialize, invariant, rule, run_state_machine_as_test

from domain.feedback.feedback import Feedback
from domain.feedback.lifecycle import DONE, LIFECYCLE, FeedbackAction, FeedbackStatus
from domain.feedback.sentiment import Sentiment
from tests.domain.builders import ANNA, BO
from tests.domain.feedbacks import CAI, HANDBOOK, PEOPLE, STANDING, VERBS, a_reading
from tests.domain.history import History, departments, people, reasons, texts

about = st.sets(st.sampled_from([ANNA, BO, CAI]))


class FeedbackHistory(History):
    feedback: Feedback

    @initialize(status=st.sampled_from(FeedbackStatus))
    def begin(self, status: FeedbackStatus) -> None:
        self.aggregate = self.feedback = STANDING[status]()

    def act(self, action: FeedbackAction, verb: Callable[[datetime], None]) -> None:
        came_from, version = self.feedback.status, self.feedback.version
        if self.ask(verb):
            told = [getattr(each.event, "status", None) for each in self.feedback.happenings[version:]]
            assert told in ([], [LIFECYCLE.after(action, came_from)], [came_from, FeedbackStatus.RECEIVED])
            assert self.feedback.status is (told[-1] if told else came_from)

    @rule(action=st.sampled_from(FeedbackAction))
    def the_usual(self, action: FeedbackAction) -> None:
        self.act(action, lambda at: VERBS[action](self.feedback, at))

    @rule(kind=st.sampled_from(["fee", "login"]), those=about, why=reasons)
    def classify(self, kind: str, those: set[UUID], why: str | None) -> None:
        def verb(at: datetime) -> None:
            route = HANDBOOK.route(kind, about=those, people=PEOPLE)
            self.feedback.classify(
                kind=kind, about_ids=those, stage=None, business_line=None, route=route, why=why, at=at
            )

        self.act(FeedbackAction.CLASSIFY, verb)

    @rule(department=departments, person=people, why=reasons)
    def route(self, department: str, person: UUID | None, why: str | None) -> None:
        self.act(
            FeedbackAction.ROUTE,
            lambda at: self.feedback.route(department=department, responsible_id=person, why=why, at=at),
        )

    @rule(text=texts, by=people)
    def respond(self, text: str, by: UUID | None) -> None:
        self.act(FeedbackAction.RESPOND, lambda at: self.feedback.respond(text, channel="phone", by=by, at=at))

    @rule(cause=st.sampled_from(["process", "weather"]), text=texts, by=people)
    def find_the_cause(self, cause: str, text: str, by: UUID | None) -> None:
        self.act(
            FeedbackAction.RECORD_CAUSE,
            lambda at: self.feedback.record_cause(cause, text, rule=HANDBOOK, by=by, at=at),
        )

    @rule(text=texts, by=people)
    def handle(self, text: str, by: UUID | None) -> None:
        self.act(FeedbackAction.RECORD_ACTION, lambda at: self.feedback.record_action(text, by=by, at=at))
        self.act(FeedbackAction.HANDLE, lambda at: self.feedback.handle(text, channel="email", by=by, at=at))

    @rule(by=people)
    def close(self, by: UUID | None) -> None:
        self.act(FeedbackAction.CLOSE, lambda at: self.feedback.close(by=by, at=at))

    @rule(score=st.integers(0, 6), comment=st.none() | texts)
    def rate(self, score: int, comment: str | None) -> None:
        self.act(FeedbackAction.RATE, lambda at: self.feedback.rate(score, rule=HANDBOOK, comment=comment, at=at))

    @rule(why=reasons)
    def reopen(self, why: str | None) -> None:
        self.act(FeedbackAction.REOPEN, lambda at: self.feedback.reopen(why=why, at=at))

    @rule(sentiment=st.none() | st.sampled_from(Sentiment), by_model=st.booleans())
    def judge(self, sentiment: Sentiment | None, by_model: bool) -> None:
        if by_model or sentiment is None:
            self.act(
                FeedbackAction.READ_SENTIMENT,
                lambda at: self.feedback.read_sentiment(a_reading(sentiment), at=at),
            )
        else:
            self.act(
                FeedbackAction.CORRECT_SENTIMENT,
                lambda at: self.feedback.correct_sentiment(sentiment, ["fee"], by="agent:anna", at=at),
            )

    @invariant()
    def nobody_is_responsible_for_what_is_about_them(self) -> None:
        assert self.feedback.responsible_id not in self.feedback.about_ids

    @invariant()
    def what_is_done_lacks_nothing_and_what_is_not_has_no_reply(self) -> None:
        done = self.feedback.status in DONE
        assert (self.feedback.current.lacking == ()) is done
        assert (self.feedback.current.closed_at is not None) is (self.feedback.status is FeedbackStatus.CLOSED)

    @invariant()
    def cycles_only_go_on(self) -> None:
        reopened = sum(type(each.event).__name__ == "FeedbackReopened" for each in self.feedback.happenings)
        assert self.feedback.cycle == 1 + reopened

    @invariant()
    def a_persons_word_beats_the_models(self) -> None:
        if self.feedback.correction is not None:
            assert self.feedback.sentiment is self.feedback.correction.sentiment


TestFeedbackHistory = FeedbackHistory.TestCase
TestFeedbackHistory.settings = settings(max_examples=40, stateful_step_count=20, deadline=None)


@pytest.mark.long
def test_many_more_histories_add_up() -> None:
    run_state_machine_as_test(FeedbackHistory, settings=settings(max_examples=1000, deadline=None))
