"""When the server stops, viewers are told where to go on, and lose nothing."""

from collections.abc import AsyncIterator
from typing import Any

import httpx
import orjson

from domain.viewer import Role
from tests.app.serving import Serving, heard, kefu_serving, say

FOLLOW = """subscription ($after: String) { ticketEvents(after: $after) {
  __typename
  ... on TicketSnapshot { cursor } ... on TicketDelta { cursor type ticket { subject } }
  ... on Draining { cursor } ... on Heartbeat { cursor }
} }"""
WALLBOARD = "subscription { wallboard { asOf } }"
REGISTER = """mutation {
  registerCustomer(input: {externalReference: "C-1", type: INDIVIDUAL, name: "王芳"}) { customer { id } }
}"""
OPEN = """mutation ($customer: ID!, $subject: String!) {
  openTicket(input: {customerId: $customer, subject: $subject, kind: "account", channel: "phone"}) {
    ticket { id } userErrors { message }
  }
}"""


def frame(message: dict[str, Any]) -> dict[str, Any]:
    assert message["type"] == "next", message
    return dict(message["payload"]["data"]["ticketEvents"])


async def a_customer(server: Serving, token: str) -> str:
    answer = await server.ask(REGISTER, token)
    return str(answer["data"]["registerCustomer"]["customer"]["id"])


async def opened(server: Serving, token: str, customer: str, subject: str) -> None:
    answer = await server.ask(OPEN, token, customer=customer, subject=subject)
    assert answer["data"]["openTicket"]["ticket"], answer


async def test_over_a_websocket_streams_end_with_draining_and_the_next_server_goes_on(database: str) -> None:
    async with kefu_serving(database) as server:
        token = server.token(Role.RISK_CONTROL)
        customer = await a_customer(server, token)
        async with server.socket(token) as ws:
            await say(ws, id="1", type="subscribe", payload={"query": FOLLOW})
            await say(ws, id="w", type="subscribe", payload={"query": WALLBOARD})
            first = [await heard(ws), await heard(ws)]
            await opened(server, token, customer, "第一件")
            delta = await of(ws, "1")

            status = await server.stop()
            draining, complete = await of(ws, "1"), await of(ws, "1")
            await ws.wait_closed()

    assert {message["id"] for message in first} == {"1", "w"}
    assert frame(delta)["ticket"] == {"subject": "第一件"}
    assert frame(draining) == {"__typename": "Draining", "cursor": frame(delta)["cursor"]}
    assert complete == {"id": "1", "type": "complete"}
    assert (ws.close_code, status) == (1001, 0)

    async with kefu_serving(database) as server:
        await opened(server, token, customer, "第二件")
        async with server.socket(token) as ws:
            after = {"after": frame(draining)["cursor"]}
            await say(ws, id="1", type="subscribe", payload={"query": FOLLOW, "variables": after})
            missed = frame(await of(ws, "1"))

    assert (missed["type"], missed["ticket"]) == ("TicketOpened", {"subject": "第二件"})


async def of(ws: Any, operation: str) -> dict[str, Any]:  # noqa: ANN401  a socket
    """The next message of this operation that is no heartbeat."""
    while True:
        message = await heard(ws)
        if message["id"] == operation and "Heartbeat" not in str(message):
            return message


async def test_over_server_sent_events_as_well(sqlite: str) -> None:
    async with kefu_serving(sqlite) as server, server.client(server.token(Role.RISK_CONTROL)) as client:
        headers = {"accept": "text/event-stream"}
        async with client.stream("POST", "/graphql", json={"query": FOLLOW}, headers=headers) as stream:
            frames = payloads(stream)
            snapshot = await anext(frames)

            status = await server.stop()
            rest = [each async for each in frames]

    assert snapshot["__typename"] == "TicketSnapshot"
    assert rest == [{"__typename": "Draining", "cursor": snapshot["cursor"]}]
    assert status == 0


async def payloads(stream: httpx.Response) -> AsyncIterator[dict[str, Any]]:
    async for line in stream.aiter_lines():
        if line.startswith("data: {"):
            yield orjson.loads(line.removeprefix("data: "))["data"]["ticketEvents"]
