"""Reading tasks of upkeep within the viewer's scope."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import NamedTuple
from uuid import UUID

from adapters.database import Database, Row, Sql, instant, sure, uuid
from adapters.reads.page import Order, Page, cursor_of, keyset, order_by
from adapters.rights import upkeep_tasks_of
from domain.upkeep.lifecycle import TaskStatus
from domain.viewer import Viewer

ORDERS = {
    name + suffix: Order("upkeepTasks", name + suffix, column, descending=bool(suffix))
    for name, column in (("DUE_AT", "due_at"), ("RAISED_AT", "raised_at"))
    for suffix in ("", "_DESC")
}


class TaskView(NamedTuple):
    """A task's row as readers see it."""

    id: UUID
    version: int
    customer_id: UUID
    kind: str
    status: str
    reason: str | None
    department: str | None
    assignee_id: UUID | None
    raised_at: datetime
    raised_by: str
    due_at: datetime | None
    commitment: str | None
    instance: int | None
    ended_at: datetime | None
    ended_by: str | None
    outcome: str | None


_COLUMNS = ", ".join(f"u.{name}" for name in TaskView._fields)
_IDS, _TIMES = ("id", "customer_id", "assignee_id"), ("raised_at", "due_at", "ended_at")


def _view(row: Row) -> TaskView:
    values = {name: row[name] for name in TaskView._fields}
    values |= {name: uuid(row[name]) for name in _IDS} | {name: instant(row[name]) for name in _TIMES}
    return TaskView(**values)


@dataclass(frozen=True, slots=True, kw_only=True)
class TaskCriteria:
    """Everything given must hold; a tuple is "one of"."""

    status: tuple[str, ...] | None = None
    kind: tuple[str, ...] | None = None
    department: tuple[str, ...] | None = None
    assignee_id: UUID | None = None
    customer_id: UUID | None = None
    overdue: bool | None = None

    def where(self, sql: Sql, now: datetime) -> list[str]:
        """The conditions over `upkeep_task`."""
        among = (("status", self.status), ("kind", self.kind), ("department", self.department))
        conditions = [sql.among(f"u.{column}", values) for column, values in among if values is not None]
        conditions += [
            f"u.{column} = {sql(value)}"
            for column, value in (("assignee_id", self.assignee_id), ("customer_id", self.customer_id))
            if value is not None
        ]
        if self.overdue is not None:
            late = f"(u.status = {sql(TaskStatus.OPEN)} and u.due_at is not null and u.due_at <= {sql(now)})"
            conditions.append(late if self.overdue else f"not {late}")
        return conditions


async def tasks_page(
    database: Database, viewer: Viewer, criteria: TaskCriteria, order: Order, *, first: int, after: str | None,
    now: datetime,
) -> Page[TaskView]:  # fmt: skip
    """One page in this order; by due time there are those that have one."""
    sql = database.sql()
    conditions = [upkeep_tasks_of(viewer, sql), *criteria.where(sql, now), *keyset(order, after, sql, "u")]
    if order.column == "due_at":
        conditions.append("u.due_at is not null")
    where = f"{' and '.join(conditions)} {order_by(order, 'u')} limit {first + 1}"
    rows = await database.rows(f"select {_COLUMNS} from upkeep_task u where {where}", sql.values)
    views = list(map(_view, rows[:first]))
    cursors = [cursor_of(order, getattr(view, order.column), view.id) for view in views]
    return Page(views, cursors, len(rows) > first)


async def count_tasks(database: Database, viewer: Viewer, criteria: TaskCriteria, now: datetime) -> int:
    """How many there are in scope."""
    sql = database.sql()
    conditions = [upkeep_tasks_of(viewer, sql), *criteria.where(sql, now)]
    text = f"select count(*) as n from upkeep_task u where {' and '.join(conditions)}"
    return int(sure(await database.row(text, sql.values))["n"])


async def tasks_by_id(database: Database, viewer: Viewer, ids: Iterable[UUID]) -> dict[UUID, TaskView]:
    """Those in scope, by id."""
    sql = database.sql()
    where = f"{sql.among('u.id', ids)} and {upkeep_tasks_of(viewer, sql)}"
    rows = await database.rows(f"select {_COLUMNS} from upkeep_task u where {where}", sql.values)
    return {view.id: view for view in map(_view, rows)}


async def tasks_of_customers(
    database: Database, viewer: Viewer, ids: Iterable[UUID], last: int
) -> dict[UUID, list[TaskView]]:
    """The newest of each customer that are in scope, the newest first."""
    sql = database.sql()
    newest = "row_number() over (partition by u.customer_id order by u.raised_at desc, u.id desc) as place"
    where = f"{sql.among('u.customer_id', ids)} and {upkeep_tasks_of(viewer, sql)}"
    text = (
        f"select {_COLUMNS} from (select u.*, {newest} from upkeep_task u where {where}) u where u.place <= {last}"
        " order by u.customer_id, u.place"
    )
    found: dict[UUID, list[TaskView]] = {}
    for view in map(_view, await database.rows(text, sql.values)):
        found.setdefault(view.customer_id, []).append(view)
    return found


class StageView(NamedTuple):
    """A move between stages, as the log has it."""

    at: datetime
    type: str
    stage: str
    author: str
    reason: str | None


STAGE_EVENTS = ("CustomerRegistered", "AccountOpened", "CustomerSettledIn", "CustomerFellSilent", "CustomerReturned",
                "CustomerLeft")  # fmt: skip


async def stages_of(database: Database, ids: Iterable[UUID], last: int) -> dict[UUID, list[StageView]]:
    """The newest moves of each customer, oldest of them first; whoever asks has checked that they are in scope."""
    sql = database.sql()
    newest = "row_number() over (partition by e.aggregate_id order by e.version desc) as place"
    where = f"{sql.among('e.aggregate_id', ids)} and {sql.among('e.type', STAGE_EVENTS)}"
    stage = "e.image ->> 'stage'" if database.postgres else "json_extract(e.image, '$.stage')"
    text = (
        "select aggregate_id, at, type, stage, author, reason from"
        f" (select e.aggregate_id, e.at, e.type, {stage} as stage,"
        f" e.author, e.reason, e.version, {newest} from event e where {where}) e where place <= {last}"
        " order by aggregate_id, version"
    )
    found: dict[UUID, list[StageView]] = {}
    for row in await database.rows(text, sql.values):
        view = StageView(sure(instant(row["at"])), row["type"], row["stage"], row["author"], row["reason"])
        found.setdefault(sure(uuid(row["aggregate_id"])), []).append(view)
    return found
