"""`kefu import`: a progress bar on a terminal, a plain summary everywhere."""

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path

import click

from adapters.importers.activity import import_activity
from adapters.importers.customers import import_customers
from adapters.importers.incidents import import_incidents
from adapters.importers.recording import KeptBusy, Progress
from adapters.importers.source_file import UnreadableFile
from app.failure import Failed
from app.house import OpenHouse


async def bring_incidents(
    opening: OpenHouse, file: Path, *, dry_run: bool, rejects: Path | None, until: datetime | None
) -> None:
    """Import the log and say what came of it."""
    _not_over(file, rejects)
    with _plainly(), _progress(file) as progress:
        summary = await import_incidents(
            opening.house, file, until=until, dry_run=dry_run, rejects_path=rejects, progress=progress
        )
    click.echo(str(summary))


async def bring_customers(opening: OpenHouse, file: Path, *, dry_run: bool, rejects: Path | None) -> None:
    """Import the customers and say what came of it."""
    _not_over(file, rejects)
    with _plainly(), _progress(file) as progress:
        summary = await import_customers(opening.house, file, dry_run=dry_run, rejects_path=rejects, progress=progress)
    click.echo(str(summary))


async def bring_activity(opening: OpenHouse, file: Path, *, dry_run: bool, rejects: Path | None) -> None:
    """Import trading activity and say what came of it."""
    _not_over(file, rejects)
    with _plainly(), _progress(file) as progress:
        summary = await import_activity(opening.house, file, dry_run=dry_run, rejects_path=rejects, progress=progress)
    click.echo(str(summary))


def _not_over(file: Path, rejects: Path | None) -> None:
    if rejects is not None and rejects.exists() and rejects.samefile(file):
        raise Failed("--rejects names the file that is to be imported; give it another name")


@contextmanager
def _plainly() -> Iterator[None]:
    try:
        yield
    except (UnreadableFile, KeptBusy) as error:
        raise Failed(str(error)) from error
    except OSError as error:
        if error.filename is None:
            raise
        raise Failed(f"{error.filename}: {error.strerror}") from error  # where the rejects should go


@contextmanager
def _progress(file: Path) -> Iterator[Progress]:
    if not sys.stderr.isatty():
        yield lambda _done, _of: None
        return
    from rich.console import Console  # noqa: PLC0415  only on a terminal
    from rich.progress import BarColumn, MofNCompleteColumn, TextColumn, TimeRemainingColumn  # noqa: PLC0415
    from rich.progress import Progress as Bar  # noqa: PLC0415

    columns = (TextColumn(file.name, markup=False), BarColumn(), MofNCompleteColumn(), TimeRemainingColumn())
    with Bar(*columns, console=Console(stderr=True), transient=True) as bar:
        task = bar.add_task(file.name, total=None)

        def show(done: int, of: int | None) -> None:
            bar.update(task, completed=done, total=of)

        yield show
