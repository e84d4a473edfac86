"""What can happen to the words of the house and to its people."""

from dataclasses import dataclass
from uuid import UUID

from domain.shared.aggregate import Event


@dataclass(frozen=True, kw_only=True)
class EntryEvent(Event):
    family: str
    code: str


@dataclass(frozen=True, kw_only=True)
class EntryDefined(EntryEvent):
    pass


@dataclass(frozen=True, kw_only=True)
class EntryRenamed(EntryEvent):
    pass


@dataclass(frozen=True, kw_only=True)
class DepartmentMoved(EntryEvent):
    parent: str | None


@dataclass(frozen=True, kw_only=True)
class EntryRetired(EntryEvent):
    pass


@dataclass(frozen=True, kw_only=True)
class EntryRestored(EntryEvent):
    pass


@dataclass(frozen=True, kw_only=True)
class AgentEvent(Event):
    agent_id: UUID


@dataclass(frozen=True, kw_only=True)
class AgentRegistered(AgentEvent):
    pass


@dataclass(frozen=True, kw_only=True)
class AgentRenamed(AgentEvent):
    pass


@dataclass(frozen=True, kw_only=True)
class AgentMoved(AgentEvent):
    department: str | None


@dataclass(frozen=True, kw_only=True)
class AgentLeft(AgentEvent):
    pass


@dataclass(frozen=True, kw_only=True)
class AgentCameBack(AgentEvent):
    pass
