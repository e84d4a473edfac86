"""Whatever happens at the desk and whoever asks: an answer that was kept is what running the query comes to."""

import random
from collections.abc import Awaitable, Callable
from contextlib import suppress
from dataclasses import dataclass, field, replace
from datetime import timedelta
from typing import Any
from uuid import UUID

import pytest

from adapters.directory import Directory
from adapters.storage.numbers import Numbers
from adapters.storage.policies import Policies
from adapters.storage.timers import take_due
from app.house import OpenHouse
from domain.customer import commands as customers
from domain.customer.customer import Tier
from domain.policy import commands as policies
from domain.policy.intake import DEFAULT_INTAKE
from domain.policy.level import DEFAULT_LEVEL_RULE
from domain.reference import commands as house
from domain.reference.entry import Family
from domain.shared.errors import Refusal
from domain.ticket import commands as tickets
from domain.ticket.part import LinkKind, Visibility
from domain.viewer import Role, Viewer
from execution.gathering import Gathering
from schema.ids import global_id
from tests.answers.counter import Counter, open_counter
from tests.live.desk import LiveDesk, followed

STEPS = 120
DEPARTMENTS = ("desk", "trading", "accounts")

LIST = """query ($filter: TicketFilter, $by: TicketOrder) { tickets(first: 10, filter: $filter, orderBy: $by) {
 totalCount pageInfo { endCursor hasNextPage } nodes { number subject status level version dueAt %s
 customer { name tier accountManager { name } } assignee { name department { name } } kind { name }
 events(last: 3) { type at version } } } }"""
PLAIN, LATE = LIST % "", LIST % "overdue"
TICKET = """query ($id: ID) { ticket(id: $id) { status version department { name parent { name } } actions
 parts { department { code } finishedAt } links { kind ticket { number status } } notes(last: 3) { visibility at }
 cycles { number resolvedAt resolver { name } } customer { name tickets(last: 5) { number status } } } }"""
NUMBER = "query ($number: String) { ticket(number: $number) { status assignee { name } overdue } }"
CLOCKS = """query ($id: ID) { ticket(id: $id) { dueAt overdue nearestClock { commitment dueAt state }
 clocks { commitment state dueAt breached steps { code recorded } } } }"""
WORDS = "query ($id: ID) { ticket(id: $id) { status narrative notes(last: 3) { text } } }"
CUSTOMER = """query ($id: ID) { customer(id: $id) { name tier version contactPoints { value } events(last: 4) { type }
 accountManager { name } tickets(last: 5) { number status events(last: 1) { type } } } }"""
CUSTOMERS = """query ($filter: CustomerFilter) { customers(first: 10, filter: $filter) { totalCount
 nodes { name tier accountManager { name } tickets(last: 2) { number status } } } }"""
OTHERS = (
    "{ me { role subject department } }",
    "{ events(first: 20) { nodes { type version } pageInfo { endCursor } } }",
    "{ wallboard { byStatusAndLevel { status level value } overdue { value } } }",
    "{ departments(first: 20) { nodes { code name retired parent { code } } } agents(first: 20) { nodes { name } } }",
    "{ __typename tickets(first: 1) { totalCount } }",
)


@dataclass
class Life:
    """Things happen by dice; what is refused is refused."""

    desk: LiveDesk
    dice: random.Random
    agents: list[UUID] = field(default_factory=list)
    customers: list[UUID] = field(default_factory=list)
    tickets: list[tuple[UUID, str]] = field(default_factory=list)

    async def begin(self) -> None:
        for code in DEPARTMENTS[1:]:
            await self.desk.department(code)
        for name, department in (("anna", "trading"), ("bob", "accounts"), ("mia", "desk")):
            self.agents.append(await self.desk.agent(name, department))
        self.customers = [await self.desk.customer(self.agents[2]), await self.desk.customer()]
        for _ in range(6):
            await self.open()

    async def open(self) -> None:
        ticket = await self.desk.ticket(
            customer_id=self.dice.choice(self.customers), department=self.dice.choice(DEPARTMENTS), narrative="打不开"
        )
        self.tickets.append((ticket.id, ticket.number))

    async def happen(self) -> None:
        with suppress(Refusal):
            await self.dice.choice((self.on_a_ticket, self.on_a_ticket, self.on_a_customer, self.on_the_house))()

    async def on_a_ticket(self) -> None:
        work, dice = self.desk.work, self.dice
        ticket_id, _ = dice.choice(self.tickets)
        other, _ = dice.choice(self.tickets)
        verbs: list[Callable[[], Awaitable[Any]]] = [
            self.open,
            lambda: tickets.classify_ticket(work, ticket_id, kind=dice.choice(("account", "trading"))),
            lambda: tickets.start_ticket(work, ticket_id),
            lambda: tickets.await_customer(work, ticket_id),
            lambda: tickets.resume_ticket(work, ticket_id),
            lambda: tickets.resolve_ticket(work, ticket_id, result="好了", cause="网络", action="重启"),
            lambda: tickets.reopen_ticket(work, ticket_id, why="又坏了"),
            lambda: tickets.assign_ticket(work, ticket_id, department=dice.choice(DEPARTMENTS), why="换人"),
            lambda: tickets.assign_ticket(work, ticket_id, assignee_id=dice.choice(self.agents), why="换人"),
            lambda: tickets.join_department(work, ticket_id, department=dice.choice(DEPARTMENTS), task="帮忙"),
            lambda: tickets.finish_part(work, ticket_id, department=dice.choice(DEPARTMENTS), outcome="完成"),
            lambda: tickets.link_ticket(work, ticket_id, kind=LinkKind.FOLLOWS, other_id=other),
            lambda: tickets.add_note(work, ticket_id, text="记一笔", visibility=dice.choice(list(Visibility))),
        ]
        await dice.choice(verbs)()

    async def on_a_customer(self) -> None:
        work, dice = self.desk.work, self.dice
        customer_id = dice.choice(self.customers)
        manager = dice.choice([None, *self.agents])
        verbs: list[Callable[[], Awaitable[Any]]] = [
            lambda: customers.rename_customer(work, customer_id, name=f"王{dice.randrange(99)}", why="更正"),
            lambda: customers.change_tier(work, customer_id, tier=dice.choice(list(Tier)), why="升级"),
            lambda: customers.assign_account_manager(work, customer_id, account_manager_id=manager, why="换人"),
        ]
        await dice.choice(verbs)()

    async def on_the_house(self) -> None:
        work, dice = self.desk.work, self.dice
        name, agent_id = f"名{dice.randrange(99)}", dice.choice(self.agents)
        verbs: list[Callable[[], Awaitable[Any]]] = [
            lambda: house.rename_entry(work, Family.DEPARTMENT, dice.choice(DEPARTMENTS), name=name),
            lambda: house.rename_entry(work, Family.KIND, "account", name=name),
            lambda: house.rename_agent(work, agent_id, name=name),
            lambda: house.move_agent(work, agent_id, department=dice.choice(DEPARTMENTS)),
            self.publish,
            self.take_steps,
            self.pass_time,
        ]
        await dice.choice(verbs)()

    async def publish(self) -> None:
        """Other rules: what begins now is graded and sent otherwise, and is due at another time."""
        severity, department = self.dice.randrange(1, 5), self.dice.choice(DEPARTMENTS)
        name, body = self.dice.choice(
            [
                ("ticket.level", dict(DEFAULT_LEVEL_RULE) | {"default_severity": severity}),
                ("ticket.intake", dict(DEFAULT_INTAKE) | {"department": department}),
            ]
        )
        draft = await policies.draft_policy(self.desk.work, name=name, body=body, why="试行")
        await policies.publish_policy(self.desk.work, draft.id, why="试行")

    async def take_steps(self) -> None:
        """A worker takes the steps of clocks that are due: no event tells of that."""
        await take_due(self.desk.opening.house, wall=self.desk.work.now())

    async def pass_time(self) -> None:
        self.desk.watch.set(self.desk.work.now() + timedelta(hours=self.dice.randrange(1, 40)))

    def viewers(self) -> list[Viewer]:
        anna, bob, mia = self.agents
        return [
            Viewer(Role.RISK_CONTROL, "rc-1"),
            Viewer(Role.SERVICE_MANAGER, "sm-1"),
            Viewer(Role.AGENT, "anna", "trading", frozenset({"trading"}), anna),
            Viewer(Role.AGENT, "bob", "accounts", frozenset({"accounts"}), bob),
            Viewer(Role.ACCOUNT_MANAGER, "mia", "desk", frozenset({"desk"}), mia),
            Viewer(Role.SUPERVISOR, "sue", "trading", frozenset({"trading"})),
            Viewer(Role.CUSTOMER, "C-1", customer_id=self.customers[0]),
            Viewer(Role.CUSTOMER, "C-2", customer_id=self.customers[1]),
        ]

    def question(self) -> tuple[str, dict[str, Any]]:
        dice = self.dice
        ticket_id, number = dice.choice(self.tickets[:4])
        customer = global_id("Customer", dice.choice(self.customers))
        agent = global_id("Agent", dice.choice(self.agents))
        filters: list[dict[str, Any] | None] = [
            None, {"status": ["ACCEPTED"]}, {"department": ["trading"]}, {"assigneeId": agent}, {"unassigned": True},
            {"overdue": True}, {"overdue": False, "department": ["accounts"]}, {"customerId": customer},
        ]  # fmt: skip
        questions: list[tuple[str, dict[str, Any]]] = [
            *[(each, {"filter": dice.choice(filters), "by": "OPENED_AT"}) for each in (PLAIN, PLAIN, LATE)],
            (TICKET, {"id": global_id("Ticket", ticket_id)}),
            (CLOCKS, {"id": global_id("Ticket", ticket_id)}),
            (WORDS, {"id": global_id("Ticket", ticket_id)}),
            (NUMBER, {"number": number}),
            (CUSTOMER, {"id": customer}),
            (CUSTOMERS, {"filter": dice.choice([None, {"accountManagerId": agent}])}),
            *[(each, {}) for each in OTHERS],
        ]
        return dice.choice(questions)


@pytest.mark.parametrize("seed", [1, 2])
async def test_an_answer_that_was_kept_is_what_running_it_comes_to(counter: Counter, desk: LiveDesk, seed: int) -> None:
    life = Life(desk, random.Random(seed))
    await life.begin()

    for _ in range(STEPS):
        await life.happen()
        question, variables = life.question()
        for viewer in life.dice.sample(life.viewers(), 2):
            for _ in range(3):
                await counter.told(question, viewer, **variables)

    assert counter.outcomes["hit"] > STEPS / 5
    assert counter.outcomes["stale"] > 5


@pytest.mark.parametrize("seed", [3])
async def test_what_another_process_did_is_seen_at_once(house: OpenHouse, seed: int) -> None:
    house.house = replace(house.house, directory=Directory(house.house.database, ticks=lambda: 0.0))
    async with followed(house) as desk, followed(another(house)) as there:
        life = Life(there, random.Random(seed))
        await life.begin()
        here = open_counter(desk.opening, desk.live)

        for _ in range(STEPS // 2):
            question, variables = life.question()
            [viewer] = life.dice.sample(life.viewers(), 1)
            await here.known(question, viewer, **variables)
            await life.happen()
            desk.watch.set(there.work.now())
            await here.told(question, viewer, **variables)

    assert here.outcomes["hit"] > STEPS / 8


def another(opening: OpenHouse) -> OpenHouse:
    """Another process over the same database: it rings no bell here, and looks at words only when it is told to."""
    database = opening.house.database
    own = replace(
        opening.house,
        directory=Directory(database),
        policies=Policies(database),
        numbers=Numbers(database, opening.settings.zone),
        gathering=Gathering(),
        ring=lambda: None,
    )
    return replace(opening, house=own)
