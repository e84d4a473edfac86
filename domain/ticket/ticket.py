"""The ticket (工单): a problem a customer raised, and what is done about it (source: P5.2, P5.3)."""

from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Any, ClassVar
from uuid import UUID

from domain.policy.level import Level
from domain.shared.aggregate import Aggregate
from domain.shared.errors import AlreadyDone, Invalid, NotAllowedNow, NotFound
from domain.shared.text import a_reason, a_subject, a_text, an_optional_reason
from domain.ticket import events
from domain.ticket.cycle import Cycle
from domain.ticket.lifecycle import LIFECYCLE, Action, Status
from domain.ticket.message import DELIVERY_LEADS_TO, Delivery, Direction, Message
from domain.ticket.part import Link, LinkKind, Part, Visibility

PARTS = 20
LINKS = 100

_OF_CYCLE = tuple((f"cycle.{name}", name) for name in Cycle.__dataclass_fields__)


@dataclass(slots=True, kw_only=True)
class Ticket(Aggregate):
    """Knows no deadline: the clocks listen to its events and keep the promises."""

    KIND: ClassVar[str] = "ticket"
    SERIES: ClassVar[str] = "T"

    number: str
    customer_id: UUID
    subject: str
    channel: str
    kind: str
    opened_at: datetime
    opened_by: str
    level: int
    proposed_level: int
    current: Cycle
    status: Status = Status.ACCEPTED
    business_line: str | None = None
    severity: int | None = None
    department: str | None = None
    assignee_id: UUID | None = None
    expected_completion: datetime | None = None
    external_reference: str | None = None
    source_met_target: bool | None = None
    parts: dict[str, Part] = field(default_factory=dict)
    links: frozenset[Link] = frozenset()
    deliveries: dict[UUID, Delivery] = field(default_factory=dict)

    @classmethod
    def open(
        cls,
        *,
        id: UUID,  # noqa: A002
        number: str,
        customer_id: UUID,
        subject: str,
        channel: str,
        kind: str,
        level: Level,
        at: datetime,
        by: str,
        business_line: str | None = None,
        severity: int | None = None,
        department: str | None = None,
        narrative: str | None = None,
    ) -> "Ticket":
        """Accepted: a customer's problem is on the desk."""
        ticket = cls(
            id=id,
            number=number,
            customer_id=customer_id,
            subject=a_subject(subject),
            channel=channel,
            kind=kind,
            business_line=business_line,
            severity=severity,
            department=department,
            opened_at=at,
            opened_by=by,
            level=level.value,
            proposed_level=level.value,
            current=Cycle(number=1, began_at=at),
        )
        words = None if narrative is None else a_text(narrative, field="narrative")
        ticket._record(
            events.TicketOpened(
                at=at,
                ticket_id=id,
                status=ticket.status,
                number=number,
                narrative=words,
                level_factors=level.factors,
                level_rule_version=level.rule_version,
            )
        )
        return ticket

    def classify(
        self,
        *,
        kind: str,
        business_line: str | None,
        proposed: Level,
        at: datetime,
        severity: int | None = None,
        level: int | None = None,
        why: str | None = None,
    ) -> None:
        """Level, kind and business line; a level other than the rule's needs a reason (source: P5.2-c)."""
        status = LIFECYCLE.after(Action.CLASSIFY, self.status)
        chosen = proposed.value if level is None else level
        if not 1 <= chosen <= 5:  # noqa: PLR2004
            raise Invalid(f"level {chosen} does not exist; levels are 1 (gravest) to 5", field=["level"])
        overruled = chosen != proposed.value
        reason = (
            a_reason(why, why=f"the rule proposes level {proposed.value}") if overruled else an_optional_reason(why)
        )
        before = (self.status, self.level, self.proposed_level, self.kind, self.business_line, self.severity)
        after = (status, chosen, proposed.value, kind, business_line, severity)
        if before == after:
            return
        self.status, self.level, self.proposed_level, self.kind, self.business_line, self.severity = after
        self._record(
            events.TicketClassified(
                at=at,
                reason=reason,
                ticket_id=self.id,
                status=self.status,
                proposed_level=proposed.value,
                overruled=overruled,
                level_factors=proposed.factors,
                level_rule_version=proposed.rule_version,
            )
        )

    def assign(self, *, department: str | None, assignee_id: UUID | None, at: datetime, why: str | None = None) -> None:
        """Responsibility is explicit: a department, and in it a person (source: P5.2-e)."""
        self._move(Action.ASSIGN)
        reason = an_optional_reason(why)
        if (department, assignee_id) == (self.department, self.assignee_id):
            return
        self.department, self.assignee_id = department, assignee_id
        self._record(
            events.TicketAssigned(
                at=at,
                reason=reason,
                ticket_id=self.id,
                status=self.status,
                department=department,
                assignee_id=assignee_id,
            )
        )

    def respond(self, message: Message, *, at: datetime) -> None:
        """A message to the customer; the first one of a cycle is the first response (source: P5.2-b)."""
        self._move(Action.RESPOND)
        if self.current.responded_at is None:
            self.current = replace(self.current, responded_at=at)
        self._exchange(events.TicketResponded, message, Direction.OUTBOUND, Delivery.QUEUED, at)

    def receive_message(self, message: Message, *, at: datetime) -> None:
        """The customer wrote or called, and it is not the answer we waited for."""
        if self.status is Status.AWAITING_CUSTOMER:
            raise NotAllowedNow("the customer's answer is awaited: record it with CUSTOMER_REPLIED")
        self._move(Action.RECEIVE_MESSAGE)
        self._exchange(events.CustomerMessageReceived, message, Direction.INBOUND, Delivery.RECEIVED, at)

    def customer_replied(self, message: Message, *, at: datetime) -> None:
        """The answer we waited for is here; it is our turn again."""
        self._move(Action.CUSTOMER_REPLIED)
        self._exchange(events.CustomerReplied, message, Direction.INBOUND, Delivery.RECEIVED, at)

    def record_delivery(self, message_id: UUID, delivery: Delivery, *, at: datetime) -> None:
        """What the channel says of a message of ours."""
        known = self.deliveries.get(message_id)
        if known is None:
            raise NotFound("the ticket has no such message", field=["messageId"])
        if delivery is known:
            return
        if delivery not in DELIVERY_LEADS_TO.get(known, frozenset()):
            raise NotAllowedNow(f"a message that is {known.value} does not become {delivery.value}", field=["delivery"])
        self.deliveries = {**self.deliveries, message_id: delivery}
        self._record(
            events.MessageDelivered(
                at=at, ticket_id=self.id, status=self.status, message_id=message_id, delivery=delivery
            )
        )

    def start(self, *, at: datetime) -> None:
        """Handling begins."""
        self._move(Action.START)
        self._record(events.TicketStarted(at=at, ticket_id=self.id, status=self.status))

    def record_analysis(self, text: str, *, at: datetime) -> None:
        """The initial analysis (source: P5.2-d)."""
        self._move(Action.RECORD_ANALYSIS)
        words = a_text(text, field="text")
        self._record(events.AnalysisRecorded(at=at, ticket_id=self.id, status=self.status, text=words))

    def record_plan(self, text: str, *, at: datetime, expected_completion: datetime | None = None) -> None:
        """The handling plan, and when it should be done (source: P5.2-d, P5.3-a)."""
        self._move(Action.RECORD_PLAN)
        words = a_text(text, field="text")
        self._expect(expected_completion, at)
        self._record(
            events.PlanRecorded(
                at=at, ticket_id=self.id, status=self.status, text=words, expected_completion=expected_completion
            )
        )

    def report_progress(self, text: str, *, at: datetime, expected_completion: datetime | None = None) -> None:
        """The weekly word on where it stands (source: P5.3-b)."""
        self._move(Action.REPORT_PROGRESS)
        words = a_text(text, field="text")
        self._expect(expected_completion, at)
        self._record(
            events.ProgressReported(
                at=at, ticket_id=self.id, status=self.status, text=words, expected_completion=expected_completion
            )
        )

    def await_customer(self, *, at: datetime) -> None:
        """We have answered; now it is the customer's turn."""
        self._move(Action.AWAIT_CUSTOMER)
        self._record(events.TicketAwaitsCustomer(at=at, ticket_id=self.id, status=self.status))

    def await_third_party(self, *, at: datetime) -> None:
        """Somebody outside the house has to act first."""
        self._move(Action.AWAIT_THIRD_PARTY)
        self._record(events.TicketAwaitsThirdParty(at=at, ticket_id=self.id, status=self.status))

    def resume(self, *, at: datetime) -> None:
        """Our turn again, whoever was waited for."""
        self._move(Action.RESUME)
        self._record(events.TicketResumed(at=at, ticket_id=self.id, status=self.status))

    def resolve(self, *, result: str, cause: str, action: str, by: UUID | None, at: datetime) -> None:
        """The customer has the result; cause and action are on record."""
        status = LIFECYCLE.after(Action.RESOLVE, self.status)
        result = a_text(result, field="result")
        cause = a_text(cause, field="cause")
        action = a_text(action, field="action")
        self.status = status
        self.current = replace(self.current, resolved_at=at, resolver_id=by)
        self._record(
            events.TicketResolved(
                at=at,
                ticket_id=self.id,
                status=self.status,
                cycle=self.cycle,
                resolver_id=by,
                result=result,
                cause=cause,
                action=action,
            )
        )

    def give_feedback(self, text: str, *, at: datetime) -> None:
        """The customer's own feedback on the problem, handed in online (source: P5.2-g)."""
        self._move(Action.GIVE_FEEDBACK)
        words = a_text(text, field="text")
        self.current = replace(self.current, feedback_at=at, feedback_confirmed_at=None, feedback_answered_at=None)
        self._record(events.CustomerFeedbackGiven(at=at, ticket_id=self.id, status=self.status, text=words))

    def confirm_feedback(self, *, at: datetime) -> None:
        """We have the customer's feedback (source: P5.2-g, within 24 hours)."""
        self._move(Action.CONFIRM_FEEDBACK)
        self._needs_feedback()
        if self.current.feedback_confirmed_at is None:
            self.current = replace(self.current, feedback_confirmed_at=at)
            self._record(events.FeedbackConfirmed(at=at, ticket_id=self.id, status=self.status))

    def answer_feedback(self, text: str, *, at: datetime) -> None:
        """What came of the customer's feedback (source: P5.2-g, within 72 hours)."""
        self._move(Action.ANSWER_FEEDBACK)
        self._needs_feedback()
        words = a_text(text, field="text")
        if self.current.feedback_answered_at is not None:
            raise AlreadyDone("this feedback has its answer; reopen the ticket if there is more to be done")
        self.current = replace(self.current, feedback_answered_at=at)
        self._record(events.FeedbackAnswered(at=at, ticket_id=self.id, status=self.status, text=words))

    def rate(self, score: int, *, at: datetime, comment: str | None = None) -> None:
        """The customer's rating, 1 (poor) to 5 (good), once a cycle (source: P5.3-e)."""
        self._move(Action.RATE)
        if not 1 <= score <= 5:  # noqa: PLR2004
            raise Invalid(f"score {score} does not exist; scores are 1 (poor) to 5 (good)", field=["score"])
        if self.current.rating is not None:
            raise AlreadyDone(f"cycle {self.cycle} has its rating: one rating a cycle", field=["score"])
        words = None if comment is None else a_text(comment, field="comment")
        self.current = replace(self.current, rating=score, rated_at=at)
        self._record(
            events.TicketRated(
                at=at, ticket_id=self.id, status=self.status, cycle=self.cycle, score=score, comment=words
            )
        )

    def review(self, *, satisfied: bool, at: datetime, comment: str | None = None) -> None:
        """The account manager's review; if not satisfied, it goes on (source: P5.3-c)."""
        status = LIFECYCLE.after(Action.REVIEW, self.status)
        words = None if comment is None else a_text(comment, field="comment")
        self.status = status
        self.current = replace(self.current, satisfied=satisfied, reviewed_at=at)
        self._record(
            events.TicketReviewed(at=at, ticket_id=self.id, status=self.status, satisfied=satisfied, comment=words)
        )
        if not satisfied:
            self.reopen(why="the review was not satisfied", at=at)

    def archive(self, *, at: datetime) -> None:
        """To the customer's file (source: P5.3-c)."""
        self._move(Action.ARCHIVE)
        self.current = replace(self.current, archived_at=at)
        self._record(events.TicketArchived(at=at, ticket_id=self.id, status=self.status))

    def reopen(self, *, why: str | None, at: datetime) -> None:
        """It was not over: the next cycle begins, the earlier ones stay."""
        status = LIFECYCLE.after(Action.REOPEN, self.status)
        reason = a_reason(why, why="say why it is not over")
        self.status = status
        self.current = Cycle(number=self.cycle + 1, began_at=at)
        self._record(
            events.TicketReopened(at=at, reason=reason, ticket_id=self.id, status=self.status, cycle=self.cycle)
        )

    def withdraw(self, *, why: str | None, at: datetime) -> None:
        """Taken back before it was resolved."""
        status = LIFECYCLE.after(Action.WITHDRAW, self.status)
        reason = a_reason(why, why="say why it is withdrawn")
        self.status = status
        self._record(events.TicketWithdrawn(at=at, reason=reason, ticket_id=self.id, status=self.status))

    def add_note(self, note_id: UUID, text: str, *, visibility: Visibility, at: datetime) -> None:
        """A note: internal, or one the customer may read."""
        self._move(Action.ADD_NOTE)
        words = a_text(text, field="text")
        self._record(
            events.NoteAdded(
                at=at, ticket_id=self.id, status=self.status, note_id=note_id, visibility=visibility, text=words
            )
        )

    def repin_promises(self, commitments: Iterable[str], *, why: str | None, at: datetime) -> None:
        """What was promised under older rules is promised under those in force; of these commitments, or of all."""
        reason = a_reason(why, why="say why running clocks move to the rules in force")
        self._record(
            events.PromisesRepinned(
                at=at, reason=reason, ticket_id=self.id, status=self.status, commitments=tuple(commitments)
            )
        )

    def link(self, kind: LinkKind, other_id: UUID, *, at: datetime) -> None:
        """Hangs together with another ticket."""
        self._move(Action.LINK)
        if other_id == self.id:
            raise Invalid("a ticket cannot be linked to itself", field=["otherId"])
        link = Link(kind, other_id)
        if link in self.links:
            return
        if len(self.links) >= LINKS:
            raise Invalid(f"a ticket has at most {LINKS} links", field=["otherId"])
        self.links |= {link}
        self._record(events.TicketLinked(at=at, ticket_id=self.id, status=self.status, kind=kind, other_id=other_id))

    def join_department(self, department: str, *, task: str, at: datetime) -> None:
        """Another department takes part in the case (source: P3.2-b)."""
        self._move(Action.JOIN_DEPARTMENT)
        words = a_text(task, field="task")
        running = self.parts.get(department)
        if running is not None and running.finished_at is None:
            return
        if running is None and len(self.parts) >= PARTS:
            raise Invalid(f"at most {PARTS} departments take part in a ticket", field=["department"])
        self.parts = {**self.parts, department: Part(department, joined_at=at)}
        self._record(
            events.DepartmentJoined(at=at, ticket_id=self.id, status=self.status, department=department, task=words)
        )

    def finish_part(self, department: str, *, outcome: str, at: datetime) -> None:
        """A department has done its part."""
        self._move(Action.FINISH_PART)
        words = a_text(outcome, field="outcome")
        part = self.parts.get(department)
        if part is None:
            raise Invalid("this department has no part in the ticket", field=["department"])
        if part.finished_at is not None:
            return
        self.parts = {**self.parts, department: replace(part, finished_at=at)}
        self._record(
            events.PartFinished(at=at, ticket_id=self.id, status=self.status, department=department, outcome=words)
        )

    @property
    def cycle(self) -> int:
        """The number of the running cycle, from 1."""
        return self.current.number

    def state(self) -> dict[str, Any]:
        """Everything that may change."""
        return {
            "subject": self.subject,
            "channel": self.channel,
            "kind": self.kind,
            "business_line": self.business_line,
            "severity": self.severity,
            "status": self.status,
            "level": self.level,
            "proposed_level": self.proposed_level,
            "department": self.department,
            "assignee_id": self.assignee_id,
            "customer_id": self.customer_id,
            "expected_completion": self.expected_completion,
            "source_met_target": self.source_met_target,
            **{called: getattr(self.current, name) for called, name in _OF_CYCLE},
            **{f"part.{each.department}.joined_at": each.joined_at for each in self.parts.values()},
            **{f"part.{each.department}.finished_at": each.finished_at for each in self.parts.values()},
            **{f"link.{each.kind}.{each.other_id}": True for each in self.links},
        }

    def image(self) -> dict[str, Any]:
        """What the filter of a feed and the scope of a viewer look at."""
        return {
            "status": self.status,
            "level": self.level,
            "department": self.department,
            "assignee": self.assignee_id,
            "customer": self.customer_id,
            "channel": self.channel,
            "subject": self.subject,
            "opened_at": self.opened_at,
            "opened_by": self.opened_by,
            "parts": sorted(self.parts),
        }

    def _move(self, action: Action) -> None:
        self.status = LIFECYCLE.after(action, self.status)

    def _expect(self, completion: datetime | None, at: datetime) -> None:
        if completion is None:
            return
        if completion <= at:
            raise Invalid("the expected completion lies in the past", field=["expectedCompletion"])
        self.expected_completion = completion

    def _needs_feedback(self) -> None:
        if self.current.feedback_at is None:
            raise NotAllowedNow("the customer has given no feedback in this cycle")

    def _exchange(
        self,
        happened: type[events.MessageExchanged],
        message: Message,
        direction: Direction,
        delivery: Delivery,
        at: datetime,
    ) -> None:
        self._record(
            happened(
                at=at,
                ticket_id=self.id,
                status=self.status,
                message_id=message.id,
                direction=direction,
                channel=message.channel,
                text=message.text,
                delivery=delivery,
                recording=message.recording,
                attachments=message.attachments,
                attachment_names=message.attachment_names,
            )
        )
