"""Feeds of tickets: which changes are news to whom."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import ClassVar
from uuid import UUID

from adapters.database import Database, Sql
from adapters.news.change import Change
from adapters.news.current import Current, tickets_now
from adapters.news.group import Group, GroupKey, Standing, Topic, Verdict
from adapters.news.handover import HANDED_OVER, Handover, cases_then, standings_then
from adapters.reads.criteria import TicketCriteria
from adapters.reads.events import EventView
from adapters.reads.tickets import ORDERS, TicketView, tickets_by_id, tickets_page


class Tickets:
    """Implements `Topic`."""

    aggregate: ClassVar[str] = "ticket"

    async def standings(
        self, database: Database, changes: Sequence[Change], groups: Iterable[Group]
    ) -> Mapping[int, Standing]:
        """Who looked after the customer then."""
        return await standings_then(database, self.aggregate, changes, groups)

    async def now(self, database: Database, ids: set[UUID]) -> Mapping[UUID, Current]:
        """One read."""
        return await tickets_now(database, ids)

    async def moved_by(
        self, database: Database, group: "TicketGroup", move: Handover, *, after: UUID | None, limit: int
    ) -> Sequence[EventView]:
        """The customer's tickets."""
        return await cases_then(database, self.aggregate, move, only=group.ticket_id, after=after, limit=limit)

    async def first_page(self, database: Database, group: "TicketGroup", now: datetime, size: int) -> list[TicketView]:
        """The earliest due first, or the one."""
        if group.ticket_id is not None:
            return list((await tickets_by_id(database, group.viewer, [group.ticket_id])).values())
        page = await tickets_page(
            database, group.viewer, group.criteria, ORDERS["DUE_AT"], first=size, after=None, now=now
        )  # fmt: skip
        return page.rows


@dataclass(slots=True, eq=False)
class TicketGroup(Group):
    """Those who follow the same tickets."""

    topic: ClassVar[Topic] = Tickets()

    criteria: TicketCriteria
    ticket_id: UUID | None
    _before: TicketCriteria = field(init=False)

    def __post_init__(self) -> None:
        # What was due in time when it was shown may have become overdue without any event.
        self._before = replace(self.criteria, overdue=True if self.criteria.overdue else None)

    @property
    def key(self) -> GroupKey:
        """Equal for those who may share a group."""
        return self.viewer.rights_key, self.criteria, self.ticket_id

    def told_by(self, sql: Sql) -> str:
        """Events of tickets, and handovers where the scope hangs on them."""
        kinds = "e.aggregate = 'ticket'"
        if self.ticket_id is not None:
            kinds += f" and e.aggregate_id = {sql(self.ticket_id)}"
        return f"({kinds} or e.type = {sql(HANDED_OVER)})" if self.by_manager else kinds

    def moves(self, change: Change) -> Handover | None:
        """The handover, when tickets come into this scope by it or leave it."""
        handover = Handover.of(change) if self.by_manager else None
        if handover is None or not handover.concerns(self.viewer.agent_id):
            return None
        theirs = self.criteria.customer_id in {None, change.event.aggregate_id}
        return handover if theirs else None

    def verdict(self, change: Change, then: Standing, now: datetime) -> Verdict | None:
        """By the images of the change."""
        event = change.event
        if event.aggregate != "ticket" or (self.ticket_id is not None and event.aggregate_id != self.ticket_id):
            return None
        if self.criteria.matches(change.after, event.at, now) and self.in_scope(change.after, then.manager):
            return Verdict.SHOW
        if change.before is None or change.before_at is None:
            return None
        was_among = self._before.matches(change.before, change.before_at, now)
        return Verdict.HIDE if was_among and self.in_scope(change.before, then.manager) else None

    def moved(self, row: EventView, move: Handover, now: datetime) -> Verdict | None:
        """By the image that the ticket had."""
        if move.taker == str(self.viewer.agent_id):
            return Verdict.SHOW if self.criteria.matches(row.image, row.at, now) else None
        return Verdict.HIDE if self._before.matches(row.image, row.at, now) else None
