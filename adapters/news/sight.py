"""One look at the log: the rows behind a position, and which transactions were over at that same moment."""

from collections.abc import Sequence
from dataclasses import dataclass

from adapters.database import Database
from adapters.news.change import COLUMNS, FROM, Change, change_of

_ROWS = f"select {COLUMNS} from {FROM} where e.position > {{after}} order by e.position limit {{limit}}"
_WITH_SNAPSHOT = (
    "select news.*, seen.all_over_below from"
    " (select pg_snapshot_xmin(pg_current_snapshot())::text::bigint as all_over_below) seen"
    " left join lateral ({rows}) news on true order by news.position"
)
_NO_TRANSACTION = 0


@dataclass(frozen=True, slots=True)
class Sight:
    """Rows in order, and the transaction id below which every transaction was over in the same snapshot."""

    changes: Sequence[Change]
    all_over_below: int


@dataclass(frozen=True, slots=True)
class Fence:
    """Whoever drew a position up to `through` has a transaction id below `transaction`."""

    transaction: int
    through: int


async def look(database: Database, after: int, limit: int) -> Sight:
    """The next rows; snapshot and rows come from one statement, or a commit could slip in between the two."""
    sql = database.sql()
    rows = _ROWS.format(after=sql(after), limit=limit)
    if not database.postgres:
        return Sight([change_of(row) for row in await database.rows(rows, sql.values)], _NO_TRANSACTION)
    found = await database.rows(_WITH_SNAPSHOT.format(rows=rows), sql.values)
    changes = [change_of(row) for row in found if row["position"] is not None]
    return Sight(changes, found[0]["all_over_below"])


async def fence(database: Database, through: int) -> Fence:
    """To be asked for after the row at `through` was seen.

    Our own transaction id is newer than that of anybody who has drawn a position by now. `pg_snapshot_xmax` is no
    substitute: it is one past the newest *finished* transaction, and a running one may well be newer than that.
    SQLite has one writer: what is missing there is final.
    """
    if not database.postgres:
        return Fence(_NO_TRANSACTION, through)
    [row] = await database.rows("select pg_current_xact_id()::text::bigint as id")
    return Fence(row["id"], through)


async def newest(database: Database) -> int:
    """The greatest position that is there; not yet a settled one."""
    [row] = await database.rows("select coalesce(max(position), 0) as position from event")
    return int(row["position"])
