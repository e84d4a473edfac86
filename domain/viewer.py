"""Who is asking: the role and what it is bound to."""

from collections.abc import Hashable
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from uuid import UUID


class Role(StrEnum):
    """The roles of the house (角色); what each may see stands beside each aggregate, in `access.py`."""

    CUSTOMER = "customer"
    AGENT = "agent"
    TECHNICAL_SUPPORT = "technical_support"
    PRODUCT = "product"
    BACK_OFFICE = "back_office"
    ACCOUNT_MANAGER = "account_manager"
    RISK_CONTROL = "risk_control"
    SUPERVISOR = "supervisor"
    SERVICE_MANAGER = "service_manager"
    AUDITOR = "auditor"
    WALLBOARD = "wallboard"
    INTEGRATION = "integration"
    ADMIN = "admin"


CASE_HANDLERS = frozenset({Role.AGENT, Role.TECHNICAL_SUPPORT, Role.PRODUCT, Role.BACK_OFFICE})
STAFF = CASE_HANDLERS | {Role.ACCOUNT_MANAGER, Role.RISK_CONTROL, Role.SUPERVISOR}
EVERYBODY = frozenset(Role)
SEE_THEIR_OWN = CASE_HANDLERS | {Role.CUSTOMER, Role.ACCOUNT_MANAGER}
"""Roles whose sight depends on who they are."""


@dataclass(frozen=True, slots=True)
class Viewer:
    """A signed-in asker. `departments` is the own one and, for a supervisor, those below it.

    Whose token ends later is no other asker.
    """

    role: Role
    subject: str
    department: str | None = None
    departments: frozenset[str] = field(default=frozenset())
    agent_id: UUID | None = None
    customer_id: UUID | None = None
    expires_at: datetime | None = field(default=None, compare=False)

    def __hash__(self) -> int:
        """Of the subject alone, which tells nearly all apart: viewers are looked up in every request."""
        return hash(self.subject)

    @property
    def rights_key(self) -> Hashable:
        """Equal for two viewers exactly when they see the same rows and the same fields."""
        personal = self.role in SEE_THEIR_OWN
        # Who came before the desk knew them has no row, and must not be taken for the same one afterwards.
        # The others see all but feedback about themselves.
        person = (self.subject, self.agent_id, self.customer_id) if personal else self.agent_id
        return (self.role, self.departments, person)

    @property
    def author(self) -> str:
        """How events name the one who did it: role and reference, no name of a person."""
        return f"{self.role.value}:{self.subject}"
