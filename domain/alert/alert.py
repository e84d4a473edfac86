"""An alert (预警): raised by a rule, told level by level until somebody acknowledges, resolved (source: P3.3-e)."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any, ClassVar
from uuid import UUID

from domain.alert import events
from domain.alert.escalation import Rule
from domain.alert.lifecycle import ALERT_LIFECYCLE, AlertAction, AlertStatus
from domain.alert.recipient import Surroundings, addresses
from domain.alert.trigger import Trigger, TriggerKind
from domain.clock.commitment import StepKind
from domain.shared.aggregate import Aggregate
from domain.shared.text import a_reason, an_optional_reason


@dataclass(slots=True, kw_only=True)
class Alert(Aggregate):
    """Stays on the version of the policy that raised it. `next_at` is when the next level is told, None for never."""

    KIND: ClassVar[str] = "alert"

    ticket_id: UUID | None
    rule: str
    policy_version: int
    trigger: TriggerKind
    occasion: str
    raised_at: datetime
    told: tuple[str, ...]
    status: AlertStatus = AlertStatus.RAISED
    level: int = 1
    next_at: datetime | None = None
    commitment: str | None = None
    instance: int | None = None
    step: str | None = None
    step_kind: StepKind | None = None
    due: datetime | None = None
    late: bool = False
    count: int | None = None
    acknowledged_at: datetime | None = None
    acknowledged_by: str | None = None
    acknowledged_reason: str | None = None
    resolved_at: datetime | None = None
    resolved_by: str | None = None
    resolved_reason: str | None = None
    feedback_id: UUID | None = None
    task_id: UUID | None = None
    """What it is about where that is no ticket."""

    @classmethod
    def raise_(
        cls,
        *,
        id: UUID,  # noqa: A002
        rule: Rule,
        policy_version: int,
        trigger: Trigger,
        around: Surroundings,
        at: datetime,
    ) -> "Alert":
        """The first level is told at once."""
        first = rule.level(1)
        alert = cls(
            id=id,
            ticket_id=trigger.aggregate_id if trigger.aggregate == "ticket" else None,
            feedback_id=trigger.aggregate_id if trigger.aggregate == "feedback" else None,
            task_id=trigger.aggregate_id if trigger.aggregate == "upkeep_task" else None,
            rule=rule.code,
            policy_version=policy_version,
            trigger=trigger.kind,
            occasion=trigger.occasion,
            raised_at=at,
            told=addresses(first.tell, around),
            commitment=trigger.commitment,
            instance=trigger.instance,
            step=trigger.step,
            step_kind=trigger.step_kind,
            due=trigger.due,
            late=trigger.late,
            count=trigger.count,
        )
        alert.next_at = alert._waits_until(rule, at)
        alert._record(
            events.AlertRaised(
                at=at,
                alert_id=id,
                ticket_id=alert.ticket_id,
                feedback_id=alert.feedback_id,
                task_id=alert.task_id,
                rule=rule.code,
                policy_version=policy_version,
                trigger=trigger.kind,
                told=alert.told,
                commitment=trigger.commitment,
                instance=trigger.instance,
                step=trigger.step,
                due=trigger.due,
                late=trigger.late,
                count=trigger.count,
            )
        )
        return alert

    def escalate(self, rule: Rule, around: Surroundings, *, at: datetime) -> bool:
        """Tell the next level when its time has come; False when there is nothing to tell.

        Whoever is told has the whole time of their level, also when they are told late.
        """
        due = self.next_at
        if due is None or at < due or self.status is not AlertStatus.RAISED or not rule.leads_on(self.level):
            return False
        self.status = ALERT_LIFECYCLE.after(AlertAction.ESCALATE, self.status)
        self.level += 1
        self.told = addresses(rule.level(self.level).tell, around)
        self.next_at = self._waits_until(rule, at)
        self._record(
            events.AlertEscalated(
                at=at,
                alert_id=self.id,
                ticket_id=self.ticket_id,
                feedback_id=self.feedback_id,
                task_id=self.task_id,
                level=self.level,
                told=self.told,
                due=due,
            )
        )
        return True

    def acknowledge(self, *, at: datetime, by: str, why: str | None = None) -> None:
        """Somebody takes care of it: nobody else is told."""
        status = ALERT_LIFECYCLE.after(AlertAction.ACKNOWLEDGE, self.status)
        reason = an_optional_reason(why)
        self.status, self.next_at = status, None
        self.acknowledged_at, self.acknowledged_by, self.acknowledged_reason = at, by, reason
        self._record(
            events.AlertAcknowledged(
                at=at,
                reason=reason,
                alert_id=self.id,
                ticket_id=self.ticket_id,
                feedback_id=self.feedback_id,
                task_id=self.task_id,
            )
        )

    def resolve(self, *, at: datetime, by: str, why: str | None) -> None:
        """A person says that it is done, and how."""
        status = ALERT_LIFECYCLE.after(AlertAction.RESOLVE, self.status)
        reason = a_reason(why, why="say what was done about it")
        self._end(status, at, by, reason)
        self._record(
            events.AlertResolved(
                at=at,
                reason=reason,
                alert_id=self.id,
                ticket_id=self.ticket_id,
                feedback_id=self.feedback_id,
                task_id=self.task_id,
            )
        )

    def settle(self, *, at: datetime, by: str, because: str) -> None:
        """What it was about is over: its clock was fulfilled or cancelled by this event. One that is over stays so."""
        if self.status is AlertStatus.RESOLVED:
            return
        self._end(ALERT_LIFECYCLE.after(AlertAction.SETTLE, self.status), at, by, None)
        self._record(
            events.AlertSettled(
                at=at,
                alert_id=self.id,
                ticket_id=self.ticket_id,
                feedback_id=self.feedback_id,
                task_id=self.task_id,
                because=because,
            )
        )

    def state(self) -> dict[str, Any]:
        """Everything that may change."""
        return {
            "status": self.status,
            "level": self.level,
            "told": self.told,
            "next_at": self.next_at,
            "acknowledged_at": self.acknowledged_at,
            "acknowledged_by": self.acknowledged_by,
            "acknowledged_reason": self.acknowledged_reason,
            "resolved_at": self.resolved_at,
            "resolved_by": self.resolved_by,
            "resolved_reason": self.resolved_reason,
        }

    def image(self) -> dict[str, Any]:
        """What it is about; who may see it hangs on its ticket or feedback."""
        return {
            "ticket": self.ticket_id,
            "feedback": self.feedback_id,
            "task": self.task_id,
            "rule": self.rule,
            "status": self.status,
            "level": self.level,
        }

    @property
    def about_id(self) -> UUID:
        """The ticket, feedback or task of upkeep that it is about."""
        about = self.ticket_id or self.feedback_id or self.task_id
        if about is None:
            raise AssertionError("an alert is about something")
        return about

    def _waits_until(self, rule: Rule, at: datetime) -> datetime | None:
        within = rule.level(self.level).acknowledge_within
        return at + within if within is not None and rule.leads_on(self.level) else None

    def _end(self, status: AlertStatus, at: datetime, by: str, reason: str | None) -> None:
        self.status, self.next_at = status, None
        self.resolved_at, self.resolved_by, self.resolved_reason = at, by, reason
