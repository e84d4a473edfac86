"""Tickets that were there before clocks were: theirs are made of what the log tells."""

from collections.abc import Callable, Iterable, Iterator, Mapping
from functools import partial
from typing import Any
from uuid import UUID

from adapters.database import Database, Row, instant, json, sure, uuid
from adapters.directory import Directory
from adapters.storage.clocks import Kept, insert_clocks, kept_of
from adapters.storage.house import House
from adapters.storage.rows import DeskFact
from domain.clock.commitment import Facts
from domain.clock.promises import Heard
from domain.reference.entry import Family
from domain.ticket.promised import CHANGING, OF_CUSTOMER, OF_KIND, facts_by

TELLING = " and type <> 'SourceRowRecorded'"
AT_ONCE = 500
"""Tickets in one transaction."""
_DONE = "clocks_since"


async def give_clocks(house: House, *, at_once: int = AT_ONCE) -> int:
    """To every ticket that has none, once in a desk's life; how many there were. Stopped, it goes on from there."""
    if await DeskFact.filter(name=_DONE).using_db(house.database.connection).exists():
        return 0
    await house.directory.refresh(now=True)
    given, after = 0, UUID(int=0)
    while rows := await _without(house.database, after, at_once):
        after = sure(uuid(rows[-1]["id"]))
        await _give(house, rows)
        given += len(rows)
    await DeskFact.create(using_db=house.database.connection, name=_DONE, value=house.now().isoformat())
    return given


async def _without(database: Database, after: UUID, at_once: int) -> list[Row]:
    sql = database.sql()
    text = (
        "select t.id, t.kind, t.business_line, c.tier, c.segments from ticket t join customer c on c.id = t.customer_id"
        f" where t.id > {sql(after)} and not exists (select 1 from clock k where k.aggregate_id = t.id)"
        f" order by t.id limit {at_once}"
    )
    return await database.rows(text, sql.values)


async def _give(house: House, rows: Iterable[Row]) -> None:
    rules = await house.policies.clocks()
    by_id = {sure(uuid(row["id"])): row for row in rows}
    everything = []
    for ticket_id, told in (await told_of(house.database, by_id)).items():
        kept = kept_of("ticket", ticket_id, rules, punctual=True)
        for heard in heard_from(told, partial(facts_then, house.directory, by_id[ticket_id])):
            kept.hear([heard], heard.facts)
        kept.taken += kept.promises.step(house.now())  # at their moments, for nobody is to be told of them now
        everything.append(kept)
    async with house.database.transaction():
        await _write(house.database, everything)


async def _write(database: Database, everything: list[Kept]) -> None:
    await insert_clocks(database, everything)
    place = "$" if database.postgres else "?"
    await database.run_many(
        f"update ticket set due_at = {place}1 where id = {place}2",
        [[database.parameter(each.due_at), database.parameter(each.aggregate_id)] for each in everything],
    )


async def told_of(database: Database, ticket_ids: Iterable[UUID], *, source_rows: bool = True) -> dict[UUID, list[Row]]:
    """What the log tells of each ticket, in order, with or without the rows of another log that were read."""
    sql = database.sql()
    text = (
        "select aggregate_id, version, at, type, facts, image from event where aggregate = 'ticket'"
        f"{'' if source_rows else TELLING} and {sql.among('aggregate_id', ticket_ids)} order by aggregate_id, version"
    )
    found: dict[UUID, list[Row]] = {}
    for row in await database.rows(text, sql.values):
        found.setdefault(sure(uuid(row["aggregate_id"])), []).append(row)
    return found


def heard_from(told: Iterable[Row], facts: Callable[[Mapping[str, Any]], Facts]) -> Iterator[Heard]:
    """What its promises would have heard, event by event; the facts as the image of each event has them."""
    cycle, since, before = 1, None, frozenset[str]()
    for row in told:
        at, image = sure(instant(row["at"])), json(row["image"])
        reopened = row["type"] == "TicketReopened"
        cycle += reopened
        since = at if since is None or reopened else since
        before = frozenset() if reopened else before
        yield Heard(
            event=row["type"], at=at, status=image["status"], cycle=cycle, since=since, facts=facts(image),
            changed=_changed(row), told=before,
        )  # fmt: skip
        before |= {row["type"]}


def _changed(row: Row) -> frozenset[str]:
    if row["version"] == 1:
        return frozenset()
    names = json(row["facts"]).get("changes", {}).keys()
    changed: frozenset[str] = CHANGING & names
    if "kind" in changed:
        changed |= OF_KIND
    return changed | OF_CUSTOMER if "customer_id" in names else changed


def facts_then(directory: Directory, row: Row, image: Mapping[str, Any]) -> Facts:
    """The facts of a ticket as an image has them; what images do not hold is that of the row, as it is now."""
    kind = directory.word(Family.KIND, row["kind"])
    then = {name: image[name] for name in ("level", "channel", "department", "opened_by")}
    now = {name: row[name] for name in ("kind", "business_line", "tier", "segments")}
    return facts_by(now | then, complaint=kind is not None and kind.complaint)
