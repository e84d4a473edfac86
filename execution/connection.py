"""One WebSocket connection: who is there, which operations it has running, and when it has to end."""

import asyncio
import math
from dataclasses import dataclass
from typing import Any

from graphql import OperationType
from starlette.requests import HTTPConnection
from starlette.types import Receive, Send

from execution import messages
from execution.answer import Answer
from execution.context import Context, ContextFor
from execution.documents import Prepared
from execution.engine import Engine
from execution.errors import Code, TooMany, Unauthorized, an_error
from execution.messages import Complete, Init, Malformed, Message, Ping, Pong, Subscribe
from execution.request import OperationRequest
from execution.sockets import Sockets

GOING_AWAY = 1001
TRY_AGAIN_LATER = 1013
BAD_REQUEST = 4400
UNAUTHORIZED = 4401
FORBIDDEN = 4403
INITIALISATION_TIMEOUT = 4408
ALREADY_EXISTS = 4409
TOO_MANY_INITIALISATIONS = 4429
TOO_SLOW = 4499


@dataclass(frozen=True, kw_only=True, slots=True)
class Patience:
    """How long we wait for a client, in seconds, and how much it may ask of us at once."""

    init_seconds: float = 5
    send_seconds: float = 10
    close_seconds: float = 1
    ping_seconds: float = 30
    operations: int = 100
    message_characters: int = 1 << 20


class Closing(Exception):  # noqa: N818 - the way a connection ends
    """Ends the connection and all its operations. `code` None: the client is gone already."""

    def __init__(self, code: int | None = None, reason: str = "") -> None:
        super().__init__(reason)
        self.code = code
        self.reason = reason


class Connection:
    """All its work runs in one task group: whatever raises Closing ends the rest, and every feed runs its `finally`."""

    def __init__(
        self,
        *,
        engine: Engine,
        context_for: ContextFor,
        handshake: HTTPConnection,
        receive: Receive,
        send: Send,
        patience: Patience,
        sockets: Sockets,
    ) -> None:
        self._engine = engine
        self._context_for = context_for
        self._handshake = handshake
        self._receive = receive
        self._send = send
        self._patience = patience
        self._sockets = sockets
        self._context: Context | None = None
        self._known = asyncio.Event()
        self._leaving = asyncio.Event()
        self._ended = asyncio.Event()
        self._spoke_at = 0.0
        self._operations: dict[str, asyncio.Task[None]] = {}
        self._group = asyncio.TaskGroup()

    async def serve(self) -> None:
        """Serve until either side has had enough; nothing is left running afterwards."""
        closing: Closing | None = None
        try:
            async with self._group as group:
                for watch in (self._await_init(), self._await_expiry(), self._await_leave(), self._keep_awake()):
                    group.create_task(watch)
                await self._listen()
        except* Closing as endings:
            closing = _first(endings)
        finally:
            self._ended.set()
        if closing and closing.code is not None:
            await self._close(closing.code, closing.reason)

    async def leave(self, within_seconds: float) -> None:
        """Let the running operations end by themselves for so long, then close with 1001."""
        if self._operations:
            await asyncio.wait(self._operations.values(), timeout=within_seconds)
        self._leaving.set()
        await self._ended.wait()

    async def _listen(self) -> None:
        while True:
            await self._hear(self._message(await self._receive()))

    def _message(self, event: Any) -> Message:
        if event["type"] == "websocket.disconnect":
            raise Closing
        text = event.get("text")
        if text is None:
            raise Closing(BAD_REQUEST, "A message must be text")
        if len(text) > self._patience.message_characters:
            raise Closing(BAD_REQUEST, f"A message has at most {self._patience.message_characters} characters")
        try:
            return messages.parsed(text)
        except Malformed as malformed:
            raise Closing(BAD_REQUEST, str(malformed)) from None

    async def _hear(self, message: Message) -> None:
        match message:
            case Init():
                await self._recognise(message.payload)
            case Ping():
                await self._say(messages.PONG)
            case Pong():
                pass
            case Subscribe():
                await self._begin(message)
            case Complete():
                self._stop(message.id)

    async def _recognise(self, payload: dict[str, Any]) -> None:
        if self._context is not None:
            raise Closing(TOO_MANY_INITIALISATIONS, "Too many initialisation requests")
        try:
            self._context = await self._context_for(self._handshake, _authorization(payload, self._handshake))
        except Unauthorized:
            raise Closing(FORBIDDEN, "Forbidden") from None
        except TooMany as wait:
            raise Closing(TRY_AGAIN_LATER, f"Too many requests, try again in {math.ceil(wait.seconds)} s") from None
        await self._say(messages.ACK)
        self._known.set()

    async def _begin(self, message: Subscribe) -> None:
        if self._context is None:
            raise Closing(UNAUTHORIZED, "Unauthorized")
        if message.id in self._operations:
            raise Closing(ALREADY_EXISTS, "There is a subscriber of this id already")
        if self._sockets.draining:
            refusal = an_error("The server is shutting down.", Code.SHUTTING_DOWN)
            await self._say(messages.error(message.id, refusal))
        elif len(self._operations) >= self._patience.operations:
            most = f"A connection has at most {self._patience.operations} operations at a time."
            await self._say(messages.error(message.id, an_error(most, Code.TOO_MANY_OPERATIONS)))
        else:
            work = self._operate(message.id, message.asked, self._context.fresh())
            self._operations[message.id] = self._group.create_task(work)

    def _stop(self, operation_id: str) -> None:
        operation = self._operations.pop(operation_id, None)
        if operation:
            operation.cancel()

    async def _operate(self, operation_id: str, asked: OperationRequest, context: Context) -> None:
        prepared = self._engine.asked(asked, context)
        if isinstance(prepared, Answer):
            await self._finish(operation_id, prepared)
        elif prepared.kind is OperationType.SUBSCRIPTION:
            await self._follow(operation_id, prepared, asked, context)
        else:
            await self._finish(operation_id, await self._engine.execute(prepared, asked.variables, context))

    async def _follow(self, operation_id: str, prepared: Prepared, asked: OperationRequest, context: Context) -> None:
        feed = await self._engine.subscribe(prepared, asked.variables, context)
        if isinstance(feed, Answer):
            await self._finish(operation_id, feed)
            return
        try:
            async for payload in feed:
                await self._say(messages.next_(operation_id, payload))
        finally:
            await feed.aclose()
        await self._conclude(operation_id, messages.complete(operation_id))

    async def _finish(self, operation_id: str, answer: Answer) -> None:
        if answer.executed:
            await self._say(messages.next_(operation_id, answer.body))
            await self._conclude(operation_id, messages.complete(operation_id))
        else:
            await self._conclude(operation_id, messages.error(operation_id, *answer.errors))

    async def _conclude(self, operation_id: str, message: str) -> None:
        # The id is free before the client hears of the end, so that it may use it again at once.
        self._operations.pop(operation_id, None)
        await self._say(message)

    async def _say(self, text: str) -> None:
        self._spoke_at = asyncio.get_running_loop().time()
        try:
            async with asyncio.timeout(self._patience.send_seconds):
                await self._send({"type": "websocket.send", "text": text})
        except TimeoutError:
            raise Closing(TOO_SLOW, "The client does not read") from None
        except OSError:
            raise Closing from None

    async def _close(self, code: int, reason: str) -> None:
        try:
            async with asyncio.timeout(self._patience.close_seconds):
                await self._send({"type": "websocket.close", "code": code, "reason": reason})
        except OSError:  # gone meanwhile, or (TimeoutError) not even reading this
            return

    async def _await_init(self) -> None:
        try:
            async with asyncio.timeout(self._patience.init_seconds):
                await self._known.wait()
        except TimeoutError:
            raise Closing(INITIALISATION_TIMEOUT, "Connection initialisation timeout") from None

    async def _await_expiry(self) -> None:
        await self._known.wait()
        assert self._context is not None  # noqa: S101  known
        raise Closing(FORBIDDEN, await self._context.ended())

    async def _await_leave(self) -> None:
        await self._leaving.wait()
        raise Closing(GOING_AWAY, "Going away")

    async def _keep_awake(self) -> None:
        clock = asyncio.get_running_loop().time
        await self._known.wait()
        while True:
            await asyncio.sleep(self._patience.ping_seconds - (clock() - self._spoke_at))
            if clock() - self._spoke_at >= self._patience.ping_seconds:
                await self._say(messages.PING)


def _authorization(payload: dict[str, Any], handshake: HTTPConnection) -> str | None:
    headers = payload.get("headers")
    for source in (payload, headers if isinstance(headers, dict) else {}):
        for name in ("authorization", "Authorization"):
            if source.get(name) is not None:
                return str(source[name])
    return handshake.headers.get("authorization")


def _first(endings: BaseExceptionGroup[Closing]) -> Closing:
    ending = endings.exceptions[0]
    return _first(ending) if isinstance(ending, BaseExceptionGroup) else ending
