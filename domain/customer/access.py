"""Who sees which customers, and who may change them: the one place (product.md §2)."""

from enum import StrEnum

from domain.viewer import CASE_HANDLERS, STAFF, Role


class CustomerScope(StrEnum):
    """Which rows a role sees."""

    SELF = "the viewer, as a customer"
    OF_THEIR_CASES = "those with a ticket or a need in the viewer's scope"
    THEIRS = "those they look after"
    ALL = "all"
    NONE = "none"


ROWS: dict[Role, CustomerScope] = {
    Role.CUSTOMER: CustomerScope.SELF,
    **dict.fromkeys(CASE_HANDLERS, CustomerScope.OF_THEIR_CASES),
    Role.ACCOUNT_MANAGER: CustomerScope.THEIRS,
    Role.RISK_CONTROL: CustomerScope.ALL,
    Role.SUPERVISOR: CustomerScope.OF_THEIR_CASES,
    Role.SERVICE_MANAGER: CustomerScope.NONE,
    Role.AUDITOR: CustomerScope.ALL,
    Role.WALLBOARD: CustomerScope.NONE,
    Role.INTEGRATION: CustomerScope.OF_THEIR_CASES,
    Role.ADMIN: CustomerScope.NONE,
}

READERS = frozenset(role for role, scope in ROWS.items() if scope is not CustomerScope.NONE)
KEEPERS = STAFF
REGISTRARS = STAFF | {Role.INTEGRATION}
