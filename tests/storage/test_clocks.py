"""Clocks are written with what they hear, moved by workers, and always are what their events add up to."""

import asyncio
from datetime import UTC, datetime, timedelta
from uuid import UUID

import pytest

from adapters.database import instant, json
from adapters.reads.clocks import verify_clocks
from adapters.storage.clock_history import give_clocks
from adapters.storage.clocks import events_of_clocks, insert_clocks, kept_of, load_clocks, write_clocks
from adapters.storage.timers import release_clocks, take_due
from adapters.storage.work import SqlDesk
from app.house import OpenHouse
from domain.clock.clock import ClockState, replay
from domain.clock.due import END_OF_TIME
from domain.clock.promises import Heard
from domain.desk import Terms
from domain.ticket import commands
from domain.ticket.message import Message
from tests.engines import house
from tests.live.desk import Watch
from tests.storage.test_tickets import a_desk, a_ticket

__all__ = ["house"]

MINUTE = timedelta(minutes=1)


class Timed:
    """A desk whose time a test sets."""

    def __init__(self, opening: OpenHouse) -> None:
        self.opening = opening
        self.desk: SqlDesk = a_desk(opening)
        self.watch = Watch(opening)
        object.__setattr__(opening.house, "now", self.watch.now)
        self.watch.set(datetime(2026, 10, 9, 8, 0, tzinfo=UTC))

    def later(self, by: timedelta) -> None:
        self.watch.set(self.watch.now() + by)

    async def steps(self, wall: datetime | None = None) -> list[tuple[str, str, bool]]:
        taken = await take_due(self.opening.house, wall=wall or datetime.now(UTC))
        return [(each.commitment, each.step, each.late) for each in taken]

    async def row(self, ticket_id: UUID) -> datetime | None:
        row = await self.opening.house.database.row(f"select due_at from ticket where id = '{ticket_id}'")  # noqa: S608
        assert row is not None
        return instant(row["due_at"])

    async def states(self, ticket_id: UUID) -> dict[str, ClockState]:
        loaded = await load_clocks(self.opening.house.database, [ticket_id])
        return {clock.commitment: clock.state for clock, _ in loaded[ticket_id].clocks}


@pytest.fixture
def timed(house: OpenHouse) -> Timed:
    return Timed(house)


async def all_agree(house: OpenHouse) -> int:
    """Every stored clock is what its events add up to; how many there are."""
    database = house.house.database
    ids = {UUID(str(row["aggregate_id"])) for row in await database.rows("select aggregate_id from clock")}
    book = (await house.house.policies.clocks()).book
    stored = await load_clocks(database, ids)
    told = await events_of_clocks(database, ids)
    for ticket_id, loaded in stored.items():
        replayed = replay(told[ticket_id], book)
        for clock, _ in loaded.clocks:
            assert replayed[clock.commitment, clock.instance] == clock
    return sum(len(loaded.clocks) for loaded in stored.values())


async def test_an_opened_ticket_falls_due_with_the_nearest_of_its_clocks(timed: Timed) -> None:
    ticket = await a_ticket(timed.desk)

    assert await timed.row(ticket.id) == ticket.opened_at + 30 * MINUTE
    assert await timed.states(ticket.id) == dict.fromkeys(
        ["first_response", "initial_analysis", "plan", "initial_handling", "tracking_begins"], ClockState.RUNNING
    )

    await commands.respond_ticket(timed.desk, ticket.id, Message(timed.desk.new_id(), "phone", "您好"))
    assert await timed.row(ticket.id) == ticket.opened_at + timedelta(hours=24)
    assert await all_agree(timed.opening) == 5


async def test_what_is_resolved_falls_due_no_more_until_it_is_reopened(timed: Timed) -> None:
    ticket = await a_ticket(timed.desk)
    await commands.classify_ticket(timed.desk, ticket.id)
    await commands.start_ticket(timed.desk, ticket.id)
    await commands.await_customer(timed.desk, ticket.id)
    timed.later(60 * MINUTE)
    await commands.resolve_ticket(timed.desk, ticket.id, result="已恢复", cause="密码过期", action="重置")

    assert await timed.row(ticket.id) == END_OF_TIME
    assert (await timed.states(ticket.id))["initial_handling"] is ClockState.FULFILLED

    timed.later(60 * MINUTE)
    await commands.reopen_ticket(timed.desk, ticket.id, why="仍然无法登录")
    assert await timed.row(ticket.id) == timed.watch.now() + timedelta(hours=72)
    await all_agree(timed.opening)


async def test_a_step_is_taken_once_at_its_moment_and_again_by_nobody(timed: Timed) -> None:
    ticket = await a_ticket(timed.desk)
    assert await timed.steps() == []

    timed.later(20 * MINUTE)
    assert [each for each in await timed.steps() if each[0] == "first_response"] == [
        ("first_response", "warning", False)
    ]
    timed.later(11 * MINUTE)
    assert ("first_response", "breach", False) in await timed.steps()
    assert await timed.steps() == []

    await commands.respond_ticket(timed.desk, ticket.id, Message(timed.desk.new_id(), "phone", "您好"))
    steps = await timed.opening.house.database.rows("select step from clock_event where step is not null")
    assert len(steps) == len({(row["step"]) for row in steps}) == 2
    await all_agree(timed.opening)


async def test_after_downtime_each_step_that_was_missed_is_taken_once_and_marked_late(timed: Timed) -> None:
    await a_ticket(timed.desk)
    timed.later(timedelta(days=9))

    taken = []
    while more := await timed.steps():
        taken += more

    assert len(taken) == len(set(taken))
    assert {late for _, _, late in taken} == {True}
    assert {commitment for commitment, step, _ in taken if step == "breach"} == {
        "first_response", "initial_analysis", "plan", "initial_handling", "tracking_begins",
    }  # fmt: skip
    await all_agree(timed.opening)


async def test_a_command_takes_the_steps_that_no_worker_took(timed: Timed) -> None:
    ticket = await a_ticket(timed.desk)
    timed.later(40 * MINUTE)
    await commands.respond_ticket(timed.desk, ticket.id, Message(timed.desk.new_id(), "phone", "您好"))

    rows = await timed.opening.house.database.rows(
        "select step, late from clock_event where commitment = 'first_response' and step is not null order by position"
    )
    assert [(row["step"], bool(row["late"])) for row in rows] == [("warning", True), ("breach", True)]
    assert not [each for each in await timed.steps() if each[0] == "first_response"]


async def test_a_lease_keeps_others_away_until_it_runs_out(timed: Timed) -> None:
    await a_ticket(timed.desk)
    timed.later(31 * MINUTE)
    now = datetime.now(UTC)
    database = timed.opening.house.database
    sql = database.sql()
    await database.run(f"update clock set lease_until = {sql(now + 10 * MINUTE)}", sql.values)  # noqa: S608  bound

    assert await timed.steps(now) == []
    assert ("first_response", "breach", False) in await timed.steps(now + 11 * MINUTE)


async def test_workers_side_by_side_take_each_step_once(timed: Timed) -> None:
    tickets = [await a_ticket(timed.desk) for _ in range(12)]
    timed.later(31 * MINUTE)

    taken = [step for steps in await asyncio.gather(*(timed.steps() for _ in range(4))) for step in steps]
    taken += await timed.steps()

    assert len([each for each in taken if each[0] == "first_response"]) == 2 * len(tickets)
    await all_agree(timed.opening)


async def test_a_step_taken_meanwhile_does_not_refuse_who_knew_the_version(timed: Timed) -> None:
    ticket = await a_ticket(timed.desk)
    timed.later(31 * MINUTE)

    async def respond() -> object:
        message = Message(timed.desk.new_id(), "phone", "您好")
        terms = Terms(expected_version=1)
        return await commands.respond_ticket(timed.desk, ticket.id, message, terms=terms)

    # The worker writes between the reading and the writing of the command, whichever comes first.
    await asyncio.gather(timed.desk.once(Terms(expected_version=1), respond), timed.steps())  # type: ignore[arg-type]

    assert (await timed.states(ticket.id))["first_response"] is ClockState.FULFILLED
    await all_agree(timed.opening)


async def test_tickets_older_than_clocks_are_given_theirs_from_the_log(timed: Timed) -> None:
    ticket = await a_ticket(timed.desk)
    await commands.classify_ticket(timed.desk, ticket.id)
    await commands.start_ticket(timed.desk, ticket.id)
    timed.later(60 * MINUTE)
    await commands.await_customer(timed.desk, ticket.id)
    timed.later(60 * MINUTE)
    await commands.customer_replied(timed.desk, ticket.id, Message(timed.desk.new_id(), "phone", "好的"))
    database = timed.opening.house.database
    kept = await load_clocks(database, [ticket.id])
    due = await timed.row(ticket.id)
    for text in ("delete from clock", "delete from clock_event", "delete from desk_fact where name = 'clocks_since'"):
        await database.run(text)

    assert await give_clocks(timed.opening.house) == 1
    assert await give_clocks(timed.opening.house) == 0

    again = await load_clocks(database, [ticket.id])
    known = {clock.commitment: (clock.due, clock.state, clock.pauses) for clock, _ in kept[ticket.id].clocks}
    assert {clock.commitment: (clock.due, clock.state, clock.pauses) for clock, _ in again[ticket.id].clocks} == known
    assert await timed.row(ticket.id) == due
    await all_agree(timed.opening)


async def test_images_of_the_log_say_when_the_ticket_falls_due(timed: Timed) -> None:
    ticket = await a_ticket(timed.desk)
    await commands.withdraw_ticket(timed.desk, ticket.id, why="重复")
    rows = await timed.opening.house.database.rows(
        "select image from event where aggregate = 'ticket' order by version"
    )
    assert [json(row["image"])["due_at"] is None for row in rows] == [False, True]


async def test_a_clock_that_is_not_what_its_events_say_is_named(timed: Timed) -> None:
    ticket = await a_ticket(timed.desk)
    house = timed.opening.house
    rules = await house.policies.clocks()
    assert (await verify_clocks(house.database, rules)).differ == []

    sql = house.database.sql()
    later = sql(ticket.opened_at + 60 * MINUTE)
    text = f"update clock set due_at = {later} where commitment = 'plan'"  # noqa: S608  bound
    await house.database.run(text, sql.values)
    assert (await verify_clocks(house.database, rules)).differ == [f"{ticket.id} plan #1"]


async def test_history_that_is_given_its_clocks_leaves_no_step_for_today(timed: Timed) -> None:
    await a_ticket(timed.desk)
    database = timed.opening.house.database
    for text in ("delete from clock", "delete from clock_event", "delete from desk_fact where name = 'clocks_since'"):
        await database.run(text)
    timed.later(timedelta(days=9))

    await give_clocks(timed.opening.house)

    assert await timed.steps() == []
    rows = await database.rows("select at, moment from clock_event where step is not null")
    assert len(rows) == 10
    assert all(instant(row["at"]) == instant(row["moment"]) for row in rows)
    assert await database.rows("select id from alert") == []
    await all_agree(timed.opening)


async def test_workers_leave_clocks_alone_whose_history_is_still_being_told(timed: Timed) -> None:
    house, ticket = timed.opening.house, timed.desk.new_id()
    rules = await house.policies.clocks()
    kept = kept_of("ticket", ticket, rules, punctual=True)
    kept.held = True
    facts = {"origin": "import"}
    opened = timed.watch.now() - timedelta(days=9)
    kept.hear([Heard(event="TicketOpened", at=opened, status="ACCEPTED", facts=facts)], facts)
    async with house.database.transaction():
        await insert_clocks(house.database, [kept])
    kept.settle()
    assert await timed.steps() == []

    resolved = Heard(event="TicketResolved", at=opened + timedelta(hours=3), status="RESOLVED", facts=facts)
    kept.hear([resolved], facts)
    async with house.database.transaction():
        await write_clocks(house.database, [kept])
    assert await release_clocks(house) == 0
    assert await timed.steps() == []
    assert await house.database.rows("select step from clock_event where step is not null") == []
    await all_agree(timed.opening)


async def test_what_history_leaves_open_has_its_steps_at_their_moments_and_goes_on(timed: Timed) -> None:
    house, ticket = timed.opening.house, timed.desk.new_id()
    rules = await house.policies.clocks()
    kept = kept_of("ticket", ticket, rules, punctual=True)
    kept.held = True
    facts = {"origin": "import"}
    kept.hear(
        [Heard(event="TicketOpened", at=timed.watch.now() - timedelta(days=9), status="ACCEPTED", facts=facts)], facts
    )
    async with house.database.transaction():
        await insert_clocks(house.database, [kept])

    assert await release_clocks(house) == 1
    assert await release_clocks(house) == 0

    rows = await house.database.rows("select at, moment from clock_event where step is not null")
    assert len(rows) == 2
    assert all(instant(row["at"]) == instant(row["moment"]) for row in rows)
    assert await timed.steps() == []
    await all_agree(timed.opening)
