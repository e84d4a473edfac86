"""A customer goes from one account manager to another, and takes their tickets along into other feeds."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Self
from uuid import UUID

from adapters.database import Database, json
from adapters.news.change import Change, Image
from adapters.news.group import Group, Standing
from adapters.reads.events import EventView, event_view
from domain.customer.events import AccountManagerAssigned

HANDED_OVER = AccountManagerAssigned.__name__


@dataclass(frozen=True, slots=True)
class Handover:
    """Ids of agents as images have them; None is nobody."""

    event: EventView
    giver: str | None
    taker: str | None

    @classmethod
    def of(cls, change: Change) -> Self | None:
        """None when the change is of another kind."""
        if change.event.type != HANDED_OVER or change.before is None:
            return None
        return cls(change.event, change.before["account_manager"], change.after["account_manager"])

    def concerns(self, agent_id: UUID | None) -> bool:
        """Whether this agent has one customer more, or one less."""
        return agent_id is not None and self.giver != self.taker and str(agent_id) in {self.giver, self.taker}


async def cases_then(
    database: Database, table: str, handover: Handover, *, only: UUID | None = None, after: UUID | None, limit: int
) -> list[EventView]:
    """Each row of the table of cases that is the customer's, by its last event at that time, in the order of ids."""
    sql = database.sql()
    conditions = [f"t.customer_id = {sql(handover.event.aggregate_id)}"]
    conditions += [] if only is None else [f"t.id = {sql(only)}"]
    conditions += [] if after is None else [f"t.id > {sql(after)}"]
    last = (
        "select max(b.version) from event b"
        f" where b.aggregate_id = t.id and b.position < {sql(handover.event.position)}"
    )
    rows = await database.rows(
        "select e.position, e.at, e.aggregate, e.aggregate_id, e.version, e.type, e.author, e.reason, e.request_id,"
        " e.imported, e.facts, e.image, null as sealed"
        f" from {table} t join event e on e.aggregate_id = t.id and e.version = ({last})"
        f" where {' and '.join(conditions)} order by t.id limit {limit}",
        sql.values,
    )
    return [event_view(row) for row in rows]


async def standings_then(
    database: Database, table: str, changes: Iterable[Change], groups: Iterable[Group]
) -> dict[int, Standing]:
    """Who looked after a case's customer when it changed, where somebody's scope hangs on it; images say the rest.

    By position: as the log tells, not as it is by now.
    """
    positions = [change.position for change in changes] if any(group.by_manager for group in groups) else []
    if not positions:
        return {}
    sql = database.sql()
    rows = await database.rows(
        "select e.position, (select c.image from event c where c.aggregate_id = t.customer_id"
        " and c.position < e.position order by c.version desc limit 1) as image"
        f" from event e join {table} t on t.id = e.aggregate_id where {sql.among('e.position', positions)}",
        sql.values,
    )
    return {row["position"]: Standing(manager=_manager(json(row["image"]))) for row in rows}


def _manager(image: Image | None) -> str | None:
    return None if image is None else image["account_manager"]
