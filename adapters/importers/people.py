"""Agents and customers that a source names: looked up by external reference, registered when they are new."""

from collections.abc import Iterable
from uuid import UUID

from adapters.database import Database, sure, uuid


class People:
    """Ids by external reference, as far as somebody asked."""

    def __init__(self, database: Database, table: str) -> None:
        self._database = database
        self._table = table
        self._ids: dict[str, UUID] = {}

    async def meet(self, references: Iterable[str]) -> None:
        """Look up those who are not known yet."""
        strangers = set(references) - self._ids.keys()
        if strangers:
            sql = self._database.sql()
            among = sql.among("external_reference", sorted(strangers))
            text = f"select id, external_reference from {self._table} where {among}"
            for row in await self._database.rows(text, sql.values):
                self._ids[row["external_reference"]] = sure(uuid(row["id"]))

    def get(self, reference: str) -> UUID | None:
        """The id; None for somebody new, if they were asked for by `meet`."""
        return self._ids.get(reference)

    def add(self, reference: str, person_id: UUID) -> None:
        """Somebody new."""
        self._ids[reference] = person_id

    def forget(self) -> None:
        """Look everybody up again."""
        self._ids.clear()
