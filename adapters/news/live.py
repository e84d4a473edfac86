"""Everything live of one process behind one door."""

from collections.abc import AsyncGenerator
from datetime import timedelta
from uuid import UUID
from zoneinfo import ZoneInfo

from adapters.news.alerts import AlertGroup
from adapters.news.feed import Feeds
from adapters.news.feedbacks import FeedbackGroup
from adapters.news.frames import Frame, WallboardFrame
from adapters.news.needs import QueueGroup
from adapters.news.responses import Responses, ResponsesFrame
from adapters.news.sight import newest
from adapters.news.subscriber import QUEUE
from adapters.news.tailer import Tailer
from adapters.news.tickets import TicketGroup
from adapters.news.wallboard import PACE, Wallboards
from adapters.reads.criteria import TicketCriteria
from adapters.reads.events import Cursors, read_epoch
from adapters.reads.feedbacks import FeedbackCriteria
from adapters.reads.wallboard import WallboardNumbers, read_wallboard
from adapters.storage.house import House
from domain.viewer import Viewer

_NOT_STARTED = ""


class Live:
    """Start it before the first subscriber and outside of any transaction; drain it before it is stopped."""

    def __init__(
        self,
        house: House,
        tailer: Tailer,
        *,
        heartbeat_seconds: float,
        resume_window: timedelta,
        zone: ZoneInfo,
        queue: int = QUEUE,
        pace: float = PACE,
    ) -> None:
        self._house, self._zone = house, zone
        self._tailer = tailer
        self.cursors = Cursors(_NOT_STARTED)
        self._tickets, self._alerts, self._feedbacks, self._needs = self._feeds = tuple(
            Feeds(
                house,
                tailer,
                self.cursors,
                topic,
                heartbeat_seconds=heartbeat_seconds,
                resume_window=resume_window,
                queue=queue,
            )
            for topic in (TicketGroup.topic, AlertGroup.topic, FeedbackGroup.topic, QueueGroup.topic)
        )
        self._wallboards = Wallboards(house, zone, heartbeat_seconds=heartbeat_seconds, pace=pace)
        tailer.listen(self._wallboards.take, wanted=self._wallboards.watched)
        self._responses = Responses(house, heartbeat_seconds=heartbeat_seconds, pace=pace)
        tailer.listen(self._responses.take, wanted=self._responses.watched)

    @property
    def head(self) -> int:
        """Up to here the log is settled."""
        return self._tailer.head

    async def settled(self) -> int:
        """The settled position; what was committed before is within it, unless somebody is long about a commit."""
        return await self._tailer.settled(await newest(self._house.database))

    async def beyond_the_log(self, position: int) -> bool:
        """Whether a cursor points at what was never written here."""
        return await self._tailer.beyond_the_log(position)

    @property
    def open_streams(self) -> int:
        """How many feeds are followed."""
        return sum(each.open_streams for each in self._feeds)

    async def start(self) -> None:
        """Follow the log."""
        self.cursors.epoch = await read_epoch(self._house.database)
        await self._tailer.start()
        for each in self._feeds:
            each.start()

    async def drain(self) -> None:
        """Say where to go on and end every stream; new ones end likewise."""
        for each in self._feeds:
            each.drain()
        self._wallboards.drain()
        self._responses.drain()

    async def stop(self) -> None:
        """Follow the log no more."""
        await self.drain()
        for each in self._feeds:
            await each.stop()
        await self._tailer.stop()

    def tickets(
        self, viewer: Viewer, criteria: TicketCriteria, after: str | None, *, ticket_id: UUID | None = None
    ) -> AsyncGenerator[Frame, None]:
        """Frames of the tickets that meet the criteria, or of one; Invalid at once when `after` is no cursor."""
        return self._tickets.frames(TicketGroup(viewer, self.cursors, criteria, ticket_id), after)

    def alerts(self, viewer: Viewer, after: str | None) -> AsyncGenerator[Frame, None]:
        """Frames of the alerts of the tickets in scope; Invalid at once when `after` is no cursor."""
        return self._alerts.frames(AlertGroup(viewer, self.cursors), after)

    def feedbacks(self, viewer: Viewer, criteria: FeedbackCriteria, after: str | None) -> AsyncGenerator[Frame, None]:
        """Frames of the feedback that meets the criteria; Invalid at once when `after` is no cursor."""
        return self._feedbacks.frames(FeedbackGroup(viewer, self.cursors, criteria), after)

    def needs(
        self, viewer: Viewer, departments: tuple[str, ...] | None, after: str | None
    ) -> AsyncGenerator[Frame, None]:
        """Frames of the needs that wait with these departments, or all; Invalid at once when `after` is no cursor."""
        return self._needs.frames(QueueGroup(viewer, self.cursors, departments), after)

    def wallboard(self, viewer: Viewer, department: str | None) -> AsyncGenerator[WallboardFrame, None]:
        """Numbers whenever they changed."""
        return self._wallboards.frames(viewer, department)

    def responses(self, viewer: Viewer, wave_id: UUID) -> AsyncGenerator[ResponsesFrame, None]:
        """How many have answered a survey, whenever that changed."""
        return self._responses.frames(viewer, wave_id)

    async def numbers(self, viewer: Viewer, department: str | None) -> WallboardNumbers:
        """Numbers as they are now; all who ask while others are being read get the next ones, read once."""
        house = self._house

        async def read(departments: list[str | None]) -> dict[str | None, WallboardNumbers]:
            return {
                each: await read_wallboard(
                    house.database, house.directory, viewer, each, now=house.now(), zone=self._zone
                )
                for each in departments
            }

        kind = "wallboard", viewer.rights_key, viewer.department, department
        found: WallboardNumbers = (await house.gathering.read(kind, [department], read))[department]
        return found
