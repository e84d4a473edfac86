"""Reading the rules of the house: published versions, and what is proposed."""

from collections.abc import Iterable
from datetime import datetime
from typing import Any, NamedTuple
from uuid import NAMESPACE_OID, UUID, uuid5

from adapters.database import Database, Row, Sql, instant, json, sure, uuid
from adapters.reads.cursor import Cursor, a_number, a_word, an_id
from adapters.reads.page import Page


class PolicyView(NamedTuple):
    """A published version; `newest` tells whether a later one took its place."""

    id: UUID
    name: str
    version: int
    body: Any
    basis: str | None
    author: str
    reason: str | None
    published_at: datetime
    newest: int


def policy_id(name: str, version: int) -> UUID:
    """The id of the row: a version is what it is called."""
    return uuid5(NAMESPACE_OID, f"{name} {version}")


class DraftView(NamedTuple):
    """A proposal with the body of the version it starts from, None where there was none."""

    id: UUID
    version: int
    name: str
    base: int
    body: Any
    basis: str | None
    author: str
    reason: str
    drafted_at: datetime
    status: str
    decided_by: str | None
    decided_why: str | None
    decided_at: datetime | None
    base_body: Any


_NAMES = Cursor("policies", (a_word,))
_VERSIONS = Cursor("the versions of a policy", (a_number,))
_DRAFTS = Cursor("policyDrafts", (an_id,))
_NEWEST = "(select max(x.version) from policy x where x.name = p.name)"
_POLICY = f"select p.id, p.name, p.version, p.body, p.basis, p.author, p.reason, p.published_at, {_NEWEST} as newest"
_OWN = ", ".join(f"d.{name}" for name in DraftView._fields if name != "base_body")
_DRAFT = (
    f"select {_OWN}, b.body as base_body from policy_draft d"
    " left join policy b on b.name = d.name and b.version = d.base"
)


async def policies_page(database: Database, name: str | None, *, first: int, after: str | None) -> Page[PolicyView]:
    """The newest of each name by name, or all versions of one, the newest first."""
    sql = database.sql()
    where = [f"p.version = {_NEWEST}" if name is None else f"p.name = {sql(name)}"]
    if after is not None:
        key = sql(*(_NAMES if name is None else _VERSIONS).read(after))
        where.append(f"p.name > {key}" if name is None else f"p.version < {key}")
    order = "p.name" if name is None else "p.version desc"
    text = f"{_POLICY} from policy p where {' and '.join(where)} order by {order} limit {first + 1}"
    found = [_policy(row) for row in await database.rows(text, sql.values)]
    shown = found[:first]
    cursors = [_NAMES.written(each.name) if name is None else _VERSIONS.written(each.version) for each in shown]
    return Page(shown, cursors, len(found) > first)


async def count_policies(database: Database, name: str | None) -> int:
    """How many names there are, or versions of one."""
    sql = database.sql()
    text = "select count(distinct name) as n from policy"
    if name is not None:
        text = f"select count(*) as n from policy where name = {sql(name)}"
    return int(sure(await database.row(text, sql.values))["n"])


async def policy_called(database: Database, name: str, version: int | None) -> PolicyView | None:
    """The version asked for, or the newest."""
    sql = database.sql()
    which = _NEWEST if version is None else sql(version)
    row = await database.row(
        f"{_POLICY} from policy p where p.name = {sql(name)} and p.version = {which}", sql.values
    )  # fmt: skip
    return None if row is None else _policy(row)


async def policies_by_id(database: Database, ids: Iterable[UUID]) -> dict[UUID, PolicyView]:
    """Those that there are."""
    sql = database.sql()
    rows = await database.rows(f"{_POLICY} from policy p where {sql.among('p.id', ids)}", sql.values)
    return {view.id: view for view in map(_policy, rows)}


class DraftCriteria(NamedTuple):
    """Everything given must hold."""

    name: str | None = None
    status: tuple[str, ...] | None = None

    def where(self, sql: Sql) -> list[str]:
        """The conditions over `policy_draft`."""
        conditions = ["1 = 1"] if self.name is None else [f"d.name = {sql(self.name)}"]
        if self.status is not None:
            conditions.append(sql.among("d.status", self.status))
        return conditions


async def drafts_page(database: Database, criteria: DraftCriteria, *, first: int, after: str | None) -> Page[DraftView]:
    """The newest first: ids sort by time."""
    sql = database.sql()
    where = criteria.where(sql)
    if after is not None:
        where.append(f"d.id < {sql(*_DRAFTS.read(after))}")
    text = f"{_DRAFT} where {' and '.join(where)} order by d.id desc limit {first + 1}"
    found = [_draft(row) for row in await database.rows(text, sql.values)]
    shown = found[:first]
    return Page(shown, [_DRAFTS.written(each.id.hex) for each in shown], len(found) > first)


async def count_drafts(database: Database, criteria: DraftCriteria) -> int:
    """How many there are."""
    sql = database.sql()
    text = f"select count(*) as n from policy_draft d where {' and '.join(criteria.where(sql))}"
    return int(sure(await database.row(text, sql.values))["n"])


async def drafts_by_id(database: Database, ids: Iterable[UUID]) -> dict[UUID, DraftView]:
    """Those that there are."""
    sql = database.sql()
    rows = await database.rows(f"{_DRAFT} where {sql.among('d.id', ids)}", sql.values)
    return {view.id: view for view in map(_draft, rows)}


def _policy(row: Row) -> PolicyView:
    return PolicyView(
        sure(uuid(row["id"])),
        row["name"], row["version"], json(row["body"]), row["basis"], row["author"], row["reason"],
        sure(instant(row["published_at"])), row["newest"],
    )  # fmt: skip


def _draft(row: Row) -> DraftView:
    return DraftView(
        sure(uuid(row["id"])), row["version"], row["name"], row["base"], json(row["body"]), row["basis"],
        row["author"], row["reason"], sure(instant(row["drafted_at"])), row["status"], row["decided_by"],
        row["decided_why"], instant(row["decided_at"]), None if row["base_body"] is None else json(row["base_body"]),
    )  # fmt: skip
