"""Row scopes as SQL: what `domain/*/access.py` says, compiled into every read and every load."""

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from adapters.database import Sql, plain
from domain.customer.access import ROWS as CUSTOMER_ROWS
from domain.customer.access import CustomerScope
from domain.ticket.access import ROWS as TICKET_ROWS
from domain.ticket.access import TicketScope
from domain.ticket.ticket import Ticket
from domain.viewer import Viewer

NOTHING = "1 = 0"
EVERYTHING = "1 = 1"
_NOBODY = UUID(int=0)


def tickets_of(viewer: Viewer, sql: Sql, alias: str = "t") -> str:
    """The predicate over `ticket` that this viewer's rows satisfy."""
    match TICKET_ROWS[viewer.role]:
        case TicketScope.ALL:
            return EVERYTHING
        case TicketScope.OWN:
            return f"{alias}.customer_id = {sql(viewer.customer_id or _NOBODY)}"
        case TicketScope.TAKING_PART:
            return _taking_part(viewer, sql, alias)
        case TicketScope.THEIR_CUSTOMERS:
            manager = sql(viewer.agent_id or _NOBODY)
            return f"{alias}.customer_id in (select id from customer where account_manager_id = {manager})"
        case TicketScope.DEPARTMENTS:
            return sql.among(f"{alias}.department", sorted(viewer.departments))
        case TicketScope.NONE:
            return NOTHING


def _taking_part(viewer: Viewer, sql: Sql, alias: str) -> str:
    ways = [f"{alias}.opened_by = {sql(viewer.author)}", f"{alias}.assignee_id = {sql(viewer.agent_id or _NOBODY)}"]
    if viewer.department is not None:
        ways.append(f"{alias}.department = {sql(viewer.department)}")
        parts = f"select ticket_id from ticket_part where department = {sql(viewer.department)}"
        ways.append(f"{alias}.id in ({parts})")
    return f"({' or '.join(ways)})"


def customers_of(viewer: Viewer, sql: Sql, alias: str = "c") -> str:
    """The predicate over `customer` that this viewer's rows satisfy."""
    match CUSTOMER_ROWS[viewer.role]:
        case CustomerScope.ALL:
            return EVERYTHING
        case CustomerScope.SELF:
            return f"{alias}.id = {sql(viewer.customer_id or _NOBODY)}"
        case CustomerScope.THEIRS:
            return f"{alias}.account_manager_id = {sql(viewer.agent_id or _NOBODY)}"
        case CustomerScope.OF_THEIR_CASES:
            cases = tickets_of(viewer, sql, "own")
            return f"exists (select 1 from ticket own where own.customer_id = {alias}.id and {cases})"
        case CustomerScope.NONE:
            return NOTHING


def sees(viewer: Viewer, ticket: Ticket) -> bool | None:
    """Whether this ticket, as it now stands, is in scope; None when only the database can tell."""
    everything = TICKET_ROWS[viewer.role] is TicketScope.ALL  # then no image need be made
    return True if everything else may_see(viewer, plain(ticket.image()))


def may_see(viewer: Viewer, image: Mapping[str, Any]) -> bool | None:
    """Whether a ticket with this image is in scope; None when only the database can tell."""
    match TICKET_ROWS[viewer.role]:
        case TicketScope.ALL:
            return True
        case TicketScope.OWN:
            return viewer.customer_id is not None and image["customer"] == str(viewer.customer_id)
        case TicketScope.TAKING_PART:
            return (
                image["opened_by"] == viewer.author
                or (viewer.agent_id is not None and image["assignee"] == str(viewer.agent_id))
                or (viewer.department is not None and viewer.department in (image["department"], *image["parts"]))
            )
        case TicketScope.THEIR_CUSTOMERS:
            return None
        case TicketScope.DEPARTMENTS:
            return image["department"] in viewer.departments
        case TicketScope.NONE:
            return False
