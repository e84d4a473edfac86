"""Live over the wire: every frame of the contract, by WebSocket and by event stream, and no event lost or repeated."""

import asyncio
import random
from collections.abc import AsyncIterator
from contextlib import suppress
from pathlib import Path
from typing import Any

import pytest

from adapters.reads.events import Cursors, read_epoch
from app.house import opened
from domain.reference.commands import define_entry
from domain.reference.entry import Family
from domain.ticket import commands
from domain.viewer import Role
from tests.acceptance.following import BOARD, by_event_stream, by_websocket, of_kind
from tests.app.serving import Serving, kefu, kefu_serving
from tests.engines import ENGINES, a_database, settings_for
from tests.live.writer import written
from tests.storage.test_tickets import a_desk, a_ticket

RECONNECTIONS, WRITERS, EACH = 100, 8, 30


@pytest.fixture(params=ENGINES)
async def url(request: pytest.FixtureRequest, tmp_path: Path) -> AsyncIterator[str]:
    async with a_database(request.param, tmp_path, request.config) as url:
        yield url


async def test_each_frame_of_the_contract_comes_by_either_way(url: str) -> None:
    async with opened(settings_for(url)) as house:
        desk = a_desk(house)
        ticket = await a_ticket(desk)
        async with kefu_serving(url, heartbeat_seconds="0.5") as server:
            token = server.token(Role.RISK_CONTROL, "rc-1")
            accepted = {"status": ["ACCEPTED"]}
            async with (
                by_websocket(server, token, filter=accepted) as (one, _),
                by_event_stream(server, token, filter=accepted) as (two, _),
            ):
                ways = (one, two)
                seen = [[await of_kind(frames, "TicketSnapshot") for frames in ways]]
                second = await a_ticket(desk)
                seen.append([await of_kind(frames, "TicketDelta") for frames in ways])
                await commands.classify_ticket(desk, ticket.id)
                seen.append([await of_kind(frames, "TicketRemoved") for frames in ways])
                seen.append([await anext(frames) for frames in ways])
                status = await server.stop()
                seen.append([await of_kind(frames, "Draining") for frames in ways])

    assert [frames[0] == frames[1] for frames in seen] == [True] * 5
    snapshot, delta, removed, beat, draining = (frames[0] for frames in seen)
    assert snapshot["tickets"] == [{"number": ticket.number}]
    assert (delta["type"], delta["ticket"]["number"]) == ("TicketOpened", second.number)
    assert beat == {"__typename": "Heartbeat", "cursor": removed["cursor"]}
    assert draining["cursor"] == removed["cursor"]
    assert status == 0


async def test_whoever_comes_back_with_a_cursor_goes_on_there_and_a_foreign_one_is_a_gap(url: str) -> None:
    async with opened(settings_for(url)) as house, kefu_serving(url) as server:
        desk, token = a_desk(house), server.token(Role.RISK_CONTROL, "rc-1")
        for way in (by_websocket, by_event_stream):
            async with way(server, token) as (frames, _):
                cursor = (await of_kind(frames, "TicketSnapshot"))["cursor"]
            missed = await a_ticket(desk)
            async with way(server, token, after=cursor) as (frames, _):
                delta = await of_kind(frames, "TicketDelta")
                live = await a_ticket(desk)
                then = await of_kind(frames, "TicketDelta")
            async with way(server, token, after=Cursors("another").cursor(1)) as (frames, _):
                gap = await of_kind(frames, "Gap")

            assert [frame["ticket"]["number"] for frame in (delta, then)] == [missed.number, live.number]
            assert gap["cursor"] == then["cursor"]


async def test_a_wallboard_tells_that_a_due_time_passed_when_the_clock_is_advanced(url: str) -> None:
    async with opened(settings_for(url, clock="manual")) as house, kefu_serving(url, clock="manual") as server:
        await house.clock.tick()
        await a_ticket(a_desk(house))
        async with by_websocket(server, server.token(Role.WALLBOARD, "board-1"), BOARD) as (frames, _):
            before = await anext(frames)
            advanced = await asyncio.to_thread(kefu, "clock", "advance", "73h", database_url=url, clock="manual")
            while (after := await anext(frames))["overdue"]["value"] == 0:
                pass

    assert advanced.status == 0
    assert before == {"open": {"value": 1}, "overdue": {"value": 0}}
    assert after == {"open": {"value": 1}, "overdue": {"value": 1}}


@pytest.mark.postgres
async def test_who_asks_another_process_than_the_writers_hears_of_it(
    tmp_path: Path, pytestconfig: pytest.Config
) -> None:
    async with (
        a_database("postgres", tmp_path, pytestconfig) as url,
        opened(settings_for(url)) as house,
        kefu_serving(url) as here,
        kefu_serving(url) as there,
    ):
        token = here.token(Role.RISK_CONTROL, "rc-1")
        async with by_websocket(here, token) as (one, _), by_websocket(there, token) as (two, _):
            cursors = {(await of_kind(frames, "TicketSnapshot"))["cursor"] for frames in (one, two)}
            ticket = await a_ticket(a_desk(house))
            deltas = [await of_kind(frames, "TicketDelta") for frames in (one, two)]

    assert len(cursors) == 1
    assert deltas[0] == deltas[1]
    assert deltas[0]["ticket"]["number"] == ticket.number


@pytest.mark.postgres
async def test_a_hundred_reconnections_over_the_wire_while_writers_commit_late(
    tmp_path: Path, pytestconfig: pytest.Config
) -> None:
    async with (
        a_database("postgres", tmp_path, pytestconfig) as url,
        opened(settings_for(url)) as house,
        kefu_serving(url) as server,
    ):
        dice = random.Random(1)
        desk, client = a_desk(house), Client(server, Cursors(await read_epoch(house.house.database)), dice)
        mine = [[(await a_ticket(desk, department="desk")).id for _ in range(2)] for _ in range(WRITERS)]
        await define_entry(desk, family=Family.DEPARTMENT, code="north", name="北区", parent="desk")
        others = [[(await a_ticket(desk, department="north")).id for _ in range(2)] for _ in range(WRITERS)]
        await client.begin()

        writing = asyncio.gather(
            *(
                written(house, ours + theirs, random.Random(dice.random()), times=EACH)
                for ours, theirs in zip(mine, others, strict=True)
            )
        )
        for _ in range(RECONNECTIONS):
            await client.follow_for(dice.uniform(0.001, 0.12))
        met_while_writing = len(client.seen)
        expected = sorted(set().union(*await writing))
        await client.follow_up_to(expected[-1])

    assert client.seen == expected
    assert met_while_writing > EACH


class Client:
    """Follows one department, and is cut off without a word as often as not."""

    def __init__(self, server: Serving, cursors: Cursors, dice: random.Random) -> None:
        self._server, self._cursors, self._dice = server, cursors, dice
        self._token = server.token(Role.RISK_CONTROL, "rc-1")
        self._cursor = ""
        self.seen: list[int] = []

    async def begin(self) -> None:
        # The query reads up to what was committed before, so what the test has prepared is not told any more.
        await self._server.ask("{ events(first: 1) { totalCount } }", self._token)
        async with by_websocket(self._server, self._token, **self._asked) as (frames, _):
            self._cursor = (await of_kind(frames, "TicketSnapshot"))["cursor"]

    async def follow_for(self, seconds: float) -> None:
        async with by_websocket(self._server, self._token, **self._asked, after=self._cursor) as (frames, socket):
            with suppress(TimeoutError):
                async with asyncio.timeout(seconds):
                    while True:
                        self._take(await of_kind(frames, "TicketDelta"))
            if self._dice.random() < 0.5:
                socket.transport.abort()

    async def follow_up_to(self, position: int) -> None:
        async with by_websocket(self._server, self._token, **self._asked, after=self._cursor) as (frames, _):
            while not self.seen or self.seen[-1] < position:
                self._take(await of_kind(frames, "TicketDelta"))

    @property
    def _asked(self) -> dict[str, Any]:
        return {"filter": {"department": ["desk"]}}

    def _take(self, frame: dict[str, Any]) -> None:
        self._cursor = frame["cursor"]
        position = self._cursors.position(self._cursor)
        assert position is not None
        self.seen.append(position)
