"""A desk with people, tickets and live feeds, and ways to listen to it."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import aclosing, asynccontextmanager
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Any, TypeVar, cast
from uuid import UUID

import pytest

from adapters.news.frames import Delta, Frame, Heartbeat, Removed, Snapshot
from adapters.news.live import Live
from adapters.news.tailer import Tailer
from adapters.reads.criteria import TicketCriteria
from adapters.storage.work import SqlDesk
from app.house import OpenHouse
from domain.customer.commands import register_customer
from domain.customer.customer import CustomerType
from domain.reference.commands import define_entry, register_agent
from domain.reference.entry import Family
from domain.ticket import commands
from domain.ticket.ticket import Ticket
from domain.viewer import Role, Viewer

RISK = Viewer(Role.RISK_CONTROL, "rc-1")
EVERYTHING = TicketCriteria()
WEEK = timedelta(days=7)
T = TypeVar("T")

on_postgres = pytest.mark.parametrize("house", [pytest.param("postgres", marks=pytest.mark.postgres)], indirect=True)


class Watch:
    """Shows the time it was set to; runs with the system's until then."""

    def __init__(self, opening: OpenHouse) -> None:
        self._system = opening.clock.now
        self._stands_at: datetime | None = None

    def now(self) -> datetime:
        return self._stands_at or self._system()

    def set(self, at: datetime) -> None:
        self._stands_at = at


@dataclass(slots=True)
class LiveDesk:
    """What a test does with the desk reads as a sentence."""

    opening: OpenHouse
    work: SqlDesk
    live: Live
    tailer: Tailer
    watch: Watch
    customer_id: UUID

    async def department(self, code: str, parent: str = "desk") -> str:
        await define_entry(self.work, family=Family.DEPARTMENT, code=code, name=code, parent=parent)
        return code

    async def agent(self, reference: str, department: str = "desk") -> UUID:
        return (await register_agent(self.work, external_reference=reference, name="安娜", department=department)).id

    async def customer(self, manager_id: UUID | None = None) -> UUID:
        reference = f"C-{self.work.new_id()}"
        customer = await register_customer(
            self.work,
            external_reference=reference,
            type=CustomerType.INDIVIDUAL,
            name="王芳",
            account_manager_id=manager_id,
        )
        return customer.id

    async def ticket(self, **given: object) -> Ticket:
        values = {"customer_id": self.customer_id, "subject": "无法登录", "kind": "account", "channel": "phone"}
        return await commands.open_ticket(self.work, **cast("dict[str, Any]", values | given))

    async def settled(self) -> int:
        row = await self.opening.house.database.row("select max(position) as position from event")
        assert row is not None
        async with asyncio.timeout(20):
            await self.tailer.wait_past(row["position"])
        return int(row["position"])


@asynccontextmanager
async def followed(opening: OpenHouse, **given: object) -> AsyncIterator[LiveDesk]:
    """Live, with a heartbeat that is out of the way."""
    watch = Watch(opening)
    opening.house = replace(opening.house, now=watch.now)
    work = SqlDesk(opening.house, RISK)
    tailer = Tailer(opening.house.database, opening.bell)
    settings: dict[str, Any] = {"heartbeat_seconds": 60.0, "resume_window": WEEK, "zone": opening.settings.zone}
    live = Live(opening.house, tailer, **(settings | given))
    desk = LiveDesk(opening, work, live, tailer, watch, UUID(int=0))
    desk.customer_id = await desk.customer()
    await live.start()
    try:
        yield desk
    finally:
        await live.stop()


@asynccontextmanager
async def listening(source: AsyncIterator[T]) -> AsyncIterator["Ear[T]"]:
    """Closes the stream at the end, as a client that leaves."""
    async with aclosing(cast("Any", source)):
        yield Ear(source)


class Ear(AsyncIterator[T]):
    """Waits for what must come, and says so when it does not."""

    def __init__(self, source: AsyncIterator[T]) -> None:
        self._source = source

    async def __anext__(self) -> T:
        async with asyncio.timeout(20):
            return await anext(self._source)

    async def next(self, count: int) -> list[T]:
        return [await anext(self) for _ in range(count)]


async def heard(ear: Ear[Frame], kind: type[T]) -> T:
    """The next frame, which is of this kind."""
    frame = await anext(ear)
    assert isinstance(frame, kind), frame
    return frame


def told(frame: Frame) -> tuple[str, UUID | None]:
    """A frame in short."""
    match frame:
        case Delta():
            return frame.type, frame.row.id
        case Removed():
            return "removed", frame.row_id
        case Snapshot() | Heartbeat() | _:
            return type(frame).__name__.lower(), None
