"""Customers through the schema: by reference, in pages, by filter, and only those within the viewer's scope."""

from typing import Any
from uuid import UUID

from app.house import OpenHouse
from domain.customer.commands import register_customer, rename_customer
from domain.customer.contact import ContactKind, ContactPoint
from domain.customer.customer import Customer, CustomerType, Segment, Stage, Tier
from domain.reference.commands import register_agent
from domain.ticket import commands
from domain.viewer import Role, Viewer
from schema.ids import global_id
from tests.engines import house
from tests.graphql.asking import RISK, answer, codes
from tests.storage.test_tickets import a_desk

__all__ = ["house"]

LIST = """query ($first: Int!, $after: String, $filter: CustomerFilter, $orderBy: CustomerOrder! = REGISTERED_AT) {
  customers(first: $first, after: $after, filter: $filter, orderBy: $orderBy) {
    totalCount nodes { externalReference } pageInfo { hasNextPage endCursor }
  }
}"""
ONE = """query ($reference: String) {
  customer(externalReference: $reference) {
    name type stage tier segments businessLines { code name } preferredChannel { code } accountManager { name }
    contactPoints { kind value channel { code } } tickets(last: 2) { subject } events(last: 5) { type reason }
  }
}"""


async def a_customer(house: OpenHouse, reference: str, **given: object) -> Customer:
    values: dict[str, Any] = {"type": CustomerType.INDIVIDUAL, "name": "王芳", **given}
    return await register_customer(a_desk(house), external_reference=reference, **values)


def references(given: dict[str, Any]) -> list[str]:
    return [node["externalReference"] for node in given["data"]["customers"]["nodes"]]


async def a_ticket_of(house: OpenHouse, customer_id: UUID, subject: str, department: str | None = None) -> None:
    await commands.open_ticket(
        a_desk(house), customer_id=customer_id, subject=subject, kind="account", channel="phone", department=department
    )


async def test_a_customer_is_shown_with_contacts_tickets_and_history(house: OpenHouse) -> None:
    desk = a_desk(house)
    manager = await register_agent(desk, external_reference="m-1", name="经理", department="desk")
    mobile = ContactPoint.of(desk.new_id(), ContactKind.MOBILE, "13800138000", "phone")
    customer = await a_customer(
        house, "C-1", name="欧阳𠮷", tier=Tier.VIP, segments=[Segment.MATURE], business_lines=["fund_sales"],
        contact_points=[mobile], preferred_channel="app", account_manager_id=manager.id,
    )  # fmt: skip
    for subject in ("第一", "第二", "第三"):
        await a_ticket_of(house, customer.id, subject)
    await rename_customer(desk, customer.id, name="欧阳喆", why="更正")

    shown = (await answer(house, ONE, RISK, reference="C-1"))["data"]["customer"]

    assert shown == {
        "name": "欧阳喆",
        "type": "INDIVIDUAL",
        "stage": "NEW",
        "tier": "VIP",
        "segments": ["MATURE"],
        "businessLines": [{"code": "fund_sales", "name": "基金销售"}],
        "preferredChannel": {"code": "app"},
        "accountManager": {"name": "经理"},
        "contactPoints": [{"kind": "MOBILE", "value": "13800138000", "channel": {"code": "phone"}}],
        "tickets": [{"subject": "第三"}, {"subject": "第二"}],
        "events": [{"type": "CustomerRegistered", "reason": None}, {"type": "CustomerRenamed", "reason": "更正"}],
    }


async def test_pages_of_customers_join_to_the_whole_in_either_direction(house: OpenHouse) -> None:
    expected = [(await a_customer(house, f"C-{number}")).external_reference for number in range(5)]

    for order, whole in (("REGISTERED_AT", expected), ("UPDATED_AT_DESC", expected[::-1])):
        seen: list[str] = []
        after = None
        while True:
            page = await answer(house, LIST, RISK, first=2, after=after, orderBy=order)
            seen += references(page)
            after = page["data"]["customers"]["pageInfo"]["endCursor"]
            if not page["data"]["customers"]["pageInfo"]["hasNextPage"]:
                break
        assert page["data"]["customers"]["totalCount"] == 5
        assert seen == whole


async def test_each_filter_narrows_the_list(house: OpenHouse) -> None:
    manager = await register_agent(a_desk(house), external_reference="m-1", name="经理", department="desk")
    await a_customer(
        house, "C-wanted", name="Zhāng_三", type=CustomerType.INSTITUTION, stage=Stage.PROSPECT, tier=Tier.VIP,
        segments=[Segment.SPECIAL, Segment.MATURE], business_lines=["fund_sales"], account_manager_id=manager.id,
    )  # fmt: skip
    await a_customer(house, "C-other", name="李四")

    for name, value in {
        "type": ["INSTITUTION"],
        "stage": ["PROSPECT", "LOST"],
        "tier": ["VIP"],
        "segment": "SPECIAL",
        "businessLine": "fund_sales",
        "accountManagerId": global_id("Agent", manager.id),
        "nameContains": "g_三",
    }.items():
        found = await answer(house, LIST, RISK, first=9, filter={name: value})
        assert references(found) == ["C-wanted"], name
    nobody = await answer(house, LIST, RISK, first=9, filter={"nameContains": "%"})
    assert references(nobody) == []


async def test_customers_are_seen_by_those_who_have_to_do_with_them(house: OpenHouse) -> None:
    manager = await register_agent(a_desk(house), external_reference="m-1", name="经理", department="desk")
    of_desk, of_manager = await a_customer(house, "C-1"), await a_customer(house, "C-2", account_manager_id=manager.id)
    await a_ticket_of(house, of_desk.id, "无法登录", "desk")

    seen = {
        viewer.role: references(await answer(house, LIST, viewer, first=9))
        for viewer in (
            RISK,
            Viewer(Role.AUDITOR, "au-1"),
            Viewer(Role.AGENT, "anna", department="desk"),
            Viewer(Role.SUPERVISOR, "s-1", department="desk", departments=frozenset({"desk"})),
            Viewer(Role.ACCOUNT_MANAGER, "m-1", agent_id=manager.id),
            Viewer(Role.CUSTOMER, "C-2", customer_id=of_manager.id),
        )
    }
    refused = [
        codes(await answer(house, LIST, Viewer(role, "x"), first=9))
        for role in (Role.SERVICE_MANAGER, Role.WALLBOARD, Role.ADMIN)
    ]

    assert seen == {
        Role.RISK_CONTROL: ["C-1", "C-2"],
        Role.AUDITOR: ["C-1", "C-2"],
        Role.AGENT: ["C-1"],
        Role.SUPERVISOR: ["C-1"],
        Role.ACCOUNT_MANAGER: ["C-2"],
        Role.CUSTOMER: ["C-2"],
    }
    assert refused == [["FORBIDDEN"]] * 3


async def test_what_is_wrong_with_a_request_is_named(house: OpenHouse) -> None:
    given = [
        await answer(house, LIST, RISK, first=0),
        await answer(house, LIST, RISK, first=1, after="?"),
        await answer(house, LIST, RISK, first=1, filter={"nameContains": ""}),
        await answer(house, LIST, RISK, first=1, filter={"accountManagerId": "m-1"}),
        await answer(house, "{ customer { name } }", RISK),
    ]

    assert [codes(each) for each in given] == [["BAD_USER_INPUT"]] * 5
    assert "accountManagerId is not an id of the type Agent" in given[3]["errors"][0]["message"]
