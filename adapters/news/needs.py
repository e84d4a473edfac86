"""Feeds of the queue of needs: what comes into it, changes, moves and leaves it."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import ClassVar
from uuid import UUID

from adapters.database import Database, Sql
from adapters.news.change import Change, Image
from adapters.news.current import Current, needs_now
from adapters.news.group import Group, GroupKey, Standing, Topic, Verdict
from adapters.news.handover import HANDED_OVER, Handover, cases_then, standings_then
from adapters.reads.events import EventView
from adapters.reads.needs import NeedCriteria, NeedView, queue_page
from domain.need.lifecycle import WAITING

_WAITING = frozenset(each.value for each in WAITING)


class Queue:
    """Implements `Topic`."""

    aggregate: ClassVar[str] = "need"

    async def standings(
        self, database: Database, changes: Sequence[Change], groups: Iterable[Group]
    ) -> Mapping[int, Standing]:
        """Who looked after the customer then."""
        return await standings_then(database, self.aggregate, changes, groups)

    async def now(self, database: Database, ids: set[UUID]) -> Mapping[UUID, Current]:
        """One read."""
        return await needs_now(database, ids)

    async def moved_by(
        self, database: Database, group: "QueueGroup", move: Handover, *, after: UUID | None, limit: int
    ) -> Sequence[EventView]:
        """The customer's needs."""
        del group
        return await cases_then(database, self.aggregate, move, after=after, limit=limit)

    async def first_page(self, database: Database, group: "QueueGroup", now: datetime, size: int) -> list[NeedView]:
        """Those that are served first."""
        del now
        criteria = NeedCriteria(waiting=True, department=group.departments)
        page = await queue_page(database, group.viewer, criteria, first=size, after=None)
        return page.rows


@dataclass(slots=True, eq=False)
class QueueGroup(Group):
    """Those who follow the same queue: of these departments, or of all in scope."""

    topic: ClassVar[Topic] = Queue()

    departments: tuple[str, ...] | None

    @property
    def key(self) -> GroupKey:
        """Equal for those who may share a group."""
        return self.viewer.rights_key, self.departments

    def told_by(self, sql: Sql) -> str:
        """Events of needs, and handovers where the scope hangs on them."""
        return f"(e.aggregate = 'need' or e.type = {sql(HANDED_OVER)})" if self.by_manager else "e.aggregate = 'need'"

    def moves(self, change: Change) -> Handover | None:
        """The handover, when needs come into this scope by it or leave it."""
        handover = Handover.of(change) if self.by_manager else None
        return handover if handover is not None and handover.concerns(self.viewer.agent_id) else None

    def verdict(self, change: Change, then: Standing, now: datetime) -> Verdict | None:
        """By the images of the change."""
        del now
        if change.event.aggregate != "need":
            return None
        if self._waits(change.after) and self.in_scope(change.after, then.manager):
            return Verdict.SHOW
        if change.before is None:
            return None
        was_among = self._waits(change.before) and self.in_scope(change.before, then.manager)
        return Verdict.HIDE if was_among else None

    def moved(self, row: EventView, move: Handover, now: datetime) -> Verdict | None:
        """By the image that the need had."""
        del now
        if not self._waits(row.image):
            return None
        return Verdict.SHOW if move.taker == str(self.viewer.agent_id) else Verdict.HIDE

    def _waits(self, image: Image) -> bool:
        ours = self.departments is None or image["department"] in self.departments
        return ours and image["status"] in _WAITING
