"""Keeping the words and the people of the house, as clients of the desk ask for it."""

from typing import Any

import pytest

from app.house import OpenHouse
from domain.viewer import Role, Viewer
from tests.engines import house
from tests.graphql.asking import RISK, answer
from tests.graphql.mutating import ADMIN, ask, count, declined, done, people_of

__all__ = ["house"]

FAMILIES = ["Department", "Channel", "BusinessLine", "Kind"]


@pytest.mark.parametrize("family", FAMILIES)
async def test_a_word_is_defined_renamed_retired_and_restored(house: OpenHouse, family: str) -> None:
    events = await count(house, "event")

    defined = await done(house, f"define{family}", ADMIN, code="video_call", name="视频")
    renamed = await done(house, f"rename{family}", ADMIN, code="video_call", name="视频通话", expectedVersion=1)
    retired = await done(house, f"retire{family}", ADMIN, code="video_call", reason="不再使用")
    again = await done(house, f"retire{family}", ADMIN, code="video_call", reason="不再使用")
    restored = await done(house, f"restore{family}", ADMIN, code="video_call")

    assert (defined["code"], defined["name"], defined["version"]) == ("video_call", "视频", 1)
    assert (renamed["name"], renamed["version"]) == ("视频通话", 2)
    assert (retired["retired"], again["version"]) == (True, 3)
    assert (restored["retired"], restored["version"], restored["id"]) == (False, 4, defined["id"])
    assert await count(house, "event") == events + 4


async def test_a_retired_word_is_not_used_any_more_and_what_uses_it_stays(house: OpenHouse) -> None:
    people = await people_of(house)
    opening = {"customerId": people.customer_id, "subject": "转账失败", "kind": "trading", "channel": "branch"}
    shown = "ticket { id channel { code retired } } "
    before = await done(house, "openTicket", people.anna, shown=shown, **opening)

    await done(house, "retireChannel", ADMIN, code="branch", reason="网点关闭")
    refused = await declined(house, "openTicket", people.anna, **opening)
    after = await done(house, "classifyTicket", people.anna, shown=shown, ticketId=before["id"])

    assert refused == ("UNKNOWN_REFERENCE", ["channel"])
    assert after["channel"] == {"code": "branch", "retired": True}


async def test_departments_form_a_tree_that_never_bites_its_tail(house: OpenHouse) -> None:
    parent = "department { code parent { code } } "
    await done(house, "defineDepartment", ADMIN, code="east", name="华东", parent="desk")
    below = await done(house, "defineDepartment", ADMIN, shown=parent, code="shanghai", name="上海", parent="east")

    loop = await declined(house, "moveDepartment", ADMIN, code="desk", parent="shanghai")
    moved = await done(house, "moveDepartment", ADMIN, shown=parent, code="shanghai", parent="desk")
    top = await done(house, "moveDepartment", ADMIN, shown=parent, code="shanghai")

    assert below["parent"] == {"code": "east"}
    assert loop == ("INVALID", ["parent"])
    assert (moved["parent"], top["parent"]) == ({"code": "desk"}, None)


async def test_a_kind_may_be_a_complaint_and_is_then_graded(house: OpenHouse) -> None:
    people = await people_of(house)
    await done(house, "defineKind", ADMIN, code="escalation", name="升级投诉", complaint=True)

    ticket = await done(
        house, "openTicket", people.anna, customerId=people.customer_id, subject="多次未解决", kind="escalation",
        channel="phone", grading={"satisfaction": 1, "scope": 5, "difficulty": 5},
    )  # fmt: skip

    assert ticket["level"] == 1


async def test_an_agent_comes_moves_leaves_and_comes_back(house: OpenHouse) -> None:
    people = await people_of(house)
    supervisor = Viewer(Role.SUPERVISOR, "su", "desk", frozenset({"desk"}))
    shown = "agent { id version name active department { code } } "

    async def step(mutation: str, **given: object) -> dict[str, Any]:
        return await done(house, mutation, supervisor, shown=shown, **given)

    carl = await step("registerAgent", externalReference="carl", name="卡尔", department="desk")
    who = {"agentId": carl["id"]}
    await step("renameAgent", **who, name="卡尔文")
    moved = await step("moveAgent", **who, department="risk")
    await step("retireAgent", **who, reason="离职")
    opening = {"customerId": people.customer_id, "subject": "转账失败", "kind": "trading", "channel": "phone"}
    ticket = await done(house, "openTicket", RISK, **opening)
    refused = await declined(house, "assignTicket", RISK, ticketId=ticket["id"], assigneeId=carl["id"])
    back = await step("restoreAgent", **who)
    await done(house, "assignTicket", RISK, ticketId=ticket["id"], assigneeId=carl["id"])

    assert carl["department"] == {"code": "desk"}
    assert (moved["name"], moved["department"]) == ("卡尔文", {"code": "risk"})
    assert refused == ("UNKNOWN_REFERENCE", ["assigneeId"])
    assert (back["active"], back["version"]) == (True, 5)


async def test_what_was_changed_is_seen_by_the_next_query(house: OpenHouse) -> None:
    await done(house, "defineChannel", ADMIN, code="a_first", name="新渠道")

    said = await answer(house, "{ channels(first: 1) { nodes { code name } } }", RISK)

    assert said["data"]["channels"]["nodes"] == [{"code": "a_first", "name": "新渠道"}]


async def test_a_code_belongs_to_its_family_only(house: OpenHouse) -> None:
    await done(house, "defineKind", ADMIN, code="phone", name="电话问题")

    payload = await ask(house, "retireKind", ADMIN, code="phone", reason="重复")
    channel = await answer(house, "{ channels(first: 100) { nodes { code retired } } }", RISK)

    assert payload["kind"]["retired"] is True
    assert {"code": "phone", "retired": False} in channel["data"]["channels"]["nodes"]
