"""Reading what happens on the market, and what customers do with their money."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import NamedTuple
from uuid import UUID

from adapters.database import Database, Row, Sql, instant, sure, uuid
from adapters.reads.page import Order, Page, cursor_of, keyset, order_by

ORDERS = {
    "BEGINS_AT": Order("marketEvents", "BEGINS_AT", "begins_at"),
    "BEGINS_AT_DESC": Order("marketEvents", "BEGINS_AT_DESC", "begins_at", descending=True),
}


class MarketEventView(NamedTuple):
    """A row as readers see it."""

    id: UUID
    version: int
    title: str
    categories: Sequence[str]
    begins_at: datetime
    ends_at: datetime
    entered_by: str
    entered_at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class MarketCriteria:
    """In force at that instant, if one is given."""

    in_force_at: datetime | None = None

    def where(self, sql: Sql) -> list[str]:
        """The conditions over `market_event`."""
        if self.in_force_at is None:
            return ["1 = 1"]
        return [f"m.begins_at <= {sql(self.in_force_at)}", f"m.ends_at > {sql(self.in_force_at)}"]


_COLUMNS = ", ".join(f"m.{name}" for name in MarketEventView._fields)


def _view(row: Row) -> MarketEventView:
    return MarketEventView(
        sure(uuid(row["id"])),
        row["version"],
        row["title"],
        tuple(filter(None, row["categories"].split("|"))),
        sure(instant(row["begins_at"])),
        sure(instant(row["ends_at"])),
        row["entered_by"],
        sure(instant(row["entered_at"])),
    )


async def market_events_by_id(database: Database, ids: Iterable[UUID]) -> dict[UUID, MarketEventView]:
    """These."""
    sql = database.sql()
    rows = await database.rows(f"select {_COLUMNS} from market_event m where {sql.among('m.id', ids)}", sql.values)
    return {view.id: view for view in map(_view, rows)}


async def market_events_page(
    database: Database, criteria: MarketCriteria, order: Order, *, first: int, after: str | None
) -> Page[MarketEventView]:
    """One page in this order."""
    sql = database.sql()
    conditions = [*criteria.where(sql), *keyset(order, after, sql, "m")]
    text = (
        f"select {_COLUMNS} from market_event m where {' and '.join(conditions)}"
        f" {order_by(order, 'm')} limit {first + 1}"
    )
    views = list(map(_view, await database.rows(text, sql.values)))
    shown = views[:first]
    return Page(shown, [cursor_of(order, each.begins_at, each.id) for each in shown], len(views) > first)


async def count_market_events(database: Database, criteria: MarketCriteria) -> int:
    """How many there are."""
    sql = database.sql()
    text = f"select count(*) as n from market_event m where {' and '.join(criteria.where(sql))}"
    return int(sure(await database.row(text, sql.values))["n"])


class ActivityView(NamedTuple):
    """A piece of activity."""

    customer_id: UUID
    at: datetime
    kind: str
    amount: int
    currency: str


async def activity_of(database: Database, ids: Iterable[UUID], last: int) -> dict[UUID, list[ActivityView]]:
    """The newest of each customer, the newest first; whoever asks has checked that they see the customers."""
    sql = database.sql()
    newest = "row_number() over (partition by customer_id order by at desc, id) as place"
    names = ", ".join(ActivityView._fields)
    text = (
        f"select {names} from (select {names}, {newest} from activity where {sql.among('customer_id', ids)}) told"
        f" where place <= {last} order by customer_id, place"
    )
    found: dict[UUID, list[ActivityView]] = {}
    for row in await database.rows(text, sql.values):
        owner, at = sure(uuid(row["customer_id"])), sure(instant(row["at"]))
        found.setdefault(owner, []).append(ActivityView(owner, at, row["kind"], row["amount"], row["currency"]))
    return found


async def rows_reported(database: Database, report_id: UUID) -> tuple[int, int]:
    """How many pieces of a report were new, and how many were known."""
    sql = database.sql()
    row = sure(await database.row(f"select * from activity_report where id = {sql(report_id)}", sql.values))
    return row["rows"], row["repeated"]
