"""HTTP/1.1 as uvicorn speaks it; what is usual goes to the front and back without the detour over ASGI.

A request over ASGI costs uvicorn a task, an event, a scope, and a call of the system each for head and body. Whatever
is not usual, or comes when the one before it has not been answered yet, takes that way all the same.

A client says the same head again and again: what was understood once is known by its digest on that connection.
"""

import asyncio
from typing import Any, NamedTuple

from uvicorn.protocols.http.httptools_impl import STATUS_LINE, HttpToolsProtocol

from app.front import PATH, Front, Visit
from app.origins import Headers
from app.tokens import mark_of_bytes
from execution.post import Replied, Usual, usual

MOST_BODY = 32_768
"""Bytes; a larger body is read by uvicorn, which holds the client back while it is not wanted."""

END_OF_HEAD = b"\r\n\r\n"
_URL = PATH.encode()


class _Head(NamedTuple):
    """The head of a usual request with a body of this length: no secret is kept, its authorization has a mark."""

    digest: bytes
    said: Usual
    mark: bytes | None
    length: int


class Protocol(HttpToolsProtocol):
    """One connection."""

    def __init__(self, *args: Any, **named: Any) -> None:  # noqa: ANN401  uvicorn's own
        super().__init__(*args, **named)
        self.front: Front = self.config.app  # type: ignore[assignment]  # whom `serve_here` has put there
        self.safe = _lines(self.front.safe)
        self._said: Usual | None = None
        """Of a usual request whose body has not come in full."""
        self._began = 0.0
        self._come = b""
        self._within = False
        """A request has begun and is not here in full."""
        self._head: _Head | None = None
        self._asked: Usual | None = None
        """What the last request said, if it went by here."""
        self._idle_since: float | None = None
        self._look: asyncio.TimerHandle | None = None

    def data_received(self, data: bytes) -> None:
        """The whole of a request with a head that is known, or anything else."""
        if self._within:
            super().data_received(data)
            return
        end = data.find(END_OF_HEAD)
        digest = mark_of_bytes(data[:end]) if end > 0 else b""
        head = self._head
        if head is not None and head.digest == digest and self._taken(head, data[end + len(END_OF_HEAD) :]):
            return
        said = self._heard(data)
        if said is None or said.length is None or len(data) != end + len(END_OF_HEAD) + int(said.length):
            self._head = None
            return
        mark = None if said.authorization is None else mark_of_bytes(said.authorization)
        self._head = _Head(digest, said._replace(authorization=None), mark, int(said.length))

    def _heard(self, data: bytes) -> Usual | None:
        self._asked = None
        super().data_received(data)
        return self._asked

    def _taken(self, head: _Head, body: bytes) -> bool:
        before = self.cycle
        if len(body) != head.length or self.flow.write_paused or (before is not None and not before.response_complete):
            return False
        visit = self.front.visit(head.said, body, self.front.ticks(), head.mark, peer=self._peer)
        if visit is None:
            return False
        self._unset_keepalive_if_required()
        self._begin(visit)
        return True

    def on_message_begin(self) -> None:
        """The scope is made when somebody wants it."""
        self._within = True
        self.url = b""
        self.headers = []
        self.expect_100_continue = False

    def on_headers_complete(self) -> None:
        """Here it is decided which way the request goes."""
        self._said = self._usually()
        if self._said is None:
            self._by_asgi()
        else:
            self._began, self._come = self.front.ticks(), b""

    def _usually(self) -> Usual | None:
        parser, before = self.parser, self.cycle
        if self.url != _URL or parser.get_method() != b"POST" or parser.get_http_version() != "1.1":
            return None
        if self.expect_100_continue or parser.should_upgrade() or not parser.should_keep_alive():
            return None
        if (before is not None and not before.response_complete) or self.flow.write_paused:
            return None
        said = usual(self.headers)
        if said is None or said.length is None or not said.length.isdigit() or len(said.length) > len(str(MOST_BODY)):
            return None
        return said if int(said.length) <= min(MOST_BODY, self.front.body_limit) else None

    def _by_asgi(self) -> None:
        url, headers, expects = self.url, self.headers, self.expect_100_continue
        super().on_message_begin()
        self.url, self.expect_100_continue = url, expects
        self.headers += headers
        super().on_headers_complete()

    def on_body(self, body: bytes) -> None:
        """As a rule it comes in one piece."""
        if self._said is None:
            super().on_body(body)
        else:
            self._come += body

    def on_message_complete(self) -> None:
        """The whole request is here."""
        self._within = False
        said, self._said = self._said, None
        if said is None:
            super().on_message_complete()
            return
        visit = self.front.visit(said, self._come, self._began, peer=self._peer)
        if visit is None:
            self._hand_over()
            super().on_message_complete()
            return
        self._asked = said
        self._begin(visit)

    @property
    def _peer(self) -> str | None:
        return None if self.client is None else self.client[0]

    def _begin(self, visit: Visit) -> None:
        self.cycle = exchange = _Exchange(self, visit)  # type: ignore[assignment]  # as far as uvicorn looks at it
        if self.front.begin(visit, exchange.told):
            return
        task = self.loop.create_task(exchange.run())
        task.add_done_callback(self.tasks.discard)
        self.tasks.add(task)

    def _hand_over(self) -> None:
        self._by_asgi()
        if self._come:
            super().on_body(self._come)

    def connection_lost(self, exc: Exception | None) -> None:
        """Who leaves in the middle of a request is told of by the application, as ever."""
        if self._said is not None:
            self._said = None
            self._hand_over()
        if self._look is not None:
            self._look.cancel()
        super().connection_lost(exc)

    # ---- connections on which nothing happens are closed, by a timer that is not set anew for each request

    def _unset_keepalive_if_required(self) -> None:
        super()._unset_keepalive_if_required()
        self._idle_since = None

    def answered(self) -> None:
        """What did not go by ASGI: the next request may come, or one that has come already begins."""
        if self.pipeline or self.flow.read_paused or self.transport.is_closing():
            super().on_response_complete()
            return
        self.server_state.total_requests += 1
        self._idle_since = self.loop.time()
        if self._look is None:
            self._look = self.loop.call_later(self.timeout_keep_alive, self._close_if_idle)

    def _close_if_idle(self) -> None:
        self._look = None
        if self._idle_since is None:
            return
        left = self._idle_since + self.timeout_keep_alive - self.loop.time()
        if left > 0:
            self._look = self.loop.call_later(left, self._close_if_idle)
        else:
            self.timeout_keep_alive_handler()


class _Exchange:
    """A usual request and its answer: what uvicorn wants to know of a cycle, and no more."""

    __slots__ = ("_protocol", "_visit", "disconnected", "keep_alive", "message_event", "response_complete")

    def __init__(self, protocol: Protocol, visit: Visit) -> None:
        self._protocol = protocol
        self._visit = visit
        self.disconnected = False
        self.keep_alive = True
        self.response_complete = False
        self.message_event = _NOBODY_WAITS

    async def run(self) -> None:
        """Answer; without an answer the connection ends, or the client would wait for ever."""
        try:
            reply = await self._protocol.front.reply(self._visit)
        except BaseException:
            self._protocol.transport.close()
            raise
        self.told(reply)

    def told(self, reply: Replied) -> None:
        """Send the answer that was waited for."""
        self._send(reply)
        self._protocol.front.over(self._visit, reply)

    def _send(self, reply: Replied) -> None:
        protocol = self._protocol
        self.response_complete = True
        if self.disconnected:
            return
        protocol.transport.write(self._whole(reply))
        if not self.keep_alive:
            protocol.transport.close()
        protocol.answered()

    def _whole(self, reply: Replied) -> bytes:
        protocol, (status, content_type, body, retry_after) = self._protocol, reply
        parts = [STATUS_LINE[status]]
        for name, value in protocol.server_state.default_headers:
            parts += (name, b": ", value, b"\r\n")
        length, request_id = len(body), self._visit.notes.request_id.encode()
        parts += (b"content-length: %d\r\ncontent-type: %b\r\n" % (length, content_type), protocol.safe)
        allowed = protocol.front.origins.headers(self._visit.origin)
        if allowed:
            parts.append(_lines(allowed))
        if retry_after is not None:
            parts.append(b"retry-after: %d\r\n" % retry_after)
        parts += (b"x-request-id: %b\r\n" % request_id, b"" if self.keep_alive else b"connection: close\r\n")
        parts += (b"\r\n", body)
        return b"".join(parts)


def _lines(headers: Headers) -> bytes:
    return b"".join(b"%b: %b\r\n" % each for each in headers)


_NOBODY_WAITS = asyncio.Event()
