"""Whatever is asked of whichever field, it is answered or declined in words: never a bug, on either engine."""

from collections.abc import AsyncIterator
from random import Random
from typing import Any

import pytest

from app.graphql import core
from domain.viewer import Role
from tests.app.operations import Operations
from tests.app.serving import Serving, kefu_serving

DECLINED = {"BAD_USER_INPUT", "FORBIDDEN", "BAD_REQUEST"}
A_CUSTOMER = """mutation { registerCustomer(input: {externalReference: "C-1", type: INDIVIDUAL, name: "王芳"}) {
  customerId } }"""
A_TICKET = """mutation ($id: ID!) {
  openTicket(input: {customerId: $id, subject: "无法登录", kind: "account", channel: "phone"}) {
    ticket { __typename id customer { __typename id } }
  }
}"""
ROLES = [Role.RISK_CONTROL, Role.SUPERVISOR, Role.AGENT, Role.ADMIN, Role.CUSTOMER]


@pytest.fixture
async def desk(database: str) -> AsyncIterator[Serving]:
    async with kefu_serving(database, log_level="info") as server:
        yield server


async def asked(server: Serving, count: int, seed: int) -> set[str]:
    """The mutations that were done; an AssertionError shows the operation that met a bug."""
    random = Random(seed)
    operations, done = Operations(core, random), set()
    tokens = [server.token(role, "C-1" if role is Role.CUSTOMER else "anna", "desk") for role in ROLES]
    # Something to work on, so that what follows does not depend on whether chance registers a customer first.
    customer = await server.ask(A_CUSTOMER, tokens[0])
    ticket = await server.ask(A_TICKET, tokens[0], id=customer["data"]["registerCustomer"]["customerId"])
    operations.learn(ticket["data"])
    async with server.client() as client:
        for number in range(count):
            operation = operations.next()
            headers = {"authorization": f"Bearer {tokens[0] if random.random() < 0.7 else random.choice(tokens)}"}
            reply = await client.post("/graphql", json=operation, headers=headers)
            answer = reply.json()
            operations.learn(answer.get("data"))
            done |= {name for name, payload in (answer.get("data") or {}).items() if fine(payload)}
            codes = {error["extensions"]["code"] for error in answer.get("errors", [])}
            assert reply.status_code < 500, (number, operation)
            assert codes <= DECLINED, (number, operation, answer["errors"])
    return done


def fine(payload: Any) -> bool:  # noqa: ANN401  of any field
    return isinstance(payload, dict) and payload.get("userErrors") == []


async def test_no_operation_meets_a_bug(desk: Serving) -> None:
    done = await asked(desk, 1_000, seed=1)

    assert len(done) > 15


@pytest.mark.long
@pytest.mark.parametrize("seed", range(2, 6))
async def test_no_operation_meets_a_bug_in_the_long_run(desk: Serving, seed: int) -> None:
    assert await asked(desk, 10_000, seed)
