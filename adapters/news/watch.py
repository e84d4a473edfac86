"""One wallboard, computed anew whenever its numbers may have changed, for as long as somebody watches it."""

import asyncio
from contextlib import suppress
from datetime import datetime
from zoneinfo import ZoneInfo

from adapters.news.change import Change, Image
from adapters.news.frames import WallboardFrame
from adapters.news.handover import Handover
from adapters.reads.wallboard import WallboardNumbers, read_wallboard
from adapters.rights import may_see
from adapters.storage.house import House
from domain.viewer import Role, Viewer

BEFORE_STALE = 0.8
"""The share of the heartbeat's time after which unchanged numbers are told again."""
LOOKS_IN_A_HEARTBEAT = 10


class Watch:
    """Its clock is the desk's, which may be advanced at any time: so it looks again and again, and sets no timer."""

    def __init__(self, house: House, zone: ZoneInfo, viewer: Viewer, department: str | None, *, heartbeat: float,
                 pace: float) -> None:  # fmt: skip
        self._house = house
        self._zone = zone
        self._viewer = viewer
        self._department = department
        self._heartbeat = heartbeat
        self._pace = pace
        self._stirred = asyncio.Event()
        self._published = asyncio.Event()
        self._task: asyncio.Task[None] | None = None
        self.newest: WallboardFrame | None = None
        self.watchers = 0

    def begin(self) -> None:
        """The first watcher is here."""
        self._task = asyncio.create_task(self._run(), name="wallboard")

    def end(self) -> None:
        """The last one has left."""
        if self._task is not None:
            self._task.cancel()

    @property
    def over(self) -> bool:
        """It has failed."""
        return self._task is not None and self._task.done()

    def wake(self) -> None:
        """Whoever waits for a frame looks again."""
        published, self._published = self._published, asyncio.Event()
        published.set()

    async def published(self) -> None:
        """Until there is another frame, or the watch failed, which is raised."""
        if self.over and self._task is not None:
            await self._task
        await self._published.wait()

    def hear(self, change: Change) -> None:
        """Something happened; it may change the numbers."""
        if not self._stirred.is_set() and self._concerns(change):
            self._stirred.set()

    def _concerns(self, change: Change) -> bool:
        match change.event.aggregate:
            case "ticket":
                return self._counts(change.after) or (change.before is not None and self._counts(change.before))
            case "customer":
                handover = Handover.of(change)
                return handover is not None and handover.concerns(self._viewer.agent_id)
            case "reference" | "alert":  # a step of a clock changes no ticket, and is told by its alert
                return True
            case _:
                return False

    def _counts(self, image: Image) -> bool:
        departments = None if self.newest is None else self.newest.numbers.open.members.department
        if departments is not None and image["department"] not in departments:
            return False
        return self._viewer.role is Role.WALLBOARD or may_see(self._viewer, image) is not False

    async def _run(self) -> None:
        now = asyncio.get_running_loop().time
        told_at = now()
        try:
            while True:
                self._stirred.clear()
                numbers = await self._read()
                if self.newest is None or numbers != self.newest.numbers or self._stale(now() - told_at):
                    told_at = now()
                    self.newest = WallboardFrame(numbers=numbers)
                    self.wake()
                await asyncio.sleep(self._pace)
                while not (self._stirred.is_set() or self._passed(numbers) or self._stale(now() - told_at)):
                    with suppress(TimeoutError):
                        async with asyncio.timeout(min(self._pace, self._heartbeat / LOOKS_IN_A_HEARTBEAT)):
                            await self._stirred.wait()
        finally:
            self.wake()

    def _stale(self, silence: float) -> bool:
        return silence >= self._heartbeat * BEFORE_STALE

    def _passed(self, numbers: WallboardNumbers) -> bool:
        now: datetime = self._house.now()
        return now >= numbers.next_midnight or (numbers.next_due is not None and now > numbers.next_due)

    async def _read(self) -> WallboardNumbers:
        house = self._house
        return await read_wallboard(
            house.database, house.directory, self._viewer, self._department, now=house.now(), zone=self._zone
        )
