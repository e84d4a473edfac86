"""Ranks that are refreshed by themselves: when their time has come, in batches, told only where they changed (P2.3-c).

A need's time comes a day after it was looked at last, and at once when its customer's activity or attributes change,
when a market event that concerns it begins or ends, and when a rule is published. Until then nobody looks at it.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from uuid import UUID

from adapters.database import Database, instant, sure, uuid
from adapters.storage.behaviour import behaviours
from adapters.storage.bulk import update_many
from adapters.storage.customers import customer_of, unbar
from adapters.storage.house import House
from adapters.storage.log import Signature, append, event_rows
from adapters.storage.market import in_force
from adapters.storage.needs import LOOK_AGAIN, mark_due, need_columns, needs_called
from adapters.storage.rows import NeedRow
from domain.customer.customer import Customer
from domain.need.matrix import CustomerAttributes
from domain.need.need import Need
from domain.need.queue import put_in_turn
from domain.need.rules import NeedRules
from domain.need.surroundings import Behaviour, Surroundings

AUTHOR = "kefu:ranks"
AT_ONCE = 200
"""Needs in one transaction."""
EVENTS_AT_ONCE = 20
"""Market events that turn in one transaction."""
_WRITTEN = (
    "version", "grade", "grade_factors", "grade_rule_version", "value", "service_value", "strategy",
    "assessment_factors", "assessment_rule_version", "updated_at", "standing", "place", "quadrant", "urgency",
    "importance", "score", "rank_factors", "rank_rule_version", "turn",
)  # fmt: skip
_REGRADED = "the attributes of the customer have changed"


@dataclass(slots=True)
class Ranking:
    """One for each process that does the worker's duties; any number may work at the same time."""

    house: House
    _versions: tuple[int, int] | None = field(default=None, init=False)

    async def look(self, *, at_once: int = AT_ONCE) -> int:
        """Rank anew whatever is due, at most so many; how many were looked at."""
        rules, now = await self.house.policies.needs(), self.house.now()
        await self._heed_new_rules(rules, now)
        await turn_market(self.house.database, now)
        return await rank_due(self.house, rules, now, at_once=at_once)

    async def _heed_new_rules(self, rules: NeedRules, now: datetime) -> None:
        versions = rules.assessment.version, rules.rank.version
        if versions == self._versions:
            return
        sql = self.house.database.sql()
        older = (
            f"rank_rule_version <> {sql(rules.rank.version)} or grade_rule_version <> {sql(rules.assessment.version)}"
            f" or assessment_rule_version <> {sql(rules.assessment.version)}"
        )
        await mark_due(self.house.database, sql, f"({older})", now)
        self._versions = versions


async def turn_market(database: Database, now: datetime) -> None:
    """Market events that began or ended by now: the needs that they concern are due."""
    sql = database.sql()
    skip = " for update skip locked" if database.postgres else ""
    due = f"select id from market_event where turns_at <= {sql(now)} order by turns_at limit {EVENTS_AT_ONCE}{skip}"
    if await database.row(due.removesuffix(skip), sql.values) is None:
        return
    async with database.transaction():
        # A write that changes nothing locks on both engines.
        text = f"update market_event set version = version where id in ({due}) returning *"
        for row in await database.rows(text, sql.values):
            concerned = database.sql()
            await mark_due(database, concerned, concerned.among("category", unbar(row["categories"])), now)
            ends_at = sure(instant(row["ends_at"]))
            await database.update(
                "market_event", {"turns_at": ends_at if ends_at > now else None}, {"id": sure(uuid(row["id"]))}
            )


async def rank_due(house: House, rules: NeedRules, now: datetime, *, at_once: int = AT_ONCE) -> int:
    """The needs whose time has come; each is locked until it is written, so no two workers rank the same."""
    database = house.database
    sql = database.sql()
    skip = " for update skip locked" if database.postgres else ""
    due = (
        f"select id from need where rank_due_at <= {sql(now)} and turn is not null"
        f" order by rank_due_at limit {at_once}{skip}"
    )
    if await database.row(due.removesuffix(skip), sql.values) is None:
        return 0
    async with database.transaction():
        text = f"update need set rank_due_at = {sql(now + LOOK_AGAIN)} where id in ({due}) returning id"
        ids = [sure(uuid(row["id"])) for row in await database.rows(text, sql.values)]
        needs = await needs_called(database, ids)
        await _rank(database, needs, rules, now)
        changed = [each for each in needs if each.happenings]
        await _write(database, changed)
    if changed:
        house.ring()
    return len(ids)


async def _rank(database: Database, needs: Sequence[Need], rules: NeedRules, now: datetime) -> None:
    owners = {each.customer_id for each in needs}
    customers = await _customers(database, owners)
    known = await behaviours(database, owners, at=now, abnormal_days=rules.rank.abnormal_days)
    market = await in_force(database, now)
    for each in needs:
        around = Surroundings(known.get(each.customer_id, Behaviour()), market)
        rank(each, customers[each.customer_id], rules, around, at=now)


def rank(need: Need, customer: Customer, rules: NeedRules, around: Surroundings, *, at: datetime) -> None:
    """The grade follows the attributes of the customer, the value what they do, and the rank all of it."""
    graded = rules.assessment.grade(CustomerAttributes.of(customer), need.classes.intensity)
    if graded.grade is not need.grade:
        need.classify(need.classes, graded, at=at, why=_REGRADED)
    put_in_turn(need, customer, rules, around, at=at)


async def _customers(database: Database, ids: set[UUID]) -> Mapping[UUID, Customer]:
    sql = database.sql()
    rows = await database.rows(f"select c.* from customer c where {sql.among('c.id', ids)}", sql.values)
    return {each.id: each for each in (customer_of(row, ()) for row in rows)}


async def _write(database: Database, needs: Sequence[Need]) -> None:
    """Rows first, then the events."""
    if not needs:
        return
    values = [(each, need_columns(each)) for each in needs]
    rows = [(each.id, each.loaded_version, *(row[name] for name in _WRITTEN)) for each, row in values]
    await update_many(database, NeedRow, _WRITTEN, rows)
    await append(database, [row for each in needs for row in event_rows(each, Signature(AUTHOR), None)])
