"""Before anything is measured: all give the same answers, and all write what they should."""

from collections.abc import Callable, Mapping, Sequence
from typing import Any

import httpx
import orjson

from bench.peers.answers import comparable
from bench.peers.servers import Server
from bench.peers.site import Site
from bench.peers.variants import STATUSES, Asked, Change, Questions, Variant

TICKETS = 50


async def differences(site: Site, servers: Sequence[Server], variants: Mapping[str, Variant]) -> list[str]:
    """What is not as it is with the first server, or not as W4 wants it; none when all do the same."""
    asked: dict[str, Callable[[Questions], list[Asked]]] = {
        "W1": lambda questions: [questions.ticket(ticket_id) for ticket_id in site.tickets[:TICKETS]],
        "W2": lambda questions: [questions.page(status.value) for status in STATUSES],
        "W3": lambda questions: [questions.wallboard()],
        "cold": lambda questions: [] if questions.cold is None else [questions.cold(site.tickets[0], "fresh")],
    }
    found = []
    expected: dict[str, list[Any]] = {}
    for server in servers:
        await server.wake()
        variant = variants[server.name]
        for workload, of in asked.items():
            given = [comparable(await _answer(site, server, variant, each)) for each in of(variant.questions)]
            if given != expected.setdefault(workload, given) and given:
                ours, theirs = next((a, b) for a, b in zip(expected[workload], given, strict=True) if a != b)
                found.append(f"{server.name} answers {workload} with {str(theirs)[:900]}\ninstead of {str(ours)[:900]}")
        server.sleep()
    for server in servers:  # afterwards, because the reads would see it
        await server.wake()
        found += await _writes(site, server, variants[server.name])
        server.sleep()
    return found


async def _writes(site: Site, server: Server, variant: Variant) -> list[str]:
    """A change is written with its event; the same change again is of a version that has passed, and refused."""
    (change,) = await site.changes(1)
    asked = variant.questions.change(change)
    first = await _answer(site, server, variant, asked)
    after = await _standing(site, change)
    if after != (change.after, change.version + 1, change.event):
        return [f"{server.name} did not write {change}: it is {after} and the answer was {str(first)[:500]}"]
    second = await _answer(site, server, variant, asked)
    if await _standing(site, change) != after:
        return [f"{server.name} did it a second time with the version of the first: {str(second)[:500]}"]
    return []


async def _standing(site: Site, change: Change) -> tuple[str, int, str]:
    row = await site.connection.fetchrow(
        "select t.status, t.version, e.type from ticket t"
        " join event e on e.aggregate_id = t.id and e.version = t.version where t.id = $1",
        change.ticket_id,
    )
    return row["status"], row["version"], row["type"]


async def _answer(site: Site, server: Server, variant: Variant, asked: Asked) -> Any:  # noqa: ANN401  JSON
    headers = {"Accept": "application/json", "Content-Type": "application/json"}
    if variant.signed_in:
        headers["Authorization"] = f"Bearer {site.token}"
    base = f"http://127.0.0.1:{server.port}"
    async with httpx.AsyncClient(base_url=base, timeout=20, headers=headers, trust_env=False) as client:
        answer = await client.request(asked.method, asked.path, content=asked.body)
        return orjson.loads(answer.content) if answer.is_success else f"{answer.status_code} {answer.text}"
