"""The context of one request, or of one event of a feed."""

from collections.abc import Callable, Hashable
from dataclasses import dataclass, field
from datetime import datetime
from typing import Self

from adapters.news.live import Live
from domain.desk import Desk
from domain.viewer import Viewer
from resolvers.reader import HouseReader, Parts
from schema.errors import Unauthenticated

DeskFor = Callable[[Viewer, str], Desk]


@dataclass(slots=True)
class RequestContext:
    """As `execution` wants it: equal `rights_key` means equal sight. `live` is None where nothing is followed."""

    viewer: Viewer | None
    house: Parts
    desk_for: DeskFor
    live: Live | None
    request_id: str
    reader: HouseReader = field(init=False)

    def __post_init__(self) -> None:
        self.reader = HouseReader(self.house, self.viewer)

    @property
    def rights_key(self) -> Hashable:
        """What this viewer may see, or that there is none."""
        return None if self.viewer is None else self.viewer.rights_key

    @property
    def asker_key(self) -> Hashable | None:
        """The viewer: some queries tell them who they are."""
        return self.viewer

    @property
    def expires_at(self) -> datetime | None:
        """When the token ends."""
        return None if self.viewer is None else self.viewer.expires_at

    @property
    def desk(self) -> Desk:
        """The desk as this viewer stands before it; where commands are given."""
        if self.viewer is None:
            raise Unauthenticated
        return self.desk_for(self.viewer, self.request_id)

    def fresh(self) -> Self:
        """The same asker with a reader of its own."""
        return type(self)(self.viewer, self.house, self.desk_for, self.live, self.request_id)
