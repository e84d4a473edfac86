"""Alerts as clients see them."""

from datetime import datetime
from enum import Enum
from typing import TYPE_CHECKING, Annotated, Any, ClassVar

import strawberry

from domain.alert.access import MAY, READERS, REASON_READERS
from domain.alert.lifecycle import ALERT_LIFECYCLE, AlertAction, AlertStatus
from domain.alert.trigger import TriggerKind
from domain.clock.commitment import StepKind
from domain.shared.scope import HOUSE_READERS
from domain.upkeep.access import READERS as UPKEEP_READERS
from schema.context import Info, each, reader_of, soon, viewer_of
from schema.event import Event, tells_facts
from schema.ids import ids_of
from schema.paging import Last, Node, PageInfo
from schema.rights import field, governed
from schema.stored import OfRow, Stored, member, plain
from schema.ticket import Ticket

if TYPE_CHECKING:
    from schema.feedback import Feedback
    from schema.upkeep import UpkeepTask

strawberry.enum(AlertStatus, description="Where an alert stands (预警状态; source: P3.3-e).")
strawberry.enum(AlertAction, description="What may happen to an alert (预警操作).")
strawberry.enum(TriggerKind, name="AlertTrigger", description="What raised an alert (触发原因; source: P3.3-e).")


@strawberry.enum(description="In which order alerts come (排序).")
class AlertOrder(Enum):
    """By when they were raised."""

    RAISED_AT = "RAISED_AT"
    RAISED_AT_DESC = "RAISED_AT_DESC"


@strawberry.input(description="Which alerts: everything given must hold, a list means one of (筛选).")
class AlertFilter:
    """Times need a zone; `from` is included, `to` is not."""

    status: list[AlertStatus] | None = strawberry.field(default=None, description="In one of these statuses.")
    rule: list[str] | None = strawberry.field(default=None, description="Raised by one of these rules (codes).")
    trigger: list[TriggerKind] | None = strawberry.field(default=None, description="Raised by one of these occasions.")
    commitment: list[str] | None = strawberry.field(default=None, description="About one of these promises (codes).")
    department: list[str] | None = strawberry.field(
        default=None, description="Of tickets and feedback of these departments."
    )
    ticket_id: strawberry.ID | None = strawberry.field(default=None, description="Of this ticket.")
    feedback_id: strawberry.ID | None = strawberry.field(default=None, description="Of this feedback.")
    upkeep_task_id: strawberry.ID | None = strawberry.field(default=None, description="Of this task of upkeep.")
    raised_from: datetime | None = strawberry.field(default=None, description="Raised at this instant or later.")
    raised_to: datetime | None = strawberry.field(default=None, description="Raised before this instant.")


def _step_kind(word: str | None) -> StepKind | None:
    return None if word is None else StepKind(word)


@governed(READERS)
@strawberry.type(description="What the house hears of without asking (预警; source: P3.3-e).")
class Alert(OfRow, Node):
    """Whoever sees what it is about sees its alerts, except customers."""

    stored: ClassVar = {
        "id": Stored("id", ids_of("Alert")),
        "status": Stored("status", member(AlertStatus)),
        "trigger": Stored("trigger", member(TriggerKind)),
        "step_kind": Stored("step_kind", _step_kind),
        "acknowledge_by": Stored("next_at"),
        **plain(
            "version rule policy_version level told raised_at commitment instance step due_at late count"
            " acknowledged_at acknowledged_by acknowledged_reason resolved_at resolved_by resolved_reason"
        ),
    }

    version: int = field("Rises with every change; give it as expectedVersion.")
    rule: str = field("The rule of escalation that raised it (规则), by its code.")
    policy_version: int = field("The version of the policy whose ladder it climbs.")
    trigger: TriggerKind = field("What raised it (触发原因).")
    status: AlertStatus = field("Where it stands (状态).")
    level: int = field("The level of the ladder that was told last, from 1 (升级层级).")
    told: list[str] = field(
        "Who was told on that level (通知对象): agent:REFERENCE, role:NAME@DEPARTMENT, or role:NAME, the whole house's."
    )
    raised_at: datetime = field("When it was raised.")
    acknowledge_by: datetime | None = field(
        "Unless somebody acknowledges before, the next level is told then; null when nobody else is (确认时限)."
    )
    commitment: str | None = field("The promise that it is about (承诺条款), by its code; null when it is about none.")
    instance: int | None = field("Which clock of that promise.")
    step: str | None = field("The step of that clock.")
    step_kind: StepKind | None = field("What that step says.")
    due_at: datetime | None = field("Until when it was promised (到期时间).")
    late: bool = field("The step was noticed late, as after an outage.")
    count: int | None = field("How many reopenings or complaints there were, where the rule counts them.")
    acknowledged_at: datetime | None = field("When somebody took care of it (确认时间).")
    acknowledged_by: str | None = field("Who did: role and reference (确认人).", readers=HOUSE_READERS)
    acknowledged_reason: str | None = field("What they said (说明).", readers=REASON_READERS)
    resolved_at: datetime | None = field("When it was over (解除时间).")
    resolved_by: str | None = field(
        "Who resolved it: role and reference; kefu:alerts when it was over with its clock (解除人).",
        readers=HOUSE_READERS,
    )
    resolved_reason: str | None = field("What was done about it (处理说明).", readers=REASON_READERS)
    view: strawberry.Private[Any]

    @field("The ticket that it is about (工单); null when it is about none.")
    def ticket(self, info: Info) -> Ticket | None:
        return None if self.view.ticket_id is None else soon(reader_of(info).ticket(self.view.ticket_id))

    @field("The feedback that it is about (反馈); null when it is about none.")
    def feedback(self, info: Info) -> Annotated["Feedback", strawberry.lazy("schema.feedback")] | None:
        return (
            None if self.view.feedback_id is None else soon(reader_of(info).feedbacks.feedback(self.view.feedback_id))
        )

    @field("The task of upkeep that it is about (信息维护任务); null when it is about none.", readers=UPKEEP_READERS)
    def upkeep_task(self, info: Info) -> Annotated["UpkeepTask", strawberry.lazy("schema.upkeep")] | None:
        return None if self.view.task_id is None else soon(reader_of(info).upkeep.task(self.view.task_id))

    @field("What happened to it last, oldest of them first (历史).", readers=HOUSE_READERS)
    def events(self, info: Info, last: Last) -> list[Event]:
        return each(reader_of(info).events(self.view.id, last, told=tells_facts(info)), Event.of)

    @field("What the viewer may do with it now (可用操作): ACKNOWLEDGE is acknowledgeAlert, RESOLVE is resolveAlert.")
    def actions(self, info: Info) -> list[AlertAction]:
        role = viewer_of(info).role
        return [action for action in ALERT_LIFECYCLE.actions_in(self.status) if role in MAY[action]]


@governed(READERS)
@strawberry.type(description="What would be told, to whom and when (升级预演; source: P3.3-e).")
class EscalationNotice:
    """A level of a ladder that would be reached."""

    at: datetime = field("When it would be told.")
    rule: str = field("The rule whose ladder it is (规则).")
    level: int = field("The level of the ladder, from 1 (升级层级).")
    told: list[str] = field("Who would be told, as the ticket stands now (通知对象).")
    channels: list[str] = field("By which channels: log, webhook, or webhook:CODE.")
    commitment: str | None = field("The promise that would be the reason; null for an alert that is raised already.")
    step: str | None = field("The step of its clock.")
    step_kind: StepKind | None = field("What that step says.")

    @classmethod
    def of(cls, notice: Any) -> "EscalationNotice":  # noqa: ANN401  the domain's notice, as the reads return it
        """From the rehearsal."""
        trigger = notice.trigger
        return cls(
            at=notice.at,
            rule=notice.rule,
            level=notice.level,
            told=list(notice.told),
            channels=list(notice.through),
            commitment=None if trigger is None else trigger.commitment,
            step=None if trigger is None else trigger.step,
            step_kind=None if trigger is None else trigger.step_kind,
        )


@governed(READERS)
@strawberry.type(description="An alert in a list (预警).")
class AlertEdge:
    """As Relay has it."""

    cursor: str = field("Go on after this one.")
    node: Alert = field("The alert.")


@governed(READERS)
@strawberry.type(description="A page of alerts (预警).")
class AlertConnection:
    """As Relay has it."""

    edges: list[AlertEdge] = field("The alerts with their cursors.")
    nodes: list[Alert] = field("The alerts.")
    page_info: PageInfo = field("Where the page ends.")
    filter: strawberry.Private[Any]

    @field("How many there are in all; counted only when asked for.")
    async def total_count(self, info: Info) -> int:
        return await reader_of(info).count_alerts(self.filter)
