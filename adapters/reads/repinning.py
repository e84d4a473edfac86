"""Tickets whose running clocks are on other rules than those in force, and what moving them would change."""

from collections.abc import Collection
from datetime import datetime
from typing import NamedTuple
from uuid import UUID

from adapters.database import Database, Row, Sql, sure, uuid
from adapters.directory import Directory
from adapters.storage.clocks import GOING_WORDS, load_clocks
from domain.clock.promises import Heard
from domain.clock.repinning import Repinned, repinned
from domain.clock.rules import ClockRules
from domain.reference.entry import Family
from domain.ticket.events import PromisesRepinned
from domain.ticket.promised import facts_by


class RepinPage(NamedTuple):
    """What would move, ticket by ticket, and whether there are more to look at after the last."""

    moves: dict[UUID, list[Repinned]]
    last: UUID | None
    more: bool


async def repin_page(
    database: Database, directory: Directory, rules: ClockRules, commitments: Collection[str], *,
    first: int, after: UUID | None, at: datetime,
) -> RepinPage:  # fmt: skip
    """The next so many tickets with such clocks, by id; those with nothing to move are not among the moves."""
    rows = await _outdated(database, rules, commitments, first=first, after=after)
    shown = {sure(uuid(row["id"])): row for row in rows[:first]}
    loaded = await load_clocks(database, shown) if shown else {}
    moves = {}
    for ticket_id, row in shown.items():
        clocks = [clock for clock, _ in loaded[ticket_id].clocks] if ticket_id in loaded else []
        found = repinned("ticket", clocks, rules, commitments, _heard(directory, row, at))
        if found:
            moves[ticket_id] = found
    return RepinPage(moves, next(reversed(shown), None), len(rows) > first)


def _heard(directory: Directory, row: Row, at: datetime) -> Heard:
    kind = directory.word(Family.KIND, row["kind"])
    facts = facts_by(row, complaint=kind is not None and kind.complaint)
    return Heard(event=PromisesRepinned.__name__, at=at, status=row["status"], cycle=row["cycle"], facts=facts)


async def _outdated(
    database: Database, rules: ClockRules, commitments: Collection[str], *, first: int, after: UUID | None
) -> list[Row]:
    sql = database.sql()
    clocks = [
        "k.aggregate = 'ticket'",
        "k.aggregate_id = t.id",
        sql.among("k.state", GOING_WORDS),
        sql.among("k.commitment", commitments or [each.code for each in rules.policy.commitments]),
        f"({' or '.join(_other(sql, rules))})",
    ]
    where = [f"exists (select 1 from clock k where {' and '.join(clocks)})"]
    if after is not None:
        where.append(f"t.id > {sql(after)}")
    text = (
        "select t.id, t.status, t.cycle, t.level, t.kind, t.business_line, t.channel, t.department, t.opened_by,"
        f" c.tier, c.segments from ticket t join customer c on c.id = t.customer_id where {' and '.join(where)}"
        f" order by t.id limit {first + 1}"
    )
    return await database.rows(text, sql.values)


def _other(sql: Sql, rules: ClockRules) -> list[str]:
    """Any reason why a clock may have to move; with several calendars each ticket is asked for its own."""
    chosen = {rules.choice.default, *rules.choice.by_department.values(), *rules.choice.by_tier.values()}
    if len(chosen) > 1:
        return ["1 = 1"]
    code = rules.choice.default
    return [
        f"k.policy_version <> {sql(rules.policy.version)}",
        f"k.calendar <> {sql(code)}",
        f"k.calendar_version <> {sql(rules.calendars.get(code, 0))}",
    ]
