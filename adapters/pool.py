"""Connections of the PostgreSQL pool."""

from typing import Any

import asyncpg


class PlainConnection(asyncpg.Connection):  # type: ignore[misc]  # ships no types
    """Goes back to the pool as it is.

    asyncpg would reset it with a statement each time, a second round trip for every read. There is nothing to reset:
    we keep no session settings, cursors, locks or listeners on pooled connections, and a transaction that was left
    open is rolled back by asyncpg in any case.
    """

    def get_reset_query(self) -> str:
        """Nothing to run."""
        return ""

    async def reset(self, *, timeout: float | None = None) -> None:  # noqa: ASYNC109  as asyncpg has it
        """Nothing to do when it is at rest and nobody has listened to it."""
        if not self.at_rest or self._listeners or self._log_listeners:
            await super().reset(timeout=timeout)

    def _on_release(self, stacklevel: int = 1) -> None:
        if self._listeners or self._log_listeners:
            super()._on_release(stacklevel)
        else:
            self._pool_release_ctr += 1

    @property
    def at_rest(self) -> bool:
        """Whether nothing has to be waited for before somebody else may have it."""
        protocol = self._protocol
        return not (
            self.is_closed() or protocol._is_cancelling() or protocol.is_in_transaction() or self._top_xact is not None  # noqa: SLF001  there is no other door
        )


async def give_back(pool: Any, connection: Any) -> None:  # noqa: ANN401  asyncpg ships no types
    """Release it; one that is at rest is put back at once.

    asyncpg makes a task for each release, so that none is cut off while it waits; here there is nothing to wait for.
    """
    plain, holder = connection._con, connection._holder  # noqa: SLF001  there is no other door
    if type(plain) is PlainConnection and plain.at_rest and plain._protocol.queries_count < holder._max_queries:  # noqa: SLF001
        plain._on_release()  # noqa: SLF001
        await holder.release(None)
    else:
        await pool.release(connection)
