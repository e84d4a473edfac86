"""Whom a level of a ladder tells: written in a policy as a word, found out when the level is reached."""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum
from typing import Self

from domain.shared.errors import Invalid
from domain.viewer import Role

_REFERENCE = re.compile(r"[\w.-]{1,100}")
HEAD = Role.SUPERVISOR
"""Who leads a department (部门主管)."""


class Whom(StrEnum):
    """How a recipient is named."""

    ASSIGNEE = "assignee"
    ACCOUNT_MANAGER = "account_manager"
    AGENT = "agent"
    ROLE = "role"


class Where(StrEnum):
    """Whose people a role means: the ticket's department's, those of the one above it, or the whole house's."""

    DEPARTMENT = "department"
    ABOVE = "above"
    HOUSE = "house"


@dataclass(frozen=True, slots=True, kw_only=True)
class Surroundings:
    """What a ticket is surrounded by at the moment: codes and external references, None for nobody."""

    department: str | None = None
    department_above: str | None = None
    assignee: str | None = None
    account_manager: str | None = None


@dataclass(frozen=True, slots=True)
class Recipient:
    """`assignee`, `account_manager`, `agent:S-0001`, `role:supervisor@department`, `…@above`, or `role:auditor`."""

    whom: Whom
    name: str | None = None
    where: Where = Where.HOUSE

    @classmethod
    def of(cls, text: str) -> Self:
        """Read the word of a policy; Invalid says what would be right."""
        whom, colon, rest = text.partition(":")
        try:
            if whom in {Whom.ASSIGNEE, Whom.ACCOUNT_MANAGER} and not colon:
                return cls(Whom(whom))
            if whom == Whom.AGENT and _REFERENCE.fullmatch(rest):
                return cls(Whom.AGENT, rest)
            role, at, where = rest.partition("@")
            if whom == Whom.ROLE:
                return cls(Whom.ROLE, Role(role).value, Where(where) if at else Where.HOUSE)
        except ValueError:
            pass
        raise Invalid(
            f"{text!r} names nobody; write assignee, account_manager, agent:REFERENCE, role:NAME,"
            " role:NAME@department or role:NAME@above",
            field=["tell"],
        )

    def found(self, around: Surroundings) -> str | None:
        """The address: `agent:REFERENCE`, `role:NAME@DEPARTMENT` or `role:NAME`; None when there is no such person."""
        match self.whom:
            case Whom.AGENT:
                return f"agent:{self.name}"
            case Whom.ASSIGNEE:
                return None if around.assignee is None else f"agent:{around.assignee}"
            case Whom.ACCOUNT_MANAGER:
                return None if around.account_manager is None else f"agent:{around.account_manager}"
            case Whom.ROLE:
                return _role(self.name or HEAD, self._department(around))

    def _department(self, around: Surroundings) -> str | None:
        if self.where is Where.HOUSE:
            return None
        above = around.department_above if self.where is Where.ABOVE else None
        return above or around.department


def addresses(recipients: Iterable[Recipient], around: Surroundings) -> tuple[str, ...]:
    """Everybody once, in order; the head of the department where it would be nobody: no alert is told to no one."""
    found = dict.fromkeys(address for each in recipients if (address := each.found(around)) is not None)
    return tuple(found) or (_role(HEAD, around.department),)


def _role(name: str, department: str | None) -> str:
    return f"role:{name}" if department is None else f"role:{name}@{department}"
