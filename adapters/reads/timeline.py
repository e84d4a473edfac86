"""One history of a customer: everything that has a time and that the viewer may see, the newest first (P4.1-b)."""

from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import NamedTuple
from uuid import UUID

from adapters.database import Database, Sql, instant, sure, uuid
from adapters.reads.cursor import Cursor, a_time, an_id
from adapters.rights import feedbacks_of, interactions_of, invitations_of, needs_of, tickets_of
from domain.shared.scope import FREE_TEXT_READERS, INTERNAL_READERS
from domain.ticket.part import Visibility
from domain.viewer import Viewer


class TimelineKind(StrEnum):
    """What an entry of the timeline is (时间线条目)."""

    INTERACTION = "INTERACTION"
    TICKET = "TICKET"
    NOTE = "NOTE"
    FEEDBACK = "FEEDBACK"
    SURVEY = "SURVEY"
    NEED = "NEED"


class Entry(NamedTuple):
    """What happened when; the thing itself is read by its id."""

    at: datetime
    kind: TimelineKind
    id: UUID


_CURSOR = Cursor("timeline", (a_time, TimelineKind, an_id))


@dataclass(frozen=True, slots=True)
class Piece:
    """A page of the timeline of one customer, with cursors."""

    entries: Sequence[Entry]
    cursors: Sequence[str]
    more: bool


class Source(NamedTuple):
    """Where entries of a kind come from: tables, time, id and customer, and what of them the viewer sees."""

    tables: str
    at: str
    id: str
    customer: str
    scope: Callable[[Viewer, Sql], str]


def _notes(viewer: Viewer, sql: Sql) -> str:
    if viewer.role not in FREE_TEXT_READERS:
        return "1 = 0"
    public = "" if viewer.role in INTERNAL_READERS else f" and n.visibility = {sql(Visibility.PUBLIC.value)}"
    return f"{tickets_of(viewer, sql)}{public}"


SOURCES: Mapping[TimelineKind, Source] = {
    TimelineKind.INTERACTION: Source("interaction i", "i.began_at", "i.id", "i.customer_id", interactions_of),
    TimelineKind.TICKET: Source("ticket t", "t.opened_at", "t.id", "t.customer_id", tickets_of),
    TimelineKind.FEEDBACK: Source("feedback f", "f.received_at", "f.id", "f.customer_id", feedbacks_of),
    TimelineKind.SURVEY: Source("survey_invitation i", "i.invited_at", "i.id", "i.customer_id", invitations_of),
    TimelineKind.NEED: Source("need n", "n.identified_at", "n.id", "n.customer_id", needs_of),
    TimelineKind.NOTE: Source("note n join ticket t on t.id = n.ticket_id", "n.at", "n.id", "t.customer_id", _notes),
}
"""One more kind is one line more, and a line where the schema shows it."""


async def timelines(
    database: Database, viewer: Viewer, ids: Iterable[UUID], kinds: Collection[TimelineKind], *, first: int,
    after: str | None,
) -> dict[UUID, Piece]:  # fmt: skip
    """The next entries of each customer in one statement; whoever asks has checked that they see the customers."""
    sql, customers = database.sql(), list(ids)
    cursor = None if after is None else Entry._make(_CURSOR.read(after))
    # Of one customer each source need not give more than a page; of several the window sees to it.
    limit = f" order by at desc, id desc limit {first + 1}" if len(customers) == 1 else ""
    parts = [
        f"select * from ({_part(viewer, sql, kind, customers, cursor)}{limit}) {kind.value.lower()}"
        for kind in sorted(kinds)
    ]
    place = "row_number() over (partition by customer_id order by at desc, kind desc, id desc) as place"
    text = (
        f"select * from (select customer_id, at, kind, id, {place} from ({' union all '.join(parts)}) told) ranked"
        f" where place <= {first + 1} order by customer_id, place"
    )
    found: dict[UUID, list[Entry]] = {}
    for row in await database.rows(text, sql.values) if parts else ():
        entry = Entry(sure(instant(row["at"])), TimelineKind(row["kind"]), sure(uuid(row["id"])))
        found.setdefault(sure(uuid(row["customer_id"])), []).append(entry)
    return {customer: _piece(entries[:first], more=len(entries) > first) for customer, entries in found.items()}


def _piece(entries: Sequence[Entry], *, more: bool) -> Piece:
    return Piece(entries, [_CURSOR.written(each.at, each.kind, each.id.hex) for each in entries], more)


async def timeline_counts(
    database: Database, viewer: Viewer, ids: Iterable[UUID], kinds: Collection[TimelineKind]
) -> dict[UUID, int]:
    """How many entries each customer has in all."""
    sql, customers = database.sql(), list(ids)
    parts = [_part(viewer, sql, kind, customers, None) for kind in sorted(kinds)]
    text = f"select customer_id, count(*) as n from ({' union all '.join(parts)}) told group by customer_id"
    rows = await database.rows(text, sql.values) if parts else ()
    return {sure(uuid(row["customer_id"])): int(row["n"]) for row in rows}


def _part(viewer: Viewer, sql: Sql, kind: TimelineKind, customers: Sequence[UUID], cursor: Entry | None) -> str:
    source = SOURCES[kind]
    conditions = [sql.among(source.customer, customers), source.scope(viewer, sql)]
    if cursor is not None:
        # Entries of one moment are told apart by kind, then by id.
        later = "1 = 1" if kind < cursor.kind else "1 = 0"
        if kind is cursor.kind:
            later = f"{source.id} < {sql(cursor.id)}"
        conditions.append(f"({source.at} < {sql(cursor.at)} or ({source.at} = {sql(cursor.at)} and {later}))")
    return (
        f"select {source.customer} as customer_id, {source.at} as at, '{kind.value}' as kind, {source.id} as id"
        f" from {source.tables} where {' and '.join(conditions)}"
    )
