"""The wallboard: its figures are what an independent count gives, open into their tickets, and are told in time."""

import asyncio
from collections.abc import AsyncIterator, Callable, Mapping, Sequence
from contextlib import AsyncExitStack
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from itertools import pairwise
from typing import Any
from uuid import UUID

import pytest

from adapters.database import Database, Row, instant, uuid
from adapters.news.wallboard import Wallboards
from adapters.reads.wallboard import WallboardNumbers
from adapters.storage.timers import take_due
from app.house import OpenHouse
from domain.customer.commands import assign_account_manager
from domain.reference.commands import move_department
from domain.ticket import commands
from domain.ticket.lifecycle import OPEN, Status
from domain.ticket.message import Message
from domain.viewer import Role, Viewer
from tests.graphql.asking import answer, codes
from tests.live.desk import RISK, Ear, LiveDesk, followed, listening
from tests.live.following import BOARD, Executions, following
from tests.live.life import Life

BOARDS = Viewer(Role.WALLBOARD, "board-1")
PACE = 0.05
MONDAY = datetime(2026, 3, 2, 9, tzinfo=UTC)

FIGURES = "value unit definition status level members(first: 100) { totalCount nodes { id status level } }"
SIMPLE = "open overdue dueSoon breachedToday unassigned waiting openedToday resolvedToday"
WHOLE = f"""query ($department: String) {{ wallboard(department: $department) {{
  asOf department {{ code }}
  byStatus {{ {FIGURES} }} byLevel {{ {FIGURES} }} byStatusAndLevel {{ {FIGURES} }}
  {" ".join(f"{name} {{ {FIGURES} }}" for name in SIMPLE.split())}
  firstResponse {{
    value part whole noneBecause members(first: 100) {{ totalCount }} missed(first: 100) {{ totalCount }}
  }}
  longestWaiting {{
    value unit definition noneBecause members(first: 100) {{ totalCount nodes {{ openedAt status }} }}
  }}
}} }}"""
VALUES = f"""query ($department: String) {{ wallboard(department: $department) {{
  asOf byStatus {{ status value }} {" ".join(f"{name} {{ value }}" for name in SIMPLE.split())}
  longestWaiting {{ value noneBecause }}
}} }}"""


async def board(desk: LiveDesk, viewer: Viewer, source: str = VALUES, **variables: object) -> dict[str, Any]:
    given = await answer(desk.opening, source, viewer, live=desk.live, **variables)
    assert given["errors"] == [], given["errors"]
    found: dict[str, Any] = given["data"]["wallboard"]
    return found


async def told_until(frames: Ear[dict[str, Any]], shows: Callable[[dict[str, Any]], bool]) -> dict[str, Any]:
    """The first frame that shows it."""
    while not shows(frame := await anext(frames)):
        pass
    return frame


# ---- what the figures are


@pytest.mark.parametrize("seed", [1, 2])
async def test_every_figure_is_what_an_independent_count_gives_and_what_its_members_list(
    house: OpenHouse, seed: int
) -> None:
    async with followed(house) as desk:
        desk.watch.set(MONDAY)
        life = Life(desk, seed)
        await life.begin()
        for step in range(100):
            desk.watch.set(MONDAY + step * timedelta(hours=1))
            await life.go_on()
        await life.solve_one()
        for words in (None, "您好"):
            ticket = await desk.ticket(customer_id=life.customers[0])
            life.tickets.append(ticket.id)
            if words is not None:
                await commands.respond_ticket(desk.work, ticket.id, Message(desk.work.new_id(), "phone", words))
        desk.watch.set(desk.watch.now() + timedelta(minutes=25))
        await take_due(house.house, wall=datetime.now(UTC))
        north = frozenset({"north"})
        asked = [
            (BOARDS, None, None),
            (BOARDS, "north", north),
            (replace(BOARDS, department="south"), None, frozenset({"south"})),
            (RISK, "desk", frozenset({"desk", "north", "south"})),
            (Viewer(Role.SUPERVISOR, "s-1", "north", north), None, north),
            (Viewer(Role.ACCOUNT_MANAGER, "m-0", agent_id=life.managers[0]), None, None),
            (Viewer(Role.ACCOUNT_MANAGER, "m-1", agent_id=life.managers[1]), "north", north),
        ]

        for viewer, department, within in asked:
            expected = await counted(desk, within, viewer.agent_id)
            found = await desk.live.numbers(viewer, department)

            assert in_short(found) == expected
            if viewer.role is not Role.WALLBOARD:
                opens_into_what_it_counts(await board(desk, viewer, WHOLE, department=department))
        everything = await counted(desk, None, None)
        assert all(everything.values()), everything


async def counted(desk: LiveDesk, departments: frozenset[str] | None, manager: UUID | None) -> dict[str, Any]:
    """The same figures, counted over the rows in plain Python."""
    database, now = desk.opening.house.database, desk.watch.now()
    midnight = now.astimezone(desk.opening.settings.zone).replace(hour=0, minute=0, second=0, microsecond=0)
    cycles = await database.rows("select ticket_id, resolved_at from ticket_cycle where resolved_at is not null")
    resolved = {row["ticket_id"] for row in cycles if (instant(row["resolved_at"]) or now) >= midnight}
    rows = [
        row
        for row in await database.rows(
            "select t.*, c.account_manager_id from ticket t join customer c on c.id = t.customer_id"
        )
        if (departments is None or row["department"] in departments)
        and (manager is None or uuid(row["account_manager_id"]) == manager)
    ]
    running = [row for row in rows if row["status"] in OPEN]
    ids = {uuid(row["id"]) for row in rows}
    clocks = [each for each in await database.rows("select * from clock") if uuid(each["aggregate_id"]) in ids]
    first_broken = "select aggregate_id, min(moment) as moment from clock_event where kind = 'BREACHED'"
    broken = await database.rows(f"{first_broken} group by aggregate_id, clock_id")
    responses = [each for each in clocks if each["commitment"] == "first_response"]
    waiting = [row for row in rows if row["status"] in {"ACCEPTED", "CLASSIFIED"}]
    return {
        "status": {status: sum(row["status"] == status for row in rows) for status in Status},
        "level": {level: sum(row["level"] == level for row in running) for level in range(1, 6)},
        "cells": {
            (status, level): sum((row["status"], row["level"]) == (status, level) for row in rows)
            for status, level in {(row["status"], row["level"]) for row in rows}
        },
        "open": len(running),
        "overdue": sum(_at(row, "due_at") < now for row in running),
        "due_soon": len({uuid(each["aggregate_id"]) for each in clocks if _soon(each, now)}),
        "breached_today": len({uuid(each["aggregate_id"]) for each in broken if _at(each, "moment") >= midnight} & ids),
        "answered": sum(_in_time(each) and _at(each, "stopped_at") >= midnight for each in responses),
        "left": sum(
            midnight <= _at(each, "due_at") < now and not (each["stopped_at"] and _stopped_in_time(each))
            for each in responses
            if each["due_at"]
        ),
        "unassigned": sum(row["assignee_id"] is None for row in running),
        "waiting": len(waiting),
        "longest": min((_at(row, "opened_at") for row in waiting), default=None),
        "opened_today": sum(_at(row, "opened_at") >= midnight for row in rows),
        "resolved_today": sum(row["id"] in resolved for row in rows),
    }


def _soon(clock: Row, now: datetime) -> bool:
    return clock["warns_at"] is not None and _at(clock, "warns_at") <= now <= _at(clock, "due_at")


def _stopped_in_time(clock: Row) -> bool:
    return _at(clock, "stopped_at") <= _at(clock, "due_at")


def _in_time(clock: Row) -> bool:
    return clock["state"] == "FULFILLED" and _stopped_in_time(clock)


def _at(row: Mapping[str, Any], name: str) -> datetime:
    at = instant(row[name])
    assert at is not None
    return at


def in_short(numbers: WallboardNumbers) -> dict[str, Any]:
    return {
        "status": {cell.status: cell.value for cell in numbers.by_status},
        "level": {cell.level: cell.value for cell in numbers.by_level},
        "cells": {(cell.status, cell.level): cell.value for cell in numbers.by_status_and_level},
        "open": numbers.open.value,
        "overdue": numbers.overdue.value,
        "due_soon": numbers.due_soon.value,
        "breached_today": numbers.breached_today.value,
        "answered": numbers.first_response.value,
        "left": numbers.first_response.of - numbers.first_response.value,
        "unassigned": numbers.unassigned.value,
        "waiting": numbers.waiting.value,
        "longest": numbers.longest_waiting.since,
        "opened_today": numbers.opened_today.value,
        "resolved_today": numbers.resolved_today.value,
    }


def opens_into_what_it_counts(shown: dict[str, Any]) -> None:
    share = shown["firstResponse"]
    assert (share["members"]["totalCount"], share["missed"]["totalCount"]) == (
        share["whole"],
        share["whole"] - share["part"],
    )
    assert (share["value"] is None) == (share["whole"] == 0) == (share["noneBecause"] is not None)
    figures = [*shown["byStatus"], *shown["byLevel"], *shown["byStatusAndLevel"], *(shown[n] for n in SIMPLE.split())]
    for figure in figures:
        members = figure["members"]
        assert figure["value"] == members["totalCount"] == len(members["nodes"]), figure
        assert figure["unit"] == "tickets"
        assert figure["definition"]
        for name in ("status", "level"):
            assert figure[name] is None or {node[name] for node in members["nodes"]} <= {figure[name]}
    longest = shown["longestWaiting"]
    assert {node["openedAt"] for node in longest["members"]["nodes"]} == (
        {longest["value"]} if longest["value"] else set()
    )
    assert (longest["value"] is None) == (longest["noneBecause"] is not None)


async def test_nobody_waiting_is_no_value_with_a_reason_and_no_zero(desk: LiveDesk) -> None:
    shown = await board(desk, BOARDS)

    assert shown["longestWaiting"] == {"value": None, "noneBecause": "no ticket is waiting"}
    assert shown["waiting"]["value"] == 0
    assert [cell["status"] for cell in shown["byStatus"]] == [status.value for status in Status]


async def test_the_members_of_the_longest_waiting_are_those_and_no_other(desk: LiveDesk) -> None:
    first, _ = await desk.ticket(), await desk.ticket()

    shown = await board(desk, RISK, WHOLE)

    opened = [node["openedAt"] for node in shown["longestWaiting"]["members"]["nodes"]]
    assert opened == [shown["longestWaiting"]["value"]]
    assert datetime.fromisoformat(opened[0]) == first.opened_at


# ---- who sees what


async def test_a_wallboard_shows_numbers_and_opens_no_ticket(desk: LiveDesk) -> None:
    await desk.ticket()

    shown = await board(desk, BOARDS)
    opened = await answer(desk.opening, WHOLE, BOARDS, live=desk.live)

    assert shown["open"] == {"value": 1}
    assert set(codes(opened)) == {"FORBIDDEN"}
    assert opened["data"] is None


async def test_a_wallboard_of_a_department_shows_it_and_those_below_and_knows_of_no_other(desk: LiveDesk) -> None:
    await desk.department("hotline")
    await desk.department("night", parent="hotline")
    await desk.department("north")
    for department in ("hotline", "night", "north"):
        await desk.ticket(department=department)
    hotline = Viewer(Role.WALLBOARD, "board-2", "hotline", frozenset({"hotline"}))

    own = await board(desk, hotline)
    below = await board(desk, hotline, department="night")
    everything = await board(desk, BOARDS)
    other = await answer(desk.opening, VALUES, hotline, live=desk.live, department="north")
    none = await answer(desk.opening, VALUES, hotline, live=desk.live, department="moon")

    assert (own["open"]["value"], below["open"]["value"], everything["open"]["value"]) == (2, 1, 3)
    assert codes(other) == codes(none) == ["BAD_USER_INPUT"]
    said = [given["errors"][0]["message"] for given in (other, none)]
    assert said[0].replace("north", "moon") == said[1]
    assert said[0].endswith("these can: hotline, night")


# ---- when it is told


async def test_it_is_told_at_once_and_whenever_a_figure_changes(house: OpenHouse) -> None:
    async with followed(house, pace=PACE) as desk, following(desk, BOARDS, BOARD) as frames:
        first = await anext(frames)
        await desk.ticket()
        second = await told_until(frames, lambda frame: frame["open"]["value"] == 1)

    assert first["open"] == {"value": 0}
    assert second["openedToday"] == {"value": 1}
    assert datetime.fromisoformat(second["asOf"]) > datetime.fromisoformat(first["asOf"])


async def test_a_due_time_that_passes_is_told_without_any_event(house: OpenHouse) -> None:
    async with followed(house, pace=PACE) as desk:
        await desk.ticket()
        async with following(desk, BOARDS, BOARD) as frames:
            before = await anext(frames)
            desk.watch.set(desk.watch.now() + timedelta(hours=73))
            after = await told_until(frames, lambda frame: frame["overdue"]["value"] == 1)

    assert before["overdue"] == {"value": 0}
    assert after["open"] == {"value": 1}


async def test_midnight_is_told_without_any_event(house: OpenHouse) -> None:
    async with followed(house, pace=PACE) as desk:
        await desk.ticket()
        midnight = (desk.watch.now().astimezone(house.settings.zone) + timedelta(days=1)).replace(hour=0, minute=0)
        async with following(desk, BOARDS, BOARD) as frames:
            before = await anext(frames)
            desk.watch.set(midnight + timedelta(minutes=1))
            after = await told_until(frames, lambda frame: frame["openedToday"]["value"] == 0)

    assert before["openedToday"] == {"value": 1}
    assert after["open"] == {"value": 1}


async def test_it_is_told_at_most_once_in_its_pace_and_again_when_nothing_changes(house: OpenHouse) -> None:
    clock = asyncio.get_running_loop().time
    async with followed(house, pace=0.2, heartbeat_seconds=1) as desk, following(desk, BOARDS, BOARD) as frames:
        times = []
        for _ in range(6):
            frame = await anext(frames)
            times.append(clock())
            for _ in range(3 if len(times) < 4 else 0):
                await desk.ticket()
        pauses = [later - earlier for earlier, later in pairwise(times)]

    assert min(pauses) >= 0.19
    assert max(pauses) <= 1.5
    assert frame["open"] == {"value": 9}


async def test_100_equal_wallboards_share_one_computation_and_one_execution(house: OpenHouse) -> None:
    executions = Executions()
    async with followed(house, pace=PACE) as desk, AsyncExitStack() as stack:
        boards = [Viewer(Role.WALLBOARD, f"board-{n}") for n in range(100)]
        everybody = [
            await stack.enter_async_context(following(desk, one, BOARD, executions=executions)) for one in boards
        ]
        firsts = await asyncio.gather(*(anext(frames) for frames in everybody))
        executed = executions.count
        await desk.ticket()
        seconds = await asyncio.gather(*(anext(frames) for frames in everybody))

    assert executed == 1
    assert executions.count == 2
    assert all(first == firsts[0] for first in firsts)
    assert all(second == seconds[0] for second in seconds)


async def test_an_account_manager_who_gets_a_customer_counts_their_tickets(house: OpenHouse) -> None:
    async with followed(house, pace=PACE) as desk:
        manager_id = await desk.agent("m-1")
        customer_id = await desk.customer()
        await desk.ticket(customer_id=customer_id)
        manager = Viewer(Role.ACCOUNT_MANAGER, "m-1", agent_id=manager_id)
        async with following(desk, manager, BOARD) as frames:
            before = await anext(frames)
            await assign_account_manager(desk.work, customer_id, account_manager_id=manager_id, why="轮岗")
            after = await anext(frames)

    assert (before["open"], after["open"]) == ({"value": 0}, {"value": 1})


async def test_a_department_that_moves_takes_its_tickets_to_another_board(house: OpenHouse) -> None:
    async with followed(house, pace=PACE) as desk:
        await desk.department("north")
        await desk.department("night", parent="desk")
        await desk.ticket(department="night")
        async with following(desk, BOARDS, BOARD, department="north") as frames:
            before = await anext(frames)
            await move_department(desk.work, "night", parent="north")
            after = await anext(frames)

    assert (before["open"], after["open"]) == ({"value": 0}, {"value": 1})


class Moody(Database):
    """A database that can be told to fail."""

    fails = False

    async def rows(self, text: str, values: Sequence[Any] = ()) -> list[Row]:
        if self.fails:
            raise ConnectionError("gone")
        return await super().rows(text, values)


async def test_a_board_that_cannot_be_computed_ends_with_an_error_and_the_next_one_begins_afresh(
    house: OpenHouse,
) -> None:
    database = Moody(house.settings.database_url.partition(":")[0])
    parts = replace(house.house, database=database)
    boards = Wallboards(parts, house.settings.zone, heartbeat_seconds=0.1, pace=0.01)

    async with listening(boards.frames(BOARDS, None)) as first, listening(boards.frames(BOARDS, None)) as second:
        await anext(first)
        await anext(second)
        database.fails = True
        with pytest.raises(ConnectionError):
            await _until_it_fails(first)
        database.fails = False
        async with listening(boards.frames(BOARDS, None)) as third:
            again = await anext(third)
            more = await anext(third)
        with pytest.raises(ConnectionError):
            await _until_it_fails(second)

    assert more.numbers.as_of > again.numbers.as_of


async def _until_it_fails(source: AsyncIterator[object]) -> None:
    async for _ in source:
        pass


async def test_a_draining_process_ends_the_boards(house: OpenHouse) -> None:
    async with followed(house, pace=PACE) as desk, following(desk, BOARDS, BOARD) as frames:
        await anext(frames)
        await desk.live.drain()
        rest = [frame async for frame in frames]

    assert rest == []
