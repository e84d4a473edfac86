"""Feeds of feedback: which changes are news to whom."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import ClassVar
from uuid import UUID

from adapters.database import Database, Sql
from adapters.news.change import Change, Image
from adapters.news.current import Current, feedbacks_now
from adapters.news.group import Group, GroupKey, Standing, Topic, Verdict
from adapters.news.handover import HANDED_OVER, Handover, cases_then, standings_then
from adapters.reads.events import EventView
from adapters.reads.feedbacks import ORDERS, FeedbackCriteria, FeedbackView, feedbacks_page


class Feedbacks:
    """Implements `Topic`."""

    aggregate: ClassVar[str] = "feedback"

    async def standings(
        self, database: Database, changes: Sequence[Change], groups: Iterable[Group]
    ) -> Mapping[int, Standing]:
        """Who looked after the customer then."""
        return await standings_then(database, self.aggregate, changes, groups)

    async def now(self, database: Database, ids: set[UUID]) -> Mapping[UUID, Current]:
        """One read."""
        return await feedbacks_now(database, ids)

    async def moved_by(
        self, database: Database, group: "FeedbackGroup", move: Handover, *, after: UUID | None, limit: int
    ) -> Sequence[EventView]:
        """The customer's feedback."""
        del group
        return await cases_then(database, self.aggregate, move, after=after, limit=limit)

    async def first_page(
        self, database: Database, group: "FeedbackGroup", now: datetime, size: int
    ) -> list[FeedbackView]:
        """The earliest due first."""
        page = await feedbacks_page(
            database, group.viewer, group.criteria, ORDERS["DUE_AT"], first=size, after=None, now=now
        )  # fmt: skip
        return page.rows


@dataclass(slots=True, eq=False)
class FeedbackGroup(Group):
    """Those who follow the same feedback; none of them what is about them."""

    topic: ClassVar[Topic] = Feedbacks()

    criteria: FeedbackCriteria

    @property
    def key(self) -> GroupKey:
        """Equal for those who may share a group: what is about somebody is hidden from them alone."""
        return self.viewer.rights_key, self.viewer.agent_id, self.criteria

    def told_by(self, sql: Sql) -> str:
        """Events of feedback, and handovers where the scope hangs on them."""
        kinds = "e.aggregate = 'feedback'"
        return f"({kinds} or e.type = {sql(HANDED_OVER)})" if self.by_manager else kinds

    def moves(self, change: Change) -> Handover | None:
        """The handover, when feedback comes into this scope by it or leaves it."""
        handover = Handover.of(change) if self.by_manager else None
        if handover is None or not handover.concerns(self.viewer.agent_id):
            return None
        theirs = self.criteria.customer_id in {None, change.event.aggregate_id}
        return handover if theirs else None

    def verdict(self, change: Change, then: Standing, now: datetime) -> Verdict | None:
        """By the images of the change."""
        del now
        if change.event.aggregate != "feedback":
            return None
        if self.criteria.matches(change.after) and self.in_scope(change.after, then.manager):
            return Verdict.SHOW
        if change.before is None:
            return None
        was_among = self.criteria.matches(change.before) and self.in_scope(change.before, then.manager)
        return Verdict.HIDE if was_among else None

    def moved(self, row: EventView, move: Handover, now: datetime) -> Verdict | None:
        """By the image that the feedback had."""
        del now
        if not self.criteria.matches(row.image) or self._about_me(row.image):
            return None
        return Verdict.SHOW if move.taker == str(self.viewer.agent_id) else Verdict.HIDE

    def _about_me(self, image: Image) -> bool:
        return self.viewer.agent_id is not None and str(self.viewer.agent_id) in image["about"]
