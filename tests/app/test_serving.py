"""`kefu serve` as its clients and operators meet it."""

import re
import signal
import socket
from urllib.parse import urlsplit

import httpx
import pytest
from websockets.asyncio.client import connect
from websockets.typing import Subprotocol

from domain.viewer import Role
from tests import services
from tests.app.serving import Serving, heard, kefu, kefu_serving, say

ME = "{ me { role subject } }"


async def test_it_serves_until_it_is_asked_to_stop(database: str) -> None:
    async with kefu_serving(database) as server:
        at = urlsplit(server.base)
        answer = await server.ask(ME, server.token(Role.AUDITOR, "otto"))
        async with server.client() as client:
            alive, ready = await client.get("/healthz"), await client.get("/readyz")

        status = await server.stop()

    assert answer["data"] == {"me": {"role": "auditor", "subject": "otto"}}
    assert (alive.status_code, alive.json()) == (200, {"status": "ok"})
    assert (ready.status_code, ready.json()) == (200, {"status": "ok", "database": "ok"})
    assert status == 0
    assert "Traceback" not in "\n".join(server.lines)
    with pytest.raises(ConnectionRefusedError):
        socket.create_connection((at.hostname or "", at.port or 0), timeout=5).close()


async def test_ctrl_c_is_a_success_as_well(sqlite: str) -> None:
    async with kefu_serving(sqlite) as server:
        assert await server.stop(signal.SIGINT) == 0


async def test_without_a_token_only_what_is_public_is_answered(server: Serving) -> None:
    public = await server.ask("{ __typename __schema { queryType { name } } }")
    refused = await server.ask(ME)

    assert public["data"] == {"__typename": "Query", "__schema": {"queryType": {"name": "Query"}}}
    assert refused["errors"][0]["extensions"]["code"] == "UNAUTHENTICATED"


@pytest.mark.parametrize("authorization", ["Bearer nonsense", "Basic YTpi", "Bearer"])
async def test_a_bad_token_is_401_over_http_and_4403_over_a_websocket(server: Serving, authorization: str) -> None:
    async with server.client() as client:
        reply = await client.post("/graphql", json={"query": ME}, headers={"authorization": authorization})
    async with server.socket(init=False) as ws:
        await say(ws, type="connection_init", payload={"authorization": authorization})
        await ws.wait_closed()

    assert reply.status_code == 401
    assert reply.json()["errors"][0]["extensions"]["code"] == "UNAUTHENTICATED"
    assert reply.headers["www-authenticate"] == "Bearer"
    assert ws.close_code == 4403


async def test_a_websocket_speaks_graphql_transport_ws(server: Serving) -> None:
    async with server.socket(server.token(Role.AGENT)) as ws:
        await say(ws, id="1", type="subscribe", payload={"query": ME})
        answer = await heard(ws)

    assert (answer["id"], answer["payload"]["data"]["me"]["role"]) == ("1", "agent")


async def test_a_websocket_speaks_nothing_else(server: Serving) -> None:
    address = server.base.replace("http", "ws") + "/graphql"
    async with connect(address, subprotocols=[Subprotocol("graphql-ws")]) as old:
        await old.wait_closed()

    assert old.close_code == 4406


@pytest.mark.parametrize(
    ("given", "kept"),
    [("front-end.42_a", True), ("a" * 64, True), ("a" * 65, False), ("a b", False), ("é", False), ("", False)],
)
async def test_a_request_id_is_kept_when_it_is_well_formed(server: Serving, given: str, kept: bool) -> None:
    async with server.client() as client:
        reply = await client.get("/nowhere", headers=[(b"x-request-id", given.encode())])

    its = reply.headers["x-request-id"]
    assert reply.status_code == 404
    assert (its == given) is kept
    assert re.fullmatch(r"[A-Za-z0-9._-]{1,64}", its)
    assert server.said(re.compile(rf"path=/nowhere.*request_id={re.escape(its)}\b"))


@pytest.mark.parametrize("path", ["/graphql", "/healthz", "/readyz", "/metrics", "/nowhere"])
async def test_every_answer_carries_a_request_id_and_safe_headers(server: Serving, path: str) -> None:
    async with server.client() as client:
        reply = await client.get(path)

    assert reply.headers["x-request-id"]
    assert reply.headers["x-content-type-options"] == "nosniff"
    assert reply.headers["cache-control"] == "no-store"
    assert "server" not in reply.headers


async def test_figures_are_shown_for_prometheus(server: Serving) -> None:
    async with server.client(server.token(Role.AGENT)) as client:
        await client.post("/graphql", json={"query": "query Mine { me { role } }"})
        shown = (await client.get("/metrics")).text

    figures = dict(line.rsplit(" ", 1) for line in shown.splitlines() if not line.startswith("#"))
    assert float(figures['kefu_http_requests_total{method="POST",path="/graphql",status="200"}']) >= 1
    assert float(figures['kefu_graphql_operations_total{operation="",outcome="ok",type="query"}']) >= 1
    assert float(figures["kefu_events_position"]) > 0
    assert float(figures["process_resident_memory_bytes"]) > 0
    assert "Mine" not in shown


async def test_a_port_that_is_taken_is_said_in_one_line(server: Serving) -> None:
    port = httpx.URL(server.base).port

    ran = kefu("serve", "--port", str(port), database_url=server.database_url)

    assert (ran.status, ran.out) == (1, "")
    assert ran.err == f"kefu: cannot listen on 127.0.0.1:{port}: Address already in use\n"


async def test_when_redis_is_gone_it_is_degraded_and_serves_on(sqlite: str) -> None:
    with socket.create_server(("127.0.0.1", 0)) as nobody:
        url = f"redis://127.0.0.1:{nobody.getsockname()[1]}/0"
    async with kefu_serving(sqlite, redis_url=url) as server, server.client() as client:
        ready = await client.get("/readyz")

    assert ready.status_code == 200
    assert ready.json() == {"status": "degraded", "database": "ok", "redis": "it does not answer"}


@pytest.mark.redis
async def test_with_redis_it_is_ready(sqlite: str) -> None:
    async with kefu_serving(sqlite, redis_url=services.REDIS_URL) as server, server.client() as client:
        assert (await client.get("/readyz")).json() == {"status": "ok", "database": "ok", "redis": "ok"}
