"""Who is compared: how each is started, and how each is asked for the same."""

import sys
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, NamedTuple
from uuid import UUID

import orjson

from domain.ticket.lifecycle import Status
from schema.ids import global_id

FIRST = 50
POOL = 8
STATUSES = (Status.ACCEPTED, Status.CLASSIFIED, Status.IN_PROGRESS, Status.AWAITING_CUSTOMER, Status.RESOLVED)
"""W2 asks for these in turn."""


class Change(NamedTuple):
    """W4's: to wait for the customer, or to go on."""

    ticket_id: UUID
    version: int
    status: str

    @property
    def resumes(self) -> bool:
        return self.status == Status.AWAITING_CUSTOMER

    @property
    def after(self) -> str:
        return Status.IN_PROGRESS.value if self.resumes else Status.AWAITING_CUSTOMER.value

    @property
    def event(self) -> str:
        return "TicketResumed" if self.resumes else "TicketAwaitsCustomer"


class Asked(NamedTuple):
    """An HTTP request, without what all have in common."""

    method: str
    path: str
    body: bytes

    def raw(self, token: str | None) -> bytes:
        """As it goes over the wire."""
        lines = [f"{self.method} {self.path} HTTP/1.1", "Host: 127.0.0.1", "Accept: application/json"]
        if token is not None:
            lines.append(f"Authorization: Bearer {token}")
        if self.body:
            lines += ["Content-Type: application/json", f"Content-Length: {len(self.body)}"]
        return "\r\n".join([*lines, "", ""]).encode() + self.body


def _operation(source: str, variables: Mapping[str, Any]) -> Asked:
    return Asked("POST", "/graphql", orjson.dumps({"query": source, "variables": variables}))


@dataclass(frozen=True, slots=True, kw_only=True)
class Questions:
    """The workloads as one server wants to be asked; `cold` gets a name that makes the document a new one."""

    ticket: Callable[[UUID], Asked]
    page: Callable[[str], Asked]
    wallboard: Callable[[], Asked]
    change: Callable[[Change], Asked]
    cold: Callable[[UUID, str], Asked] | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Variant:
    """A server to compare; `node`: it needs npm's packages. `command` with {node}, {packages}, {port} filled in."""

    name: str
    what: str
    command: Sequence[str]
    questions: Questions
    signed_in: bool = False
    node: bool = False
    environment: Mapping[str, str] = field(default_factory=dict)
    only: frozenset[str] = frozenset()
    """The workloads that it takes part in; none are all."""


_NODE = """id number subject status level severity openedAt dueAt version
 customer { id name tier stage } assignee { id name }"""
_EVENTS = "id type at version author"
_PAGE = "{ edges { cursor node { %s %s } } pageInfo { hasNextPage endCursor } }"


def _kefu() -> Questions:
    ticket = "query ($id: ID) { ticket(id: $id) { " + _NODE + " } }"
    page = (
        f"query ($status: [TicketStatus!]) {{ tickets(first: {FIRST}, filter: {{status: $status}}) "
        + _PAGE % (_NODE, f"events(last: 3) {{ {_EVENTS} }}")
        + " }"
    )
    wallboard = "{ wallboard { byStatusAndLevel { status level value } } }"
    payload = "{ ticket { id status version updatedAt } userErrors { code } }"
    waits = f"mutation ($input: AwaitCustomerInput!) {{ awaitCustomer(input: $input) {payload} }}"
    resumes = f"mutation ($input: ResumeTicketInput!) {{ resumeTicket(input: $input) {payload} }}"

    def change(asked: Change) -> Asked:
        given = {"ticketId": global_id("Ticket", asked.ticket_id), "expectedVersion": asked.version}
        return _operation(resumes if asked.resumes else waits, {"input": given})

    return Questions(
        ticket=lambda id: _operation(ticket, {"id": global_id("Ticket", id)}),  # noqa: A006  its name
        page=lambda status: _operation(page, {"status": [status]}),
        wallboard=lambda: _operation(wallboard, {}),
        change=change,
        cold=lambda id, name: _operation(_new(ticket, name), {"id": global_id("Ticket", id)}),  # noqa: A006  its name
    )


def _simple() -> Questions:
    """The schema that the idiomatic server and Mercurius share."""
    ticket = "query ($id: ID!) { ticket(id: $id) { " + _NODE + " } }"
    page = (
        f"query ($status: String!) {{ tickets(first: {FIRST}, status: $status) "
        + _PAGE % (_NODE, f"events(last: 3) {{ {_EVENTS} }}")
        + " }"
    )
    change = """mutation ($id: ID!, $version: Int!, $status: String!, $event: String!) {
 changeStatus(id: $id, expectedVersion: $version, status: $status, event: $event) { id status version updatedAt } }"""
    return Questions(
        ticket=lambda id: _operation(ticket, {"id": str(id)}),  # noqa: A006  its name
        page=lambda status: _operation(page, {"status": status}),
        wallboard=lambda: _operation("{ wallboard { status level value } }", {}),
        change=lambda asked: _operation(change, _flat(asked)),
        cold=lambda id, name: _operation(_new(ticket, name), {"id": str(id)}),  # noqa: A006  its name
    )


def _postgraphile() -> Questions:
    node = _NODE.replace("id ", "id: rowId ").replace("customer {", "customer: customerByCustomerId {")
    node = node.replace("assignee {", "assignee: agentByAssigneeId {")
    events = "events: eventsByAggregateId(last: 3, orderBy: VERSION_ASC) { nodes { %s } }"
    ticket = "query ($id: UUID!) { ticket: ticketByRowId(rowId: $id) { " + node + " } }"
    page = (
        f"query ($status: String!) {{ tickets: allTickets(first: {FIRST}, orderBy: DUE_AT_ASC, "
        "condition: {status: $status}) " + _PAGE % (node, events % _EVENTS.replace("id ", "id: position ")) + " }"
    )
    change = """mutation ($id: UUID!, $version: Int!, $status: String!, $event: String!) { benchChangeStatus(input: {
 ticketId: $id, expectedVersion: $version, newStatus: $status, eventType: $event }) {
 result { id: rowId status version updatedAt } } }"""
    wallboard = "{ wallboard: allBenchWallboardCells { nodes { status level value } } }"
    return Questions(
        ticket=lambda id: _operation(ticket, {"id": str(id)}),  # noqa: A006  its name
        page=lambda status: _operation(page, {"status": status}),
        wallboard=lambda: _operation(wallboard, {}),
        change=lambda asked: _operation(change, _flat(asked)),
        cold=lambda id, name: _operation(_new(ticket, name), {"id": str(id)}),  # noqa: A006  its name
    )


def _handwritten() -> Questions:
    def change(asked: Change) -> Asked:
        body = {"expectedVersion": asked.version, "status": asked.after, "type": asked.event}
        return Asked("POST", f"/tickets/{asked.ticket_id}/status", orjson.dumps(body))

    return Questions(
        ticket=lambda id: Asked("GET", f"/tickets/{id}", b""),  # noqa: A006  its name
        page=lambda status: Asked("GET", f"/tickets?status={status}&first={FIRST}", b""),
        wallboard=lambda: Asked("GET", "/wallboard", b""),
        change=change,
    )


def _flat(asked: Change) -> dict[str, object]:
    return {"id": str(asked.ticket_id), "version": asked.version, "status": asked.after, "event": asked.event}


def _new(document: str, name: str) -> str:
    return document.replace(" number ", f" {name}: number ", 1)


_UVICORN = (sys.executable, "-m", "uvicorn", "--port", "{port}", "--loop", "uvloop", "--http", "httptools",
            "--no-access-log", "--log-level", "warning")  # fmt: skip
_SERVE = (sys.executable, "-c", "from app.cli import main; main()", "serve", "--port", "{port}")

VARIANTS: dict[str, Variant] = {
    each.name: each
    for each in (
        Variant(
            name="kefu", what="`kefu serve` in production, signed in as risk_control, scope and rights on, cache off",
            command=_SERVE, questions=_kefu(), signed_in=True, environment={"KEFU_CACHE": "off"},
        ),
        Variant(
            name="kefu-cached", what="the same, KEFU_CACHE=memory: answers are kept, each is checked against the log",
            command=_SERVE, questions=_kefu(), signed_in=True, only=frozenset({"W2-cached"}),
        ),
        Variant(
            name="postgraphile", what="PostGraphile 5, amber preset, on Node.js 22",
            command=("{node}", "{packages}/postgraphile.mjs"), questions=_postgraphile(), node=True,
        ),
        Variant(
            name="mercurius", what="Mercurius on Fastify, JIT, loaders, named statements, on Node.js 22",
            command=("{node}", "{packages}/mercurius.mjs"), questions=_simple(), node=True,
        ),
        Variant(
            name="handwritten", what="Starlette + asyncpg + orjson, uvloop, httptools; no GraphQL, no rights",
            command=(*_UVICORN, "bench.peers.handwritten:app"), questions=_handwritten(),
        ),
        Variant(
            name="reference", what="idiomatic: Strawberry, Tortoise models, DataLoaders; uvloop, httptools",
            command=(*_UVICORN, "bench.peers.reference:app"), questions=_simple(),
        ),
        Variant(
            name="kefu-reference", what="kefu with KEFU_EXECUTION=reference: graphql-core does the work",
            command=_SERVE, questions=_kefu(), signed_in=True,
            environment={"KEFU_EXECUTION": "reference", "KEFU_CACHE": "off"},
        ),
    )
}  # fmt: skip
