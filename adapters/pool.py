"""Connections of the PostgreSQL pool."""

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
