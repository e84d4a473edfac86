"""Buckets: what somebody may ask for comes back evenly, and processes that share an account hear of each other."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from uuid import uuid4

import pytest
from redis.asyncio import Redis

from adapters.allowances.buckets import Buckets, Rate
from adapters.allowances.shared import SharedBuckets
from tests.services import REDIS_URL

SECRET = b"a key of the tests, 32 bytes....."[:32]


class Watch:
    def __init__(self) -> None:
        self.at = 1_000.0

    def ticks(self) -> float:
        return self.at


def took(buckets: Buckets, who: str, cost: int) -> float:
    """0 when it was taken, else the seconds to wait."""
    bucket = buckets.of(who)
    wait = buckets.wait(bucket, cost)
    if not wait:
        buckets.take(who, bucket, cost)
    return wait


def test_what_was_taken_comes_back_evenly_and_never_beyond_the_brim() -> None:
    watch = Watch()
    buckets = Buckets(Rate(600, 60), watch.ticks)

    assert took(buckets, "anna", 600) == 0
    assert took(buckets, "anna", 100) == pytest.approx(10)
    watch.at += 10
    assert took(buckets, "anna", 100) == 0
    watch.at += 3_600
    assert took(buckets, "anna", 601) == pytest.approx(0.1)


def test_everybody_has_a_bucket_of_their_own() -> None:
    buckets = Buckets(Rate(10, 60), Watch().ticks)

    assert [took(buckets, who, 10) for who in ("anna", "ben")] == [0, 0]
    assert took(buckets, "anna", 1) > 0


def test_a_flood_of_askers_is_bounded_and_makes_nobody_forgotten_who_asks_on() -> None:
    buckets = Buckets(Rate(10, 60), Watch().ticks, most=100)
    took(buckets, "anna", 10)

    for number in range(1_000):
        took(buckets, f"address {number}", 1)
        if not number % 50:
            assert took(buckets, "anna", 1) > 0

    assert len(buckets) <= 200


@asynccontextmanager
async def an_account(house: str, url: str = REDIS_URL) -> AsyncIterator[tuple[Buckets, SharedBuckets]]:
    buckets = Buckets(Rate(1_000, 1_000))
    shared = SharedBuckets(url, house, SECRET, {"subject": buckets})
    try:
        yield buckets, shared
    finally:
        await shared.close()


@pytest.mark.redis
async def test_what_one_process_gave_another_does_not_give_again() -> None:
    house = uuid4().hex
    async with an_account(house) as (here, sharing_here), an_account(house) as (there, sharing_there):
        for each in (here, there):
            took(each, "anna", 400)
        assert await sharing_here.settle()
        assert await sharing_there.settle()

        assert took(there, "anna", 300) > 0
        assert took(there, "anna", 190) == 0
        assert took(here, "anna", 500) == 0  # it heard before the other told
        assert await sharing_here.settle()
        assert took(here, "anna", 200) > 0


@pytest.mark.redis
async def test_nobody_is_named_in_redis_and_nothing_stays_there_for_ever() -> None:
    house = uuid4().hex
    async with an_account(house) as (buckets, shared), Redis.from_url(REDIS_URL) as redis:
        took(buckets, "agent:anna", 400)
        await shared.settle()

        names = [each async for each in redis.scan_iter(f"kefu:{house}:*")]
        left = [await redis.pttl(each) for each in names]

    assert len(names) == 1
    assert b"anna" not in names[0]
    assert 400_000 <= left[0] <= 402_000


async def test_without_redis_each_process_goes_by_its_own_count() -> None:
    async with an_account("house", "redis://127.0.0.1:1/0") as (buckets, shared):
        assert took(buckets, "anna", 1_000) == 0

        assert not await shared.settle()
        assert shared.gone
        assert took(buckets, "anna", 1) > 0
        assert took(buckets, "ben", 1) == 0


@pytest.mark.redis
async def test_what_is_taken_while_the_account_is_settled_is_not_lost() -> None:
    async with an_account(uuid4().hex) as (buckets, shared):
        took(buckets, "anna", 100)
        settling = asyncio.create_task(shared.settle())
        await asyncio.sleep(0)
        took(buckets, "anna", 200)
        await settling

        assert buckets.of("anna").level == pytest.approx(700, abs=2)
