"""The door of the application: what is usual is answered here, in few steps; the application does all the rest."""

import time
from collections.abc import Callable

import structlog
from starlette.applications import Starlette
from starlette.datastructures import State
from starlette.types import Message, Receive, Scope, Send

from app.metrics import Metrics
from app.middleware import BROKEN, SAFE, SERVER_ERROR, request_id_or_new, tell
from app.notes import NOTES, Notes
from app.reception import Reception
from execution import Context, Engine
from execution.post import Replied, Usual, replied, usual, whole_body

PATH = "/graphql"
_BROKEN = Replied(SERVER_ERROR, b"application/json", BROKEN)

log = structlog.get_logger(__name__)


class Front:
    """An operation over POST, from somebody we know, answered with JSON; with the same headers, figures and log line.

    Without an engine, everything goes to the application.
    """

    def __init__(
        self,
        app: Starlette,
        engine: Engine | None,
        metrics: Metrics,
        *,
        body_limit: int,
        ticks: Callable[[], float] = time.perf_counter,
    ) -> None:
        self.app = app
        """Which answers what is not usual; and, slower, what is."""
        self._engine = engine
        self._metrics = metrics
        self._body_limit = body_limit
        self._ticks = ticks

    @property
    def state(self) -> State:
        """The application's."""
        return self.app.state

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Decide by the headers, before anything is read."""
        if scope["type"] == "http" and scope["path"] == PATH and scope["method"] == "POST" and self._engine:
            said = usual(scope["headers"])
            if said is not None:
                await self._usual(said, self._engine, scope, receive, send)
                return
        await self.app(scope, receive, send)

    async def _usual(self, said: Usual, engine: Engine, scope: Scope, receive: Receive, send: Send) -> None:
        began = self._ticks()
        notes = Notes(request_id_or_new(said.request_id))
        reception: Reception = self.app.state.reception
        context = reception.at_once(said.authorization, notes.request_id)
        if context is None:
            await self.app(scope, receive, send)
            return
        message = await receive()
        body = whole_body(message, self._body_limit)
        marked = NOTES.set(notes)
        try:
            reply = None if body is None else await self._reply(engine, body, said, context)
            if reply is not None:
                await self._send(reply, notes, send, scope, began)
        finally:
            NOTES.reset(marked)
        if reply is None:
            await self.app(scope, _again(message, receive), send)

    @staticmethod
    async def _reply(engine: Engine, body: bytes, said: Usual, context: Context) -> Replied | None:
        try:
            return await replied(engine, body, said.media, context)
        except Exception:
            log.exception("unhandled", method="POST", path=PATH)
            return _BROKEN

    async def _send(self, reply: Replied, notes: Notes, send: Send, scope: Scope, began: float) -> None:
        status, content_type, body = reply
        headers = [
            (b"content-length", b"%d" % len(body)),
            (b"content-type", content_type),
            *SAFE,
            (b"x-request-id", notes.request_id.encode()),
        ]
        seconds = self._ticks() - began  # until the answer began
        try:
            await send({"type": "http.response.start", "status": status, "headers": headers})
            await send({"type": "http.response.body", "body": body})
        finally:
            self._metrics.answered("POST", PATH, status, seconds)
            tell(scope, status, self._ticks() - began, notes)


def _again(message: Message, receive: Receive) -> Receive:
    """What has been received already, and then whatever follows."""
    left = [message]

    async def receive_again() -> Message:
        return left.pop() if left else await receive()

    return receive_again
