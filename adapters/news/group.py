"""Subscribers who see the same: the same rights, the same criteria, one decision for each change."""

from collections.abc import Hashable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from enum import Enum, auto
from typing import Any, ClassVar, Protocol
from uuid import UUID

from adapters.database import Database, Sql
from adapters.news.change import Change, Image
from adapters.news.current import Current
from adapters.news.frames import Delta, Event, Removed, Rendered
from adapters.news.subscriber import Subscriber
from adapters.reads.events import Cursors, EventView
from adapters.rights import may_see
from domain.shared.scope import CASE_ROWS, CaseScope
from domain.viewer import Viewer

GroupKey = Hashable


class Verdict(Enum):
    """What a change is to a group."""

    SHOW = auto()
    HIDE = auto()


class Move(Protocol):
    """An event that brings many rows into a scope or takes them out of it."""

    @property
    def event(self) -> EventView: ...


@dataclass(frozen=True, slots=True)
class Standing:
    """How the ticket of a change stood then, as far as the change does not say it itself."""

    image: Image | None = None
    manager: str | None = None


class Topic(Protocol):
    """What feeds are about, and where it is read; all groups of a feed share what is read of the log."""

    aggregate: ClassVar[str]

    async def standings(
        self, database: Database, changes: Sequence[Change], groups: Iterable["Group"]
    ) -> Mapping[int, Standing]:
        """By position, for those of the changes that need it for these groups."""
        ...

    async def now(self, database: Database, ids: set[UUID]) -> Mapping[UUID, Current]:
        """The rows as they stand, by id."""
        ...

    async def moved_by(
        self,
        database: Database,
        group: Any,  # noqa: ANN401  its own
        move: Any,  # noqa: ANN401  its own
        *,
        after: UUID | None,
        limit: int,
    ) -> Sequence[EventView]:
        """Each row that the move concerns by the last event it had then, in the order of their ids."""
        ...

    async def first_page(self, database: Database, group: Any, now: datetime, size: int) -> list[Any]:  # noqa: ANN401
        """What a snapshot shows."""
        ...


@dataclass(slots=True, eq=False)
class Group:
    """Decides by the images of the log what is news, and by the rows of now whether it may still be shown."""

    topic: ClassVar[Topic]

    viewer: Viewer
    cursors: Cursors
    subscribers: set[Subscriber] = field(default_factory=set, kw_only=True)

    @property
    def key(self) -> GroupKey:
        """Equal for those who may share a group."""
        return self.viewer.rights_key

    @property
    def by_manager(self) -> bool:
        """Whether the scope hangs on who looks after the customer, which images of tickets do not say."""
        return CASE_ROWS[self.viewer.role] is CaseScope.THEIR_CUSTOMERS

    def told_by(self, sql: Sql) -> str:
        """The events of the log that its feed is made of, as a condition over `e`."""
        raise NotImplementedError

    def moves(self, change: Change) -> Move | None:
        """The move, when rows come into this scope by the change or leave it."""
        raise NotImplementedError

    def verdict(self, change: Change, then: Standing, now: datetime) -> Verdict | None:
        """Shown when the row is among them now; hidden when it no longer is; None when it is no news here."""
        raise NotImplementedError

    def moved(self, row: EventView, move: Any, now: datetime) -> Verdict | None:  # noqa: ANN401  its own moves
        """What a move is to a row as it stood at that time."""
        raise NotImplementedError

    def frame(self, change: Change, verdict: Verdict, now: Current | None, *, shared: bool) -> Event:
        """One object for all subscribers."""
        shown = self._shown(verdict, now)
        return self._told(change.event, change.event.aggregate_id, shown, rendered={} if shared else None)

    def frame_within(self, move: Move, row_id: UUID, verdict: Verdict, now: Current | None) -> Event:
        """One of the rows that the event moved."""
        return self._told(move.event, row_id, self._shown(verdict, now), within=row_id)

    def publish(self, frame: Event) -> None:
        """To everybody's queue."""
        for subscriber in self.subscribers:
            subscriber.put(frame)

    def miss(self) -> None:
        """Something could not be told: everybody goes on from the log."""
        for subscriber in self.subscribers:
            subscriber.miss()

    def in_scope(self, image: Image, manager: str | None) -> bool:
        """Whether a ticket with this image, of a customer whom this agent looks after, is seen."""
        seen = may_see(self.viewer, image)
        return manager is not None and manager == str(self.viewer.agent_id) if seen is None else seen

    def _shown(self, verdict: Verdict, now: Current | None) -> Current | None:
        """What is outside the scope by now is not shown, whatever it was then."""
        if verdict is Verdict.HIDE or now is None or not self.in_scope(now.image, now.manager):
            return None
        return now

    def _told(
        self,
        event: EventView,
        row_id: UUID,
        shown: Current | None,
        *,
        within: UUID | None = None,
        rendered: Rendered | None = None,
    ) -> Event:
        cursor, position = self.cursors.cursor(event.position, within), event.position
        if shown is None:
            return Removed(cursor=cursor, position=position, within=within, rendered=rendered, row_id=row_id)
        return Delta(
            cursor=cursor, position=position, within=within, rendered=rendered, type=event.type, at=event.at,
            row=shown.view,
        )  # fmt: skip
