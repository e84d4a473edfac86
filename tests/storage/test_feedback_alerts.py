"""Feedback that waits too long is told of like a ticket: alerts by its clocks and by an authority's deadline."""

from dataclasses import replace
from datetime import timedelta
from typing import Any

from adapters.storage.alerts import escalate_due, watch_referrals
from adapters.storage.timers import take_due
from app.house import OpenHouse
from domain.feedback import commands
from domain.feedback.commands import Classes, Referred
from domain.feedback.feedback import Feedback
from domain.feedback.source import Authority, Collected
from domain.viewer import Role, Viewer
from schema.ids import global_id
from tests.engines import house
from tests.graphql.asking import RISK, answer
from tests.graphql.mutating import People, done, people_of
from tests.storage.test_tickets import a_desk

__all__ = ["house"]

ALERTS = """query ($f: AlertFilter) { alerts(first: 20, filter: $f) { totalCount nodes {
  rule level status trigger commitment step told ticket { number } feedback { number } } } }"""


async def received(house: OpenHouse, people: People, **given: Any) -> Feedback:  # noqa: ANN401  any argument
    values: dict[str, Any] = {
        "subject": "费率", "text": "费率不一致", "classes": Classes(kind="product"), "collected": Collected.SURVEY,
        "channel": "phone",
    }  # fmt: skip
    customer = people.mrs_wang.customer_id
    assert customer is not None
    return await commands.receive_feedback(a_desk(house), customer_id=customer, **values | given)


def later(house: OpenHouse, **passed: float) -> None:
    then = house.house.now() + timedelta(**passed)
    house.house = replace(house.house, now=lambda: then)


async def alerts(house: OpenHouse, viewer: Viewer = RISK, **given: object) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = (await answer(house, ALERTS, viewer, f=given))["data"]["alerts"]["nodes"]
    return found


async def test_a_response_that_is_late_is_told_and_then_the_next_level(house: OpenHouse) -> None:
    people = await people_of(house)
    feedback = await received(house, people)
    later(house, hours=25)

    await take_due(house.house, wall=house.house.now())
    first = await alerts(house, feedbackId=global_id("Feedback", feedback.id))
    later(house, minutes=31)
    told = await escalate_due(house.house, house.house.now(), 10)

    assert {(each["rule"], each["commitment"], each["step"]) for each in first} == {
        ("slow_soon", "feedback_response", "warning"), ("slow", "feedback_response", "breach")
    }  # fmt: skip
    assert {each["feedback"]["number"] for each in first} == {feedback.number}
    assert [each["ticket"] for each in first] == [None, None]
    assert "role:supervisor@desk" in first[0]["told"]
    assert told == 1


async def test_what_was_told_is_settled_by_the_response(house: OpenHouse) -> None:
    people = await people_of(house)
    feedback = await received(house, people)
    later(house, hours=25)
    await take_due(house.house, wall=house.house.now())

    await commands.respond_to_feedback(a_desk(house), feedback.id, text="正在核对", channel="phone")

    assert {each["status"] for each in await alerts(house)} == {"RESOLVED"}


async def test_a_complaint_is_told_at_once_and_a_reopening_too(house: OpenHouse) -> None:
    people = await people_of(house)
    feedback = await received(house, people, collected=Collected.COMPLAINT)
    desk = a_desk(house)
    await commands.respond_to_feedback(desk, feedback.id, text="正在核对", channel="phone")
    await commands.record_feedback_cause(desk, feedback.id, cause="process", text="流程")
    await commands.record_feedback_action(desk, feedback.id, text="改进")
    await commands.handle_feedback(desk, feedback.id, reply="已改进", channel="email")

    await commands.reopen_feedback(desk, feedback.id, why="又出现")

    found = await alerts(house)
    assert ("complaint", "COMPLAINT") in {(each["rule"], each["trigger"]) for each in found}
    assert all(each["feedback"]["number"] == feedback.number for each in found)


async def test_an_authoritys_deadline_warns_a_day_before_and_breaks_once(house: OpenHouse) -> None:
    people = await people_of(house)
    await watch_referrals(house.house)
    by = house.house.now() + timedelta(days=3)
    feedback = await received(
        house, people, referred=Referred(authority=Authority.REGULATOR, reference="12386-1", answer_by=by)
    )

    counts = [await watch_referrals(house.house)]
    later(house, days=2, minutes=1)
    counts += [await watch_referrals(house.house), await watch_referrals(house.house)]
    later(house, days=1)
    counts += [await watch_referrals(house.house), await watch_referrals(house.house)]
    found = [each for each in await alerts(house) if each["commitment"] == "referral_answer"]
    desk = a_desk(house)
    await commands.respond_to_feedback(desk, feedback.id, text="正在核对", channel="phone")
    await commands.record_feedback_cause(desk, feedback.id, cause="process", text="流程")
    await commands.record_feedback_action(desk, feedback.id, text="改进")
    await commands.handle_feedback(desk, feedback.id, reply="已改进", channel="email")

    assert counts == [0, 1, 0, 1, 0]
    assert {(each["rule"], each["step"]) for each in found} == {("slow_soon", "warning"), ("slow", "breach")}
    over = [each for each in await alerts(house) if each["commitment"] == "referral_answer"]
    assert {each["status"] for each in over} == {"RESOLVED"}


async def test_who_does_not_see_the_feedback_does_not_see_its_alerts(house: OpenHouse) -> None:
    people = await people_of(house)
    assert people.anna.agent_id is not None
    about = Classes(kind="product", about_ids=(people.anna.agent_id,))
    await received(house, people, collected=Collected.COMPLAINT, classes=about)
    other = Viewer(Role.AGENT, "carl", "risk", frozenset({"risk"}))

    assert len(await alerts(house)) >= 1
    assert await alerts(house, people.anna) == []
    assert await alerts(house, other) == []
    assert len(await alerts(house, department=["desk"])) >= 1
    assert await alerts(house, department=["risk"]) == []


async def test_somebody_takes_care_of_it(house: OpenHouse) -> None:
    people = await people_of(house)
    feedback = await received(house, people, collected=Collected.COMPLAINT)
    query = "query ($id: ID) { feedback(id: $id) { alerts(last: 5) { id rule } } }"
    shown = (await answer(house, query, people.anna, id=global_id("Feedback", feedback.id)))["data"]["feedback"]

    alert = await done(house, "acknowledgeAlert", people.anna, alertId=shown["alerts"][0]["id"], reason="已联系")

    assert alert["status"] == "ACKNOWLEDGED"


async def test_an_authority_that_leaves_us_less_than_a_day_is_warned_of_at_once_and_once(house: OpenHouse) -> None:
    people = await people_of(house)
    await watch_referrals(house.house)
    by = house.house.now() + timedelta(hours=10)
    feedback = await received(
        house, people, referred=Referred(authority=Authority.HOTLINE, reference="12345-7", answer_by=by)
    )

    await watch_referrals(house.house)
    later(house, minutes=2)
    await watch_referrals(house.house)
    warned = [each for each in await alerts(house) if each["commitment"] == "referral_answer"]
    later(house, hours=9, minutes=58, seconds=1)
    await watch_referrals(house.house)

    assert [each["step"] for each in warned] == ["warning"]
    assert {each["feedback"]["number"] for each in warned} == {feedback.number}
    rows = await house.house.database.rows("select step, late from alert where commitment = 'referral_answer'")
    assert {row["step"]: bool(row["late"]) for row in rows} == {"warning": False, "breach": False}


async def test_feedback_that_is_reopened_on_the_last_day_is_warned_of_again(house: OpenHouse) -> None:
    people = await people_of(house)
    await watch_referrals(house.house)
    by = house.house.now() + timedelta(days=3)
    referred = Referred(authority=Authority.REGULATOR, reference="12386-2", answer_by=by)
    feedback, desk = await received(house, people, referred=referred), a_desk(house)
    await commands.respond_to_feedback(desk, feedback.id, text="正在核对", channel="phone")
    await commands.record_feedback_cause(desk, feedback.id, cause="process", text="流程")
    await commands.record_feedback_action(desk, feedback.id, text="改进")
    await commands.handle_feedback(desk, feedback.id, reply="已改进", channel="email")
    later(house, days=2, hours=1)
    assert await watch_referrals(house.house) == 0

    await commands.reopen_feedback(a_desk(house), feedback.id, why="又出现")

    await watch_referrals(house.house)
    later(house, days=1)
    await watch_referrals(house.house)
    found = [each["step"] for each in await alerts(house) if each["commitment"] == "referral_answer"]
    assert sorted(found) == ["breach", "warning"]
