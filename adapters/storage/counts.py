"""How many tickets there are of each sort, kept by the database with every change of a ticket, whoever makes it.

Each change appends what it adds and takes away, in its own transaction: no row that everybody has to write, so nobody
waits for anybody. The sum is right at any moment; `fold` makes few rows of many.
"""

from collections.abc import Sequence

from adapters.database import Database, Row

KEY = ("department", "status", "level", "assigned", "due_on")
"""`department` is empty for none; `due_on` is the day in UTC."""

FOLD_AT = 2_000
"""Rows above those that were left by the last fold before it is done again."""

_INTO = f"insert into ticket_count ({', '.join(KEY)}, n)"
_KEYS = ", ".join(KEY)


def _key_of(database: Database, row: str) -> str:
    due_at = f"{row}.due_at"
    due_on = f"to_char({due_at} at time zone 'UTC', 'YYYY-MM-DD')" if database.postgres else f"substr({due_at}, 1, 10)"
    return f"coalesce({row}.department, ''), {row}.status, {row}.level, {row}.assignee_id is not null, {due_on}"


def _counting(database: Database) -> str:
    key = _key_of(database, "t")
    return f"select {key}, count(*) from ticket t group by 1, 2, 3, 4, 5"


async def keep_counting(database: Database) -> None:
    """Sees to it that every change of a ticket is counted from now on, and counts what is there.

    Done by `kefu migrate` each time: on SQLite, a migration that makes the table anew leaves its triggers behind.
    """
    async with database.transaction():
        if database.postgres:
            await database.run("lock table ticket, ticket_count in share row exclusive mode")
        for text in _triggers(database):
            await database.run(text)
        await _recount(database)


async def recount(database: Database) -> None:
    """Counts everything anew; who changes a ticket waits meanwhile."""
    async with database.transaction():
        if database.postgres:
            await database.run("lock table ticket, ticket_count in share row exclusive mode")
        await _recount(database)


async def _recount(database: Database) -> None:
    await database.run("delete from ticket_count")
    await database.run(f"{_INTO} {_counting(database)}")


async def miscounted(database: Database) -> Sequence[Row]:
    """Sorts of tickets whose sum is not what a fresh count gives, each with the difference; there should be none."""
    fresh = f"select {_key_of(database, 't')}, -1 from ticket t"
    return await database.rows(
        f"select {_KEYS}, sum(n) as excess from (select {_KEYS}, n from ticket_count union all {fresh}) kept_and_fresh"
        f" group by {_KEYS} having sum(n) <> 0"
    )


async def rows_kept(database: Database) -> int:
    """How many rows the sum is taken over."""
    [row] = await database.rows("select count(*) as n from ticket_count")
    return int(row["n"])


async def fold(database: Database) -> None:
    """Puts together what can be. What is appended meanwhile stays as it is; two at the same time share the work."""
    sums = f"select {_KEYS}, sum(n) from {{rows}} group by {_KEYS} having sum(n) <> 0"
    if database.postgres:
        some = "select id from ticket_count for update skip locked"
        gone = f"with gone as (delete from ticket_count where id in ({some}) returning {_KEYS}, n)"
        await database.rows(f"{gone} {_INTO} {sums.format(rows='gone')} returning id")
        return
    async with database.transaction():
        await database.run("delete from ticket_count where n = 0")  # a write first: nobody writes until this is over
        newest = await database.row("select max(id) as id from ticket_count")
        sql = database.sql()
        up_to = sql(None if newest is None else newest["id"])
        await database.run(f"{_INTO} {sums.format(rows=f'ticket_count where id <= {up_to}')}", sql.values)
        await database.run(f"delete from ticket_count where id <= {up_to}", sql.values)


def _triggers(database: Database) -> list[str]:
    return _on_postgres(database) if database.postgres else _on_sqlite(database)


def _on_postgres(database: Database) -> list[str]:
    old, new = _key_of(database, "old"), _key_of(database, "new")
    rows = f"{_key_of(database, 't')}, {{sign}}count(*) from changed t group by 1, 2, 3, 4, 5"
    texts = []
    for name, body in (
        ("added", f"{_INTO} select {rows.format(sign='')};"),
        ("removed", f"{_INTO} select {rows.format(sign='-')};"),
        ("changed", f"{_INTO} values ({old}, -1), ({new}, 1);"),
    ):
        head = f"create or replace function ticket_count_{name}() returns trigger language plpgsql as"
        texts += [
            f"{head} $$ begin {body} return null; end $$",
            f"drop trigger if exists ticket_count_{name} on ticket",
        ]
    # Bulk loads are counted by the statement; a single change costs less by the row.
    moved = f"({_looked_at('old')}) is distinct from ({_looked_at('new')})"
    for name, moment in (
        ("added", "after insert on ticket referencing new table as changed for each statement"),
        ("removed", "after delete on ticket referencing old table as changed for each statement"),
        ("changed", f"after update on ticket for each row when ({moved})"),
    ):
        texts.append(f"create trigger ticket_count_{name} {moment} execute function ticket_count_{name}()")
    return texts


def _looked_at(row: str) -> str:
    return f"{row}.department, {row}.status, {row}.level, {row}.assignee_id is null, {row}.due_at"


def _on_sqlite(database: Database) -> list[str]:
    old, new = _key_of(database, "old"), _key_of(database, "new")
    texts = []
    for name, moment, values in (
        ("added", "after insert on ticket", f"({new}, 1)"),
        ("removed", "after delete on ticket", f"({old}, -1)"),
        ("changed", f"after update on ticket when ({_looked_at('old')}) is not ({_looked_at('new')})",
         f"({old}, -1), ({new}, 1)"),
    ):  # fmt: skip
        texts += [
            f"drop trigger if exists ticket_count_{name}",
            f"create trigger ticket_count_{name} {moment} begin {_INTO} values {values}; end",
        ]
    return texts


class Folding:
    """Folds when it is worth it; to be asked again and again."""

    def __init__(self, database: Database) -> None:
        self._database = database
        self._left: int | None = None

    async def look(self) -> bool:
        """Whether it was done."""
        rows = await rows_kept(self._database)
        if self._left is not None and rows <= self._left + FOLD_AT:
            return False
        await fold(self._database)
        self._left = await rows_kept(self._database)
        return True
