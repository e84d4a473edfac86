"""Subscriptions: equal ones share one execution, and every source is closed."""

# ruff: noqa: ANN401 - a value in GraphQL may be anything

import asyncio
from collections.abc import Mapping
from typing import Any

import orjson
import pytest

from execution import Answer, Engine, Feed, Prepared
from tests.execution.toy import Desk, Happening, Visitor, an_engine

TICKS = "subscription ($after: String, $kind: String) { ticks(after: $after, kind: $kind) { number rendering } }"


async def a_feed(
    engine: Engine, visitor: Visitor, variables: Mapping[str, Any] | None = None, source: str = TICKS
) -> Feed:
    prepared = engine.documents.prepare(source)
    assert isinstance(prepared, Prepared), prepared
    feed = await engine.subscribe(prepared, variables, visitor)
    assert isinstance(feed, Feed), feed
    return feed


async def all_waiting(desk: Desk, feeds: list[Feed]) -> list["asyncio.Task[bytes]"]:
    waiting = [asyncio.ensure_future(anext(feed)) for feed in feeds]
    await desk.has_listeners(len(feeds))
    return waiting


async def test_20_equal_subscribers_share_one_execution_and_the_same_bytes() -> None:
    desk = Desk()
    desk.release.set()
    engine = an_engine(desk)
    feeds = [await a_feed(engine, Visitor(desk), {"after": f"cursor {n}", "kind": "a"}) for n in range(20)]

    for number in (1, 2, 3):
        waiting = await all_waiting(desk, feeds)
        desk.tell(Happening(number))
        payloads = await asyncio.gather(*waiting)

        assert desk.executed == number
        assert all(payload is payloads[0] for payload in payloads)
        assert orjson.loads(payloads[0])["data"] == {"ticks": {"number": number, "rendering": number}}
    assert len(desk.loaded) == 3
    assert desk.opened == 20


@pytest.mark.parametrize(
    ("variables", "rights", "source"),
    [
        ({"kind": "b"}, "anybody", TICKS),
        ({"kind": "a"}, "supervisor", TICKS),
        ({"kind": "a"}, "anybody", TICKS + " "),
    ],
)
async def test_other_variables_rights_or_documents_are_executed_apart(variables: Any, rights: str, source: str) -> None:
    desk = Desk()
    desk.release.set()
    engine = an_engine(desk)
    feeds = [
        await a_feed(engine, Visitor(desk), {"kind": "a"}),
        await a_feed(engine, Visitor(desk, rights_key=rights), variables, source),
    ]

    waiting = await all_waiting(desk, feeds)
    desk.tell(Happening(1))
    await asyncio.gather(*waiting)

    assert desk.executed == 2


async def test_a_cursor_that_is_used_elsewhere_too_tells_subscribers_apart() -> None:
    desk = Desk()
    desk.release.set()
    engine = an_engine(desk)
    both = TICKS.replace("kind: $kind", "kind: $after").replace(", $kind: String", "")
    feeds = [await a_feed(engine, Visitor(desk), {"after": after}, both) for after in "ab"]

    waiting = await all_waiting(desk, feeds)
    desk.tell(Happening(1))
    await asyncio.gather(*waiting)

    assert desk.executed == 2


async def test_events_without_a_memo_are_executed_for_each_subscriber() -> None:
    desk = Desk()
    desk.release.set()
    engine = an_engine(desk)
    feeds = [await a_feed(engine, Visitor(desk)) for _ in range(3)]

    waiting = await all_waiting(desk, feeds)
    desk.tell(Happening(1, rendered=None))
    await asyncio.gather(*waiting)

    assert desk.executed == 3


async def test_the_first_subscriber_leaves_and_the_others_still_get_the_event() -> None:
    desk = Desk()
    engine = an_engine(desk)
    feeds = [await a_feed(engine, Visitor(desk)) for _ in range(3)]
    first, *others = await all_waiting(desk, feeds)

    desk.tell(Happening(1))
    await desk.started.wait()
    first.cancel()
    await asyncio.wait({first})
    desk.release.set()
    payloads = await asyncio.gather(*others)

    assert [orjson.loads(payload)["data"]["ticks"]["number"] for payload in payloads] == [1, 1]
    assert desk.executed == 1


async def test_the_last_subscriber_leaves_and_the_execution_ends_with_it() -> None:
    desk = Desk()
    engine = an_engine(desk)
    tasks = asyncio.all_tasks()
    feeds = [await a_feed(engine, Visitor(desk)) for _ in range(2)]
    waiting = await all_waiting(desk, feeds)
    happening = Happening(1)

    desk.tell(happening)
    await desk.started.wait()
    for task in waiting:
        task.cancel()
    await asyncio.wait(waiting)
    for feed in feeds:
        await feed.aclose()

    assert asyncio.all_tasks() == tasks
    assert happening.rendered == {}
    assert not desk.listeners


async def test_a_field_that_fails_is_an_answer_too_and_the_feed_goes_on() -> None:
    desk = Desk()
    engine = an_engine(desk)
    feeds = [await a_feed(engine, Visitor(desk), source="subscription { ticks { broken } }") for _ in range(2)]

    for number in (1, 2):
        waiting = await all_waiting(desk, feeds)
        desk.tell(Happening(number))
        payloads = [orjson.loads(payload) for payload in await asyncio.gather(*waiting)]

        assert payloads[0] == payloads[1]
        assert payloads[0]["errors"][0]["extensions"] == {"code": "INTERNAL"}
        assert len(desk.reported) == number


async def test_an_event_that_takes_too_long_is_answered_and_the_feed_goes_on() -> None:
    desk = Desk()
    engine = an_engine(desk, timeout_seconds=0.05)
    feed = await a_feed(engine, Visitor(desk))

    (waiting,) = await all_waiting(desk, [feed])
    desk.tell(Happening(1))
    late = orjson.loads(await waiting)
    desk.release.set()
    (waiting,) = await all_waiting(desk, [feed])
    desk.tell(Happening(2))

    assert late["errors"][0]["extensions"] == {"code": "TIMEOUT"}
    assert orjson.loads(await waiting)["data"]["ticks"]["number"] == 2


async def test_a_source_that_fails_says_so_and_ends() -> None:
    desk = Desk()
    feed = await a_feed(an_engine(desk), Visitor(desk))

    (waiting,) = await all_waiting(desk, [feed])
    desk.tell(Happening(-1))

    assert orjson.loads(await waiting)["errors"][0]["extensions"] == {"code": "INTERNAL"}
    assert [payload async for payload in feed] == []
    assert desk.closed.is_set()
    assert len(desk.reported) == 1


async def test_a_refusal_by_the_source_is_told_in_full() -> None:
    desk = Desk()
    feed = await a_feed(an_engine(desk), Visitor(desk), source="subscription { forbidden }")

    (payload,) = [orjson.loads(payload) async for payload in feed]

    assert payload["errors"][0]["message"] == "not for you"
    assert payload["errors"][0]["extensions"] == {"code": "NOT_ALLOWED_NOW"}


async def test_variables_nested_too_deeply_are_refused_or_executed_apart() -> None:
    desk = Desk()
    engine = an_engine(desk)
    prepared = engine.documents.prepare(TICKS)
    assert isinstance(prepared, Prepared)
    deep: Any = []
    for _ in range(900):
        deep = [deep]

    refusal = await engine.subscribe(prepared, {"kind": deep}, Visitor(desk))

    assert isinstance(refusal, Answer)
