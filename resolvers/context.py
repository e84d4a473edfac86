"""The context of one request, or of one event of a feed."""

from collections.abc import Hashable
from dataclasses import dataclass, field
from datetime import datetime
from typing import Self
from uuid import UUID

from adapters.directory import Directory
from domain.reference.entry import Family
from domain.viewer import Viewer
from schema.reference import Agent, Department


@dataclass(slots=True)
class DirectoryReader:
    """Answers from the directory, without a statement."""

    directory: Directory

    def agent(self, agent_id: UUID) -> Agent | None:
        """The agent with this id."""
        person = self.directory.person(agent_id)
        return None if person is None else Agent.of(person)

    def department(self, code: str) -> Department | None:
        """The department with this code."""
        word = self.directory.word(Family.DEPARTMENT, code)
        return None if word is None else Department.of(word)


@dataclass(slots=True)
class RequestContext:
    """As `execution` wants it: equal `rights_key` means equal sight."""

    viewer: Viewer | None
    directory: Directory
    request_id: str
    reader: DirectoryReader = field(init=False)

    def __post_init__(self) -> None:
        self.reader = DirectoryReader(self.directory)

    @property
    def rights_key(self) -> Hashable:
        """What this viewer may see, or that there is none."""
        return None if self.viewer is None else self.viewer.rights_key

    @property
    def expires_at(self) -> datetime | None:
        """When the token ends."""
        return None if self.viewer is None else self.viewer.expires_at

    def fresh(self) -> Self:
        """The same asker with a reader of its own."""
        return type(self)(self.viewer, self.directory, self.request_id)
