"""Which claims of an issuer's token say who somebody is here: as data, since every issuer has words of its own."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from domain.viewer import Role

VALUES_READ = 500
"""Of a claim that is a list, as groups are."""

Path = tuple[str, ...]
"""Names of claims, each within the one before: `realm_access`, `roles`."""


@dataclass(frozen=True, slots=True)
class Mapped:
    """Where a value stands, and what it means here. Without `values` it means itself; with them, only they count.

    Of several the first in the order of the rule is taken, not of the token.
    """

    claim: Path
    values: tuple[tuple[str, str], ...] | None = None

    @classmethod
    def of(cls, body: Mapping[str, Any], meaning: str) -> "Mapped":
        """Read the part of the stored body."""
        values = body.get("values")
        pairs = None if values is None else tuple((each["value"], each[meaning]) for each in values)
        return cls(tuple(body["claim"]), pairs)

    def read(self, said: Mapping[str, Any]) -> object:
        """What the token says, in our words; None when it says nothing, itself when it is nothing we could look up."""
        found = _at(self.claim, said)
        if self.values is None or found is None:
            return found
        named = {found} if isinstance(found, str) else _texts(found)
        return next((meaning for value, meaning in self.values if value in named), None)


@dataclass(frozen=True, slots=True)
class ClaimsRule:
    """What is read from a believed token."""

    version: int
    subject: Path
    role: Mapped
    department: Mapped

    @classmethod
    def of(cls, version: int, body: Mapping[str, Any]) -> "ClaimsRule":
        """Read the stored body of a policy."""
        subject, role, department = tuple(body["subject"]), body["role"], body["department"]
        return cls(version, subject, Mapped.of(role, "role"), Mapped.of(department, "department"))

    def subject_of(self, said: Mapping[str, Any]) -> object:
        """The reference of an agent or a customer, if it is one."""
        return _at(self.subject, said)


def _at(path: Path, said: Mapping[str, Any]) -> object:
    found: object = said
    for name in path:
        found = found.get(name) if isinstance(found, Mapping) else None
    return found


def _texts(found: object) -> frozenset[str]:
    if not isinstance(found, Sequence) or isinstance(found, bytes):
        return frozenset()
    return frozenset(each for each in found[:VALUES_READ] if isinstance(each, str))


DEFAULT_CLAIMS: Mapping[str, Any] = {
    "subject": ["sub"],
    "role": {"claim": ["role"]},
    "department": {"claim": ["department"]},
}
"""As the tokens of product.md §2 have it."""

ROLES = tuple(each.value for each in Role)
