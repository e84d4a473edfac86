"""Following tickets: what a subscriber is shown, in which order, and what it is told when it comes back."""

import asyncio
from datetime import timedelta
from itertools import pairwise

import pytest

from adapters.news.bell import Bell
from adapters.news.frames import Delta, Draining, Frame, Gap, Heartbeat, Snapshot
from adapters.news.live import Live
from adapters.news.past import Past
from adapters.news.tailer import Tailer
from adapters.news.tickets import TicketGroup
from adapters.reads.criteria import TicketCriteria
from adapters.reads.events import Cursors, Place
from app.house import OpenHouse
from domain.customer.commands import assign_account_manager
from domain.shared.errors import Invalid
from domain.ticket import commands
from domain.ticket.lifecycle import Status
from domain.viewer import Role, Viewer
from tests.live.desk import EVERYTHING, RISK, Ear, LiveDesk, followed, heard, listening, told

ACCEPTED = TicketCriteria(status=(Status.ACCEPTED,))


async def test_a_subscriber_gets_what_there_is_and_then_what_changes(desk: LiveDesk) -> None:
    first = await desk.ticket()
    await desk.settled()

    async with listening(desk.live.tickets(RISK, EVERYTHING, None)) as ear:
        snapshot = await heard(ear, Snapshot)
        second = await desk.ticket()
        await commands.classify_ticket(desk.work, first.id)
        await commands.start_ticket(desk.work, first.id)
        changes = [await heard(ear, Delta) for _ in range(3)]

    assert [view.id for view in snapshot.rows] == [first.id]
    assert [told(frame) for frame in changes] == [
        ("TicketOpened", second.id),
        ("TicketClassified", first.id),
        ("TicketStarted", first.id),
    ]
    assert changes[-1].row.status == "IN_PROGRESS"
    assert [change.position for change in changes] == sorted(change.position for change in changes)


async def test_one_ticket_can_be_followed(desk: LiveDesk) -> None:
    mine, other = await desk.ticket(), await desk.ticket()
    await desk.settled()

    async with listening(desk.live.tickets(RISK, EVERYTHING, None, ticket_id=mine.id)) as ear:
        snapshot = await heard(ear, Snapshot)
        await commands.classify_ticket(desk.work, other.id)
        await commands.classify_ticket(desk.work, mine.id)
        change = await heard(ear, Delta)

    assert [view.id for view in snapshot.rows] == [mine.id]
    assert told(change) == ("TicketClassified", mine.id)


@pytest.mark.parametrize("resuming", [False, True])
async def test_a_ticket_that_leaves_the_filter_is_removed_and_comes_back_when_it_returns(
    desk: LiveDesk, *, resuming: bool
) -> None:
    await desk.department("north")
    north = TicketCriteria(department=("north",))
    ticket = await desk.ticket(department="north")
    cursor = desk.live.cursors.cursor(await desk.settled())

    async def moves() -> None:
        await commands.assign_ticket(desk.work, ticket.id, department="desk")
        await commands.classify_ticket(desk.work, ticket.id)
        await commands.assign_ticket(desk.work, ticket.id, department="north")
        await desk.settled()

    if resuming:
        await moves()
    async with listening(desk.live.tickets(RISK, north, cursor)) as ear:
        if not resuming:
            await moves()
        frames = await ear.next(2)

    assert [told(frame) for frame in frames] == [("removed", ticket.id), ("TicketAssigned", ticket.id)]


@pytest.mark.parametrize("resuming", [False, True])
async def test_a_ticket_that_leaves_the_scope_of_a_supervisor_is_removed(desk: LiveDesk, *, resuming: bool) -> None:
    await desk.department("north")
    supervisor = Viewer(Role.SUPERVISOR, "s-1", "north", frozenset({"north"}))
    ticket, hidden = await desk.ticket(department="north"), await desk.ticket(department="desk")
    cursor = desk.live.cursors.cursor(await desk.settled())

    async def moves() -> None:
        await commands.classify_ticket(desk.work, hidden.id)
        await commands.assign_ticket(desk.work, ticket.id, department="desk")
        await commands.classify_ticket(desk.work, ticket.id)
        await commands.assign_ticket(desk.work, hidden.id, department="north")
        await desk.settled()

    if resuming:
        await moves()
    async with listening(desk.live.tickets(supervisor, EVERYTHING, cursor)) as ear:
        if not resuming:
            await moves()
        frames = await ear.next(2)

    assert [told(frame) for frame in frames] == [("removed", ticket.id), ("TicketAssigned", hidden.id)]


async def test_what_has_left_the_scope_meanwhile_is_not_shown_to_who_comes_back(desk: LiveDesk) -> None:
    await desk.department("north")
    supervisor = Viewer(Role.SUPERVISOR, "s-1", "north", frozenset({"north"}))
    ticket, stays = await desk.ticket(department="north"), await desk.ticket(department="north")
    cursor = desk.live.cursors.cursor(await desk.settled())
    await commands.classify_ticket(desk.work, ticket.id)
    await commands.assign_ticket(desk.work, ticket.id, department="desk")
    await commands.classify_ticket(desk.work, stays.id)
    await desk.settled()

    async with listening(desk.live.tickets(supervisor, EVERYTHING, cursor)) as ear:
        frames = await ear.next(3)

    assert [told(frame) for frame in frames] == [
        ("removed", ticket.id),
        ("removed", ticket.id),
        ("TicketClassified", stays.id),
    ]


@pytest.mark.parametrize("resuming", [False, True])
async def test_another_department_sees_a_case_from_when_it_joins(desk: LiveDesk, *, resuming: bool) -> None:
    await desk.department("it")
    colleague = Viewer(Role.TECHNICAL_SUPPORT, "it-1", "it", frozenset({"it"}))
    ticket = await desk.ticket(department="desk")
    cursor = desk.live.cursors.cursor(await desk.settled())

    async def moves() -> None:
        await commands.classify_ticket(desk.work, ticket.id)
        await commands.join_department(desk.work, ticket.id, department="it", task="核对日志")
        await commands.start_ticket(desk.work, ticket.id)
        await desk.settled()

    if resuming:
        await moves()
    async with listening(desk.live.tickets(colleague, EVERYTHING, cursor)) as ear:
        if not resuming:
            await moves()
        frames = await ear.next(2)

    assert [told(frame) for frame in frames] == [("DepartmentJoined", ticket.id), ("TicketStarted", ticket.id)]


async def test_a_customer_hears_of_nothing_but_their_own(desk: LiveDesk) -> None:
    theirs = await desk.customer()
    customer = Viewer(Role.CUSTOMER, "c-1", customer_id=theirs)

    async with listening(desk.live.tickets(customer, EVERYTHING, None)) as ear:
        snapshot = await heard(ear, Snapshot)
        await desk.ticket()
        mine = await desk.ticket(customer_id=theirs)
        await commands.withdraw_ticket(desk.work, mine.id, why="已解决")
        frames = await ear.next(2)

    assert snapshot.rows == []
    assert [told(frame) for frame in frames] == [("TicketOpened", mine.id), ("TicketWithdrawn", mine.id)]


@pytest.mark.parametrize("resuming", [False, True])
async def test_an_account_manager_hears_of_nothing_but_their_customers(desk: LiveDesk, *, resuming: bool) -> None:
    manager_id, other_id = await desk.agent("m-1"), await desk.agent("m-2")
    manager = Viewer(Role.ACCOUNT_MANAGER, "m-1", "desk", agent_id=manager_id)
    theirs, others = await desk.customer(manager_id), await desk.customer(other_id)
    cursor = desk.live.cursors.cursor(await desk.settled())

    async def moves() -> None:
        foreign = await desk.ticket(customer_id=others)
        await commands.classify_ticket(desk.work, foreign.id)
        ticket = await desk.ticket(customer_id=theirs)
        await commands.classify_ticket(desk.work, ticket.id)
        await desk.settled()

    if resuming:
        await moves()
    async with listening(desk.live.tickets(manager, ACCEPTED, cursor)) as ear:
        if not resuming:
            await moves()
        frames = await ear.next(2)

    assert [told(frame)[0] for frame in frames] == ["TicketOpened", "removed"]


async def test_equal_subscribers_share_the_frames_and_others_do_not(desk: LiveDesk) -> None:
    other = Viewer(Role.AUDITOR, "a-1")
    one, two, three = (desk.live.tickets(viewer, EVERYTHING, None) for viewer in (RISK, RISK, other))

    async with listening(one) as first, listening(two) as second, listening(three) as third:
        for ear in (first, second, third):
            await heard(ear, Snapshot)
        await desk.ticket()
        frames = [await heard(ear, Delta) for ear in (first, second, third)]

    assert frames[0] is frames[1]
    assert frames[0].rendered is not None
    assert frames[0] is not frames[2]
    assert desk.live.open_streams == 0


async def test_a_subscriber_that_comes_back_gets_what_it_missed_once_and_in_order(desk: LiveDesk) -> None:
    async with listening(desk.live.tickets(RISK, EVERYTHING, None)) as ear:
        cursor = (await heard(ear, Snapshot)).cursor
        ticket = await desk.ticket()
        cursor = (await heard(ear, Delta)).cursor
    await commands.classify_ticket(desk.work, ticket.id)
    await commands.start_ticket(desk.work, ticket.id)
    await desk.settled()

    async with listening(desk.live.tickets(RISK, EVERYTHING, cursor)) as ear:
        missed = await ear.next(2)
        await commands.await_customer(desk.work, ticket.id)
        live = await heard(ear, Delta)

    assert [told(frame)[0] for frame in missed] == ["TicketClassified", "TicketStarted"]
    assert live.type == "TicketAwaitsCustomer"


async def test_a_slow_subscriber_that_overruns_goes_on_from_the_log_and_misses_nothing(house: OpenHouse) -> None:
    async with followed(house, queue=3) as desk, listening(desk.live.tickets(RISK, EVERYTHING, None)) as ear:
        await heard(ear, Snapshot)
        tickets = [await desk.ticket() for _ in range(10)]
        await desk.settled()
        frames = await ear.next(10)
        after = await desk.ticket()
        last = await heard(ear, Delta)

    assert [told(frame) for frame in frames] == [("TicketOpened", ticket.id) for ticket in tickets]
    assert told(last) == ("TicketOpened", after.id)


async def test_a_process_whose_head_is_behind_the_cursor_waits_for_it(desk: LiveDesk) -> None:
    head = await desk.settled()
    await desk.tailer.stop()
    known = [await desk.ticket(), await desk.ticket()]
    ahead = desk.live.cursors.cursor(head + len(known))

    async with listening(desk.live.tickets(RISK, EVERYTHING, ahead)) as ear:
        waiting = asyncio.create_task(heard(ear, Delta))
        await desk.tailer.start()
        news = await desk.ticket()
        frame = await waiting

    assert told(frame) == ("TicketOpened", news.id)
    assert frame.position == head + len(known) + 1


async def test_a_cursor_beyond_the_end_of_the_log_is_answered_with_a_gap_and_the_feed_goes_on(desk: LiveDesk) -> None:
    head = await desk.settled()
    never_given = desk.live.cursors.cursor(head + 500)

    async with listening(desk.live.tickets(RISK, EVERYTHING, never_given)) as ear:
        gap = await heard(ear, Gap)
        news = await desk.ticket()
        frame = await heard(ear, Delta)

    assert gap.cursor == desk.live.cursors.cursor(head)
    assert told(frame) == ("TicketOpened", news.id)


async def test_a_cursor_beyond_the_window_is_answered_with_a_gap_and_the_feed_goes_on(desk: LiveDesk) -> None:
    cursor = desk.live.cursors.cursor(await desk.settled())
    await desk.ticket()
    desk.watch.set(desk.watch.now() + timedelta(days=8))
    recent = await desk.ticket()
    head = await desk.settled()

    async with listening(desk.live.tickets(RISK, EVERYTHING, cursor)) as ear:
        gap = await heard(ear, Gap)
        news = await desk.ticket()
        frame = await heard(ear, Delta)
    async with listening(desk.live.tickets(RISK, EVERYTHING, gap.oldest)) as ear:
        oldest = await heard(ear, Delta)

    assert gap.cursor == desk.live.cursors.cursor(head)
    assert told(frame) == ("TicketOpened", news.id)
    assert told(oldest) == ("TicketOpened", recent.id)


async def test_an_old_cursor_with_nothing_behind_it_is_no_gap(desk: LiveDesk) -> None:
    await desk.ticket()
    cursor = desk.live.cursors.cursor(await desk.settled())
    desk.watch.set(desk.watch.now() + timedelta(days=8))

    async with listening(desk.live.tickets(RISK, EVERYTHING, cursor)) as ear:
        news = await desk.ticket()
        frame = await heard(ear, Delta)

    assert told(frame) == ("TicketOpened", news.id)


async def test_a_cursor_of_another_log_is_answered_with_a_gap(desk: LiveDesk) -> None:
    elsewhere = Cursors("another").cursor(3)
    head = await desk.settled()

    async with listening(desk.live.tickets(RISK, EVERYTHING, elsewhere)) as ear:
        gap = await heard(ear, Gap)

    assert gap.cursor == desk.live.cursors.cursor(head)


async def test_what_is_no_cursor_is_refused_at_once(desk: LiveDesk) -> None:
    with pytest.raises(Invalid):
        desk.live.tickets(RISK, EVERYTHING, "yesterday")


async def test_a_quiet_feed_gives_signs_of_life_that_carry_the_cursor_on(house: OpenHouse) -> None:
    async with followed(house, heartbeat_seconds=0.1) as desk:
        none = TicketCriteria(channel=("none",))
        async with (
            listening(desk.live.tickets(RISK, none, None)) as ear,
            listening(desk.live.tickets(RISK, none, None)) as other,
        ):
            await heard(ear, Snapshot)
            await heard(other, Snapshot)
            await desk.ticket()
            head = await desk.settled()
            beat = await _beat_at(ear, head)
            assert await _beat_at(other, head) is beat

    assert beat.cursor == desk.live.cursors.cursor(head)
    assert beat.rendered is not None


async def _beat_at(ear: Ear[Frame], head: int) -> Heartbeat:
    while (beat := await heard(ear, Heartbeat)).position < head:
        pass
    return beat


async def test_signs_of_life_come_in_time(house: OpenHouse) -> None:
    clock = asyncio.get_running_loop().time
    async with (
        followed(house, heartbeat_seconds=0.4) as desk,
        listening(desk.live.tickets(RISK, EVERYTHING, None)) as ear,
    ):
        await heard(ear, Snapshot)
        times = [clock()]
        for _ in range(3):
            await heard(ear, Heartbeat)
            times.append(clock())

    assert max(later - earlier for earlier, later in pairwise(times)) <= 0.6


async def test_a_draining_process_says_where_to_go_on_and_ends_the_streams(desk: LiveDesk) -> None:
    async with listening(desk.live.tickets(RISK, EVERYTHING, None)) as ear:
        await heard(ear, Snapshot)
        await desk.ticket()
        last = await heard(ear, Delta)
        waiting = asyncio.create_task(anext(ear))
        await desk.live.drain()
        frame = await waiting
        with pytest.raises(StopAsyncIteration):
            await anext(ear)

    assert isinstance(frame, Draining)
    assert frame.cursor == last.cursor
    async with listening(desk.live.tickets(RISK, EVERYTHING, last.cursor)) as ear:
        assert (await heard(ear, Draining)).cursor == last.cursor


@pytest.mark.parametrize("resuming", [False, True])
async def test_a_change_of_the_account_manager_moves_the_tickets_between_their_feeds(
    desk: LiveDesk, *, resuming: bool
) -> None:
    old_id, new_id = await desk.agent("m-1"), await desk.agent("m-2")
    old, new = (Viewer(Role.ACCOUNT_MANAGER, f"m-{n}", "desk", agent_id=i) for n, i in ((1, old_id), (2, new_id)))
    theirs = await desk.customer(old_id)
    tickets = [await desk.ticket(customer_id=theirs) for _ in range(3)]
    cursor = desk.live.cursors.cursor(await desk.settled())

    async def is_handed_over() -> None:
        await assign_account_manager(desk.work, theirs, account_manager_id=new_id, why="轮岗")
        await desk.settled()

    if resuming:
        await is_handed_over()
    async with (
        listening(desk.live.tickets(old, EVERYTHING, cursor)) as giver,
        listening(desk.live.tickets(new, EVERYTHING, cursor)) as taker,
        listening(desk.live.tickets(new, TicketCriteria(customer_id=theirs), cursor)) as who_follows_the_customer,
    ):
        if not resuming:
            await is_handed_over()
        left, came, came_too = [await ear.next(3) for ear in (giver, taker, who_follows_the_customer)]
        await commands.classify_ticket(desk.work, tickets[0].id)
        then = await heard(taker, Delta)

    ids = sorted(ticket.id for ticket in tickets)
    assert [told(frame) for frame in left] == [("removed", each) for each in ids]
    assert [told(frame) for frame in came] == [("AccountManagerAssigned", each) for each in ids]
    assert [told(frame) for frame in came_too] == [told(frame) for frame in came]
    assert told(then) == ("TicketClassified", tickets[0].id)


async def test_who_is_cut_off_amid_a_handover_gets_the_rest_of_it(desk: LiveDesk) -> None:
    new_id = await desk.agent("m-2")
    new = Viewer(Role.ACCOUNT_MANAGER, "m-2", "desk", agent_id=new_id)
    theirs = await desk.customer()
    tickets = sorted([(await desk.ticket(customer_id=theirs)).id for _ in range(4)])
    cursor = desk.live.cursors.cursor(await desk.settled())
    await assign_account_manager(desk.work, theirs, account_manager_id=new_id, why="轮岗")
    await desk.settled()

    seen = []
    for _ in tickets:
        async with listening(desk.live.tickets(new, EVERYTHING, cursor)) as ear:
            frame = await heard(ear, Delta)
            cursor = frame.cursor
            seen.append(frame.row.id)

    assert seen == tickets


async def test_a_handover_of_many_tickets_is_read_in_pages(desk: LiveDesk) -> None:
    new_id = await desk.agent("m-2")
    new = Viewer(Role.ACCOUNT_MANAGER, "m-2", "desk", agent_id=new_id)
    theirs = await desk.customer()
    before = Place(await desk.settled())
    tickets = [(await desk.ticket(customer_id=theirs)).id for _ in range(5)]
    await assign_account_manager(desk.work, theirs, account_manager_id=new_id, why="轮岗")
    late = await desk.ticket(customer_id=theirs)
    head = await desk.settled()
    past = Past(desk.opening.house.database, desk.watch.now, timedelta(days=7), page=2)
    group = TicketGroup(new, desk.live.cursors, EVERYTHING, None)

    place, told_of, sizes = before, [], []
    while place != Place(head):
        stretch = await past.stretch(group, place, head)
        assert stretch is not None
        place = stretch.reached
        sizes.append(len(stretch.frames))
        told_of += [told(frame) for frame in stretch.frames]

    assert told_of == [*(("AccountManagerAssigned", each) for each in sorted(tickets)), ("TicketOpened", late.id)]
    assert max(sizes) <= 2


async def test_another_process_hears_of_it_without_a_bell(house: OpenHouse, desk: LiveDesk) -> None:
    tailer = Tailer(house.house.database, Bell())
    elsewhere = Live(
        house.house, tailer, heartbeat_seconds=60, resume_window=timedelta(days=7), zone=house.settings.zone
    )
    await elsewhere.start()
    clock = asyncio.get_running_loop().time

    async with listening(elsewhere.tickets(RISK, EVERYTHING, None)) as ear:
        await heard(ear, Snapshot)
        ticket = await desk.ticket()
        since = clock()
        delta = await heard(ear, Delta)
        took = clock() - since
    await elsewhere.stop()

    assert told(delta) == ("TicketOpened", ticket.id)
    assert took < 2
