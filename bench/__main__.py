"""`make bench`: every speed we claim, beside what it is compared to, in one run; `python -m bench NAME` runs one.

`python -m bench peers --help` says how the comparison with others can be made shorter.
"""

import asyncio
import sys
from collections.abc import Awaitable, Callable

from bench import deadlines, execution, front, imports, memory, sentiment, timers, work, writes
from bench.desk import about
from bench.peers import run as peers

BENCHES: dict[str, Callable[[], Awaitable[None]]] = {
    "deadlines": deadlines.run,
    "execution": execution.run,
    "front": front.run,
    "imports": imports.run,
    "memory": memory.run,
    "peers": peers.run,
    "sentiment": sentiment.run,
    "timers": timers.run,
    "work": work.run,
    "writes": writes.run,
}


async def main(names: list[str]) -> int:
    if names[:1] == ["peers"]:
        print(f"{about()}\n\n## peers\n")
        await peers.run(names[1:])
        return 0
    unknown = [name for name in names if name not in BENCHES]
    if unknown:
        sys.stderr.write(f"no such bench: {', '.join(unknown)}; there are: {', '.join(BENCHES)}\n")
        return 2
    print(about())
    for name in names or BENCHES:
        print(f"\n## {name}\n")
        await BENCHES[name]()
    return 0


if __name__ == "__main__":
    sys.exit(asyncio.run(main(sys.argv[1:])))
