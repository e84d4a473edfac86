"""Too much in too short a time: refused with 429 or an error of the operation, whichever way it came."""

import asyncio
from typing import Any

import pytest

from app.protocol import Protocol
from tests.app.serving import heard, kefu_serving, say
from tests.app.site import THE_APPLICATION, WAYS, Site, a_site
from tests.services import REDIS_URL

DEEP = "{ customer { tickets(last: 95) { customer { id } } } }"
DEAR = f"query Dear {{ tickets(first: 95) {{ nodes {DEEP} }} }}"
"""It costs 9,217 whatever there is: nearly all that a bucket of 10,000 has."""
CHEAP = "query Cheap { me { role } }"
LIVE = "subscription { ticketEvents { __typename } }"
NEVER = "10000/86400"
"""Of which a test gets nothing back."""
NEWER = {"accept": "application/graphql-response+json"}
ALL_WAYS = (*WAYS, NEWER, NEWER | THE_APPLICATION, {"accept": "text/event-stream"})


@pytest.mark.parametrize("http", ["httptools", Protocol])
async def test_who_asks_for_too_much_is_told_when_to_come_again(sqlite: str, http: object) -> None:
    async with a_site(sqlite, http=http, rate_subject=NEVER) as site:
        for number, way in enumerate(ALL_WAYS):
            anna, ben = site.token("auditor", f"anna{number}"), site.token("auditor", f"ben{number}")
            asked = ((DEAR, anna), (DEAR, anna), (CHEAP, anna), (DEAR, ben))
            said = [await site.post(query, token, **way) for query, token in asked]

            assert [each.status_code for each in said] == [200, 429, 200, 200], way
            refused = said[1]
            wait = int(refused.headers["retry-after"])
            assert 60_000 < wait < 86_400
            error = refused.json()["errors"][0]
            assert error["extensions"] == {"code": "RATE_LIMITED", "retryAfter": wait, "cost": 9_217}
            assert "data" not in refused.json()
            media = "application/graphql-response+json" if NEWER.items() <= way.items() else "application/json"
            assert refused.headers["content-type"] == f"{media}; charset=utf-8"
            assert refused.headers["x-content-type-options"] == "nosniff"


async def test_over_a_websocket_the_operation_is_refused_and_the_socket_goes_on(sqlite: str) -> None:
    async with (
        a_site(sqlite, rate_subject=NEVER) as site,
        site.socket(site.token("auditor")) as socket,
    ):
        told: list[dict[str, Any]] = []
        for number, query in enumerate((DEAR, DEAR, CHEAP, LIVE)):
            await say(socket, id=str(number), type="subscribe", payload={"query": query})
            told.append(await heard(socket))
            if query in {DEAR, CHEAP} and told[-1]["type"] == "next":
                assert (await heard(socket))["type"] == "complete"

    assert [each["type"] for each in told] == ["next", "error", "next", "next"]
    assert told[1]["payload"][0]["extensions"]["code"] == "RATE_LIMITED"


async def test_a_subscription_that_cannot_be_paid_is_429_before_the_stream_begins(sqlite: str) -> None:
    live = f"subscription {{ ticketEvents {{ ... on TicketSnapshot {{ tickets {DEEP} }} }} }}"
    async with a_site(sqlite, rate_subject=NEVER) as site:
        token = site.token("auditor")
        await site.post(DEAR, token)
        refused = await site.post(live, token, accept="text/event-stream")

    assert refused.status_code == 429
    assert refused.json()["errors"][0]["extensions"]["code"] == "RATE_LIMITED"


async def test_an_answer_that_was_kept_costs_what_it_costs(sqlite: str) -> None:
    async with a_site(sqlite, rate_subject="10000/86400", cache="memory") as site:
        token = site.token("auditor")
        said = [(await site.post("{ tickets(first: 100) { nodes { customer { id } } } }", token)).status_code
                for _ in range(99)]  # fmt: skip

    assert said.count(429) == 99 - (10_000 - 20) // 102


async def test_all_who_come_from_an_address_pay_from_it_as_well(sqlite: str) -> None:
    async with a_site(sqlite, rate_address=NEVER, trusted_proxies="127.0.0.1") as site:
        anna, ben = site.token("auditor", "anna"), site.token("auditor", "ben")
        for number, way in enumerate(WAYS):
            here = {"x-forwarded-for": f"203.0.113.{number}", **way}
            there = {"x-forwarded-for": f"198.51.100.{number}", **way}
            asked = ((anna, here), (ben, here), (ben, there))
            said = [(await site.post(DEAR, token, **where)).status_code for token, where in asked]

            assert said == [200, 429, 200]


async def test_who_is_no_proxy_of_ours_is_counted_by_the_line(sqlite: str) -> None:
    async with a_site(sqlite, rate_address=NEVER) as site:
        token = site.token("auditor")
        said = [(await site.post(DEAR, token, **{"x-forwarded-for": f"203.0.113.{n}"})).status_code for n in range(2)]

    assert said == [200, 429]


async def test_a_stranger_is_counted_by_the_address_for_every_document_that_has_to_be_read(sqlite: str) -> None:
    async with a_site(sqlite, rate_address=NEVER) as site:
        said = [(await site.post(f"{{ nothing{number} }}")).status_code for number in range(501)]
        known = await site.post("{ __typename }", **THE_APPLICATION)

    assert said == [200] * 500 + [429]
    assert known.status_code == 429


async def test_bad_tokens_are_looked_at_only_so_often(sqlite: str) -> None:
    async with a_site(sqlite, rate_address=NEVER) as site:
        said = await asyncio.gather(*(site.post(CHEAP, f"a{number}.b.c") for number in range(500)))
        last = await site.post(CHEAP, "a.b.c")

    assert [each.status_code for each in said] == [401] * 500
    assert last.status_code == 429
    assert last.json()["errors"][0]["extensions"]["code"] == "RATE_LIMITED"
    assert int(last.headers["retry-after"]) > 0


async def test_nothing_is_counted_when_it_is_switched_off(sqlite: str) -> None:
    async with a_site(sqlite, rate_subject=NEVER, rate_address=NEVER, rates="off") as site:
        token = site.token("auditor")
        said = [(await site.post(DEAR, token)).status_code for _ in range(3)]

    assert said == [200] * 3


@pytest.mark.redis
async def test_several_processes_limit_together(sqlite: str) -> None:
    async with (
        kefu_serving(sqlite, rate_subject=NEVER, rates="redis", redis_url=REDIS_URL) as one,
        a_site(sqlite, rate_subject=NEVER, rates="redis", redis_url=REDIS_URL) as other,
    ):
        token = one.token("auditor", "anna")
        first = await one.ask(DEAR, token)
        said = await _until_refused(other, token)

    assert "errors" not in first
    assert said == 429


async def _until_refused(site: Site, token: str) -> int:
    """What a process says in the end that has given little itself: it hears of the others when it gives."""
    buckets = site.front.state.reception.rates.subjects
    async with asyncio.timeout(5):
        while buckets.of("auditor:anna").level > 1_000:
            await site.post(CHEAP, token)
            await asyncio.sleep(0.02)
    return (await site.post(DEAR, token)).status_code


async def test_when_redis_is_gone_each_process_limits_by_itself_and_says_so(sqlite: str) -> None:
    gone = "redis://127.0.0.1:1/0"
    async with kefu_serving(sqlite, rate_subject=NEVER, rates="redis", redis_url=gone) as server:
        token = server.token("auditor")
        said = [await server.ask(DEAR, token) for _ in range(2)]

    assert ["errors" in each for each in said] == [False, True]
    assert any("Redis does not answer, each process limits by its own count" in line for line in server.lines)
