"""What every resolver has at hand: who is asking, and a reader that knows the house."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import TYPE_CHECKING, Any, Protocol
from uuid import UUID

import strawberry

from domain.viewer import Viewer
from schema.errors import Unauthenticated

if TYPE_CHECKING:
    from schema.customer import Customer
    from schema.reference import Agent, BusinessLine, Channel, Department, Kind
    from schema.ticket import Ticket

Views = Sequence[Any]
"""What reads return; the schema does not know the reads."""


class Reader(Protocol):
    """Reads that nested fields need, in batches; None for what there is not, or not in the viewer's scope."""

    def now(self) -> datetime: ...

    def agent(self, agent_id: UUID) -> "Agent | None": ...
    def department(self, code: str) -> "Department": ...
    def channel(self, code: str) -> "Channel": ...
    def business_line(self, code: str) -> "BusinessLine": ...
    def kind(self, code: str) -> "Kind": ...

    async def ticket(self, ticket_id: UUID) -> "Ticket | None": ...
    async def tickets_of(self, customer_id: UUID, last: int) -> "list[Ticket]": ...
    async def customer(self, customer_id: UUID) -> "Customer | None": ...
    async def contact_points(self, customer_id: UUID) -> Views: ...

    async def cycles(self, ticket_id: UUID) -> Views: ...
    async def parts(self, ticket_id: UUID) -> Views: ...
    async def links(self, ticket_id: UUID) -> Views: ...
    async def messages(self, ticket_id: UUID, last: int) -> Views: ...
    async def attachments(self, message_id: UUID) -> Views: ...
    async def notes(self, ticket_id: UUID, last: int) -> Views: ...
    async def events(self, aggregate_id: UUID, last: int) -> Views: ...

    async def words(self, of: str, aggregate_id: UUID, version: int) -> Mapping[str, Any]:
        """The texts sealed in that event, for the field `of`; empty when there are none or they were erased."""
        ...

    async def file(self, file_id: UUID, ticket_id: UUID) -> bytes | None: ...

    async def total(self, criteria: Any) -> int: ...  # noqa: ANN401  the reads' own
    async def count_customers(self, criteria: Any) -> int: ...  # noqa: ANN401  the reads' own
    async def count_events(self, criteria: Any) -> int: ...  # noqa: ANN401  the reads' own


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
