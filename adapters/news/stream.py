"""One subscriber's way from a snapshot or a cursor to the present, and on with it."""

import asyncio
from collections import deque
from dataclasses import dataclass

from adapters.database import Database
from adapters.news.frames import Draining, Event, Frame, Gap, Heartbeat, Snapshot
from adapters.news.group import Group
from adapters.news.past import Past
from adapters.news.subscriber import Subscriber
from adapters.news.tailer import Tailer
from adapters.reads.events import Cursors, Place

SNAPSHOT = 100
"""Rows in a snapshot: the first page."""


@dataclass(slots=True)
class Present:
    """What all streams of a process share. Up to `told`, everything has been put into the queues."""

    database: Database
    tailer: Tailer
    cursors: Cursors
    past: Past
    told: int = 0
    draining: bool = False
    _beat: Heartbeat | None = None

    def heartbeat(self, place: Place) -> Heartbeat:
        """The same object for all who are at this place."""
        if self._beat is None or self._beat.place != place:
            cursor = self.cursors.cursor(*place)
            self._beat = Heartbeat(cursor=cursor, position=place.position, within=place.within, rendered={})
        return self._beat


class Stream:
    """Its subscriber takes part from the start, so what happens while a snapshot or the log is read is not missed."""

    def __init__(self, present: Present, group: Group, subscriber: Subscriber) -> None:
        self._present = present
        self._group = group
        self._subscriber = subscriber
        self._last = Place(present.tailer.head)
        """What the receiver has seen."""
        self._read = self._last
        self._goal: int | None = None
        """Up to where the log is being read; None in the present."""
        self._backlog: deque[Event] = deque()
        self._now = asyncio.get_running_loop().time
        subscriber.sent(self._now())

    def resume(self, place: Place) -> None:
        """Go on behind the place; it may be ahead of this process's head."""
        self._last = self._read = place
        self._subscriber.miss()

    async def next(self) -> Frame | None:
        """The next frame; None to be asked again, after a look at whether the process drains."""
        if self._subscriber.missed:
            self._subscriber.begin_again()
            self._goal = self._present.tailer.head
        frame = await self._of_present() if self._goal is None else await self._of_past()
        if frame is not None:
            self._subscriber.sent(self._now())
        return frame

    def draining(self) -> Draining:
        """Where to go on elsewhere."""
        cursor = self._present.cursors.cursor(*self._last)
        return Draining(cursor=cursor, position=self._last.position, within=self._last.within)

    async def snapshot(self) -> Snapshot:
        """What there is now; it may show more than its cursor says, and what it shows too early comes again."""
        rows = await self._group.topic.first_page(
            self._present.database, self._group, self._present.past.now(), SNAPSHOT
        )  # fmt: skip
        position = self._last.position
        return Snapshot(cursor=self._present.cursors.cursor(position), position=position, rows=rows)

    async def gap(self) -> Gap:
        """From here on only."""
        head = self._present.tailer.head
        oldest = await self._present.past.oldest(head)
        self._last = self._read = Place(head)
        cursors = self._present.cursors
        return Gap(cursor=cursors.cursor(head), position=head, oldest=cursors.cursor(oldest))

    async def _of_present(self) -> Frame | None:
        frame = self._queued()
        if frame is None and self._subscriber.nudged and not self._subscriber.missed:
            if self._present.told > self._last.position:
                self._last = self._read = Place(self._present.told)
            return self._present.heartbeat(self._last)
        if frame is None:
            await self._subscriber.wait()
            frame = self._queued()
        return frame

    def _queued(self) -> Event | None:
        while (frame := self._subscriber.take()) is not None:
            if frame.position > self._last.position:
                self._last = self._read = frame.place
                return frame
        return None

    async def _of_past(self) -> Frame | None:
        if self._backlog:
            frame = self._backlog.popleft()
            self._last = frame.place
            return frame
        self._last = self._read
        if self._goal is None or self._is_past(self._goal):
            self._goal = None
            return None
        if self._subscriber.nudged:
            return self._present.heartbeat(self._last)
        stretch = await self._present.past.stretch(self._group, self._read, self._goal)
        if stretch is None:
            self._goal = None
            return await self.gap()
        self._backlog.extend(stretch.frames)
        self._read = stretch.reached
        return None

    def _is_past(self, goal: int) -> bool:
        return self._read.position > goal or self._read == Place(goal)
