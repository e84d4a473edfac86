"""The `kefu` command. Exit status: 0 done, 1 failed with one clear line, 2 wrong usage."""

import asyncio
import sys

import click

from app.settings import WrongSetting, read_settings


@click.group()
def kefu() -> None:
    """The service desk of a securities firm (客服)."""


@kefu.command()
def migrate() -> None:
    """Bring the database up to date."""
    from app.house import migrate as bring_up_to_date  # noqa: PLC0415  heavy imports only where they are used

    asyncio.run(bring_up_to_date(read_settings()))
    click.echo("the database is up to date")


@kefu.command()
def schema() -> None:
    """Print the SDL."""
    from app.graphql import sdl  # noqa: PLC0415  heavy imports only where they are used

    click.echo(sdl(), nl=False)


def main() -> None:
    """The console script."""
    try:
        kefu()
    except WrongSetting as wrong:
        click.echo(f"kefu: {wrong}", err=True)
        sys.exit(1)
