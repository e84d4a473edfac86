"""Reading needs and the queue of those that wait, within the viewer's scope."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, NamedTuple
from uuid import UUID

from adapters.database import Database, Row, Sql, instant, json, sure, uuid
from adapters.reads.columns import Columns, values_of
from adapters.reads.cursor import Cursor, a_number, a_time, an_id
from adapters.reads.page import Order, Page, cursor_of, keyset, order_by
from adapters.rights import needs_of, not_about
from domain.viewer import Viewer

ORDERS = {
    name + suffix: Order("needs", name + suffix, column, descending=bool(suffix))
    for name, column in (("IDENTIFIED_AT", "identified_at"), ("UPDATED_AT", "updated_at"))
    for suffix in ("", "_DESC")
}
_QUEUE = Cursor("needQueue", (a_number, a_time, an_id))


class NeedView(NamedTuple):
    """A need's row as readers see it."""

    id: UUID
    version: int
    number: str
    customer_id: UUID
    subject: str
    source: str
    category: str
    nature: str
    frequency: str
    intensity: str
    grade: str
    grade_factors: Sequence[str]
    grade_rule_version: int
    model_version: str | None
    confidence: float | None
    status: str
    department: str | None
    assignee_id: UUID | None
    identified_at: datetime
    identified_by: str
    updated_at: datetime
    necessary: bool | None
    feasible: bool | None
    measurable: bool | None
    value: int | None
    cost: int | None
    benefit: int | None
    service_value: int | None
    strategy: str | None
    assessment_factors: Sequence[str] | None
    assessment_rule_version: int | None
    standing: int | None
    place: int | None
    quadrant: str | None
    urgency: int | None
    importance: int | None
    score: int | None
    rank_factors: Sequence[str] | None
    rank_rule_version: int | None
    turn: int | None
    expected_completion: datetime | None
    planned_version: int | None
    served_version: int | None
    served_at: datetime | None
    server_id: UUID | None
    satisfaction: int | None
    ended_at: datetime | None


def _truth(value: object) -> bool | None:
    return None if value is None else bool(value)


_NEEDS = Columns(
    NeedView,
    "n",
    made=dict.fromkeys(("grade_factors", "assessment_factors", "rank_factors"), json),
    texts={
        **dict.fromkeys(("id", "customer_id", "assignee_id", "server_id"), uuid),
        **dict.fromkeys(
            ("identified_at", "updated_at", "expected_completion", "served_at", "ended_at"), instant
        ),
        **dict.fromkeys(("necessary", "feasible", "measurable"), _truth),
    },
)  # fmt: skip
COLUMNS = _NEEDS.all.text
_WIDTH = len(_NEEDS.all.names)


def need_view(row: Row) -> NeedView:
    """From a row that begins with all columns, in their order."""
    values, typed = values_of(row)
    view: NeedView = _NEEDS.all.of(values[:_WIDTH], typed=typed)
    return view


@dataclass(frozen=True, slots=True, kw_only=True)
class NeedCriteria:
    """Everything given must hold; a tuple is "one of". `*_from` is included, `*_to` is not."""

    number: str | None = None
    status: tuple[str, ...] | None = None
    category: tuple[str, ...] | None = None
    nature: tuple[str, ...] | None = None
    source: tuple[str, ...] | None = None
    grade: tuple[str, ...] | None = None
    quadrant: tuple[str, ...] | None = None
    department: tuple[str, ...] | None = None
    assignee_id: UUID | None = None
    customer_id: UUID | None = None
    identified_from: datetime | None = None
    identified_to: datetime | None = None
    waiting: bool = False
    """Those that stand in the queue."""

    def where(self, sql: Sql, alias: str = "n") -> list[str]:
        """The conditions over `need`, all of which hold."""
        names = ("status", "category", "nature", "source", "grade", "quadrant", "department")
        given = [(name, getattr(self, name)) for name in names]
        conditions = [sql.among(f"{alias}.{name}", values) for name, values in given if values is not None]
        conditions += [
            f"{alias}.{column} {comparison} {sql(value)}"
            for column, comparison, value in (
                ("number", "=", self.number),
                ("assignee_id", "=", self.assignee_id),
                ("customer_id", "=", self.customer_id),
                ("identified_at", ">=", self.identified_from),
                ("identified_at", "<", self.identified_to),
            )
            if value is not None
        ]
        return conditions + ([f"{alias}.turn is not null"] if self.waiting else [])


async def needs_by_id(database: Database, viewer: Viewer, ids: Sequence[UUID]) -> dict[UUID, NeedView]:
    """Those in scope, by id."""
    sql = database.sql()
    where = f"{sql.called('n.id', ids)} and {needs_of(viewer, sql)}"
    rows = await database.rows(f"select {COLUMNS} from need n where {where}", sql.values)
    return {view.id: view for view in map(need_view, rows)}


async def needs_page(
    database: Database, viewer: Viewer, criteria: NeedCriteria, order: Order, *, first: int, after: str | None
) -> Page[NeedView]:
    """One page in this order."""
    sql = database.sql()
    conditions = [needs_of(viewer, sql), *criteria.where(sql), *keyset(order, after, sql, "n")]
    text = f"select {COLUMNS} from need n where {' and '.join(conditions)} {order_by(order, 'n')} limit {first + 1}"
    views = list(map(need_view, await database.rows(text, sql.values)))
    shown = views[:first]
    return Page(shown, [cursor_of(order, getattr(each, order.column), each.id) for each in shown], len(views) > first)


async def queue_page(
    database: Database, viewer: Viewer, criteria: NeedCriteria, *, first: int, after: str | None
) -> Page[NeedView]:
    """Those that wait, in the order in which they are served: a total one, for it ends with the id."""
    sql = database.sql()
    conditions = [needs_of(viewer, sql), *criteria.where(sql)]
    if after is not None:
        turn, identified_at, need_id = _QUEUE.read(after)
        conditions.append(f"(n.turn, n.identified_at, n.id) > ({sql(turn)}, {sql(identified_at)}, {sql(need_id)})")
    text = (
        f"select {COLUMNS} from need n where {' and '.join(conditions)}"
        f" order by n.turn, n.identified_at, n.id limit {first + 1}"
    )
    views = list(map(need_view, await database.rows(text, sql.values)))
    shown = views[:first]
    return Page(
        shown, [_QUEUE.written(each.turn, each.identified_at, each.id.hex) for each in shown], len(views) > first
    )


async def count_needs(database: Database, viewer: Viewer, criteria: NeedCriteria) -> int:
    """How many there are in scope."""
    sql = database.sql()
    conditions = [needs_of(viewer, sql), *criteria.where(sql)]
    text = f"select count(*) as n from need n where {' and '.join(conditions)}"
    return int(sure(await database.row(text, sql.values))["n"])


async def needs_of_customers(
    database: Database, viewer: Viewer, ids: Iterable[UUID], last: int
) -> dict[UUID, list[NeedView]]:
    """The newest needs of each customer in scope, the newest first."""
    sql = database.sql()
    where = f"{sql.among('n.customer_id', ids)} and {needs_of(viewer, sql)}"
    return await _of_each(database, sql, f"need n where {where}", "n.customer_id", last)


async def needs_linked_to(
    database: Database, viewer: Viewer, ids: Iterable[UUID], last: int
) -> dict[UUID, list[NeedView]]:
    """The newest needs in scope that hang together with each of these tickets or feedback, the newest first."""
    sql = database.sql()
    where = f"{sql.among('l.other_id', ids)} and {needs_of(viewer, sql)}"
    return await _of_each(
        database, sql, f"need_link l join need n on n.id = l.need_id where {where}", "l.other_id", last
    )


async def _of_each(database: Database, sql: Sql, source: str, owner: str, last: int) -> dict[UUID, list[NeedView]]:
    newest = f"row_number() over (partition by {owner} order by n.identified_at desc, n.id desc) as rank_of_all"
    text = (
        f"select {COLUMNS}, n.owner from (select {COLUMNS}, {owner} as owner, {newest} from {source}) n"
        f" where n.rank_of_all <= {last} order by n.owner, n.rank_of_all"
    )
    found: dict[UUID, list[NeedView]] = {}
    for row in await database.rows(text, sql.values):
        found.setdefault(sure(uuid(row["owner"])), []).append(need_view(row))
    return found


class NeedLinkView(NamedTuple):
    """From a need to something else."""

    need_id: UUID
    kind: str
    other_id: UUID


async def links_of_needs(database: Database, viewer: Viewer, ids: Iterable[UUID]) -> dict[UUID, list[NeedLinkView]]:
    """Where each need points: a need has at most so many links."""
    sql = database.sql()
    text = (
        f"select need_id, kind, other_id from need_link where {sql.among('need_id', ids)}"
        f" and {not_about(viewer, sql, 'other_id')}"
        " order by need_id, kind, other_id"
    )
    found: dict[UUID, list[NeedLinkView]] = {}
    for row in await database.rows(text, sql.values):
        view = NeedLinkView(sure(uuid(row["need_id"])), row["kind"], sure(uuid(row["other_id"])))
        found.setdefault(view.need_id, []).append(view)
    return found


def plain_words(values: Iterable[Any] | None) -> tuple[str, ...] | None:
    """The words of a list of members of an enum, None for None."""
    return None if values is None else tuple(each.value for each in values)
