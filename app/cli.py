"""The `kefu` command. Exit status: 0 done, 1 failed with one clear line, 2 wrong usage."""

# What a command needs is imported inside it, so that `kefu --help` is quick.
# ruff: noqa: PLC0415

import asyncio
import contextlib
import logging
import sys
from collections.abc import AsyncIterator, Callable, Coroutine
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from app.arguments import FILE, NEW_FILE, Duration, Instant, Seeds
from app.failure import Failed
from domain.viewer import Role

if TYPE_CHECKING:
    from app.house import OpenHouse
    from app.settings import Settings


WRONG_KEYS = (
    "KEFU_ENCRYPTION_KEYS: none of the keys opens what this database holds;"
    " without the setting, the key lies in .kefu/ of the directory where the database was first used"
)


@click.group(context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 110})
def kefu() -> None:
    """The service desk of a securities firm (客服); its settings are environment variables, KEFU_*."""


@kefu.command()
@click.option("--host", default="127.0.0.1", show_default=True, help="The address to listen on.")
@click.option("--port", default=8000, show_default=True, type=click.IntRange(0, 65535), help="The port to listen on.")
@click.option("--workers", default=1, show_default=True, type=click.IntRange(1, 64), help="Serving processes.")
def serve(host: str, port: int, workers: int) -> None:
    """Serve GraphQL; on SQLite do the worker's duties too."""
    settings = _settings()
    for doubt in settings.doubts:
        logging.getLogger(__name__).warning(doubt)
    if workers > 1 and settings.database_url.startswith("sqlite:"):
        raise Failed("--workers: SQLite is for one process; set KEFU_DATABASE_URL to a PostgreSQL database for more")
    _run(_nothing, settings)
    if workers > 1:
        from app.workers import supervise

        supervise(settings, host, port, workers)
        return
    from app.serve import listening, serve_here

    serve_here(settings, listening(host, port))


@kefu.command()
def worker() -> None:
    """Do what has to be done without anybody asking, until it is stopped."""
    from app.worker import work

    _run(work)


@kefu.command()
def migrate() -> None:
    """Bring the database up to date."""
    from app.house import migrate as bring_up_to_date

    asyncio.run(bring_up_to_date(_settings()))
    click.echo("the database is up to date")


@kefu.command()
@click.option("--seed", default=1, show_default=True, help="The same seed makes the same desk.")
@click.option("--live", is_flag=True, help="Keep it moving until Ctrl-C.")
def demo(seed: int, live: bool) -> None:
    """Fill an empty database with a small lively desk."""
    from app.demo import show

    _run(lambda opening: show(opening, seed=seed, live=live))


@kefu.group(name="import")
def import_() -> None:
    """Bring in what other systems know."""


@import_.command()
@click.argument("file", type=FILE)
@click.option("--dry-run", is_flag=True, help="Read and check everything, write nothing.")
@click.option("--rejects", type=NEW_FILE, help="Where to put the rows that cannot be read, with the reason.")
@click.option("--until", type=Instant(), help="Only rows before that time, e.g. 2016-03-31 (Asia/Shanghai).")
def incidents(file: Path, dry_run: bool, rejects: Path | None, until: datetime | None) -> None:
    """An incident log, csv or csv.gz. Going on after a stop and running twice are both fine."""
    from app.imports import bring_incidents

    _run(lambda opening: bring_incidents(opening, file, dry_run=dry_run, rejects=rejects, until=until))


@import_.command()
@click.argument("file", type=FILE)
@click.option("--dry-run", is_flag=True, help="Read and check everything, write nothing.")
@click.option("--rejects", type=NEW_FILE, help="Where to put the rows that cannot be read, with the reason.")
def customers(file: Path, dry_run: bool, rejects: Path | None) -> None:
    """Customers, csv or csv.gz; docs/customer-file.md explains the columns."""
    from app.imports import bring_customers

    _run(lambda opening: bring_customers(opening, file, dry_run=dry_run, rejects=rejects))


@import_.command()
@click.argument("file", type=FILE)
@click.option("--dry-run", is_flag=True, help="Read and check everything, write nothing.")
@click.option("--rejects", type=NEW_FILE, help="Where to put the rows that cannot be read, with the reason.")
def activity(file: Path, dry_run: bool, rejects: Path | None) -> None:
    """Trading activity, csv or csv.gz; docs/activity-file.md explains the columns."""
    from app.imports import bring_activity

    _run(lambda opening: bring_activity(opening, file, dry_run=dry_run, rejects=rejects))


@kefu.command()
@click.option("--repair", is_flag=True, help="Count anew; who changes a ticket waits meanwhile.")
def counts(*, repair: bool) -> None:
    """Compare the counts kept for wallboards with a fresh count of all tickets."""

    async def compare(opening: "OpenHouse") -> None:
        from adapters.storage.counts import miscounted, recount

        wrong = await miscounted(opening.house.database)
        for row in wrong:
            click.echo(", ".join(f"{name} {value}" for name, value in dict(row).items()))
        if wrong and not repair:
            raise Failed(f"{len(wrong)} sorts of tickets are counted wrong; kefu counts --repair counts them anew")
        if wrong:
            await recount(opening.house.database)
        click.echo("counted anew" if wrong else "all counts are right")

    _run(compare)


@kefu.group()
def train() -> None:
    """Learn from examples what the desk's models are to know; needs the extra `analytics`."""


@train.command()
@click.argument("file", type=FILE)
@click.option("--out", type=NEW_FILE, default="sentiment.weights", show_default=True, help="Where to put the weights.")
@click.option("--name", default="sentiment", show_default=True, help="What their version begins with.")
@click.option("--date", "made_on", type=click.DateTime(["%Y-%m-%d"]), help="Its date, e.g. 2026-11-24; today without.")
@click.option("--seed", default=0, show_default=True, type=click.IntRange(0), help="Shares out the inner folds.")
@click.option("--seeds", default="0", show_default=True, type=Seeds(), help="Held-out shares to measure: 7, 0-9, 1,4.")
def sentiment(file: Path, *, out: Path, name: str, made_on: datetime | None, seed: int, seeds: tuple[int, ...]) -> None:
    """Sentiment and topics of feedback, from a csv or csv.gz; docs/sentiment.md explains it."""
    from app.training import train_sentiment

    day = (made_on or datetime.now(UTC)).date()
    train_sentiment(file, out=out, name=name, made_on=day, seed=seed, seeds=seeds)


@kefu.group()
def policy() -> None:
    """The rules of the house, its calendars and its words."""


@policy.command()
@click.argument("file", type=FILE)
@click.option("--dry-run", is_flag=True, help="Check everything and print the difference, change nothing.")
@click.option("--author", metavar="REF", default="kefu", show_default=True, help="Who is to be named as the author.")
@click.option("--why", metavar="TEXT", help="The reason that is recorded; without it the file's own `why`.")
def apply(file: Path, dry_run: bool, author: str, why: str | None) -> None:
    """Draft and publish what a YAML file has otherwise; docs/policies.md explains it."""
    from app.policies import apply_policies

    _run(lambda opening: apply_policies(opening, file, dry_run=dry_run, author=author, why=why))


@kefu.group()
def clock() -> None:
    """The clocks of promises, and the desk's own time."""


@clock.command()
def verify() -> None:
    """Replay what happened to every clock, and say whether each stands as it should: 0 when they do, 1 when not."""
    from app.clocks import verified

    _run(verified)


@clock.command()
@click.argument("by", metavar="DURATION", type=Duration())
def advance(by: timedelta) -> None:
    """Move the desk's time forward, with KEFU_CLOCK=manual: 90s, 31m, 2h, 3d."""

    async def forward(opening: "OpenHouse") -> None:
        from adapters.clock import ManualClock

        if not isinstance(opening.clock, ManualClock):
            raise Failed("KEFU_CLOCK is system, and the system's clock is not ours to advance; set KEFU_CLOCK=manual")
        try:
            stands_at = await opening.clock.advance(by)
        except OverflowError as error:
            raise Failed("that is beyond the last year a clock can show") from error
        click.echo(f"the clock stands at {stands_at.isoformat()}")

    _run(forward)


@kefu.command()
@click.option("--role", required=True, type=click.Choice([each.value for each in Role]), help="What they are.")
@click.option("--subject", metavar="REF", help="The agent's or customer's external reference.")
@click.option("--department", metavar="CODE", help="The department they belong to.")
@click.option("--ttl", default="1h", show_default=True, type=Duration(), help="How long it is good for.")
def token(role: str, subject: str | None, department: str | None, ttl: timedelta) -> None:
    """Print a signed token for development."""
    from app.tokens import issue

    click.echo(issue(_settings(), Role(role), subject or f"dev-{role.replace('_', '-')}", department, ttl))


@kefu.command()
def schema() -> None:
    """Print the SDL."""
    from app.graphql import sdl

    click.echo(sdl(), nl=False)


@kefu.group()
def documents() -> None:
    """The documents that clients register with us (KEFU_TRUSTED_DOCUMENTS)."""


@documents.command(name="check")
@click.argument("file", type=FILE)
def check_documents(file: Path) -> None:
    """Say whether `kefu serve` would take this manifest, and how its operations would run."""
    from app.trusted import check

    click.echo(check(file, introspection=_settings().shows_schema))


def main() -> None:
    """The console script."""
    try:
        kefu()
    except Exception as error:
        logging.getLogger(__name__).debug("failed", exc_info=True)
        click.echo(f"kefu: {_in_one_line(error)}", err=True)
        sys.exit(1)


def _in_one_line(error: Exception) -> str:
    from app.logging import masked
    from app.settings import WrongSetting

    said = " ".join(str(error).split())
    if isinstance(error, WrongSetting | Failed):
        return said
    return masked(f"{type(error).__name__}: {said}" if said else type(error).__name__)


def _settings() -> "Settings":
    from app.logging import configure
    from app.settings import read_settings

    settings = read_settings()
    configure(settings)
    return settings


def _run(command: "Callable[[OpenHouse], Coroutine[Any, Any, None]]", settings: "Settings | None" = None) -> None:
    """Run it over an open, migrated house."""

    async def run() -> None:
        async with _opened(settings or _settings()) as opening:
            await command(opening)

    asyncio.run(run())


@contextlib.asynccontextmanager
async def _opened(settings: "Settings") -> "AsyncIterator[OpenHouse]":
    from app.house import opened
    from app.upgrades import pending

    async with opened(settings) as opening:
        if await pending(opening.house.database):
            raise Failed("the database is not up to date: run `kefu migrate` first")
        if not await opening.house.vault.opens():
            raise Failed(WRONG_KEYS)
        yield opening


async def _nothing(_: "OpenHouse") -> None:
    """To see that the house opens."""
