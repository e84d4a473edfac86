"""Reading endpoints and deliveries, for those who keep them; secrets are never read here."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import NamedTuple
from uuid import UUID

from adapters.database import Database, Row, Sql, instant, sure, uuid
from adapters.reads.page import Order, Page, cursor_of, keyset, order_by

NEWEST = Order("deliveries", "CREATED_AT_DESC", "created_at", descending=True)
REGISTERED = Order("webhookEndpoints", "REGISTERED_AT", "registered_at")


class EndpointView(NamedTuple):
    """An endpoint's row as its keepers see it."""

    id: UUID
    version: int
    code: str
    url: str
    registered_at: datetime
    previous_until: datetime | None
    retired: bool


class DeliveryView(NamedTuple):
    """A delivery's row as its keepers see it."""

    id: UUID
    version: int
    kind: str
    channel: str
    endpoint_id: UUID | None
    alert_id: UUID
    level: int
    body: str
    state: str
    attempts: int
    next_try_at: datetime | None
    last_error: str | None
    created_at: datetime
    delivered_at: datetime | None


_ENDPOINT = ", ".join(f"w.{name}" for name in EndpointView._fields)
_DELIVERY = ", ".join(f"d.{name}" for name in DeliveryView._fields)


def _endpoint(row: Row) -> EndpointView:
    return EndpointView(
        sure(uuid(row["id"])),
        row["version"],
        row["code"],
        row["url"],
        sure(instant(row["registered_at"])),
        instant(row["previous_until"]),
        bool(row["retired"]),
    )


def _delivery(row: Row) -> DeliveryView:
    values = {name: row[name] for name in DeliveryView._fields}
    values |= {name: uuid(row[name]) for name in ("id", "endpoint_id", "alert_id")}
    values |= {name: instant(row[name]) for name in ("next_try_at", "created_at", "delivered_at")}
    return DeliveryView(**values)


@dataclass(frozen=True, slots=True, kw_only=True)
class DeliveryCriteria:
    """Everything given must hold."""

    state: tuple[str, ...] | None = None
    endpoint_id: UUID | None = None
    alert_id: UUID | None = None

    def where(self, sql: Sql) -> list[str]:
        """The conditions over `delivery`; at least one, so that they can be joined."""
        conditions = ["1 = 1"] if self.state is None else [sql.among("d.state", self.state)]
        if self.endpoint_id is not None:
            conditions.append(f"d.endpoint_id = {sql(self.endpoint_id)}")
        if self.alert_id is not None:
            conditions.append(f"d.alert_id = {sql(self.alert_id)}")
        return conditions


async def endpoints_page(database: Database, *, first: int, after: str | None) -> Page[EndpointView]:
    """The oldest first."""
    sql = database.sql()
    where = " and ".join(["1 = 1", *keyset(REGISTERED, after, sql, "w")])
    text = f"select {_ENDPOINT} from webhook_endpoint w where {where} {order_by(REGISTERED, 'w')} limit {first + 1}"
    rows = await database.rows(text, sql.values)
    views = [_endpoint(row) for row in rows[:first]]
    return Page(views, [cursor_of(REGISTERED, view.registered_at, view.id) for view in views], len(rows) > first)


async def count_endpoints(database: Database) -> int:
    """How many there are."""
    return int(sure(await database.row("select count(*) as n from webhook_endpoint"))["n"])


async def endpoints_by_id(database: Database, ids: Iterable[UUID]) -> dict[UUID, EndpointView]:
    """By id."""
    sql = database.sql()
    rows = await database.rows(f"select {_ENDPOINT} from webhook_endpoint w where {sql.among('w.id', ids)}", sql.values)
    return {view.id: view for view in map(_endpoint, rows)}


async def deliveries_page(
    database: Database, criteria: DeliveryCriteria, *, first: int, after: str | None
) -> Page[DeliveryView]:
    """The newest first."""
    sql = database.sql()
    where = " and ".join([*criteria.where(sql), *keyset(NEWEST, after, sql, "d")])
    text = f"select {_DELIVERY} from delivery d where {where} {order_by(NEWEST, 'd')} limit {first + 1}"
    rows = await database.rows(text, sql.values)
    views = [_delivery(row) for row in rows[:first]]
    return Page(views, [cursor_of(NEWEST, view.created_at, view.id) for view in views], len(rows) > first)


async def count_deliveries(database: Database, criteria: DeliveryCriteria) -> int:
    """How many there are."""
    sql = database.sql()
    text = f"select count(*) as n from delivery d where {' and '.join(criteria.where(sql))}"
    return int(sure(await database.row(text, sql.values))["n"])


async def deliveries_by_id(database: Database, ids: Iterable[UUID]) -> dict[UUID, DeliveryView]:
    """By id."""
    sql = database.sql()
    rows = await database.rows(f"select {_DELIVERY} from delivery d where {sql.among('d.id', ids)}", sql.values)
    return {view.id: view for view in map(_delivery, rows)}
