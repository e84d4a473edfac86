"""Numbers for people, T2026-000123 by series and year; a process takes a block and hands it out."""

from datetime import date, datetime
from zoneinfo import ZoneInfo

from adapters.database import Database, sure

BLOCK = 20


class Numbers:
    """Unique and rising within a process; a block that a process did not use up stays unused."""

    def __init__(self, database: Database, zone: ZoneInfo) -> None:
        self._database = database
        self._zone = zone
        self._blocks: dict[tuple[str, int], range] = {}

    async def next(self, series: str, at: datetime) -> str:
        """The number of this series for what began then."""
        year = self.year(at)
        if not self._blocks.get((series, year)):
            block = await self.take(series, year, BLOCK)
            # Another task may have fetched a block meanwhile; both are used, one after the other.
            self._blocks[series, year] = self._blocks.get((series, year)) or block
        block = self._blocks[series, year]
        self._blocks[series, year] = block[1:]
        return number(series, year, block[0])

    def year(self, at: datetime) -> int:
        """Whose series something that began then belongs to."""
        return at.astimezone(self._zone).year

    def day(self, at: datetime) -> date:
        """The day of the house."""
        return at.astimezone(self._zone).date()

    async def upcoming(self, series: str, year: int) -> int:
        """The first number that nobody has taken yet; without taking it."""
        sql = self._database.sql()
        text = f"select next from numbering where series = {sql(series_of(series, year))}"
        row = await self._database.row(text, sql.values)
        return 1 if row is None else int(row["next"])

    async def take(self, series: str, year: int, size: int) -> range:
        """A block of numbers that nobody else gets."""
        sql = self._database.sql()
        text = (
            f"insert into numbering (series, next) values ({sql(series_of(series, year))}, {sql(1 + size)})"
            f" on conflict (series) do update set next = numbering.next + {sql(size)} returning next"
        )
        row = sure(await self._database.row(text, sql.values))
        return range(row["next"] - size, row["next"])


def series_of(series: str, year: int) -> str:
    """Each year has its own."""
    return f"{series}{year}"


def number(series: str, year: int, place: int) -> str:
    """As people read it."""
    return f"{series_of(series, year)}-{place:06d}"
