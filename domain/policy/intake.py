"""Where a new ticket goes when nobody says so: routing as data, so that nothing lies where nobody looks."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any


@dataclass(frozen=True, slots=True)
class IntakeRule:
    """Departments by code: that of the kind, else of the business line, else the one for everything."""

    version: int
    department: str | None = None
    by_kind: Mapping[str, str] = field(default_factory=dict)
    by_business_line: Mapping[str, str] = field(default_factory=dict)

    @classmethod
    def of(cls, version: int, body: Mapping[str, Any]) -> "IntakeRule":
        """Read the stored body of a policy."""
        return cls(version, body.get("department"), body.get("by_kind", {}), body.get("by_business_line", {}))

    def department_for(self, *, kind: str, business_line: str | None) -> str | None:
        """Where a ticket of this kind and business line goes."""
        return self.by_kind.get(kind) or self.by_business_line.get(business_line or "") or self.department


DEFAULT_INTAKE: Mapping[str, Any] = {"department": "desk", "by_kind": {}, "by_business_line": {}}
