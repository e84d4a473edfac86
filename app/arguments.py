"""What the arguments of `kefu` may be: files, durations, instants."""

from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import click

from app.durations import duration

FILE = click.Path(exists=True, dir_okay=False, readable=True, path_type=Path)
NEW_FILE = click.Path(dir_okay=False, writable=True, path_type=Path)


class Duration(click.ParamType[timedelta]):
    """90s, 31m, 2h, 3d."""

    name = "duration"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> timedelta:  # noqa: ANN401  click's own
        """A timedelta, or wrong usage."""
        try:
            return value if isinstance(value, timedelta) else duration(str(value))
        except ValueError as error:
            self.fail(str(error), param, ctx)


class Instant(click.ParamType[datetime]):
    """A date or an ISO time."""

    name = "date"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> datetime:  # noqa: ANN401  click's own
        """A point in time, or wrong usage."""
        from adapters.importers.source_time import instant  # noqa: PLC0415  only for who imports

        try:
            return value if isinstance(value, datetime) else instant(str(value))
        except ValueError as error:
            self.fail(str(error), param, ctx)
