"""The people of the house: who handles, manages, reviews."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any, ClassVar
from uuid import UUID

from domain.reference import events
from domain.shared.aggregate import Aggregate
from domain.shared.errors import Invalid
from domain.shared.text import a_reason


@dataclass(slots=True, kw_only=True)
class Agent(Aggregate):
    """`external_reference` is the `sub` of the agent's token."""

    KIND: ClassVar[str] = "agent"
    SENSITIVE: ClassVar[frozenset[str]] = frozenset({"name"})

    external_reference: str
    name: str
    department: str | None = None
    active: bool = True

    @classmethod
    def register(
        cls,
        *,
        id: UUID,  # noqa: A002
        external_reference: str,
        name: str,
        department: str | None,
        at: datetime,
        imported: bool = False,
    ) -> "Agent":
        """A person of the house, from here on assignable."""
        reference = external_reference.strip()
        if not 1 <= len(reference) <= 100 or not reference.isprintable():  # noqa: PLR2004
            raise Invalid("an external reference has 1 to 100 printable characters", field=["externalReference"])
        agent = cls(id=id, external_reference=reference, name=_a_name(name), department=department)
        agent._record(events.AgentRegistered(at=at, agent_id=id, imported=imported))
        return agent

    def rename(self, name: str, *, at: datetime) -> None:
        """Called otherwise from here on."""
        name = _a_name(name)
        if name != self.name:
            self.name = name
            self._record(events.AgentRenamed(at=at, agent_id=self.id))

    def move(self, department: str | None, *, at: datetime) -> None:
        """Works in another department."""
        if department != self.department:
            self.department = department
            self._record(events.AgentMoved(at=at, agent_id=self.id, department=department))

    def leave(self, *, why: str | None, at: datetime) -> None:
        """No longer assignable; what they did stays theirs."""
        reason = a_reason(why, why="say why they are no longer assignable")
        if self.active:
            self.active = False
            self._record(events.AgentLeft(at=at, reason=reason, agent_id=self.id))

    def come_back(self, *, at: datetime) -> None:
        """Assignable again."""
        if not self.active:
            self.active = True
            self._record(events.AgentCameBack(at=at, agent_id=self.id))

    def state(self) -> dict[str, Any]:
        """Everything that may change."""
        return {
            "external_reference": self.external_reference,
            "name": self.name,
            "department": self.department,
            "active": self.active,
        }

    def image(self) -> dict[str, Any]:
        """Where they work."""
        return {"department": self.department, "active": self.active}


def _a_name(text: str) -> str:
    name = text.strip()
    if not 1 <= len(name) <= 100 or not name.isprintable():  # noqa: PLR2004
        raise Invalid("a name has 1 to 100 printable characters", field=["name"])
    return name
