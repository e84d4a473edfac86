"""A lifecycle is a table: which action is allowed in which status, and where it leads."""

from collections.abc import Mapping
from enum import StrEnum
from typing import Generic, TypeVar

from domain.shared.errors import NotAllowedNow

S = TypeVar("S", bound=StrEnum)
A = TypeVar("A", bound=StrEnum)


class Lifecycle(Generic[S, A]):
    """Rows of (allowed in, leads to); with `None` the status stays, with a mapping those it does not name stay."""

    def __init__(self, table: Mapping[A, tuple[frozenset[S], S | Mapping[S, S] | None]]) -> None:
        self._table = table

    def after(self, action: A, status: S) -> S:
        """The status that `action` leads to; raises NotAllowedNow when the table does not have it in `status`."""
        allowed, leads_to = self._table[action]
        if status not in allowed:
            where = ", ".join(sorted(each.value for each in allowed))
            raise NotAllowedNow(f"cannot {action.value} while {status.value}: that is allowed in {where}")
        if leads_to is None:
            return status
        if isinstance(leads_to, Mapping):
            return leads_to.get(status, status)
        return leads_to

    def actions_in(self, status: S) -> tuple[A, ...]:
        """What may be done in `status`, in the order of the table."""
        return tuple(action for action, (allowed, _) in self._table.items() if status in allowed)
