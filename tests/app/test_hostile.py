"""Whatever a client sends, the desk answers with a clear 4xx or a close code, and serves on."""

import asyncio
import json
from contextlib import suppress
from typing import Any

import httpx
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from websockets.exceptions import ConnectionClosed

from domain.viewer import Role
from tests.app.serving import Serving, say

JSON = {"content-type": "application/json"}
ONE_GOOD = b'{"query":"{ __typename }"}'

BODIES = {
    "nothing": b"",
    "no JSON": b"hello",
    "a string": b'"{ me }"',
    "a number": b"5",
    "null": b"null",
    "a list": b"[]",
    "a batch": b'[{"query":"{ __typename }"}]',
    "an empty object": b"{}",
    "a numeric query": b'{"query":5}',
    "variables as a list": b'{"query":"{ __typename }","variables":[]}',
    "a numeric operation name": b'{"query":"{ __typename }","operationName":5}',
    "extensions of text": b'{"query":"{ __typename }","extensions":"x"}',
    "deep nesting": b'{"query":"x","variables":' + b"[" * 100_000 + b"]" * 100_000 + b"}",
    "bad UTF-8": b'{"query":"{ __typename }\xff"}',
    "half a surrogate": b'{"query":"\\ud800"}',
    "not a number": b'{"query":"{ __typename }","variables":{"x":NaN}}',
    "a bomb of brackets": b'{"query":"' + b"{a" * 20_000 + b'"}',
}

REQUESTS: dict[str, dict[str, Any]] = {
    "form": {"content": b"query={__typename}", "headers": {"content-type": "application/x-www-form-urlencoded"}},
    "upload": {"files": {"operations": b"{}"}},
    "text": {"content": ONE_GOOD, "headers": {"content-type": "text/plain"}},
    "UTF-16": {"content": ONE_GOOD, "headers": {"content-type": "application/json; charset=utf-16"}},
    "packed": {"content": ONE_GOOD, "headers": {**JSON, "content-encoding": "gzip"}},
    "for nobody": {"content": ONE_GOOD, "headers": {**JSON, "accept": "image/png"}},
    "too large": {"content": b" " * (9 << 20), "headers": JSON},
}

DOCUMENTS = {
    "nonsense": "{",
    "an unknown field": "{ passwords }",
    "deep": "{ " + "tickets(first: 1) { edges { node { customer { " * 4 + "id" + " } } } }" * 4 + " }",
    "many aliases": "{ " + " ".join(f"a{n}: __typename" for n in range(500)) + " }",
    "many directives": "{ __typename " + "@skip(if: false) " * 200 + "}",
    "a cycle of fragments": "{ ...A } fragment A on Query { ...B } fragment B on Query { ...A }",
    "a large page": "{ tickets(first: 101) { totalCount } }",
    "a page of less than one": "{ tickets(first: -1) { totalCount } }",
    "an unreadable cursor": '{ tickets(first: 1, after: "!") { totalCount } }',
    "an unreadable id": '{ ticket(id: "!") { id } }',
    "an id of another type": '{ ticket(id: "Q3VzdG9tZXI6MQ==") { id } }',
    "a zero byte": '{ ticket(number: "\\u0000") { id } }',
    "a year beyond": '{ tickets(first: 1, filter: { openedFrom: "99999-01-01T00:00:00Z" }) { totalCount } }',
    "a level beyond": "{ tickets(first: 1, filter: { level: [2147483647] }) { totalCount } }",
    "a subscription by POST": "subscription { __typename }",
}


def refused(reply: httpx.Response) -> None:
    """Clearly, as GraphQL."""
    errors = reply.json()["errors"]
    assert all(error["message"] for error in errors)
    assert all(error["extensions"]["code"] != "INTERNAL" for error in errors), errors


@pytest.mark.parametrize("body", BODIES.values(), ids=BODIES)
async def test_a_body_of_the_wrong_shape_is_a_4xx(server: Serving, body: bytes) -> None:
    headers = {**JSON, "accept": "application/graphql-response+json"}
    async with server.client() as client:
        reply = await client.post("/graphql", content=body, headers=headers)

    assert 400 <= reply.status_code < 500
    refused(reply)


@pytest.mark.parametrize("request_", REQUESTS.values(), ids=REQUESTS)
async def test_a_request_of_the_wrong_kind_is_a_4xx(server: Serving, request_: dict[str, Any]) -> None:
    async with server.client() as client:
        reply = await client.post("/graphql", **request_)

    assert 400 <= reply.status_code < 500
    refused(reply)


@pytest.mark.parametrize("method", ["PUT", "DELETE", "PATCH", "HEAD", "OPTIONS"])
async def test_a_method_that_is_not_supported_is_405(server: Serving, method: str) -> None:
    async with server.client() as client:
        reply = await client.request(method, "/graphql")

    assert reply.status_code == 405
    assert reply.headers["allow"] == "GET, POST"


@pytest.mark.parametrize("document", DOCUMENTS.values(), ids=DOCUMENTS)
async def test_an_operation_that_asks_for_nonsense_is_an_error_and_no_bug(server: Serving, document: str) -> None:
    headers = {"accept": "application/graphql-response+json"}
    async with server.client(server.token(Role.RISK_CONTROL)) as client:
        reply = await client.post("/graphql", json={"query": document}, headers=headers)

    assert reply.status_code < 500
    if "errors" in reply.json():
        refused(reply)
    else:
        assert reply.json()["data"] in ({"ticket": None}, {"tickets": {"totalCount": 0}})


MESSAGES = {
    "no JSON": "hello",
    "an array": "[]",
    "a number": "5",
    "an unknown type": '{"type":"start"}',
    "an unhashable type": '{"type":[]}',
    "an unhashable id": '{"id":[],"type":"subscribe","payload":{"query":"{ __typename }"}}',
    "a numeric query": '{"id":"1","type":"subscribe","payload":{"query":5}}',
    "no payload": '{"id":"1","type":"subscribe"}',
    "deep nesting": "[" * 100_000,
    "bytes": b"\x00\xff",
    "a long message": '{"type":"ping","payload":{"x":"' + "x" * (2 << 20) + '"}}',
}


@pytest.mark.parametrize("message", MESSAGES.values(), ids=MESSAGES)
@pytest.mark.parametrize("init", [True, False])
async def test_a_message_of_the_wrong_shape_closes_with_a_code(
    server: Serving, message: str | bytes, init: bool
) -> None:
    async with server.socket(init=init) as ws:
        await ws.send(message)
        await ws.wait_closed()

    assert ws.close_code == 4400
    assert ws.close_reason


async def test_a_frame_beyond_all_measure_closes_with_1009(server: Serving) -> None:
    async with server.socket() as ws:
        with suppress(ConnectionClosed):  # it may be closed while we still send
            await say(ws, type="ping", payload={"x": "x" * (5 << 20)})
        await ws.wait_closed()

    assert ws.close_code == 1009


async def test_operations_before_the_introduction_close_with_4401(server: Serving) -> None:
    async with server.socket(init=False) as ws:
        await say(ws, id="1", type="subscribe", payload={"query": "{ __typename }"})
        await ws.wait_closed()

    assert ws.close_code == 4401


async def test_a_second_introduction_closes_with_4429(server: Serving) -> None:
    async with server.socket() as ws:
        await say(ws, type="connection_init")
        await ws.wait_closed()

    assert ws.close_code == 4429


SCALARS = st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text()
ANYTHING = st.recursive(SCALARS, lambda some: st.lists(some) | st.dictionaries(st.text(), some), max_leaves=8)
QUERIES = st.text() | st.sampled_from([*DOCUMENTS.values(), "{ __typename }", "query ($x: Int) { __typename }"])
SHAPED = st.fixed_dictionaries(
    {"query": QUERIES | ANYTHING},
    optional={"variables": ANYTHING, "operationName": ANYTHING, "extensions": ANYTHING},
)


@settings(max_examples=150, deadline=None)
@given(body=st.binary() | (ANYTHING | SHAPED).map(lambda value: json.dumps(value).encode()))
def test_no_body_whatever_is_answered_with_5xx(server: Serving, body: bytes) -> None:
    reply = httpx.post(f"{server.base}/graphql", content=body, headers=JSON)

    assert reply.status_code in {200, 400, 406}
    if "errors" in reply.json():
        refused(reply)


@settings(max_examples=60, deadline=None)
@given(
    message=st.text()
    | st.fixed_dictionaries(
        {"type": st.sampled_from(["connection_init", "ping", "pong", "subscribe", "complete"]) | ANYTHING},
        optional={"id": ANYTHING, "payload": ANYTHING | SHAPED},
    ).map(json.dumps)
)
def test_no_message_whatever_closes_with_a_bug(server: Serving, message: str) -> None:
    async def code() -> int | None:
        async with server.socket() as ws:
            await ws.send(message)
            await say(ws, type="connection_init")  # a second one: closes what is still open
            await ws.wait_closed()
            return ws.close_code

    assert asyncio.run(code()) in {4400, 4409, 4429}
