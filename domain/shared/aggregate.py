"""An aggregate behaves: its verbs change it and record what happened, in one breath."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, ClassVar
from uuid import UUID


@dataclass(frozen=True, kw_only=True)
class Event:
    """A fact, past tense. `SEALED` names the fields that hold personal data or free text."""

    SEALED: ClassVar[frozenset[str]] = frozenset()

    at: datetime
    reason: str | None = None
    imported: bool = False


@dataclass(frozen=True, slots=True)
class Happening:
    """An event as it took place: the version it led to, what it changed, and the image it left behind."""

    event: Event
    version: int
    changes: Mapping[str, tuple[Any, Any]]
    image: Mapping[str, Any]


@dataclass(slots=True, kw_only=True)
class Aggregate:
    """Knows others by id only. Every recorded event raises `version` by one."""

    KIND: ClassVar[str]
    SENSITIVE: ClassVar[frozenset[str]] = frozenset()

    id: UUID
    version: int = 0
    happenings: list[Happening] = field(default_factory=list, init=False, repr=False, compare=False)
    loaded_version: int = field(default=0, init=False, repr=False, compare=False)
    _seen: dict[str, Any] = field(default_factory=dict, init=False, repr=False, compare=False)

    def state(self) -> dict[str, Any]:
        """Everything that may change, by name, as plain values: what events are compared over."""
        raise NotImplementedError

    def image(self) -> dict[str, Any]:
        """What feeds filter on and rights look at, without personal data."""
        raise NotImplementedError

    def as_loaded(self) -> None:
        """Called by storage: from here on, changes are news."""
        self.loaded_version = self.version
        self._seen = self.state()

    def as_saved(self) -> None:
        """Called by storage: what has happened is written; what is seen is as of the last happening."""
        self.loaded_version = self.version
        self.happenings.clear()

    def _record(self, event: Event) -> None:
        seen, state = self._seen, self.state()
        changes = {
            name: (before, now)
            for name, now in state.items()
            if (before := seen.get(name)) is not now and before != now
        }
        self._seen = state
        self.version += 1
        self.happenings.append(Happening(event, self.version, changes, self.image()))
