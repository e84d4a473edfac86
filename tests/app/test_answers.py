"""Answers are kept by serving processes: nobody ever reads less than what was answered to somebody before."""

import re
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack
from pathlib import Path
from typing import Any

import pytest

from app.settings import WrongSetting, read_settings
from domain.viewer import Role
from tests import services
from tests.app.serving import Serving, kefu_serving
from tests.engines import a_database

LIST = "{ departments: __typename tickets(first: 5) { totalCount nodes { number subject } } }"
REGISTER = """mutation ($input: RegisterCustomerInput!) { registerCustomer(input: $input) { customer { id }
 userErrors { message } } }"""
OPEN = "mutation ($input: OpenTicketInput!) { openTicket(input: $input) { ticket { number } userErrors { message } } }"


@pytest.fixture
async def two(request: pytest.FixtureRequest, tmp_path: Path) -> AsyncIterator[tuple[Serving, Serving]]:
    """Two processes over one PostgreSQL, each at an address of its own, with Redis between them."""
    async with a_database("postgres", tmp_path, request.config) as url, AsyncExitStack() as stack:
        settings: dict[str, Any] = {"cache": "redis", "redis_url": services.REDIS_URL}
        one, other = [await stack.enter_async_context(kefu_serving(url, **settings)) for _ in range(2)]
        yield one, other


async def customer(server: Serving, token: str) -> str:
    given = {"externalReference": "C-1", "type": "INDIVIDUAL", "name": "王芳"}
    found = await server.ask(REGISTER, token, input=given)
    return str(found["data"]["registerCustomer"]["customer"]["id"])


@pytest.mark.postgres
@pytest.mark.redis
async def test_what_one_process_answered_the_other_knows(two: tuple[Serving, Serving]) -> None:
    one, other = two
    token = one.token(Role.RISK_CONTROL, "rc-1")
    ticket = {"customerId": await customer(one, token), "subject": "无法登录", "kind": "account", "channel": "phone"}

    for count in range(1, 9):
        writer, readers = (two[count % 2], (two[0], two[1]))
        assert (await writer.ask(OPEN, token, input=ticket))["data"]["openTicket"]["userErrors"] == []
        for _ in range(3):
            for reader in readers:
                assert (await reader.ask(LIST, token))["data"]["tickets"]["totalCount"] == count

    assert await hits(one) + await hits(other) >= 16


async def hits(server: Serving) -> float:
    async with server.client() as client:
        shown = (await client.get("/metrics")).text
    found = re.findall(r'^kefu_answers_total\{outcome="(?:hit|shared)"\} (\S+)', shown, re.MULTILINE)
    assert "kefu_answers_kept_bytes" in shown
    return sum(map(float, found))


async def test_kept_answers_can_be_switched_off(sqlite: str) -> None:
    async with kefu_serving(sqlite, cache="off") as server:
        token = server.token(Role.RISK_CONTROL, "rc-1")
        for _ in range(4):
            assert (await server.ask(LIST, token))["data"]["tickets"]["totalCount"] == 0
        async with server.client() as client:
            assert "kefu_answers_total{" not in (await client.get("/metrics")).text


def test_redis_needs_an_address() -> None:
    with pytest.raises(WrongSetting, match="KEFU_REDIS_URL"):
        read_settings(cache="redis", redis_url=None)
