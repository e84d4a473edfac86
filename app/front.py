"""The door of the application: what is usual is answered here, in few steps; the application does all the rest."""

import time
from collections.abc import Callable
from dataclasses import dataclass

import structlog
from starlette.applications import Starlette
from starlette.datastructures import State
from starlette.types import Message, Receive, Scope, Send

from app.metrics import Metrics
from app.middleware import ANYWHERE, BROKEN, SAFE, SERVER_ERROR, request_id_or_new, tell
from app.notes import NOTES, Notes
from app.origins import Headers, Origins
from app.reception import Reception
from execution import Answer, Engine
from execution.post import Asked, Replied, Usual, asked_in, replied, reply_of, usual, whole_body
from resolvers.context import RequestContext

PATH = "/graphql"
_BROKEN = Replied(SERVER_ERROR, b"application/json", BROKEN)

log = structlog.get_logger(__name__)


@dataclass(slots=True)
class Visit:
    """Somebody we know with an operation that we can run; `began` is when they came."""

    began: float
    notes: Notes
    origin: bytes | None
    asked: Asked
    context: RequestContext


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
        safe: Headers = SAFE,
        origins: Origins = ANYWHERE,
        ticks: Callable[[], float] = time.perf_counter,
    ) -> None:
        self.app = app
        """Which answers what is not usual; and, slower, what is."""
        self._engine = engine
        self._metrics = metrics
        self.body_limit = body_limit
        self.safe = safe
        """The headers of every answer; what `origins` says to the page that asks comes besides."""
        self.origins = origins
        self.ticks = ticks

    @property
    def state(self) -> State:
        """The application's."""
        return self.app.state

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Decide by the headers, before anything is read."""
        if scope["type"] == "http" and scope["path"] == PATH and scope["method"] == "POST" and self._engine:
            said = usual(scope["headers"])
            if said is not None:
                await self._usual(said, scope, receive, send)
                return
        await self.app(scope, receive, send)

    async def _usual(self, said: Usual, scope: Scope, receive: Receive, send: Send) -> None:
        began, message = self.ticks(), await receive()
        body = whole_body(message, self.body_limit)
        peer = scope.get("client")
        visit = None if body is None else self.visit(said, body, began, peer=peer[0] if peer else None)
        if visit is None:
            await self.app(scope, _again(message, receive), send)
            return
        reply = await self.reply(visit)
        headers = [
            (b"content-length", b"%d" % len(reply.body)),
            (b"content-type", reply.content_type),
            *self.safe,
            *self.origins.headers(visit.origin),
            (b"x-request-id", visit.notes.request_id.encode()),
        ]
        if reply.retry_after is not None:
            headers.append((b"retry-after", b"%d" % reply.retry_after))
        seconds = self.ticks() - visit.began  # until the answer began
        try:
            await send({"type": "http.response.start", "status": reply.status, "headers": headers})
            await send({"type": "http.response.body", "body": reply.body})
        finally:
            self.over(visit, reply, seconds)

    def visit(
        self, said: Usual, body: bytes, began: float, mark: bytes | None = None, *, peer: str | None
    ) -> Visit | None:
        """Whoever asks, and for what; None when the application has to find that out, or to say what is wrong.

        The `mark` of an authorization stands for one that was accepted before; `peer` is the address of the line.
        """
        if self._engine is None:
            return None
        notes = Notes(request_id_or_new(said.request_id))
        reception: Reception = self.app.state.reception
        address = reception.addresses.of(peer, said.forwarded)
        if mark is None:
            context = reception.at_once(said.authorization, notes.request_id, address)
        else:
            context = reception.recognised(mark, notes.request_id, address)
        if context is None:
            return None
        asked = asked_in(self._engine, body, said.media, context)
        return None if asked is None else Visit(began, notes, said.origin, asked, context)

    async def reply(self, visit: Visit) -> Replied:
        """Run it; whatever happens, there is something to be sent."""
        assert self._engine is not None  # noqa: S101  nobody would have been let in
        marked = NOTES.set(visit.notes)
        try:
            return await replied(self._engine, visit.asked)
        except Exception:
            log.exception("unhandled", method="POST", path=PATH)
            return _BROKEN
        finally:
            NOTES.reset(marked)

    def begin(self, visit: Visit, told: Callable[[Replied], None]) -> bool:
        """Run it without a task: `told` hears the reply, at once or later. Not everything can be run that way."""
        operation, variables, media, context = visit.asked
        if isinstance(operation, Answer):
            told(reply_of(operation, media))
            return True
        assert self._engine is not None  # noqa: S101  nobody would have been let in
        marked = NOTES.set(visit.notes)
        try:
            return (
                self._engine.begin(operation, variables, context, lambda answer: told(reply_of(answer, media)))
                is not None
            )
        finally:
            NOTES.reset(marked)

    def over(self, visit: Visit, reply: Replied, seconds: float | None = None) -> None:
        """The answer has been given, which it began to be after so many `seconds`, or just now."""
        over = self.ticks() - visit.began
        self._metrics.answered("POST", PATH, reply.status, over if seconds is None else seconds)
        tell("POST", PATH, reply.status, over, visit.notes)
        visit.context.over()


def _again(message: Message, receive: Receive) -> Receive:
    """What has been received already, and then whatever follows."""
    left = [message]

    async def receive_again() -> Message:
        return left.pop() if left else await receive()

    return receive_again
