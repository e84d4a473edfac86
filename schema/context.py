"""What every resolver has at hand: who is asking, and a reader that knows the house."""

from datetime import datetime
from typing import TYPE_CHECKING, Any, Protocol
from uuid import UUID

import strawberry

from domain.viewer import Viewer
from schema.errors import Unauthenticated

if TYPE_CHECKING:
    from schema.customer import Customer
    from schema.reference import Agent, Department


class Reader(Protocol):
    """Reads that nested fields need; None for what there is not."""

    def agent(self, agent_id: UUID) -> "Agent | None": ...
    def department(self, code: str) -> "Department | None": ...
    async def customer(self, customer_id: UUID) -> "Customer | None": ...
    async def total(self, criteria: Any) -> int: ...  # noqa: ANN401  the reads' own
    def now(self) -> datetime: ...


Info = strawberry.Info[Any, None]


def reader_of(info: Info) -> Reader:
    """The reader of this request."""
    reader: Reader = info.context.reader
    return reader


def viewer_of(info: Info) -> Viewer:
    """Who is asking; Unauthenticated when nobody is."""
    viewer: Viewer | None = info.context.viewer
    if viewer is None:
        raise Unauthenticated
    return viewer
