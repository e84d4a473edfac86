"""Says that there is something new; nobody relies on it, whoever missed it polls."""

import asyncio


class Bell:
    """Rung after a commit; a listener that missed it finds the news at its next poll."""

    def __init__(self) -> None:
        self._event = asyncio.Event()

    def ring(self) -> None:
        """There is something new."""
        self._event.set()

    async def wait(self, at_most: float) -> None:
        """Until it rings, or that many seconds."""
        try:
            async with asyncio.timeout(at_most):
                await self._event.wait()
        except TimeoutError:
            pass
        self._event.clear()
