"""Many clients at once, reading and writing as a desk does on a busy day."""

import asyncio
import random
from collections import Counter
from dataclasses import dataclass, field
from typing import Any

import httpx

LIST = """query ($first: Int!, $filter: TicketFilter, $after: String) {
  tickets(first: $first, filter: $filter, after: $after, orderBy: DUE_AT) {
    nodes { id number subject status level dueAt overdue version actions customer { name } assignee { name } }
    pageInfo { hasNextPage endCursor }
  }
}"""
ONE = """query ($id: ID) {
  ticket(id: $id) {
    number status level version actions narrative customer { name tier } cycles { number resolvedAt rating }
    messages(last: 3) { text direction } events(last: 3) { type at }
  }
}"""
BOARD = "{ wallboard { open { value } overdue { value } byStatus { status value } } }"
ACTIONS = "query ($id: ID) { ticket(id: $id) { version actions } }"

OPEN = """mutation ($input: OpenTicketInput!) {
  openTicket(input: $input) { ticket { id } userErrors { code message field } }
}"""
TEXT = {"text": "已核对流水，稍后答复。"}
WRITES: dict[str, tuple[str, dict[str, Any]]] = {
    "CLASSIFY": ("classifyTicket", {"severity": 3}),
    "START": ("startTicket", {}),
    "RESPOND": ("respondTicket", {"channel": "phone", **TEXT}),
    "RECORD_ANALYSIS": ("recordAnalysis", TEXT),
    "RECORD_PLAN": ("recordPlan", TEXT),
    "REPORT_PROGRESS": ("reportProgress", TEXT),
    "AWAIT_CUSTOMER": ("awaitCustomer", {}),
    "AWAIT_THIRD_PARTY": ("awaitThirdParty", {}),
    "CUSTOMER_REPLIED": ("customerReplied", {"channel": "phone", **TEXT}),
    "RESUME": ("resumeTicket", {}),
    "RESOLVE": ("resolveTicket", {"result": "已到账", "cause": "银行延迟", "action": "催办"}),
    "ADD_NOTE": ("addNote", {"visibility": "INTERNAL", **TEXT}),
    "REOPEN": ("reopenTicket", {"reason": "客户再次来电"}),
}
CALM = frozenset({"CHANGED_MEANWHILE", "NOT_ALLOWED_NOW"})
"""What one of two who change the same ticket at once may be told."""


@dataclass(slots=True)
class Tally:
    """What came of it all."""

    statuses: Counter[int] = field(default_factory=Counter)
    committed: int = 0
    refused: Counter[str] = field(default_factory=Counter)
    errors: list[str] = field(default_factory=list)

    @property
    def operations(self) -> int:
        return sum(self.statuses.values())

    def __str__(self) -> str:
        return (
            f"{self.operations} operations ({dict(self.statuses)}), {self.committed} writes committed,"
            f" refused {dict(self.refused)}, errors {self.errors[:3]}"
        )


@dataclass(slots=True)
class Crowd:
    """Clients that share a list of tickets and a tally, each with a connection and dice of its own."""

    base: str
    token: str
    customers: list[str]
    tickets: list[str]
    tally: Tally = field(default_factory=Tally)

    async def work(self, clients: int, seconds: float) -> Tally:
        """All of them, for so long."""
        until = asyncio.get_running_loop().time() + seconds
        await asyncio.gather(*(self._one(random.Random(seed), until) for seed in range(clients)))
        return self.tally

    async def _one(self, dice: random.Random, until: float) -> None:
        clock = asyncio.get_running_loop().time
        headers = {"authorization": f"Bearer {self.token}"}
        # A pool of its own: one pool for all of them looks through its connections for every request.
        async with httpx.AsyncClient(base_url=self.base, headers=headers, timeout=30, verify=False) as http:  # noqa: S501  plain HTTP
            client = _Client(self, http, dice)
            while clock() < until:
                await client.turn()


@dataclass(frozen=True, slots=True)
class _Client:
    crowd: Crowd
    http: httpx.AsyncClient
    dice: random.Random

    async def turn(self) -> None:
        turn = self.dice.random()
        if turn < 0.30:
            await self._list()
        elif turn < 0.55:
            await self._ask(ONE, id=self.dice.choice(self.crowd.tickets))
        elif turn < 0.58:
            await self._ask(BOARD)
        elif turn < 0.62:
            await self._open()
        else:
            await self._change()

    async def _list(self) -> None:
        chosen = {"status": [self.dice.choice(["ACCEPTED", "CLASSIFIED", "IN_PROGRESS", "RESOLVED"])]}
        await self._ask(LIST, first=20, filter=self.dice.choice([None, chosen]))

    async def _open(self) -> None:
        asked = {
            "customerId": self.dice.choice(self.crowd.customers), "subject": "银证转账未到账", "kind": "trading",
            "channel": "phone", "severity": self.dice.randint(1, 5), "narrative": "客户来电称转账未到账。",
        }  # fmt: skip
        opened = await self._write("openTicket", OPEN, asked)
        if opened:
            self.crowd.tickets.append(opened["ticket"]["id"])

    async def _change(self) -> None:
        ticket = self.dice.choice(self.crowd.tickets)
        shown = await self._ask(ACTIONS, id=ticket)
        possible = [action for action in shown["ticket"]["actions"] if action in WRITES] if shown else []
        if not possible:
            return
        name, given = WRITES[self.dice.choice(possible)]
        kind = f"{name[0].upper()}{name[1:]}Input"
        source = (
            f"mutation ($input: {kind}!) {{ {name}(input: $input)"
            " { ticket { id version status } userErrors { code message field } } }"
        )
        await self._write(name, source, {"ticketId": ticket, **given})

    async def _write(self, name: str, source: str, asked: dict[str, Any]) -> dict[str, Any] | None:
        data = await self._ask(source, input=asked)
        payload: dict[str, Any] | None = data and data[name]
        if not payload:
            return None
        for refusal in payload["userErrors"]:
            self.crowd.tally.refused[refusal["code"]] += 1
            if refusal["code"] not in CALM:
                self.crowd.tally.errors.append(f"{name}: {refusal}")
        if payload["userErrors"]:
            return None
        self.crowd.tally.committed += 1
        return payload

    async def _ask(self, query: str, **variables: object) -> dict[str, Any] | None:
        reply = await self.http.post("/graphql", json={"query": query, "variables": variables})
        self.crowd.tally.statuses[reply.status_code] += 1
        body = reply.json()
        if body.get("errors"):
            self.crowd.tally.errors.append(str(body["errors"])[:500])
        data: dict[str, Any] | None = body.get("data")
        return data
