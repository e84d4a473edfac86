"""Whose cases a role sees: tickets, needs and feedback are one column of the matrix (product.md §2)."""

from enum import StrEnum

from domain.viewer import CASE_HANDLERS, Role


class CaseScope(StrEnum):
    """Which cases a role sees."""

    OWN = "the viewer's own, as a customer"
    TAKING_PART = "the own department's, and where they take part"
    THEIR_CUSTOMERS = "those of the customers they look after"
    DEPARTMENTS = "those of the department and the ones below it"
    ALL = "all"
    NONE = "none"


CASE_ROWS: dict[Role, CaseScope] = {
    Role.CUSTOMER: CaseScope.OWN,
    **dict.fromkeys(CASE_HANDLERS, CaseScope.TAKING_PART),
    Role.ACCOUNT_MANAGER: CaseScope.THEIR_CUSTOMERS,
    Role.RISK_CONTROL: CaseScope.ALL,
    Role.SUPERVISOR: CaseScope.DEPARTMENTS,
    Role.SERVICE_MANAGER: CaseScope.ALL,
    Role.AUDITOR: CaseScope.ALL,
    Role.WALLBOARD: CaseScope.NONE,
    Role.INTEGRATION: CaseScope.DEPARTMENTS,
    Role.ADMIN: CaseScope.NONE,
}

READERS = frozenset(role for role, scope in CASE_ROWS.items() if scope is not CaseScope.NONE)
FREE_TEXT_READERS = READERS - {Role.SERVICE_MANAGER}
HOUSE_READERS = READERS - {Role.CUSTOMER, Role.INTEGRATION}
INTERNAL_READERS = FREE_TEXT_READERS & HOUSE_READERS
