"""What may happen on a desk, by dice."""

import random
from uuid import UUID

from domain.customer.commands import assign_account_manager
from domain.shared.errors import Refusal
from domain.ticket import commands
from tests.live.desk import LiveDesk


class Life:
    """What happens on a desk, by dice; what the process does not allow is left undone."""

    def __init__(self, desk: LiveDesk, seed: int) -> None:
        self._desk, self._dice = desk, random.Random(seed)
        self.managers: list[UUID] = []
        self.customers: list[UUID] = []
        self.tickets: list[UUID] = []

    async def begin(self) -> None:
        for code in ("north", "south"):
            await self._desk.department(code)
        self.managers = [await self._desk.agent(f"m-{n}") for n in range(2)]
        self.customers = [await self._desk.customer(self._dice.choice(self.managers)) for _ in range(3)]
        for customer_id in self.customers:
            self.tickets += [(await self._desk.ticket(customer_id=customer_id)).id for _ in range(3)]

    async def solve_one(self) -> None:
        """At the end something is done."""
        ticket = await self._desk.ticket(customer_id=self.customers[0])
        self.tickets.append(ticket.id)
        await commands.classify_ticket(self._desk.work, ticket.id)
        await commands.start_ticket(self._desk.work, ticket.id)
        await commands.resolve_ticket(self._desk.work, ticket.id, result="已恢复", cause="密码过期", action="重置")

    async def go_on(self) -> None:
        work, ticket = self._desk.work, self._dice.choice(self.tickets)
        department = self._dice.choice(["north", "south", "desk"])
        try:
            match self._dice.randint(0, 13):
                case 0:
                    customer_id = self._dice.choice(self.customers)
                    self.tickets.append((await self._desk.ticket(customer_id=customer_id, department=department)).id)
                case 1 | 2:
                    await commands.classify_ticket(work, ticket)
                case 3 | 10:
                    await commands.start_ticket(work, ticket)
                case 11 | 12:
                    await commands.resolve_ticket(work, ticket, result="已恢复", cause="密码过期", action="重置")
                case 13:
                    await commands.reopen_ticket(work, ticket, why="仍然无法登录")
                case 4 | 5:
                    agent = self._dice.choice([*self.managers, None])
                    await commands.assign_ticket(work, ticket, department=department, assignee_id=agent)
                case 6:
                    await commands.join_department(work, ticket, department=department, task="核对")
                case 7:
                    await commands.withdraw_ticket(work, ticket, why="客户撤回")
                case _:
                    customer_id, agent = self._dice.choice(self.customers), self._dice.choice([*self.managers, None])
                    await assign_account_manager(work, customer_id, account_manager_id=agent, why="轮岗")
        except Refusal:
            pass
