"""Reading customers within the viewer's scope."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import NamedTuple, Protocol
from uuid import UUID

from adapters.database import Database, Row, Sql, instant, like, sure, uuid
from adapters.reads.columns import Columns, values_of
from adapters.reads.page import Order, Page, cursor_of, keyset, order_by
from adapters.rights import customers_of
from domain.viewer import Viewer

ORDERS = {
    name + suffix: Order("customers", name + suffix, column, descending=bool(suffix))
    for name, column in (("REGISTERED_AT", "registered_at"), ("UPDATED_AT", "updated_at"))
    for suffix in ("", "_DESC")
}


class CustomerView(NamedTuple):
    """A customer's row as readers see it."""

    id: UUID
    version: int
    external_reference: str
    type: str
    name: str
    stage: str
    tier: str
    segments: tuple[str, ...]
    business_lines: tuple[str, ...]
    preferred_channel: str | None
    account_manager_id: UUID | None
    registered_at: datetime
    updated_at: datetime
    stage_since: datetime | None
    identity_noticed_at: datetime | None
    identity_recorded_at: datetime | None
    record_completed_at: datetime | None
    record_refreshed_at: datetime | None


def _words(text: str) -> tuple[str, ...]:
    return tuple(filter(None, text.split("|")))


CUSTOMERS = Columns(
    CustomerView,
    "c",
    made={"segments": _words, "business_lines": _words},
    texts={
        **dict.fromkeys(("id", "account_manager_id"), uuid),
        **dict.fromkeys(
            (
                "registered_at",
                "updated_at",
                "stage_since",
                "identity_noticed_at",
                "identity_recorded_at",
                "record_completed_at",
                "record_refreshed_at",
            ),
            instant,
        ),
    },
)
_COLUMNS = CUSTOMERS.all.text


def _view(row: Row) -> CustomerView:
    values, typed = values_of(row)
    view: CustomerView = CUSTOMERS.all.of(values, typed=typed)
    return view


class CustomersWith(Protocol):
    """Those who have something of another kind."""

    def where(self, sql: Sql) -> str:
        """The condition over `customer`."""
        ...


@dataclass(frozen=True, slots=True, kw_only=True)
class CustomerCriteria:
    """Everything given must hold; a tuple is "one of"."""

    type: tuple[str, ...] | None = None
    stage: tuple[str, ...] | None = None
    tier: tuple[str, ...] | None = None
    segment: str | None = None
    business_line: str | None = None
    account_manager_id: UUID | None = None
    name_contains: str | None = None
    with_needs: CustomersWith | None = None

    def where(self, sql: Sql) -> list[str]:
        """The conditions over `customer`, all of which hold."""
        conditions = [
            sql.among(f"c.{column}", values)
            for column, values in (("type", self.type), ("stage", self.stage), ("tier", self.tier))
            if values is not None
        ]
        for column, word in (("segments", self.segment), ("business_lines", self.business_line)):
            if word is not None:
                conditions.append(f"c.{column} like {sql(like(f'|{word}|'))} escape '!'")
        if self.account_manager_id is not None:
            conditions.append(f"c.account_manager_id = {sql(self.account_manager_id)}")
        if self.with_needs is not None:
            conditions.append(self.with_needs.where(sql))
        if self.name_contains is not None:
            conditions.append(f"lower(c.name) like {sql(like(self.name_contains.lower()))} escape '!'")
        return conditions


async def customers_by_id(database: Database, viewer: Viewer, ids: Iterable[UUID]) -> dict[UUID, CustomerView]:
    """Those in scope, by id."""
    sql = database.sql()
    where = f"{sql.among('c.id', ids)} and {customers_of(viewer, sql)}"
    rows = await database.rows(f"select {_COLUMNS} from customer c where {where}", sql.values)
    return {view.id: view for view in map(_view, rows)}


async def customer_called(database: Database, viewer: Viewer, external_reference: str) -> CustomerView | None:
    """By the firm's own reference."""
    sql = database.sql()
    where = f"c.external_reference = {sql(external_reference)} and {customers_of(viewer, sql)}"
    row = await database.row(f"select {_COLUMNS} from customer c where {where}", sql.values)
    return None if row is None else _view(row)


async def customers_page(
    database: Database, viewer: Viewer, criteria: CustomerCriteria, order: Order, *, first: int, after: str | None
) -> Page[CustomerView]:
    """One page in this order."""
    sql = database.sql()
    conditions = [customers_of(viewer, sql), *criteria.where(sql), *keyset(order, after, sql, "c")]
    text = (
        f"select {_COLUMNS} from customer c where {' and '.join(conditions)} {order_by(order, 'c')} limit {first + 1}"
    )
    views = [_view(row) for row in await database.rows(text, sql.values)]
    shown = views[:first]
    cursors = [cursor_of(order, getattr(view, order.column), view.id) for view in shown]
    return Page(shown, cursors, len(views) > first)


async def count_customers(database: Database, viewer: Viewer, criteria: CustomerCriteria) -> int:
    """How many there are in scope."""
    sql = database.sql()
    conditions = [customers_of(viewer, sql), *criteria.where(sql)]
    text = f"select count(*) as n from customer c where {' and '.join(conditions)}"
    row = await database.row(text, sql.values)
    return 0 if row is None else int(row["n"])


@dataclass(frozen=True, slots=True)
class ContactPointView:
    """A way to reach a customer."""

    id: UUID
    customer_id: UUID
    kind: str
    value: str
    channel: str


async def contact_points_of(database: Database, ids: Iterable[UUID]) -> dict[UUID, list[ContactPointView]]:
    """The contact points of each customer, in their order."""
    sql = database.sql()
    text = (
        "select id, customer_id, kind, value, channel from contact_point"
        f" where {sql.among('customer_id', ids)} order by customer_id, position"
    )
    found: dict[UUID, list[ContactPointView]] = {}
    for row in await database.rows(text, sql.values):
        view = ContactPointView(
            sure(uuid(row["id"])),
            sure(uuid(row["customer_id"])),
            row["kind"],
            row["value"],
            row["channel"],
        )
        found.setdefault(view.customer_id, []).append(view)
    return found
