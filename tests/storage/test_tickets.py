"""Tickets through commands and back, the log they leave, and what concurrent and repeated requests meet."""

import asyncio
from typing import Any
from uuid import UUID

import pytest

from adapters.database import json
from adapters.reads.events import LARGEST_POSITION, EventCriteria, events_page, words_of
from adapters.storage.work import SqlDesk
from app.house import OpenHouse
from domain.customer.commands import register_customer
from domain.customer.customer import CustomerType
from domain.desk import Terms
from domain.reference.commands import register_agent
from domain.shared.errors import ChangedMeanwhile, KeyReused, NotFound
from domain.ticket import commands
from domain.ticket.message import Message
from domain.ticket.part import LinkKind, Visibility
from domain.ticket.ticket import Ticket
from domain.viewer import Role, Viewer
from tests.engines import house

__all__ = ["house"]


def a_desk(house: OpenHouse, viewer: Viewer | None = None) -> SqlDesk:
    return SqlDesk(house.house, viewer or Viewer(Role.RISK_CONTROL, "rc-1"), "request-1")


async def a_ticket(desk: SqlDesk, **given: object) -> Ticket:
    customer = await register_customer(
        desk, external_reference=f"C-{desk.new_id()}", type=CustomerType.INDIVIDUAL, name="欧阳𠮷"
    )
    values: dict[str, Any] = {"subject": "无法登录", "kind": "account", "channel": "phone", **given}
    return await commands.open_ticket(desk, customer_id=customer.id, **values)


async def loaded(desk: SqlDesk, ticket_id: UUID) -> Ticket:
    async with desk.work() as work:
        ticket: Ticket = await work.tickets.get(ticket_id)
        return ticket


async def test_a_ticket_with_a_long_life_comes_back_equal(house: OpenHouse) -> None:
    desk = a_desk(house)
    anna = await register_agent(desk, external_reference="a-1", name="安娜", department="desk")
    other = await a_ticket(desk)
    ticket = await a_ticket(desk, narrative="请拨打 13800138000", severity=2)

    await commands.classify_ticket(desk, ticket.id, level=1, why="影响面大")
    await commands.assign_ticket(desk, ticket.id, department="desk", assignee_id=anna.id)
    await commands.start_ticket(desk, ticket.id)
    await commands.respond_ticket(desk, ticket.id, Message(desk.new_id(), "phone", "您好"))
    await commands.join_department(desk, ticket.id, department="desk", task="核对")
    await commands.finish_part(desk, ticket.id, department="desk", outcome="已核对")
    await commands.add_note(desk, ticket.id, text="内部说明", visibility=Visibility.INTERNAL)
    await commands.link_ticket(desk, ticket.id, kind=LinkKind.FOLLOWS, other_id=other.id)
    await commands.resolve_ticket(desk, ticket.id, result="已恢复", cause="密码过期", action="重置")
    last = await commands.reopen_ticket(desk, ticket.id, why="仍然无法登录")

    assert await loaded(desk, ticket.id) == last
    rows = await house.house.database.rows("select number, resolved_at from ticket_cycle order by began_at, number")
    numbers = [row["number"] for row in rows]
    assert sorted(numbers) == [1, 1, 2]


async def test_the_log_folds_back_into_the_state_and_holds_no_words_in_the_clear(house: OpenHouse) -> None:
    desk = a_desk(house)
    ticket = await a_ticket(desk, narrative="请拨打 13800138000")
    ticket = await commands.classify_ticket(desk, ticket.id)
    ticket = await commands.start_ticket(desk, ticket.id)
    ticket = await commands.resolve_ticket(desk, ticket.id, result="已恢复", cause="密码过期", action="重置")

    criteria = EventCriteria(ticket_id=ticket.id)
    log = await events_page(house.house.database, desk.viewer, criteria, first=100, after=0, up_to=LARGEST_POSITION)

    assert [event.version for event in log] == list(range(1, ticket.version + 1))
    state: dict[str, Any] = {}
    for event in log:
        for name, (before, after) in event.facts.get("changes", {}).items():
            assert state.get(name) == before
            state[name] = after
    assert state["status"] == "RESOLVED"
    assert state["cycle.resolved_at"] is not None
    clear = [str((dict(event.facts), dict(event.image), event.reason)) for event in log]
    assert not any("13800138000" in text or "密码过期" in text for text in clear)
    words = await words_of(house.house.database, house.house.vault, [(ticket.id, 1), (ticket.id, ticket.version)])
    assert words[ticket.id, 1]["narrative"] == "请拨打 13800138000"
    assert words[ticket.id, ticket.version]["cause"] == "密码过期"


async def test_of_two_who_change_at_the_same_time_one_is_told(house: OpenHouse) -> None:
    desk = a_desk(house)
    ticket = await commands.classify_ticket(desk, (await a_ticket(desk)).id)

    outcomes = await asyncio.gather(
        *(commands.start_ticket(desk, ticket.id, terms=Terms(expected_version=ticket.version)) for _ in range(2)),
        return_exceptions=True,
    )

    assert sum(isinstance(each, ChangedMeanwhile) for each in outcomes) == 1
    assert (await loaded(desk, ticket.id)).version == ticket.version + 1


async def test_an_expected_version_that_has_passed_changes_nothing(house: OpenHouse) -> None:
    desk = a_desk(house)
    ticket = await commands.classify_ticket(desk, (await a_ticket(desk)).id)

    with pytest.raises(ChangedMeanwhile):
        await commands.start_ticket(desk, ticket.id, terms=Terms(expected_version=1))

    assert (await loaded(desk, ticket.id)).version == ticket.version


async def test_the_same_key_and_body_again_gets_the_stored_answer_and_another_body_is_an_error(
    house: OpenHouse,
) -> None:
    desk = a_desk(house)
    ticket = await commands.classify_ticket(desk, (await a_ticket(desk)).id)
    terms = Terms(idempotency_key="once", request_hash=b"start")

    answers = [
        (await desk.once(terms, lambda: commands.start_ticket(desk, ticket.id, terms=terms))).id for _ in range(3)
    ]

    assert answers == [ticket.id] * 3
    assert (await loaded(desk, ticket.id)).version == ticket.version + 1
    other = Terms(idempotency_key="once", request_hash=b"other")
    with pytest.raises(KeyReused):
        await desk.once(other, lambda: commands.start_ticket(desk, ticket.id, terms=other))


async def test_what_lies_outside_my_scope_is_as_if_it_did_not_exist(house: OpenHouse) -> None:
    desk = a_desk(house)
    ticket = await a_ticket(desk, department="desk")
    stranger = a_desk(
        house, Viewer(Role.AGENT, "stranger", department="elsewhere", departments=frozenset({"elsewhere"}))
    )
    colleague = a_desk(house, Viewer(Role.AGENT, "colleague", department="desk", departments=frozenset({"desk"})))

    with pytest.raises(NotFound):
        await commands.classify_ticket(stranger, ticket.id)

    assert (await commands.classify_ticket(colleague, ticket.id)).version == 2


async def test_each_image_carries_the_due_time_of_its_cycle(house: OpenHouse) -> None:
    desk = a_desk(house)
    await a_ticket(desk)

    row = await house.house.database.row("select image from event where aggregate = 'ticket'")

    assert row is not None
    image = json(row["image"])
    assert image["due_at"] > image["opened_at"]
