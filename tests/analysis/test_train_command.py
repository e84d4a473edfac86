"""`kefu train sentiment`: what it prints, what it writes, and how it says no."""

import json
import re
import subprocess
import sys
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from adapters.analysis.analyst import Analyst
from adapters.analysis.weights import read_weights
from app.cli import kefu as commands
from app.failure import Failed
from tests.analysis.examples import written
from tests.app.serving import kefu


def train(*arguments: str | Path) -> Result:
    return CliRunner().invoke(commands, ["train", "sentiment", *map(str, arguments)])


def test_it_says_the_figures_and_writes_weights_and_report(tmp_path: Path) -> None:
    out = tmp_path / "mine.weights"

    ran = train(
        written(tmp_path / "some.csv"), "--out", out, "--name", "mine", "--date", "2026-11-24", "--seeds", "0-2"
    )

    version = read_weights(out).version
    report = json.loads((tmp_path / "mine.weights.json").read_text())
    assert ran.exit_code == 0, ran.output
    assert re.search(r"^accuracy( +\d\.\d{4}){4}$", ran.output, re.MULTILINE)
    assert re.search(r"^expected calibration error, 15 equal bins( +\d\.\d{4}){4}$", ran.output, re.MULTILINE)
    assert version in ran.output
    assert version.startswith("mine-2026-11-24-")
    assert (report["version"], report["seeds"], report["examples"]) == (version, [0, 1, 2], 120)
    assert report["learnt_from"] == read_weights(out).head.learnt_from


def test_weights_without_topics_take_them_from_the_model_that_ships(tmp_path: Path) -> None:
    out = tmp_path / "mine.weights"
    train(written(tmp_path / "some.csv"), "--out", out, "--name", "mine", "--date", "2026-11-24")

    analyst = Analyst(out)

    assert "attitude" in dict(analyst.read(["客服态度太差了，直接挂电话"])[0].topics)
    assert analyst.version == f"{read_weights(out).version} topics {Analyst().version}"
    assert len(analyst.version) <= 100


def test_the_same_run_writes_the_same_bytes(tmp_path: Path) -> None:
    file = written(tmp_path / "some.csv")
    outs = [tmp_path / "one.weights", tmp_path / "two.weights"]

    for out in outs:
        train(file, "--out", out, "--date", "2026-11-24")

    assert outs[0].read_bytes() == outs[1].read_bytes()


@pytest.mark.parametrize("seeds", ["", "x", "0-", "9-0", "0-200", "1,,2", "-1"])
def test_seeds_that_are_none_are_wrong_usage(seeds: str, tmp_path: Path) -> None:
    ran = train(written(tmp_path / "some.csv"), "--out", tmp_path / "x", "--seeds", seeds)

    assert ran.exit_code == 2
    assert not (tmp_path / "x").exists()


def test_it_does_not_write_over_what_it_learns_from(tmp_path: Path) -> None:
    file = written(tmp_path / "some.csv")
    before = file.read_bytes()

    ran = train(file, "--out", file)

    assert isinstance(ran.exception, Failed)
    assert "the file to learn from" in str(ran.exception)
    assert file.read_bytes() == before


@pytest.mark.parametrize("name", ["", "two words", "n" * 41, "a/b", "x\n"])
def test_a_name_that_no_version_can_begin_with_is_refused(name: str, tmp_path: Path) -> None:
    ran = train(written(tmp_path / "some.csv"), "--out", tmp_path / "x", "--name", name)

    assert isinstance(ran.exception, Failed)
    assert str(ran.exception).startswith("--name: ")
    assert not (tmp_path / "x").exists()


def test_what_cannot_be_read_ends_in_one_line_and_status_1(tmp_path: Path) -> None:
    file = tmp_path / "wrong.csv"
    file.write_text("sentiment,comment\n7,好\n")

    ran = kefu("train", "sentiment", str(file), "--out", str(tmp_path / "x"))

    assert (ran.status, ran.out) == (1, "")
    assert ran.err.startswith(f"kefu: {file}, line 2: there is no sentiment '7'")
    assert ran.err.count("\n") == 1


@pytest.mark.parametrize("missing", ["numpy", "scipy", "sklearn"])
def test_without_the_extra_it_says_what_to_install(missing: str, tmp_path: Path) -> None:
    command = f"import sys; sys.modules[{missing!r}] = None; from app.cli import main; main()"
    file = written(tmp_path / "some.csv")

    ran = subprocess.run(
        [sys.executable, "-c", command, "train", "sentiment", file, "--out", tmp_path / "x"],
        capture_output=True,
        text=True,
        check=False,
    )

    assert (ran.returncode, ran.stdout) == (1, "")
    assert ran.stderr == (
        "kefu: training needs the extra `analytics`, which is not installed: pip install 'kefu[analytics]'\n"
    )


def test_reading_needs_nothing_of_the_extra() -> None:
    command = "import sys, adapters.analysis.child; print(*sys.modules)"

    ran = subprocess.run([sys.executable, "-c", command], capture_output=True, text=True, check=True)

    assert {name.partition(".")[0] for name in ran.stdout.split()} & {"numpy", "scipy", "sklearn", "app"} == set()
