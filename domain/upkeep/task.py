"""A task of upkeep (信息维护任务): something about a customer's record is to be put right by somebody until a time."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any, ClassVar
from uuid import UUID, uuid5

from domain.shared.aggregate import Aggregate
from domain.shared.errors import Invalid, NotAllowedNow
from domain.shared.text import a_reason, an_optional_reason
from domain.upkeep import events
from domain.upkeep.lifecycle import LIFECYCLE, TaskAction, TaskStatus


class TaskKind(StrEnum):
    """What is to be put right (任务类别; source: P1.3)."""

    RECORD_IDENTITY_CHANGE = "RECORD_IDENTITY_CHANGE"
    COMPLETE_RECORD = "COMPLETE_RECORD"
    REFRESH_RECORD = "REFRESH_RECORD"
    RENEW_DOCUMENT = "RENEW_DOCUMENT"
    SETTLE_CONTRADICTION = "SETTLE_CONTRADICTION"
    SETTLE_DUPLICATE = "SETTLE_DUPLICATE"


BY_A_PERSON = frozenset({TaskKind.RENEW_DOCUMENT, TaskKind.SETTLE_CONTRADICTION, TaskKind.SETTLE_DUPLICATE})
"""Abnormal information, which people may report; the others come from clocks (source: P1.3-a)."""


@dataclass(slots=True, kw_only=True)
class UpkeepTask(Aggregate):
    """Raised by a clock of the customer, whose commitment and instance it has, or by a person; done with its clock."""

    KIND: ClassVar[str] = "upkeep_task"

    customer_id: UUID
    kind: TaskKind
    raised_at: datetime
    raised_by: str
    reason: str | None = None
    department: str | None = None
    assignee_id: UUID | None = None
    due: datetime | None = None
    commitment: str | None = None
    instance: int | None = None
    status: TaskStatus = TaskStatus.OPEN
    ended_at: datetime | None = None
    ended_by: str | None = None
    outcome: str | None = None

    @classmethod
    def raise_(
        cls,
        *,
        id: UUID,  # noqa: A002
        customer_id: UUID,
        kind: TaskKind,
        at: datetime,
        by: str,
        why: str | None = None,
        department: str | None = None,
        assignee_id: UUID | None = None,
        due: datetime | None = None,
        commitment: str | None = None,
        instance: int | None = None,
    ) -> "UpkeepTask":
        """A clock needs no reason, for it has its basis; a person says what is wrong."""
        reason = a_reason(why, why="say what is wrong, without personal data") if commitment is None else None
        if due is not None and commitment is None and due <= at:
            raise Invalid("the task would be due in the past; give a time to come", field=["dueAt"])
        task = cls(
            id=id,
            customer_id=customer_id,
            kind=kind,
            raised_at=at,
            raised_by=by,
            reason=reason,
            department=department,
            assignee_id=assignee_id,
            due=due,
            commitment=commitment,
            instance=instance,
        )
        task._record(
            events.UpkeepTaskRaised(
                at=at,
                reason=reason,
                task_id=id,
                customer_id=customer_id,
                kind=kind.value,
                commitment=commitment,
                instance=instance,
                due=due,
            )
        )
        return task

    def assign(self, *, department: str | None, assignee_id: UUID | None, at: datetime, why: str | None = None) -> None:
        """A department, and in it a person: who answers for it."""
        status = LIFECYCLE.after(TaskAction.ASSIGN, self.status)
        reason = an_optional_reason(why)
        if (department, assignee_id) == (self.department, self.assignee_id):
            return
        self.status, self.department, self.assignee_id = status, department, assignee_id
        self._record(
            events.UpkeepTaskAssigned(
                at=at,
                reason=reason,
                task_id=self.id,
                customer_id=self.customer_id,
                department=department,
                assignee_id=assignee_id,
            )
        )

    def complete(self, *, outcome: str | None, by: str, at: datetime) -> None:
        """Settled by a person, who says how; what a clock asks for is done on the customer, and so is the task."""
        status = LIFECYCLE.after(TaskAction.COMPLETE, self.status)
        if self.commitment is not None:
            raise NotAllowedNow(f"{self.kind.value} is done by {DONE_BY[self.kind]}, and the task with it")
        self._end(status, a_reason(outcome, why="say how it was settled"), by, at)

    def dismiss(self, *, why: str | None, by: str, at: datetime) -> None:
        """There was nothing to do; what a clock asks for is not dismissed by hand."""
        status = LIFECYCLE.after(TaskAction.DISMISS, self.status)
        if self.commitment is not None:
            raise NotAllowedNow(
                f"{self.kind.value} is promised by {self.commitment}, and is done or ends with its clock"
            )
        self._end(status, a_reason(why, why="say why there is nothing to do"), by, at)

    def end_with_clock(self, *, fulfilled: bool, because: str, by: str, at: datetime) -> None:
        """The clock that raised it is over; an ended task stays as it is."""
        if self.status is TaskStatus.OPEN:
            self._end(TaskStatus.DONE if fulfilled else TaskStatus.DISMISSED, because, by, at)

    def _end(self, status: TaskStatus, outcome: str, by: str, at: datetime) -> None:
        self.status, self.outcome, self.ended_by, self.ended_at = status, outcome, by, at
        told = events.UpkeepTaskDone if status is TaskStatus.DONE else events.UpkeepTaskDismissed
        self._record(told(at=at, reason=outcome, task_id=self.id, customer_id=self.customer_id))

    def state(self) -> dict[str, Any]:
        """Everything that may change."""
        return {
            "kind": self.kind,
            "status": self.status,
            "department": self.department,
            "assignee_id": self.assignee_id,
            "due": self.due,
            "ended_at": self.ended_at,
            "ended_by": self.ended_by,
            "outcome": self.outcome,
        }

    def image(self) -> dict[str, Any]:
        """What the scope of a viewer looks at: the same as of other cases."""
        return {
            "status": self.status,
            "kind": self.kind,
            "department": self.department,
            "assignee": self.assignee_id,
            "customer": self.customer_id,
            "opened_by": self.raised_by,
        }


DONE_BY: dict[TaskKind, str] = {
    TaskKind.RECORD_IDENTITY_CHANGE: "recordIdentityChange",
    TaskKind.COMPLETE_RECORD: "completeCustomerRecord",
    TaskKind.REFRESH_RECORD: "refreshCustomerRecord",
}
"""Which mutation does what a clock asks for."""


def task_id_of(customer_id: UUID, commitment: str, instance: int) -> UUID:
    """The id of the task that this clock raises: it raises one."""
    return uuid5(customer_id, f"upkeep {commitment} {instance}")
