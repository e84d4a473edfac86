"""Whoever follows, and is cut off again and again, ends up with exactly the tickets that a query would show them."""

from functools import partial
from uuid import UUID

import pytest

from adapters.reads.criteria import TicketCriteria
from adapters.reads.tickets import ORDERS, TicketView, tickets_page
from app.house import OpenHouse
from domain.ticket.lifecycle import Status
from domain.viewer import Role, Viewer
from tests.live.desk import EVERYTHING, RISK, LiveDesk, followed
from tests.live.followers import Follower, running
from tests.live.life import Life

STEPS = 80
IN_PROGRESS = TicketCriteria(status=(Status.IN_PROGRESS,))
NORTH = TicketCriteria(department=("north",))


async def shown(desk: LiveDesk, viewer: Viewer, criteria: TicketCriteria) -> dict[UUID, TicketView]:
    page = await tickets_page(
        desk.opening.house.database, viewer, criteria, ORDERS["OPENED_AT"], first=100, after=None, now=desk.watch.now()
    )
    assert not page.more
    return {view.id: view for view in page.rows}


@pytest.mark.parametrize("seed", [1, 2])
async def test_whoever_is_cut_off_again_and_again_knows_what_a_query_shows(house: OpenHouse, seed: int) -> None:
    async with followed(house, heartbeat_seconds=0.2, queue=5) as desk:
        life = Life(desk, seed)
        await life.begin()
        await desk.settled()
        one, two = (Viewer(Role.ACCOUNT_MANAGER, f"m-{n}", agent_id=each) for n, each in enumerate(life.managers))
        idle = Viewer(Role.ACCOUNT_MANAGER, "m-3", agent_id=await desk.agent("m-3"))
        other = Viewer(Role.CUSTOMER, "c-2", customer_id=await desk.customer())
        follows = [
            (RISK, IN_PROGRESS),
            (Viewer(Role.SUPERVISOR, "s-1", "north", frozenset({"north"})), EVERYTHING),
            (Viewer(Role.AGENT, "a-1", "south", frozenset({"south"}), agent_id=life.managers[0]), EVERYTHING),
            (Viewer(Role.CUSTOMER, "c-1", customer_id=life.customers[0]), EVERYTHING),
            (one, EVERYTHING),
            (one, TicketCriteria(customer_id=life.customers[0])),
            (two, EVERYTHING),
            (two, NORTH),
            (two, IN_PROGRESS),
            (idle, EVERYTHING),
            (other, EVERYTHING),
        ]
        followers = [Follower(partial(desk.live.tickets, *each), place) for place, each in enumerate(follows)]

        with running(followers):
            for _ in range(STEPS):
                await life.go_on()
            head = await desk.settled()
            for follower in followers:
                await follower.reaches(head)

            for follower, (viewer, criteria) in zip(followers, follows, strict=True):
                assert follower.known == await shown(desk, viewer, criteria)
    *busy, idler, stranger = followers
    assert sum(follower.news for follower in busy) > STEPS / 2
    assert idler.news == stranger.news == 0
    assert sum(follower.connections for follower in busy) > STEPS / 2
