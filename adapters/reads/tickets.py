"""Reading tickets: flat rows with the columns that views need, within the viewer's scope."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, NamedTuple, TypeVar
from uuid import UUID

from adapters.database import Database, Row, Sql, instant, uuid
from adapters.reads.columns import Columns, Picked, values_of
from adapters.reads.criteria import TicketCriteria
from adapters.reads.customers import CUSTOMERS
from adapters.reads.page import Order, Page, cursor_of, keyset, order_by
from adapters.rights import customers_of, tickets_of
from domain.ticket.part import Visibility
from domain.viewer import Viewer

V = TypeVar("V")

ORDERS = {
    name + suffix: Order("tickets", name + suffix, column, descending=bool(suffix), time=time)
    for name, column, time in (
        ("DUE_AT", "due_at", True),
        ("OPENED_AT", "opened_at", True),
        ("UPDATED_AT", "updated_at", True),
        ("LEVEL", "level", False),
    )
    for suffix in ("", "_DESC")
}


class TicketView(NamedTuple):
    """A ticket's row as readers see it."""

    id: UUID
    version: int
    number: str
    external_reference: str | None
    customer_id: UUID
    subject: str
    channel: str
    kind: str
    business_line: str | None
    severity: int | None
    status: str
    level: int
    proposed_level: int
    department: str | None
    assignee_id: UUID | None
    opened_at: datetime
    updated_at: datetime
    expected_completion: datetime | None
    source_met_target: bool | None
    cycle: int
    due_at: datetime
    customer: Any
    """Of a ticket that was read with its customer: the columns that were wanted, or None; else UNREAD."""


UNREAD = object()
"""The customer of a ticket that was read without."""

_TICKETS = Columns(
    TicketView,
    "t",
    made={},
    texts={
        **dict.fromkeys(("id", "customer_id", "assignee_id"), uuid),
        **dict.fromkeys(("opened_at", "updated_at", "expected_completion", "due_at"), instant),
        "source_met_target": lambda met: None if met is None else bool(met),
    },
    beside=["customer"],
)
COLUMNS = _TICKETS.all.text
_WIDTH = len(_TICKETS.all.names)


def ticket_view(row: Row) -> TicketView:
    """From a row that begins with all columns, in their order."""
    values, typed = values_of(row)
    view: TicketView = _TICKETS.all.of(values[:_WIDTH], UNREAD, typed=typed)
    return view


def ticket_written(ticket_id: UUID, row: Row) -> TicketView:
    """The same of a row as it was written just now."""
    return TicketView._make((ticket_id, *(row[name] for name in _TICKETS.all.names[1:]), UNREAD))


class Wanted(NamedTuple):
    """What somebody wants to know of tickets: all columns for None, their customers in the same row for a set."""

    columns: frozenset[str] | None = None
    customer: frozenset[str] | None = None


ALL = Wanted()


class _Reading:
    """A selection of tickets as this viewer may see them, and what its rows are made into."""

    def __init__(self, viewer: Viewer, sql: Sql, wanted: Wanted, *always: str) -> None:
        self.columns, self.join = COLUMNS, ""
        self._tickets: Picked | None = None
        self._customers: Picked | None = None
        if wanted.columns is None:
            return
        columns = wanted.columns.union(always)
        if wanted.customer is None:
            self._tickets = _TICKETS.some(columns)
            self.columns = self._tickets.text
            return
        self._tickets, self._customers = _TICKETS.some(columns, "customer"), CUSTOMERS.some(wanted.customer | {"id"})
        self.columns = f"{self._tickets.text}, {self._customers.text_beside_others}"
        self.join = f"left join customer c on c.id = t.customer_id and {customers_of(viewer, sql)}"

    def view(self, row: Row) -> TicketView:
        """What is made of a row."""
        tickets, customers, customer = self._tickets, self._customers, None
        if tickets is None:
            return ticket_view(row)
        values, typed = values_of(row)
        view: TicketView
        if customers is None:
            view = tickets.of(values, typed=typed)
            return view
        width = len(tickets.names)
        if values[width] is not None:
            customer = customers.of(values[width:], typed=typed)
        view = tickets.of(values[:width], customer, typed=typed)
        return view


async def tickets_by_id(
    database: Database, viewer: Viewer, ids: Sequence[UUID], wanted: Wanted = ALL
) -> dict[UUID, TicketView]:
    """Those in scope, by id."""
    sql = database.sql()
    reading = _Reading(viewer, sql, wanted, "id")
    where = f"{sql.called('t.id', ids)} and {tickets_of(viewer, sql)}"
    rows = await database.rows(f"select {reading.columns} from ticket t {reading.join} where {where}", sql.values)
    return {view.id: view for view in map(reading.view, rows)}


async def ticket_named(
    database: Database, viewer: Viewer, *, number: str | None, external_reference: str | None, wanted: Wanted = ALL
) -> TicketView | None:
    """By its number or the source's own reference."""
    sql = database.sql()
    reading = _Reading(viewer, sql, wanted, "id")
    name = f"t.number = {sql(number)}" if number is not None else f"t.external_reference = {sql(external_reference)}"
    text = f"select {reading.columns} from ticket t {reading.join} where {name} and {tickets_of(viewer, sql)}"
    row = await database.row(text, sql.values)
    return None if row is None else reading.view(row)


async def tickets_of_customers(
    database: Database, viewer: Viewer, ids: Iterable[UUID], last: int
) -> dict[UUID, list[TicketView]]:
    """The newest tickets of each customer in scope, the newest first."""
    sql = database.sql()
    where = f"{sql.among('t.customer_id', ids)} and {tickets_of(viewer, sql)}"
    newest = "row_number() over (partition by t.customer_id order by t.opened_at desc, t.id desc) as place"
    text = (
        f"select {COLUMNS} from (select {COLUMNS}, {newest} from ticket t where {where}) t"
        f" where t.place <= {last} order by t.customer_id, t.place"
    )
    found: dict[UUID, list[TicketView]] = {}
    for view in map(ticket_view, await database.rows(text, sql.values)):
        found.setdefault(view.customer_id, []).append(view)
    return found


async def tickets_page(
    database: Database, viewer: Viewer, criteria: TicketCriteria, order: Order, *, first: int, after: str | None,
    now: datetime, wanted: Wanted = ALL,
) -> Page[TicketView]:  # fmt: skip
    """One page in this order."""
    sql = database.sql()
    reading = _Reading(viewer, sql, wanted, "id", order.column)
    conditions = [tickets_of(viewer, sql), *criteria.where(sql, now), *keyset(order, after, sql, "t")]
    text = (
        f"select {reading.columns} from ticket t {reading.join} where {' and '.join(conditions)}"
        f" {order_by(order, 't')} limit {first + 1}"
    )
    views = [reading.view(row) for row in await database.rows(text, sql.values)]
    shown = views[:first]
    cursors = [cursor_of(order, getattr(view, order.column), view.id) for view in shown]
    return Page(shown, cursors, len(views) > first)


async def count_tickets(database: Database, viewer: Viewer, criteria: TicketCriteria, now: datetime) -> int:
    """How many there are in scope."""
    sql = database.sql()
    conditions = [tickets_of(viewer, sql), *criteria.where(sql, now)]
    text = f"select count(*) as n from ticket t where {' and '.join(conditions)}"
    row = await database.row(text, sql.values)
    return 0 if row is None else int(row["n"])


@dataclass(frozen=True, slots=True)
class CycleView:
    """A cycle; its texts are in the event with `resolution_version`."""

    ticket_id: UUID
    number: int
    began_at: datetime
    responded_at: datetime | None
    resolved_at: datetime | None
    resolver_id: UUID | None
    resolution_version: int | None
    feedback_at: datetime | None
    feedback_confirmed_at: datetime | None
    feedback_answered_at: datetime | None
    rating: int | None
    rated_at: datetime | None
    satisfied: bool | None
    reviewed_at: datetime | None
    archived_at: datetime | None


@dataclass(frozen=True, slots=True)
class PartView:
    """A department's part."""

    ticket_id: UUID
    department: str
    joined_at: datetime
    joined_version: int
    finished_at: datetime | None
    finished_version: int | None


@dataclass(frozen=True, slots=True)
class LinkView:
    """From one ticket to another."""

    ticket_id: UUID
    kind: str
    other_id: UUID


@dataclass(frozen=True, slots=True)
class MessageView:
    """A message without its words, which are in the event with `version`."""

    id: UUID
    ticket_id: UUID
    version: int
    cycle: int
    direction: str
    channel: str
    delivery: str
    recording: str | None
    author: str
    at: datetime


@dataclass(frozen=True, slots=True)
class AttachmentView:
    """A file of a message; its name is in the message's event."""

    id: UUID
    message_id: UUID
    position: int
    media_type: str
    size: int
    sha256: str


@dataclass(frozen=True, slots=True)
class NoteView:
    """A note without its words."""

    id: UUID
    ticket_id: UUID
    version: int
    visibility: str
    author: str
    at: datetime


CHILDREN = 100
"""How many cycles, parts, links, messages or notes of one ticket a read returns at the most, the newest first."""


async def cycles_of(database: Database, ids: Iterable[UUID]) -> dict[UUID, list[CycleView]]:
    """The newest cycles of each ticket, oldest first."""
    return await _children(database, CycleView, "ticket_cycle", "ticket_id", ids, "number")


async def parts_of(database: Database, ids: Iterable[UUID]) -> dict[UUID, list[PartView]]:
    """The departments that take part."""
    return await _children(database, PartView, "ticket_part", "ticket_id", ids, "joined_at")


async def links_of(database: Database, ids: Iterable[UUID]) -> dict[UUID, list[LinkView]]:
    """Where each ticket points."""
    return await _children(database, LinkView, "ticket_link", "ticket_id", ids, "other_id")


async def messages_of(database: Database, ids: Iterable[UUID], last: int) -> dict[UUID, list[MessageView]]:
    """The last messages of each ticket, oldest first."""
    return await _children(database, MessageView, "message", "ticket_id", ids, "version", last=last)


async def message_called(database: Database, viewer: Viewer, message_id: UUID) -> MessageView | None:
    """The message, if its ticket is in scope."""
    return await _child(database, viewer, MessageView, "message", message_id)


async def notes_by_id(
    database: Database, viewer: Viewer, ids: Iterable[UUID], *, internal: bool
) -> dict[UUID, NoteView]:
    """Those whose tickets are in scope; the internal ones only for those who may see such."""
    sql = database.sql()
    names = NoteView.__slots__
    conditions = [sql.among("n.id", ids), tickets_of(viewer, sql)]
    conditions += [] if internal else [f"n.visibility = {sql(Visibility.PUBLIC.value)}"]
    columns = ", ".join(f"n.{name}" for name in names)
    text = f"select {columns} from note n join ticket t on t.id = n.ticket_id where {' and '.join(conditions)}"
    views = [NoteView(*[_value(name, row[name]) for name in names]) for row in await database.rows(text, sql.values)]  # type: ignore[arg-type]  # as the columns are
    return {view.id: view for view in views}


async def note_called(
    database: Database, viewer: Viewer, note_id: UUID, *, visibility: Sequence[str]
) -> NoteView | None:
    """The note, if its ticket is in scope and such a reader may see it."""
    note = await _child(database, viewer, NoteView, "note", note_id)
    return note if note is not None and note.visibility in visibility else None


async def attachment_called(
    database: Database, viewer: Viewer, attachment_id: UUID
) -> tuple[AttachmentView, MessageView] | None:
    """The attachment and its message, if the ticket is in scope."""
    sql = database.sql()
    names = AttachmentView.__slots__
    row = await database.row(f"select {', '.join(names)} from attachment where id = {sql(attachment_id)}", sql.values)
    if row is None:
        return None
    view = AttachmentView(*[_value(name, row[name]) for name in names])  # type: ignore[arg-type]  # as the columns are
    message = await message_called(database, viewer, view.message_id)
    return None if message is None else (view, message)


async def attachments_of(database: Database, ids: Iterable[UUID]) -> dict[UUID, list[AttachmentView]]:
    """The files of each message."""
    return await _children(database, AttachmentView, "attachment", "message_id", ids, "position")


async def notes_of(
    database: Database, ids: Iterable[UUID], last: int, *, visibility: Sequence[str]
) -> dict[UUID, list[NoteView]]:
    """The last notes of each ticket that such a reader may see, oldest first."""
    return await _children(
        database, NoteView, "note", "ticket_id", ids, "version", last=last, only=("visibility", visibility)
    )


async def _child(database: Database, viewer: Viewer, view: type[V], table: str, row_id: UUID) -> V | None:
    names: tuple[str, ...] = view.__slots__  # type: ignore[attr-defined]  # slots dataclasses
    sql = database.sql()
    columns = ", ".join(f"m.{name}" for name in names)
    scope = f"m.id = {sql(row_id)} and {tickets_of(viewer, sql)}"
    text = f"select {columns} from {table} m join ticket t on t.id = m.ticket_id where {scope}"
    row = await database.row(text, sql.values)
    return None if row is None else view(*[_value(name, row[name]) for name in names])


async def _children(  # noqa: PLR0917  one statement for all the small tables
    database: Database, view: type, table: str, parent: str, ids: Iterable[UUID], order: str, *,
    last: int = CHILDREN, only: tuple[str, Sequence[str]] | None = None,
) -> dict[UUID, list]:  # type: ignore[type-arg]  # fmt: skip
    names: tuple[str, ...] = view.__slots__  # type: ignore[attr-defined]  # slots dataclasses
    sql = database.sql()
    conditions = [sql.among(parent, ids)] + ([sql.among(only[0], only[1])] if only else [])
    columns = ", ".join(names)
    text = (
        f"select {columns} from (select {columns}, row_number() over (partition by {parent} order by {order} desc)"
        f" as place from {table} where {' and '.join(conditions)}) ranked where place <= {last}"
        f" order by {parent}, {order}"
    )
    found: dict[UUID, list] = {}  # type: ignore[type-arg]
    for row in await database.rows(text, sql.values):
        child = view(*[_value(name, row[name]) for name in names])
        found.setdefault(getattr(child, parent), []).append(child)
    return found


def _value(name: str, value: object) -> object:
    if name == "id" or name.endswith("_id"):
        return uuid(value)  # type: ignore[arg-type]  # a UUID column
    if name == "at" or name.endswith("_at"):
        return instant(value)  # type: ignore[arg-type]  # a time column
    if name == "satisfied":
        return None if value is None else bool(value)
    return value
