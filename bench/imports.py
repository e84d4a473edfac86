"""Rows a second of `kefu import incidents`, beside the same rows taken over one command, one transaction each."""

import gzip
import os
import time
from itertools import islice
from pathlib import Path
from tempfile import gettempdir

from adapters.importers.incident_log import read_log
from adapters.importers.incidents import import_incidents
from app.house import OpenHouse
from bench.desk import a_desk, engines

ONE_BY_ONE = 300
"""Rows for the slow way; it has the same speed with more."""


async def run() -> None:
    """Prints a line for each engine: rows a second of ours, of the other, and the ratio. Two rounds, A B A B."""
    file = _log()
    rows = len(read_log(file).rows)
    print(f"{file.name}: {rows} rows; goal on PostgreSQL: 2,000 rows/s")
    print("| engine | import, rows/s | one transaction a row, rows/s | ratio |\n| --- | --- | --- | --- |")
    for engine in await engines():
        ours, theirs = [], []
        for _ in range(2):
            async with a_desk(engine) as opening:
                ours.append(await _rate(opening, file, at_once=1_000, rows=rows))
            head = _head(file)
            async with a_desk(engine) as opening:
                theirs.append(await _rate(opening, head, at_once=1, rows=ONE_BY_ONE))
            head.unlink()
        print(f"| {engine} | {_both(ours)} | {_both(theirs)} | {sum(ours) / sum(theirs):.1f} |")


async def _rate(opening: OpenHouse, file: Path, *, at_once: int, rows: int) -> float:
    began = time.perf_counter()
    await import_incidents(opening.house, file, at_once=at_once)
    return rows / (time.perf_counter() - began)


def _both(rates: list[float]) -> str:
    return " / ".join(f"{rate:,.0f}" for rate in rates)


def _head(file: Path) -> Path:
    """The first rows of the log, as a file of their own."""
    head = Path(gettempdir()) / f"kefu-bench-{os.getpid()}.csv"
    with gzip.open(file, "rb") as whole:
        head.write_bytes(b"".join(islice(whole, ONE_BY_ONE + 1)))
    return head


def _log() -> Path:
    whole = Path(os.environ.get("KEFU_DATA_DIR", "../shared/data")) / "incident-events.csv.gz"
    return whole if whole.is_file() else next(Path("tests/data").glob("incident-events*.csv.gz"))
