"""The idiomatic stack: Strawberry resolvers, Tortoise models, DataLoaders; what a team would write first. No rights.

The same tables and models as kefu's, none of its reads and none of its execution.
"""

import base64
import os
from collections import defaultdict
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from datetime import datetime
from typing import Any
from uuid import UUID

import strawberry
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import Response
from starlette.websockets import WebSocket
from strawberry.asgi import GraphQL
from strawberry.dataloader import DataLoader
from tortoise import Tortoise, connections
from tortoise.expressions import RawSQL
from tortoise.functions import Count

from adapters.storage.rows import AgentRow, CustomerRow, EventRow, TicketRow

CHANGE = "select id, status, version, updated_at from bench.change_status($1, $2, $3, $4)"
NEWEST = "(select max(x.version) from event x where x.aggregate_id = event.aggregate_id)"


class Context:
    """The loaders of one request."""

    def __init__(self) -> None:
        self.customers: DataLoader[UUID, CustomerRow] = DataLoader(_customers)
        self.agents: DataLoader[UUID, AgentRow] = DataLoader(_agents)
        self.events: DataLoader[tuple[UUID, int], list[EventRow]] = DataLoader(_events)


async def _customers(ids: list[UUID]) -> Sequence[CustomerRow]:
    found = await CustomerRow.in_bulk(ids, "id")
    return [found[each] for each in ids]


async def _agents(ids: list[UUID]) -> Sequence[AgentRow]:
    found = await AgentRow.in_bulk(ids, "id")
    return [found[each] for each in ids]


async def _events(keys: list[tuple[UUID, int]]) -> list[list[EventRow]]:
    last = keys[0][1]
    rows = EventRow.filter(aggregate_id__in=[ticket for ticket, _ in keys]).annotate(newest=RawSQL(NEWEST))
    found: dict[UUID, list[EventRow]] = defaultdict(list)
    for row in await rows.filter(version__gt=RawSQL(f"{NEWEST} - {last}")).order_by("version"):
        found[row.aggregate_id].append(row)
    return [found[ticket] for ticket, _ in keys]


Info = strawberry.Info[Context, None]


@strawberry.type
class Customer:
    id: strawberry.ID
    name: str
    tier: str
    stage: str


@strawberry.type
class Agent:
    id: strawberry.ID
    name: str


@strawberry.type
class Event:
    id: strawberry.ID
    type: str
    at: datetime
    version: int
    author: str


@strawberry.type
class Ticket:
    """From its row."""

    row: strawberry.Private[Any]
    id: strawberry.ID
    number: str
    subject: str
    status: str
    level: int
    severity: int | None
    opened_at: datetime
    due_at: datetime
    version: int

    @strawberry.field
    async def customer(self, info: Info) -> Customer:
        row = await info.context.customers.load(self.row.customer_id)
        return Customer(id=strawberry.ID(str(row.id)), name=row.name, tier=row.tier, stage=row.stage)

    @strawberry.field
    async def assignee(self, info: Info) -> Agent | None:
        if self.row.assignee_id is None:
            return None
        row = await info.context.agents.load(self.row.assignee_id)
        return Agent(id=strawberry.ID(str(row.id)), name=row.name)

    @strawberry.field
    async def events(self, info: Info, last: int) -> list[Event]:
        return [
            Event(id=strawberry.ID(str(row.position)), type=row.type, at=row.at, version=row.version, author=row.author)
            for row in await info.context.events.load((self.row.id, last))
        ]


def _ticket(row: TicketRow) -> Ticket:
    return Ticket(
        row=row, id=strawberry.ID(str(row.id)), number=row.number, subject=row.subject, status=row.status,
        level=row.level, severity=row.severity, opened_at=row.opened_at, due_at=row.due_at, version=row.version,
    )  # fmt: skip


@strawberry.type
class TicketEdge:
    cursor: str
    node: Ticket


@strawberry.type
class PageInfo:
    has_next_page: bool
    end_cursor: str | None


@strawberry.type
class TicketConnection:
    edges: list[TicketEdge]
    page_info: PageInfo


@strawberry.type
class Cell:
    status: str
    level: int
    value: int


@strawberry.type
class Query:
    """The three reads."""

    @strawberry.field
    async def ticket(self, id: strawberry.ID) -> Ticket | None:  # noqa: A002  its name
        row = await TicketRow.get_or_none(id=UUID(id))
        return None if row is None else _ticket(row)

    @strawberry.field
    async def tickets(self, status: str, first: int) -> TicketConnection:
        rows = await TicketRow.filter(status=status).order_by("due_at", "id").limit(first + 1)
        edges = [TicketEdge(cursor=_cursor(row), node=_ticket(row)) for row in rows[:first]]
        end = edges[-1].cursor if edges else None
        return TicketConnection(edges=edges, page_info=PageInfo(has_next_page=len(rows) > first, end_cursor=end))

    @strawberry.field
    async def wallboard(self) -> list[Cell]:
        rows = await TicketRow.annotate(n=Count("id")).group_by("status", "level").values("status", "level", "n")
        return [Cell(status=row["status"], level=row["level"], value=row["n"]) for row in rows]


def _cursor(row: TicketRow) -> str:
    return base64.urlsafe_b64encode(f"{row.due_at.isoformat()}:{row.id}".encode()).decode()


@strawberry.type
class Changed:
    id: strawberry.ID
    status: str
    version: int
    updated_at: datetime


@strawberry.type
class Mutation:
    """The one write, by the same function as the other peers'."""

    @strawberry.mutation
    async def change_status(self, id: strawberry.ID, expected_version: int, status: str, event: str) -> Changed:  # noqa: A002  its name
        asked = [UUID(id), expected_version, status, event]
        row = (await connections.get("default").execute_query(CHANGE, asked))[1][0]
        return Changed(
            id=strawberry.ID(str(row["id"])), status=row["status"], version=row["version"], updated_at=row["updated_at"]
        )


class _GraphQL(GraphQL[Context, None]):
    async def get_context(self, request: Request | WebSocket, response: Response | WebSocket) -> Context:  # noqa: ARG002  its signature
        return Context()


@asynccontextmanager
async def _lifespan(_: Starlette) -> AsyncIterator[None]:
    url = f"{os.environ['BENCH_DATABASE_URL']}?minsize=1&maxsize={os.environ['BENCH_POOL']}"
    await Tortoise.init(
        db_url=url, modules={"kefu": ["adapters.storage.rows"]}, use_tz=True, _enable_global_fallback=True
    )
    yield
    await Tortoise.close_connections()


app = Starlette(lifespan=_lifespan)
app.add_route("/graphql", _GraphQL(strawberry.Schema(Query, Mutation)))  # type: ignore[arg-type]  # an ASGI application, as Strawberry documents
