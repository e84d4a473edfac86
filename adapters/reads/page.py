"""Keyset pages: an opaque cursor holds the order and the last key, so that a page costs the same however far one is."""

from dataclasses import dataclass
from functools import cached_property
from typing import Any, Generic, TypeVar
from uuid import UUID

from adapters.database import Sql
from adapters.reads.cursor import Cursor, a_number, a_time, an_id

T = TypeVar("T")


@dataclass(frozen=True)
class Order:
    """The list that is sorted, the name of the order, its column and direction."""

    of: str
    name: str
    column: str
    descending: bool = False
    time: bool = True

    @cached_property
    def cursor(self) -> Cursor:
        """What its cursors hold: the column's value and the id."""
        return Cursor(f"{self.of} in the order {self.name}", (a_time if self.time else a_number, an_id))


@dataclass(frozen=True)
class Page(Generic[T]):
    """Rows with their cursors; `more` when there is a next page."""

    rows: list[T]
    cursors: list[str]
    more: bool


def cursor_of(order: Order, key: Any, row_id: UUID) -> str:  # noqa: ANN401  a sortable column's value
    """Where a page may go on after this row."""
    return order.cursor.written(key, row_id.hex)


def keyset(order: Order, after: str | None, sql: Sql, alias: str) -> list[str]:
    """The condition that begins after the cursor; Invalid when it is not one of this list."""
    if after is None:
        return []
    key, row_id = order.cursor.read(after)
    comparison = "<" if order.descending else ">"
    return [f"({alias}.{order.column}, {alias}.id) {comparison} ({sql(key)}, {sql(row_id)})"]


def order_by(order: Order, alias: str) -> str:
    """The ORDER BY that the keyset goes with."""
    way = " desc" if order.descending else ""
    return f"order by {alias}.{order.column}{way}, {alias}.id{way}"
