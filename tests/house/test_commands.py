"""The commands that people and machines rely on exist."""

import os
import re
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
MAKEFILE = (ROOT / "Makefile").read_text()


@pytest.mark.parametrize("target", ["run", "test", "test-domain", "test-long", "bench", "sdl", "migration"])
def test_make_knows(target: str) -> None:
    assert re.search(rf"^{target}:.*##", MAKEFILE, re.MULTILINE)


def test_ci_runs_the_same_command_as_everyone() -> None:
    script = ROOT / ".ci" / "run"

    assert os.access(script, os.X_OK)
    assert "export CI=true" in script.read_text()
    assert script.read_text().rstrip().endswith("exec make test")


@pytest.mark.parametrize(
    "check", ["ruff format --check", "ruff check", "mypy", "lint-imports", "hadolint Dockerfile", "tests.sdl.changes"]
)
def test_a_change_must_pass(check: str) -> None:
    assert re.search(r"^test: check\b", MAKEFILE, re.MULTILINE)
    assert f"$(BIN)/{check}" in MAKEFILE or f"-m {check}" in MAKEFILE
