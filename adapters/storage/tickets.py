"""Tickets in and out of their tables."""

from datetime import datetime
from typing import Any
from uuid import UUID, uuid5

from adapters.database import Database, Row, instant, json, sure, uuid
from adapters.rights import EVERYTHING, tickets_of
from adapters.storage.rows import AttachmentRow, LinkRow, MessageRow, NoteRow, PartRow, TicketRow
from domain.shared.errors import NotFound
from domain.ticket import events
from domain.ticket.cycle import Cycle
from domain.ticket.lifecycle import Status
from domain.ticket.message import Delivery
from domain.ticket.part import Link, LinkKind, Part
from domain.ticket.ticket import Ticket
from domain.viewer import Viewer

_TICKET = (
    "id, version, number, external_reference, customer_id, subject, channel, kind, business_line, severity, status,"
    " level, proposed_level, department, assignee_id, opened_at, opened_by, expected_completion, source_met_target"
)
_CYCLE = (
    "number, began_at, responded_at, resolved_at, resolver_id, feedback_at, feedback_confirmed_at,"
    " feedback_answered_at, rating, rated_at, satisfied, reviewed_at, archived_at"
)


def _columns(alias: str, names: str, prefix: str = "") -> str:
    return ", ".join(f"{alias}.{name.strip()} as {prefix}{name.strip()}" for name in names.split(","))


def select_tickets(database: Database, where: str) -> str:
    """One statement for a whole ticket: its row, its running cycle, its parts and its links."""
    if database.postgres:
        parts = "(select json_agg(json_build_array(p.department, p.joined_at, p.finished_at))"
        links = "(select json_agg(json_build_array(l.kind, l.other_id))"
    else:
        parts = "(select json_group_array(json_array(p.department, p.joined_at, p.finished_at))"
        links = "(select json_group_array(json_array(l.kind, l.other_id))"
    return (
        f"select {_columns('t', _TICKET)}, t.due_at, {_columns('y', _CYCLE, 'cycle_')},"
        f" {parts} from ticket_part p where p.ticket_id = t.id) as parts,"
        f" {links} from ticket_link l where l.ticket_id = t.id) as links"
        f" from ticket t join ticket_cycle y on y.ticket_id = t.id and y.number = t.cycle where {where}"
    )


async def load_ticket(
    database: Database, viewer: Viewer | None, ticket_id: UUID, message_id: UUID | None
) -> tuple[Ticket, datetime]:
    """The ticket in scope, for no viewer any; with the message if one is asked for, and when it is due; NotFound."""
    sql = database.sql()
    where = f"t.id = {sql(ticket_id)} and {EVERYTHING if viewer is None else tickets_of(viewer, sql)}"
    row = await database.row(select_tickets(database, where), sql.values)
    if row is None:
        message = "there is no such ticket"
        raise NotFound(message, field=["ticketId"])
    ticket = ticket_of(row)
    if message_id is not None:
        ticket.deliveries = {message_id: await _delivery(database, ticket_id, message_id)}
    ticket.as_loaded()
    return ticket, sure(instant(row["due_at"]))


async def _delivery(database: Database, ticket_id: UUID, message_id: UUID) -> Delivery:
    sql = database.sql()
    text = f"select delivery from message where id = {sql(message_id)} and ticket_id = {sql(ticket_id)}"
    row = await database.row(text, sql.values)
    if row is None:
        message = "the ticket has no such message"
        raise NotFound(message, field=["messageId"])
    return Delivery(row["delivery"])


def ticket_of(row: Row) -> Ticket:
    """The aggregate from a row of `select_tickets`."""
    values: dict[str, Any] = {name.strip(): row[name.strip()] for name in _TICKET.split(",")}
    for name in ("id", "customer_id", "assignee_id"):
        values[name] = uuid(values[name])
    for name in ("opened_at", "expected_completion"):
        values[name] = instant(values[name])
    met = values["source_met_target"]
    values["source_met_target"] = None if met is None else bool(met)
    cycle: dict[str, Any] = {name.strip(): row[f"cycle_{name.strip()}"] for name in _CYCLE.split(",")}
    cycle = {name: instant(value) if name.endswith("_at") else value for name, value in cycle.items()}
    cycle["resolver_id"] = uuid(cycle["resolver_id"])
    cycle["satisfied"] = None if cycle["satisfied"] is None else bool(cycle["satisfied"])
    values["status"] = Status(values["status"])
    parts = [Part(code, _moment(joined), _moment(finished)) for code, joined, finished in json(row["parts"]) or []]
    links = [Link(LinkKind(kind), UUID(other)) for kind, other in json(row["links"]) or []]
    return Ticket(
        **values, current=Cycle(**cycle), parts={each.department: each for each in parts}, links=frozenset(links)
    )


def _moment(value: str | None) -> Any:  # noqa: ANN401  None for None, an instant for an instant
    return instant(value)


def ticket_columns(ticket: Ticket, due_at: datetime | None) -> dict[str, Any]:
    """The row as the aggregate and its clocks now stand; when it falls due only where its clocks have heard of it."""
    columns = {
        "version": ticket.version,
        "number": ticket.number,
        "external_reference": ticket.external_reference,
        "customer_id": ticket.customer_id,
        "subject": ticket.subject,
        "channel": ticket.channel,
        "kind": ticket.kind,
        "business_line": ticket.business_line,
        "severity": ticket.severity,
        "status": ticket.status.value,
        "level": ticket.level,
        "proposed_level": ticket.proposed_level,
        "department": ticket.department,
        "assignee_id": ticket.assignee_id,
        "opened_at": ticket.opened_at,
        "opened_by": ticket.opened_by,
        "updated_at": ticket.happenings[-1].event.at,
        "expected_completion": ticket.expected_completion,
        "source_met_target": ticket.source_met_target,
        "cycle": ticket.cycle,
    }
    return columns if due_at is None else columns | {"due_at": due_at}


async def insert_ticket(database: Database, ticket: Ticket, due_at: datetime, author: str) -> None:
    """The row and its first cycle."""
    await TicketRow.create(using_db=database.connection, id=ticket.id, **ticket_columns(ticket, due_at))
    await write_parts(database, ticket, author)


async def update_ticket(database: Database, ticket: Ticket, due_at: datetime | None, author: str) -> bool:
    """False when somebody else was first."""
    # Written by hand, as every change comes through here: to put the statement together, the ORM takes longer than
    # the database to run it.
    loaded = {"id": ticket.id, "version": ticket.loaded_version}
    if not await database.update("ticket", ticket_columns(ticket, due_at), loaded):
        return False
    await write_parts(database, ticket, author)
    return True


async def write_parts(database: Database, ticket: Ticket, author: str) -> None:
    """Whatever of the ticket's smaller tables its happenings touch."""
    changed = {name.partition(".")[0] for each in ticket.happenings for name in each.changes}
    if "cycle" in changed:
        await _write_cycle(database, ticket)
    await _write_rows(database, ticket, author)


async def _write_cycle(database: Database, ticket: Ticket) -> None:
    resolved = {
        each.event.cycle: each.version for each in ticket.happenings if isinstance(each.event, events.TicketResolved)
    }
    for cycle in touched_cycles(ticket):
        values = _of(cycle)
        if cycle.number in resolved:
            values["resolution_version"] = resolved[cycle.number]
        known_by = {"ticket_id": ticket.id, "number": cycle.number}
        if not await database.update("ticket_cycle", values, known_by):
            row_id = uuid5(ticket.id, f"cycle {cycle.number}")
            await database.insert("ticket_cycle", [{"id": row_id, **known_by, **values}])


def touched_cycles(ticket: Ticket) -> list[Cycle]:
    """Every cycle that ran within this piece of work, as it ended or as it now runs.

    Read backwards: undoing each happening's changes gives the cycle as it was before it.
    """
    running = ticket.current.values()
    found = [ticket.current]
    for each in reversed(ticket.happenings):
        before = {n.partition(".")[2]: pair[0] for n, pair in each.changes.items() if n.startswith("cycle.")}
        begun = "number" in before
        running |= before
        if begun and before["number"] is not None:
            found.append(Cycle(**running))
    return found[::-1]


def _of(cycle: Cycle) -> dict[str, Any]:
    values = cycle.values()
    del values["number"]
    return values


async def _write_rows(database: Database, ticket: Ticket, author: str) -> None:
    connection = database.connection
    for each in ticket.happenings:
        match each.event:
            case events.MessageExchanged() as event:
                await _insert_message(database, ticket, each.version, event, author)
            case events.MessageDelivered(message_id=message_id, delivery=delivery):
                await MessageRow.filter(id=message_id).using_db(connection).update(delivery=str(delivery))
            case events.NoteAdded() as event:
                await NoteRow.create(
                    using_db=connection, id=event.note_id, ticket_id=ticket.id, version=each.version,
                    visibility=str(event.visibility), author=author, at=event.at,
                )  # fmt: skip
            case events.TicketLinked() as event:
                row_id = uuid5(ticket.id, f"{event.kind} {event.other_id}")
                await LinkRow.create(
                    using_db=connection, id=row_id, ticket_id=ticket.id, kind=str(event.kind), other_id=event.other_id
                )
            case events.DepartmentJoined(department=code, at=at):
                row_id = uuid5(ticket.id, f"part {code}")
                await PartRow.update_or_create(
                    {"ticket_id": ticket.id, "department": code, "joined_at": at, "joined_version": each.version,
                     "finished_at": None, "finished_version": None}, id=row_id, using_db=connection,
                )  # fmt: skip
            case events.PartFinished(department=code, at=at):
                part = PartRow.filter(ticket_id=ticket.id, department=code).using_db(connection)
                await part.update(finished_at=at, finished_version=each.version)
            case _:
                pass


async def _insert_message(
    database: Database, ticket: Ticket, version: int, event: events.MessageExchanged, author: str
) -> None:
    connection = database.connection
    await MessageRow.create(
        using_db=connection, id=event.message_id, ticket_id=ticket.id, version=version, cycle=ticket.cycle,
        direction=str(event.direction), channel=event.channel, delivery=str(event.delivery),
        recording=event.recording, author=author, at=event.at,
    )  # fmt: skip
    for position, file in enumerate(event.attachments):
        await AttachmentRow.create(
            using_db=connection, id=file.id, message_id=event.message_id, position=position,
            media_type=file.media_type, size=file.size, sha256=file.sha256,
        )  # fmt: skip
