"""A ticket that follows another desk's log: the source's own steps, marked imported; none invented, none refused."""

from dataclasses import dataclass, replace
from datetime import datetime
from uuid import UUID

from domain.ticket import events
from domain.ticket.cycle import Cycle
from domain.ticket.lifecycle import DONE, FINAL, Status
from domain.ticket.ticket import Ticket


@dataclass(frozen=True, slots=True, kw_only=True)
class SourceState:
    """What one row of the log says, in our words. `None` means the source does not know."""

    line: int
    digest: str
    at: datetime
    status: Status
    reopenings: int
    level: int | None
    kind: str
    business_line: str | None
    channel: str
    department: str | None
    assignee_id: UUID | None
    met_target: bool | None
    customer_id: UUID | None = None
    resolver_id: UUID | None = None
    resolved_at: datetime | None = None
    closed_at: datetime | None = None


def opened_from_source(
    *,
    id: UUID,  # noqa: A002
    number: str,
    external_reference: str,
    customer_id: UUID,
    subject: str,
    opened_at: datetime,
    by: str,
    row: SourceState,
    level: int,
) -> Ticket:
    """The first row seen of an incident: accepted, whatever state the source shows next."""
    ticket = Ticket(
        id=id,
        number=number,
        external_reference=external_reference,
        customer_id=customer_id,
        subject=subject,
        channel=row.channel,
        kind=row.kind,
        business_line=row.business_line,
        opened_at=opened_at,
        opened_by=by,
        level=row.level or level,
        proposed_level=row.level or level,
        department=row.department,
        assignee_id=row.assignee_id,
        source_met_target=row.met_target,
        current=Cycle(number=1, began_at=opened_at),
    )
    ticket._record(  # noqa: SLF001
        events.TicketOpened(at=row.at, imported=True, ticket_id=id, status=ticket.status, number=number)
    )
    return ticket


def follow(ticket: Ticket, row: SourceState, *, fresh: bool = False) -> None:
    """Take one row over: each difference is an event of its own, and so is the row, also when nothing differs."""
    before = ticket.version
    _follow_customer(ticket, row)
    _follow_words(ticket, row)
    _follow_reopening(ticket, row)
    _follow_status(ticket, row)
    changed = sorted({name for each in ticket.happenings if each.version > before for name in each.changes})
    ticket._record(  # noqa: SLF001
        events.SourceRowRecorded(
            at=row.at,
            imported=True,
            ticket_id=ticket.id,
            status=ticket.status,
            line=row.line,
            digest=row.digest,
            changed=("opened", *changed) if fresh else tuple(changed),
        )
    )


def _follow_customer(ticket: Ticket, row: SourceState) -> None:
    if row.customer_id is not None and row.customer_id != ticket.customer_id:
        ticket.customer_id = row.customer_id
        ticket._record(  # noqa: SLF001
            events.CustomerCorrected(
                at=row.at, imported=True, ticket_id=ticket.id, status=ticket.status, customer_id=row.customer_id
            )
        )


def _follow_words(ticket: Ticket, row: SourceState) -> None:
    level = ticket.level if row.level is None else row.level
    words = (level, row.kind, row.business_line, row.channel, row.met_target)
    if words != (ticket.level, ticket.kind, ticket.business_line, ticket.channel, ticket.source_met_target):
        ticket.level, ticket.kind, ticket.business_line, ticket.channel, ticket.source_met_target = words
        ticket.proposed_level = level
        ticket._record(  # noqa: SLF001
            events.TicketClassified(
                at=row.at,
                imported=True,
                ticket_id=ticket.id,
                status=ticket.status,
                proposed_level=level,
                overruled=False,
            )
        )
    if (row.department, row.assignee_id) != (ticket.department, ticket.assignee_id):
        ticket.department, ticket.assignee_id = row.department, row.assignee_id
        ticket._record(  # noqa: SLF001
            events.TicketAssigned(
                at=row.at,
                imported=True,
                ticket_id=ticket.id,
                status=ticket.status,
                department=row.department,
                assignee_id=row.assignee_id,
            )
        )


def _follow_reopening(ticket: Ticket, row: SourceState) -> None:
    while ticket.cycle <= row.reopenings:
        if ticket.status in DONE | FINAL:
            ticket.status = Status.IN_PROGRESS
        ticket.current = Cycle(number=ticket.cycle + 1, began_at=row.at)
        ticket._record(  # noqa: SLF001
            events.TicketReopened(
                at=row.at, imported=True, ticket_id=ticket.id, status=ticket.status, cycle=ticket.cycle
            )
        )


def _follow_status(ticket: Ticket, row: SourceState) -> None:
    came_from, version = ticket.status, ticket.version
    ticket.status = row.status
    _take_back(ticket, row)
    if row.status in DONE | FINAL:
        _follow_resolution(ticket, row)
    if row.status is Status.ARCHIVED:
        _follow_archiving(ticket, row)
    if came_from is not row.status and ticket.version == version:
        ticket._record(  # noqa: SLF001
            events.TicketMoved(at=row.at, imported=True, ticket_id=ticket.id, status=ticket.status, came_from=came_from)
        )


def _take_back(ticket: Ticket, row: SourceState) -> None:
    # The source may take a closing or a resolution back without counting a reopening: the cycle is open again.
    current = ticket.current
    if row.status is not Status.ARCHIVED and current.archived_at is not None:
        current = replace(current, archived_at=None)
    if row.status not in DONE | FINAL and (current.resolved_at, current.resolver_id) != (None, None):
        current = replace(current, resolved_at=None, resolver_id=None)
    ticket.current = current


def _follow_resolution(ticket: Ticket, row: SourceState) -> None:
    resolved_at = _not_after(row.at, row.resolved_at) or ticket.current.resolved_at or row.at
    resolver = row.resolver_id or ticket.current.resolver_id
    if (resolved_at, resolver) != (ticket.current.resolved_at, ticket.current.resolver_id):
        ticket.current = replace(ticket.current, resolved_at=resolved_at, resolver_id=resolver)
        ticket._record(  # noqa: SLF001
            events.TicketResolved(
                at=row.at,
                imported=True,
                ticket_id=ticket.id,
                status=ticket.status,
                cycle=ticket.cycle,
                resolver_id=resolver,
            )
        )


def _follow_archiving(ticket: Ticket, row: SourceState) -> None:
    archived_at = _not_after(row.at, row.closed_at) or ticket.current.archived_at or row.at
    if archived_at != ticket.current.archived_at:
        ticket.current = replace(ticket.current, archived_at=archived_at)
        ticket._record(  # noqa: SLF001
            events.TicketArchived(at=row.at, imported=True, ticket_id=ticket.id, status=ticket.status)
        )


def _not_after(at: datetime, known: datetime | None) -> datetime | None:
    # The source writes the last resolution and closing on every row, also on rows that were written before them.
    return None if known is None or known > at else known
