"""What every request and every socket gets: an id, safe headers, a log line, figures, and no traceback."""

import re
import time
from collections.abc import Awaitable, Callable, Iterable
from random import getrandbits

import structlog
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from app.logging import requests
from app.metrics import Metrics
from app.notes import NOTES, Notes
from app.origins import Headers, Origins

_REQUEST_ID = re.compile(rb"[A-Za-z0-9._-]{1,64}")
SAFE = [
    (b"x-content-type-options", b"nosniff"),
    (b"x-frame-options", b"DENY"),
    (b"referrer-policy", b"no-referrer"),
    (b"cross-origin-resource-policy", b"same-site"),
    (b"content-security-policy", b"default-src 'none'; frame-ancestors 'none'"),
    (b"cache-control", b"no-store"),
]
"""Of every answer; `safe_headers` adds what production says besides."""
BROKEN = b'{"errors":[{"message":"Internal error","extensions":{"code":"INTERNAL"}}]}'
_OPENING_AND_CLOSING = frozenset({"http.response.start", "websocket.accept", "websocket.close"})
PATH_LENGTH = 200
SERVER_ERROR = 500
NO_CONTENT = 204
NORMAL_CLOSURE = 1000
UNEXPECTED = 1011
POLICY_VIOLATION = 1008
ANYWHERE = Origins()
_ASKED_BEFOREHAND = b"access-control-request-method"

log = structlog.get_logger(__name__)


class EveryRequest:
    """The outermost layer, in pure ASGI, so that context variables reach the resolvers and streams stay streams.

    `safe` are the headers of every answer.
    """

    def __init__(
        self,
        app: ASGIApp,
        metrics: Metrics,
        ticks: Callable[[], float] = time.perf_counter,
        *,
        safe: Headers = SAFE,
        origins: Origins = ANYWHERE,
    ) -> None:
        self._app = app
        self._metrics = metrics
        self._ticks = ticks
        self._safe = safe
        self._origins = origins

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Handles HTTP and WebSocket; the lifespan passes through."""
        if scope["type"] not in {"http", "websocket"}:
            await self._app(scope, receive, send)
            return
        notes = Notes(request_id_of(scope), socket=scope["type"] == "websocket")
        scope.setdefault("state", {})["request_id"] = notes.request_id
        marked = NOTES.set(notes)
        try:
            if scope["type"] == "http":
                await self._answer(scope, receive, send, notes)
            else:
                await self._converse(scope, receive, send, notes)
        finally:
            NOTES.reset(marked)

    async def _answer(self, scope: Scope, receive: Receive, send: Send, notes: Notes) -> None:
        origin = header_of(scope, b"origin")
        headers = [*self._safe, *self._origins.headers(origin)]
        began, reply = self._ticks(), _Reply(send, notes.request_id, self._ticks, headers)
        try:
            preflight = self._preflight(scope, origin)
            if preflight:
                await reply.send({"type": "http.response.start", "status": NO_CONTENT, "headers": preflight})
                await reply.send({"type": "http.response.body", "body": b""})
            else:
                await self._app(scope, receive, reply.send)
        except Exception:
            log.exception("unhandled", method=scope["method"], path=scope["path"][:PATH_LENGTH])
            await reply.apologise()
        finally:
            over = self._ticks()
            # A stream lasts as long as its viewer likes: the figure is the time until it began.
            self._metrics.answered(scope["method"], scope["path"], reply.status, (reply.began or over) - began)
            tell(scope["method"], scope["path"], reply.status, over - began, notes)

    async def _converse(self, scope: Scope, receive: Receive, send: Send, notes: Notes) -> None:
        began, reply = self._ticks(), _Reply(send, notes.request_id, self._ticks, self._safe)
        try:
            if self._origins.admits(header_of(scope, b"origin"), header_of(scope, b"host")):
                with self._metrics.socket():
                    await self._app(scope, receive, reply.send)
            else:  # before it is accepted, which a browser is told as 403
                await reply.send({"type": "websocket.close", "code": POLICY_VIOLATION})
        except Exception:
            log.exception("unhandled", path=scope["path"][:PATH_LENGTH])
            await reply.hang_up()
        finally:
            log.info("socket", path=scope["path"][:PATH_LENGTH], code=reply.status, s=round(self._ticks() - began, 1))

    def _preflight(self, scope: Scope, origin: bytes | None) -> Headers:
        if scope["method"] != "OPTIONS" or origin is None or header_of(scope, _ASKED_BEFOREHAND) is None:
            return []
        return self._origins.preflight(origin)


def tell(method: str, path: str, status: int, seconds: float, notes: Notes) -> None:
    """The one line of a request."""
    requests.tell(method, path[:PATH_LENGTH], status, round(seconds * 1000, 2), notes)


class _Reply:
    """Passes messages on, adds the headers to the first, and knows how far the reply has come."""

    def __init__(self, send: Send, request_id: str, ticks: Callable[[], float], headers: Headers) -> None:
        self._send = send
        self._ticks = ticks
        self._headers = [*headers, (b"x-request-id", request_id.encode())]
        self.status = 0
        self.began: float | None = None

    def send(self, message: Message) -> Awaitable[None]:
        """No coroutine of its own: every frame to every viewer comes through here."""
        if message["type"] not in _OPENING_AND_CLOSING:
            return self._send(message)
        return self._send(self._marked(message))

    def _marked(self, message: Message) -> Message:
        match message["type"]:
            case "http.response.start":
                self.began = self._ticks()
                self.status = int(message["status"])  # Starlette gives an HTTPStatus
                return {**message, "headers": self._with_ours(message.get("headers", ()))}
            case "websocket.accept":
                ours = [(b"x-request-id", self._headers[-1][1])]
                return {**message, "headers": [*message.get("headers", ()), *ours]}
        self.status = message.get("code", NORMAL_CLOSURE)
        return message

    def _with_ours(self, theirs: Iterable[tuple[bytes, bytes]]) -> list[tuple[bytes, bytes]]:
        given = list(theirs)
        named = {name.lower() for name, _ in given}
        return [*given, *(each for each in self._headers if each[0] not in named)]

    async def apologise(self) -> None:
        """500, if the client has not been told anything else; else the broken-off answer has to speak for itself."""
        if self.began is not None:
            return
        headers = [(b"content-type", b"application/json"), (b"content-length", str(len(BROKEN)).encode())]
        await self.send({"type": "http.response.start", "status": SERVER_ERROR, "headers": headers})
        await self.send({"type": "http.response.body", "body": BROKEN})

    async def hang_up(self) -> None:
        """1011, unless the socket is closed already."""
        if not self.status:
            await self.send({"type": "websocket.close", "code": UNEXPECTED})


def request_id_of(scope: Scope) -> str:
    """The client's `x-request-id` if it is a harmless one, else a new one."""
    return request_id_or_new(header_of(scope, b"x-request-id"))


def header_of(scope: Scope, named: bytes) -> bytes | None:
    """The first of that name."""
    return next((value for name, value in scope["headers"] if name == named), None)


def safe_headers(hsts_seconds: int) -> Headers:
    """What every answer says; with HSTS where browsers are to come back by TLS only."""
    told = (b"strict-transport-security", b"max-age=%d" % hsts_seconds)
    return [*SAFE, told] if hsts_seconds else SAFE


def request_id_or_new(given: bytes | None) -> str:
    """What the client gave if it is harmless, else a new one."""
    if given is not None and _REQUEST_ID.fullmatch(given):
        return str(given, "ascii")
    return f"{getrandbits(128):032x}"
