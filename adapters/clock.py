"""The desk's time: the system's, or one that stands until it is advanced."""

from datetime import UTC, datetime, timedelta
from typing import Protocol

from adapters.database import Database, instant, sure

_FACT = "manual_clock"


class Clock(Protocol):
    """`now` is cheap; `tick` brings it up to date and is awaited at the start of each request.

    Where it `runs` by itself, there is nothing to bring up to date.
    """

    @property
    def runs(self) -> bool: ...
    def now(self) -> datetime: ...
    async def tick(self) -> None: ...


class SystemClock:
    """The machine's time in UTC."""

    runs = True

    def now(self) -> datetime:
        """Now."""
        return datetime.now(UTC)

    async def tick(self) -> None:
        """Nothing to do."""


class ManualClock:
    """Stands at the instant kept in the database until somebody advances it (KEFU_CLOCK=manual)."""

    runs = False

    def __init__(self, database: Database) -> None:
        self._database = database
        self._now = datetime.now(UTC)

    def now(self) -> datetime:
        """Where the clock stood at the last tick."""
        return self._now

    async def tick(self) -> None:
        """Read where the clock stands; the first to ask sets it to the system's time."""
        sql = self._database.sql()
        row = await self._database.row(f"select value from desk_fact where name = {sql(_FACT)}", sql.values)
        if row is None:
            await self._set(datetime.now(UTC), "do nothing")
            return await self.tick()
        stored = sure(instant(row["value"]))
        self._now = stored
        return None

    async def advance(self, by: timedelta) -> datetime:
        """Forwards only; ValueError else."""
        if by <= timedelta(0):
            message = "a clock is advanced, never put back"
            raise ValueError(message)
        await self.tick()
        self._now += by
        await self._set(self._now, "do update set value = excluded.value")
        return self._now

    async def _set(self, to: datetime, on_conflict: str) -> None:
        sql = self._database.sql()
        text = (
            f"insert into desk_fact (name, value) values ({sql(_FACT)}, {sql(to.isoformat())})"
            f" on conflict (name) {on_conflict}"
        )
        await self._database.run(text, sql.values)
