"""Needs through commands and back, on both engines, and what their ranks rest on."""

from datetime import timedelta
from typing import Any
from uuid import UUID

import pytest

from adapters.reads.events import EventCriteria, events_page, words_of
from adapters.storage.needs import load_need
from adapters.storage.work import SqlDesk
from app.house import OpenHouse
from domain.activity.activity import ActivityKind
from domain.activity.commands import Told, record_activity
from domain.customer.commands import register_customer
from domain.customer.customer import CustomerType
from domain.need import commands
from domain.need.assessment import TripleTest
from domain.need.classes import Category, Classes, Frequency, Intensity, Nature, NeedSource, Prediction
from domain.need.lifecycle import NeedStatus
from domain.need.link import NeedLink, NeedLinkKind
from domain.need.need import Need
from domain.need.rank import Quadrant
from domain.shared.errors import Invalid, NotFound
from domain.ticket.commands import open_ticket
from domain.viewer import Role, Viewer
from tests.engines import house
from tests.storage.test_tickets import a_desk

__all__ = ["house"]

PASSED = TripleTest(necessary=True, feasible=True, measurable=True)
SUPERVISOR = Viewer(Role.SUPERVISOR, "s-1", department="desk", departments=frozenset({"desk"}))


def classes(category: Category = Category.TRADING_CONSULTATION, **also: Any) -> Classes:  # noqa: ANN401
    known: dict[str, Any] = {"nature": Nature.ADVANCED, "frequency": Frequency.LOW, "intensity": Intensity.MEDIUM}
    return Classes(category, **(known | also))


async def a_customer(desk: SqlDesk, **given: Any) -> UUID:  # noqa: ANN401
    known: dict[str, Any] = {"external_reference": f"C-{desk.new_id()}", "type": CustomerType.INDIVIDUAL}
    return (await register_customer(desk, **(known | {"name": "王芳"} | given))).id


async def a_need(desk: SqlDesk, customer_id: UUID | None = None, **given: Any) -> Need:  # noqa: ANN401
    known: dict[str, Any] = {
        "customer_id": customer_id or await a_customer(desk), "subject": "想了解可转债的交易规则",
        "source": NeedSource.INTERVIEW, "classes": classes(), "department": "desk",
    }  # fmt: skip
    return await commands.identify_need(desk, **(known | given))


async def loaded(desk: SqlDesk, need_id: UUID) -> Need:
    return await load_need(desk.house.database, desk.viewer, need_id)


async def test_a_need_with_a_long_life_comes_back_equal(house: OpenHouse) -> None:
    desk = a_desk(house)
    customer = await a_customer(desk, external_reference="C-1")
    ticket = await open_ticket(desk, customer_id=customer, subject="无法登录", kind="account", channel="phone")
    need = await a_need(
        desk,
        customer,
        narrative="电话 13800138000 中提到",
        source=NeedSource.PREDICTION,
        prediction=Prediction("latent-1", 0.75),
        revealed_by=NeedLink(NeedLinkKind.REVEALED_BY_TICKET, ticket.id),
    )
    steps = [
        await commands.classify_need(desk, need.id, intensity=Intensity.HIGH, why="客户催促"),
        await commands.assess_need(desk, need.id, tests=PASSED, cost=2, benefit=4, text="值得"),
        await commands.plan_need(desk, need.id, text="安排讲解", expected_completion=desk.now() + timedelta(days=1)),
        await commands.serve_need(desk, need.id, text="已讲解"),
        await commands.plan_need(desk, need.id, text="再讲一次", why="没听懂"),
        await commands.serve_need(desk, need.id, text="再次讲解"),
    ]
    opened = await commands.open_ticket_from_need(desk, need.id, kind="consultation", channel="phone")
    me = a_desk(house, Viewer(Role.CUSTOMER, "C-1", customer_id=customer))
    last = await commands.confirm_need(me, need.id, satisfaction=5, comment="谢谢")

    back = await loaded(desk, need.id)

    assert back == last
    assert [each.status for each in steps][-1] is NeedStatus.SERVED
    assert need.number.startswith("N2")
    assert back.links == {
        NeedLink(NeedLinkKind.REVEALED_BY_TICKET, ticket.id), NeedLink(NeedLinkKind.OPENED_TICKET, opened.id)
    }  # fmt: skip
    assert (opened.customer_id, opened.department, opened.subject) == (customer, "desk", need.subject)


async def test_the_words_of_a_need_are_sealed_under_the_customers_key_and_stand_nowhere_else(house: OpenHouse) -> None:
    desk = a_desk(house)
    need = await a_need(desk, narrative="电话 13800138000 中提到")

    events = await events_page(house.house.database, desk.viewer, EventCriteria(), first=50, after=0, up_to=10**6)
    (identified,) = [each for each in events if each.type == "NeedIdentified"]
    words = await words_of(house.house.database, house.house.vault, [(need.id, 1)])

    assert "13800138000" not in str(identified.facts) + str(identified.image)
    assert words[need.id, 1] == {"narrative": "电话 13800138000 中提到"}
    assert (identified.facts["number"], identified.image["opened_by"]) == (need.number, desk.viewer.author)


async def test_a_rank_follows_what_is_known_of_the_customer(house: OpenHouse) -> None:
    desk = a_desk(house)
    await a_customer(desk, external_reference="C-7")
    day = timedelta(days=1)
    told = [Told("C-7", desk.now() - each * day, ActivityKind.BUY, 100_00, "CNY", "") for each in range(1, 8)]
    told += [Told("C-7", desk.now() - 400 * day, ActivityKind.SELL, 100_00, "CNY", "")]
    told += [Told("C-7", desk.now() - 2 * day, ActivityKind.BALANCE, 2_000_000_00, "CNY", "")]
    told += [Told("C-7", desk.now() - 1 * day, ActivityKind.ABNORMAL, 0, "CNY", "")]
    report = await record_activity(desk, told)
    again = await record_activity(desk, told)
    customer = next(iter({each.customer_id for each in report.rows}))

    need = await a_need(desk, customer)
    need = await commands.assess_need(desk, need.id, tests=PASSED, cost=2, benefit=4)

    assert (len(report.rows), report.repeated, len(again.rows), again.repeated) == (10, 0, 0, 10)
    assert need.assessment is not None
    assert need.ranked is not None
    assert need.assessment.factors[:3] == (
        "trades in a year 7: 70", "balance 200000000 minor units: 80", "satisfaction unknown, not counted"
    )  # fmt: skip
    assert "abnormal trading on the account" in need.ranked.factors
    assert (need.ranked.quadrant, need.ranked.rule_version) == (Quadrant.IMPORTANT_URGENT, 1)


async def test_a_ticket_of_another_customer_reveals_nothing(house: OpenHouse) -> None:
    desk = a_desk(house)
    other = await open_ticket(
        desk, customer_id=await a_customer(desk), subject="无法登录", kind="account", channel="phone"
    )
    mine = await a_need(desk)

    with pytest.raises(Invalid) as refused:
        await a_need(desk, revealed_by=NeedLink(NeedLinkKind.REVEALED_BY_TICKET, other.id))
    with pytest.raises(NotFound) as missing:
        await commands.link_need(desk, mine.id, kind=NeedLinkKind.OPENED_TICKET, other_id=desk.new_id())

    assert refused.value.field == ("revealedById",)
    assert missing.value.field == ("otherId",)


async def test_what_is_told_of_nobody_or_of_the_future_names_its_place(house: OpenHouse) -> None:
    desk = a_desk(house)
    await a_customer(desk, external_reference="C-8")
    fine = Told("C-8", desk.now(), ActivityKind.BUY, 1, "CNY", "")
    cases: list[tuple[Told, tuple[str, ...]]] = [
        (Told("C-9", desk.now(), ActivityKind.BUY, 1, "CNY", ""), ("rows", "1", "customer")),
        (Told("C-8", desk.now() + timedelta(hours=1), ActivityKind.BUY, 1, "CNY", ""), ("rows", "1", "time")),
        (Told("C-8", desk.now(), ActivityKind.BUY, -1, "CNY", ""), ("rows", "1", "amountMinor")),
        (Told("C-8", desk.now(), ActivityKind.BUY, 1, "rmb", ""), ("rows", "1", "currency")),
        (Told("C-8", desk.now(), ActivityKind.BUY, 1, "CNY", "x" * 65), ("rows", "1", "reference")),
    ]

    for wrong, field in cases:
        with pytest.raises((Invalid, NotFound)) as refused:
            await record_activity(desk, [fine, wrong])
        assert refused.value.field == field
