"""What a subscriber receives: every event of its source, executed for it and ready to be sent."""

import asyncio
from collections.abc import AsyncIterable, Awaitable, Callable
from typing import Any, Self

Render = Callable[[Any], Awaitable[bytes]]


class Feed:
    """Yields the JSON of one payload for each event. Whoever has one must `aclose` it, also if it was never read."""

    def __init__(self, source: AsyncIterable[Any], render: Render, failure: Callable[[Exception], bytes]) -> None:
        self._source = source
        self._events = aiter(source)
        self._render = render
        self._failure = failure
        self._over = False

    def __aiter__(self) -> Self:
        return self

    async def __anext__(self) -> bytes:
        if self._over:
            raise StopAsyncIteration
        # A source with a backlog, whose events are rendered already, would otherwise hold up everybody else.
        await asyncio.sleep(0)
        try:
            event = await anext(self._events)
        except StopAsyncIteration:
            self._over = True
            raise
        except Exception as error:  # noqa: BLE001 - a source may fail with anything; its subscriber is told so and it ends
            self._over = True
            return self._failure(error)
        return await self._render(event)

    async def aclose(self) -> None:
        """Let the source run its `finally`; call it when nobody is waiting for the next event any more."""
        self._over = True
        for closing in (self._events, self._source):
            aclose = getattr(closing, "aclose", None)
            if aclose:
                await aclose()
