"""Customers who are moved on by themselves: by what they do, and by months in which they do nothing (P1.2-c, P1.3-e).

A customer's time to be looked at comes when they were changed or did something that may move them, when they have
been silent for too long, and when a rule is published. Until then nobody looks at them.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from uuid import UUID

from adapters.database import Database, sure, uuid
from adapters.storage.customers import customer_of
from adapters.storage.house import House
from adapters.storage.upkeep import AUTHOR, seen_of
from adapters.storage.work import SqlDesk
from domain.customer.customer import Customer
from domain.shared.errors import Refusal
from domain.upkeep.commands import move_customer_on
from domain.upkeep.rules import LifecycleRule
from domain.upkeep.stages import Seen, move_on, silent_from
from domain.viewer import Role, Viewer

AT_ONCE = 200
LEASE = timedelta(minutes=5)
"""How long a worker has for the customers that it claimed; then they are looked at again."""
_SEES_ALL = Viewer(Role.RISK_CONTROL, "kefu")


@dataclass(slots=True)
class Moving:
    """One for each process that does the worker's duties; any number may work at the same time."""

    house: House
    _version: int | None = field(default=None, init=False)

    async def look(self, *, at_once: int = AT_ONCE) -> int:
        """Look at the customers whose time has come, at most so many; how many there were."""
        rule, now = await self.house.policies.customer_lifecycle(), self.house.now()
        if rule.version != self._version:
            await _heed_new_rule(self.house.database, rule, now)
            self._version = rule.version
        ids = await _claim(self.house.database, rule, now, at_once)
        if not ids:
            return 0
        customers, seen = await _customers(self.house.database, ids), await seen_of(self.house.database, ids)
        for each in customers:
            if _moves(each, seen[each.id], rule, now):
                await _move(self.house, each.id)
        await _look_again(self.house.database, [each for each in customers if not each.happenings], seen, rule, now)
        return len(ids)


async def _heed_new_rule(database: Database, rule: LifecycleRule, now: datetime) -> None:
    """Those that another rule has decided about are due, unless they are already."""
    sql = database.sql()
    at = sql(now)
    older = f"look_rule_version <> {sql(rule.version)} and (look_due_at is null or look_due_at > {at})"
    await database.run(f"update customer set look_due_at = {at} where {older}", sql.values)


async def _claim(database: Database, rule: LifecycleRule, now: datetime, at_once: int) -> list[UUID]:
    sql = database.sql()
    skip = " for update skip locked" if database.postgres else ""
    due = f"select id from customer where look_due_at <= {sql(now)} order by look_due_at limit {at_once}{skip}"
    if await database.row(due.removesuffix(skip), sql.values) is None:
        return []
    text = (
        f"update customer set look_due_at = {sql(now + LEASE)}, look_rule_version = {sql(rule.version)}"
        f" where id in ({due}) returning id"
    )
    return [sure(uuid(row["id"])) for row in await database.rows(text, sql.values)]


async def _customers(database: Database, ids: Sequence[UUID]) -> list[Customer]:
    sql = database.sql()
    rows = await database.rows(f"select c.* from customer c where {sql.called('c.id', ids)}", sql.values)
    return [customer_of(row, ()) for row in rows]


def _moves(customer: Customer, seen: Seen, rule: LifecycleRule, now: datetime) -> bool:
    """Tried on what was read: most stay where they are, and need no command."""
    customer.as_loaded()
    move_on(customer, seen, rule, at=now)
    return bool(customer.happenings)


async def _move(house: House, customer_id: UUID) -> None:
    try:
        await move_customer_on(SqlDesk(house, _SEES_ALL, signs=AUTHOR), customer_id)
    except Refusal:
        return  # somebody changed them meanwhile: that made them due again


async def _look_again(
    database: Database, customers: Sequence[Customer], seen: Mapping[UUID, Seen], rule: LifecycleRule, now: datetime
) -> None:
    """When they would fall silent; what came in since the claim has made them due already, and stays."""
    async with database.transaction():
        for each in customers:
            sql = database.sql()
            again = silent_from(each, seen[each.id], rule)
            where = f"id = {sql(each.id)} and look_due_at = {sql(now + LEASE)}"
            await database.run(f"update customer set look_due_at = {sql(again)} where {where}", sql.values)
