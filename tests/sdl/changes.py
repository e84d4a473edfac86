"""Whether the committed SDL is what the code says, and what in it breaks clients of the version before."""

import subprocess
import sys
from difflib import unified_diff
from pathlib import Path

from graphql import GraphQLError, build_schema
from graphql.utilities import find_breaking_changes, find_dangerous_changes

ROOT = Path(__file__).resolve().parents[2]
SDL = ROOT / "schema" / "schema.graphql"
IN_GIT = "schema/schema.graphql"


def main() -> int:
    written, spoken = SDL.read_text(), _spoken()
    drift = list(unified_diff(written.splitlines(), spoken.splitlines(), IN_GIT, "kefu schema", lineterm=""))
    if drift:
        sys.stderr.write("\n".join([*drift, "", "the SDL is not what the code says: run `make sdl`", ""]))
        return 1
    sys.stdout.write("\n".join(["SDL: as committed", *_since_the_version_before(written), ""]))
    return 0


def _spoken() -> str:
    kefu = Path(sys.executable).parent / "kefu"
    return subprocess.run([kefu, "schema"], cwd=ROOT, capture_output=True, text=True, check=True).stdout


def _since_the_version_before(written: str) -> list[str]:
    """Shown, not refused: a removal is a decision that a reader of the change takes."""
    before = _version_before(written)
    if before is None:
        return ["SDL: no earlier version to compare with"]
    commit, earlier = before
    return [f"SDL: changes since {commit}", *describe(earlier, written)]


def describe(earlier: str, later: str) -> list[str]:
    old, new = build_schema(earlier), build_schema(later)
    breaking = [f"  BREAKING  {change.description}" for change in find_breaking_changes(old, new)]
    dangerous = [f"  dangerous {change.description}" for change in find_dangerous_changes(old, new)]
    return [*breaking, *dangerous] or ["  nothing that breaks a client"]


def _version_before(written: str) -> tuple[str, str] | None:
    """The last committed SDL that differs from `written` and is one: a merge once left a type in it twice."""
    for commit in _git("log", "-n", "10", "--format=%h", "--", IN_GIT).split():
        earlier = _git("show", f"{commit}:{IN_GIT}")
        if earlier and earlier != written and _is_sdl(earlier):
            return commit, earlier
    return None


def _is_sdl(text: str) -> bool:
    try:
        build_schema(text)
    except (TypeError, GraphQLError):
        return False
    return True


def _git(*arguments: str) -> str:
    try:
        return subprocess.run(["git", *arguments], cwd=ROOT, capture_output=True, text=True, check=False).stdout
    except FileNotFoundError:
        return ""


if __name__ == "__main__":
    sys.exit(main())
