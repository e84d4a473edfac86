"""As somebody outside sees it: a promise is broken, and its alert and its webhook are there; workers may be killed."""

import asyncio
import re
import signal
from typing import Any

import pytest

from domain.viewer import Role
from tests.app.serving import Serving, kefu, kefu_serving, running
from tests.app.test_draining import a_customer
from tests.channels.receiver import Receiver, a_receiver

REGISTER = """mutation ($url: String!) {
  registerWebhookEndpoint(input: {code: "pager", url: $url}) { secret userErrors { message } }
}"""
OPEN = """mutation ($customer: ID!, $kind: String!) {
  openTicket(input: {customerId: $customer, subject: "无法登录", kind: $kind, channel: "phone"}) { ticket { id } }
}"""
ALERTS = "{ alerts(first: 10) { nodes { id rule commitment status ticket { number } } } }"
WORKING = re.compile(r"\bworking\b")


async def registered(server: Serving, receiver: Receiver) -> None:
    said = await server.ask(REGISTER, server.token(Role.ADMIN), url=receiver.url)
    assert said["data"]["registerWebhookEndpoint"]["secret"], said


async def opened(server: Serving, token: str, *, kind: str) -> None:
    customer = await a_customer(server, token)
    said = await server.ask(OPEN, token, customer=customer, kind=kind)
    assert said["data"]["openTicket"]["ticket"], said


async def test_half_an_hour_without_an_answer_is_told_by_alert_and_webhook(database: str) -> None:
    settings: dict[str, Any] = {"clock": "manual", "webhook_private_targets": "1"}
    async with a_receiver() as receiver, kefu_serving(database, **settings) as server:
        await registered(server, receiver)
        token = server.token(Role.RISK_CONTROL)
        await opened(server, token, kind="account")
        with running(database, "worker", until=WORKING, **settings):
            ran = await asyncio.to_thread(kefu, "clock", "advance", "31m", database_url=database, clock="manual")
            assert ran.status == 0, ran.err
            requests = await receiver.received(2)
            alerts = (await server.ask(ALERTS, token))["data"]["alerts"]["nodes"]

    told = {request.told["rule"]: request.told for request in requests}
    assert set(told) == {"slow_soon", "slow"}
    breach = next(each for each in alerts if each["rule"] == "slow")
    assert (breach["commitment"], breach["status"]) == ("first_response", "RAISED")
    assert told["slow"]["alert"] == breach["id"]
    assert told["slow"]["ticketNumber"] == breach["ticket"]["number"]
    assert len({request.id for request in requests}) == len(requests)


@pytest.mark.postgres
@pytest.mark.parametrize("database", [pytest.param("postgres", marks=pytest.mark.postgres)], indirect=True)
async def test_what_a_killed_worker_was_sending_is_sent_again_with_the_same_id(database: str) -> None:
    settings: dict[str, Any] = {"clock": "manual", "webhook_private_targets": "1"}
    async with a_receiver(None, 204) as receiver, kefu_serving(database, **settings) as server:
        await registered(server, receiver)
        token = server.token(Role.RISK_CONTROL)
        with running(database, "worker", until=WORKING, **settings) as worker:
            await opened(server, token, kind="complaint")
            await receiver.received(1)
            worker.process.send_signal(signal.SIGKILL)
        with running(database, "worker", until=WORKING, **settings):
            await asyncio.to_thread(kefu, "clock", "advance", "61s", database_url=database, clock="manual")
            first, second = await receiver.received(2)

    assert (first.id, first.body) == (second.id, second.body)
