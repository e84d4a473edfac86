"""Deliveries are carried at least once, in the normal case once, and given up in the end; on both engines."""

import asyncio
import base64
import hmac
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from hashlib import sha256
from typing import Any
from uuid import UUID

import pytest

from adapters.channels.channel import Channel, Parcel
from adapters.channels.courier import LEASE, Courier
from adapters.channels.webhook import WebhookChannel
from adapters.storage.alerts import escalate_due
from adapters.storage.house import House
from adapters.storage.work import SqlDesk
from app.house import OpenHouse
from domain.delivery import commands as endpoints
from domain.delivery.endpoint import Endpoint
from domain.shared.errors import AlreadyExists, Invalid, NotAllowedNow
from domain.viewer import Role, Viewer
from tests.channels.receiver import Receiver, Request, a_receiver
from tests.engines import house
from tests.storage.test_tickets import a_desk, a_ticket

__all__ = ["house"]

ADMIN = Viewer(Role.ADMIN, "root")
SECRET, NEW_SECRET = b"1" * 32, b"2" * 32
MINUTE, HOUR = timedelta(minutes=1), timedelta(hours=1)


@dataclass
class Shelf:
    """A channel that keeps what it is given."""

    parcels: list[Parcel] = field(default_factory=list)

    async def send(self, parcel: Parcel) -> None:
        self.parcels.append(parcel)


@dataclass
class Office:
    """A house that sends, with a clock that is set by hand."""

    opening: OpenHouse
    house: House
    time: datetime
    log: Shelf

    def courier(self, **channels: Channel) -> Courier:
        webhook = WebhookChannel(private_targets=True, total_seconds=5)
        return Courier(self.house, {"log": self.log, "webhook": webhook, **channels}, lambda: 0.5)

    async def carried(self, courier: Courier | None = None) -> int:
        """Everything that is due, until it has come to something."""
        courier = courier or self.courier()
        count = await courier.set_out()
        await courier.come_home()
        return count

    async def endpoint(self, code: str, url: str) -> Endpoint:
        return await endpoints.register_endpoint(SqlDesk(self.house, ADMIN), code=code, url=url, secret=SECRET)

    async def complaint(self) -> None:
        await a_ticket(SqlDesk(self.house, a_desk(self.opening).viewer), kind="complaint")

    async def deliveries(self, *, channel: str = "webhook") -> list[dict[str, Any]]:
        rows = await self.house.database.rows("select * from delivery order by created_at, id")
        return [dict(row) for row in rows if row["channel"] == channel]

    async def state(self) -> str:
        (delivery,) = await self.deliveries()
        return str(delivery["state"])


@pytest.fixture
async def office(house: OpenHouse) -> Office:
    office = Office(house, house.house, house.house.now(), Shelf())
    office.house = house.house = replace(house.house, now=lambda: office.time, private_targets=True)
    return office


@asynccontextmanager
async def told(office: Office, *answers: int | None) -> AsyncIterator[Receiver]:
    """A receiver that is to hear of a complaint."""
    async with a_receiver(*answers) as receiver:
        await office.endpoint("pager", receiver.url)
        await office.complaint()
        yield receiver


def signed_by(secret: bytes) -> Callable[[Request], bool]:
    def verified(request: Request) -> bool:
        content = f"{request.id}.{request.headers['webhook-timestamp']}.".encode() + request.body
        mark = base64.b64encode(hmac.new(secret, content, sha256).digest()).decode()
        return f"v1,{mark}" in request.headers["webhook-signature"].split(" ")

    return verified


async def test_a_complaint_is_told_by_log_and_by_webhook_once(office: Office) -> None:
    async with told(office) as receiver:
        assert await office.carried() == 2
        office.time += HOUR
        assert await office.carried() == 0

    (request,) = receiver.requests
    assert signed_by(SECRET)(request)
    assert request.told["rule"] == "complaint"
    (parcel,) = office.log.parcels
    assert parcel.body.encode() == request.body
    assert await office.state() == "DELIVERED"


async def test_what_was_not_taken_comes_again_later_with_the_same_id(office: Office) -> None:
    async with told(office, 500, 503, 200) as receiver:
        await office.carried()
        assert await office.carried() == 0
        for pause in (5, 10):
            office.time += timedelta(seconds=pause)
            assert await office.carried() == 1

    first, second, third = receiver.requests
    assert first.id == second.id == third.id
    assert first.body == second.body == third.body
    (delivery,) = await office.deliveries()
    assert (delivery["state"], delivery["attempts"], delivery["last_error"]) == ("DELIVERED", 3, None)


async def test_after_a_day_in_vain_it_is_given_up_and_a_person_may_ask_for_it_again(office: Office) -> None:
    began = office.time
    async with told(office, 500) as receiver:
        while await office.state() == "PENDING":
            await office.carried()
            office.time += 10 * MINUTE
        tried = len(receiver.requests)
        assert office.time - began >= 24 * HOUR
        assert 15 < tried < 40
        (delivery,) = await office.deliveries()
        assert (delivery["state"], delivery["last_error"]) == ("DEAD", "HTTP 500")

        receiver.answers = [200]
        assert await office.carried() == 0
        desk = SqlDesk(office.house, ADMIN)
        await endpoints.redeliver(desk, UUID(str(delivery["id"])), why="接收方已恢复")
        assert await office.carried() == 1

    assert receiver.requests[-1].id == receiver.requests[0].id
    (delivery,) = await office.deliveries()
    assert (delivery["state"], delivery["attempts"]) == ("DELIVERED", 1)
    event = await office.house.database.row("select author, reason from event where type = 'RedeliveryRequested'")
    assert event is not None
    assert (event["author"], event["reason"]) == ("admin:root", "接收方已恢复")


async def test_what_is_on_its_way_is_not_asked_for_again(office: Office) -> None:
    async with told(office):
        (delivery,) = await office.deliveries()
        with pytest.raises(NotAllowedNow):
            await endpoints.redeliver(SqlDesk(office.house, ADMIN), UUID(str(delivery["id"])))


async def test_a_receiver_that_hangs_keeps_nobody_else_waiting(office: Office) -> None:
    async with told(office, None) as hanging, a_receiver() as other:
        for _ in range(6):
            await office.complaint()
        await office.endpoint("other", other.url)
        await office.complaint()
        courier = office.courier()
        for _ in range(3):
            await courier.set_out()
        await other.received(1)
        at_once = len(hanging.requests)
        hanging.leave()
        await courier.come_home()

    assert 1 <= at_once <= 4


async def test_two_couriers_side_by_side_deliver_each_once(office: Office) -> None:
    async with told(office) as receiver:
        for _ in range(14):
            await office.complaint()
        couriers = [office.courier(), office.courier()]
        while sum(await asyncio.gather(*(each.set_out() for each in couriers for _ in range(2)))):
            await asyncio.gather(*(each.come_home() for each in couriers))

        assert len({each.id for each in receiver.requests}) == len(receiver.requests)

    ours = await office.deliveries()
    assert {each["state"] for each in ours} == {"DELIVERED"}
    assert len(receiver.requests) == len(ours)
    assert {each["attempts"] for each in ours} == {1}


async def test_what_a_killed_courier_had_with_it_is_delivered_again_with_the_same_id(office: Office) -> None:
    class Grave:
        """Takes it, and nobody hears of it: the courier dies before it writes that down."""

        async def send(self, parcel: Parcel) -> None:
            lost.append(parcel)
            taken.set()
            await asyncio.Event().wait()

    lost: list[Parcel] = []
    taken = asyncio.Event()
    async with told(office) as receiver:
        killed = office.courier(webhook=Grave())
        await killed.set_out()
        await taken.wait()
        for task in [each for each in asyncio.all_tasks() if each.get_name() == "delivery"]:
            task.cancel()
        assert await office.carried() == 0  # the lease holds
        office.time += LEASE
        await office.carried()

    assert [each.id for each in receiver.requests] == [str(each.id) for each in lost]
    assert await office.state() == "DELIVERED"


async def test_the_word_of_a_courier_whose_lease_has_ended_does_not_count(office: Office) -> None:
    class Slow:
        async def send(self, _: Parcel) -> None:
            await arrived.wait()

    arrived = asyncio.Event()
    async with told(office, 500):
        slow = office.courier(webhook=Slow())
        await slow.set_out()
        office.time += LEASE
        await office.carried()
        arrived.set()
        await slow.come_home()

    (delivery,) = await office.deliveries()
    assert (delivery["state"], delivery["attempts"], delivery["last_error"]) == ("PENDING", 2, "HTTP 500")


async def test_after_a_rotation_both_secrets_sign_for_a_day(office: Office) -> None:
    async with told(office) as receiver:
        endpoint = (await office.house.database.rows("select id from webhook_endpoint"))[0]["id"]
        await endpoints.rotate_endpoint(SqlDesk(office.house, ADMIN), UUID(str(endpoint)), secret=NEW_SECRET)
        await office.carried()
        office.time += 24 * HOUR
        await office.complaint()
        await office.carried()

    during, after = receiver.requests
    assert signed_by(SECRET)(during)
    assert signed_by(NEW_SECRET)(during)
    assert not signed_by(SECRET)(after)
    assert signed_by(NEW_SECRET)(after)


async def test_what_waits_for_a_retired_endpoint_is_given_up(office: Office) -> None:
    async with told(office) as receiver:
        endpoint = (await office.house.database.rows("select id from webhook_endpoint"))[0]["id"]
        await endpoints.retire_endpoint(SqlDesk(office.house, ADMIN), UUID(str(endpoint)), why="系统下线")
        await office.carried()
        await office.complaint()

    assert receiver.requests == []
    (delivery,) = await office.deliveries()
    assert (delivery["state"], delivery["last_error"]) == ("DEAD", "the endpoint is retired")


async def test_each_level_goes_out_once_more(office: Office) -> None:
    async with told(office) as receiver:
        await office.carried()
        office.time += HOUR
        await escalate_due(office.house, office.time, 10)
        await office.carried()

    assert [each.told["level"] for each in receiver.requests] == [1, 2]
    assert len({each.id for each in receiver.requests}) == 2


async def test_secrets_lie_sealed(office: Office) -> None:
    await office.endpoint("pager", "http://127.0.0.1:9/hook?key=hidden")

    row = await office.house.database.row("select secret from webhook_endpoint")
    assert row is not None
    assert SECRET not in bytes(row["secret"])
    events = await office.house.database.rows("select facts, image from event where aggregate = 'webhook_endpoint'")
    assert "hidden" not in str([dict(each) for each in events])


async def test_a_code_is_taken_once(office: Office) -> None:
    await office.endpoint("pager", "http://127.0.0.1:9/hook")

    with pytest.raises(AlreadyExists):
        await office.endpoint("pager", "http://127.0.0.1:9/other")


@pytest.mark.parametrize(
    "url", ["http://hooks.example.com/", "https://127.0.0.1/", "https://[::1]/", "https://localhost/"]
)
async def test_without_the_setting_only_the_world_outside_is_told(office: Office, url: str) -> None:
    office.house = replace(office.house, private_targets=False)

    with pytest.raises(Invalid):
        await office.endpoint("pager", url)
