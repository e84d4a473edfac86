"""What the log of a desk tells after an import, in words that are the same for every desk."""

# ruff: noqa: S608  our own words, bound values

from collections import Counter
from collections.abc import Collection
from dataclasses import dataclass
from typing import Any

from adapters.database import Database, Row, json

TABLES = (
    "event", "reference_entry", "agent", "customer", "contact_point", "ticket", "ticket_cycle", "source_row",
    "sealing_key",
)  # fmt: skip


@dataclass(frozen=True)
class Told:
    """`histories` by the incident's own number; ids in them are read as references, which every desk has in common."""

    counts: dict[str, int]
    numbers: dict[int, int]
    histories: dict[str, list[tuple[Any, ...]]]
    tickets: dict[str, dict[str, Any]]
    cycles: dict[str, list[dict[str, Any]]]


async def told(database: Database, only: Collection[str] | None = None) -> Told:
    """Of all tickets, or of these incidents only."""
    names = await _names(database)
    sql = database.sql()
    where = "1 = 1" if only is None else sql.among("external_reference", sorted(only))
    tickets = await database.rows(f"select * from ticket where {where} order by external_reference", sql.values)
    ids = [row["id"] for row in tickets]
    cycles = await _of(database, "ticket_cycle", "ticket_id", ids, "number")
    events = await _of(database, "event", "aggregate_id", ids, "position")
    series = await database.rows("select series, next from numbering")
    found = Told(
        counts={table: await count(database, table) for table in TABLES},
        numbers={int(row["series"][1:]): row["next"] for row in series},
        histories={row["external_reference"]: [] for row in tickets},
        tickets={row["external_reference"]: _in_common(dict(row), names) for row in tickets},
        cycles={row["external_reference"]: [] for row in tickets},
    )
    for row in events:
        values = (row["version"], row["type"], str(row["at"]), row["author"], json(row["facts"]), json(row["image"]))
        found.histories[names[str(row["aggregate_id"])]].append(tuple(_in_common(each, names) for each in values))
    for row in cycles:
        cycle = {name: value for name, value in row.items() if name != "id"}
        found.cycles[names[str(row["ticket_id"])]].append(_in_common(cycle, names))
    return found


async def _of(database: Database, table: str, column: str, ids: list[Any], order: str) -> list[Row]:
    sql = database.sql()
    return await database.rows(f"select * from {table} where {sql.among(column, ids)} order by {order}", sql.values)


async def count(database: Database, table: str) -> int:
    row = await database.row(f"select count(*) as n from {table}")
    return 0 if row is None else int(row["n"])


async def types(database: Database) -> Counter[str]:
    rows = await database.rows("select type, count(*) as n from event where imported group by type")
    return Counter({row["type"]: row["n"] for row in rows})


async def _names(database: Database) -> dict[str, str]:
    found: dict[str, str] = {}
    for table in ("agent", "customer", "ticket"):
        for row in await database.rows(f"select id, external_reference from {table}"):
            found[str(row["id"])] = row["external_reference"] or f"{table} {row['id']}"
    return found


def _in_common(value: Any, names: dict[str, str]) -> Any:  # noqa: ANN401  whatever JSON holds
    if isinstance(value, dict):
        return {key: _in_common(each, names) for key, each in value.items()}
    if isinstance(value, list):
        return [_in_common(each, names) for each in value]
    return names.get(str(value), value)
