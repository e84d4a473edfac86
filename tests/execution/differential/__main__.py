"""Many more cases than a test run has time for; goes on where it was stopped (see CONTRIBUTING.md)."""

import asyncio
import sys
import time
import warnings
from pathlib import Path
from random import Random
from tempfile import gettempdir

from tests.execution.differential.case import Executors

CASES, WORLDS = 200_000, 20
DONE = Path(gettempdir()) / "kefu-differential-done"
"""How many cases have been run and found equal."""


async def main() -> int:
    begun = int(DONE.read_text()) if DONE.exists() else 0
    executors, since = Executors(), time.perf_counter()
    for seed in range(begun, CASES, WORLDS):
        for case in await executors.cases(Random(seed).randrange, range(seed, seed + WORLDS)):
            if not case.equal:
                sys.stderr.write(f"the answers differ: {case}\n")
                return 1
        DONE.write_text(str(seed + WORLDS))
    rate = (CASES - begun) / (time.perf_counter() - since)
    sys.stdout.write(f"{CASES - begun} cases are equal ({rate:.0f} a second), {begun} were before\n")
    DONE.unlink()
    return 0


if __name__ == "__main__":
    warnings.simplefilter("ignore")  # graphql-core leaves coroutines behind where fields fail
    sys.unraisablehook = lambda _: None
    sys.exit(asyncio.run(main()))
