"""Live feeds: each change is judged once for equal subscribers and told to all of them."""

import asyncio
from collections.abc import AsyncGenerator, Iterator, Sequence
from contextlib import contextmanager, suppress
from datetime import timedelta

import structlog

from adapters.news.change import Change
from adapters.news.frames import Frame
from adapters.news.group import Group, GroupKey, Standing, Topic, Verdict
from adapters.news.past import Past
from adapters.news.stream import Present, Stream
from adapters.news.subscriber import QUEUE, Subscriber
from adapters.news.tailer import Tailer
from adapters.reads.events import Cursors, Place
from adapters.storage.house import House

LOOKS_IN_A_HEARTBEAT = 4
QUIET = 0.7
"""The share of the heartbeat's time after which a stream counts as quiet, so that with the looks none is late."""

Judged = Sequence[tuple[Group, Change, Verdict]]
_UNKNOWN = Standing()

_log = structlog.get_logger(__name__)


class Feeds:
    """Of one topic. Costs a bounded queue for each subscriber, and one read of rows for each batch of changes."""

    def __init__(
        self,
        house: House,
        tailer: Tailer,
        cursors: Cursors,
        topic: Topic,
        *,
        heartbeat_seconds: float,
        resume_window: timedelta,
        queue: int = QUEUE,
    ) -> None:
        self._database, self._now = house.database, house.now
        self._topic = topic
        past = Past(house.database, house.now, resume_window)
        self._present = Present(house.database, tailer, cursors, past, told=tailer.head)
        self._heartbeat = heartbeat_seconds
        self._queue = queue
        self._groups: dict[GroupKey, Group] = {}
        self._pulse: asyncio.Task[None] | None = None
        tailer.listen(self._take, wanted=lambda: bool(self._groups))

    def start(self) -> None:
        """Begin to give signs of life; the tailer has just begun."""
        self._present.told = self._present.tailer.head
        self._pulse = asyncio.create_task(self._nudge_the_quiet(), name="heartbeats")

    async def stop(self) -> None:
        """End all streams and the signs of life."""
        self.drain()
        task, self._pulse = self._pulse, None
        if task is not None:
            task.cancel()
            with suppress(asyncio.CancelledError):
                await task

    def drain(self) -> None:
        """Each stream ends with a Draining frame that says where to go on."""
        self._present.draining = True
        for subscriber in self._subscribers():
            subscriber.wake()

    @property
    def open_streams(self) -> int:
        """How many subscribers there are."""
        return sum(1 for _ in self._subscribers())

    def frames(self, mine: Group, after: str | None) -> AsyncGenerator[Frame, None]:
        """A snapshot and what changes, or what changed since the cursor; Invalid at once when it is no cursor."""
        place = None if after is None else self._present.cursors.place(after)
        return self._frames(mine, place, resumes=after is not None)

    async def _frames(self, mine: Group, place: Place | None, *, resumes: bool) -> AsyncGenerator[Frame, None]:
        with self._joined(mine) as stream:
            if not resumes:
                yield await stream.snapshot()
            elif place is None or await self._present.tailer.beyond_the_log(place.position):
                yield await stream.gap()
            else:
                stream.resume(place)
            while not self._present.draining:
                frame = await stream.next()
                if frame is not None:
                    yield frame
            yield stream.draining()

    @contextmanager
    def _joined(self, mine: Group) -> Iterator[Stream]:
        group = self._groups.setdefault(mine.key, mine)
        subscriber = Subscriber(self._queue)
        group.subscribers.add(subscriber)
        try:
            yield Stream(self._present, group, subscriber)
        finally:
            group.subscribers.discard(subscriber)
            if not group.subscribers:
                self._groups.pop(group.key, None)

    async def _take(self, changes: Sequence[Change]) -> None:
        groups = list(self._groups.values())
        if groups:
            try:
                await self._tell(groups, changes)
            except Exception:  # noqa: BLE001  whatever a driver raises: they all go on from the log
                _log.exception(
                    "the feeds could not read what they tell",
                    topic=self._topic.aggregate,
                    position=changes[-1].position,
                )
                for group in groups:
                    group.miss()
        self._present.told = changes[-1].position

    async def _tell(self, groups: Sequence[Group], changes: Sequence[Change]) -> None:
        judged = await self._judged(groups, changes)
        shown = {change.event.aggregate_id for _, change, verdict in judged if verdict is Verdict.SHOW}
        current = await self._topic.now(self._database, shown)
        for group, change, verdict in judged:
            group.publish(group.frame(change, verdict, current.get(change.event.aggregate_id), shared=True))
        for group in groups:
            if any(group.moves(change) for change in changes):
                group.miss()  # a customer may have any number of tickets: the log is read in pages

    async def _judged(self, groups: Sequence[Group], changes: Sequence[Change]) -> Judged:
        ours = [change for change in changes if change.event.aggregate == self._topic.aggregate]
        then = await self._topic.standings(self._database, ours, groups)
        now = self._now()
        return [
            (group, change, verdict)
            for change in ours
            for group in groups
            if (verdict := group.verdict(change, then.get(change.position, _UNKNOWN), now)) is not None
        ]

    def _subscribers(self) -> Iterator[Subscriber]:
        for group in self._groups.values():
            yield from group.subscribers

    async def _nudge_the_quiet(self) -> None:
        now = asyncio.get_running_loop().time
        while True:
            await asyncio.sleep(self._heartbeat / LOOKS_IN_A_HEARTBEAT)
            quiet_since = now() - self._heartbeat * QUIET
            for subscriber in self._subscribers():
                if subscriber.sent_at <= quiet_since:
                    subscriber.nudge()
