"""What is saved together is written together; positions of events are drawn when everything else is written."""

import asyncio
from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any
from uuid import UUID, uuid4

import asyncpg
import pytest

from adapters.database import Database, sure
from adapters.storage.saving import BROKEN, Saving
from app.house import OpenHouse
from tests.engines import house
from tests.storage.test_tickets import a_desk, a_ticket

__all__ = ["house"]

NINE = datetime(2026, 3, 2, 1, tzinfo=UTC)
SEEN = 1
"""The version of a ticket that was just opened."""


def an_event(ticket_id: UUID, version: int = SEEN + 1) -> dict[str, Any]:
    return {
        "at": NINE, "aggregate": "ticket", "aggregate_id": ticket_id, "version": version, "type": "TicketStarted",
        "author": "agent:A-1", "reason": None, "request_id": None, "imported": False, "facts": "{}", "image": "{}",
        "sealed": None,
    }  # fmt: skip


def a_change(database: Database, ticket_id: UUID, *, seen: int = SEEN, versions: int = 1) -> Saving:
    saving = Saving(database)
    saving.change("ticket", {"version": seen + versions}, {"id": ticket_id, "version": seen})
    saving.tell([an_event(ticket_id, seen + place + 1) for place in range(versions)])
    return saving


def with_fact(saving: Saving, name: str) -> Saving:
    saving.insert("desk_fact", {"name": name, "value": "1"})
    return saving


async def version_of(database: Database, ticket_id: UUID) -> int:
    sql = database.sql()
    row = await database.row(f"select version from ticket where id = {sql(ticket_id)}", sql.values)  # noqa: S608
    assert row is not None
    return int(row["version"])


async def facts_of(database: Database) -> dict[str, str]:
    rows = await database.rows("select name, value from desk_fact where name in ('told', 'before', 'fact')")
    return {row["name"]: row["value"] for row in rows}


async def versions_told(database: Database, ticket_id: UUID) -> list[int]:
    sql = database.sql()
    text = f"select version from event where aggregate_id = {sql(ticket_id)} order by position"  # noqa: S608
    return [row["version"] for row in await database.rows(text, sql.values)]


async def test_rows_and_events_are_there_together(house: OpenHouse) -> None:
    database = house.house.database
    ticket = await a_ticket(a_desk(house))

    assert await with_fact(a_change(database, ticket.id), "told").write() is None

    assert await version_of(database, ticket.id) == SEEN + 1
    assert await versions_told(database, ticket.id) == [SEEN, SEEN + 1]
    assert await facts_of(database) == {"told": "1"}


async def test_nothing_is_written_when_the_row_has_moved_on(house: OpenHouse) -> None:
    database = house.house.database
    ticket = await a_ticket(a_desk(house))

    assert await with_fact(a_change(database, ticket.id, seen=SEEN + 1), "told").write() == "ticket"

    assert await version_of(database, ticket.id) == SEEN
    assert await versions_told(database, ticket.id) == [SEEN]
    assert await facts_of(database) == {}


@pytest.mark.parametrize("moved", [("ticket", {"version": 9}), ("agent", {"active": False})], ids=lambda each: each[0])
async def test_of_two_rows_none_is_written_when_one_has_moved_on(
    house: OpenHouse, moved: tuple[str, dict[str, Any]]
) -> None:
    database, desk = house.house.database, a_desk(house)
    one, other = await a_ticket(desk), await a_ticket(desk)

    saving = a_change(database, one.id)
    saving.change(*moved, {"id": other.id if moved[0] == "ticket" else uuid4(), "version": 8})

    assert await saving.write() == moved[0]
    assert await version_of(database, one.id) == SEEN
    assert await versions_told(database, one.id) == [SEEN]


async def test_a_broken_constraint_leaves_nothing(house: OpenHouse) -> None:
    database = house.house.database
    ticket = await a_ticket(a_desk(house))
    await database.insert("desk_fact", [{"name": "taken", "value": "0"}])

    with pytest.raises(BROKEN):
        await with_fact(a_change(database, ticket.id), "taken").write()

    assert await version_of(database, ticket.id) == SEEN
    assert await versions_told(database, ticket.id) == [SEEN]


async def test_what_comes_before_is_gone_with_the_rest(house: OpenHouse) -> None:
    database = house.house.database
    ticket = await a_ticket(a_desk(house))

    async def before() -> None:
        await database.insert("desk_fact", [{"name": "before", "value": "0"}])

    assert await a_change(database, ticket.id, seen=SEEN + 1).write(before) == "ticket"
    assert await facts_of(database) == {}
    assert await a_change(database, ticket.id).write(before) is None
    assert await facts_of(database) == {"before": "0"}


async def test_events_stand_in_the_log_in_their_order(house: OpenHouse) -> None:
    database = house.house.database
    ticket = await a_ticket(a_desk(house))

    assert await a_change(database, ticket.id, versions=30).write() is None

    assert await versions_told(database, ticket.id) == list(range(SEEN, SEEN + 31))


async def test_new_rows_of_a_table_get_their_positions_in_their_order(house: OpenHouse) -> None:
    database = house.house.database
    ticket = await a_ticket(a_desk(house))
    before = sure(await database.row("select coalesce(max(position), 0) as last from clock_event"))["last"]

    saving = a_change(database, ticket.id)
    for place in range(20):
        row = {"clock_id": uuid4(), "aggregate_id": ticket.id, "kind": "WARNED", "at": NINE, "commitment": "handling"}
        saving.insert("clock_event", {**row, "instance": place, "cycle": 1, "late": False})
    assert await saving.write() is None

    sql = database.sql()
    text = f"select instance from clock_event where position > {sql(before)} order by position"  # noqa: S608
    assert [row["instance"] for row in await database.rows(text, sql.values)] == list(range(20))


async def test_what_is_put_keeps_what_it_does_not_name(house: OpenHouse) -> None:
    database = house.house.database
    ticket = await a_ticket(a_desk(house))
    key = {"ticket_id": ticket.id, "number": 2}

    given: list[dict[str, Any]] = [{"began_at": NINE, "rating": 3}, {"began_at": NINE}, {"rating": 5, "began_at": NINE}]
    for seen, values in enumerate(given):
        saving = a_change(database, ticket.id, seen=SEEN + seen)
        saving.put("ticket_cycle", values, key, {"id": uuid4()})
        assert await saving.write() is None
        sql = database.sql()
        row = await database.row(
            f"select rating from ticket_cycle where ticket_id = {sql(ticket.id)} and number = 2",  # noqa: S608
            sql.values,
        )
        assert row is not None
        assert row["rating"] == (5 if seen == 2 else 3)


async def test_what_is_written_twice_ends_as_the_last_one_says(house: OpenHouse) -> None:
    database = house.house.database
    ticket = await a_ticket(a_desk(house))

    saving = with_fact(a_change(database, ticket.id), "fact")
    saving.touch("desk_fact", {"value": "2"}, {"name": "fact"})
    saving.touch("desk_fact", {"value": "3"}, {"name": "fact"})
    saving.clear("desk_fact", {"name": "none"})

    assert await saving.write() is None
    assert await facts_of(database) == {"fact": "3"}


async def test_a_change_takes_one_statement_of_postgresql(house: OpenHouse) -> None:
    if not house.house.database.postgres:
        pytest.skip("SQLite has no statement of several writes")
    ticket = await a_ticket(a_desk(house))
    counted = Counted("postgres")

    assert await with_fact(a_change(counted, ticket.id), "told").write() is None

    assert counted.statements == 1


class Counted(Database):
    """Counts its statements."""

    statements = 0

    async def rows(self, *given: Any) -> Any:  # noqa: ANN401
        self.statements += 1
        return await super().rows(*given)


WAITING = "select count(*) from pg_stat_activity where datname = current_database() and wait_event_type = 'Lock'"
HELD: dict[str, Callable[[UUID], tuple[str, object]]] = {
    "the ticket": lambda ticket_id: ("update ticket set version = 7 where id = $1", ticket_id),
    "another row": lambda _: ("insert into desk_fact (name, value) values ($1, '0')", "told"),
}


@pytest.mark.parametrize("held", HELD)
async def test_who_waits_for_a_row_has_not_drawn_a_position(house: OpenHouse, held: str) -> None:
    if not house.house.database.postgres:
        pytest.skip("SQLite has one writer")
    database = house.house.database
    ticket = await a_ticket(a_desk(house))
    other = await asyncpg.connect(house.settings.database_url)
    try:
        ahead = other.transaction()
        await ahead.start()
        await other.execute(*HELD[held](ticket.id))
        before = await other.fetchval("select last_value from event_position_seq")

        writing = asyncio.create_task(with_fact(a_change(database, ticket.id), "told").write())
        while not await other.fetchval(WAITING):  # noqa: ASYNC110  it is PostgreSQL that lets it wait
            await asyncio.sleep(0)
        drawn_while_waiting = await other.fetchval("select last_value from event_position_seq")
        await ahead.commit()
        outcome = (await asyncio.gather(writing, return_exceptions=True))[0]
        drawn_in_the_end = await other.fetchval("select last_value from event_position_seq")
    finally:
        await other.close()

    assert drawn_while_waiting == before
    assert drawn_in_the_end == before
    assert outcome == "ticket" or isinstance(outcome, BROKEN)
    assert await versions_told(database, ticket.id) == [SEEN]
