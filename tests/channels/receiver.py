"""A system outside that is told by webhook: a real HTTP server on 127.0.0.1 that answers as it is told to."""

import asyncio
import ssl
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass, field

import orjson


@dataclass(frozen=True, slots=True)
class Request:
    """What was received."""

    path: str
    headers: dict[str, str]
    body: bytes

    @property
    def id(self) -> str:
        return self.headers["webhook-id"]

    @property
    def told(self) -> dict[str, object]:
        found: dict[str, object] = orjson.loads(self.body)["data"]
        return found


@dataclass(slots=True)
class Receiver:
    """`answers` are given in turn, the last one again and again: a status, or None to hang."""

    answers: list[int | None] = field(default_factory=lambda: [204])
    location: str = "http://127.0.0.1:1/elsewhere"
    endless: bool = False
    requests: list[Request] = field(default_factory=list)
    port: int = 0
    _arrived: asyncio.Condition = field(default_factory=asyncio.Condition)
    _gone: asyncio.Event = field(default_factory=asyncio.Event)
    _open: set[asyncio.StreamWriter] = field(default_factory=set)

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}/hook"

    async def received(self, count: int) -> list[Request]:
        """Until so many have come."""
        async with asyncio.timeout(20), self._arrived:
            await self._arrived.wait_for(lambda: len(self.requests) >= count)
        return self.requests

    async def serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self._open.add(writer)
        with suppress(ConnectionError, asyncio.IncompleteReadError):
            head = (await reader.readuntil(b"\r\n\r\n")).decode().split("\r\n")
            headers = {name.lower(): value for name, _, value in (line.partition(": ") for line in head[1:] if line)}
            body = await reader.readexactly(int(headers["content-length"]))
            answer = self.answers[min(len(self.requests), len(self.answers) - 1)]
            async with self._arrived:
                self.requests.append(Request(head[0].split(" ")[1], headers, body))
                self._arrived.notify_all()
            if answer is None:
                await self._gone.wait()
            else:
                await self._answer(writer, answer)
        writer.close()
        self._open.discard(writer)

    async def _answer(self, writer: asyncio.StreamWriter, status: int) -> None:
        length = "" if self.endless else "Content-Length: 0\r\n"
        writer.write(f"HTTP/1.1 {status} X\r\nLocation: {self.location}\r\n{length}Connection: close\r\n\r\n".encode())
        await writer.drain()
        while self.endless and not self._gone.is_set():
            writer.write(b"x" * 65536)
            await writer.drain()

    def leave(self) -> None:
        self._gone.set()
        for writer in self._open:
            writer.transport.abort()


@asynccontextmanager
async def a_receiver(*answers: int | None, tls: ssl.SSLContext | None = None) -> AsyncIterator[Receiver]:
    """It listens for as long as the block lasts."""
    receiver = Receiver(list(answers) or [204])
    server = await asyncio.start_server(receiver.serve, "127.0.0.1", 0, ssl=tls)
    receiver.port = server.sockets[0].getsockname()[1]
    try:
        yield receiver
    finally:
        receiver.leave()
        server.close()
