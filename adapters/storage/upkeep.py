"""Tasks of upkeep in and out of their table, and with the clocks of customers that raise and end them (P1.3)."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Protocol
from uuid import UUID

from adapters.database import Database, Row, instant, sure, uuid
from adapters.rights import upkeep_tasks_of
from adapters.storage.clocks import Kept
from adapters.storage.house import House
from adapters.storage.log import Signature, append, event_rows
from adapters.storage.saving import Saving
from domain.activity.activity import ActivityKind
from domain.clock.events import ClockEvent, ClockEventKind
from domain.customer.customer import Customer
from domain.shared.aggregate import Aggregate
from domain.shared.errors import NotFound
from domain.upkeep.access import READERS
from domain.upkeep.lifecycle import TaskStatus
from domain.upkeep.rules import LifecycleRule, RaisedOn, UpkeepRule
from domain.upkeep.stages import Seen
from domain.upkeep.task import TaskKind, UpkeepTask, task_id_of
from domain.viewer import Viewer

AUTHOR = "kefu:upkeep"
_STEPS = frozenset({ClockEventKind.WARNED, ClockEventKind.BREACHED})
_ENDS = frozenset({ClockEventKind.FULFILLED, ClockEventKind.CANCELLED})
_PLAIN = (
    "version", "reason", "department", "raised_by", "commitment", "instance", "ended_by", "outcome",
)  # fmt: skip


async def load_task(database: Database, viewer: Viewer, task_id: UUID) -> UpkeepTask:
    """The task in the viewer's scope; NotFound else."""
    sql = database.sql()
    text = f"select u.* from upkeep_task u where u.id = {sql(task_id)} and {upkeep_tasks_of(viewer, sql)}"
    row = await database.row(text, sql.values) if viewer.role in READERS else None
    if row is None:
        message = "there is no such task"
        raise NotFound(message, field=["taskId"])
    return _task_of(row)


def save_task(saving: Saving, task: UpkeepTask) -> None:
    """The row where it is new, else what may have changed of it."""
    if task.loaded_version:
        saving.change("upkeep_task", _changing(task), {"id": task.id, "version": task.loaded_version})
    else:
        saving.insert("upkeep_task", _columns(task))


@dataclass(slots=True)
class TasksOfClocks:
    """What clocks of customers raise and end, in the transaction of what moves them; told by whoever moved them."""

    house: House
    author: str = AUTHOR
    request_id: str | None = None

    async def keep(self, kept: Iterable[Kept]) -> None:
        """Rows and events; a task that was raised is not raised again, one that has ended stays as it is."""
        moved = [each for each in kept if each.aggregate == Customer.KIND and each.promises.events]
        if not moved:
            return
        rule = await self.house.policies.upkeep()
        raised = [task for each in moved for task in await self._raised(each, rule)]
        fresh = await _insert(self.house.database, raised)
        ended = [task for each in moved for task in await self._ended(each)]
        told = [each for each in (*(task for task in raised if task.id in fresh), *ended) if each.happenings]
        rows = [row for each in told for row in event_rows(each, Signature(self.author, self.request_id), None)]
        if rows:
            await append(self.house.database, rows)

    async def _raised(self, kept: Kept, rule: UpkeepRule) -> list[UpkeepTask]:
        moments = [each for each in kept.promises.events if _raises(each, rule)]
        if not moments:
            return []
        department, assignee = await who_keeps(self.house, kept.aggregate_id, rule)
        return [
            UpkeepTask.raise_(
                id=task_id_of(kept.aggregate_id, each.commitment, each.instance),
                customer_id=kept.aggregate_id,
                kind=rule.tasks[each.commitment].kind,
                department=department,
                assignee_id=assignee,
                due=kept.promises.clocks[each.commitment, each.instance].due,
                commitment=each.commitment,
                instance=each.instance,
                at=each.at,
                by=self.author,
            )
            for each in moments
        ]

    async def _ended(self, kept: Kept) -> list[UpkeepTask]:
        ends = {
            task_id_of(kept.aggregate_id, each.commitment, each.instance): each
            for each in kept.promises.events
            if each.kind in _ENDS
        }
        if not ends:
            return []
        tasks = await _locked(self.house.database, list(ends))
        for task in tasks:
            end = ends[task.id]
            fulfilled = end.kind is ClockEventKind.FULFILLED
            task.end_with_clock(fulfilled=fulfilled, because=end.reason or end.kind.value, by=self.author, at=end.at)
            if task.happenings:
                seen = {"id": task.id, "version": task.loaded_version}
                await self.house.database.update("upkeep_task", _changing(task), seen)
        return tasks


async def who_keeps(house: House, customer_id: UUID, rule: UpkeepRule) -> tuple[str | None, UUID | None]:
    """The customer's account manager with their department, else the department of the rule."""
    sql = house.database.sql()
    row = await house.database.row(
        "select g.id, g.department from customer c join agent g on g.id = c.account_manager_id"
        f" where c.id = {sql(customer_id)}",
        sql.values,
    )
    return (rule.department, None) if row is None else (row["department"], uuid(row["id"]))


async def seen_of(database: Database, customers: Sequence[UUID]) -> dict[UUID, Seen]:
    """The last activity of each kind, of all these customers in one statement."""
    sql = database.sql()
    text = (
        "select customer_id, kind, max(at) as at from activity"
        f" where {sql.among('customer_id', customers)} group by customer_id, kind"
    )
    last: dict[UUID, dict[ActivityKind, datetime]] = {each: {} for each in customers}
    for row in await database.rows(text, sql.values):
        last[sure(uuid(row["customer_id"]))][ActivityKind(row["kind"])] = sure(instant(row["at"]))
    return {customer_id: Seen(kinds) for customer_id, kinds in last.items()}


class Asker(Protocol):
    """At whose desk."""

    @property
    def house(self) -> House: ...
    @property
    def viewer(self) -> Viewer: ...


class Working(Protocol):
    """The unit of work that they belong to."""

    @property
    def desk(self) -> Asker: ...
    @property
    def fresh(self) -> list[Aggregate]: ...
    @property
    def changed(self) -> list[Aggregate]: ...
    def expect(self, aggregate: Aggregate) -> None: ...


@dataclass(frozen=True, slots=True)
class UpkeepAtWork:
    """Implements `domain.desk.Upkeep`."""

    work: Working

    async def get(self, task_id: UUID) -> UpkeepTask:
        """The task, if in scope."""
        task = await load_task(self.work.desk.house.database, self.work.desk.viewer, task_id)
        self.work.expect(task)
        return task

    def add(self, task: UpkeepTask) -> None:
        """Written when the work ends."""
        self.work.fresh.append(task)

    def save(self, task: UpkeepTask) -> None:
        """Written when the work ends."""
        self.work.changed.append(task)

    async def who_keeps(self, customer: Customer) -> tuple[str | None, UUID | None]:
        """The department and the person."""
        house = self.work.desk.house
        return await who_keeps(house, customer.id, await house.policies.upkeep())

    async def seen(self, customer_id: UUID) -> Seen:
        """Of one customer."""
        return (await seen_of(self.work.desk.house.database, [customer_id]))[customer_id]

    async def lifecycle_rule(self) -> LifecycleRule:
        """The rule in force."""
        return await self.work.desk.house.policies.customer_lifecycle()


def _raises(event: ClockEvent, rule: UpkeepRule) -> bool:
    raising = rule.tasks.get(event.commitment)
    if raising is None:
        return False
    return event.kind is ClockEventKind.ACTIVATED if raising.on is RaisedOn.START else event.kind in _STEPS


def _task_of(row: Row) -> UpkeepTask:
    task = UpkeepTask(
        id=sure(uuid(row["id"])),
        customer_id=sure(uuid(row["customer_id"])),
        kind=TaskKind(row["kind"]),
        status=TaskStatus(row["status"]),
        assignee_id=uuid(row["assignee_id"]),
        raised_at=sure(instant(row["raised_at"])),
        due=instant(row["due_at"]),
        ended_at=instant(row["ended_at"]),
        **{name: row[name] for name in _PLAIN},
    )
    task.as_loaded()
    return task


def _changing(task: UpkeepTask) -> dict[str, Any]:
    return {
        "version": task.version,
        "status": task.status.value,
        "department": task.department,
        "assignee_id": task.assignee_id,
        "ended_at": task.ended_at,
        "ended_by": task.ended_by,
        "outcome": task.outcome,
    }


def _columns(task: UpkeepTask) -> dict[str, Any]:
    return {
        "id": task.id,
        "customer_id": task.customer_id,
        "kind": task.kind.value,
        "reason": task.reason,
        "raised_at": task.raised_at,
        "raised_by": task.raised_by,
        "due_at": task.due,
        "commitment": task.commitment,
        "instance": task.instance,
        **_changing(task),
    }


async def _insert(database: Database, tasks: Sequence[UpkeepTask]) -> set[UUID]:
    """The ids of those that were not there."""
    if not tasks:
        return set()
    sql = database.sql()
    rows = [_columns(each) for each in tasks]
    marks = ", ".join(f"({', '.join(map(sql, row.values()))})" for row in rows)
    text = f"insert into upkeep_task ({', '.join(rows[0])}) values {marks} on conflict do nothing returning id"
    return {sure(uuid(row["id"])) for row in await database.rows(text, sql.values)}


async def _locked(database: Database, ids: Sequence[UUID]) -> list[UpkeepTask]:
    """A write that changes nothing locks on both engines."""
    sql = database.sql()
    text = f"update upkeep_task set version = version where {sql.called('id', ids)} returning *"
    return [_task_of(row) for row in await database.rows(text, sql.values)]
