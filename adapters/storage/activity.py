"""Trading activity into its table; what is there stays as it was."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from adapters.database import Database, sure, uuid
from adapters.rights import customers_of
from adapters.storage.bulk import insert_many
from adapters.storage.needs import mark_due
from adapters.storage.rows import ActivityReportRow, ActivityRow
from domain.activity.activity import TRADES, Activity, ActivityKind, ActivityReport
from domain.customer.customer import Stage
from domain.viewer import Viewer

_OF_ACCOUNTS = (ActivityKind.OPENING, ActivityKind.CLOSING, ActivityKind.IDENTITY)
_MOVED_BY_TRADES = sorted(each.value for each in frozenset(Stage) - {Stage.EXISTING})
_PIECE = ("id", "report_id", "customer_id", "at", "kind", "amount", "currency", "reference")
_REPORT = ("id", "version", "recorded_at", "recorded_by", "rows", "repeated")


async def customers_named(database: Database, viewer: Viewer | None, references: Iterable[str]) -> Mapping[str, UUID]:
    """Those in the viewer's scope, or all for None, by the firm's own reference."""
    sql = database.sql()
    where = sql.among("c.external_reference", set(references))
    scope = "" if viewer is None else f" and {customers_of(viewer, sql)}"
    text = f"select c.id, c.external_reference from customer c where {where}{scope}"
    rows = await database.rows(text, sql.values)
    return {row["external_reference"]: sure(uuid(row["id"])) for row in rows}


async def known_activity(database: Database, ids: Iterable[UUID]) -> frozenset[UUID]:
    """Those of these pieces that were recorded before."""
    sql = database.sql()
    rows = await database.rows(f"select a.id from activity a where {sql.among('a.id', ids)}", sql.values)
    return frozenset(sure(uuid(row["id"])) for row in rows)


async def insert_report(database: Database, report: ActivityReport, author: str) -> None:
    """In the caller's transaction; Collision when somebody else recorded a piece of it meanwhile."""
    at = report.happenings[-1].event.at
    told = [(report.id, report.version, at, author, len(report.rows), report.repeated)]
    await insert_many(database, ActivityReportRow, _REPORT, told)
    await insert_many(database, ActivityRow, _PIECE, [_row(report.id, each) for each in report.rows])
    await rank_anew(database, {each.customer_id for each in report.rows}, at)
    await look_anew(database, report.rows, at)


def _row(report_id: UUID, piece: Activity) -> Sequence[Any]:
    return (
        piece.id, report_id, piece.customer_id, piece.at, piece.kind.value, piece.amount, piece.currency,
        piece.reference,
    )  # fmt: skip


async def look_anew(database: Database, pieces: Iterable[Activity], at: datetime) -> None:
    """Customers whom this may move on are looked at as soon as somebody comes to it; the others are left alone."""
    told = [each.customer_id for each in pieces if each.kind in _OF_ACCOUNTS]
    traded = [each.customer_id for each in pieces if each.kind in TRADES]
    sql = database.sql()
    ways = [sql.among("id", set(told))] if told else []
    if traded:
        ways.append(f"({sql.among('stage', _MOVED_BY_TRADES)} and {sql.among('id', set(traded))})")
    if not ways:
        return
    those = f"select id from customer where {' or '.join(ways)} order by id" + (
        " for update" if database.postgres else ""
    )
    await database.run(f"update customer set look_due_at = {sql(at)} where id in ({those})", sql.values)


async def rank_anew(database: Database, customers: Collection[UUID], at: datetime) -> None:
    """The waiting needs of these customers are looked at as soon as somebody comes to it."""
    if not customers:
        return
    sql = database.sql()
    await mark_due(database, sql, sql.among("customer_id", customers), at)
