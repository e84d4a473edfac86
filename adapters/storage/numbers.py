"""Numbers for people, T2026-000123 by the year of opening; a process takes a block and hands it out."""

from datetime import datetime
from zoneinfo import ZoneInfo

from adapters.database import Database, sure

BLOCK = 20


class Numbers:
    """Unique and rising within a process; a block that a process did not use up stays unused."""

    def __init__(self, database: Database, zone: ZoneInfo) -> None:
        self._database = database
        self._zone = zone
        self._blocks: dict[int, range] = {}

    async def next(self, opened_at: datetime) -> str:
        """The number for a ticket opened then."""
        year = self.year(opened_at)
        if not self._blocks.get(year):
            block = await self.take(year, BLOCK)
            # Another task may have fetched a block meanwhile; both are used, one after the other.
            self._blocks[year] = block if not self._blocks.get(year) else self._blocks[year]
        block = self._blocks[year]
        self._blocks[year] = block[1:]
        return number(year, block[0])

    def year(self, opened_at: datetime) -> int:
        """Whose series a ticket opened then belongs to."""
        return opened_at.astimezone(self._zone).year

    async def upcoming(self, year: int) -> int:
        """The first number that nobody has taken yet; without taking it."""
        sql = self._database.sql()
        row = await self._database.row(f"select next from number_series where year = {sql(year)}", sql.values)
        return 1 if row is None else int(row["next"])

    async def take(self, year: int, size: int) -> range:
        """A block of numbers that nobody else gets."""
        sql = self._database.sql()
        text = (
            f"insert into number_series (year, next) values ({sql(year)}, {sql(1 + size)})"
            f" on conflict (year) do update set next = number_series.next + {sql(size)} returning next"
        )
        row = sure(await self._database.row(text, sql.values))
        return range(row["next"] - size, row["next"])


def number(year: int, place: int) -> str:
    """As people read it."""
    return f"T{year}-{place:06d}"
