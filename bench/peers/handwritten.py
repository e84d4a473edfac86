"""The hand-written route: Starlette, asyncpg and orjson, no GraphQL, no rights; what a careful team would write."""

import base64
import os
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any
from uuid import UUID

import asyncpg
import orjson
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

TICKET = "t.id, t.number, t.subject, t.status, t.level, t.severity, t.opened_at, t.due_at, t.version"
CUSTOMER = "c.id, c.name, c.tier, c.stage"
ONE = f"""select {TICKET}, {CUSTOMER}, a.id, a.name from ticket t join customer c on c.id = t.customer_id
left join agent a on a.id = t.assignee_id where t.id = $1"""  # noqa: S608  our own columns
PAGE = f"""select {TICKET}, {CUSTOMER}, a.id, a.name from ticket t join customer c on c.id = t.customer_id
left join agent a on a.id = t.assignee_id where t.status = $1 order by t.due_at, t.id limit $2"""  # noqa: S608  our own columns
LAST_EVENTS = """select e.aggregate_id, e.position, e.type, e.at, e.version, e.author from unnest($1::uuid[]) as of(id)
cross join lateral (select * from event x where x.aggregate_id = of.id order by x.version desc limit 3) e"""
WALLBOARD = "select status, level, count(*) from ticket group by status, level"
CHANGE = "select id, status, version, updated_at from bench.change_status($1, $2, $3, $4)"


class _Connection(asyncpg.Connection):  # type: ignore[misc]  # asyncpg ships no types
    """Without the reset on release, which costs a round trip: nothing here changes a session."""

    def get_reset_query(self) -> str:
        return ""


def _ticket(row: Any) -> dict[str, Any]:  # noqa: ANN401  a record of asyncpg
    id, number, subject, status, level, severity, opened_at, due_at, version, cid, name, tier, stage, aid, agent = row  # noqa: A001  its name
    return {
        "id": id, "number": number, "subject": subject, "status": status, "level": level, "severity": severity,
        "openedAt": opened_at, "dueAt": due_at, "version": version,
        "customer": {"id": cid, "name": name, "tier": tier, "stage": stage},
        "assignee": None if aid is None else {"id": aid, "name": agent},
    }  # fmt: skip


def _cursor(row: Any) -> str:  # noqa: ANN401  a record of asyncpg
    return base64.urlsafe_b64encode(f"{row[7].isoformat()}:{row[0]}".encode()).decode()


async def one(request: Request) -> Response:
    row = await request.app.state.pool.fetchrow(ONE, UUID(request.path_params["id"]))
    return _json({"ticket": None if row is None else _ticket(row)})


async def page(request: Request) -> Response:
    first = int(request.query_params["first"])
    async with request.app.state.pool.acquire() as connection:
        rows = await connection.fetch(PAGE, request.query_params["status"], first + 1)
        shown = rows[:first]
        events: dict[UUID, list[dict[str, Any]]] = {row[0]: [] for row in shown}
        for ticket, position, type, at, version, author in await connection.fetch(LAST_EVENTS, list(events)):  # noqa: A001  its name
            events[ticket].append({"id": position, "type": type, "at": at, "version": version, "author": author})
    edges = [
        {"cursor": _cursor(row), "node": _ticket(row) | {"events": events[row[0]][::-1]}} for row in shown
    ]  # newest first from the database, oldest first to the client
    end = edges[-1]["cursor"] if edges else None
    return _json({"tickets": {"edges": edges, "pageInfo": {"hasNextPage": len(rows) > first, "endCursor": end}}})


async def wallboard(request: Request) -> Response:
    rows = await request.app.state.pool.fetch(WALLBOARD)
    return _json({"wallboard": [{"status": status, "level": level, "value": n} for status, level, n in rows]})


async def change(request: Request) -> Response:
    asked = orjson.loads(await request.body())
    try:
        row = await request.app.state.pool.fetchrow(
            CHANGE, UUID(request.path_params["id"]), asked["expectedVersion"], asked["status"], asked["type"]
        )
    except asyncpg.RaiseError as error:
        return _json({"errors": [str(error)]}, 409)
    return _json({"ticket": {"id": row[0], "status": row[1], "version": row[2], "updatedAt": row[3]}})


def _json(content: object, status: int = 200) -> Response:
    return Response(orjson.dumps(content, default=str), status, media_type="application/json")


@asynccontextmanager
async def _lifespan(app: Starlette) -> AsyncIterator[None]:
    url, size = os.environ["BENCH_DATABASE_URL"], int(os.environ["BENCH_POOL"])
    async with asyncpg.create_pool(
        url, min_size=size, max_size=size, max_inactive_connection_lifetime=0, connection_class=_Connection
    ) as pool:
        app.state.pool = pool
        yield


app = Starlette(
    lifespan=_lifespan,
    routes=[
        Route("/tickets", page),
        Route("/tickets/{id}", one),
        Route("/tickets/{id}/status", change, methods=["POST"]),
        Route("/wallboard", wallboard),
    ],
)
