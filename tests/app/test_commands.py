"""The commands' exit status and their one clear line."""

import asyncio
import sqlite3
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner

from app.cli import kefu as commands
from app.graphql import sdl
from app.house import opened
from app.settings import read_settings
from app.tokens import Tokens
from domain.viewer import Role
from tests.app.serving import SECRET, kefu
from tests.engines import a_database, settings_for
from tests.storage.test_tickets import a_desk, a_ticket

IN_PRODUCTION: Any = {"env": "production", "dev_secret": None, "auth_jwks_url": "https://issuer.example/jwks"}
NOTHING_SET: Any = {"dev_secret": None, "encryption_keys": None}
OPENS_THE_DATABASE = [("serve",), ("worker",), ("counts",), ("clock", "advance", "1h")]


def one_line(text: str) -> str:
    """What went wrong, without a traceback."""
    assert text.startswith("kefu: ")
    assert text.count("\n") == 1
    return text


@pytest.mark.parametrize("command", [("serve",), ("worker",), ("migrate",), ("token", "--role", "agent")])
def test_a_wrong_setting_stops_every_command_with_a_line_that_names_it(command: tuple[str, ...]) -> None:
    ran = kefu(*command, database_url="mysql://u:secret@here")

    assert (ran.status, ran.out) == (1, "")
    assert one_line(ran.err) == "kefu: KEFU_DATABASE_URL: it starts with sqlite:// or postgres://\n"


def test_production_refuses_to_start_with_what_is_for_development() -> None:
    ran = kefu("serve", "--port", "0", **(IN_PRODUCTION | {"dev_secret": SECRET}))

    assert ran.status == 1
    assert "KEFU_DEV_SECRET" in one_line(ran.err)
    assert SECRET not in ran.err


@pytest.mark.parametrize("command", OPENS_THE_DATABASE)
def test_an_unmigrated_database_is_said_with_what_helps(command: tuple[str, ...], tmp_path: Path) -> None:
    ran = kefu(*command, database_url=f"sqlite://{tmp_path}/new.db", clock="manual")

    assert (ran.status, ran.out) == (1, "")
    assert one_line(ran.err) == "kefu: the database is not up to date: run `kefu migrate` first\n"


@pytest.mark.parametrize(
    ("command", "url"),
    [
        ("migrate", "sqlite:///no/such/folder/kefu.db"),
        ("serve", "sqlite:///"),
        ("migrate", "postgres://u:secret@127.0.0.1:1/kefu"),
        ("serve", "postgres://u:secret@127.0.0.1:1/kefu"),
    ],
)
def test_a_database_that_cannot_be_reached_is_said_in_one_line(command: str, url: str) -> None:
    ran = kefu(command, database_url=url)

    assert (ran.status, ran.out) == (1, "")
    assert "KEFU_DATABASE_URL: the database cannot be reached" in one_line(ran.err)
    assert "secret" not in ran.err


def test_a_file_that_is_no_database_is_left_alone(tmp_path: Path) -> None:
    file = tmp_path / "letter.db"
    file.write_text("Dear Anna, " * 100)

    ran = kefu("migrate", database_url=f"sqlite://{file}")

    assert ran.status == 1
    assert "not a database" in one_line(ran.err)
    assert file.read_text() == "Dear Anna, " * 100


def test_migrate_can_be_run_again(tmp_path: Path) -> None:
    url = f"sqlite://{tmp_path}/new.db"

    first, second = kefu("migrate", database_url=url), kefu("migrate", database_url=url)

    assert (first.status, second.status) == (0, 0)
    assert first.out == second.out == "the database is up to date\n"
    with sqlite3.connect(tmp_path / "new.db") as connection:
        assert connection.execute("select count(*) from desk_fact where name = 'epoch'").fetchone() == (1,)


@pytest.mark.parametrize(
    "wrong",
    [
        ("fly",),
        ("serve", "--port", "many"),
        ("serve", "--workers", "0"),
        ("token",),
        ("token", "--role", "root"),
        ("token", "--role", "agent", "--ttl", "soon"),
        ("clock", "advance", "-1h"),
        ("clock", "advance", "0s"),
        ("clock", "advance", "99999999999999d"),
    ],
)
def test_wrong_usage_is_2(wrong: tuple[str, ...]) -> None:
    ran = CliRunner().invoke(commands, wrong)

    assert (ran.exit_code, ran.stdout) == (2, "")
    assert ran.stderr.startswith("Usage: ")


async def test_a_token_is_printed_alone_and_is_believed() -> None:
    ran = kefu("token", "--role", "supervisor", "--subject", "sara", "--department", "desk", "--ttl", "1h30m")

    assert ran.status == 0
    claims = await Tokens(read_settings(dev_secret=SECRET)).verify(ran.out.removesuffix("\n"))
    assert (claims.sub, claims.role, claims.department) == ("sara", Role.SUPERVISOR, "desk")


def test_production_issues_no_token() -> None:
    ran = kefu("token", "--role", "admin", **IN_PRODUCTION)

    assert (ran.status, ran.out) == (1, "")
    assert "KEFU_ENV" in one_line(ran.err)


def test_the_schema_is_printed_without_any_setting(tmp_path: Path) -> None:
    ran = kefu("schema", cwd=tmp_path, encryption_keys=None, dev_secret=None, database_url="nonsense")

    assert (ran.status, ran.err) == (0, "")
    assert ran.out == sdl()
    assert not list(tmp_path.iterdir())


def test_several_processes_need_postgresql(sqlite: str) -> None:
    ran = kefu("serve", "--workers", "2", database_url=sqlite)

    assert ran.status == 1
    assert "--workers" in one_line(ran.err)
    assert "PostgreSQL" in ran.err


def test_the_systems_clock_is_not_ours_to_advance(sqlite: str) -> None:
    ran = kefu("clock", "advance", "1h", database_url=sqlite)

    assert ran.status == 1
    assert "KEFU_CLOCK" in one_line(ran.err)


def test_secrets_for_development_are_made_once_and_the_same_for_every_command(tmp_path: Path) -> None:
    assert kefu("migrate", database_url="sqlite://kefu.db", cwd=tmp_path, **NOTHING_SET).status == 0
    first = kefu("token", "--role", "agent", cwd=tmp_path, **NOTHING_SET)
    secret = (tmp_path / ".kefu" / "dev-secret").read_text()
    second = kefu("token", "--role", "agent", cwd=tmp_path, **NOTHING_SET)

    assert first.status == second.status == 0
    assert (tmp_path / ".kefu" / "dev-secret").read_text() == secret
    assert secret.strip() not in first.out + first.err


async def test_a_database_sealed_with_other_keys_is_not_served(tmp_path: Path, pytestconfig: pytest.Config) -> None:
    other = "other:" + "B" * 43 + "="
    async with a_database("sqlite", tmp_path, pytestconfig) as url:
        async with opened(settings_for(url)) as house:
            await a_ticket(a_desk(house), narrative="无法登录")
        ran = await asyncio.to_thread(kefu, "serve", "--port", "0", database_url=url, encryption_keys=other)

    assert (ran.status, ran.out) == (1, "")
    assert "KEFU_ENCRYPTION_KEYS: none of the keys opens what this database holds" in one_line(ran.err)


def test_wrong_counts_of_tickets_are_said_and_counted_anew_when_asked(sqlite: str) -> None:
    right = kefu("counts", database_url=sqlite)
    with closing(sqlite3.connect(sqlite.removeprefix("sqlite://"))) as connection, connection:
        connection.execute(
            "insert into ticket_count (department, status, level, assigned, due_on, n)"
            " values ('desk', 'ACCEPTED', 3, 0, '2026-03-02', 2)"
        )
    wrong = kefu("counts", database_url=sqlite)
    repaired = kefu("counts", "--repair", database_url=sqlite)
    again = kefu("counts", database_url=sqlite)

    assert (right.status, right.out) == (0, "all counts are right\n")
    assert (wrong.status, one_line(wrong.err)) == (
        1, "kefu: 1 sorts of tickets are counted wrong; kefu counts --repair counts them anew\n"
    )  # fmt: skip
    assert wrong.out == "department desk, status ACCEPTED, level 3, assigned 0, due_on 2026-03-02, excess 2\n"
    assert repaired.out.endswith("counted anew\n")
    assert (again.status, again.out) == (0, "all counts are right\n")
