"""Whoever follows, and is cut off again and again, ends up with exactly the tickets that a query would show them."""

import asyncio
import random
from collections.abc import Iterator
from contextlib import contextmanager
from uuid import UUID

import pytest

from adapters.news.frames import Delta, Frame, Gap, Removed, Snapshot
from adapters.reads.criteria import TicketCriteria
from adapters.reads.events import Place
from adapters.reads.tickets import ORDERS, TicketView, tickets_page
from app.house import OpenHouse
from domain.ticket.lifecycle import Status
from domain.viewer import Role, Viewer
from tests.live.desk import EVERYTHING, RISK, LiveDesk, followed, listening
from tests.live.life import Life

STEPS = 80
IN_PROGRESS = TicketCriteria(status=(Status.IN_PROGRESS,))
NORTH = TicketCriteria(department=("north",))


class Follower:
    """Keeps what it is told, and comes back with its last cursor after a few frames."""

    def __init__(self, desk: LiveDesk, viewer: Viewer, criteria: TicketCriteria, seed: int) -> None:
        self._desk, self._dice = desk, random.Random(seed)
        self._viewer, self._criteria = viewer, criteria
        self._cursor: str | None = None
        self._moved = asyncio.Event()
        self.place = Place(0)
        self.known: dict[UUID, TicketView] = {}
        self.connections = self.news = 0

    async def follow(self) -> None:
        while True:
            self.connections += 1
            async with listening(self._desk.live.tickets(self._viewer, self._criteria, self._cursor)) as ear:
                for _ in range(self._dice.randint(1, 5)):
                    self._take(await anext(ear))

    async def reaches(self, position: int) -> None:
        async with asyncio.timeout(20):
            while self.place.position < position or self.place.within is not None:
                self._moved.clear()
                await self._moved.wait()

    async def would_be_shown(self) -> dict[UUID, TicketView]:
        now = self._desk.watch.now()
        page = await tickets_page(
            self._desk.opening.house.database, self._viewer, self._criteria, ORDERS["OPENED_AT"],
            first=100, after=None, now=now,
        )  # fmt: skip
        assert not page.more
        return {view.id: view for view in page.rows}

    def _take(self, frame: Frame) -> None:
        match frame:
            case Snapshot():
                self.known = {view.id: view for view in frame.rows}
            case Delta():
                assert self._is_news(frame)
                self.known[frame.row.id] = frame.row
            case Removed():
                assert self._is_news(frame)
                self.known.pop(frame.row_id, None)
            case Gap():
                pytest.fail("everything is within the window")
            case _:
                pass
        self._cursor, self.place = frame.cursor, frame.place
        self._moved.set()

    def _is_news(self, frame: Delta | Removed) -> bool:
        self.news += 1
        last = self.place
        if frame.position == last.position:
            return frame.within is not None and last.within is not None and str(frame.within) > str(last.within)
        return frame.position > last.position


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
        followers = [Follower(desk, *each, seed=place) for place, each in enumerate(follows)]

        with running(followers):
            for _ in range(STEPS):
                await life.go_on()
            head = await desk.settled()
            for follower in followers:
                await follower.reaches(head)

            for follower in followers:
                assert follower.known == await follower.would_be_shown()
    *busy, idler, stranger = followers
    assert sum(follower.news for follower in busy) > STEPS / 2
    assert idler.news == stranger.news == 0
    assert sum(follower.connections for follower in busy) > STEPS / 2


@contextmanager
def running(followers: list[Follower]) -> Iterator[None]:
    tasks = [asyncio.create_task(follower.follow()) for follower in followers]
    try:
        yield
    finally:
        for task in tasks:
            if task.done():
                task.result()
            task.cancel()
