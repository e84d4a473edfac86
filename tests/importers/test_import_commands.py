"""`kefu import` as an operator runs it: what it prints, what it leaves behind, and its exit status."""

import asyncio
import os
import sys
from collections.abc import AsyncIterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from app.house import opened
from tests.engines import ENGINES, KEYS, a_database, settings_for
from tests.importers.asking import counted
from tests.importers.source import EXTRACT, FAULTS

KEFU = Path(sys.executable).parent / "kefu"


@dataclass(frozen=True)
class Said:
    status: int
    out: list[str]
    err: list[str]


@dataclass(frozen=True)
class Operator:
    url: str
    folder: Path

    async def runs(self, *words: str | Path) -> Said:
        environment = os.environ | {"KEFU_DATABASE_URL": self.url, "KEFU_ENCRYPTION_KEYS": KEYS}
        process = await asyncio.create_subprocess_exec(
            KEFU,
            *map(str, words),
            cwd=self.folder,
            env=environment,
            stdout=asyncio.subprocess.PIPE,
            stderr=asyncio.subprocess.PIPE,
        )
        out, err = await process.communicate()
        assert process.returncode is not None
        return Said(process.returncode, out.decode().splitlines(), err.decode().splitlines())


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """With a log, a part of it, and something else."""
    (tmp_path / "log.csv.gz").write_bytes(EXTRACT.read_bytes())
    (tmp_path / "cut.csv.gz").write_bytes(EXTRACT.read_bytes()[:5_000])
    (tmp_path / "other.csv").write_text("a,b\n1,2\n", encoding="utf-8")
    return tmp_path


@pytest.fixture(params=ENGINES)
async def operator(request: pytest.FixtureRequest, tmp_path: Path) -> AsyncIterator[Operator]:
    async with a_database(request.param, tmp_path, request.config) as url:
        yield Operator(url, tmp_path)


async def test_incidents_are_imported_up_to_a_day_and_then_to_the_end(operator: Operator) -> None:
    before = await operator.runs("import", "incidents", EXTRACT, "--until", "2016-03-31")
    async with opened(settings_for(operator.url)) as house:
        at_that_day = await counted(house)
    after = await operator.runs("import", "incidents", EXTRACT)

    assert (before.status, before.err, after.status, after.err) == (0, [], 0, [])
    assert before.out[0] == "rows read 380 = recorded 275 + rejected 0 + not before 2016-03-31 00:00 Asia/Shanghai 105"
    assert sum(at_that_day.values()) == 56
    assert after.out[0] == "rows read 380 = recorded 105 + rejected 0 + recorded earlier 275"


async def test_rejects_go_to_their_file_and_are_no_failure(operator: Operator, tmp_path: Path) -> None:
    rejects = tmp_path / "rejects.csv"

    said = await operator.runs("import", "incidents", FAULTS, "--rejects", rejects)

    assert (said.status, said.err) == (0, [])
    assert said.out[0] == "rows read 23 = recorded 10 + rejected 12 + repeated in the file 1"
    assert rejects.read_text(encoding="utf-8").startswith('"line","reason","text"\n')


async def test_customers_are_imported(operator: Operator, tmp_path: Path) -> None:
    file = tmp_path / "customers.csv"
    file.write_text("external_reference,kind,name\nC-1,individual,王芳\n", encoding="utf-8")

    said = await operator.runs("import", "customers", file)

    assert (said.status, said.out, said.err) == (0, ["rows read 1 = registered 1 + rejected 0"], [])


NO_LOG = "other.csv: not the csv that is expected here, missing columns: "


@pytest.mark.parametrize(
    ("words", "status", "line"),
    [
        ("incidents other.csv", 1, f"kefu: {NO_LOG}number, "),
        ("customers other.csv", 1, f"kefu: {NO_LOG}external_reference, "),
        ("incidents cut.csv.gz", 1, "kefu: cut.csv.gz: the gzip is truncated, fetch the file again"),
        ("incidents log.csv.gz --rejects log.csv.gz", 1, "kefu: --rejects names the file that is to be imported"),
        ("incidents log.csv.gz --rejects nowhere/r.csv", 1, "kefu: nowhere/r.csv: No such file or directory"),
        ("incidents nowhere.csv", 2, "Error: Invalid value for 'FILE': File 'nowhere.csv' does not exist."),
        ("incidents log.csv.gz --until soon", 2, "Error: Invalid value for '--until': 'soon' is neither a date"),
    ],
)
async def test_what_cannot_be_done_is_said_in_one_line(
    words: str, status: int, line: str, folder: Path, request: pytest.FixtureRequest
) -> None:
    async with a_database("sqlite", folder, request.config) as url:
        said = await Operator(url, folder).runs("import", *words.split())

    assert (said.status, said.out) == (status, [])
    assert said.err[-1].startswith(line)
    assert len(said.err) == 1 or status == 2
