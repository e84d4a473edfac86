"""What hangs on a ticket: who may read which words, and how far its lists reach."""

from typing import Any

from app.house import OpenHouse
from domain.reference.commands import register_agent
from domain.ticket import commands
from domain.ticket.message import Message
from domain.ticket.part import LinkKind, Visibility
from domain.ticket.ticket import Ticket
from domain.viewer import Role, Viewer
from schema.ids import global_id
from tests.engines import house
from tests.graphql.asking import RISK, answer, codes
from tests.storage.test_tickets import a_desk, a_ticket

__all__ = ["house"]

DETAILS = """query ($id: ID) {
  ticket(id: $id) {
    narrative department { code } channel { code name } kind { code } businessLine { code }
    cycles { number resolver { name } resolution { result cause action } }
    parts { department { code } task outcome finishedAt }
    links { kind ticket { number } }
    messages(last: 2) { direction delivery text channel { code } attachments { name } }
    notes(last: 5) { visibility text author }
    events(last: 3) { type version author reason changes { field before after } words { field text } }
  }
}"""
FOR_CUSTOMERS = """query ($id: ID) {
  ticket(id: $id) { narrative messages(last: 9) { text } notes(last: 9) { text } events(last: 100) { type } }
}"""


async def a_long_story(house: OpenHouse) -> tuple[Ticket, Ticket]:
    desk = a_desk(house)
    anna = await register_agent(desk, external_reference="a-1", name="安娜", department="desk")
    other = await a_ticket(desk)
    ticket = await a_ticket(desk, narrative="登录时提示密码错误", department="desk", business_line="account_security")
    await commands.classify_ticket(desk, ticket.id)
    await commands.assign_ticket(desk, ticket.id, assignee_id=anna.id)
    await commands.start_ticket(desk, ticket.id)
    for text in ("您好", "请稍候", "已查到"):
        await commands.respond_ticket(desk, ticket.id, Message(desk.new_id(), "phone", text))
    await commands.join_department(desk, ticket.id, department="desk", task="核对")
    await commands.finish_part(desk, ticket.id, department="desk", outcome="已核对")
    await commands.add_note(desk, ticket.id, text="内部说明", visibility=Visibility.INTERNAL)
    await commands.add_note(desk, ticket.id, text="请查收邮件", visibility=Visibility.PUBLIC)
    await commands.link_ticket(desk, ticket.id, kind=LinkKind.FOLLOWS, other_id=other.id)
    await commands.resolve_ticket(desk, ticket.id, result="已恢复", cause="密码过期", action="重置")
    return await commands.reopen_ticket(desk, ticket.id, why="仍然无法登录"), other


async def test_one_request_shows_everything_that_hangs_on_a_ticket(house: OpenHouse) -> None:
    ticket, other = await a_long_story(house)

    shown = (await answer(house, DETAILS, RISK, id=global_id("Ticket", ticket.id)))["data"]["ticket"]

    assert shown["narrative"] == "登录时提示密码错误"
    assert (shown["channel"], shown["kind"]) == ({"code": "phone", "name": "电话"}, {"code": "account"})
    assert (shown["department"], shown["businessLine"]) == ({"code": "desk"}, {"code": "account_security"})
    assert shown["cycles"] == [
        {
            "number": 1,
            "resolver": {"name": "安娜"},
            "resolution": {"result": "已恢复", "cause": "密码过期", "action": "重置"},
        },
        {"number": 2, "resolver": None, "resolution": None},
    ]
    part = shown["parts"][0]
    assert (part["department"], part["task"], part["outcome"]) == ({"code": "desk"}, "核对", "已核对")
    assert part["finishedAt"] is not None
    assert shown["links"] == [{"kind": "FOLLOWS", "ticket": {"number": other.number}}]
    assert [message["text"] for message in shown["messages"]] == ["请稍候", "已查到"]
    assert shown["messages"][0]["channel"] == {"code": "phone"}
    assert [(note["visibility"], note["text"]) for note in shown["notes"]] == [
        ("INTERNAL", "内部说明"),
        ("PUBLIC", "请查收邮件"),
    ]


async def test_the_last_events_come_with_what_they_changed_and_their_words(house: OpenHouse) -> None:
    ticket, _ = await a_long_story(house)

    shown = (await answer(house, DETAILS, RISK, id=global_id("Ticket", ticket.id)))["data"]["ticket"]["events"]

    assert [event["type"] for event in shown] == ["TicketLinked", "TicketResolved", "TicketReopened"]
    assert [event["version"] for event in shown] == [ticket.version - 2, ticket.version - 1, ticket.version]
    assert shown[1]["words"] == [
        {"field": "action", "text": "重置"},
        {"field": "cause", "text": "密码过期"},
        {"field": "result", "text": "已恢复"},
    ]
    assert {"field": "status", "before": "RESOLVED", "after": "IN_PROGRESS"} in shown[2]["changes"]
    assert (shown[2]["author"], shown[2]["reason"]) == ("risk_control:rc-1", "仍然无法登录")


async def test_a_customer_reads_what_is_meant_for_them_and_nothing_internal(house: OpenHouse) -> None:
    ticket, _ = await a_long_story(house)
    me = Viewer(Role.CUSTOMER, "C", customer_id=ticket.customer_id)
    mine = global_id("Ticket", ticket.id)

    shown = (await answer(house, FOR_CUSTOMERS, me, id=mine))["data"]["ticket"]
    denied = [
        codes(await answer(house, f"query ($id: ID) {{ ticket(id: $id) {{ {field} }} }}", me, id=mine))
        for field in (
            "parts { joinedAt }",
            "links { kind }",
            "events(last: 1) { author }",
            "events(last: 1) { reason }",
            "events(last: 1) { changes { field } }",
            "events(last: 1) { words { text } }",
            "notes(last: 1) { author }",
            "cycles { resolution { cause } }",
        )
    ]

    assert shown["narrative"] == "登录时提示密码错误"
    assert [message["text"] for message in shown["messages"]] == ["您好", "请稍候", "已查到"]
    assert [note["text"] for note in shown["notes"]] == ["请查收邮件"]
    assert all(set(each) == {"FORBIDDEN"} for each in denied)


async def test_a_service_manager_reads_every_ticket_and_no_free_text(house: OpenHouse) -> None:
    ticket, _ = await a_long_story(house)
    manager = Viewer(Role.SERVICE_MANAGER, "sm-1")
    known = global_id("Ticket", ticket.id)

    shown = await answer(house, "query ($id: ID) { ticket(id: $id) { number cycles { number } } }", manager, id=known)
    denied = [
        codes(await answer(house, f"query ($id: ID) {{ ticket(id: $id) {{ {field} }} }}", manager, id=known))
        for field in (
            "narrative",
            "messages(last: 1) { at }",
            "notes(last: 1) { at }",
            "customer { name }",
            "cycles { resolution { result } }",
            "events(last: 1) { reason }",
            "events(last: 1) { words { text } }",
        )
    ]

    assert shown["data"]["ticket"]["number"] == ticket.number
    assert all(set(each) == {"FORBIDDEN"} for each in denied)


async def test_a_list_longer_than_a_page_is_an_error(house: OpenHouse) -> None:
    ticket = await a_ticket(a_desk(house))
    known = global_id("Ticket", ticket.id)

    given: list[dict[str, Any]] = [
        await answer(
            house, f"query ($id: ID) {{ ticket(id: $id) {{ {field}(last: {last}) {{ at }} }} }}", RISK, id=known
        )
        for field in ("messages", "notes", "events")
        for last in (0, 101)
    ]

    assert all(codes(each) == ["BAD_USER_INPUT"] for each in given)
