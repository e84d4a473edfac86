"""Keyset pages: an opaque cursor holds the order and the last key, so that a page costs the same however far one is."""

import base64
import binascii
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Generic, TypeVar
from uuid import UUID

import orjson

from adapters.database import Sql
from domain.shared.errors import Invalid

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Order:
    """A column that sorts, its direction, and how its value travels in a cursor."""

    name: str
    column: str
    descending: bool = False
    time: bool = False


@dataclass(frozen=True)
class Page(Generic[T]):
    """Rows with their cursors; `more` when there is a next page."""

    rows: list[T]
    cursors: list[str]
    more: bool


def cursor_of(order: Order, key: Any, row_id: UUID) -> str:  # noqa: ANN401  a sortable column's value
    """Where a page may go on after this row."""
    value = key.isoformat() if isinstance(key, datetime) else key
    return base64.urlsafe_b64encode(orjson.dumps([order.name, value, row_id.hex])).decode()


def key_of(order: Order, cursor: str) -> tuple[Any, UUID]:
    """The key in a cursor; Invalid when it is not one of this order."""
    try:
        name, value, row_id = orjson.loads(base64.urlsafe_b64decode(cursor.encode()))
        found = UUID(row_id)
        key = datetime.fromisoformat(value) if order.time else int(value)
    except (ValueError, TypeError, binascii.Error, AttributeError) as error:
        message = "after is not a cursor of this list"
        raise Invalid(message, field=["after"]) from error
    if name != order.name:
        message = f"after is a cursor of the order {name}, this list is in the order {order.name}"
        raise Invalid(message, field=["after"])
    return key, found


def keyset(order: Order, after: str | None, sql: Sql, alias: str) -> list[str]:
    """The condition that begins after the cursor."""
    if after is None:
        return []
    key, row_id = key_of(order, after)
    comparison = "<" if order.descending else ">"
    return [f"({alias}.{order.column}, {alias}.id) {comparison} ({sql(key)}, {sql(row_id)})"]


def order_by(order: Order, alias: str) -> str:
    """The ORDER BY that the keyset goes with."""
    way = " desc" if order.descending else ""
    return f"order by {alias}.{order.column}{way}, {alias}.id{way}"
