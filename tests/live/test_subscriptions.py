"""Live tickets through the schema: the frames of the contract, who may follow what, and what equal followers share."""

from contextlib import AsyncExitStack
from typing import Any

import pytest

from adapters.reads.events import Cursors
from app.house import OpenHouse
from domain.ticket import commands
from domain.viewer import Role, Viewer
from schema.ids import global_id
from tests.live.desk import RISK, Ear, LiveDesk, followed
from tests.live.following import BOARD, TICKET, TICKETS, Executions, Refused, following


async def test_a_follower_gets_a_snapshot_and_then_each_change_with_a_cursor(desk: LiveDesk) -> None:
    first = await desk.ticket()
    await desk.settled()

    async with following(desk, RISK) as frames:
        snapshot = await anext(frames)
        await commands.classify_ticket(desk.work, first.id)
        delta = await anext(frames)
        await commands.withdraw_ticket(desk.work, first.id, why="客户已自行解决")
    async with following(desk, RISK, after=delta["cursor"], filter={"status": ["CLASSIFIED"]}) as frames:
        removed = await anext(frames)

    assert snapshot["__typename"] == "TicketSnapshot"
    assert [ticket["number"] for ticket in snapshot["tickets"]] == [first.number]
    assert (delta["__typename"], delta["type"]) == ("TicketDelta", "TicketClassified")
    assert (delta["ticket"]["status"], delta["ticket"]["customer"]) == ("CLASSIFIED", {"name": "王芳"})
    assert (removed["__typename"], removed["ticketId"]) == ("TicketRemoved", global_id("Ticket", first.id))


async def test_200_equal_followers_share_one_execution_for_each_change(desk: LiveDesk) -> None:
    executions = Executions()
    async with AsyncExitStack() as stack:
        everybody = [
            await stack.enter_async_context(following(desk, RISK, TICKETS, executions=executions)) for _ in range(200)
        ]
        cursors = {(await anext(frames))["cursor"] for frames in everybody}
        before = executions.count
        for count in range(1, 4):
            await desk.ticket()
            deltas = [await anext(frames) for frames in everybody]

            assert executions.count == before + count
            assert all(delta == deltas[0] for delta in deltas)
    assert len(cursors) == 1


async def test_followers_who_came_back_with_different_cursors_share_what_happens_then(house: OpenHouse) -> None:
    executions = Executions()
    async with followed(house, heartbeat_seconds=0.2) as desk, AsyncExitStack() as stack:
        positions = [await desk.settled()]
        await desk.ticket()
        positions.append(await desk.settled())
        everybody = [
            await stack.enter_async_context(
                following(desk, RISK, TICKETS, executions=executions, after=desk.live.cursors.cursor(position))
            )
            for position in positions
        ]
        for frames in everybody:
            await of_kind(frames, "Heartbeat")
        before = executions.count
        news = await desk.ticket()
        deltas = [await of_kind(frames, "TicketDelta") for frames in everybody]

    assert deltas[0] == deltas[1]
    assert deltas[0]["ticket"]["number"] == news.number
    assert executions.count == before + 1


async def test_a_ticket_that_is_not_there_looks_like_one_that_is_not_ours(desk: LiveDesk) -> None:
    theirs = await desk.ticket()
    me = Viewer(Role.CUSTOMER, "C-1", customer_id=await desk.customer())
    await desk.settled()
    nothing, foreign = global_id("Ticket", desk.work.new_id()), global_id("Ticket", theirs.id)

    async with following(desk, me, TICKET, id=nothing) as none, following(desk, me, TICKET, id=foreign) as hidden:
        beginnings = [await anext(none), await anext(hidden)]
        await commands.classify_ticket(desk.work, theirs.id)
        await desk.settled()
        await desk.live.drain()
        endings = [await anext(none), await anext(hidden)]

    assert beginnings[0] == beginnings[1]
    assert (beginnings[0]["__typename"], beginnings[0]["tickets"]) == ("TicketSnapshot", [])
    assert endings[0] == endings[1]
    assert endings[0]["__typename"] == "Draining"


NONSENSE: list[tuple[str, dict[str, Any], str]] = [
    (TICKETS, {"after": "yesterday"}, "after is not a cursor"),
    (TICKETS, {"filter": {"openedFrom": "2026-03-01T09:30:00"}}, "openedFrom has no time zone"),
    (TICKET, {"id": "T2026-000001"}, "id is not an id of the type Ticket"),
    (BOARD, {"department": "moon"}, "'moon' is no department that can be shown here; these can: desk"),
]


async def test_what_makes_no_sense_is_refused_at_once(desk: LiveDesk) -> None:
    for source, variables, says in NONSENSE:
        refused = await refusal(desk, RISK, source, **variables)

        assert refused.codes == ["BAD_USER_INPUT"]
        assert says in refused.messages[0]


STRANGERS = [
    (None, TICKETS, "UNAUTHENTICATED"),
    (Viewer(Role.WALLBOARD, "board-1"), TICKETS, "FORBIDDEN"),
    (Viewer(Role.WALLBOARD, "board-1"), TICKET, "FORBIDDEN"),
    (Viewer(Role.ADMIN, "root"), TICKETS, "FORBIDDEN"),
    (Viewer(Role.CUSTOMER, "C-1"), BOARD, "FORBIDDEN"),
    (Viewer(Role.ADMIN, "root"), BOARD, "FORBIDDEN"),
]


async def test_who_may_not_follow_is_told_so(desk: LiveDesk) -> None:
    for viewer, source, code in STRANGERS:
        refused = await refusal(desk, viewer, source, id=global_id("Ticket", desk.work.new_id()))

        assert refused.codes == [code]


async def refusal(desk: LiveDesk, viewer: Viewer | None, source: str, **variables: Any) -> Refused:  # noqa: ANN401  as GraphQL has them
    with pytest.raises(Refused) as refused:
        async with following(desk, viewer, source, **variables):
            pass
    return refused.value


async def test_a_cursor_of_another_log_is_answered_with_a_gap_that_says_from_where(desk: LiveDesk) -> None:
    head = await desk.settled()

    async with following(desk, RISK, after=Cursors("another").cursor(3)) as frames:
        gap = await anext(frames)

    assert gap["__typename"] == "Gap"
    assert gap["cursor"] == desk.live.cursors.cursor(head)
    assert desk.live.cursors.position(gap["oldest"]) is not None


async def test_a_quiet_feed_gives_signs_of_life_and_a_stopping_one_says_where_to_go_on(house: OpenHouse) -> None:
    async with followed(house, heartbeat_seconds=0.1) as desk, following(desk, RISK) as frames:
        kinds = [(await anext(frames))["__typename"] for _ in range(3)]
        await desk.live.drain()
        rest = [frame["__typename"] async for frame in frames]

    assert kinds == ["TicketSnapshot", "Heartbeat", "Heartbeat"]
    assert rest[-1] == "Draining"


async def of_kind(frames: Ear[dict[str, Any]], kind: str) -> dict[str, Any]:
    """The next frame of this kind."""
    while (frame := await anext(frames))["__typename"] != kind:
        pass
    return frame
