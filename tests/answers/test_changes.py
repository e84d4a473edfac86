"""What is read of the log before an answer is given again: nothing that was committed is passed by, however late."""

import random
from contextlib import AsyncExitStack
from uuid import UUID

from adapters.answers.changes import Changes, Stamp
from domain.ticket import commands
from tests.answers.counter import Counter
from tests.live.desk import LiveDesk, on_postgres
from tests.live.writer import Writer, a_writer

TYPES = "{ tickets(first: 10, orderBy: OPENED_AT) { nodes { number events(last: 5) { type version } } } }"


def watching(desk: LiveDesk, **bounds: int) -> Changes:
    house = desk.opening.house
    return Changes(house.database, house.directory, lambda: desk.live.head, **bounds)


async def test_what_was_touched_after_a_turn_is_known(desk: LiveDesk) -> None:
    one, two = await desk.ticket(), await desk.ticket()
    changes = watching(desk)
    await changes.look()
    before = changes.turn

    await commands.classify_ticket(desk.work, one.id, kind="trading")
    await changes.look()

    assert not changes.untouched(frozenset({str(one.id)}), before)
    assert changes.untouched(frozenset({str(two.id)}), before)
    assert changes.untouched(frozenset({str(one.id)}), changes.turn)


async def test_what_another_process_saw_is_compared_by_positions(desk: LiveDesk) -> None:
    ticket = await desk.ticket()
    here, there = watching(desk), watching(desk)
    await here.look()
    await there.look()
    before = there.stamp

    await commands.classify_ticket(desk.work, ticket.id, kind="trading")
    await here.look()
    await there.look()

    assert not here.untouched_at(frozenset({str(ticket.id)}), before)
    assert here.untouched_at(frozenset({str(ticket.id)}), there.stamp)
    assert here.untouched_at(frozenset({str(desk.customer_id)}), before)
    assert not here.untouched_at(frozenset({str(desk.customer_id)}), Stamp(0))


async def test_after_more_than_one_look_can_take_nothing_is_known_of_before(desk: LiveDesk) -> None:
    changes = watching(desk, at_once=3)
    await changes.look()
    before, stamp, nothing = changes.turn, changes.stamp, frozenset({"nothing"})

    for _ in range(5):
        await desk.ticket()
    await changes.look()

    assert not changes.untouched(nothing, before)
    assert not changes.untouched_at(nothing, stamp)
    await desk.settled()
    for _ in range(2):  # the head may have lain behind the first time, and then the same were too many once more
        await changes.look()
    assert changes.untouched(nothing, changes.turn)
    assert changes.untouched_at(nothing, changes.stamp)


async def test_what_is_remembered_is_bounded(desk: LiveDesk) -> None:
    changes = watching(desk, remembered=4)
    await changes.look()
    before, stamp = changes.turn, changes.stamp

    for _ in range(6):
        ticket = await desk.ticket()
        await changes.look()

    assert not changes.untouched(frozenset({"nothing"}), before)
    assert not changes.untouched_at(frozenset({"nothing"}), stamp)
    assert not changes.untouched(frozenset({str(ticket.id)}), changes.turn - 1)


@on_postgres
async def test_a_commit_that_comes_late_is_in_the_next_answer(counter: Counter, desk: LiveDesk) -> None:
    one, two = await desk.ticket(), await desk.ticket()
    await desk.settled()
    await counter.known(TYPES)
    async with a_writer(desk.opening) as slow, a_writer(desk.opening) as quick:
        await slow.begin()
        await slow.append(one.id)
        await quick.begin()
        await quick.append(two.id)
        await quick.commit()

        after_the_quick_one = await counter.known(TYPES)
        await slow.commit()

        assert await counter.told(TYPES) != after_the_quick_one
    assert counter.outcomes["stale"] == 2


@on_postgres
async def test_however_late_the_commits_no_answer_is_older_than_them(counter: Counter, desk: LiveDesk) -> None:
    dice = random.Random(7)
    free = {(await desk.ticket()).id for _ in range(6)}
    async with AsyncExitStack() as stack:
        idle = [await stack.enter_async_context(a_writer(desk.opening)) for _ in range(4)]
        busy: dict[Writer, UUID] = {}
        for _ in range(100):
            if busy and (not idle or dice.random() < 0.5):
                writer = dice.choice(list(busy))
                await (writer.roll_back() if dice.random() < 0.3 else writer.commit())
                free.add(busy.pop(writer))
                idle.append(writer)
            else:
                writer = idle.pop(dice.randrange(len(idle)))
                busy[writer] = dice.choice(sorted(free))
                free.remove(busy[writer])
                await writer.begin()
                await writer.append(busy[writer])
            for _ in range(dice.randrange(1, 4)):
                await counter.told(TYPES)
        for writer in busy:
            await writer.roll_back()
    assert counter.outcomes["hit"] > 20
