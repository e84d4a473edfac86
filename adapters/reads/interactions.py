"""Reading interactions within the viewer's scope."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import NamedTuple
from uuid import UUID

from adapters.database import Database, Row, Sql, instant, sure, uuid
from adapters.reads.columns import Columns, values_of
from adapters.reads.page import Order, Page, cursor_of, keyset, order_by
from adapters.rights import interactions_of, not_about
from domain.interaction.preference import PreferenceRule
from domain.viewer import Viewer

ORDERS = {
    "BEGAN_AT": Order("interactions", "BEGAN_AT", "began_at"),
    "BEGAN_AT_DESC": Order("interactions", "BEGAN_AT_DESC", "began_at", descending=True),
}


class InteractionView(NamedTuple):
    """An interaction's row as readers see it."""

    id: UUID
    version: int
    customer_id: UUID
    kind: str
    channel: str
    direction: str
    outcome: str
    began_at: datetime
    length_seconds: int
    agent_id: UUID | None
    department: str | None
    recorded_at: datetime
    recorded_by: str


_COLUMNS = Columns(
    InteractionView,
    "i",
    made={},
    texts={
        **dict.fromkeys(("id", "customer_id", "agent_id"), uuid),
        **dict.fromkeys(("began_at", "recorded_at"), instant),
    },
)
_ALL = _COLUMNS.all


def _view(row: Row) -> InteractionView:
    values, typed = values_of(row)
    view: InteractionView = _ALL.of(values, typed=typed)
    return view


@dataclass(frozen=True, slots=True, kw_only=True)
class InteractionCriteria:
    """Everything given must hold; a tuple is "one of"."""

    customer_id: UUID | None = None
    agent_id: UUID | None = None
    kind: tuple[str, ...] | None = None
    channel: tuple[str, ...] | None = None
    direction: str | None = None
    outcome: tuple[str, ...] | None = None
    began_from: datetime | None = None
    began_to: datetime | None = None

    def where(self, sql: Sql) -> list[str]:
        """The conditions over `interaction`."""
        among = (("kind", self.kind), ("channel", self.channel), ("outcome", self.outcome))
        conditions = [sql.among(f"i.{column}", values) for column, values in among if values is not None]
        return conditions + [
            f"i.{column} {comparison} {sql(value)}"
            for column, comparison, value in (
                ("customer_id", "=", self.customer_id),
                ("agent_id", "=", self.agent_id),
                ("direction", "=", self.direction),
                ("began_at", ">=", self.began_from),
                ("began_at", "<", self.began_to),
            )
            if value is not None
        ]


async def interactions_page(
    database: Database, viewer: Viewer, criteria: InteractionCriteria, order: Order, *, first: int, after: str | None
) -> Page[InteractionView]:
    """One page in this order."""
    sql = database.sql()
    conditions = [interactions_of(viewer, sql), *criteria.where(sql), *keyset(order, after, sql, "i")]
    where = f"{' and '.join(conditions)} {order_by(order, 'i')} limit {first + 1}"
    rows = await database.rows(f"select {_ALL.text} from interaction i where {where}", sql.values)
    views = list(map(_view, rows[:first]))
    return Page(views, [cursor_of(order, each.began_at, each.id) for each in views], len(rows) > first)


async def count_interactions(database: Database, viewer: Viewer, criteria: InteractionCriteria) -> int:
    """How many there are in scope."""
    sql = database.sql()
    conditions = [interactions_of(viewer, sql), *criteria.where(sql)]
    text = f"select count(*) as n from interaction i where {' and '.join(conditions)}"
    return int(sure(await database.row(text, sql.values))["n"])


async def interactions_by_id(database: Database, viewer: Viewer, ids: Iterable[UUID]) -> dict[UUID, InteractionView]:
    """Those in scope, by id."""
    sql = database.sql()
    where = f"{sql.among('i.id', ids)} and {interactions_of(viewer, sql)}"
    rows = await database.rows(f"select {_ALL.text} from interaction i where {where}", sql.values)
    return {view.id: view for view in map(_view, rows)}


class OpenedView(NamedTuple):
    """What came out of an interaction."""

    kind: str
    other_id: UUID


async def opened_in(database: Database, viewer: Viewer, ids: Iterable[UUID]) -> dict[UUID, list[OpenedView]]:
    """What came out of each; whoever asks has checked that they are in scope."""
    sql = database.sql()
    text = (
        f"select interaction_id, kind, other_id from interaction_opened where {sql.among('interaction_id', ids)}"
        f" and {not_about(viewer, sql, 'other_id')}"
        " order by interaction_id, kind, other_id"
    )
    found: dict[UUID, list[OpenedView]] = {}
    for row in await database.rows(text, sql.values):
        view = OpenedView(row["kind"], sure(uuid(row["other_id"])))
        found.setdefault(sure(uuid(row["interaction_id"])), []).append(view)
    return found


async def channels_used(
    database: Database, ids: Iterable[UUID], rule: PreferenceRule, now: datetime
) -> dict[UUID, Mapping[str, int]]:
    """How often each customer came by each channel within the window of the rule; what we began says nothing."""
    sql = database.sql()
    text = (
        f"select customer_id, channel, count(*) as n from interaction where {sql.among('customer_id', ids)}"
        f" and direction = 'INBOUND' and began_at > {sql(now - rule.window)} and began_at <= {sql(now)}"
        " group by customer_id, channel"
    )
    found: dict[UUID, dict[str, int]] = {}
    for row in await database.rows(text, sql.values):
        found.setdefault(sure(uuid(row["customer_id"])), {})[row["channel"]] = int(row["n"])
    return dict(found)
