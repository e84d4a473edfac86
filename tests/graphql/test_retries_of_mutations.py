"""Asking again: the same key is one effect, however often and however many at once; a version that passed is told."""

import asyncio
from typing import Any

import pytest

from app.house import OpenHouse
from domain.viewer import Role, Viewer
from tests.engines import house
from tests.graphql.asking import RISK
from tests.graphql.mutating import ADMIN, a_ticket, ask, count, declined, done, people_of

__all__ = ["house"]

REUSED = ("IDEMPOTENCY_KEY_REUSED", ["idempotencyKey"])


async def test_the_same_request_again_gets_the_same_ticket_as_it_is_by_then(house: OpenHouse) -> None:
    people = await people_of(house)
    asked = {"customerId": people.customer_id, "subject": "无法登录", "kind": "account", "channel": "app",
             "idempotencyKey": "7f3c"}  # fmt: skip

    first = await done(house, "openTicket", people.mrs_wang, **asked)
    await done(house, "classifyTicket", RISK, ticketId=first["id"])
    again = await done(house, "openTicket", people.mrs_wang, **asked, severity=None)

    assert (again["id"], again["number"]) == (first["id"], first["number"])
    assert (again["version"], again["status"]) == (2, "CLASSIFIED")
    assert await count(house, "ticket") == 1


async def test_a_retry_is_answered_also_when_the_status_or_the_version_has_moved_on(house: OpenHouse) -> None:
    people = await people_of(house)
    ticket_id = await a_ticket(house, people)
    asked: dict[str, Any] = {"ticketId": ticket_id, "idempotencyKey": "k", "expectedVersion": 1, "reason": "不需要了"}

    first = await done(house, "withdrawTicket", people.anna, **asked)
    again = await done(house, "withdrawTicket", people.anna, **asked)

    assert first == again
    assert first["version"] == 2


async def test_another_request_under_the_same_key_is_refused(house: OpenHouse) -> None:
    people = await people_of(house)
    ticket_id = await a_ticket(house, people)
    note: dict[str, Any] = {"ticketId": ticket_id, "text": "一", "visibility": "INTERNAL", "idempotencyKey": "k"}
    before = (await done(house, "addNote", people.anna, **note))["version"]

    for given in ({"text": "二"}, {"visibility": "PUBLIC"}, {"expectedVersion": before}):
        assert await declined(house, "addNote", people.anna, **(note | given)) == REUSED
    assert await declined(house, "confirmFeedback", people.anna, ticketId=ticket_id, idempotencyKey="k") == REUSED
    assert await declined(house, "startTicket", people.anna, ticketId=ticket_id, idempotencyKey="k") == REUSED

    assert (await done(house, "addNote", people.anna, **note))["version"] == before


async def test_each_author_has_their_own_keys(house: OpenHouse) -> None:
    people = await people_of(house)
    ticket_id = await a_ticket(house, people)
    note = {"ticketId": ticket_id, "text": "一", "visibility": "INTERNAL", "idempotencyKey": "k"}

    by_anna = await done(house, "addNote", people.anna, **note)
    by_risk = await done(house, "addNote", RISK, **note)

    assert (by_anna["version"], by_risk["version"]) == (2, 3)


async def test_a_refused_request_does_not_use_up_its_key(house: OpenHouse) -> None:
    people = await people_of(house)
    ticket_id = await a_ticket(house, people)
    start = {"ticketId": ticket_id, "idempotencyKey": "k"}

    too_early = await declined(house, "startTicket", people.anna, **start)
    await done(house, "classifyTicket", people.anna, ticketId=ticket_id)
    started = await done(house, "startTicket", people.anna, **start)

    assert too_early == ("NOT_ALLOWED_NOW", [])
    assert (started["status"], started["version"]) == ("IN_PROGRESS", 3)


async def test_a_key_holds_also_for_what_changes_nothing(house: OpenHouse) -> None:
    people = await people_of(house)
    ticket_id = await a_ticket(house, people)
    nobody = {"ticketId": ticket_id, "idempotencyKey": "k"}

    first = await done(house, "assignTicket", people.anna, **nobody)
    await done(house, "assignTicket", people.anna, ticketId=ticket_id, assigneeId=people.anna_id)
    again = await done(house, "assignTicket", people.anna, **nobody)

    assert (first["version"], again["version"]) == (1, 2)


async def test_many_at_once_with_one_key_open_one_ticket(house: OpenHouse) -> None:
    people = await people_of(house)
    asked = {"customerId": people.customer_id, "subject": "无法登录", "kind": "account", "channel": "app",
             "idempotencyKey": "k"}  # fmt: skip

    answers = await asyncio.gather(*(done(house, "openTicket", people.anna, **asked) for _ in range(8)))

    assert len({each["id"] for each in answers}) == 1
    assert (await count(house, "ticket"), await count(house, "idempotency")) == (1, 1)
    assert await count(house, "event where type = 'TicketOpened'") == 1


@pytest.mark.parametrize(
    ("mutation", "given"),
    [
        ("addNote", {"text": "一", "visibility": "INTERNAL"}),
        ("withdrawTicket", {"reason": "不需要了"}),
        ("classifyTicket", {}),
        ("respondTicket", {"channel": "app", "text": "您好", "attachments": [
            {"name": "a.txt", "mediaType": "text/plain", "content": "aGVsbG8="}]}),
    ],
)  # fmt: skip
async def test_many_at_once_with_one_key_change_a_ticket_once(
    house: OpenHouse, mutation: str, given: dict[str, Any]
) -> None:
    people = await people_of(house)
    ticket_id = await a_ticket(house, people)
    asked: dict[str, Any] = {"ticketId": ticket_id, "idempotencyKey": "k"} | given

    answers = await asyncio.gather(*(done(house, mutation, people.anna, **asked) for _ in range(8)))

    assert {each["version"] for each in answers} == {2}
    assert await count(house, "event where aggregate = 'ticket'") == 2
    assert await count(house, "blob") == (1 if mutation == "respondTicket" else 0)


async def test_of_two_different_requests_at_once_with_one_key_one_is_done(house: OpenHouse) -> None:
    people = await people_of(house)
    tickets = [await a_ticket(house, people) for _ in range(2)]

    answers = await asyncio.gather(
        *(
            ask(house, "addNote", people.anna, ticketId=each, text="一", visibility="PUBLIC", idempotencyKey="k")
            for each in tickets
        )
    )

    assert sorted(error["code"] for each in answers for error in each["userErrors"]) == ["IDEMPOTENCY_KEY_REUSED"]
    assert await count(house, "note") == 1


async def test_many_registrations_at_once_with_one_key_are_one_customer_and_without_it_the_reference_is_taken(
    house: OpenHouse,
) -> None:
    await people_of(house)
    asked = {"externalReference": "C9", "type": "INDIVIDUAL", "name": "赵六"}

    keyed = await asyncio.gather(
        *(done(house, "registerCustomer", RISK, idempotencyKey="k", **asked) for _ in range(5))
    )
    bare = await asyncio.gather(
        *(ask(house, "registerCustomer", RISK, **(asked | {"externalReference": "C8"})) for _ in range(5))
    )

    assert len({each["id"] for each in keyed}) == 1
    assert [error["code"] for each in bare for error in each["userErrors"]] == ["ALREADY_EXISTS"] * 4


async def test_a_word_of_the_house_is_defined_once_with_one_key(house: OpenHouse) -> None:
    asked = {"code": "wechat_video", "name": "视频号", "idempotencyKey": "k"}

    first = await done(house, "defineChannel", ADMIN, **asked)
    again = await done(house, "defineChannel", ADMIN, **asked)

    assert first == again
    assert await declined(house, "defineKind", ADMIN, **asked) == REUSED


async def test_many_writers_who_name_no_version_all_get_their_turn(house: OpenHouse) -> None:
    people = await people_of(house)
    ticket_id = await a_ticket(house, people)

    answers = await asyncio.gather(
        *(
            ask(house, "addNote", people.anna, ticketId=ticket_id, text=f"第 {number} 条", visibility="INTERNAL")
            for number in range(10)
        )
    )

    assert [error for each in answers for error in each["userErrors"]] == []
    kept = 10
    assert await count(house, "note") == kept
    last = await done(house, "addNote", people.anna, ticketId=ticket_id, text="末", visibility="INTERNAL")
    assert last["version"] == 1 + kept + 1


async def test_of_two_who_saw_the_same_version_the_second_is_told(house: OpenHouse) -> None:
    people = await people_of(house)
    ticket_id = await a_ticket(house, people)
    supervisor = Viewer(Role.SUPERVISOR, "su", "desk", frozenset({"desk"}))
    seen: dict[str, Any] = {"ticketId": ticket_id, "expectedVersion": 1}

    first = await ask(house, "classifyTicket", people.anna, **seen)
    second = await declined(house, "assignTicket", supervisor, **seen, department="risk")

    assert first["userErrors"] == []
    assert second == ("CHANGED_MEANWHILE", ["expectedVersion"])
