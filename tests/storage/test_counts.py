"""The counts kept with every change of a ticket are what a fresh count gives, whoever changes tickets and however."""

import asyncio
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID, uuid4

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from adapters.database import Database
from adapters.importers.incidents import import_incidents
from adapters.reads.wallboard import WallboardNumbers, read_wallboard
from adapters.storage.bulk import insert_many, update_many
from adapters.storage.counts import FOLD_AT, Folding, fold, keep_counting, miscounted, recount, rows_kept
from adapters.storage.rows import TicketRow
from adapters.storage.saving import Saving
from app.house import OpenHouse
from domain.customer.commands import register_customer
from domain.customer.customer import CustomerType
from domain.ticket import commands
from domain.ticket.lifecycle import Status
from domain.viewer import Role, Viewer
from tests.engines import house
from tests.importers.source import EXTRACT
from tests.live.desk import followed, on_postgres
from tests.live.life import Life
from tests.storage.test_tickets import a_desk, a_ticket

__all__ = ["house"]

NOON = datetime(2026, 3, 2, 12, tzinfo=UTC)
BOARDS = Viewer(Role.WALLBOARD, "board-1")
MANY = 40

a_change = st.fixed_dictionaries(
    {},
    optional={
        "department": st.sampled_from([None, "desk", "north"]),
        "status": st.sampled_from([each.value for each in Status]),
        "level": st.integers(1, 5),
        "due_at": st.integers(-72, 72).map(lambda hours: NOON + timedelta(hours=hours)),
        "subject": st.just("另一个标题"),
    },
)
a_step = st.one_of(
    st.tuples(st.just("change"), a_change),
    st.tuples(st.just("change in bulk"), a_change),
    st.tuples(st.just("insert in bulk"), a_change),
    st.tuples(st.just("change and take back"), a_change),
    st.tuples(st.sampled_from(["fold", "count anew", "change all", "remove one"]), a_change),
)


@dataclass(slots=True)
class Table:
    """Tickets as rows, whatever the process says of them."""

    opening: OpenHouse
    customer_id: UUID
    number: int = 0

    @property
    def database(self) -> Database:
        return self.opening.house.database

    async def ids(self) -> list[UUID]:
        return [UUID(str(row["id"])) for row in await self.database.rows("select id from ticket order by number")]

    async def insert(self, values: Mapping[str, Any], rows: int) -> None:
        filled = [self.a_row(values) for _ in range(rows)]
        async with self.database.transaction():
            await insert_many(self.database, TicketRow, list(filled[0]), [tuple(each.values()) for each in filled])

    def a_row(self, values: Mapping[str, Any]) -> dict[str, Any]:
        self.number += 1
        row: dict[str, Any] = {
            "id": uuid4(), "version": 1, "number": f"X-{self.number:06d}", "external_reference": None,
            "customer_id": self.customer_id, "subject": "无法登录", "channel": "phone", "kind": "account",
            "business_line": None, "severity": None, "status": "ACCEPTED", "level": 3, "proposed_level": 3,
            "department": None, "assignee_id": None, "opened_at": NOON, "opened_by": "agent:A-1", "updated_at": NOON,
            "expected_completion": None, "source_met_target": None, "cycle": 1, "due_at": NOON,
        }  # fmt: skip
        return row | dict(values)

    async def do(self, what: str, values: Mapping[str, Any]) -> None:
        database, ids = self.database, await self.ids()
        changes: dict[str, Any] = {"version": 1, **values}
        match what:
            case "change":
                saving = Saving(database)
                saving.touch("ticket", changes, {"id": ids[0]})
                await saving.write()
            case "change in bulk":
                rows = [(each, 1, *changes.values()) for each in ids]
                async with database.transaction():
                    await update_many(database, TicketRow, list(changes), rows)
            case "insert in bulk":
                await self.insert(values, 5)
            case "change and take back":
                saving = Saving(database)
                saving.touch("ticket", changes, {"id": ids[0]})
                saving.change("ticket", changes, {"id": ids[0], "version": 9})
                assert await saving.write() == "ticket"
            case "change all":
                await database.update("ticket", changes, {"version": 1})
            case "remove one":
                await self.insert({}, 1)
                sql = database.sql()
                await database.run(f"delete from ticket where id = {sql(ids[-1])}", sql.values)  # noqa: S608
            case "fold":
                await fold(database)
            case "count anew":
                await recount(database)


@pytest.fixture
async def table(house: OpenHouse) -> Table:
    """Some tickets."""
    desk = a_desk(house)
    customer = await register_customer(
        desk, external_reference=f"C-{desk.new_id()}", type=CustomerType.INDIVIDUAL, name="欧阳"
    )
    table = Table(house, customer.id)
    await table.insert({}, MANY)
    return table


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(steps=st.lists(a_step, min_size=1, max_size=8))
async def test_whatever_is_written_the_counts_are_a_fresh_count(
    table: Table, steps: list[tuple[str, dict[str, Any]]]
) -> None:
    for what, values in steps:
        await table.do(what, values)

        assert await miscounted(table.database) == []


@pytest.mark.parametrize("seed", [1, 2, 3])
async def test_life_on_the_desk_is_counted_and_shown_like_a_fresh_count(house: OpenHouse, seed: int) -> None:
    async with followed(house) as desk:
        desk.watch.set(NOON)
        life = Life(desk, seed)
        await life.begin()
        for step in range(60):
            desk.watch.set(NOON + step * timedelta(hours=5))
            await life.go_on()
            if step % 20 == 0:
                await fold(house.house.database)

        assert await miscounted(house.house.database) == []
        assert sum(each.value for each in (await numbers(house, desk.watch.now())).by_status) == len(life.tickets)


async def numbers(house: OpenHouse, now: datetime) -> WallboardNumbers:
    return await read_wallboard(
        house.house.database, house.house.directory, BOARDS, None, now=now, zone=house.settings.zone
    )


async def test_what_is_overdue_changes_with_the_instant_and_no_ticket(table: Table) -> None:
    await table.insert({"due_at": NOON - timedelta(days=3)}, 3)
    await table.insert({"due_at": NOON + timedelta(seconds=1)}, 5)
    await table.insert({"due_at": NOON + timedelta(days=2)}, 7)

    found = {
        moment: (await numbers(table.opening, NOON + moment)).overdue.value
        for moment in (-timedelta(days=4), timedelta(0), timedelta(seconds=2), timedelta(days=1), timedelta(days=3))
    }

    assert list(found.values()) == [0, 3, 3 + MANY + 5, 3 + MANY + 5, 3 + MANY + 5 + 7]


async def test_an_import_is_counted(house: OpenHouse) -> None:
    await import_incidents(house.house, EXTRACT)

    assert await miscounted(house.house.database) == []
    assert await rows_kept(house.house.database) > 0


async def test_what_is_wrong_is_found_and_counted_anew(table: Table) -> None:
    [one, *_] = await table.database.rows("select id from ticket_count")
    sql = table.database.sql()
    await table.database.run(f"delete from ticket_count where id = {sql(one['id'])}", sql.values)  # noqa: S608

    wrong = await miscounted(table.database)
    await recount(table.database)

    assert [row["excess"] < 0 for row in wrong] == [True]
    assert await miscounted(table.database) == []


async def test_tables_made_anew_are_counted_again_after_migrate(table: Table) -> None:
    for name in ("added", "changed", "removed"):
        on = " on ticket" if table.database.postgres else ""
        await table.database.run(f"drop trigger ticket_count_{name}{on}")
    await table.insert({"level": 1}, 2)
    assert await miscounted(table.database) != []

    await keep_counting(table.database)
    await table.do("change", {"level": 5})

    assert await miscounted(table.database) == []


async def test_many_changes_fold_into_few_rows_and_only_then(table: Table) -> None:
    folding = Folding(table.database)
    await folding.look()
    assert not await folding.look()

    for level in range(FOLD_AT // MANY):
        await table.do("change all", {"level": level % 5 + 1})
    assert await rows_kept(table.database) > FOLD_AT

    assert await folding.look()
    assert await rows_kept(table.database) == 1
    assert await miscounted(table.database) == []


@on_postgres
async def test_counts_stay_right_while_everybody_writes_folds_and_recounts(house: OpenHouse) -> None:
    desk = a_desk(house)
    tickets = [await commands.classify_ticket(desk, (await a_ticket(desk)).id) for _ in range(4)]
    writing = True

    async def change(ticket_id: UUID) -> None:
        await commands.start_ticket(desk, ticket_id)
        for _ in range(10):
            await commands.await_customer(desk, ticket_id)
            await commands.resume_ticket(desk, ticket_id)

    async def mind() -> list[int]:
        found = []
        while writing:
            await fold(house.house.database)
            found.append(len(await miscounted(house.house.database)))
            await recount(house.house.database)
        return found

    minding = [asyncio.create_task(mind()) for _ in range(2)]
    await asyncio.gather(*(change(each.id) for each in tickets))
    writing = False

    assert {wrong for found in await asyncio.gather(*minding) for wrong in found} == {0}
    assert await miscounted(house.house.database) == []
