"""Answers that processes share by Redis: sealed, checked by each of them, and nobody needs them."""

import socket
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import replace
from typing import Any, cast
from uuid import uuid4

import pytest
from redis.asyncio import Redis

from adapters.answers.shared import SharedAnswers
from app.house import OpenHouse
from app.remembering import program
from domain.ticket import commands
from domain.viewer import Role, Viewer
from tests import services
from tests.answers.counter import Counter, open_counter
from tests.answers.test_random_life import another
from tests.engines import house
from tests.live.desk import LiveDesk, followed

__all__ = ["house"]

LIST = "query ($first: Int! = 10) { tickets(first: $first) { totalCount nodes { number subject status } } }"
SECRET = b"s" * 32
redis = pytest.mark.redis


@pytest.fixture
async def prefix() -> AsyncIterator[str]:
    name = f"test-{uuid4().hex}"
    yield name
    async with Redis.from_url(services.REDIS_URL) as client:
        keys = [key async for key in client.scan_iter(f"kefu:{name}:*")]
        if keys:
            await client.delete(*keys)


async def kept(prefix: str) -> dict[bytes, bytes]:
    async with Redis.from_url(services.REDIS_URL) as client:
        return {key: cast("bytes", await client.get(key)) async for key in client.scan_iter(f"kefu:{prefix}:*")}


@asynccontextmanager
async def sharing(
    opening: OpenHouse, desk: LiveDesk, prefix: str, *, url: str = services.REDIS_URL, secret: bytes = SECRET
) -> AsyncIterator[Counter]:
    shared = SharedAnswers(url, prefix, secret)
    try:
        yield open_counter(opening, desk.live, shared)
    finally:
        await shared.close()


async def sent(counter: Counter) -> None:
    shared: Any = counter.answers._shared  # noqa: SLF001
    await shared.settled()


@redis
async def test_what_one_process_computed_another_gives(house: OpenHouse, prefix: str) -> None:
    async with followed(house) as desk, followed(another(house)) as there:
        await desk.ticket()
        await desk.settled()
        await there.settled()
        async with sharing(desk.opening, desk, prefix) as one, sharing(there.opening, there, prefix) as two:
            for counter in (one, two):  # both have seen where the log stands
                await counter.known("{ me { role } }", Viewer(Role.AUDITOR, str(id(counter))))
            first = await one.known(LIST)
            await sent(one)

            assert await two.known(LIST) == first
            assert two.outcomes["shared"] == 1


@redis
async def test_what_another_process_kept_is_not_given_once_it_was_touched(house: OpenHouse, prefix: str) -> None:
    async with followed(house) as desk, followed(another(house)) as there:
        ticket = await desk.ticket()
        await desk.settled()
        await there.settled()
        async with sharing(desk.opening, desk, prefix) as one, sharing(there.opening, there, prefix) as two:
            for counter in (one, two):
                await counter.known("{ me { role } }", Viewer(Role.AUDITOR, str(id(counter))))
            before = await one.known(LIST)
            await sent(one)

            await commands.classify_ticket(desk.work, ticket.id, kind="trading")
            await commands.start_ticket(desk.work, ticket.id)

            assert await two.known(LIST) != before
            assert two.outcomes["shared"] == 0


@redis
async def test_after_a_change_one_process_computes_for_all(house: OpenHouse, prefix: str) -> None:
    async with followed(house) as desk, followed(another(house)) as there:
        ticket = await desk.ticket()
        async with sharing(desk.opening, desk, prefix) as one, sharing(there.opening, there, prefix) as two:
            await one.known(LIST)
            await two.known(LIST)
            await commands.classify_ticket(desk.work, ticket.id, kind="trading")
            await commands.start_ticket(desk.work, ticket.id)
            after = await one.told(LIST)
            await sent(one)

            assert await two.told(LIST) == after
            assert two.outcomes["shared"] >= 1


@redis
async def test_nobody_is_given_what_was_shared_for_another(house: OpenHouse, prefix: str) -> None:
    async with followed(house) as desk, sharing(desk.opening, desk, prefix) as one:
        await desk.ticket()
        me = "{ me { subject department } tickets(first: 5) { nodes { number } } }"
        sue = Viewer(Role.SUPERVISOR, "sue", "desk", frozenset({"desk", "trading"}))
        askers = [sue, replace(sue, departments=frozenset({"trading"})), replace(sue, subject="joe")]

        for asker in askers:
            await one.known(me, asker)
            await sent(one)
        async with sharing(desk.opening, desk, prefix) as two:
            for asker in askers:
                await two.known(me, asker)

        assert len(await kept(prefix)) == len(askers)
        assert two.outcomes["shared"] == len(askers)


@redis
async def test_who_reads_redis_learns_nothing_and_who_writes_there_says_nothing(house: OpenHouse, prefix: str) -> None:
    async with followed(house) as desk, sharing(desk.opening, desk, prefix) as one:
        await desk.ticket(subject="账户被锁定")
        await one.known(LIST)
        await one.known(LIST, first=5)
        await sent(one)
        lies = await kept(prefix)

        assert len(lies) == 2
        assert not any("账户被锁定".encode() in each for each in lies.values())
        async with Redis.from_url(services.REDIS_URL) as client:
            swapped = dict(zip(lies, reversed(lies.values()), strict=True))
            for key, value in swapped.items():
                await client.set(key, value)
        async with (
            sharing(desk.opening, desk, prefix) as two,
            sharing(desk.opening, desk, prefix, secret=b"t" * 32) as three,
        ):
            await two.known(LIST)
            await three.known(LIST)
        assert (two.outcomes["shared"], three.outcomes["shared"]) == (0, 0)


async def test_without_redis_each_process_keeps_its_own(house: OpenHouse) -> None:
    with socket.socket() as nobody:
        nobody.bind(("127.0.0.1", 0))
        url = f"redis://127.0.0.1:{nobody.getsockname()[1]}/0"
        async with followed(house) as desk, sharing(desk.opening, desk, "nowhere", url=url) as one:
            ticket = await desk.ticket()
            await one.known(LIST)
            await commands.classify_ticket(desk.work, ticket.id, kind="trading")
            await one.known(LIST)

    assert one.outcomes["hit"] >= 2


@redis
async def test_a_redis_that_hangs_holds_up_nobody_for_long(house: OpenHouse) -> None:
    with socket.create_server(("127.0.0.1", 0)) as silent:
        url = f"redis://127.0.0.1:{silent.getsockname()[1]}/0"
        async with followed(house) as desk, sharing(desk.opening, desk, "nowhere", url=url) as one:
            await desk.ticket()
            await one.known(LIST)
            await one.known(LIST, first=5)

    assert one.outcomes["hit"] >= 2


def test_another_program_has_other_answers() -> None:
    assert program() == program()
    assert len(program()) == 16
