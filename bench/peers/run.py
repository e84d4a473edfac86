"""The comparison: who takes part, in which turn, for how long."""

import argparse
import asyncio
import os
import signal
from collections.abc import Sequence

import asyncpg

from bench.desk import SERVER, about
from bench.peers import npm
from bench.peers.chart import chart
from bench.peers.checks import differences
from bench.peers.goals import goals
from bench.peers.measure import WORKLOADS, Series, measure, takes
from bench.peers.record import keep
from bench.peers.report import Key, failures, load_share, memory, table
from bench.peers.servers import Server
from bench.peers.site import Site, a_site, open_for_business
from bench.peers.variants import POOL, VARIANTS, Variant

WARM_UP = 0.6
"""Of the seconds of a measurement."""


class _Plan(argparse.Namespace):
    quick: bool
    only: str
    workloads: str
    connections: str
    tickets: int
    rounds: int
    seconds: float
    save: bool

    @property
    def each_connections(self) -> list[int]:
        """As numbers."""
        return [int(each) for each in self.connections.split(",")]


def _planned(arguments: Sequence[str]) -> _Plan:
    parser = argparse.ArgumentParser(prog="python -m bench peers", description=__doc__)
    parser.add_argument("--quick", action="store_true", help="less data, fewer rounds, 32 connections only")
    parser.add_argument("--only", default="", help=f"some of {','.join(VARIANTS)}")
    parser.add_argument("--workloads", default="", help=f"some of {','.join(WORKLOADS)}")
    parser.add_argument("--connections", default="", help="such as 1,8,32")
    parser.add_argument("--tickets", type=int, default=int(os.environ.get("BENCH_TICKETS", "0")))
    parser.add_argument("--rounds", type=int, default=0, help="of A B C .. C B A")
    parser.add_argument("--seconds", type=float, default=0.0, help="of each measurement")
    parser.add_argument("--save", action="store_true", help="keep it: bench/RESULTS.md and bench/chart.svg")
    plan = parser.parse_args(arguments, _Plan())
    plan.tickets = plan.tickets or (20_000 if plan.quick else 100_000)
    plan.rounds = plan.rounds or (1 if plan.quick else 2)
    plan.seconds = plan.seconds or (1.5 if plan.quick else 3.0)
    plan.connections = plan.connections or ("32" if plan.quick else "1,8,32")
    plan.workloads = plan.workloads or ",".join(WORKLOADS)
    plan.only = plan.only or ",".join(VARIANTS)
    unknown = ({*plan.only.split(",")} - VARIANTS.keys()) | ({*plan.workloads.split(",")} - WORKLOADS.keys())
    if unknown:
        parser.error(f"there is no {', '.join(sorted(unknown))}")
    return plan


async def run(arguments: Sequence[str] = ()) -> None:
    """Sets up, compares the answers, measures, prints; with --save, keeps it."""
    plan = _planned(arguments)
    _stop_in_order()
    try:
        await (await asyncpg.connect(SERVER, timeout=3)).close()
    except (OSError, asyncpg.PostgresError, TimeoutError) as error:
        print(f"left out, it needs PostgreSQL: {error}")
        return
    wanted = [VARIANTS[name] for name in plan.only.split(",")]
    packages = await npm.packages() if any(each.node for each in wanted) else None
    wanted = [each for each in wanted if packages is not None or not each.node]
    said: list[str] = []

    def say(text: str) -> None:
        print(text, flush=True)
        said.append(text)

    async with a_site(plan.tickets) as site, open_for_business(site, wanted, packages) as servers:
        for line in await _beginning(plan, site, wanted, npm.versions() if packages else "no Node.js"):
            say(line)
        found = await differences(site, servers, VARIANTS)
        if found:
            raise SystemExit("\n".join(found))
        say("All give the same answers to W1, W2 and W3, and write the same in W4: checked before the measurements.\n")
        idle = {server.name: server.memory() for server in servers}
        figures: dict[Key, Series] = {}
        for workload in plan.workloads.split(","):
            taking_part = [each for each in servers if takes(VARIANTS[each.name], workload)]
            await _compare(site, taking_part, workload, plan, figures)
            for connections in plan.each_connections:
                say(f"{table(figures, workload, connections)}\n")
        say(goals(figures))
        say(memory(idle, {server.name: server.memory() for server in servers}))
        for line in failures(figures):
            say(line)
        say(load_share(figures))
    if plan.save:
        keep("\n".join(said), chart(figures, max(plan.each_connections)))


def _stop_in_order() -> None:
    """On SIGTERM too, no server and no database is left behind."""
    task = asyncio.current_task()
    assert task is not None
    asyncio.get_running_loop().add_signal_handler(signal.SIGTERM, task.cancel)


async def _beginning(plan: _Plan, site: Site, wanted: Sequence[Variant], node: str) -> list[str]:
    postgres = await site.connection.fetchval("show server_version")
    turns = f"{2 * plan.rounds} rounds (A B .. B A) of {plan.seconds:g} s"
    return [
        *about().splitlines(),
        f"PostgreSQL {postgres}; {node}\n",
        f"{plan.tickets:,} tickets, three events each; a process and {POOL} database connections each; {turns}.",
        "While one is measured the others are stopped. Medians of the rounds; ratios are taken round by round, with",
        "the smallest and the largest. CPU is per answer; PostgreSQL's is without its parallel workers.\n",
        *[f"- {each.name}: {each.what}" for each in wanted],
        "",
    ]


async def _compare(
    site: Site, servers: Sequence[Server], workload: str, plan: _Plan, figures: dict[Key, Series]
) -> None:
    for server in servers:
        await measure(site, server, VARIANTS[server.name], workload, 8, plan.seconds * WARM_UP, Series())
    for connections in plan.each_connections:
        for turn in range(2 * plan.rounds):
            for server in servers if turn % 2 == 0 else servers[::-1]:
                series = figures.setdefault((workload, connections, server.name), Series())
                await measure(site, server, VARIANTS[server.name], workload, connections, plan.seconds, series)
