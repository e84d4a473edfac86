"""Where the demo takes place: the house, who works there, who comes, the dice; and who would do what with a ticket."""

from dataclasses import dataclass
from random import Random

from adapters.storage.house import House
from adapters.storage.work import SqlDesk
from app.demo.clients import Client, Clients
from app.demo.staff import STAND_IN, Staff
from domain.ticket.ticket import Ticket
from domain.viewer import Role, Viewer

SELF_SERVICE = frozenset({"app", "mini_program", "website", "official_account", "email"})
"""Channels on which the customers write themselves; on the others somebody of ours writes down what they say."""


@dataclass(frozen=True, slots=True)
class Floor:
    """Everybody acts before a desk of their own, so the scope of their role holds."""

    house: House
    staff: Staff
    clients: Clients
    dice: Random

    @classmethod
    def of(cls, house: House, dice: Random) -> "Floor":
        """That of this house."""
        return cls(house, Staff(house.directory), Clients(house.database), dice)

    def desk(self, viewer: Viewer) -> SqlDesk:
        """The desk before that person."""
        return SqlDesk(self.house, viewer, request_id="demo")

    async def handler(self, ticket: Ticket) -> SqlDesk:
        """Whoever works on it: the assignee, else somebody of the department, else who looks after the customer."""
        assignee = self.staff.person(ticket.assignee_id)
        if assignee is not None:
            return self.desk(assignee)
        if ticket.department is None:
            return await self.manager(ticket)
        return self.desk(self.staff.someone(ticket.department, self.dice))

    async def manager(self, ticket: Ticket) -> SqlDesk:
        """The customer's account manager, or the stand-in."""
        client = await self.client(ticket)
        manager = self.staff.person(client.manager_id)
        return self.desk(manager if manager and manager.role is Role.ACCOUNT_MANAGER else STAND_IN)

    async def reviewer(self, ticket: Ticket) -> SqlDesk:
        """The account manager, else a supervisor of the department."""
        managing = await self.manager(ticket)
        return managing if managing.viewer != STAND_IN else self.leader(ticket)

    def leader(self, ticket: Ticket) -> SqlDesk:
        """A supervisor of its department."""
        return self.desk(self.staff.leader(ticket.department, self.dice))

    async def customer(self, ticket: Ticket) -> SqlDesk:
        """The customer themselves."""
        return self.desk((await self.client(ticket)).viewer)

    async def client(self, ticket: Ticket) -> Client:
        """Whose ticket it is."""
        return await self.clients.of(ticket.customer_id)

    def chance(self, share: float) -> bool:
        """True that often."""
        return self.dice.random() < share
