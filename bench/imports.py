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

Verdicts = list[tuple[bool, bool, int]]
"""Whether the source's target was met, whether ours was, and how many tickets there are of those."""
ONE_BY_ONE = 300
"""Rows for the slow way; it has the same speed with more."""


async def run() -> None:
    """Prints a line for each engine: rows a second of ours, of the other, and the ratio. Two rounds, A B A B."""
    file = _log()
    rows = len(read_log(file).rows)
    print(f"{file.name}: {rows} rows; goal on PostgreSQL: 2,000 rows/s")
    print("| engine | import, rows/s | one transaction a row, rows/s | ratio |\n| --- | --- | --- | --- |")
    found: Verdicts = []
    for engine in await engines():
        ours, theirs = [], []
        for turn in range(2):
            async with a_desk(engine) as opening:
                ours.append(await _rate(opening, file, at_once=1_000, rows=rows))
                found = found if turn else await _verdicts(opening)
            head = _head(file)
            async with a_desk(engine) as opening:
                theirs.append(await _rate(opening, head, at_once=1, rows=ONE_BY_ONE))
            head.unlink()
        print(f"| {engine} | {_both(ours)} | {_both(theirs)} | {sum(ours) / sum(theirs):.1f} |")
    _tell(found)


async def _verdicts(opening: OpenHouse) -> Verdicts:
    """Imported tickets by the source's verdict on its target and by whether our 72 hours were kept in every cycle."""
    text = (
        "select source_met_target as met, kept, count(*) as tickets from (select t.id, t.source_met_target,"
        " min(case when c.state = 'FULFILLED' and c.stopped_at <= c.due_at then 1 else 0 end) as kept"
        " from ticket t join clock c on c.aggregate_id = t.id and c.commitment = 'initial_handling'"
        " where t.source_met_target is not null group by t.id, t.source_met_target) each group by 1, 2 order by 1, 2"
    )
    rows = await opening.house.database.rows(text)
    return [(bool(row["met"]), bool(row["kept"]), row["tickets"]) for row in rows]


def _tell(found: Verdicts) -> None:
    tickets = sum(count for _, _, count in found)
    agreed = sum(count for met, kept, count in found if met == kept)
    print("\n| the source says its target was met | our 72 hours were kept | tickets |\n| --- | --- | --- |")
    for met, kept, count in found:
        print(f"| {'yes' if met else 'no'} | {'yes' if kept else 'no'} | {count:,} |")
    print(f"\nthe verdicts agree on {agreed / tickets:.1%} of {tickets:,} imported tickets: a finding, not a goal")


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
