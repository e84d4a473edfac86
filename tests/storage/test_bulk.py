"""Many rows at once: all of them or none, and never over what somebody else wrote meanwhile."""

from uuid import uuid4

import pytest

from adapters.database import Database, uuid
from adapters.storage.bulk import Collision, insert_many, update_many, upsert_many
from adapters.storage.rows import AgentRow, NumberingRow
from app.house import OpenHouse
from tests.engines import house

__all__ = ["house"]

COLUMNS = ("id", "version", "external_reference", "name", "department", "active")
ANNA, BO = uuid4(), uuid4()


async def two_agents(house: OpenHouse) -> Database:
    database = house.house.database
    async with database.transaction():
        await insert_many(
            database, AgentRow, COLUMNS, [(ANNA, 1, "a-1", "安娜", "desk", True), (BO, 1, "a-2", "Bo", None, True)]
        )
    return database


async def agents(database: Database) -> list[tuple[object, ...]]:
    rows = await database.rows("select id, version, name, department, active from agent order by external_reference")
    return [(uuid(row["id"]), row["version"], row["name"], row["department"], bool(row["active"])) for row in rows]


async def test_rows_come_out_as_they_went_in(house: OpenHouse) -> None:
    database = await two_agents(house)

    assert await agents(database) == [(ANNA, 1, "安娜", "desk", True), (BO, 1, "Bo", None, True)]


async def test_rows_at_the_version_they_were_read_at_are_changed(house: OpenHouse) -> None:
    database = await two_agents(house)

    async with database.transaction():
        await update_many(
            database,
            AgentRow,
            ("version", "department", "active"),
            [(ANNA, 1, 3, None, False), (BO, 1, 2, "desk", True)],
        )

    assert await agents(database) == [(ANNA, 3, "安娜", None, False), (BO, 2, "Bo", "desk", True)]


async def test_when_one_row_has_moved_on_none_is_changed(house: OpenHouse) -> None:
    database = await two_agents(house)
    before = await agents(database)

    with pytest.raises(Collision, match="1 rows of agent have moved on"):
        async with database.transaction():
            await update_many(database, AgentRow, ("version", "name"), [(ANNA, 1, 2, "Anna"), (BO, 7, 8, "Bob")])

    assert await agents(database) == before


async def test_a_row_that_is_there_already_is_a_collision_and_nothing_is_written(house: OpenHouse) -> None:
    database = await two_agents(house)
    before = await agents(database)

    with pytest.raises(Collision):
        async with database.transaction():
            await insert_many(
                database,
                AgentRow,
                COLUMNS,
                [(uuid4(), 1, "a-3", "Cai", None, True), (uuid4(), 1, "a-1", "Another", None, True)],
            )

    assert await agents(database) == before


async def test_a_kept_value_stays_when_the_new_one_is_null(house: OpenHouse) -> None:
    database = await two_agents(house)

    async with database.transaction():
        await upsert_many(
            database,
            AgentRow,
            COLUMNS,
            [(uuid4(), 2, "a-1", "Anna", None, True), (uuid4(), 1, "a-3", "Cai", None, True)],
            key=("external_reference",),
            kept=("department",),
        )

    found = await agents(database)
    assert [each[1:4] for each in found] == [(2, "Anna", "desk"), (1, "Bo", None), (1, "Cai", None)]
    assert found[0][0] == ANNA


@pytest.mark.postgres
@pytest.mark.parametrize("house", ["postgres"], indirect=True)
async def test_a_text_that_is_too_long_is_an_error_and_not_cut(house: OpenHouse) -> None:
    database = await two_agents(house)

    with pytest.raises(Exception, match="value too long for type character varying"):
        async with database.transaction():
            await update_many(database, AgentRow, ("version", "name"), [(ANNA, 1, 2, "x" * 101)])


async def test_nothing_to_write_is_nothing_written(house: OpenHouse) -> None:
    database = house.house.database

    async with database.transaction():
        await insert_many(database, NumberingRow, ("series", "next"), [])
        await update_many(database, AgentRow, ("version",), [])
        await upsert_many(database, AgentRow, COLUMNS, [], key=("external_reference",))

    assert await agents(database) == []
