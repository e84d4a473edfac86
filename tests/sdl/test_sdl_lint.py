"""The committed SDL keeps graphql-eslint's recommended and relay rules."""

import os
import subprocess
from pathlib import Path

import pytest

HERE = Path(__file__).parent
ROOT = HERE.parents[1]
SDL = ROOT / "schema" / "schema.graphql"
ESLINT = HERE / "node_modules" / "eslint" / "bin" / "eslint.js"

pytestmark = [pytest.mark.node, pytest.mark.timeout(300), pytest.mark.xdist_group("npm")]

WITHOUT_WORDS = """
type Query { getTicket(id: ID!): Ticket }
type Ticket { id: ID! ticket_number: String! }
"""


@pytest.fixture(scope="module", autouse=True)
def installed() -> None:
    lock = HERE / "package-lock.json"
    stamp = HERE / "node_modules" / ".package-lock.json"
    if not stamp.exists() or stamp.stat().st_mtime < lock.stat().st_mtime:
        subprocess.run(["npm", "ci", "--no-audit", "--no-fund", "--ignore-scripts"], cwd=HERE, check=True)


def lint(sdl: Path, *, within: Path) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        ["node", ESLINT, "--config", HERE / "eslint.config.mjs", "--max-warnings", "0", sdl],
        cwd=within,
        env={**os.environ, "KEFU_SDL": str(sdl)},
        capture_output=True,
        text=True,
        check=False,
    )


def test_the_schema_keeps_the_rules() -> None:
    result = lint(SDL, within=ROOT)

    assert result.returncode == 0, result.stdout + result.stderr


def test_the_rules_bite(tmp_path: Path) -> None:
    careless = tmp_path / "schema.graphql"
    careless.write_text(WITHOUT_WORDS)

    result = lint(careless, within=tmp_path)

    assert result.returncode == 1, result.stdout + result.stderr
    assert "require-description" in result.stdout
    assert 'should not have "get" prefix' in result.stdout
    assert "camelCase" in result.stdout
