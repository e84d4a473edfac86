"""The door in front of the application: whatever it answers itself, it answers as the application would."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import timedelta
from typing import Any

import orjson
import pytest
import structlog
from starlette.types import ASGIApp, Message

from app.asgi import create_app
from app.front import Front
from app.tokens import issue
from domain.viewer import Role
from tests.engines import settings_for

Headers = list[tuple[bytes, bytes]]
JSON = (b"content-type", b"application/json")
WHO = orjson.dumps({"query": "query Who { me { role } }"})


@asynccontextmanager
async def a_front(url: str) -> AsyncIterator[Front]:
    front = create_app(settings_for(url))
    async with front.app.router.lifespan_context(front.app):
        yield front


async def told(app: ASGIApp, headers: Headers, *chunks: bytes, method: str = "POST", path: str = "/graphql") -> Any:  # noqa: ANN401
    said: list[Message] = []
    left = [{"type": "http.request", "body": chunk, "more_body": True} for chunk in chunks]
    left[-1]["more_body"] = False

    async def receive() -> Message:
        return left.pop(0)

    async def send(message: Message) -> None:
        said.append(message)

    scope = {"type": "http", "method": method, "path": path, "query_string": b"", "root_path": "", "headers": headers}
    await app(scope, receive, send)
    start, *rest = said
    return start["status"], sorted(start["headers"]), b"".join(each.get("body", b"") for each in rest)


def a_token(url: str, role: Role = Role.AUDITOR, *, good_for: timedelta = timedelta(hours=1)) -> tuple[bytes, bytes]:
    return b"authorization", f"Bearer {issue(settings_for(url), role, 'anna', None, good_for)}".encode()


ASKED: dict[str, tuple[Headers, tuple[bytes, ...]]] = {
    "a query": ([JSON], (WHO,)),
    "of the newer media type": ([JSON, (b"accept", b"application/graphql-response+json")], (WHO,)),
    "as an event stream": ([JSON, (b"accept", b"text/event-stream")], (WHO,)),
    "accepting nothing of ours": ([JSON, (b"accept", b"text/html")], (WHO,)),
    "with a charset": ([(b"content-type", b"application/json; charset=utf-8")], (WHO,)),
    "in another charset": ([(b"content-type", b"application/json; charset=utf-16")], (WHO,)),
    "of no type": ([], (WHO,)),
    "a form": ([(b"content-type", b"multipart/form-data; boundary=x")], (WHO,)),
    "compressed": ([JSON, (b"content-encoding", b"gzip")], (WHO,)),
    "in pieces": ([JSON], (WHO[:9], WHO[9:])),
    "no JSON": ([JSON], (b"{",)),
    "a batch": ([JSON], (b"[" + WHO + b"]",)),
    "too large": ([JSON], (b" " * (9 << 20),)),
    "no operation": ([JSON], (b'{"query": "{"}',)),
    "no operation, of the newer type": (
        [JSON, (b"accept", b"application/graphql-response+json")],
        (b'{"query": "{"}',),
    ),
    "a wrong variable": ([JSON], (b'{"query": "query ($n: Int!) { tickets(first: $n) { nodes { id } } }"}',)),
    "an error": ([JSON], (b'{"query": "{ ticket { id } }"}',)),
    "nothing there": ([JSON], (b'{"query": "{ ticket(number: \\"T1\\") { id } }"}',)),
    "a mutation": ([JSON], (b'{"query": "mutation { startTicket(input: {ticketId: \\"x\\"}) { ticket { id } } }"}',)),
    "a subscription": ([JSON], (b'{"query": "subscription { wallboard { asOf } }"}',)),
    "two content types": ([JSON, JSON], (WHO,)),
    "a bad token": ([JSON, (b"authorization", b"Bearer abc")], (WHO,)),
    "no scheme": ([JSON, (b"authorization", b"abc")], (WHO,)),
}


@pytest.mark.parametrize("asked", ASKED)
@pytest.mark.parametrize("signed_in", [True, False])
async def test_the_front_answers_like_the_application(sqlite: str, asked: str, signed_in: bool) -> None:
    headers, chunks = ASKED[asked]
    headers = [*headers, (b"x-request-id", b"r-1")]
    if signed_in and b"authorization" not in dict(headers):
        headers.append(a_token(sqlite))

    async with a_front(sqlite) as front:
        by_application = await told(front.app, headers, *chunks)
        by_front = [await told(front, headers, *chunks) for _ in range(2)]

    assert by_front == [by_application, by_application]


async def test_a_request_is_one_line_and_one_figure_whoever_answers(sqlite: str) -> None:
    headers = [JSON, a_token(sqlite), (b"x-request-id", b"r-1")]
    async with a_front(sqlite) as front:
        await told(front, headers, WHO)
        with structlog.testing.capture_logs() as lines:
            for app in (front, front.app):
                await told(app, headers, WHO)
        shown = (await told(front, [], b"", method="GET", path="/metrics"))[2].decode()

    first, second = ({name: value for name, value in line.items() if name != "ms"} for line in lines)
    assert first == second == {
        "event": "request", "log_level": "info", "method": "POST", "path": "/graphql", "status": 200,
        "request_id": "r-1", "operation": "Who", "outcome": "ok", "cost": 1,
    }  # fmt: skip
    assert {repr(first["status"]), repr(second["status"])} == {"200"}
    assert 'kefu_http_requests_total{method="POST",path="/graphql",status="200"} 3.0' in shown


async def test_a_token_that_ended_is_believed_no_more(sqlite: str) -> None:
    headers = [JSON, a_token(sqlite, good_for=timedelta(seconds=-1))]
    async with a_front(sqlite) as front:
        status, _, body = await told(front, headers, WHO)

    assert (status, orjson.loads(body)["errors"][0]["extensions"]["code"]) == (401, "UNAUTHENTICATED")


async def test_the_next_request_of_somebody_known_needs_nobody(sqlite: str) -> None:
    name, token = a_token(sqlite)
    async with a_front(sqlite) as front:
        reception = front.state.reception
        unknown = reception.at_once(token, "r-1", None)
        await told(front, [JSON, (name, token)], WHO)
        known = reception.at_once(token, "r-2", None)

    assert unknown is None
    assert (known.viewer.role, known.request_id) == (Role.AUDITOR, "r-2")
