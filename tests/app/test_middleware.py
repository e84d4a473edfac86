"""What every request gets, whatever happens behind it."""

import time
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager

import httpx
import structlog
from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from app.logging import of_request
from app.metrics import Metrics
from app.middleware import EveryRequest
from app.notes import NOTES


@asynccontextmanager
async def asking(app: ASGIApp, metrics: Metrics | None = None) -> AsyncIterator[httpx.AsyncClient]:
    wrapped = EveryRequest(app, metrics or Metrics())
    async with httpx.AsyncClient(transport=httpx.ASGITransport(wrapped), base_url="http://desk") as client:
        yield client


async def broken(*_: object) -> None:
    raise RuntimeError("the password is 1234")


async def well(scope: Scope, receive: Receive, send: Send) -> None:
    response: Response = PlainTextResponse("well", headers={"cache-control": "max-age=5"})
    await response(scope, receive, send)


async def test_a_bug_is_answered_without_a_word_of_it_and_logged_once() -> None:
    with structlog.testing.capture_logs() as lines:
        async with asking(broken) as client:
            reply = await client.get("/graphql", headers={"x-request-id": "r-1"})

    assert reply.status_code == 500
    assert reply.json() == {"errors": [{"message": "Internal error", "extensions": {"code": "INTERNAL"}}]}
    assert reply.headers["x-request-id"] == "r-1"
    assert [line["event"] for line in lines] == ["unhandled", "request"]


async def test_an_answer_that_has_begun_is_broken_off() -> None:
    async def half(_: Scope, __: Receive, send: Send) -> None:
        await send({"type": "http.response.start", "status": 200, "headers": []})
        await send({"type": "http.response.body", "body": b"so far", "more_body": True})
        raise RuntimeError("the password is 1234")

    said = await told(half, type="http", method="GET", path="/graphql")

    assert [each["type"] for each in said] == ["http.response.start", "http.response.body"]


async def test_what_the_application_says_of_a_header_counts() -> None:
    async with asking(well) as client:
        reply = await client.get("/")

    assert reply.headers.get_list("cache-control") == ["max-age=5"]
    assert reply.headers["x-frame-options"] == "DENY"


async def test_the_request_id_is_known_to_all_that_runs_within() -> None:
    seen: list[object] = []

    async def look(scope: Scope, receive: Receive, send: Send) -> None:
        notes = NOTES.get()
        seen.extend([Request(scope).state.request_id, notes and notes.request_id])
        seen.append(of_request(None, "info", {})["request_id"])
        await well(scope, receive, send)

    async with asking(look) as client:
        await client.get("/", headers={"x-request-id": "r-1"})

    assert seen == ["r-1", "r-1", "r-1"]
    assert NOTES.get() is None


async def test_a_path_in_the_log_is_bounded() -> None:
    with structlog.testing.capture_logs() as lines:
        async with asking(well) as client:
            await client.get("/" + "a" * 5_000)

    assert len(lines[-1]["path"]) == 200


async def test_a_bug_in_a_socket_closes_it_with_1011() -> None:
    async def sorry(_: Scope, __: Receive, send: Send) -> None:
        await send({"type": "websocket.accept"})
        raise RuntimeError("the password is 1234")

    accept, close = await told(sorry, type="websocket", path="/graphql")

    assert [name for name, _ in accept["headers"]] == [b"x-request-id"]
    assert close == {"type": "websocket.close", "code": 1011}


async def test_a_stream_counts_with_the_time_until_it_began() -> None:
    metrics, now = Metrics(), 100.0

    async def stream(_: Scope, __: Receive, send: Send) -> None:
        nonlocal now
        now += 2
        await send({"type": "http.response.start", "status": 200, "headers": []})
        now += 3_600

    await told(stream, metrics, lambda: now, type="http", method="GET", path="/graphql")

    assert 'kefu_http_request_seconds_sum{path="/graphql"} 2.0' in metrics.text().decode()


async def told(
    app: ASGIApp, metrics: Metrics | None = None, ticks: Callable[[], float] = time.perf_counter, **scope: object
) -> list[Message]:
    """What the server is told to send."""
    said: list[Message] = []

    async def send(message: Message) -> None:
        said.append(message)

    async def receive() -> Message:
        return {}

    await EveryRequest(app, metrics or Metrics(), ticks)({"headers": [], **scope}, receive, send)
    return said
