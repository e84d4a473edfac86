"""Ranks are refreshed by themselves as customers, the market, the rules and time move; told only where they changed."""

import asyncio
from contextvars import Context
from dataclasses import replace
from datetime import timedelta
from uuid import UUID

from adapters.storage.activity import insert_report
from adapters.storage.ranking import Ranking
from adapters.storage.work import SqlDesk
from app.house import OpenHouse
from domain.activity.activity import Activity, ActivityKind, ActivityReport
from domain.activity.commands import Told, record_activity
from domain.customer.commands import change_segments, change_stage, change_tier
from domain.customer.customer import CustomerAction, Segment, Stage, Tier
from domain.need import commands
from domain.need.classes import Category, Frequency, Grade, Nature
from domain.need.defaults import DEFAULT_RANK
from domain.need.need import Need
from domain.policy.commands import draft_policy, publish_policy
from tests.engines import house
from tests.graphql.mutating import ADMIN
from tests.live.desk import Watch, on_postgres
from tests.storage.test_needs import PASSED, SUPERVISOR, a_customer, a_need, classes, loaded
from tests.storage.test_tickets import a_desk

__all__ = ["house"]

DAY = timedelta(days=1)


def timed(house: OpenHouse) -> Watch:
    """The house by a watch that a test sets."""
    watch = Watch(house)
    watch.set(watch.now())
    house.house = replace(house.house, now=watch.now)
    return watch


async def ranked_anew(house: OpenHouse, ranking: Ranking | None = None) -> int:
    ranking = ranking or Ranking(house.house)
    looked = 0
    while more := await ranking.look(at_once=3):
        looked += more
    return looked


async def told(house: OpenHouse, need: Need) -> list[str]:
    rows = await house.house.database.rows(
        f"select type, author from event where aggregate_id = '{need.id}' order by version"  # noqa: S608  our own id
    )
    return [row["type"] for row in rows if row["author"] == "kefu:ranks"]


async def in_turn(house: OpenHouse) -> list[UUID]:
    rows = await house.house.database.rows(
        "select id from need where turn is not null order by turn, identified_at, id"
    )
    return [UUID(str(row["id"])) for row in rows]


async def test_what_nothing_has_happened_to_is_looked_at_once_a_day_and_not_told(house: OpenHouse) -> None:
    watch = timed(house)
    need = await a_need(a_desk(house))

    at_once = await ranked_anew(house)
    watch.set(watch.now() + DAY)
    next_day, again = await ranked_anew(house), await ranked_anew(house)

    assert (at_once, next_day, again) == (0, 1, 0)
    assert await told(house, need) == []


async def test_abnormal_trading_moves_the_needs_of_its_customer_up_and_is_forgotten_after_its_days(
    house: OpenHouse,
) -> None:
    watch, desk = timed(house), a_desk(house)
    customer = await a_customer(desk, external_reference="C-1")
    first = await a_need(desk)
    theirs = await a_need(desk, customer, classes=classes(Category.ACCOUNT_MANAGEMENT))
    before = await in_turn(house)

    await record_activity(desk, [Told("C-1", desk.now(), ActivityKind.ABNORMAL, 0, "CNY", "")])
    looked = await ranked_anew(house)
    warned = await in_turn(house)
    for _ in range(31):
        watch.set(watch.now() + DAY)
        await ranked_anew(house)

    assert (before, warned, await in_turn(house)) == ([first.id, theirs.id], [theirs.id, first.id], before)
    assert looked == 1
    assert await told(house, theirs) == ["NeedRanked", "NeedRanked"]


async def test_a_judged_need_follows_the_trades_of_its_customer_and_comes_back_equal(house: OpenHouse) -> None:
    desk = a_desk(house)
    customer = await a_customer(desk, external_reference="C-1")
    need = await a_need(desk, customer)
    other = await a_need(desk)
    for each in (need, other):
        await commands.assess_need(desk, each.id, tests=PASSED, cost=2, benefit=4)
    judged = await commands.plan_need(desk, need.id, text="安排讲解")

    trades = [Told("C-1", desk.now() - n * DAY, ActivityKind.BUY, 100, "CNY", str(n)) for n in range(1, 61)]
    await record_activity(desk, trades)
    looked, again = await ranked_anew(house), await ranked_anew(house)

    back, untouched = await loaded(desk, need.id), await loaded(desk, other.id)
    assert judged.assessment is not None
    assert back.assessment is not None
    assert (looked, again) == (1, 0)
    assert (judged.assessment.value, back.assessment.value) == (None, 100)
    assert back.assessment.service_value > judged.assessment.service_value
    assert back.assessment.factors[0] == "trades in a year 60: 100"
    assert back.status is judged.status
    assert await told(house, need) == ["NeedRevalued", "NeedRanked"]
    assert (untouched.assessment, await told(house, other)) == (judged.assessment, [])


@on_postgres
async def test_activity_that_is_told_while_a_need_is_looked_at_is_seen_at_the_next_look(house: OpenHouse) -> None:
    watch, desk = timed(house), a_desk(house)
    customer = await a_customer(desk, external_reference="C-1")
    need = await a_need(desk, customer)
    watch.set(watch.now() + DAY)
    piece = Activity.of(customer, desk.now(), ActivityKind.ABNORMAL, 0, "CNY", "", now=desk.now())
    report = ActivityReport.record(id=desk.new_id(), given=[piece], known=frozenset(), at=desk.now())

    async with house.house.database.transaction():
        await insert_report(house.house.database, report, "agent:anna")
        meanwhile = await asyncio.create_task(ranked_anew(house), context=Context())
    looked = await ranked_anew(house)

    assert (meanwhile, looked) == (0, 1)
    assert await told(house, need) == ["NeedRanked"]


@on_postgres
async def test_activity_that_is_told_while_a_person_works_on_the_need_is_seen_within_a_minute(
    house: OpenHouse,
) -> None:
    watch, desk = timed(house), a_desk(house)
    customer = await a_customer(desk, external_reference="C-1")
    need = await a_need(desk, customer)
    piece = Told("C-1", desk.now(), ActivityKind.ABNORMAL, 0, "CNY", "")

    async with desk.work() as work:
        mine = await work.needs.get(need.id)
        mine.classify(classes(frequency=Frequency.HIGH), mine.graded, at=desk.now())
        await asyncio.create_task(record_activity(a_desk(house), [piece]), context=Context())
        work.needs.save(mine)
    watch.set(watch.now() + timedelta(minutes=1))
    await ranked_anew(house)

    assert await told(house, need) == ["NeedRanked"]


async def test_a_market_event_moves_what_it_concerns_when_it_begins_and_back_when_it_ends(house: OpenHouse) -> None:
    watch, desk = timed(house), a_desk(house, SUPERVISOR)
    product = await a_need(desk, classes=classes(Category.PRODUCT_RECOMMENDATION))
    risk = await a_need(desk, classes=classes(Category.RISK_ASSESSMENT))
    watch.set(watch.now() + timedelta(minutes=1))
    await ranked_anew(house)
    before = await in_turn(house)
    await commands.enter_market_event(
        desk,
        title="大盘急跌",
        categories=[Category.RISK_ASSESSMENT],
        begins_at=desk.now() + timedelta(hours=1),
        ends_at=desk.now() + timedelta(hours=3),
        why="风险评估需求上升",
    )

    looked, orders = [], []
    for _ in range(4):
        looked.append(await ranked_anew(house))
        orders.append(await in_turn(house))
        watch.set(watch.now() + timedelta(hours=1))

    assert orders == [before, before[::-1], before[::-1], before]
    assert looked == [0, 1, 0, 1]
    assert await told(house, product) == []
    need = await loaded(desk, risk.id)
    assert need.ranked is not None
    assert not any("market" in each for each in need.ranked.factors)


async def test_one_that_is_ended_before_its_time_moves_them_back_at_once(house: OpenHouse) -> None:
    timed(house)
    desk = a_desk(house, SUPERVISOR)
    need = await a_need(desk)
    market = await commands.enter_market_event(
        desk, title="利率下调", categories=list(Category), begins_at=None, ends_at=desk.now() + DAY, why="咨询增多"
    )
    await ranked_anew(house)
    raised = await loaded(desk, need.id)
    await commands.end_market_event(desk, market.id, why="市场平稳")
    await ranked_anew(house)

    assert raised.ranked is not None
    assert "market (利率下调): up 15" in raised.ranked.factors
    back = await loaded(desk, need.id)
    assert back.ranked == need.ranked


async def test_another_tier_or_stage_of_the_customer_grades_and_ranks_anew(house: OpenHouse) -> None:
    timed(house)
    desk = a_desk(house)
    customer = await a_customer(desk, stage=Stage.NEW)
    need = await a_need(desk, customer, classes=classes(nature=Nature.BASIC))

    await change_tier(desk, customer, tier=Tier.VIP, why="资产达标")
    await ranked_anew(house)
    vip = await loaded(desk, need.id)
    await change_stage(desk, customer, action=CustomerAction.SETTLE_IN, why="完成首笔交易")
    await change_segments(desk, customer, segments=[Segment.MATURE])
    looked = await ranked_anew(house)
    settled = await loaded(desk, need.id)

    assert (need.grade, vip.grade) == (Grade.MEDIUM, Grade.HIGH)
    assert (need.ranked and need.ranked.place, settled.ranked and settled.ranked.place) == (11, 20)
    assert looked == 1
    assert await told(house, need) == ["NeedClassified", "NeedRanked", "NeedRanked"]


async def test_a_rule_that_is_published_ranks_all_that_wait_and_says_its_version(house: OpenHouse) -> None:
    timed(house)
    ranking, desk = Ranking(house.house), a_desk(house)
    need = await a_need(desk)
    served = await a_need(desk)
    await commands.decline_need(desk, served.id, why="不再需要")
    await ranked_anew(house, ranking)

    admin = SqlDesk(house.house, ADMIN)
    order = [*DEFAULT_RANK["order"][:3], *reversed(DEFAULT_RANK["order"][3:])]
    draft = await draft_policy(admin, name="need.rank", body={**DEFAULT_RANK, "order": order}, why="试行")
    await publish_policy(admin, draft.id, why="试行")
    looked = await ranked_anew(house, ranking)

    assert looked == 1
    back = await loaded(desk, need.id)
    assert back.ranked is not None
    assert back.ranked.rule_version == 2
    assert await told(house, served) == []


async def test_several_workers_rank_each_need_once(house: OpenHouse) -> None:
    watch, desk = timed(house), a_desk(house)
    needs = [await a_need(desk) for _ in range(20)]
    market = SqlDesk(house.house, SUPERVISOR)
    await commands.enter_market_event(
        market, title="大盘急跌", categories=list(Category), begins_at=None, ends_at=desk.now() + DAY, why="关注"
    )
    watch.set(watch.now() + timedelta(minutes=1))

    looked = await asyncio.gather(*(ranked_anew(house) for _ in range(4)))

    assert sum(looked) == len(needs)
    assert [await told(house, each) for each in needs] == [["NeedRanked"]] * len(needs)
