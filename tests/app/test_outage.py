"""When the database goes away, clients are told nothing of it, operators everything; when it is back, so are we."""

import re
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import asyncpg
import pytest

from domain.viewer import Role
from tests import services
from tests.app.serving import Serving, heard, kefu_serving, say
from tests.app.test_draining import FOLLOW, a_customer, frame, of, opened
from tests.engines import a_database

COUNT = "{ tickets(first: 1) { totalCount } }"


async def close(url: str) -> None:
    await administer(f"alter database {name(url)} allow_connections false")
    await administer("select pg_terminate_backend(pid) from pg_stat_activity where datname = $1", name(url))


async def reopen(url: str) -> None:
    await administer(f"alter database {name(url)} allow_connections true")


async def administer(statement: str, *values: object) -> None:
    connection = await asyncpg.connect(services.POSTGRES_URL)
    try:
        await connection.execute(statement) if not values else await connection.fetch(statement, *values)
    finally:
        await connection.close()


def name(url: str) -> str:
    return urlsplit(url).path.removeprefix("/")


async def answered(server: Serving, token: str) -> dict[str, Any]:
    async with server.client(token) as client:
        return dict((await client.post("/graphql", json={"query": COUNT}, headers={"x-request-id": "r-1"})).json())


@pytest.mark.postgres
async def test_an_outage_is_masked_logged_and_survived(tmp_path: Path, request: pytest.FixtureRequest) -> None:
    async with a_database("postgres", tmp_path, request.config) as url, kefu_serving(url) as server:
        token = server.token(Role.RISK_CONTROL)
        customer = await a_customer(server, token)
        async with server.socket(token) as ws, server.client() as client:
            await say(ws, id="1", type="subscribe", payload={"query": FOLLOW})
            await heard(ws)

            await close(url)
            masked = await answered(server, token)
            unready, alive = await client.get("/readyz"), await client.get("/healthz")
            await reopen(url)
            await opened(server, token, customer, "第一件")
            delta = frame(await of(ws, "1"))

        assert masked["data"] is None
        assert [error["message"] for error in masked["errors"]] == ["Internal error"]
        assert (unready.status_code, unready.json()) == (503, {"status": "unready", "database": "it does not answer"})
        assert alive.status_code == 200
        assert delta["ticket"] == {"subject": "第一件"}
        assert len([line for line in server.lines if re.search(r"an operation failed.*request_id=r-1", line)]) == 1
        assert await server.stop() == 0
