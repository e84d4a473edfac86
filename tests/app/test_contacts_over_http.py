"""A call, the ticket that came out of it and the customer's history, by a client over HTTP."""

from collections.abc import AsyncIterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from tests.app.serving import Serving, kefu_serving
from tests.engines import ENGINES, a_database

REGISTER = "mutation ($i: RegisterCustomerInput!) { registerCustomer(input: $i) { customerId userErrors { message } } }"
RECORD = """mutation ($i: RecordInteractionInput!) { recordInteraction(input: $i) {
  interactionId userErrors { message } } }"""
OPEN = "mutation ($i: OpenTicketInput!) { openTicket(input: $i) { ticket { number } userErrors { message } } }"
HISTORY = """query ($id: ID) { customer(id: $id) { channelPreference { ground reason } timeline(first: 10) {
  totalCount edges { kind node { ... on Ticket { number }
    ... on Interaction { summary opened { ticket { number } } } } }
} } }"""


@pytest.fixture(params=ENGINES)
async def server(request: pytest.FixtureRequest, tmp_path: Path) -> AsyncIterator[Serving]:
    """A process that serves an empty desk."""
    async with a_database(request.param, tmp_path, request.config) as url, kefu_serving(url) as serving:
        yield serving


async def test_what_began_with_a_call_is_one_history(server: Serving) -> None:
    token = server.token("risk_control", "rc-1")
    began = (datetime.now(UTC) - timedelta(minutes=5)).isoformat()
    customer = (await server.ask(REGISTER, token, i={"externalReference": "C1", "type": "INDIVIDUAL", "name": "王芳"}))[
        "data"
    ]["registerCustomer"]["customerId"]
    call = {
        "customerId": customer, "kind": "ONE_TAP_CONSULTATION", "channel": "app", "direction": "INBOUND",
        "outcome": "FOLLOW_UP", "beganAt": began, "lengthSeconds": 120, "summary": "无法登录",
    }  # fmt: skip

    recorded = (await server.ask(RECORD, token, i=call))["data"]["recordInteraction"]["interactionId"]
    ticket = await server.ask(OPEN, token, i={
        "customerId": customer, "subject": "无法登录", "kind": "account", "channel": "app", "interactionId": recorded,
    })  # fmt: skip
    number = ticket["data"]["openTicket"]["ticket"]["number"]
    found = (await server.ask(HISTORY, token, id=customer))["data"]["customer"]

    assert found["timeline"] == {
        "totalCount": 2,
        "edges": [
            {"kind": "TICKET", "node": {"number": number}},
            {"kind": "INTERACTION", "node": {"summary": "无法登录", "opened": [{"ticket": {"number": number}}]}},
        ],
    }
    assert found["channelPreference"]["ground"] == "CUSTOMER_TYPE"
