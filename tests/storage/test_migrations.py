"""Migrations lead to the schema of the models, and lose nothing on the way."""

import pkgutil
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from tortoise import Tortoise
from tortoise.migrations.api.migrate import migrate as run_migrations
from tortoise.migrations.autodetector import MigrationAutodetector

import migrations
from adapters.database import Database
from app.house import opened
from app.settings import TORTOISE, engine_of, tortoise_config
from domain.ticket import commands
from domain.ticket.message import Message
from tests.engines import ENGINES, a_database, an_empty_database, settings_for
from tests.storage.test_tickets import a_desk, a_ticket

OURS = sorted(each.name for each in pkgutil.iter_modules(migrations.__path__))
LATER = '''
"""A migration such as a later version may bring: on SQLite, changing a column remakes its table."""

from tortoise import fields, migrations
from tortoise.migrations import operations as ops


class Migration(migrations.Migration):
    dependencies = [("kefu", "NEWEST")]
    initial = False

    operations = [
        ops.AddField(model_name="TicketRow", name="mood", field=fields.CharField(null=True, max_length=20)),
        ops.AlterField(model_name="TicketRow", name="subject", field=fields.CharField(max_length=400)),
    ]
'''


async def test_the_models_ask_for_nothing_that_no_migration_brings() -> None:
    await Tortoise.init(config=TORTOISE, init_connections=False, _enable_global_fallback=True)
    try:
        assert await MigrationAutodetector(Tortoise.apps, TORTOISE["apps"]).changes() == []
    finally:
        await Tortoise.close_connections()


@pytest.mark.parametrize("engine", ENGINES)
async def test_a_migrated_database_has_the_schema_of_the_models(
    engine: str, tmp_path: Path, pytestconfig: pytest.Config
) -> None:
    async with a_database(engine, tmp_path, pytestconfig) as url:
        migrated = await _schema(url)
    async with an_empty_database(engine, tmp_path) as url:
        made = await _schema(url, make=True)

    assert len(made) > 15
    assert set(migrated) == set(made)
    for table, columns in made.items():
        assert migrated[table] == columns, table


async def _schema(url: str, *, make: bool = False) -> dict[str, set[tuple[Any, ...]]]:
    await Tortoise.init(config=tortoise_config(url), _enable_global_fallback=True)
    try:
        if make:
            await Tortoise.generate_schemas()
        database = Database(engine_of(url))
        found: dict[str, set[tuple[Any, ...]]] = {}
        for what in _ON_POSTGRES if database.postgres else _ON_SQLITE:
            for row in await database.rows(what):
                table, *rest = row.values()
                if table not in {"tortoise_migrations", "sqlite_sequence"}:
                    found.setdefault(table, set()).add(tuple(rest))
        return found
    finally:
        await Tortoise.close_connections()


_ON_POSTGRES = (
    (
        "select table_name, column_name, data_type, character_maximum_length, is_nullable, column_default"
        " from information_schema.columns where table_schema = 'public'"
    ),
    (
        "select tablename, regexp_replace(indexdef, 'INDEX \\S+ ON', 'INDEX ON') from pg_indexes"
        " where schemaname = 'public'"
    ),
    "select conrelid::regclass::text, pg_get_constraintdef(oid) from pg_constraint where conrelid <> 0",
)
_ON_SQLITE = (
    (
        'select m.name as "table", c.name, c.type, c."notnull", c.dflt_value, c.pk'
        " from sqlite_master m join pragma_table_info(m.name) c where m.type = 'table'"
    ),
    (
        'select m.name as "table", i."unique", (select group_concat(name) from pragma_index_info(i.name)) as columns'
        " from sqlite_master m join pragma_index_list(m.name) i where m.type = 'table'"
    ),
    (
        'select m.name as "table", f."table" as other, f."from", f."to", f.on_delete'
        " from sqlite_master m join pragma_foreign_key_list(m.name) f where m.type = 'table'"
    ),
)


@pytest.fixture
def later(tmp_path: Path) -> Iterator[str]:
    """A package of migrations that has one more than ours."""
    package = tmp_path / "later_migrations"
    package.mkdir()
    (package / "__init__.py").touch()
    for name in OURS:
        (package / f"{name}.py").write_text(
            f"from importlib import import_module\n\nMigration = import_module('migrations.{name}').Migration\n"
        )
    (package / "9999_later.py").write_text(LATER.replace("NEWEST", OURS[-1]))
    sys.path.insert(0, str(tmp_path))
    yield package.name
    sys.path.remove(str(tmp_path))
    for name in [each for each in sys.modules if each.partition(".")[0] == package.name]:
        del sys.modules[name]


@pytest.mark.parametrize("engine", ENGINES)
async def test_a_later_migration_that_remakes_a_table_loses_no_row_of_it_and_none_that_hangs_on_it(
    engine: str, tmp_path: Path, pytestconfig: pytest.Config, later: str
) -> None:
    async with a_database(engine, tmp_path, pytestconfig) as url:
        async with opened(settings_for(url)) as house:
            desk = a_desk(house)
            ticket = await a_ticket(desk)
            await commands.respond_ticket(desk, ticket.id, Message(desk.new_id(), "phone", "您好"))
            before = await _counts(house.house.database)

        config = tortoise_config(url, migrating=True)
        config["apps"]["kefu"]["migrations"] = later
        await run_migrations(config=config)
        await Tortoise.close_connections()

        async with opened(settings_for(url)) as house:
            assert await _counts(house.house.database) == before
            assert [row["mood"] for row in await house.house.database.rows("select mood from ticket")] == [None]


async def _counts(database: Database) -> dict[str, int]:
    found = {}
    for table in ("customer", "ticket", "ticket_cycle", "message", "event", "sealing_key", "reference_entry"):
        [row] = await database.rows(f"select count(*) as n from {table}")  # noqa: S608  our own names
        found[table] = row["n"]
    assert found["message"] == 1
    return found
