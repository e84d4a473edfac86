"""Reading alerts: of the tickets within the viewer's scope."""

from collections.abc import Iterable
from dataclasses import dataclass, fields
from datetime import datetime
from uuid import UUID

from adapters.database import Database, Row, Sql, instant, json, sure, uuid
from adapters.reads.page import Order, Page, cursor_of, keyset, order_by
from adapters.rights import alerts_of as visible
from domain.alert.lifecycle import UNRESOLVED
from domain.viewer import Viewer

ORDERS = {
    "RAISED_AT": Order("alerts", "RAISED_AT", "raised_at"),
    "RAISED_AT_DESC": Order("alerts", "RAISED_AT_DESC", "raised_at", descending=True),
}
UNRESOLVED_WORDS = tuple(sorted(each.value for each in UNRESOLVED))


@dataclass(frozen=True, slots=True)
class AlertView:
    """An alert's row as readers see it."""

    id: UUID
    version: int
    ticket_id: UUID | None
    feedback_id: UUID | None
    task_id: UUID | None
    rule: str
    policy_version: int
    trigger: str
    status: str
    level: int
    told: list[str]
    raised_at: datetime
    next_at: datetime | None
    commitment: str | None
    instance: int | None
    step: str | None
    step_kind: str | None
    due_at: datetime | None
    late: bool
    count: int | None
    acknowledged_at: datetime | None
    acknowledged_by: str | None
    acknowledged_reason: str | None
    resolved_at: datetime | None
    resolved_by: str | None
    resolved_reason: str | None


_NAMES = tuple(each.name for each in fields(AlertView))
COLUMNS = ", ".join(f"a.{name}" for name in _NAMES)
_TIMES = ("raised_at", "next_at", "due_at", "acknowledged_at", "resolved_at")


def alert_view(row: Row) -> AlertView:
    """From a row that has all columns."""
    values = {name: row[name] for name in _NAMES} | {name: instant(row[name]) for name in _TIMES}
    values |= {"id": sure(uuid(row["id"]))} | {
        name: uuid(row[name]) for name in ("ticket_id", "feedback_id", "task_id")
    }
    return AlertView(**values | {"told": json(row["told"]), "late": bool(row["late"])})


@dataclass(frozen=True, slots=True, kw_only=True)
class AlertCriteria:
    """Everything given must hold; a tuple is "one of". `department` is that of the ticket or feedback."""

    status: tuple[str, ...] | None = None
    rule: tuple[str, ...] | None = None
    trigger: tuple[str, ...] | None = None
    commitment: tuple[str, ...] | None = None
    department: tuple[str, ...] | None = None
    ticket_id: UUID | None = None
    feedback_id: UUID | None = None
    task_id: UUID | None = None
    raised_from: datetime | None = None
    raised_to: datetime | None = None

    def where(self, sql: Sql) -> list[str]:
        """The conditions over `alert`."""
        among = (
            ("a.status", self.status),
            ("a.rule", self.rule),
            ("a.trigger", self.trigger),
            ("a.commitment", self.commitment),
        )
        conditions = [sql.among(column, values) for column, values in among if values is not None]
        if self.department is not None:
            where = sql.among("x.department", self.department)
            conditions.append(
                f"(exists (select 1 from ticket x where x.id = a.ticket_id and {where})"
                f" or exists (select 1 from feedback x where x.id = a.feedback_id and {where})"
                f" or exists (select 1 from upkeep_task x where x.id = a.task_id and {where}))"
            )
        conditions += [
            f"a.{column} {comparison} {sql(value)}"
            for column, comparison, value in (
                ("ticket_id", "=", self.ticket_id),
                ("feedback_id", "=", self.feedback_id),
                ("task_id", "=", self.task_id),
                ("raised_at", ">=", self.raised_from),
                ("raised_at", "<", self.raised_to),
            )
            if value is not None
        ]
        return conditions


async def alerts_page(
    database: Database, viewer: Viewer, criteria: AlertCriteria, order: Order, *, first: int, after: str | None
) -> Page[AlertView]:
    """One page in this order."""
    sql = database.sql()
    conditions = [visible(viewer, sql), *criteria.where(sql), *keyset(order, after, sql, "a")]
    where = f"{' and '.join(conditions)} {order_by(order, 'a')} limit {first + 1}"
    rows = await database.rows(f"select {COLUMNS} from alert a where {where}", sql.values)
    views = [alert_view(row) for row in rows[:first]]
    cursors = [cursor_of(order, view.raised_at, view.id) for view in views]
    return Page(views, cursors, len(rows) > first)


async def count_alerts(database: Database, viewer: Viewer, criteria: AlertCriteria) -> int:
    """How many there are in scope."""
    sql = database.sql()
    conditions = [visible(viewer, sql), *criteria.where(sql)]
    text = f"select count(*) as n from alert a where {' and '.join(conditions)}"
    return int(sure(await database.row(text, sql.values))["n"])


async def alerts_by_id(database: Database, viewer: Viewer, ids: Iterable[UUID]) -> dict[UUID, AlertView]:
    """Those in scope, by id."""
    sql = database.sql()
    where = f"{sql.among('a.id', ids)} and {visible(viewer, sql)}"
    rows = await database.rows(f"select {COLUMNS} from alert a where {where}", sql.values)
    return {view.id: view for view in map(alert_view, rows)}


async def alerts_of(
    database: Database, ids: Iterable[UUID], last: int, *, about: str = "ticket_id"
) -> dict[UUID, list[AlertView]]:
    """The newest of each ticket or feedback, oldest of them first; whoever asks has checked that those are in scope."""
    sql = database.sql()
    newest = f"row_number() over (partition by a.{about} order by a.raised_at desc, a.id desc) as place"
    text = (
        f"select {COLUMNS} from (select a.*, {newest} from alert a where {sql.among(f'a.{about}', ids)}) a"
        f" where a.place <= {last} order by a.{about}, a.raised_at, a.id"
    )
    found: dict[UUID, list[AlertView]] = {}
    for view in map(alert_view, await database.rows(text, sql.values)):
        found.setdefault(getattr(view, about), []).append(view)
    return found
