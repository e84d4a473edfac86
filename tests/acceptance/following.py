"""Follows tickets over the wire, by WebSocket and by event stream, and tells where it has got to."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

import orjson
from websockets.asyncio.client import ClientConnection

from tests.app.serving import Serving, heard, say

FOLLOW = """subscription ($filter: TicketFilter, $after: String) { frame: ticketEvents(filter: $filter, after: $after) {
  __typename
  ... on TicketSnapshot { cursor tickets { number } }
  ... on TicketDelta { cursor type ticket { number status } }
  ... on TicketRemoved { cursor ticketId }
  ... on Heartbeat { cursor }
  ... on Gap { cursor oldest }
  ... on Draining { cursor }
} }"""
BOARD = "subscription { frame: wallboard { open { value } overdue { value } } }"
Frames = AsyncIterator[dict[str, Any]]


@asynccontextmanager
async def by_websocket(
    server: Serving, token: str, query: str = FOLLOW, **variables: object
) -> AsyncIterator[tuple[Frames, ClientConnection]]:
    """Over a connection of its own."""
    async with server.socket(token) as socket:
        await say(socket, id="1", type="subscribe", payload={"query": query, "variables": variables})
        yield _of_socket(socket), socket


async def _of_socket(socket: ClientConnection) -> Frames:
    while (message := await heard(socket))["type"] == "next":
        yield message["payload"]["data"]["frame"]
    assert message["type"] == "complete", message


@asynccontextmanager
async def by_event_stream(
    server: Serving, token: str, query: str = FOLLOW, **variables: object
) -> AsyncIterator[tuple[Frames, None]]:
    """Over server-sent events."""
    asked = {"query": query, "variables": variables}
    async with (
        server.client(token) as client,
        client.stream("POST", "/graphql", json=asked, headers={"accept": "text/event-stream"}) as stream,
    ):
        assert stream.status_code == 200
        yield _of_lines(stream.aiter_lines()), None


async def _of_lines(lines: AsyncIterator[str]) -> Frames:
    async for line in lines:
        if line.startswith("data: {"):
            yield orjson.loads(line.removeprefix("data: "))["data"]["frame"]


async def of_kind(frames: Frames, *kinds: str) -> dict[str, Any]:
    """The next frame of one of these kinds, which is not preceded by others but signs of life."""
    async for frame in frames:
        if frame["__typename"] in kinds:
            return frame
        assert frame["__typename"] == "Heartbeat", frame
    message = f"the stream ended without {kinds}"
    raise AssertionError(message)
