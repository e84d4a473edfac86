"""A queue that is ranked anew when the market moves and when customers change (source: P2.3-c)."""

from datetime import datetime
from random import Random
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.customer.customer import Segment, Stage
from domain.need.classes import Category, Intensity, Nature
from domain.need.lifecycle import NeedStatus
from domain.need.market import MarketEvent
from domain.need.need import Need
from domain.need.queue import put_in_turn, situation_of, turn_of
from domain.need.rank import Life
from domain.need.rules import NeedRules
from domain.need.score import score_behind, spread
from domain.need.surroundings import Behaviour, Surroundings
from tests.domain.builders import DAY, ELEVEN, HOUR, NINE, NOON, TEN, a_customer
from tests.domain.needs import ASSESSMENT, RANKING, a_need, assessed_as, classes
from tests.domain.test_need_market import a_fall


def ranked(need: Need, *, at: datetime, market: tuple[MarketEvent, ...] = (), abnormal: bool = False) -> Need:
    situation = situation_of(need, a_customer(stage=Stage.EXISTING), market=market, abnormal_trading=abnormal, at=at)
    need.rank_as(RANKING.rank(situation), at=at)
    return need


def test_a_market_event_moves_the_needs_it_concerns_up_and_its_end_moves_them_back() -> None:
    fall = a_fall(categories=[Category.RISK_ASSESSMENT], begins_at=TEN, ends_at=NOON)
    product = ranked(a_need(id=UUID(int=1), classes=classes(Category.PRODUCT_RECOMMENDATION)), at=NINE)
    risk = a_need(id=UUID(int=2), classes=classes(Category.RISK_ASSESSMENT))

    first = []
    for at in (NINE, TEN, NOON):
        ranked(risk, at=at, market=(fall,))
        first.append(min((product, risk), key=turn_of).id.int)

    assert first == [1, 2, 1]
    assert [type(each.event).__name__ for each in risk.happenings].count("NeedRanked") == 3


def test_ranked_again_by_the_clock_with_nothing_changed_nothing_is_told() -> None:
    need = a_need()
    for hour in range(24):
        ranked(need, at=NINE + hour * HOUR)

    assert need.version == 2


def test_a_judged_need_is_worth_what_its_customer_does_by_now_and_its_plan_stays() -> None:
    rules = NeedRules(ASSESSMENT, RANKING)
    need = a_need()
    need.assess(assessed_as(cost=2, benefit=4, trades=1, balance=None, satisfaction=None), at=NINE)
    need.plan("安排投资顾问讲解", expected_completion=NINE + DAY, at=NINE)
    hardly, often = (Surroundings(Behaviour(trades=trades)) for trades in (1, 60))

    worth = []
    for hour, around in enumerate((hardly, hardly, often, often, hardly)):
        put_in_turn(need, a_customer(), rules, around, at=NINE + hour * HOUR)
        assert need.assessment is not None
        worth.append((need.assessment.value, need.assessment.service_value))

    judged = assessed_as(cost=2, benefit=4, trades=60, balance=None, satisfaction=None)
    assert worth == [(30, 53)] * 2 + [(100, judged.service_value)] * 2 + [(30, 53)]
    assert [type(each.event).__name__ for each in need.happenings].count("NeedRevalued") == 2
    assert (need.status, need.expected_completion) == (NeedStatus.PLANNED, NINE + DAY)


@pytest.mark.parametrize("score", range(1, 6))
def test_a_score_is_found_again_behind_its_points(score: int) -> None:
    assert score_behind(spread(score, field="cost")) == score


def test_several_market_events_are_named_in_the_order_in_which_they_began_and_raise_once() -> None:
    later, earlier = a_fall(id=UUID(int=5), title="利率下调", begins_at=ELEVEN), a_fall(id=UUID(int=6))
    need = ranked(a_need(classes=classes(Category.RISK_ASSESSMENT)), at=NOON, market=(later, earlier))

    assert need.ranked is not None
    assert "market (大盘急跌, 利率下调): up 15" in need.ranked.factors


def test_the_life_of_the_customer_is_that_of_the_moment() -> None:
    need = a_need(classes=classes(nature=Nature.BASIC))
    lives = [
        situation_of(need, customer, market=(), abnormal_trading=False, at=NINE).life
        for customer in (a_customer(stage=Stage.NEW), a_customer(stage=Stage.EXISTING, segments=[Segment.MATURE]))
    ]

    assert lives == [Life.NEW, Life.MATURE]


def test_of_equals_who_has_waited_longer_comes_first_and_who_is_not_ranked_comes_last() -> None:
    older, younger = (ranked(a_need(id=UUID(int=each), at=NINE + each * HOUR), at=NINE + DAY) for each in (1, 2))
    unranked = a_need(id=UUID(int=3))

    assert sorted((unranked, younger, older), key=turn_of) == [older, younger, unranked]


@given(
    needs=st.lists(
        st.tuples(
            st.uuids(),
            st.sampled_from(Category),
            st.sampled_from(Intensity),
            st.booleans(),
            st.booleans(),
            st.integers(0, 2),
        ),
        max_size=8,
        unique_by=lambda each: each[0],
    ),
    shuffled=st.randoms(use_true_random=False),
)
def test_the_queue_is_the_same_however_its_needs_were_read(
    needs: list[tuple[UUID, Category, Intensity, bool, bool, int]], shuffled: Random
) -> None:
    queue = []
    for id_, category, intensity, abnormal, is_ranked, hour in needs:
        need = a_need(id=id_, classes=classes(category, intensity=intensity), at=NINE + hour * HOUR)
        queue.append(ranked(need, at=NOON, abnormal=abnormal) if is_ranked else need)
    expected = sorted(queue, key=turn_of)
    shuffled.shuffle(queue)

    assert sorted(queue, key=turn_of) == expected
    assert len({turn_of(each) for each in queue}) == len(queue)
