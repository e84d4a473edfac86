"""Alerts raised in the transaction of what caused them, once each, and told level by level."""

import asyncio
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

import orjson
import pytest

from adapters.database import instant, json
from adapters.storage.alerts import escalate_due, load_alert, raise_alerts, settle_alerts
from adapters.storage.default_policies import ESCALATION
from adapters.storage.policies import Policies
from adapters.storage.rows import PolicyRow
from adapters.storage.steps import Ended
from adapters.storage.timers import take_due
from adapters.storage.work import SqlDesk
from app.house import OpenHouse
from domain.alert.alert import Alert
from domain.alert.commands import acknowledge_alert, resolve_alert
from domain.alert.lifecycle import AlertStatus
from domain.alert.trigger import Trigger, TriggerKind
from domain.clock.commitment import StepKind
from domain.customer.commands import register_customer
from domain.customer.customer import CustomerType, Tier
from domain.policy.level import Level
from domain.reference.commands import define_entry, register_agent
from domain.reference.entry import Family
from domain.shared.errors import ChangedMeanwhile, NotFound
from domain.ticket import commands
from domain.ticket.message import Message
from domain.ticket.ticket import Ticket
from domain.viewer import Role, Viewer
from tests.engines import house
from tests.storage.test_tickets import a_desk, a_ticket

__all__ = ["house"]

MINUTE = timedelta(minutes=1)
RISK = Viewer(Role.RISK_CONTROL, "rc-1")


def a_breach(ticket: Ticket, at: datetime, **given: object) -> Trigger:
    known: dict[str, Any] = {
        "kind": TriggerKind.CLOCK_STEP, "aggregate_id": ticket.id, "at": at, "commitment": "first_response",
        "instance": 1, "step": "breach", "step_kind": StepKind.VIOLATION, "due": at, "facts": {"level": "3"},
    }  # fmt: skip
    return Trigger(**(known | given))


async def breached(house: OpenHouse, ticket: Ticket, at: datetime, **given: object) -> None:
    async with house.house.database.transaction():
        await raise_alerts(house.house, [a_breach(ticket, at, **given)])


async def alerts(house: OpenHouse, **where: object) -> list[Alert]:
    rows = await house.house.database.rows("select id from alert order by raised_at, rule")
    found = [await load_alert(house.house.database, RISK, UUID(str(row["id"]))) for row in rows]
    return [each for each in found if all(getattr(each, name) == value for name, value in where.items())]


async def rows(house: OpenHouse, text: str) -> list[dict[str, Any]]:
    return [dict(row) for row in await house.house.database.rows(text)]


async def test_any_complaint_raises_an_alert_with_its_event_and_its_delivery(house: OpenHouse) -> None:
    desk = a_desk(house)
    await define_entry(desk, family=Family.DEPARTMENT, code="trading", name="交易", parent="desk")
    anna = await register_agent(desk, external_reference="S-0007", name="安娜", department="trading")
    bo = await register_agent(desk, external_reference="M-0001", name="小波")
    customer = await register_customer(
        desk, external_reference="C-1", type=CustomerType.INDIVIDUAL, name="王芳", account_manager_id=bo.id
    )

    ticket = await commands.open_ticket(
        desk, customer_id=customer.id, subject="投诉", kind="complaint", channel="phone", department="trading"
    )

    (alert,) = await alerts(house, rule="complaint")
    assert alert.told == ("role:supervisor@trading", "agent:M-0001")
    assert (alert.ticket_id, alert.status, alert.level) == (ticket.id, AlertStatus.RAISED, 1)
    [event] = await rows(house, "select * from event where aggregate = 'alert' and type = 'AlertRaised'")
    assert (event["author"], event["request_id"]) == ("kefu:alerts", "request-1")
    [delivery] = await rows(house, "select * from delivery")
    assert (delivery["channel"], delivery["state"], delivery["level"]) == ("log", "PENDING", 1)
    body = orjson.loads(delivery["body"])
    assert body["type"] == "alert.raised"
    assert body["data"]["ticketNumber"] == ticket.number
    assert "王芳" not in delivery["body"]
    assert anna.name not in delivery["body"]


async def test_other_tickets_raise_none(house: OpenHouse) -> None:
    await a_ticket(a_desk(house))

    assert await alerts(house) == []
    assert await rows(house, "select * from delivery") == []


async def test_a_refused_command_raises_none(house: OpenHouse) -> None:
    desk = a_desk(house)
    ticket = await a_ticket(desk)

    async def classify_too_late() -> None:
        async with desk.work() as work:
            mine = await work.tickets.get(ticket.id)
            await commands.classify_ticket(desk, ticket.id)
            mine.classify(kind="complaint", business_line=None, proposed=Level(mine.level, (), 1), at=desk.now())
            work.tickets.save(mine)

    with pytest.raises(ChangedMeanwhile):
        await classify_too_late()

    assert await alerts(house) == []


def _level(ticket: Ticket) -> Any:  # noqa: ANN401  what classify takes
    return Level(ticket.level, (), 1)


async def test_a_complaint_of_a_grave_level_alarms_risk_control(house: OpenHouse) -> None:
    desk = a_desk(house)
    ticket = await a_ticket(desk, kind="complaint")

    await commands.classify_ticket(desk, ticket.id, level=1, why="影响面大")
    await commands.classify_ticket(desk, ticket.id, level=2, why="影响面小一些")

    (grave,) = await alerts(house, rule="grave_complaint")
    assert grave.told == ("role:risk_control", "role:service_manager")
    assert len(await alerts(house, rule="complaint")) == 1


async def test_the_second_complaint_within_a_month_is_noticed_and_the_first_is_not(house: OpenHouse) -> None:
    desk = a_desk(house)
    customer = await register_customer(
        desk, external_reference="C-1", type=CustomerType.INDIVIDUAL, name="王芳", tier=Tier.VIP
    )

    async def complain() -> None:
        await commands.open_ticket(desk, customer_id=customer.id, subject="投诉", kind="complaint", channel="phone")

    await complain()
    assert await alerts(house, rule="complains_again") == []
    await complain()

    (again,) = await alerts(house, rule="complains_again")
    assert (again.trigger, again.count) == (TriggerKind.REPEATED_COMPLAINT, 2)


async def test_complaints_of_long_ago_do_not_count(house: OpenHouse) -> None:
    now = house.house.now()
    clock = {"now": now - timedelta(days=31)}
    desk = SqlDesk(replace(house.house, now=lambda: clock["now"]), RISK)
    customer = await register_customer(desk, external_reference="C-1", type=CustomerType.INDIVIDUAL, name="王芳")
    for moment in (now - timedelta(days=31), now):
        clock["now"] = moment
        await commands.open_ticket(desk, customer_id=customer.id, subject="投诉", kind="complaint", channel="phone")

    assert await alerts(house, rule="complains_again") == []


async def test_the_second_reopening_raises_an_alert(house: OpenHouse) -> None:
    desk = a_desk(house)
    ticket = await a_ticket(desk)
    await commands.classify_ticket(desk, ticket.id)
    await commands.start_ticket(desk, ticket.id)
    for _ in range(2):
        assert await alerts(house) == []
        await commands.resolve_ticket(desk, ticket.id, result="已恢复", cause="密码过期", action="重置")
        await commands.reopen_ticket(desk, ticket.id, why="仍然无法登录")

    (alert,) = await alerts(house)
    assert (alert.rule, alert.count) == ("reopened_again", 2)


async def test_the_same_step_raises_the_same_alert_once(house: OpenHouse) -> None:
    ticket = await a_ticket(a_desk(house))
    now = house.house.now()

    await breached(house, ticket, now)
    await breached(house, ticket, now + MINUTE, late=True)
    await breached(house, ticket, now, instance=2)

    assert {(each.instance, each.late) for each in await alerts(house)} == {(1, False), (2, False)}
    assert len(await rows(house, "select 1 from event where aggregate = 'alert'")) == 2
    assert len(await rows(house, "select 1 from delivery")) == 2


async def test_the_same_step_noticed_by_several_at_once_raises_one_alert(house: OpenHouse) -> None:
    ticket = await a_ticket(a_desk(house))
    now = house.house.now()

    await asyncio.gather(*(breached(house, ticket, now) for _ in range(5)))

    assert len(await alerts(house)) == 1
    assert len(await rows(house, "select 1 from delivery")) == 1


async def test_a_rule_may_ask_for_what_only_the_customer_knows(house: OpenHouse) -> None:
    rule = {"code": "vip", "on": "CLOCK_STEP", "facts": {"tier": ["VIP"]}, "ladder": [{"tell": ["assignee"]}]}
    await publish(house, 2, rule)
    desk = a_desk(house)
    vip = await register_customer(
        desk, external_reference="C-1", type=CustomerType.INDIVIDUAL, name="王芳", tier=Tier.VIP
    )
    of_vip = await commands.open_ticket(desk, customer_id=vip.id, subject="无法登录", kind="account", channel="phone")
    of_other = await a_ticket(desk)

    for ticket in (of_vip, of_other):
        await breached(house, ticket, house.house.now())

    (alert,) = await alerts(house)
    assert (alert.rule, alert.ticket_id, alert.policy_version) == ("vip", of_vip.id, 2)


async def test_levels_are_told_when_nobody_answers_each_once(house: OpenHouse) -> None:
    ticket = await a_ticket(a_desk(house))
    now = house.house.now()
    await breached(house, ticket, now)

    assert await escalate_due(house.house, now + 29 * MINUTE, 10) == 0
    assert await escalate_due(house.house, now + 30 * MINUTE, 10) == 1
    assert await escalate_due(house.house, now + 30 * MINUTE, 10) == 0
    assert await escalate_due(house.house, now + 90 * MINUTE, 10) == 1
    assert await escalate_due(house.house, now + 9000 * MINUTE, 10) == 0

    (alert,) = await alerts(house)
    assert (alert.level, alert.next_at, alert.version) == (3, None, 3)
    told = await rows(house, "select level, kind from delivery order by level")
    assert [tuple(row.values()) for row in told] == [
        (1, "alert.raised"), (2, "alert.escalated"), (3, "alert.escalated")
    ]  # fmt: skip


async def test_an_alert_climbs_the_ladder_of_the_policy_it_was_raised_by(house: OpenHouse) -> None:
    ticket = await a_ticket(a_desk(house))
    now = house.house.now()
    await breached(house, ticket, now)
    await publish(house, 2, {"code": "slow", "on": "CLOCK_STEP", "ladder": [{"tell": ["agent:X-1"]}]})

    await escalate_due(house.house, now + 30 * MINUTE, 10)

    (alert,) = await alerts(house)
    assert (alert.level, alert.told) == (2, ("role:supervisor@desk",))


async def test_after_an_answer_nobody_else_is_told(house: OpenHouse) -> None:
    desk = a_desk(house)
    ticket = await a_ticket(desk)
    now = house.house.now()
    await breached(house, ticket, now)
    (alert,) = await alerts(house)

    done = await acknowledge_alert(desk, alert.id, why="正在处理")

    assert await escalate_due(house.house, now + 9000 * MINUTE, 10) == 0
    assert await alerts(house) == [done]
    assert (done.status, done.acknowledged_by) == (AlertStatus.ACKNOWLEDGED, "risk_control:rc-1")
    resolved = await resolve_alert(desk, alert.id, why="已回复客户")
    assert await alerts(house) == [resolved]


async def test_an_alert_is_over_with_its_clock_and_a_complaint_is_not(house: OpenHouse) -> None:
    ticket = await a_ticket(a_desk(house), kind="complaint")
    now = house.house.now()
    await breached(house, ticket, now)
    await breached(house, ticket, now, instance=2)

    async with house.house.database.transaction():
        await settle_alerts(
            house.house, Ended(ticket.id, "first_response", 1, at=now + MINUTE, because="TicketResponded")
        )

    standing = {(each.rule, each.instance): each.status for each in await alerts(house)}
    assert standing == {
        ("slow", 1): AlertStatus.RESOLVED, ("slow", 2): AlertStatus.RAISED, ("complaint", None): AlertStatus.RAISED
    }  # fmt: skip
    [event] = await rows(house, "select facts from event where type = 'AlertSettled'")
    assert json(event["facts"])["because"] == "TicketResponded"


async def test_alerts_outside_the_scope_are_as_if_they_did_not_exist(house: OpenHouse) -> None:
    ticket = await a_ticket(a_desk(house))
    await breached(house, ticket, house.house.now())
    (alert,) = await alerts(house)

    for stranger in (Viewer(Role.AGENT, "x", "elsewhere"), Viewer(Role.CUSTOMER, "c", customer_id=ticket.customer_id)):
        with pytest.raises(NotFound):
            await acknowledge_alert(a_desk(house, stranger), alert.id)


async def test_two_workers_tell_each_level_once(house: OpenHouse) -> None:
    desk = a_desk(house)
    now = house.house.now()
    for _ in range(12):
        await breached(house, await a_ticket(desk), now)

    counts = await asyncio.gather(*(escalate_due(house.house, now + 30 * MINUTE, 3) for _ in range(12)))

    assert sum(counts) == 12
    assert [each.level for each in await alerts(house)] == [2] * 12
    assert len(await rows(house, "select 1 from delivery where level = 2")) == 12


async def test_after_downtime_a_level_is_told_late_and_the_next_has_its_time(house: OpenHouse) -> None:
    ticket = await a_ticket(a_desk(house))
    now = house.house.now()
    await breached(house, ticket, now)

    assert await escalate_due(house.house, now + 600 * MINUTE, 10) == 1

    (alert,) = await alerts(house)
    assert (alert.level, alert.next_at) == (2, now + 660 * MINUTE)
    [row] = await rows(house, "select facts from event where type = 'AlertEscalated'")
    assert instant(json(row["facts"])["due"]) == now + 30 * MINUTE


async def test_a_broken_promise_is_told_and_settled_when_it_is_kept_after_all(house: OpenHouse) -> None:
    clock = {"now": house.house.now().replace(microsecond=0)}
    timed = replace(house, house=replace(house.house, now=lambda: clock["now"]))
    desk = a_desk(timed)
    ticket = await a_ticket(desk)

    clock["now"] += 20 * MINUTE
    await take_due(timed.house, wall=house.house.now())
    (warning,) = await alerts(house)
    clock["now"] += 12 * MINUTE
    await take_due(timed.house, wall=house.house.now())
    (breach,) = await alerts(house, rule="slow")
    await commands.respond_ticket(desk, ticket.id, Message(desk.new_id(), "phone", "您好"))

    assert (warning.rule, warning.step_kind, warning.commitment) == ("slow_soon", StepKind.WARNING, "first_response")
    assert (breach.step_kind, breach.due, breach.late) == (StepKind.VIOLATION, ticket.opened_at + 30 * MINUTE, True)
    assert {each.status for each in await alerts(house)} == {AlertStatus.RESOLVED}
    assert {each.resolved_by for each in await alerts(house)} == {"kefu:alerts"}


async def test_a_step_noticed_by_the_answer_itself_is_told_and_over_at_once(house: OpenHouse) -> None:
    clock = {"now": house.house.now()}
    desk = a_desk(replace(house, house=replace(house.house, now=lambda: clock["now"])))
    ticket = await a_ticket(desk)

    clock["now"] += 31 * MINUTE
    await commands.respond_ticket(desk, ticket.id, Message(desk.new_id(), "phone", "您好"))

    found = {each.rule: each.status for each in await alerts(house)}
    assert found == {"slow_soon": AlertStatus.RESOLVED, "slow": AlertStatus.RESOLVED}


async def publish(house: OpenHouse, version: int, *rules: dict[str, Any]) -> None:
    house.house = replace(house.house, policies=Policies(house.house.database))
    await PolicyRow.create(
        id=a_desk(house).new_id(), name=ESCALATION, version=version, body={"rules": list(rules)}, author="test",
        published_at=house.house.now(),
    )  # fmt: skip
