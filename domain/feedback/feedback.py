"""Feedback (反馈): what a customer thinks of our service, answered and traced to its cause (source: P4.2, P4.3)."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any, ClassVar
from uuid import UUID

from domain.feedback import events
from domain.feedback.cycle import FeedbackCycle
from domain.feedback.lifecycle import LIFECYCLE, OPEN, FeedbackAction, FeedbackStatus
from domain.feedback.routing import Route, RoutingRule
from domain.feedback.sentiment import Correction, Reading, Sentiment
from domain.feedback.source import Collected, Referral, ServiceStage
from domain.shared.aggregate import Aggregate
from domain.shared.errors import AlreadyDone, Forbidden, Invalid, NotAllowedNow
from domain.shared.text import a_reason, a_subject, a_text, an_optional_reason

PEOPLE = 20
_OF_CYCLE = tuple((f"cycle.{name}", name) for name in FeedbackCycle.__dataclass_fields__)


@dataclass(slots=True, kw_only=True)
class Feedback(Aggregate):
    """Knows no deadline of ours: the clocks listen to its events. Nobody handles feedback that is about them."""

    KIND: ClassVar[str] = "feedback"
    SERIES: ClassVar[str] = "F"

    number: str
    customer_id: UUID
    subject: str
    kind: str
    collected: Collected
    channel: str
    received_at: datetime
    received_by: str
    department: str
    current: FeedbackCycle
    status: FeedbackStatus = FeedbackStatus.RECEIVED
    responsible_id: UUID | None = None
    about_ids: frozenset[UUID] = frozenset()
    stage: ServiceStage | None = None
    business_line: str | None = None
    referral: Referral | None = None
    ticket_id: UUID | None = None
    """The ticket whose handling it is about, if any."""
    reading: Reading | None = None
    correction: Correction | None = None

    @classmethod
    def receive(
        cls,
        *,
        id: UUID,  # noqa: A002
        number: str,
        customer_id: UUID,
        subject: str,
        text: str,
        kind: str,
        collected: Collected,
        channel: str,
        route: Route,
        at: datetime,
        by: str,
        about_ids: Iterable[UUID] = (),
        stage: ServiceStage | None = None,
        business_line: str | None = None,
        referral: Referral | None = None,
        ticket_id: UUID | None = None,
    ) -> "Feedback":
        """A customer told us, or an authority passed it on; it goes where the handbook says (source: P4.2-a, -d)."""
        about = _people(about_ids)
        _may_be_responsible(route.responsible_id, about)
        feedback = cls(
            id=id,
            number=number,
            customer_id=customer_id,
            subject=a_subject(subject),
            kind=kind,
            collected=collected,
            channel=channel,
            received_at=at,
            received_by=by,
            department=route.department,
            responsible_id=route.responsible_id,
            about_ids=about,
            stage=stage,
            business_line=business_line,
            referral=referral,
            ticket_id=ticket_id,
            current=FeedbackCycle(number=1, began_at=at),
        )
        feedback._record(
            events.FeedbackReceived(
                at=at,
                feedback_id=id,
                status=feedback.status,
                text=a_text(text, field="text"),
                route_factors=route.factors,
                rule_version=route.rule_version,
                authority=None if referral is None else referral.authority,
                authority_reference=None if referral is None else referral.reference,
                answer_by=None if referral is None else referral.answer_by,
            )
        )
        return feedback

    def classify(
        self,
        *,
        kind: str,
        about_ids: Iterable[UUID],
        stage: ServiceStage | None,
        business_line: str | None,
        route: Route,
        at: datetime,
        why: str | None = None,
    ) -> None:
        """Judged otherwise; of another kind or about other people, it goes where the handbook sends such feedback."""
        status = LIFECYCLE.after(FeedbackAction.CLASSIFY, self.status)
        about, reason = _people(about_ids), an_optional_reason(why)
        desk = (self.department, self.responsible_id)
        if (kind, about) != (self.kind, self.about_ids):
            _may_be_responsible(route.responsible_id, about)
            desk = (route.department, route.responsible_id)
        before = (self.kind, self.about_ids, self.stage, self.business_line, (self.department, self.responsible_id))
        if before == (kind, about, stage, business_line, desk):
            return
        self.status, self.kind, self.about_ids, self.stage, self.business_line = (
            status, kind, about, stage, business_line,
        )  # fmt: skip
        self.department, self.responsible_id = desk
        self._record(
            events.FeedbackClassified(
                at=at,
                reason=reason,
                feedback_id=self.id,
                status=status,
                route_factors=route.factors,
                rule_version=route.rule_version,
            )
        )

    def route(self, *, department: str, responsible_id: UUID | None, why: str | None, at: datetime) -> None:
        """Elsewhere than the handbook sends it, with the reason; never to somebody it is about (source: P4.2-d)."""
        status = LIFECYCLE.after(FeedbackAction.ROUTE, self.status)
        reason = a_reason(why, why="say why it goes elsewhere than the handbook sends it")
        _may_be_responsible(responsible_id, self.about_ids)
        if (department, responsible_id) == (self.department, self.responsible_id):
            return
        self.status, self.department, self.responsible_id = status, department, responsible_id
        self._record(
            events.FeedbackRouted(
                at=at,
                reason=reason,
                feedback_id=self.id,
                status=status,
                department=department,
                responsible_id=responsible_id,
            )
        )

    def respond(self, text: str, *, channel: str, by: UUID | None, at: datetime) -> None:
        """The customer hears from us; the first time in a cycle is the response (source: P4.2-c, within 24 hours)."""
        status = self._after(FeedbackAction.RESPOND, by)
        words = a_text(text, field="text")
        self.status = status
        if self.current.responded_at is None:
            self.current = replace(self.current, responded_at=at)
        self._record(events.FeedbackResponded(at=at, feedback_id=self.id, status=status, text=words, channel=channel))

    def record_cause(self, cause: str, text: str, *, rule: RoutingRule, by: UUID | None, at: datetime) -> None:
        """Where it comes from: a cause of the handbook, and in words (source: P4.3-b)."""
        status = self._after(FeedbackAction.RECORD_CAUSE, by)
        rule.check_cause(cause)
        words = a_text(text, field="text")
        self.status, self.current = status, replace(self.current, cause=cause, cause_at=at)
        self._record(
            events.CauseRecorded(
                at=at, feedback_id=self.id, status=status, cause=cause, text=words, rule_version=rule.version
            )
        )

    def record_action(self, text: str, *, by: UUID | None, at: datetime) -> None:
        """What was done about it (source: P4.2-b)."""
        status = self._after(FeedbackAction.RECORD_ACTION, by)
        words = a_text(text, field="text")
        self.status, self.current = status, replace(self.current, acted_at=at)
        self._record(events.ActionRecorded(at=at, feedback_id=self.id, status=status, text=words))

    def handle(self, reply: str, *, channel: str, by: UUID | None, at: datetime) -> None:
        """The written reply, once cause and action are on record (source: P4.2-c, within 7 working days)."""
        status = self._after(FeedbackAction.HANDLE, by)
        lacking = replace(self.current, replied_at=at).lacking
        if lacking:
            raise NotAllowedNow(f"cannot handle: there is no {' and no '.join(lacking)} in this cycle")
        words = a_text(reply, field="reply")
        self.status, self.current = status, replace(self.current, replied_at=at, handler_id=by)
        self._record(
            events.FeedbackHandled(
                at=at,
                feedback_id=self.id,
                status=status,
                reply=words,
                channel=channel,
                cycle=self.cycle,
                handler_id=by,
            )
        )

    def close(self, *, by: UUID | None, at: datetime) -> None:
        """Over; only with a classified cause, an action and a written reply."""
        if self.status in OPEN:
            raise NotAllowedNow(f"cannot close: there is no {' and no '.join(self.current.lacking)} in this cycle")
        status = self._after(FeedbackAction.CLOSE, by)
        self.status, self.current = status, replace(self.current, closed_at=at)
        self._record(events.FeedbackClosed(at=at, feedback_id=self.id, status=status, cycle=self.cycle))

    def rate(self, score: int, *, rule: RoutingRule, at: datetime, comment: str | None = None) -> None:
        """The customer's rating of the handling, 1 (poor) to 5 (good), once a cycle; a poor one reopens."""
        status = LIFECYCLE.after(FeedbackAction.RATE, self.status)
        if not 1 <= score <= 5:  # noqa: PLR2004
            raise Invalid(f"score {score} does not exist; scores are 1 (poor) to 5 (good)", field=["score"])
        if self.current.rating is not None:
            raise AlreadyDone(f"cycle {self.cycle} has its rating: one rating a cycle", field=["score"])
        words = None if comment is None else a_text(comment, field="comment")
        poor = rule.is_poor(score)
        self.status, self.current = status, replace(self.current, rating=score, rated_at=at)
        self._record(
            events.FeedbackRated(
                at=at,
                feedback_id=self.id,
                status=status,
                cycle=self.cycle,
                score=score,
                poor=poor,
                rule_version=rule.version,
                comment=words,
            )
        )
        if poor:
            self.reopen(why=f"the customer rated the handling {score} of 5", at=at)

    def reopen(self, *, why: str | None, at: datetime) -> None:
        """It was not over: the next cycle begins, and needs a response, a cause, an action and a reply of its own."""
        status = LIFECYCLE.after(FeedbackAction.REOPEN, self.status)
        reason = a_reason(why, why="say why it is not over")
        self.status, self.current = status, FeedbackCycle(number=self.cycle + 1, began_at=at)
        self._record(
            events.FeedbackReopened(at=at, reason=reason, feedback_id=self.id, status=status, cycle=self.cycle)
        )

    def read_sentiment(self, reading: Reading, *, at: datetime) -> None:
        """What a model makes of it; kept beside a person's correction, and never in its place (source: P4.3-a)."""
        status = LIFECYCLE.after(FeedbackAction.READ_SENTIMENT, self.status)
        if reading == self.reading:
            return
        self.status, self.reading = status, reading
        self._record(
            events.SentimentRead(
                at=at,
                feedback_id=self.id,
                status=status,
                sentiment=reading.sentiment,
                confidence=reading.confidence,
                topics=reading.topics,
                model_version=reading.model_version,
            )
        )

    def correct_sentiment(self, sentiment: Sentiment, topics: Iterable[str], *, by: str, at: datetime) -> None:
        """What a person makes of it; from here on it is that."""
        status = LIFECYCLE.after(FeedbackAction.CORRECT_SENTIMENT, self.status)
        correction = Correction(sentiment, tuple(sorted(topics)), by, at)
        known = self.correction
        if known is not None and (known.sentiment, known.topics) == (sentiment, correction.topics):
            return
        self.status, self.correction = status, correction
        self._record(
            events.SentimentCorrected(
                at=at,
                feedback_id=self.id,
                status=status,
                sentiment=sentiment,
                topics=correction.topics,
                read_as=None if self.reading is None else self.reading.sentiment,
                model_version=None if self.reading is None else self.reading.model_version,
            )
        )

    @property
    def cycle(self) -> int:
        """The number of the running cycle, from 1."""
        return self.current.number

    @property
    def sentiment(self) -> Sentiment | None:
        """A person's word, else the model's; None is unsure, or not read yet."""
        if self.correction is not None:
            return self.correction.sentiment
        return None if self.reading is None else self.reading.sentiment

    @property
    def topics(self) -> tuple[str, ...]:
        """A person's, else the model's."""
        if self.correction is not None:
            return self.correction.topics
        return () if self.reading is None else tuple(each.code for each in self.reading.topics)

    def state(self) -> dict[str, Any]:
        """Everything that may change."""
        return {
            "subject": self.subject,
            "kind": self.kind,
            "collected": self.collected,
            "channel": self.channel,
            "stage": self.stage,
            "business_line": self.business_line,
            "status": self.status,
            "department": self.department,
            "responsible_id": self.responsible_id,
            "about_ids": tuple(sorted(self.about_ids)),
            **{called: getattr(self.current, name) for called, name in _OF_CYCLE},
            **_all("reading", self.reading),
            **_all("correction", self.correction),
        }

    def image(self) -> dict[str, Any]:
        """What the filter of a feed and the scope of a viewer look at."""
        return {
            "status": self.status,
            "kind": self.kind,
            "department": self.department,
            "assignee": self.responsible_id,
            "about": sorted(self.about_ids),
            "customer": self.customer_id,
            "channel": self.channel,
            "subject": self.subject,
            "sentiment": self.sentiment,
            "received_at": self.received_at,
            "opened_by": self.received_by,
        }

    def _after(self, action: FeedbackAction, by: UUID | None) -> FeedbackStatus:
        """Where it leads; Forbidden for somebody it is about."""
        status = LIFECYCLE.after(action, self.status)
        if by is not None and by in self.about_ids:
            raise Forbidden("this feedback is about you: somebody else handles it")
        return status


def _people(about_ids: Iterable[UUID]) -> frozenset[UUID]:
    about = frozenset(about_ids)
    if len(about) > PEOPLE:
        raise Invalid(f"feedback is about at most {PEOPLE} people", field=["aboutIds"])
    return about


def _may_be_responsible(person: UUID | None, about: frozenset[UUID]) -> None:
    if person is not None and person in about:
        raise Invalid("nobody is responsible for feedback that is about them", field=["responsibleId"])


def _all(name: str, value: Reading | Correction | None) -> dict[str, Any]:
    if value is None:
        return {}
    return {f"{name}.{each}": getattr(value, each) for each in value.__dataclass_fields__}
