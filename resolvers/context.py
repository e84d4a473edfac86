"""The context of one request, or of one event of a feed."""

from collections.abc import Callable, Hashable
from dataclasses import dataclass, field
from datetime import datetime
from typing import Self
from uuid import UUID

from strawberry.dataloader import DataLoader

from adapters.database import Database
from adapters.directory import Directory
from adapters.reads.criteria import TicketCriteria
from adapters.reads.customers import customers_by_id
from adapters.reads.tickets import count_tickets
from domain.reference.entry import Family
from domain.viewer import Viewer
from schema.customer import Customer
from schema.reference import Agent, Department


@dataclass(slots=True)
class HouseReader:
    """Words and people from the directory, without a statement; rows in batches, within the viewer's scope."""

    database: Database
    directory: Directory
    viewer: Viewer | None
    now: Callable[[], datetime]
    customers: DataLoader[UUID, Customer | None] = field(init=False)

    def __post_init__(self) -> None:
        self.customers = DataLoader(self._customers)

    async def customer(self, customer_id: UUID) -> Customer | None:
        """The customer, if in scope."""
        return await self.customers.load(customer_id)

    async def total(self, criteria: TicketCriteria) -> int:
        """How many tickets there are in scope."""
        return 0 if self.viewer is None else await count_tickets(self.database, self.viewer, criteria, self.now())

    async def _customers(self, ids: list[UUID]) -> list[Customer | None]:
        found = {} if self.viewer is None else await customers_by_id(self.database, self.viewer, ids)
        return [Customer.of(found[each]) if each in found else None for each in ids]

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
    database: Database
    directory: Directory
    now: Callable[[], datetime]
    request_id: str
    reader: HouseReader = field(init=False)

    def __post_init__(self) -> None:
        self.reader = HouseReader(self.database, self.directory, self.viewer, self.now)

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
        return type(self)(self.viewer, self.database, self.directory, self.now, self.request_id)
