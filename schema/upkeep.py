"""Tasks of upkeep as clients see them, and how a customer came to their stage."""

from datetime import datetime
from enum import Enum
from typing import TYPE_CHECKING, Annotated, Any, ClassVar

import strawberry

from domain.customer.customer import Stage
from domain.shared.scope import HOUSE_READERS, INTERNAL_READERS
from domain.upkeep.access import MAY, READERS
from domain.upkeep.lifecycle import LIFECYCLE, TaskAction, TaskStatus
from domain.upkeep.rules import ArchiveLevel
from domain.upkeep.task import TaskKind
from schema.context import Info, each, reader_of, soon, viewer_of
from schema.event import Event, tells_facts
from schema.ids import ids_of
from schema.paging import Last, Node, PageInfo
from schema.reference import Agent, Department
from schema.rights import field, governed
from schema.stored import OfRow, Stored, member, plain

if TYPE_CHECKING:
    from schema.alert import Alert
    from schema.customer import Customer

strawberry.enum(Stage, name="CustomerStage", description="Lifecycle stage (生命周期阶段; source: P1.2-c).")
strawberry.enum(TaskStatus, name="UpkeepTaskStatus", description="Where a task of upkeep stands (任务状态).")
strawberry.enum(TaskAction, name="UpkeepTaskAction", description="What may be asked of a task (任务操作).")
strawberry.enum(TaskKind, name="UpkeepTaskKind", description="What is to be put right (任务类别; source: P1.3).")
strawberry.enum(ArchiveLevel, description="How a customer's archive is kept (档案级别; source: P1.2-c).")


@governed(HOUSE_READERS)
@strawberry.type(description="A move of a customer to a stage of the lifecycle (阶段变更; source: P1.2-c).")
class StageChange:
    """As the log has it."""

    at: datetime = field("When it was.")
    stage: Stage = field("The stage that it led to (阶段).")
    type: str = field("What happened, such as CustomerSettledIn.")
    author: str = field("Who did it: role and reference; kefu:upkeep by the rule (操作人).")
    reason: str | None = field("Why (原因).", readers=INTERNAL_READERS)

    @classmethod
    def of(cls, view: Any) -> "StageChange":  # noqa: ANN401  the reads' view
        """From the read."""
        return cls(at=view.at, stage=Stage(view.stage), type=view.type, author=view.author, reason=view.reason)


@governed(READERS)
@strawberry.type(description="Something about a customer's record is to be put right (信息维护任务; source: P1.3-a).")
class UpkeepTask(OfRow, Node):
    """Raised by a clock of the customer, or by a person who saw that something is wrong."""

    stored: ClassVar = {
        "id": Stored("id", ids_of("UpkeepTask")),
        "kind": Stored("kind", member(TaskKind)),
        "status": Stored("status", member(TaskStatus)),
        **plain("version reason raised_at raised_by due_at commitment instance ended_at ended_by outcome"),
    }

    version: int = field("Rises with every change; give it as expectedVersion.")
    kind: TaskKind = field("What is to be put right (类别).")
    status: TaskStatus = field("Where it stands (状态).")
    reason: str | None = field("What is wrong, as whoever raised it says; null where a clock did (原因).")
    raised_at: datetime = field("When it was raised.")
    raised_by: str = field("Who raised it: role and reference; of a clock, who started that (提出人).")
    due_at: datetime | None = field("Until when; null when no time was set (到期时间).")
    commitment: str | None = field("The promise whose clock raised it, by its code; null if a person did (承诺条款).")
    instance: int | None = field("Which clock of that promise.")
    ended_at: datetime | None = field("When it was done or dismissed.")
    ended_by: str | None = field("Who did or dismissed it: role and reference.")
    outcome: str | None = field("How it was settled (处理结果).")
    view: strawberry.Private[Any]

    @field("The customer whose record it is about (客户); null when they are not among those that the viewer may see.")
    def customer(self, info: Info) -> Annotated["Customer", strawberry.lazy("schema.customer")] | None:
        return soon(reader_of(info).customer(self.view.customer_id))

    @field("The department that answers for it (责任部门).")
    def department(self, info: Info) -> Department | None:
        return None if self.view.department is None else reader_of(info).department(self.view.department)

    @field("Who answers for it (责任人).")
    def assignee(self, info: Info) -> Agent | None:
        return None if self.view.assignee_id is None else reader_of(info).agent(self.view.assignee_id)

    @field("Whether it should be done by now and is not (逾期).")
    def overdue(self, info: Info) -> bool:
        due = self.view.due_at
        return self.status is TaskStatus.OPEN and due is not None and bool(due <= reader_of(info).now())

    @field("Its alerts, the newest last (预警).")
    def alerts(self, info: Info, last: Last) -> list[Annotated["Alert", strawberry.lazy("schema.alert")]]:
        return soon(reader_of(info).upkeep.alerts_of(self.view.id, last))

    @field("What the viewer may do with it now (可用操作).")
    def actions(self, info: Info) -> list[TaskAction]:
        role = viewer_of(info).role
        return [action for action in LIFECYCLE.actions_in(self.status) if role in MAY[action]]

    @field("What happened to it last, oldest of it first (历史).")
    def events(self, info: Info, last: Last) -> list[Event]:
        return each(reader_of(info).events(self.view.id, last, told=tells_facts(info)), Event.of)


@governed(READERS)
@strawberry.type(description="A task in a list (信息维护任务).")
class UpkeepTaskEdge:
    """As Relay has it."""

    cursor: str = field("Go on after this one.")
    node: UpkeepTask = field("The task.")


@governed(READERS)
@strawberry.type(description="A page of tasks (信息维护任务).")
class UpkeepTaskConnection:
    """As Relay has it."""

    edges: list[UpkeepTaskEdge] = field("The tasks with their cursors.")
    nodes: list[UpkeepTask] = field("The tasks.")
    page_info: PageInfo = field("Where the page ends.")
    filter: strawberry.Private[Any]

    @field("How many there are in all; counted only when asked for.")
    async def total_count(self, info: Info) -> int:
        return await reader_of(info).upkeep.count(self.filter)


@strawberry.enum(description="In which order tasks come; _DESC is the other way (排序).")
class UpkeepTaskOrder(Enum):
    """Ascending unless said; by due time there are only those that have one."""

    DUE_AT = "DUE_AT"
    DUE_AT_DESC = "DUE_AT_DESC"
    RAISED_AT = "RAISED_AT"
    RAISED_AT_DESC = "RAISED_AT_DESC"


@strawberry.input(description="Which tasks: everything given must hold, a list means one of (筛选).")
class UpkeepTaskFilter:
    """Within the viewer's scope."""

    status: list[TaskStatus] | None = strawberry.field(default=None, description="In one of these statuses.")
    kind: list[TaskKind] | None = strawberry.field(default=None, description="Of one of these kinds.")
    department: list[str] | None = strawberry.field(default=None, description="Of one of these departments (codes).")
    assignee_id: strawberry.ID | None = strawberry.field(default=None, description="For which this agent answers.")
    customer_id: strawberry.ID | None = strawberry.field(default=None, description="About this customer.")
    overdue: bool | None = strawberry.field(default=None, description="That should be done and are not, or are.")
