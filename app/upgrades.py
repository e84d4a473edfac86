"""Whether the database is as this version needs it."""

import pkgutil

import migrations
from adapters.database import Database

_RECORDS = "tortoise_migrations"


async def pending(database: Database) -> list[str]:
    """The migrations on disk that the database has not seen, oldest first; a newer database is no hindrance."""
    on_disk = {each.name for each in pkgutil.iter_modules(migrations.__path__)}
    return sorted(on_disk - await _applied(database))


async def _applied(database: Database) -> set[str]:
    if database.postgres:
        there = "select 1 from pg_catalog.pg_class where oid = to_regclass($1)"
    else:
        there = "select 1 from sqlite_master where type = 'table' and name = ?"
    if await database.row(there, [_RECORDS]) is None:
        return set()
    sql = database.sql()
    text = f"select name from {_RECORDS} where app = {sql('kefu')}"  # noqa: S608  our own names
    return {row["name"] for row in await database.rows(text, sql.values)}
