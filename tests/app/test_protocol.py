"""HTTP/1.1 without the detour over ASGI: what is sent is what uvicorn would have sent for the application."""

import asyncio
import gc
import re
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import timedelta
from uuid import UUID

import pytest
import structlog

from app.asgi import create_app
from app.front import Front
from app.protocol import MOST_BODY, Protocol
from schema.ids import global_id
from tests.app.test_front import ASKED, JSON, WHO, Headers, a_token
from tests.engines import settings_for
from tests.execution.toy import serving

BY_ASGI = "httptools"
PATIENCE = 10.0
_LENGTH = re.compile(rb"content-length: (\d+)", re.IGNORECASE)
_DATE = re.compile(rb"date: [^\r]+\r\n")


class Line:
    """A connection on which bytes are said and heard."""

    def __init__(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self._reader, self._writer = reader, writer

    async def say(self, *pieces: bytes) -> None:
        for piece in pieces:
            self._writer.write(piece)
            await self._writer.drain()
            await asyncio.sleep(0.01)

    async def hear(self) -> bytes:
        """One answer, without its date, its headers in the order of the alphabet."""
        head = await self._reader.readuntil(b"\r\n\r\n")
        length = _LENGTH.search(head)
        assert length, head
        first, *headers = _DATE.sub(b"", head).removesuffix(b"\r\n\r\n").split(b"\r\n")
        return b"\r\n".join([first, *sorted(headers), b"", await self._reader.readexactly(int(length[1]))])

    async def over(self) -> bool:
        return await self._reader.read(1) == b""

    def leave(self) -> None:
        self._writer.close()


@asynccontextmanager
async def a_front(url: str, **settings: str) -> AsyncIterator[Front]:
    front = create_app(settings_for(url, **settings))
    async with front.app.router.lifespan_context(front.app):
        yield front


@asynccontextmanager
async def a_line(front: Front, http: object, *, keep_alive_seconds: int = 5) -> AsyncIterator[Line]:
    async with serving(front, http, timeout_keep_alive=keep_alive_seconds) as address:
        host, _, port = address.partition(":")
        reader, writer = await asyncio.open_connection(host, int(port))
        async with asyncio.timeout(PATIENCE):
            yield Line(reader, writer)
        writer.close()


def said(headers: Headers, body: bytes, *, path: str = "/graphql", version: str = "1.1") -> bytes:
    named = [(b"Host", b"desk"), (b"X-Request-Id", b"r-1"), *headers]
    if b"transfer-encoding" not in dict(headers):
        named.append((b"Content-Length", b"%d" % len(body)))
    lines = [f"POST {path} HTTP/{version}".encode(), *(b"%b: %b" % each for each in named)]
    return b"\r\n".join([*lines, b"", body])


@pytest.mark.parametrize("asked", ASKED)
async def test_the_same_bytes_are_sent_whichever_way_they_go(sqlite: str, asked: str) -> None:
    headers, chunks = ASKED[asked]
    if b"authorization" not in dict(headers):
        headers = [*headers, a_token(sqlite)]
    body = b"".join(chunks)
    heard = {}
    async with a_front(sqlite) as front:
        for http in (BY_ASGI, Protocol):
            for turn in range(2):  # in the second one the token is known
                async with a_line(front, http) as line:
                    await line.say(said(headers, body))
                    if asked == "as an event stream":
                        heard[http, turn] = b""  # a stream is no answer of a known length
                    else:
                        heard[http, turn] = await line.hear()

    assert len(set(heard.values())) == 1, heard


@pytest.mark.parametrize(
    "shape",
    ["pieces", "chunked", "1.0", "close", "with a query string", "large", "expecting"],
)
async def test_what_is_unusual_about_the_request_changes_nothing_of_the_answer(sqlite: str, shape: str) -> None:
    headers, body, extra = [JSON, a_token(sqlite)], WHO, {}
    match shape:
        case "chunked":
            headers, body = [*headers, (b"transfer-encoding", b"chunked")], b"%x\r\n%b\r\n0\r\n\r\n" % (len(WHO), WHO)
        case "1.0":
            extra = {"version": "1.0"}
        case "close":
            headers = [*headers, (b"connection", b"close")]
        case "with a query string":
            extra = {"path": "/graphql?a=b"}
        case "large":
            body = WHO + b" " * MOST_BODY
        case "expecting":
            headers = [*headers, (b"expect", b"100-continue")]
    whole = said(headers, body, **extra)
    pieces = [whole[:20], whole[20:60], whole[60:-5], whole[-5:]] if shape == "pieces" else [whole]
    heard = []
    async with a_front(sqlite) as front:
        for http in (Protocol, BY_ASGI):
            async with a_line(front, http) as line:
                await line.say(said([JSON, a_token(sqlite)], WHO))
                usual = await line.hear()
                await line.say(*pieces)
                answer = usual if shape == "expecting" else await line.hear()  # which is preceded by a word of its own
                heard += [answer]
                if shape in {"1.0", "close"}:
                    assert await line.over()
                    answer = answer.replace(b"connection: close\r\n", b"")
                assert answer == usual

    assert heard[0] == heard[1]


async def test_requests_sent_without_waiting_are_answered_in_their_order(sqlite: str) -> None:
    who, nobody = said([JSON, a_token(sqlite)], WHO), said([JSON], b"{")
    other = b"GET /healthz HTTP/1.1\r\nHost: desk\r\n\r\n"
    async with a_front(sqlite) as front, a_line(front, Protocol) as line:
        await line.say(who)
        expected = await line.hear()
        await line.say(who + who + nobody + other + who + who)
        heard = [await line.hear() for _ in range(6)]

    assert [heard[0], heard[1], heard[4], heard[5]] == [expected] * 4
    assert heard[2].startswith(b"HTTP/1.1 400")
    assert heard[3].startswith(b"HTTP/1.1 200")
    assert heard[3] != expected


async def test_who_leaves_in_the_middle_of_a_request_is_told_of_in_the_log(sqlite: str) -> None:
    request = said([JSON, a_token(sqlite)], WHO)
    lines = []
    async with a_front(sqlite) as front:
        for http in (BY_ASGI, Protocol):
            with structlog.testing.capture_logs() as found:
                async with a_line(front, http) as line:
                    await line.say(request)
                    await line.hear()
                    await line.say(request[:-5])
                    line.leave()
                    for _ in range(100):
                        told = [{**each, "ms": 0} for each in found if each["event"] == "request"]
                        if len(told) > 1:
                            break
                        await asyncio.sleep(0.01)
            lines.append(told)

    assert lines[0] == lines[1]
    assert [each["status"] for each in lines[0]] == [200, 0]


async def test_who_leaves_before_the_answer_takes_nobody_with_them(sqlite: str) -> None:
    request = said([JSON, a_token(sqlite)], WHO)
    async with a_front(sqlite) as front:
        async with a_line(front, Protocol) as line:
            await line.say(request)
            await line.hear()
        async with a_line(front, Protocol) as line:
            await line.say(request)
            line.leave()
        async with a_line(front, Protocol) as line:
            await line.say(request)
            assert (await line.hear()).startswith(b"HTTP/1.1 200")


async def test_a_connection_on_which_nothing_happens_is_closed_and_no_other(sqlite: str) -> None:
    request = said([JSON, a_token(sqlite)], WHO)
    async with a_front(sqlite) as front, a_line(front, Protocol, keep_alive_seconds=1) as line:
        for _ in range(4):  # longer than that, and never as long without a word
            await line.say(request)
            await line.hear()
            await asyncio.sleep(0.4)

        assert await line.over()


async def test_the_same_head_with_another_body_is_another_request(sqlite: str) -> None:
    headers = [JSON, a_token(sqlite)]
    bodies = [WHO, WHO.replace(b"role", b"name"), b"x" * len(WHO), WHO, WHO + b" ", WHO[:-1] + b"!", WHO]
    heard: dict[object, list[bytes]] = {BY_ASGI: [], Protocol: []}
    async with a_front(sqlite) as front:
        for http, answers in heard.items():
            async with a_line(front, http) as line:
                for body in bodies:
                    await line.say(said(headers, body))
                    answers.append(await line.hear())
                for pieces in ((said(headers, WHO)[:-9], WHO[-9:]), (said(headers, WHO),)):
                    await line.say(*pieces)
                    answers.append(await line.hear())

    assert heard[Protocol] == heard[BY_ASGI]
    assert [answer[9:12] for answer in heard[Protocol]] == [b"200"] * 2 + [b"400"] + [b"200"] * 2 + [b"400"] + [
        b"200"
    ] * 3


async def test_a_token_that_has_ended_is_refused_on_a_line_on_which_it_was_accepted(sqlite: str) -> None:
    async with a_front(sqlite) as front, a_line(front, Protocol) as line:
        request = said([JSON, a_token(sqlite, good_for=timedelta(seconds=2))], WHO)
        answers = []
        for pause in (0.0, 0.0, 2.1):
            await asyncio.sleep(pause)
            await line.say(request)
            answers.append((await line.hear())[9:12])

    assert answers == [b"200", b"200", b"401"]


async def test_an_answer_leaves_nothing_that_python_has_to_search_for(sqlite: str) -> None:
    asked = b'{"query": "{ ticket(id: \\"%b\\") { number } }"}' % global_id("Ticket", UUID(int=1)).encode()
    request = said([JSON, a_token(sqlite)], asked)
    async with a_front(sqlite, cache="off") as front, a_line(front, Protocol) as line:
        for _ in range(3):
            await line.say(request)
            await line.hear()
        gc.collect()
        gc.disable()
        try:
            for _ in range(20):
                await line.say(request)
                await line.hear()
            left = gc.collect()
        finally:
            gc.enable()

    assert left < 20
