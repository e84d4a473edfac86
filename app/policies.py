"""`kefu policy apply`: a file says what the house should be like; what is otherwise is said, and changed."""

import json
from collections.abc import Hashable
from pathlib import Path
from typing import Any

import click
import yaml

from adapters.storage.work import SqlDesk, SqlWork
from app.failure import Failed
from app.house import OpenHouse
from domain.desk import NO_TERMS
from domain.policy.applying import Change, apply
from domain.policy.shape import Text
from domain.shared.errors import Refusal
from domain.viewer import Role, Viewer

LARGEST_FILE = 1024 * 1024
SHOWN = 20
"""Places of one body that are printed; the rest are counted."""


async def apply_policies(opening: OpenHouse, file: Path, *, dry_run: bool, author: str, why: str | None) -> None:
    """Apply the file, or only say what it would change; nothing is changed when anything is wrong."""
    wanted = read(file)
    try:
        desk = SqlDesk(opening.house, Viewer(Role.ADMIN, Text(100).check(author, ("--author",))))
        work = SqlWork(desk, NO_TERMS)
        reason = why or wanted.get("why") or ""
        changes = await apply(desk, work, wanted, reason if isinstance(reason, str) else "")
        if not dry_run:
            await work.flush()
    except Refusal as refusal:
        raise Failed(f"{file}: {refusal.message}") from refusal
    for change in changes:
        _say(change)
    if not changes:
        click.echo("nothing changes: everything is as the file has it")
    elif dry_run:
        click.echo("nothing was changed: that was a dry run")


def read(file: Path) -> dict[str, Any]:
    """The file as it stands; Failed with the line at which it is no YAML."""
    try:
        with file.open("rb") as opened:
            content = opened.read(LARGEST_FILE + 1)
    except OSError as error:
        raise Failed(f"{file}: {error.strerror}") from error
    if len(content) > LARGEST_FILE:
        raise Failed(f"{file}: it is larger than {LARGEST_FILE} bytes; take several files")
    try:
        found = yaml.load(content, Loader=_Loader)  # noqa: S506  a safe loader, see below
    except yaml.MarkedYAMLError as error:
        line = 0 if error.problem_mark is None else error.problem_mark.line + 1
        raise Failed(f"{file}: line {line}: {error.problem or 'it is no YAML'}") from error
    except (yaml.YAMLError, UnicodeDecodeError, ValueError, RecursionError) as error:
        raise Failed(f"{file}: it is no YAML in UTF-8: {error}") from error
    if not isinstance(found, dict):
        raise Failed(f"{file}: it must be fields such as why, departments, days, calendars, policies")
    return found


class _Loader(yaml.SafeLoader):
    """Plain values only; a key that stands twice is refused, where YAML would take the last."""

    def construct_mapping(self, node: yaml.MappingNode, deep: bool = False) -> dict[Hashable, Any]:
        seen: set[str] = set()
        for key, _ in node.value:
            if str(key.value) in seen:
                raise yaml.MarkedYAMLError(problem=f"{key.value} stands here twice", problem_mark=key.start_mark)
            seen.add(str(key.value))
        return super().construct_mapping(node, deep)


_DATES = "tag:yaml.org,2002:timestamp"
# A date stays the text that it is: what is no date is then refused where it stands, and not by its line alone.
_Loader.yaml_implicit_resolvers = {
    letter: [each for each in resolvers if each[0] != _DATES]
    for letter, resolvers in yaml.SafeLoader.yaml_implicit_resolvers.items()
}


def _say(change: Change) -> None:
    click.echo(change.headline)
    for place in change.places[:SHOWN]:
        click.echo(f"  {place.path or 'all of it'}: {_brief(place.before)} → {_brief(place.after)}")
    if len(change.places) > SHOWN:
        click.echo(f"  and {len(change.places) - SHOWN} places more")


def _brief(value: object) -> str:
    if value is None:
        return "nothing"
    text = json.dumps(value, ensure_ascii=False)
    return text if len(text) <= 100 else text[:100] + "…"  # noqa: PLR2004
