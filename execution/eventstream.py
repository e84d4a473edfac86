"""GraphQL over server-sent events, in distinct connections mode."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable

from starlette.types import Receive, Send

from execution.accept import Media
from execution.answer import Answer
from execution.context import Ending
from execution.errors import Code, an_error
from execution.feed import Feed

PING = b":\n\n"
COMPLETE = b"event: complete\ndata: \n\n"
HEADERS = [
    (b"content-type", f"{Media.EVENTS}; charset=utf-8".encode()),
    (b"cache-control", b"no-store"),
    (b"x-accel-buffering", b"no"),
]


class _Gone(Exception):  # noqa: N818 - not an error: viewers leave
    pass


class _Ended(Exception):  # noqa: N818 - not an error: tokens end
    def __init__(self, ending: Ending) -> None:
        super().__init__(ending)
        self.ending = ending


_SAID = {Ending.EXPIRED: "The token has expired.", Ending.WITHDRAWN: "The token was withdrawn."}


class EventStream:
    """Sends each payload as `next`, then `complete`; a comment when it has been silent for `ping_seconds`.

    It ends when the client leaves, when a send takes longer than `send_seconds`, and when the token has `ended`.
    """

    def __init__(
        self,
        payloads: Feed | Answer,
        *,
        ended: Callable[[], Awaitable[Ending]],
        ping_seconds: float,
        send_seconds: float,
    ) -> None:
        self._payloads = payloads
        self._ended = ended
        self._ping_seconds = ping_seconds
        self._send_seconds = send_seconds
        self._spoke_at = 0.0

    async def play(self, receive: Receive, send: Send) -> None:
        """Play it once; nothing is left running afterwards, and the source is closed."""
        try:
            await self._play(receive, send)
        except* _Gone:
            pass
        finally:
            if isinstance(self._payloads, Feed):
                await self._payloads.aclose()

    async def _play(self, receive: Receive, send: Send) -> None:
        last: Answer | None = None
        self._spoke_at = asyncio.get_running_loop().time()
        try:
            async with asyncio.TaskGroup() as group:
                watches = [
                    group.create_task(watch)
                    for watch in (_until_gone(receive), self._until_ended(), self._keep_awake(send))
                ]
                await send({"type": "http.response.start", "status": 200, "headers": HEADERS})
                await self._write(send, PING)  # the headers only leave with the first of the body
                async for payload in self._each():
                    await self._write(send, _next(payload))
                for watch in watches:
                    watch.cancel()
        except* _Ended as endings:
            last = Answer.refusal(an_error(_said(endings), Code.UNAUTHENTICATED))
        await self._write(send, (_next(last.body) if last else b"") + COMPLETE, more=False)

    async def _each(self) -> AsyncIterator[bytes]:
        if isinstance(self._payloads, Answer):
            yield self._payloads.body
            return
        async for payload in self._payloads:
            yield payload

    async def _keep_awake(self, send: Send) -> None:
        clock = asyncio.get_running_loop().time
        while True:
            silent_for = clock() - self._spoke_at
            await asyncio.sleep(self._ping_seconds - silent_for)
            if clock() - self._spoke_at >= self._ping_seconds:
                await self._write(send, PING)

    async def _until_ended(self) -> None:
        raise _Ended(await self._ended())

    async def _write(self, send: Send, body: bytes, *, more: bool = True) -> None:
        self._spoke_at = asyncio.get_running_loop().time()
        try:
            async with asyncio.timeout(self._send_seconds):
                await send({"type": "http.response.body", "body": body, "more_body": more})
        except OSError:  # the client is gone, or (TimeoutError) reads nothing any more
            raise _Gone from None


def _said(endings: BaseExceptionGroup[_Ended]) -> str:
    ending = endings.exceptions[0]
    return _said(ending) if isinstance(ending, BaseExceptionGroup) else _SAID[ending.ending]


async def _until_gone(receive: Receive) -> None:
    while (await receive())["type"] != "http.disconnect":
        pass
    raise _Gone


def _next(payload: bytes) -> bytes:
    return b"event: next\ndata: " + payload + b"\n\n"
