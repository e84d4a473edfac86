"""`kefu train sentiment`: learns weights from examples, measures them on a held-out share, says and writes both."""

import json
import sys
from collections.abc import Sequence
from dataclasses import asdict
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

import click

from adapters.importers.source_file import UnreadableFile
from app.failure import Failed
from domain.reference.entry import is_code

if TYPE_CHECKING:
    from adapters.analysis.training.evaluation import Measured
    from adapters.analysis.training.examples import Examples

NAME_LENGTH = 40
"""Leaves room in a reading's version for date, hash and the model of topics."""
SAID = {
    "accuracy": "accuracy",
    "macro_f1": "macro-F1",
    "expected_calibration_error": "expected calibration error, 15 equal bins",
    "answered": "answered, the others are unsure",
    "accuracy_answered": "accuracy among the answered",
    "topics_micro_f1": "topics, micro-F1",
    "texts_a_second": "texts a second, one core",
}
NEEDS = "training needs the extra `analytics`, which is not installed: pip install 'kefu[analytics]'"


def train_sentiment(file: Path, *, out: Path, name: str, made_on: date, seed: int, seeds: Sequence[int]) -> None:
    """The weights are learnt from all examples; the figures are of the same way of learning on four fifths of them."""
    if len(name) > NAME_LENGTH or not is_code(name):
        raise Failed(
            f"--name: {name[:60]!r}; a name has 1 to {NAME_LENGTH} letters, digits, dots, dashes or underscores"
        )
    report_path = out.with_name(f"{out.name}.json")
    for path in (out, report_path):
        if path.exists() and path.samefile(file):
            raise Failed(f"--out: {path} is the file to learn from; give the weights another name")
    try:
        from adapters.analysis.training.evaluation import measured, summary  # noqa: PLC0415  an extra
        from adapters.analysis.training.examples import read_examples  # noqa: PLC0415  an extra
        from adapters.analysis.training.learning import learn  # noqa: PLC0415  an extra
    except ImportError as error:
        raise Failed(NEEDS) from error
    try:
        examples = read_examples(file)
    except UnreadableFile as error:
        raise Failed(str(error)) from error
    click.echo(f"{len(examples.texts):,} examples: {examples.told}")
    with click.progressbar(seeds, label="measuring", file=sys.stderr, hidden=not sys.stderr.isatty()) as shown:
        runs = [measured(examples, seed=each) for each in shown]
    figures = summary(runs)
    click.echo(_table(figures, seeds))
    weights = learn(examples, name=name, made_on=made_on.isoformat(), seed=seed)
    report = {**_about(examples, seeds, runs), "version": weights.version, "mean": figures}
    try:
        _write(out, weights.packed())
        _write(report_path, (json.dumps(report, ensure_ascii=False, indent=2) + "\n").encode())
    except OSError as error:
        raise Failed(f"{error.filename}: {error.strerror}") from error
    click.echo(f"{weights.version}: {out} ({out.stat().st_size:,} bytes), {report_path}")


def _table(figures: dict[str, dict[str, float]], seeds: Sequence[int]) -> str:
    lines = [
        f"held out: a fifth, stratified; seeds {', '.join(map(str, seeds))}: mean, standard deviation, least, most"
    ]
    for key, said in SAID.items():
        if key in figures:
            form = ",.0f" if key == "texts_a_second" else ".4f"
            lines.append("  ".join([f"{said:44}", *(format(value, form) for value in figures[key].values())]))
    return "\n".join(lines)


def _about(examples: "Examples", seeds: Sequence[int], runs: "Sequence[Measured]") -> dict[str, object]:
    return {
        "learnt_from": examples.digest,
        "examples": len(examples.texts),
        "seeds": list(seeds),
        "runs": [asdict(each) for each in runs],
    }


def _write(path: Path, content: bytes) -> None:
    """Whole or not at all: a worker may be reading it."""
    beside = path.with_name(f"{path.name}.new")
    beside.write_bytes(content)
    beside.replace(path)
