"""Customer information is kept right: clocks, tasks and alerts, stages that follow what customers do (P1.2, P1.3)."""

import asyncio
from collections.abc import Mapping
from contextvars import Context
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from adapters.reads.clocks import verify_clocks
from adapters.storage.activity import insert_report
from adapters.storage.alerts import escalate_due
from adapters.storage.moving import Moving
from adapters.storage.timers import take_due
from app.house import OpenHouse
from domain.activity.activity import Activity, ActivityKind, ActivityReport
from domain.activity.commands import Told, record_activity
from domain.customer.commands import assign_account_manager, change_stage, register_customer
from domain.customer.customer import CustomerAction, CustomerType, Stage
from domain.policy.commands import draft_policy, publish_policy
from domain.upkeep.rules import DEFAULT_LIFECYCLE
from domain.viewer import Role, Viewer
from schema.ids import global_id
from tests.engines import house
from tests.graphql.asking import RISK, answer, codes
from tests.graphql.mutating import ADMIN, declined, done, people_of
from tests.live.desk import on_postgres
from tests.storage.test_tickets import a_desk

__all__ = ["house"]

PROSPECT = {"type": CustomerType.INDIVIDUAL, "name": "王芳", "stage": Stage.PROSPECT}
CUSTOMER = """query ($id: ID!) { customer(id: $id) {
  stage stageSince archiveLevel recordCompletedAt recordRefreshedAt identityChangeNoticedAt
  stageChanges(last: 10) { stage type author reason }
  clocks { commitment state agrees dueAt }
  upkeepTasks(last: 10) { id kind status dueAt overdue commitment reason outcome endedBy actions assignee { name }
    department { code } customer { externalReference } alerts(last: 5) { rule status told upkeepTask { kind } }
    events(last: 5) { type } } } }"""
TASKS = """query ($f: UpkeepTaskFilter, $o: UpkeepTaskOrder) { upkeepTasks(first: 20, filter: $f, orderBy: $o) {
  totalCount nodes { id kind } } }"""


async def a_customer(house: OpenHouse, **given: Any) -> UUID:  # noqa: ANN401
    desk = a_desk(house)
    known = {"external_reference": f"C-{desk.new_id()}", **PROSPECT}
    return (await register_customer(desk, **(known | given))).id


async def shown(house: OpenHouse, customer_id: UUID, viewer: Viewer = RISK) -> dict[str, Any]:
    found = await answer(house, CUSTOMER, viewer, id=global_id("Customer", customer_id))
    assert not found["errors"], found
    customer: dict[str, Any] = found["data"]["customer"]
    return customer


def later(house: OpenHouse, **passed: float) -> None:
    then = house.house.now() + timedelta(**passed)
    house.house = replace(house.house, now=lambda: then)


async def looked(house: OpenHouse) -> int:
    moving, count = Moving(house.house), 0
    while more := await moving.look(at_once=3):
        count += more
    return count


async def tell(house: OpenHouse, reference: str, *kinds: ActivityKind, ago: timedelta = timedelta()) -> None:
    desk = a_desk(house)
    await record_activity(desk, [Told(reference, desk.now() - ago, each, 0, "CNY", each.value) for each in kinds])


def which(customer_id: UUID) -> Mapping[str, str]:
    return {"customerId": global_id("Customer", customer_id)}


async def test_an_opened_account_has_a_month_until_its_record_is_complete_and_the_manager_has_the_task(
    house: OpenHouse,
) -> None:
    people = await people_of(house)
    customer = await a_customer(house)
    anna = people.anna.agent_id
    await assign_account_manager(a_desk(house), customer, account_manager_id=anna, why="分配")
    await change_stage(a_desk(house), customer, action=CustomerAction.OPEN_ACCOUNT, why="已开户")
    opened = await shown(house, customer)
    later(house, days=28)
    await take_due(house.house, wall=house.house.now())
    warned = await shown(house, customer)
    later(house, days=5)
    await take_due(house.house, wall=house.house.now())
    late = await shown(house, customer)
    told = await escalate_due(house.house, house.house.now() + timedelta(minutes=31), 10)
    payload = await done(
        house, "completeCustomerRecord", RISK, shown="customer { recordCompletedAt } ", **which(customer)
    )
    complete = await shown(house, customer)

    (task,) = opened["upkeepTasks"]
    assert (task["kind"], task["status"], task["commitment"]) == ("COMPLETE_RECORD", "OPEN", "record_complete")
    assert (task["assignee"], task["department"], task["alerts"]) == ({"name": "安娜"}, {"code": "desk"}, [])
    (clock,) = opened["clocks"]
    assert (clock["commitment"], clock["dueAt"], clock["agrees"]) == ("record_complete", task["dueAt"], True)
    assert [each["rule"] for each in warned["upkeepTasks"][0]["alerts"]] == ["slow_soon"]
    assert [each["rule"] for each in late["upkeepTasks"][0]["alerts"]] == ["slow_soon", "slow"]
    assert late["upkeepTasks"][0]["alerts"][1]["told"] == [f"agent:{people.anna.subject}", "role:supervisor@desk"]
    assert late["upkeepTasks"][0]["overdue"]
    assert told == 1
    assert payload["recordCompletedAt"] == complete["recordCompletedAt"] == complete["recordRefreshedAt"]
    (over,) = complete["upkeepTasks"]
    assert (over["status"], over["outcome"], over["actions"]) == ("DONE", "RecordCompleted", [])
    assert {each["status"] for each in over["alerts"]} == {"RESOLVED"}
    assert [each["type"] for each in over["events"]] == ["UpkeepTaskRaised", "UpkeepTaskDone"]
    assert {each["commitment"]: each["state"] for each in complete["clocks"]} == {
        "record_complete": "FULFILLED", "record_refreshed": "RUNNING"
    }  # fmt: skip
    verified = await verify_clocks(house.house.database, await house.house.policies.clocks())
    assert (verified.differ, verified.clocks) == ([], 2)


async def test_a_record_is_refreshed_once_a_year_and_its_task_comes_a_month_before(house: OpenHouse) -> None:
    await people_of(house)
    customer = await a_customer(house)
    await done(house, "completeCustomerRecord", RISK, **which(customer))
    before = await shown(house, customer)
    later(house, days=340)
    await take_due(house.house, wall=house.house.now())
    asked = await shown(house, customer)
    await done(house, "refreshCustomerRecord", RISK, **which(customer))
    refreshed = await shown(house, customer)

    assert before["upkeepTasks"] == []
    assert [(each["kind"], each["status"]) for each in asked["upkeepTasks"]] == [("REFRESH_RECORD", "OPEN")]
    assert [each["status"] for each in refreshed["upkeepTasks"]] == ["DONE"]
    assert sorted(each["state"] for each in refreshed["clocks"]) == ["FULFILLED", "RUNNING"]


async def test_what_the_account_system_tells_moves_its_customer_on_and_starts_the_three_days(house: OpenHouse) -> None:
    await people_of(house)
    customer = await a_customer(house, external_reference="C-9")
    idle = await looked(house)
    await tell(house, "C-9", ActivityKind.OPENING, ago=timedelta(hours=2))
    await tell(house, "C-9", ActivityKind.BUY, ago=timedelta(hours=1))
    await tell(house, "C-9", ActivityKind.IDENTITY)
    moved, again = await looked(house), await looked(house)
    now = await shown(house, customer)
    await done(house, "recordIdentityChange", RISK, **which(customer), reason="核对新证件")
    recorded = await shown(house, customer)

    assert idle >= 1
    assert (moved, again) == (2, 0), "what has moved is looked at once more"
    assert (now["stage"], now["archiveLevel"]) == ("EXISTING", "FULL")
    assert [(each["stage"], each["author"]) for each in now["stageChanges"]] == [
        ("PROSPECT", "risk_control:rc-1"), ("NEW", "kefu:upkeep"), ("EXISTING", "kefu:upkeep")
    ]  # fmt: skip
    assert now["stageChanges"][2]["reason"].startswith("BUY on ")
    assert {each["kind"] for each in now["upkeepTasks"]} == {"COMPLETE_RECORD", "RECORD_IDENTITY_CHANGE"}
    assert now["identityChangeNoticedAt"] is not None
    assert recorded["identityChangeNoticedAt"] is None
    assert {each["kind"]: each["status"] for each in recorded["upkeepTasks"]} == {
        "COMPLETE_RECORD": "OPEN", "RECORD_IDENTITY_CHANGE": "DONE"
    }  # fmt: skip


async def test_months_of_silence_are_noticed_by_themselves_and_a_trade_brings_the_customer_back(
    house: OpenHouse,
) -> None:
    await people_of(house)
    customer = await a_customer(house, external_reference="C-9", stage=Stage.EXISTING)
    await looked(house)
    later(house, days=364)
    early = await looked(house)
    later(house, days=3)
    await looked(house)
    silent = await shown(house, customer)
    later(house, hours=1)
    await tell(house, "C-9", ActivityKind.SELL)
    await looked(house)
    back = await shown(house, customer)

    assert early == 0
    assert (silent["stage"], silent["archiveLevel"]) == ("DORMANT", "REDUCED")
    assert silent["stageChanges"][-1]["reason"] == "no trade within 12 months"
    assert back["stage"] == "EXISTING"


async def test_a_published_rule_is_heeded_for_those_who_were_looked_at_before(house: OpenHouse) -> None:
    await people_of(house)
    customer = await a_customer(house, stage=Stage.EXISTING)
    await looked(house)
    later(house, days=100)
    before = await shown(house, customer)
    desk = a_desk(house, ADMIN)
    draft = await draft_policy(
        desk, name="customer.lifecycle", body={**DEFAULT_LIFECYCLE, "silent_months": 3}, why="试"
    )
    await publish_policy(desk, draft.id, why="批准")
    await looked(house)

    assert (before["stage"], (await shown(house, customer))["stage"]) == ("EXISTING", "DORMANT")


async def test_a_closed_account_ends_what_was_promised_of_its_record(house: OpenHouse) -> None:
    await people_of(house)
    customer = await a_customer(house, external_reference="C-9")
    await change_stage(a_desk(house), customer, action=CustomerAction.OPEN_ACCOUNT, why="已开户")
    await tell(house, "C-9", ActivityKind.CLOSING)
    await looked(house)
    gone = await shown(house, customer)

    assert (gone["stage"], gone["archiveLevel"]) == ("LOST", "CLOSED")
    assert [each["state"] for each in gone["clocks"]] == ["CANCELLED"]
    assert [(each["status"], each["outcome"]) for each in gone["upkeepTasks"]] == [("DISMISSED", "CustomerLeft")]
    assert (await declined(house, "completeCustomerRecord", RISK, **which(customer)))[0] == "NOT_ALLOWED_NOW"


async def test_people_report_what_is_abnormal_and_people_settle_it(house: OpenHouse) -> None:
    people = await people_of(house)
    customer = await a_customer(house)
    due = (house.house.now() + timedelta(days=3)).isoformat()
    plain = "task { id kind status assignee { name } department { code } reason actions outcome version } "
    raised = await done(
        house, "raiseUpkeepTask", RISK, shown=plain, **which(customer), kind="SETTLE_DUPLICATE",
        reason="与另一客户疑似同一人", dueAt=due, department="desk",
    )  # fmt: skip
    by_clock = await declined(house, "raiseUpkeepTask", RISK, **which(customer), kind="COMPLETE_RECORD", reason="补")
    assigned = await done(
        house, "assignUpkeepTask", people.anna, shown=plain, taskId=raised["id"], assigneeId=people.anna_id
    )
    silent = await declined(house, "completeUpkeepTask", people.anna, taskId=raised["id"])
    settled = await done(
        house, "completeUpkeepTask", people.anna, shown=plain, taskId=raised["id"], outcome="不是同一人"
    )
    over = await declined(house, "dismissUpkeepTask", people.anna, taskId=raised["id"], reason="不用")

    assert raised["actions"] == ["ASSIGN", "COMPLETE", "DISMISS"]
    assert (raised["status"], raised["reason"]) == ("OPEN", "与另一客户疑似同一人")
    assert by_clock[0] == "INVALID"
    assert assigned["assignee"] == {"name": "安娜"}
    assert silent[0] == "REASON_REQUIRED"
    assert (settled["status"], settled["outcome"], settled["version"]) == ("DONE", "不是同一人", 3)
    assert over[0] == "NOT_ALLOWED_NOW"


async def test_tasks_are_listed_within_the_scope_and_by_what_they_are(house: OpenHouse) -> None:
    people = await people_of(house)
    customer = await a_customer(house)
    given = {"kind": "RENEW_DOCUMENT", "reason": "证件过期", **which(customer)}
    desk = await done(house, "raiseUpkeepTask", RISK, shown="task { id } ", department="desk", **given)
    due = (house.house.now() + timedelta(days=1)).isoformat()
    nobody = await done(house, "raiseUpkeepTask", RISK, shown="task { id } ", dueAt=due, **given)
    later(house, days=2)

    async def listed(viewer: Viewer = RISK, order: str | None = None, **given: object) -> list[str]:
        found = (await answer(house, TASKS, viewer, f=given, o=order))["data"]["upkeepTasks"]
        assert found["totalCount"] >= len(found["nodes"])
        return [each["id"] for each in found["nodes"]]

    assert await listed() == [desk["id"], nobody["id"]]
    assert await listed(order="DUE_AT") == [nobody["id"]]
    assert await listed(department=["desk"]) == await listed(people.anna) == [desk["id"]]
    assert await listed(overdue=True) == [nobody["id"]]
    assert await listed(overdue=False) == [desk["id"]]
    assert await listed(kind=["SETTLE_DUPLICATE"]) == []
    assert await listed(customerId=global_id("Customer", customer), status=["OPEN"]) == [desk["id"], nobody["id"]]
    for role in (Role.CUSTOMER, Role.INTEGRATION, Role.WALLBOARD, Role.ADMIN):
        refused = await answer(house, TASKS, Viewer(role, "x", customer_id=customer))
        assert codes(refused) == ["FORBIDDEN"]


@on_postgres
async def test_what_is_told_while_a_customer_is_looked_at_is_seen_at_the_next_look(house: OpenHouse) -> None:
    await people_of(house)
    customer = await a_customer(house, stage=Stage.NEW)
    piece = Activity.of(customer, house.house.now(), ActivityKind.BUY, 0, "CNY", "", now=house.house.now())
    report = ActivityReport.record(id=house.house.new_id(), given=[piece], known=frozenset(), at=house.house.now())
    async with house.house.database.transaction():
        await insert_report(house.house.database, report, "agent:anna")
        await asyncio.create_task(looked(house), context=Context())
    await looked(house)

    assert (await shown(house, customer))["stage"] == "EXISTING"
    assert datetime.fromisoformat((await shown(house, customer))["stageSince"])
