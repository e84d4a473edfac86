"""Many more cases than a test run has time for; goes on where it was stopped (see CONTRIBUTING.md)."""

import argparse
import asyncio
import json
import sys
import time
import warnings
from collections.abc import Iterable
from pathlib import Path
from random import Random
from tempfile import gettempdir

from tests.execution.differential.case import Executors
from tests.execution.differential.grounds import GROUNDS, ground, output_fields

WORLDS = 25
NOTED_EVERY = 1_000


def _say(line: str) -> None:
    sys.stdout.write(line + "\n")


def asked() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--cases", type=int, default=200_000)
    parser.add_argument("--of", choices=sorted(GROUNDS), default="desk", help="which schema")
    parser.add_argument("--resume", type=Path, help="where it is noted how far it has come")
    return parser.parse_args()


async def main(cases: int, of: str, noted: "Noted") -> int:
    executors = Executors(ground(of))
    begun = noted.into(executors)
    since, cpu = time.perf_counter(), time.process_time()
    for seed in range(begun, cases, WORLDS):
        worlds = range(seed, seed + WORLDS)
        for case in await executors.run(Random(seed).randrange, worlds, turn=seed // WORLDS):
            if not case.equal:
                _say(f"the answers differ, operation of seed {seed}: {case}")
                return 1
        if (seed + WORLDS) % NOTED_EVERY == 0 or seed + WORLDS >= cases:
            noted.down(executors)
    took, cpu = time.perf_counter() - since, time.process_time() - cpu
    ran = executors.cases - begun
    _say(f"{executors.cases:,} cases are equal, seeds 0 to {cases - 1:,}; {begun:,} of them were run before")
    if ran:
        _say(f"{ran / took:.0f} a second, {ran / cpu:.0f} a second of one core")
    _say(_share(executors, of))
    return 0


class Noted:
    """How far it has come, in a file."""

    def __init__(self, path: Path) -> None:
        self._path = path

    def into(self, executors: Executors) -> int:
        return executors.resume(json.loads(self._path.read_text())) if self._path.exists() else 0

    def down(self, executors: Executors) -> None:
        beside = self._path.with_suffix(".new")
        beside.write_text(json.dumps(executors.noted()))
        beside.replace(self._path)


def _share(executors: Executors, of: str) -> str:
    fields = output_fields(ground(of).schema)
    met, by_plan = fields & executors.met.keys(), fields & {each for each, cases in executors.met.items() if cases}
    lines = [
        f"{executors.planned / executors.cases:.0%} were answered by plans alone; graphql-core came in for:",
        *(f"  {count:>9,}  {reason}" for reason, count in executors.reasons.most_common()),
        f"errors in another order, all else equal: {executors.reordered:,}",
        f"{len(met)} of {len(fields)} fields were asked for, {len(by_plan)} in cases that plans alone answered",
        f"never asked for: {_names(fields - met)}",
    ]
    return "\n".join(lines)


def _names(fields: Iterable[tuple[str, str]]) -> str:
    return ", ".join(sorted(".".join(each) for each in fields)) or "none"


if __name__ == "__main__":
    warnings.simplefilter("ignore")  # graphql-core leaves coroutines behind where fields fail
    sys.unraisablehook = lambda _: None
    options = asked()
    where = options.resume or Path(gettempdir()) / f"kefu-differential-{options.of}.json"
    sys.exit(asyncio.run(main(options.cases, options.of, Noted(where))))
