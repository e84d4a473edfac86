"""Who sees which tickets, and who may do what with them: the one place (product.md §2)."""

from enum import StrEnum

from domain.ticket.lifecycle import Action
from domain.viewer import CASE_HANDLERS, STAFF, Role


class TicketScope(StrEnum):
    """Which rows a role sees."""

    OWN = "the viewer's own, as a customer"
    TAKING_PART = "the own department's, and where they take part"
    THEIR_CUSTOMERS = "those of the customers they look after"
    DEPARTMENTS = "those of the department and the ones below it"
    ALL = "all"
    NONE = "none"


ROWS: dict[Role, TicketScope] = {
    Role.CUSTOMER: TicketScope.OWN,
    **dict.fromkeys(CASE_HANDLERS, TicketScope.TAKING_PART),
    Role.ACCOUNT_MANAGER: TicketScope.THEIR_CUSTOMERS,
    Role.RISK_CONTROL: TicketScope.ALL,
    Role.SUPERVISOR: TicketScope.DEPARTMENTS,
    Role.SERVICE_MANAGER: TicketScope.ALL,
    Role.AUDITOR: TicketScope.ALL,
    Role.WALLBOARD: TicketScope.NONE,
    Role.INTEGRATION: TicketScope.DEPARTMENTS,
    Role.ADMIN: TicketScope.NONE,
}

READERS = frozenset(role for role, scope in ROWS.items() if scope is not TicketScope.NONE)
FREE_TEXT_READERS = READERS - {Role.SERVICE_MANAGER}
HOUSE_READERS = READERS - {Role.CUSTOMER, Role.INTEGRATION}
INTERNAL_READERS = FREE_TEXT_READERS & HOUSE_READERS
WALLBOARD_READERS = HOUSE_READERS | {Role.WALLBOARD}

OPENERS = STAFF | {Role.CUSTOMER, Role.INTEGRATION}

MAY: dict[Action, frozenset[Role]] = {
    **dict.fromkeys(Action, STAFF),
    Action.RECEIVE_MESSAGE: STAFF | {Role.CUSTOMER, Role.INTEGRATION},
    Action.CUSTOMER_REPLIED: STAFF | {Role.CUSTOMER, Role.INTEGRATION},
    Action.GIVE_FEEDBACK: STAFF | {Role.CUSTOMER, Role.INTEGRATION},
    Action.RATE: frozenset({Role.CUSTOMER}),
    Action.REVIEW: frozenset({Role.ACCOUNT_MANAGER, Role.SUPERVISOR}),
    Action.REOPEN: STAFF | {Role.CUSTOMER},
    Action.WITHDRAW: STAFF | {Role.CUSTOMER},
}
DELIVERY_REPORTERS = STAFF | {Role.INTEGRATION}
