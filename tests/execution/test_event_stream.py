"""GraphQL over server-sent events, on a real server."""

import asyncio
from collections.abc import AsyncIterator
from datetime import UTC, datetime, timedelta

import httpx
import orjson
import pytest

from tests.execution.toy import Desk, Happening, an_app, serving

EVENTS = {"accept": "text/event-stream"}
TICKS = {"query": "subscription { ticks { number } }"}


async def frames(response: httpx.Response) -> AsyncIterator[tuple[str, object]]:
    """Give each frame as (event, data), a comment as ("", None)."""
    lines: list[str] = []
    async for line in response.aiter_lines():
        if line:
            lines.append(line)
            continue
        fields = dict(entry.split(":", 1) for entry in lines)
        data = fields.get("data", "").strip()
        yield fields.get("event", "").strip(), orjson.loads(data) if data else None
        lines = []


async def played(address: str, query: dict[str, str], method: str = "POST") -> list[tuple[str, object]]:
    url = f"http://{address}/graphql"
    async with httpx.AsyncClient() as client:
        sent = {"params": query} if method == "GET" else {"json": query}
        async with client.stream(method, url, headers=EVENTS, **sent) as response:  # type: ignore[arg-type]
            assert response.status_code == 200
            assert response.headers["content-type"] == "text/event-stream; charset=utf-8"
            return [frame async for frame in frames(response) if frame[0]]


@pytest.mark.parametrize("method", ["GET", "POST"])
async def test_each_event_is_a_next_and_the_end_a_complete(method: str) -> None:
    async with serving(an_app(Desk())) as address:
        received = await played(address, {"query": "subscription { count(to: 2) }"}, method)

    cost = {"extensions": {"cost": {"requested": 0, "max": 10_000}}}
    assert received == [("next", {"data": {"count": n}, **cost}) for n in range(2)] + [("complete", None)]


@pytest.mark.parametrize(
    ("query", "key"), [("{ hello }", "data"), ("{", "errors"), ("{ nothing }", "errors"), ("{ broken }", "errors")]
)
async def test_a_query_or_a_refusal_is_one_next(query: str, key: str) -> None:
    async with serving(an_app(Desk())) as address:
        received = await played(address, {"query": query})

    (event, payload), end = received
    assert event == "next"
    assert isinstance(payload, dict)
    assert key in payload
    assert end == ("complete", None)


async def test_a_silent_stream_shows_signs_of_life() -> None:
    async with (
        serving(an_app(Desk(), ping_seconds=0.01)) as address,
        httpx.AsyncClient() as client,
        client.stream("POST", f"http://{address}/graphql", json=TICKS, headers=EVENTS) as response,
    ):
        received = frames(response)

        assert [await anext(received) for _ in range(3)] == [("", None)] * 3


async def test_a_viewer_that_leaves_lets_the_source_run_its_finally() -> None:
    desk = Desk()
    async with serving(an_app(desk)) as address:
        async with (
            httpx.AsyncClient() as client,
            client.stream("POST", f"http://{address}/graphql", json=TICKS, headers=EVENTS),
        ):
            await desk.has_listeners(1)

        async with asyncio.timeout(5):
            await desk.closed.wait()


async def test_events_arrive_as_they_happen() -> None:
    desk = Desk()
    async with (
        serving(an_app(desk)) as address,
        httpx.AsyncClient() as client,
        client.stream("POST", f"http://{address}/graphql", json=TICKS, headers=EVENTS) as response,
    ):
        received = (frame async for frame in frames(response) if frame[0])
        await desk.has_listeners(1)
        desk.tell(Happening(7))
        event, payload = await anext(received)
        desk.tell(None)

        assert (event, payload["data"]) == ("next", {"ticks": {"number": 7}})  # type: ignore[index]
        assert await anext(received) == ("complete", None)


async def test_a_frozen_viewer_is_given_up_when_a_send_takes_too_long() -> None:
    desk = Desk()
    async with serving(an_app(desk, send_seconds=0.1)) as address:
        host, port = address.split(":")
        reader, writer = await asyncio.open_connection(host, int(port), limit=1)
        query = b"query=subscription%7Bflood%7D"
        writer.write(b"GET /graphql?" + query + b" HTTP/1.1\r\nhost: x\r\naccept: text/event-stream\r\n\r\n")
        await reader.read(1)
        reader._transport.pause_reading()  # type: ignore[attr-defined]  # noqa: SLF001

        async with asyncio.timeout(10):
            await desk.closed.wait()
        writer.transport.abort()


async def test_a_stream_ends_with_its_token() -> None:
    desk = Desk()
    soon = lambda: datetime.now(UTC) + timedelta(seconds=0.05)  # noqa: E731
    async with serving(an_app(desk, expires_at=soon)) as address:
        (event, payload), end = await played(address, TICKS)

    assert (event, end) == ("next", ("complete", None))
    assert payload["errors"][0]["extensions"] == {"code": "UNAUTHENTICATED"}  # type: ignore[index]
    assert desk.closed.is_set()
