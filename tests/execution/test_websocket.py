"""GraphQL over WebSocket (graphql-transport-ws), on a real server."""

# ruff: noqa: ANN401 - messages are any JSON

import asyncio
import contextlib
from collections.abc import AsyncIterator
from datetime import UTC, datetime, timedelta
from typing import Any

import orjson
import pytest
from starlette.applications import Starlette
from websockets.asyncio.client import ClientConnection, connect
from websockets.typing import Subprotocol

from execution.connection import Patience
from tests.execution.toy import Desk, Happening, an_app, serving

TICKS = "subscription { ticks { number } }"


@contextlib.asynccontextmanager
async def connected(app: Starlette, *, init: bool = True, **options: Any) -> AsyncIterator[ClientConnection]:
    subprotocols = [Subprotocol("graphql-transport-ws")]
    async with (
        serving(app) as address,
        connect(f"ws://{address}/graphql", subprotocols=subprotocols, **options) as client,
        asyncio.timeout(20),
    ):
        if init:
            await say(client, type="connection_init")
            assert await heard(client) == {"type": "connection_ack"}
        yield client


async def say(client: ClientConnection, **message: Any) -> None:
    await client.send(orjson.dumps(message).decode())


async def subscribe(client: ClientConnection, operation_id: str, query: str, **payload: Any) -> None:
    await say(client, id=operation_id, type="subscribe", payload={"query": query, **payload})


async def heard(client: ClientConnection) -> Any:
    message = await client.recv()
    assert isinstance(message, str)
    return orjson.loads(message)


async def closing(client: ClientConnection) -> tuple[int, str]:
    await client.wait_closed()
    assert client.close_code is not None
    return client.close_code, client.close_reason or ""


@pytest.mark.parametrize("query", ["{ hello }", 'mutation { rename(to: "x") }'])
async def test_queries_and_mutations_are_one_next(query: str) -> None:
    async with connected(an_app(Desk())) as client:
        await subscribe(client, "1", query)

        answer = await heard(client)
        assert (answer["id"], answer["type"]) == ("1", "next")
        assert answer["payload"]["data"]
        assert answer["payload"]["extensions"]["cost"]["max"] == 10_000
        assert await heard(client) == {"id": "1", "type": "complete"}


async def test_a_subscription_is_a_next_for_each_event() -> None:
    desk = Desk()
    async with connected(an_app(desk)) as client:
        await subscribe(client, "王", TICKS)
        await desk.has_listeners(1)
        desk.tell(Happening(1))
        desk.tell(None)

        first = await heard(client)
        assert (first["id"], first["type"], first["payload"]["data"]) == ("王", "next", {"ticks": {"number": 1}})
        assert await heard(client) == {"id": "王", "type": "complete"}


@pytest.mark.parametrize(
    ("query", "code"),
    [
        ("{", "GRAPHQL_PARSE_FAILED"),
        ("subscription {", "GRAPHQL_PARSE_FAILED"),
        ("{ nothing }", "GRAPHQL_VALIDATION_FAILED"),
        ("query ($n: String!) { hello(name: $n) }", "BAD_USER_INPUT"),
        ("subscription ($n: Int!) { count(to: $n) }", "BAD_USER_INPUT"),
        ("{ items(first: 101) { size } }", "BAD_USER_INPUT"),
    ],
)
async def test_what_is_refused_before_it_runs_is_an_error(query: str, code: str) -> None:
    async with connected(an_app(Desk())) as client:
        await subscribe(client, "1", query)

        error = await heard(client)
        assert (error["id"], error["type"]) == ("1", "error")
        assert error["payload"][0]["extensions"]["code"] == code
        await subscribe(client, "1", "{ hello }")
        assert (await heard(client))["type"] == "next"


async def test_variables_and_operation_names_are_heeded() -> None:
    async with connected(an_app(Desk())) as client:
        source = "query A { hello } query B($n: String) { hello(name: $n) }"
        await subscribe(client, "1", source, operationName="B", variables={"n": "Anna"}, extensions=None)

        assert (await heard(client))["payload"]["data"] == {"hello": "hello Anna"}


HOSTILE = {
    "no JSON": "hello",
    "half an object": '{"type":',
    "an array": "[]",
    "a number": "5",
    "null": "null",
    "deep nesting": "[" * 5_000 + "]" * 5_000,
    "no type": "{}",
    "an unknown type": '{"type":"start"}',
    "a numeric type": '{"type":5}',
    "an unhashable type": '{"type":["ping"]}',
    "an unhashable id": '{"id":["1"],"type":"subscribe","payload":{"query":"{ hello }"}}',
    "an object as id": '{"id":{},"type":"complete"}',
    "a numeric id": '{"id":1,"type":"subscribe","payload":{"query":"{ hello }"}}',
    "an empty id": '{"id":"","type":"subscribe","payload":{"query":"{ hello }"}}',
    "no id": '{"type":"subscribe","payload":{"query":"{ hello }"}}',
    "a complete without id": '{"type":"complete"}',
    "no payload": '{"id":"1","type":"subscribe"}',
    "a null payload": '{"id":"1","type":"subscribe","payload":null}',
    "a payload of text": '{"id":"1","type":"subscribe","payload":"{ hello }"}',
    "a batch": '{"id":"1","type":"subscribe","payload":[{"query":"{ hello }"}]}',
    "no query": '{"id":"1","type":"subscribe","payload":{}}',
    "a numeric query": '{"id":"1","type":"subscribe","payload":{"query":5}}',
    "variables as a list": '{"id":"1","type":"subscribe","payload":{"query":"{ hello }","variables":[]}}',
    "a numeric operationName": '{"id":"1","type":"subscribe","payload":{"query":"{ hello }","operationName":1}}',
    "a ping with text": '{"type":"ping","payload":"x"}',
    "an init with a list": '{"type":"connection_init","payload":[]}',
    "half a surrogate": '{"id":"\\ud800","type":"complete"}',
    "a long message": '{"type":"ping","payload":{"x":"' + "x" * (1 << 20) + '"}}',
    "bytes": b'{"type":"ping"}',
}


@pytest.mark.parametrize("init", [True, False])
@pytest.mark.parametrize("message", HOSTILE.values(), ids=HOSTILE)
async def test_a_malformed_message_closes_with_a_reason(message: str | bytes, init: bool) -> None:
    async with connected(an_app(Desk()), init=init) as client:
        await client.send(message)

        code, reason = await closing(client)
        assert code == 4400
        assert reason


async def test_only_our_subprotocol_is_spoken() -> None:
    for subprotocols in (None, [Subprotocol("graphql-ws")]):
        async with serving(an_app(Desk())) as address:
            client = await connect(f"ws://{address}/graphql", subprotocols=subprotocols)

            assert await closing(client) == (4406, "Subprotocol not acceptable")


async def test_who_says_nothing_is_closed() -> None:
    async with connected(an_app(Desk(), patience=Patience(init_seconds=0.05)), init=False) as client:
        assert await closing(client) == (4408, "Connection initialisation timeout")


async def test_nobody_subscribes_before_saying_hello() -> None:
    async with connected(an_app(Desk()), init=False) as client:
        await subscribe(client, "1", "{ hello }")

        assert await closing(client) == (4401, "Unauthorized")


async def test_nobody_says_hello_twice() -> None:
    async with connected(an_app(Desk())) as client:
        await say(client, type="connection_init")

        assert await closing(client) == (4429, "Too many initialisation requests")


async def test_an_id_is_used_once_at_a_time() -> None:
    async with connected(an_app(Desk())) as client:
        await subscribe(client, "1", TICKS)
        await subscribe(client, "1", TICKS)

        assert (await closing(client))[0] == 4409


async def test_pings_are_answered_and_sent() -> None:
    async with connected(an_app(Desk(), patience=Patience(ping_seconds=0.05))) as client:
        await say(client, type="pong")
        await say(client, type="ping", payload={"a": 1})

        assert await heard(client) == {"type": "pong"}
        assert await heard(client) == {"type": "ping"}


@pytest.mark.parametrize(
    ("payload", "headers", "who"),
    [
        ({"authorization": "Bearer good anna"}, {}, "good anna"),
        ({"Authorization": "Bearer good anna"}, {}, "good anna"),
        ({"headers": {"Authorization": "Bearer good anna"}}, {}, "good anna"),
        ({}, {"Authorization": "Bearer good anna"}, "good anna"),
        ({"authorization": None}, {}, "anybody"),
    ],
)
async def test_the_token_comes_with_the_hello_or_with_the_handshake(payload: Any, headers: Any, who: str) -> None:
    async with connected(an_app(Desk()), init=False, additional_headers=headers) as client:
        await say(client, type="connection_init", payload=payload)
        assert await heard(client) == {"type": "connection_ack"}
        await subscribe(client, "1", "{ whoami }")

        assert (await heard(client))["payload"]["data"] == {"whoami": who}


@pytest.mark.parametrize("token", ["Bearer bad", "", 5, ["Bearer good"], {}])
async def test_a_bad_token_is_forbidden(token: Any) -> None:
    async with connected(an_app(Desk()), init=False) as client:
        await say(client, type="connection_init", payload={"authorization": token})

        assert await closing(client) == (4403, "Forbidden")


async def test_a_connection_ends_with_its_token() -> None:
    desk = Desk()
    soon = lambda: datetime.now(UTC) + timedelta(seconds=0.2)  # noqa: E731
    async with connected(an_app(desk, expires_at=soon)) as client:
        await subscribe(client, "1", TICKS)

        assert await closing(client) == (4403, "token expired")
        await desk.closed.wait()


async def test_a_connection_has_so_many_operations_at_a_time() -> None:
    desk = Desk()
    async with connected(an_app(desk, patience=Patience(operations=2))) as client:
        for operation_id in "ab":
            await subscribe(client, operation_id, TICKS)
        await desk.has_listeners(2)
        await subscribe(client, "c", TICKS)

        refusal = await heard(client)
        assert (refusal["id"], refusal["type"]) == ("c", "error")
        assert refusal["payload"][0]["extensions"]["code"] == "TOO_MANY_OPERATIONS"
        await say(client, type="complete", id="a")
        await desk.closed.wait()
        await subscribe(client, "c", TICKS)
        await desk.has_listeners(2)


async def test_the_client_completes_and_may_use_the_id_again() -> None:
    desk = Desk()
    async with connected(an_app(desk)) as client:
        await subscribe(client, "1", TICKS)
        await desk.has_listeners(1)
        await say(client, type="complete", id="1")
        await say(client, type="complete", id="unknown")
        await subscribe(client, "1", "{ hello }")

        assert (await heard(client))["payload"]["data"] == {"hello": "hello you"}
        await desk.closed.wait()


async def test_an_abrupt_disconnect_lets_the_source_run_its_finally() -> None:
    desk = Desk()
    app = an_app(desk)
    async with connected(app) as client:
        await subscribe(client, "1", TICKS)
        await subscribe(client, "2", "{ slow }")
        await desk.has_listeners(1)
        await desk.started.wait()

        client.transport.abort()

        await desk.closed.wait()
        await desk.cancelled.wait()
        assert not desk.listeners


async def test_a_frozen_client_is_freed_by_the_time_limit_on_sending() -> None:
    desk = Desk()
    async with connected(an_app(desk, patience=Patience(send_seconds=0.1)), compression=None) as client:
        await subscribe(client, "1", "subscription { flood }")
        await heard(client)

        client.transport.pause_reading()

        await desk.closed.wait()
        client.transport.abort()


async def test_20_viewers_of_the_same_are_served_from_one_execution() -> None:
    desk = Desk()
    desk.release.set()
    query = "subscription ($after: String) { ticks(after: $after) { rendering } }"
    async with connected(an_app(desk)) as client:
        for number in range(20):
            await subscribe(client, str(number), query, variables={"after": f"cursor {number}"})
        await desk.has_listeners(20)
        desk.tell(Happening(5))
        answers = [await heard(client) for _ in range(20)]

    assert {answer["id"] for answer in answers} == {str(number) for number in range(20)}
    assert all(answer["payload"]["data"] == {"ticks": {"rendering": 5}} for answer in answers)
    assert desk.executed == 1


async def test_taking_leave_waits_for_feeds_to_end_and_takes_nobody_new() -> None:
    desk = Desk()
    app = an_app(desk)
    sockets = app.state.sockets
    async with connected(app) as client:
        await subscribe(client, "1", TICKS)
        await desk.has_listeners(1)
        leaving = asyncio.create_task(sockets.drain(10))
        desk.tell(Happening(1))
        desk.tell(None)

        assert (await heard(client))["type"] == "next"
        assert await heard(client) == {"id": "1", "type": "complete"}
        assert await closing(client) == (1001, "Going away")
        await leaving
    assert len(sockets) == 0


async def test_taking_leave_has_an_end() -> None:
    desk = Desk()
    app = an_app(desk)
    async with connected(app) as client:
        await subscribe(client, "1", TICKS)
        await desk.has_listeners(1)

        await app.state.sockets.drain(0.01)

        assert await closing(client) == (1001, "Going away")
        assert desk.closed.is_set()


async def test_while_taking_leave_operations_and_connections_are_refused() -> None:
    desk = Desk()
    app = an_app(desk)
    async with connected(app) as client:
        app.state.sockets.draining = True
        await subscribe(client, "1", "{ hello }")

        assert (await heard(client))["payload"][0]["extensions"]["code"] == "SHUTTING_DOWN"
    app = an_app(desk)
    app.state.sockets.draining = True
    async with connected(app, init=False) as client:
        assert await closing(client) == (1001, "Going away")
