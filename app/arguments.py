"""What the arguments of `kefu` may be: files, durations, instants."""

import re
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import click

from app.durations import duration

FILE = click.Path(exists=True, dir_okay=False, readable=True, path_type=Path)
SEEDS = 100
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


class Seeds(click.ParamType[tuple[int, ...]]):
    """7, 0-9, 1,4,9."""

    name = "seeds"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> tuple[int, ...]:  # noqa: ANN401  click's own
        """At most a hundred whole numbers, or wrong usage."""
        try:
            return value if isinstance(value, tuple) else _seeds(str(value))
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


def _seeds(text: str) -> tuple[int, ...]:
    stretch = re.fullmatch(r"(\d{1,9})-(\d{1,9})", text, re.ASCII)
    if stretch:
        first, last = map(int, stretch.groups())
        seeds = list(range(first, min(last, first + SEEDS) + 1))
    else:
        listed = re.fullmatch(r"\d{1,9}(,\d{1,9})*", text, re.ASCII)
        seeds = sorted(set(map(int, text.split(",")))) if listed else []
    if not 1 <= len(seeds) <= SEEDS:
        raise ValueError(f"{text!r} are no seeds: a number, a range such as 0-9 or a list; {SEEDS} at most")
    return tuple(seeds)
