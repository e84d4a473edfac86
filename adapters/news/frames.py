"""What subscribers receive, before GraphQL gives it its shape; a row is a view of what the feed is about."""

from collections.abc import Hashable
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any
from uuid import UUID

from adapters.reads.events import Place
from adapters.reads.wallboard import WallboardNumbers

Rendered = dict[Hashable, Any]
"""Where `execution` keeps the bytes that equal subscribers share; without one, nothing is shared."""


@dataclass(frozen=True, slots=True, kw_only=True)
class _Frame:
    """Whoever resumes with `cursor` misses nothing behind this place; `within` is a row that the event moved."""

    cursor: str
    position: int
    within: UUID | None = None
    rendered: Rendered | None = field(default=None, compare=False, repr=False)

    @property
    def place(self) -> Place:
        """How far one has come with this frame."""
        return Place(self.position, self.within)


@dataclass(frozen=True, slots=True, kw_only=True)
class Snapshot(_Frame):
    """The first page as it stood at the cursor or later."""

    rows: list[Any]


@dataclass(frozen=True, slots=True, kw_only=True)
class Delta(_Frame):
    """A row of the feed changed; the view is of now and may show more than this change."""

    type: str
    at: datetime
    row: Any


@dataclass(frozen=True, slots=True, kw_only=True)
class Removed(_Frame):
    """A row left the filter or the viewer's scope; the receiver need not have had it."""

    row_id: UUID


@dataclass(frozen=True, slots=True, kw_only=True)
class Heartbeat(_Frame):
    """Nothing happened up to the cursor."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Gap(_Frame):
    """What happened before `cursor` is not told any more: query, then go on. From `oldest` it would have been."""

    oldest: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Draining(_Frame):
    """The process stops; come again with the cursor."""


Event = Delta | Removed
Frame = Snapshot | Delta | Removed | Heartbeat | Gap | Draining


@dataclass(frozen=True, slots=True, kw_only=True)
class WallboardFrame:
    """The numbers, the same object for all who watch the same wallboard."""

    numbers: WallboardNumbers
    rendered: Rendered = field(default_factory=dict, compare=False, repr=False)
