"""Which tickets a list or a feed is about: one set of criteria, as SQL for lists and as a test of images for feeds."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from adapters.database import Sql, like
from adapters.storage.metrics import Sampled
from domain.clock.clock import ClockState
from domain.clock.defaults import FIRST_RESPONSE
from domain.ticket.lifecycle import Status


@dataclass(frozen=True, slots=True, kw_only=True)
class TicketCriteria:
    """Everything given must hold; a tuple is "one of". `*_from` is included, `*_to` is not."""

    status: tuple[Status, ...] | None = None
    level: tuple[int, ...] | None = None
    department: tuple[str, ...] | None = None
    assignee_id: UUID | None = None
    customer_id: UUID | None = None
    channel: tuple[str, ...] | None = None
    subject_contains: str | None = None
    opened_from: datetime | None = None
    opened_to: datetime | None = None
    updated_from: datetime | None = None
    updated_to: datetime | None = None
    overdue: bool | None = None
    overdue_at: datetime | None = None
    """Overdue at that instant, whenever it is asked; None is the time of asking."""
    unassigned: bool | None = None
    waiting: bool | None = None
    resolved_from: datetime | None = None
    due_soon: bool | None = None
    """As the warnings of the running clocks say; images tell nothing of it."""
    breached_from: datetime | None = None
    answered_from: datetime | None = None
    """The first response was given in time, or fell due without, at that instant or later."""
    answered_late: bool = False
    """Of those, the ones that were not answered in time."""
    sampled: Sampled | None = None
    """Behind a sample of a metric."""

    @property
    def changes_with_time(self) -> bool:
        """Whether the same tickets may meet them a moment later or not."""
        asks = self.overdue is not None or self.due_soon is not None or self.answered_from is not None
        return asks and self.overdue_at is None

    def where(self, sql: Sql, now: datetime, alias: str = "t") -> list[str]:
        """The conditions over `ticket`, all of which hold."""
        t = alias
        conditions = [
            sql.among(f"{t}.{column}", values)
            for column, values in (
                ("status", self.status),
                ("level", self.level),
                ("department", self.department),
                ("channel", self.channel),
            )
            if values is not None
        ]
        conditions += [
            f"{t}.{column} {comparison} {sql(value)}"
            for column, comparison, value in (
                ("assignee_id", "=", self.assignee_id),
                ("customer_id", "=", self.customer_id),
                ("opened_at", ">=", self.opened_from),
                ("opened_at", "<", self.opened_to),
                ("updated_at", ">=", self.updated_from),
                ("updated_at", "<", self.updated_to),
            )
            if value is not None
        ]
        if self.subject_contains is not None:
            conditions.append(f"lower({t}.subject) like {sql(like(self.subject_contains.lower()))} escape '!'")
        if self.overdue is not None:
            conditions.append(f"{t}.due_at {'<' if self.overdue else '>='} {sql(self.overdue_at or now)}")
        if self.unassigned is not None:
            conditions.append(f"{t}.assignee_id is {'null' if self.unassigned else 'not null'}")
        if self.waiting:
            conditions.append(sql.among(f"{t}.status", WAITING))
        if self.resolved_from is not None:
            conditions.append(
                f"{t}.id in (select ticket_id from ticket_cycle where resolved_at >= {sql(self.resolved_from)})"
            )
        if self.sampled is not None:
            conditions.append(f"{t}.id in ({self.sampled.ids(sql)})")
        return conditions + self._of_clocks(sql, self.overdue_at or now, t)

    def _of_clocks(self, sql: Sql, now: datetime, t: str) -> list[str]:
        conditions = []
        if self.due_soon is not None:
            soon = f"select k.aggregate_id from clock k where k.warns_at <= {sql(now)} and k.due_at >= {sql(now)}"
            conditions.append(f"{t}.id {'in' if self.due_soon else 'not in'} ({soon})")
        if self.breached_from is not None:
            since = sql(self.breached_from)
            earlier = "select 1 from clock_event p where p.clock_id = e.clock_id and p.kind = 'BREACHED'"
            broken = (
                f"select e.aggregate_id from clock_event e where e.kind = 'BREACHED' and e.moment >= {since}"
                f" and not exists ({earlier} and p.moment < e.moment)"
            )
            conditions.append(f"{t}.id in ({broken})")
        if self.answered_from is not None:
            clocks = "select k.aggregate_id from clock k where"
            answered = f"{clocks} {answered_late(sql, self.answered_from, now)}"
            if not self.answered_late:
                answered += f" union all {clocks} {answered_in_time(sql, self.answered_from)}"
            conditions.append(f"{t}.id in ({answered})")
        return conditions

    def matches(self, image: Mapping[str, Any], updated_at: datetime, now: datetime) -> bool:
        """Whether a ticket with this image is among them, as far as images tell: nothing of resolutions.

        Dates in images are text.
        """
        assignee = None if self.assignee_id is None else str(self.assignee_id)
        customer = None if self.customer_id is None else str(self.customer_id)
        opened = datetime.fromisoformat(image["opened_at"])
        return (
            (self.status is None or image["status"] in self.status)
            and (self.level is None or image["level"] in self.level)
            and (self.department is None or image["department"] in self.department)
            and (self.channel is None or image["channel"] in self.channel)
            and (assignee is None or image["assignee"] == assignee)
            and (customer is None or image["customer"] == customer)
            and (self.subject_contains is None or self.subject_contains.lower() in image["subject"].lower())
            and (self.opened_from is None or opened >= self.opened_from)
            and (self.opened_to is None or opened < self.opened_to)
            and (self.updated_from is None or updated_at >= self.updated_from)
            and (self.updated_to is None or updated_at < self.updated_to)
            and (self.overdue is None or self.overdue == _late(image, self.overdue_at or now))
            and (self.unassigned is None or self.unassigned == (image["assignee"] is None))
            and (not self.waiting or image["status"] in WAITING)
        )


def answered_in_time(sql: Sql, since: datetime) -> str:
    """Clocks `k` of the first response that was given since then and in time."""
    return (
        f"k.commitment = {sql(FIRST_RESPONSE)} and k.stopped_at >= {sql(since)} and k.stopped_at <= k.due_at"
        f" and k.state = {sql(ClockState.FULFILLED)}"
    )


def answered_late(sql: Sql, since: datetime, now: datetime) -> str:
    """Clocks `k` of the first response that fell due since then without an answer, whatever came later."""
    return (
        f"k.commitment = {sql(FIRST_RESPONSE)} and k.due_at >= {sql(since)} and k.due_at < {sql(now)}"
        " and (k.stopped_at is null or k.stopped_at > k.due_at)"
    )


WAITING = sorted([Status.ACCEPTED.value, Status.CLASSIFIED.value])
"""Accepted and nobody has begun: what the customer waits for."""


def _late(image: Mapping[str, Any], at: datetime) -> bool:
    due = image["due_at"]
    return due is not None and datetime.fromisoformat(due) < at
