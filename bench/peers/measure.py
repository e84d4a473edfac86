"""One measurement: one server, one workload, so many connections; the others sleep meanwhile."""

import asyncio
import pickle
import sys
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from statistics import median
from typing import NamedTuple
from uuid import uuid4

from bench.peers.order import Order, Report
from bench.peers.servers import Server, cpu_of_postgres
from bench.peers.site import Site
from bench.peers.variants import STATUSES, Asked, Variant

MOST_CHANGES = 40_000
NEW_DOCUMENTS = 6_000
GENERATOR_SECONDS = 60.0
"""For it to start, read what it is to send, and wait for the last answers."""


class Workload(NamedTuple):
    """`key` as in the goals; `what` for people."""

    key: str
    what: str


WORKLOADS = {
    each.key: each
    for each in (
        Workload("W1", "ticket by id (random ids), customer, assignee"),
        Workload("W2", "first 50 by status and due time, customer, assignee, last three events"),
        Workload("W2-cached", "W2 again and again, five questions; kefu keeps its answers, nothing changes meanwhile"),
        Workload("W3", "wallboard: status x level"),
        Workload("W4", "change of status, event row, version check"),
        Workload("cold", "W1, each document seen for the first time"),
    )
}


class Figures(NamedTuple):
    """Answers a second; seconds; CPU microseconds an answer, of the server, of PostgreSQL and of the load generator."""

    rate: float
    p50: float
    p99: float
    server_us: float
    postgres_us: float | None
    load_us: float


@dataclass(slots=True)
class Series:
    """The same measured again and again."""

    runs: list[Figures] = field(default_factory=list)
    failed: int = 0
    first_failure: str = ""

    def median(self, of: Callable[[Figures], float]) -> float:
        return median(map(of, self.runs))


def takes(variant: Variant, workload: str) -> bool:
    """Whether the variant has such a thing."""
    if variant.only:
        return workload in variant.only
    return workload != "cold" or variant.questions.cold is not None


async def requests(site: Site, variant: Variant, workload: str) -> list[bytes]:
    """Enough of them for one measurement."""
    return [asked.raw(site.token if variant.signed_in else None) for asked in await _asked(site, variant, workload)]


async def _asked(site: Site, variant: Variant, workload: str) -> Sequence[Asked]:
    questions = variant.questions
    match workload:
        case "W1":
            return [questions.ticket(ticket_id) for ticket_id in site.tickets]
        case "W2" | "W2-cached":
            return [questions.page(status.value) for status in STATUSES]
        case "W3":
            return [questions.wallboard()]
        case "W4":
            return [questions.change(change) for change in await site.changes(MOST_CHANGES)]
        case _:
            assert questions.cold is not None
            run = uuid4().hex[:8]
            ids = site.tickets[:NEW_DOCUMENTS]
            return [questions.cold(ticket_id, f"n{run}_{place}") for place, ticket_id in enumerate(ids)]


async def measure(  # noqa: PLR0917  what a measurement is
    site: Site, server: Server, variant: Variant, workload: str, connections: int, seconds: float, into: Series
) -> None:
    """Adds one run to the series, and puts the server to sleep again."""
    once = workload in {"W4", "cold"}  # a ticket is changed once, a document is new once
    order = Order(server.port, connections, seconds, await requests(site, variant, workload), once)
    await server.wake()
    before = server.cpu(), cpu_of_postgres(await site.backends())
    report = await generate(order)
    after = server.cpu(), cpu_of_postgres(await site.backends())
    server.sleep()
    into.failed += report.failed
    into.first_failure = into.first_failure or report.first_failure
    count = len(report.latencies)
    if not count:
        return
    latencies = sorted(report.latencies)
    postgres = _gained(before[1], after[1])
    into.runs.append(
        Figures(
            rate=count / report.elapsed,
            p50=latencies[count // 2],
            p99=latencies[min(count - 1, count * 99 // 100)],
            server_us=(after[0] - before[0]) / count * 1e6,
            postgres_us=None if postgres is None else postgres / count * 1e6,
            load_us=report.cpu / count * 1e6,
        )
    )


def _gained(before: dict[int, float], after: dict[int, float]) -> float | None:
    """A connection that was opened meanwhile counts from nothing; None when none is known."""
    if not after:
        return None
    return sum(cpu - before.get(pid, 0.0) for pid, cpu in after.items())


async def generate(order: Order) -> Report:
    """In a process of its own."""
    process = await asyncio.create_subprocess_exec(
        sys.executable, "-m", "bench.peers.load", stdin=asyncio.subprocess.PIPE, stdout=asyncio.subprocess.PIPE
    )
    try:
        said, _ = await asyncio.wait_for(process.communicate(pickle.dumps(order)), order.seconds + GENERATOR_SECONDS)
    except TimeoutError:
        process.kill()
        await process.wait()
        raise
    report: Report = pickle.loads(said)  # noqa: S301  from our own process
    return report
