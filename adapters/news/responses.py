"""How many have answered a survey, pushed: one count for all who watch it, at most one a second, never silently."""

import asyncio
from collections import Counter
from collections.abc import AsyncGenerator, Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from adapters.news.change import Change
from adapters.news.wallboard import PACE
from adapters.reads.surveys import CountView, WaveView, counts_of, waves_by_id
from adapters.storage.house import House
from domain.viewer import Viewer

HEARD = frozenset({"survey_invitation", "survey_wave"})


@dataclass(frozen=True, slots=True, kw_only=True)
class ResponsesFrame:
    """The count, and the survey as it stood."""

    as_of: datetime
    wave: WaveView
    count: CountView | None


class Responses:
    """All surveys whose answers are being watched."""

    def __init__(self, house: House, *, heartbeat_seconds: float, pace: float = PACE) -> None:
        self._house = house
        self._heartbeat = heartbeat_seconds
        self._pace = pace
        self._watchers: Counter[UUID] = Counter()
        self._stirred: dict[UUID, asyncio.Event] = {}
        self._draining = asyncio.Event()

    def watched(self) -> bool:
        """Whether anybody looks."""
        return bool(self._stirred)

    async def take(self, changes: Sequence[Change]) -> None:
        """Hear of what happened."""
        for change in changes:
            if change.event.aggregate not in HEARD:
                continue
            wave = UUID(str(change.after.get("wave", change.event.aggregate_id)))
            if wave in self._stirred:
                stirred, self._stirred[wave] = self._stirred[wave], asyncio.Event()
                stirred.set()

    def drain(self) -> None:
        """The streams end."""
        self._draining.set()
        for stirred in self._stirred.values():
            stirred.set()

    async def frames(self, viewer: Viewer, wave_id: UUID) -> AsyncGenerator[ResponsesFrame, None]:
        """The first at once; one whenever the count may have changed, and before the silence becomes long."""
        self._watchers[wave_id] += 1
        self._stirred.setdefault(wave_id, asyncio.Event())
        try:
            while not self._draining.is_set():
                stirred = self._stirred[wave_id]
                frame = await self._read(viewer, wave_id)
                if frame is None:
                    return
                yield frame
                with suppress(TimeoutError):
                    async with asyncio.timeout(self._pace):
                        await self._draining.wait()
                with suppress(TimeoutError):
                    async with asyncio.timeout(self._heartbeat):
                        await stirred.wait()
        finally:
            self._watchers[wave_id] -= 1
            if not self._watchers[wave_id]:
                del self._watchers[wave_id], self._stirred[wave_id]

    async def _read(self, viewer: Viewer, wave_id: UUID) -> ResponsesFrame | None:
        """Read once for all who want it at the same time."""
        house = self._house

        async def read(ids: list[UUID]) -> dict[UUID, ResponsesFrame]:
            at = house.now()
            waves, counts = await waves_by_id(house.database, viewer, ids), await counts_of(house.database, ids)
            return {each: ResponsesFrame(as_of=at, wave=waves[each], count=counts.get(each)) for each in waves}

        found = await house.gathering.read(("survey responses", viewer.rights_key), [wave_id], read)
        return found.get(wave_id)
