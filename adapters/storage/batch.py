"""What one transaction of an import writes: any number of aggregates, their events in the order they happened."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, TypeVar
from uuid import UUID, uuid5

from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from tortoise.models import Model

from adapters.database import Database, json_text
from adapters.storage.bulk import Collision, insert_many, update_many, upsert_many
from adapters.storage.clocks import NEVER_CHANGED, Kept
from adapters.storage.customers import contact_rows, customer_columns
from adapters.storage.numbers import series_of
from adapters.storage.record import facts_of, sealed_of
from adapters.storage.references import agent_columns, entry_columns
from adapters.storage.rows import (
    AgentRow,
    ClockEventRow,
    ClockRow,
    ContactPointRow,
    CustomerRow,
    CycleRow,
    EntryRow,
    EventRow,
    SealingKey,
    SourceRow,
    TicketRow,
)
from adapters.storage.tickets import ticket_columns, touched_cycles
from adapters.vault import NewKey
from domain.clock.due import shown_due
from domain.customer.customer import Customer
from domain.reference.agent import Agent
from domain.reference.entry import Entry
from domain.shared.aggregate import Aggregate
from domain.ticket import events
from domain.ticket.ticket import Ticket

A = TypeVar("A", bound=Aggregate)

_EVENT = (
    "at", "aggregate", "aggregate_id", "version", "type", "author", "reason", "imported", "facts", "image", "sealed",
)  # fmt: skip
_SOURCE_ROW = ("digest", "ticket_id", "line", "at")
_KEPT = ("resolution_version",)


@dataclass(slots=True)
class Batch:
    """Rows are written first, which locks them; the events last, so their positions are drawn last (ADR 0002)."""

    entries: list[Entry] = field(default_factory=list)
    agents: list[Agent] = field(default_factory=list)
    customers: list[Customer] = field(default_factory=list)
    opened: list[Ticket] = field(default_factory=list)
    followed: dict[UUID, Ticket] = field(default_factory=dict)
    clocks: dict[UUID, Kept] = field(default_factory=dict)
    numbers: dict[int, range] = field(default_factory=dict)
    rows: list[tuple[str, UUID, int, datetime]] = field(default_factory=list)
    told: list[tuple[Any, ...]] = field(default_factory=list)
    _keys: list[NewKey] = field(default_factory=list)
    _cycles: dict[tuple[UUID, int], dict[str, Any]] = field(default_factory=dict)

    @property
    def empty(self) -> bool:
        """Nothing happened."""
        return not self.told

    def define(self, entry: Entry, author: str) -> None:
        """A new word."""
        self.entries.append(entry)
        self._tell(entry, author, None, {})

    def register(self, person: Agent | Customer, key: NewKey, author: str) -> None:
        """A new person; `key` seals what is personal."""
        (self.agents if isinstance(person, Agent) else self.customers).append(person)  # type: ignore[arg-type]
        self._keys.append(key)
        self._tell(person, author, key.key, {})

    def open(self, ticket: Ticket) -> None:
        """A new ticket; what has happened to it is told by `tell`."""
        self.opened.append(ticket)

    def tell(self, ticket: Ticket, clocks: Kept, author: str) -> None:
        """What has happened to a ticket since it was told last, as its clocks have heard; it has nothing to seal."""
        if ticket.loaded_version:
            self.followed[ticket.id] = ticket
        self.clocks[ticket.id] = clocks
        self._note_cycles(ticket)
        self._tell(ticket, author, None, {"due_at": shown_due(clocks.due_at)})

    async def write(self, database: Database) -> None:
        """All of it in one transaction; Collision when somebody else was first, and then nothing is written."""
        async with database.transaction():
            await self._claim_numbers(database)
            await insert_many(
                database,
                SealingKey,
                ("owner_id", "wrapped", "wrapped_by"),
                [(each.owner_id, each.wrapped, each.wrapped_by) for each in self._keys],
            )
            await _insert(database, EntryRow, [(each, entry_columns(each)) for each in self.entries])
            await _insert(database, AgentRow, [(each, agent_columns(each)) for each in self.agents])
            await self._insert_customers(database)
            await self._write_tickets(database)
            await self._write_clocks(database)
            await insert_many(database, SourceRow, _SOURCE_ROW, self.rows)
            await insert_many(database, EventRow, _EVENT, self.told)

    def settle(self) -> None:
        """It is written: from here on, changes to these aggregates are news."""
        everything: Iterable[Aggregate] = (
            *self.entries, *self.agents, *self.customers, *self.opened, *self.followed.values(),
        )  # fmt: skip
        for each in everything:
            each.as_saved()
        for kept in self.clocks.values():
            kept.settle()

    def _tell(self, aggregate: Aggregate, author: str, key: AESGCM | None, extra: dict[str, Any]) -> None:
        for each in aggregate.happenings:
            event = each.event
            facts = json_text(facts_of(aggregate, each))
            image = json_text({**each.image, **extra})
            sealed = sealed_of(aggregate, each, key)
            self.told.append(
                (
                    event.at, aggregate.KIND, aggregate.id, each.version, type(event).__name__, author, event.reason,
                    event.imported, facts, image, sealed,
                )
            )  # fmt: skip

    def _note_cycles(self, ticket: Ticket) -> None:
        if not any(name.startswith("cycle.") for each in ticket.happenings for name in each.changes):
            return
        resolved = {
            each.event.cycle: each.version
            for each in ticket.happenings
            if isinstance(each.event, events.TicketResolved)
        }
        for cycle in touched_cycles(ticket):
            known = self._cycles.get((ticket.id, cycle.number), {}).get("resolution_version")
            self._cycles[ticket.id, cycle.number] = {
                "id": uuid5(ticket.id, f"cycle {cycle.number}"),
                "ticket_id": ticket.id,
                **cycle.values(),
                "resolution_version": resolved.get(cycle.number, known),
            }

    async def _claim_numbers(self, database: Database) -> None:
        for year, numbers in sorted(self.numbers.items()):
            sql = database.sql()
            series = series_of(Ticket.SERIES, year)
            text = (
                f"insert into numbering (series, next) values ({sql(series)}, {sql(numbers.stop)})"
                " on conflict (series) do update set next = excluded.next"
                f" where numbering.next = {sql(numbers.start)} returning next"
            )
            if await database.row(text, sql.values) is None:
                raise Collision(f"somebody else took numbers of {year}")

    async def _insert_customers(self, database: Database) -> None:
        await _insert(database, CustomerRow, [(each, customer_columns(each)) for each in self.customers])
        points = [point for each in self.customers for point in contact_rows(each)]
        columns = ("id", "customer_id", "position", "kind", "value", "channel")
        await insert_many(
            database, ContactPointRow, columns, [tuple(each[name] for name in columns) for each in points]
        )

    async def _write_tickets(self, database: Database) -> None:
        await _insert(database, TicketRow, [(each, self._columns(each)) for each in self.opened])
        changed = [(each, self._columns(each)) for each in self.followed.values()]
        if changed:
            columns = list(changed[0][1])
            rows = [(each.id, each.loaded_version, *values.values()) for each, values in changed]
            await update_many(database, TicketRow, columns, rows)
        if self._cycles:
            cycles = list(self._cycles.values())
            await upsert_many(
                database,
                CycleRow,
                list(cycles[0]),
                [tuple(each.values()) for each in cycles],
                key=("ticket_id", "number"),
                kept=_KEPT,
            )

    def _columns(self, ticket: Ticket) -> dict[str, Any]:
        return ticket_columns(ticket, self.clocks[ticket.id].due_at)

    async def _write_clocks(self, database: Database) -> None:
        """Those that are new, those that went on, and what happened to them."""
        rows = [row for each in self.clocks.values() for row in each.rows()]
        events = [row for each in self.clocks.values() for row in each.event_rows()]
        fresh = [row for row in rows if row["version"] == 1]
        changed = [row for row in rows if row["version"] > 1]
        if fresh:
            await insert_many(database, ClockRow, list(fresh[0]), [tuple(row.values()) for row in fresh])
        if changed:
            columns = [name for name in changed[0] if name not in NEVER_CHANGED]
            values = [(row["id"], row["version"] - 1, *(row[name] for name in columns)) for row in changed]
            await update_many(database, ClockRow, columns, values)
        if events:
            await insert_many(database, ClockEventRow, list(events[0]), [tuple(row.values()) for row in events])


async def _insert(database: Database, table: type[Model], rows: list[tuple[A, dict[str, Any]]]) -> None:
    if rows:
        columns = ["id", *rows[0][1]]
        await insert_many(database, table, columns, [(each.id, *values.values()) for each, values in rows])
