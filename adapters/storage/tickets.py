"""Tickets in and out of their tables."""

from collections.abc import Mapping
from datetime import datetime
from functools import lru_cache, partial
from typing import Any, NamedTuple
from uuid import UUID, uuid5

from adapters.database import Database, Row, instant, json, raw, sure, uuid
from adapters.rights import EVERYTHING, tickets_of
from adapters.storage.clocks import clocks_column
from adapters.storage.saving import Saving
from domain.shared.errors import NotFound
from domain.ticket import events
from domain.ticket.cycle import Cycle
from domain.ticket.lifecycle import Status
from domain.ticket.message import Delivery
from domain.ticket.part import Link, LinkKind, Part
from domain.ticket.ticket import Ticket
from domain.viewer import Viewer
from execution.gathering import Gathering

_TICKET = (
    "id, version, number, external_reference, customer_id, subject, channel, kind, business_line, severity, status,"
    " level, proposed_level, department, assignee_id, opened_at, opened_by, expected_completion, source_met_target"
)
_ALWAYS = frozenset({"version", "status", "updated_at", "cycle"})
"""Columns that are written with every change; of the others those that have changed."""
_CYCLE = (
    "number, began_at, responded_at, resolved_at, resolver_id, feedback_at, feedback_confirmed_at,"
    " feedback_answered_at, rating, rated_at, satisfied, reviewed_at, archived_at"
)
_TICKET_NAMES, _CYCLE_NAMES = _TICKET.split(", "), _CYCLE.split(", ")


@lru_cache
def _columns(alias: str, names: str, prefix: str = "") -> str:
    return ", ".join(f"{alias}.{name.strip()} as {prefix}{name.strip()}" for name in names.split(","))


def select_tickets(database: Database, where: str, *more: str) -> str:
    """One statement for a whole ticket: its row, its running cycle, its parts and its links, and `more` columns."""
    if database.postgres:
        parts = "(select json_agg(json_build_array(p.department, p.joined_at, p.finished_at))"
        links = "(select json_agg(json_build_array(l.kind, l.other_id))"
    else:
        parts = "(select json_group_array(json_array(p.department, p.joined_at, p.finished_at))"
        links = "(select json_group_array(json_array(l.kind, l.other_id))"
    return (
        f"select {_columns('t', _TICKET)}, {_columns('y', _CYCLE, 'cycle_')}, t.due_at,"
        f" {parts} from ticket_part p where p.ticket_id = t.id) as parts,"
        f" {links} from ticket_link l where l.ticket_id = t.id) as links{''.join(f', {each}' for each in more)}"
        f" from ticket t join ticket_cycle y on y.ticket_id = t.id and y.number = t.cycle where {where}"
    )


class Beside(NamedTuple):
    """What is kept beside a ticket: when it falls due, and its clocks for `clocks_told`."""

    due_at: datetime
    clocks: object


async def load_ticket(
    database: Database, gathering: Gathering, viewer: Viewer | None, ticket_id: UUID, message_id: UUID | None
) -> tuple[Ticket, Beside]:
    """The ticket in scope, for no viewer any; with the message if one is asked for, and what is beside it; NotFound."""
    read = partial(_rows_in_scope, database, viewer)
    if database.in_transaction:  # what only this transaction sees is nothing for others
        rows = await read([ticket_id])
    else:
        rows = await gathering.read(
            ("a ticket to change", None if viewer is None else viewer.rights_key), [ticket_id], read
        )
    row = rows.get(ticket_id)
    if row is None:
        message = "there is no such ticket"
        raise NotFound(message, field=["ticketId"])
    ticket = ticket_of(row)
    if message_id is not None:
        ticket.deliveries = {message_id: await _delivery(database, ticket_id, message_id)}
    ticket.as_loaded()
    return ticket, Beside(sure(instant(row["due_at"])), row["clocks"])


async def _rows_in_scope(database: Database, viewer: Viewer | None, ids: list[UUID]) -> Mapping[UUID, Row]:
    sql = database.sql()
    if len(ids) == 1:
        named = f"t.id = {sql(ids[0])}"
    elif database.postgres:  # for `any`, PostgreSQL makes a new plan each time, which takes longer than the reading
        named = f"t.id in (select unnest({sql(ids)}::uuid[]))"
    else:
        named = sql.among("t.id", ids)
    scope = EVERYTHING if viewer is None else tickets_of(viewer, sql)
    clocks = f"{clocks_column(database, 't.id')} as clocks"
    rows = await database.rows(select_tickets(database, f"{named} and {scope}", clocks), sql.values)
    return {sure(uuid(row["id"])): row for row in rows}


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
    if raw(row):  # values of their own types, in the order of the statement
        found = tuple(row)
        values: dict[str, Any] = dict(zip(_TICKET_NAMES, found, strict=False))
        cycle: dict[str, Any] = dict(zip(_CYCLE_NAMES, found[len(_TICKET_NAMES) :], strict=False))
    else:
        values, cycle = _of_text(row)
    values["status"] = Status(values["status"])
    parts = [Part(code, _moment(joined), _moment(finished)) for code, joined, finished in json(row["parts"]) or ()]
    links = [Link(LinkKind(kind), UUID(other)) for kind, other in json(row["links"]) or ()]
    return Ticket(
        **values, current=Cycle(**cycle), parts={each.department: each for each in parts}, links=frozenset(links)
    )


def _of_text(row: Row) -> tuple[dict[str, Any], dict[str, Any]]:
    values: dict[str, Any] = {name: row[name] for name in _TICKET_NAMES}
    for name in ("id", "customer_id", "assignee_id"):
        values[name] = uuid(values[name])
    for name in ("opened_at", "expected_completion"):
        values[name] = instant(values[name])
    met = values["source_met_target"]
    values["source_met_target"] = None if met is None else bool(met)
    cycle: dict[str, Any] = {name: row[f"cycle_{name}"] for name in _CYCLE_NAMES}
    cycle = {name: instant(value) if name.endswith("_at") else value for name, value in cycle.items()}
    cycle["resolver_id"] = uuid(cycle["resolver_id"])
    cycle["satisfied"] = None if cycle["satisfied"] is None else bool(cycle["satisfied"])
    return values, cycle


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


def save_ticket(saving: Saving, ticket: Ticket, columns: dict[str, Any], author: str, *, due: bool) -> None:
    """The row with these columns, and whatever of the ticket's smaller tables its happenings touch.

    With `due`, its clocks have heard of it and `due_at` is written too; else it may have moved since it was read.
    """
    changed = {name for each in ticket.happenings for name in each.changes}
    if ticket.loaded_version:
        values = {name: value for name, value in columns.items() if name in changed or name in _ALWAYS}
        if due:
            values["due_at"] = columns["due_at"]
        saving.change("ticket", values, {"id": ticket.id, "version": ticket.loaded_version})
    else:
        saving.insert("ticket", {"id": ticket.id, **columns})
    if any(name.startswith("cycle.") for name in changed):
        _save_cycle(saving, ticket)
    _save_rows(saving, ticket, author)


def _save_cycle(saving: Saving, ticket: Ticket) -> None:
    resolved = {
        each.event.cycle: each.version for each in ticket.happenings if isinstance(each.event, events.TicketResolved)
    }
    for cycle in touched_cycles(ticket):
        values = _of(cycle)
        if cycle.number in resolved:
            values["resolution_version"] = resolved[cycle.number]
        known_by = {"ticket_id": ticket.id, "number": cycle.number}
        saving.put("ticket_cycle", values, known_by, {"id": uuid5(ticket.id, f"cycle {cycle.number}")})


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


def _save_rows(saving: Saving, ticket: Ticket, author: str) -> None:
    for each in ticket.happenings:
        match each.event:
            case events.MessageExchanged() as event:
                _save_message(saving, ticket, each.version, event, author)
            case events.MessageDelivered(message_id=message_id, delivery=delivery):
                saving.touch("message", {"delivery": str(delivery)}, {"id": message_id})
            case events.NoteAdded() as event:
                saving.insert("note", {
                    "id": event.note_id, "ticket_id": ticket.id, "version": each.version,
                    "visibility": str(event.visibility), "author": author, "at": event.at,
                })  # fmt: skip
            case events.TicketLinked() as event:
                row_id = uuid5(ticket.id, f"{event.kind} {event.other_id}")
                saving.insert("ticket_link", {
                    "id": row_id, "ticket_id": ticket.id, "kind": str(event.kind), "other_id": event.other_id,
                })  # fmt: skip
            case events.DepartmentJoined(department=code, at=at):
                part = {
                    "ticket_id": ticket.id, "department": code, "joined_at": at, "joined_version": each.version,
                    "finished_at": None, "finished_version": None,
                }  # fmt: skip
                saving.put("ticket_part", part, {"id": uuid5(ticket.id, f"part {code}")})
            case events.PartFinished(department=code, at=at):
                finished = {"finished_at": at, "finished_version": each.version}
                saving.touch("ticket_part", finished, {"ticket_id": ticket.id, "department": code})
            case _:
                pass


def _save_message(saving: Saving, ticket: Ticket, version: int, event: events.MessageExchanged, author: str) -> None:
    saving.insert("message", {
        "id": event.message_id, "ticket_id": ticket.id, "version": version, "cycle": ticket.cycle,
        "direction": str(event.direction), "channel": event.channel, "delivery": str(event.delivery),
        "recording": event.recording, "author": author, "at": event.at,
    })  # fmt: skip
    for position, file in enumerate(event.attachments):
        saving.insert("attachment", {
            "id": file.id, "message_id": event.message_id, "position": position, "media_type": file.media_type,
            "size": file.size, "sha256": file.sha256,
        })  # fmt: skip
