"""Feeds of alerts: who sees a ticket or feedback sees its alerts, so they come and go with it."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import ClassVar
from uuid import UUID

from adapters.database import Database, Sql, json
from adapters.news.change import Change
from adapters.news.current import Current, alerts_now
from adapters.news.group import Group, Standing, Topic, Verdict
from adapters.news.handover import HANDED_OVER, Handover
from adapters.reads.alerts import ORDERS, UNRESOLVED_WORDS, AlertCriteria, AlertView, alerts_page
from adapters.reads.events import EventView, event_view
from adapters.rights import may_see
from domain.shared.scope import CASE_ROWS, CaseScope

_EVENT = (
    "e.position, e.at, e.aggregate, e.aggregate_id, e.version, e.type, e.author, e.reason, e.request_id, e.imported,"
    " e.facts, e.image, null as sealed"
)


_CASES = (
    "left join ticket t on t.id = a.ticket_id left join feedback f on f.id = a.feedback_id"
    " left join upkeep_task u on u.id = a.task_id"
)
_ABOUT, _CUSTOMER = "coalesce(t.id, f.id, u.id)", "coalesce(t.customer_id, f.customer_id, u.customer_id)"
CASES = frozenset({"ticket", "feedback", "upkeep_task"})


@dataclass(frozen=True, slots=True)
class CasePassed:
    """A ticket or feedback came into a scope or left it, with its alerts; None where the rows of now have to tell."""

    event: EventView
    entered: bool | None


AlertMove = CasePassed | Handover


class Alerts:
    """Implements `Topic`."""

    aggregate: ClassVar[str] = "alert"

    async def standings(
        self, database: Database, changes: Sequence[Change], groups: Iterable[Group]
    ) -> Mapping[int, Standing]:
        """How what they are about stood then, and who looked after the customer."""
        del groups
        positions = [change.position for change in changes if change.event.aggregate == self.aggregate]
        if not positions:
            return {}
        sql = database.sql()
        before = "{0}.position < e.position order by {0}.version desc limit 1"
        rows = await database.rows(
            "select e.position,"
            f" (select n.image from event n where n.aggregate_id = {_ABOUT} and {before.format('n')}) as image,"
            f" (select c.image from event c where c.aggregate_id = {_CUSTOMER} and {before.format('c')}) as customer"
            f" from event e join alert a on a.id = e.aggregate_id {_CASES}"
            f" where {sql.among('e.position', positions)}",
            sql.values,
        )
        return {
            row["position"]: Standing(json(row["image"]), (json(row["customer"]) or {}).get("account_manager"))
            for row in rows
        }

    async def now(self, database: Database, ids: set[UUID]) -> Mapping[UUID, Current]:
        """One read."""
        return await alerts_now(database, ids)

    async def moved_by(
        self, database: Database, group: "AlertGroup", move: AlertMove, *, after: UUID | None, limit: int
    ) -> Sequence[EventView]:
        """The alerts of the ticket or feedback, or of all of the customer."""
        del group
        sql = database.sql()
        owner = _CUSTOMER if isinstance(move, Handover) else _ABOUT
        conditions = [f"{owner} = {sql(move.event.aggregate_id)}"]
        conditions += [] if after is None else [f"a.id > {sql(after)}"]
        last = (
            "select max(b.version) from event b"
            f" where b.aggregate_id = a.id and b.position < {sql(move.event.position)}"
        )
        rows = await database.rows(
            f"select {_EVENT} from alert a {_CASES}"
            f" join event e on e.aggregate_id = a.id and e.version = ({last})"
            f" where {' and '.join(conditions)} order by a.id limit {limit}",
            sql.values,
        )
        return [event_view(row) for row in rows]

    async def first_page(self, database: Database, group: "AlertGroup", now: datetime, size: int) -> list[AlertView]:
        """Those that are not over, the newest first."""
        del now
        still = AlertCriteria(status=UNRESOLVED_WORDS)
        page = await alerts_page(
            database, group.viewer, still, ORDERS["RAISED_AT_DESC"], first=size, after=None
        )  # fmt: skip
        return page.rows


@dataclass(slots=True, eq=False)
class AlertGroup(Group):
    """Those who see the same tickets and feedback."""

    topic: ClassVar[Topic] = Alerts()

    def told_by(self, sql: Sql) -> str:
        """Events of alerts, and of whatever moves what they are about into the scope or out of it."""
        if self._sees_all:
            return "e.aggregate = 'alert'"
        moves = "e.aggregate in ('alert', 'ticket', 'feedback', 'upkeep_task')"
        return f"({moves} or e.type = {sql(HANDED_OVER)})" if self.by_manager else moves

    def moves(self, change: Change) -> AlertMove | None:
        """A case that passed the border of the scope, or a customer who was handed over."""
        if self._sees_all:
            return None
        if change.event.aggregate in CASES:
            return self._passed(change)
        handover = Handover.of(change) if self.by_manager else None
        return handover if handover is not None and handover.concerns(self.viewer.agent_id) else None

    def verdict(self, change: Change, then: Standing, now: datetime) -> Verdict | None:
        """Alerts have no filter: what is in scope is news."""
        del now
        if change.event.aggregate != "alert" or then.image is None:
            return None
        return Verdict.SHOW if self.in_scope(then.image, then.manager) else None

    def moved(self, row: EventView, move: AlertMove, now: datetime) -> Verdict | None:
        """All alike; what is not in scope by now is told as removed."""
        del row, now
        entered = move.taker == str(self.viewer.agent_id) if isinstance(move, Handover) else move.entered
        return Verdict.HIDE if entered is False else Verdict.SHOW

    @property
    def _sees_all(self) -> bool:
        # Who has a name in the house may be complained about, and sees nothing of that.
        return CASE_ROWS[self.viewer.role] is CaseScope.ALL and self.viewer.agent_id is None

    def _passed(self, change: Change) -> CasePassed | None:
        if change.before is None:
            return None  # it was opened: its alerts come by their own events
        before, after = may_see(self.viewer, change.before), may_see(self.viewer, change.after)
        if after is None:  # the customer decides
            corrected = change.before["customer"] != change.after["customer"]
            return CasePassed(change.event, None) if corrected else None
        return CasePassed(change.event, after) if before is not after else None
