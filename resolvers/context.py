"""The context of one request, or of one event of a feed."""

from collections.abc import Awaitable, Callable, Hashable
from dataclasses import dataclass, field
from typing import Self

from adapters.news.live import Live
from domain.desk import Desk
from domain.viewer import Viewer
from execution.basis import Basis
from execution.context import Ending
from execution.moments import never
from resolvers.reader import HouseReader, Parts
from schema.errors import Unauthenticated

DeskFor = Callable[[Viewer, str], Desk]


@dataclass(slots=True)
class RequestContext:
    """As `execution` wants it: equal `rights_key` means equal sight. `live` is None where nothing is followed."""

    viewer: Viewer | None
    _house: Parts
    desk_for: DeskFor
    _live: Live | None
    request_id: str
    address: str | None = None
    """Where they come from, as far as that is known."""
    until_ended: Callable[[], Awaitable[Ending]] = never
    reader: HouseReader = field(init=False)

    def __post_init__(self) -> None:
        self.reader = HouseReader(self._house, self.viewer)

    @property
    def house(self) -> Parts:
        """The house itself; what is read there by another way than the reader makes an answer that is not kept."""
        return self.reader.house

    @property
    def live(self) -> Live | None:
        """What is live, likewise."""
        self.reader.untold()
        return self._live

    def over(self) -> None:
        """The answer has been given."""
        self.reader.over()

    @property
    def basis(self) -> Basis | None:
        """What the reader has read, and nobody else."""
        return self.reader.basis

    @property
    def rights_key(self) -> Hashable:
        """What this viewer may see, or that there is none."""
        return None if self.viewer is None else self.viewer.rights_key

    @property
    def asker_key(self) -> Hashable | None:
        """The viewer with all that is known of them: some queries tell them who they are."""
        return self.viewer

    async def ended(self) -> Ending:
        """Return when the token ends or is withdrawn."""
        return await self.until_ended()

    @property
    def desk(self) -> Desk:
        """The desk as this viewer stands before it; where commands are given."""
        if self.viewer is None:
            raise Unauthenticated
        return self.desk_for(self.viewer, self.request_id)

    def fresh(self) -> Self:
        """The same asker with a reader of its own."""
        return type(self)(
            self.viewer, self._house, self.desk_for, self._live, self.request_id, self.address, self.until_ended
        )
