"""Wallboards, pushed: one computation for all who see the same, at most once a second, never silently stale."""

import asyncio
from collections.abc import AsyncGenerator, Hashable, Iterator, Sequence
from contextlib import contextmanager, suppress
from zoneinfo import ZoneInfo

from adapters.news.change import Change
from adapters.news.frames import WallboardFrame
from adapters.news.watch import Watch
from adapters.storage.house import House
from domain.viewer import Viewer

PACE = 1.0
"""Seconds between two frames."""

Key = tuple[Hashable, str | None]


class Wallboards:
    """All wallboards that are being watched."""

    def __init__(self, house: House, zone: ZoneInfo, *, heartbeat_seconds: float, pace: float = PACE) -> None:
        self._house = house
        self._zone = zone
        self._heartbeat = heartbeat_seconds
        self._pace = pace
        self._watches: dict[Key, Watch] = {}
        self._draining = asyncio.Event()

    def watched(self) -> bool:
        """Whether anybody looks at one."""
        return bool(self._watches)

    async def take(self, changes: Sequence[Change]) -> None:
        """Hear of what happened."""
        watches = list(self._watches.values())
        for change in changes if watches else ():
            if change.event.aggregate == "reference":
                await self._house.directory.refresh(now=True)
            for watch in watches:
                watch.hear(change)

    def drain(self) -> None:
        """The streams end."""
        self._draining.set()
        for watch in self._watches.values():
            watch.wake()

    async def frames(self, viewer: Viewer, department: str | None) -> AsyncGenerator[WallboardFrame, None]:
        """The first at once; a slow receiver gets the newest only."""
        with self._watched(viewer, department) as watch:
            seen: WallboardFrame | None = None
            while not self._draining.is_set():
                if watch.newest is None or watch.newest is seen:
                    await watch.published()
                    continue
                seen = watch.newest
                yield seen
                with suppress(TimeoutError):
                    async with asyncio.timeout(self._pace):
                        await self._draining.wait()

    @contextmanager
    def _watched(self, viewer: Viewer, department: str | None) -> Iterator[Watch]:
        key = (viewer.rights_key, department)
        watch = self._watches.get(key)
        if watch is None or watch.over:  # one that failed tells its watchers so, and is not for others
            watch = self._watches[key] = self._begun(viewer, department)
        watch.watchers += 1
        try:
            yield watch
        finally:
            watch.watchers -= 1
            if not watch.watchers:
                watch.end()
                if self._watches.get(key) is watch:
                    del self._watches[key]

    def _begun(self, viewer: Viewer, department: str | None) -> Watch:
        watch = Watch(self._house, self._zone, viewer, department, heartbeat=self._heartbeat, pace=self._pace)
        watch.begin()
        return watch
