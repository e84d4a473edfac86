"""In which order needs are served, as the default policy has it and as another may (source: P2.3)."""

from dataclasses import replace
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.customer.customer import Segment, Stage
from domain.need.classes import Category, Classes, Frequency, Grade, Intensity, Nature
from domain.need.defaults import DEFAULT_RANK
from domain.need.rank import First, Life, Quadrant, Rank, RankRule, Situation
from tests.domain.builders import HOUR, NINE
from tests.domain.needs import RANKING, a_situation, assessed_as, ranked_as

BY_QUADRANT = RankRule.of(2, {**DEFAULT_RANK, "first": "QUADRANT"})
BY_DEFAULT = [
    Category.ACCOUNT_SECURITY,
    Category.TRADING_CONSULTATION,
    Category.PRODUCT_RECOMMENDATION,
    Category.RISK_ASSESSMENT,
    Category.ACCOUNT_MANAGEMENT,
]

situations = st.builds(
    Situation,
    classes=st.builds(
        Classes,
        st.sampled_from(Category),
        st.sampled_from(Nature),
        st.sampled_from(Frequency),
        st.sampled_from(Intensity),
    ),
    grade=st.sampled_from(Grade),
    assessment=st.none()
    | st.builds(
        assessed_as,
        cost=st.integers(1, 5),
        benefit=st.integers(1, 5),
        trades=st.none() | st.integers(0, 100),
        balance=st.none() | st.integers(0, 10**12),
        satisfaction=st.none() | st.integers(1, 5),
    ),
    life=st.none() | st.sampled_from(Life),
    abnormal_trading=st.booleans(),
    market=st.sampled_from([(), ("大盘急跌",)]),
)
rules = st.sampled_from([RANKING, BY_QUADRANT])
waiting = st.lists(st.tuples(situations, st.integers(0, 3), st.uuids()), max_size=12, unique_by=lambda each: each[2])


def before(first: Rank, second: Rank) -> bool:
    return first.standing < second.standing


def test_by_default_security_comes_first_then_consultation_products_risk_and_accounts() -> None:
    standings = [ranked_as(each).standing for each in BY_DEFAULT]

    assert standings == sorted(set(standings))


@given(one=situations, other=situations)
def test_the_default_order_holds_whatever_else_is_so_unless_something_raises_a_need(
    one: Situation, other: Situation
) -> None:
    one, other = (replace(each, life=None, abnormal_trading=False, market=()) for each in (one, other))
    places = [BY_DEFAULT.index(each.classes.category) for each in (one, other)]

    if places[0] < places[1]:
        assert before(RANKING.rank(one), RANKING.rank(other))


@given(abnormal=situations, ordinary=situations, rule=rules)
def test_abnormal_trading_always_stands_above_ordinary_trading_consultation(
    abnormal: Situation, ordinary: Situation, rule: RankRule
) -> None:
    abnormal = replace(abnormal, abnormal_trading=True)
    ordinary = replace(
        ordinary, abnormal_trading=False, classes=replace(ordinary.classes, category=Category.TRADING_CONSULTATION)
    )

    assert before(rule.rank(abnormal), rule.rank(ordinary))


def test_abnormal_trading_is_urgent_and_important_and_the_rank_says_why() -> None:
    rank = ranked_as(Category.ACCOUNT_MANAGEMENT, abnormal_trading=True, grade=Grade.LOW, intensity=Intensity.LOW)

    assert (rank.quadrant, rank.urgency, rank.importance) == (Quadrant.IMPORTANT_URGENT, 100, 100)
    assert rank.factors[:2] == ("abnormal trading on the account", "order 2: ABNORMAL_TRADING")


@pytest.mark.parametrize(
    ("intensity", "grade", "quadrant"),
    [
        (Intensity.HIGH, Grade.HIGH, Quadrant.IMPORTANT_URGENT),
        (Intensity.LOW, Grade.HIGH, Quadrant.IMPORTANT),
        (Intensity.HIGH, Grade.LOW, Quadrant.URGENT),
        (Intensity.LOW, Grade.LOW, Quadrant.NEITHER),
    ],
)
def test_urgent_and_important_make_four_quadrants(intensity: Intensity, grade: Grade, quadrant: Quadrant) -> None:
    assert ranked_as(Category.ACCOUNT_MANAGEMENT, intensity=intensity, grade=grade).quadrant is quadrant


def test_what_is_urgent_and_important_comes_before_its_like_in_another_quadrant() -> None:
    pressing = ranked_as(intensity=Intensity.HIGH, grade=Grade.HIGH)
    important = ranked_as(intensity=Intensity.LOW, grade=Grade.HIGH)
    urgent = ranked_as(intensity=Intensity.HIGH, grade=Grade.LOW)
    neither = ranked_as(intensity=Intensity.LOW, grade=Grade.LOW)

    standings = [each.standing for each in (pressing, important, urgent, neither)]
    assert standings == sorted(set(standings))


def test_a_house_may_let_the_quadrant_decide_before_the_order() -> None:
    security = a_situation(Category.ACCOUNT_SECURITY, intensity=Intensity.LOW, grade=Grade.LOW)
    accounts = a_situation(Category.ACCOUNT_MANAGEMENT, intensity=Intensity.HIGH, grade=Grade.HIGH)

    assert BY_QUADRANT.first is First.QUADRANT
    assert before(RANKING.rank(security), RANKING.rank(accounts))
    assert before(BY_QUADRANT.rank(accounts), BY_QUADRANT.rank(security))


def test_of_equals_the_more_valuable_and_the_cheaper_to_serve_comes_first() -> None:
    usual = ranked_as(assessment=assessed_as())

    assert before(ranked_as(assessment=assessed_as(balance=10**12)), usual)
    assert before(ranked_as(assessment=assessed_as(cost=1)), usual)


def test_the_score_weighs_urgency_value_and_the_cost_counted_down() -> None:
    # urgency 40 + 20 = 60 twice, value 65 twice, cost (2 - 1) × 25 counted as 75: 325 / 5 = 65.
    rank = ranked_as(assessment=assessed_as(cost=2))

    assert (rank.urgency, rank.score) == (60, 65)
    assert "score 65 of urgency 60, value 65, cost 75" in rank.factors


def test_new_customers_have_their_basic_needs_before_the_advanced_ones() -> None:
    basic = a_situation(Category.ACCOUNT_MANAGEMENT, nature=Nature.BASIC, life=Life.NEW)

    for each in set(Category) - {Category.ACCOUNT_SECURITY}:
        assert before(RANKING.rank(basic), ranked_as(each, nature=Nature.ADVANCED, life=Life.NEW))
    assert "new customer, basic: up 35" in RANKING.rank(basic).factors


def test_mature_customers_have_personal_service_and_risk_control_sooner() -> None:
    personal = a_situation(Category.PRODUCT_RECOMMENDATION, nature=Nature.ADVANCED)
    risk = a_situation(Category.RISK_ASSESSMENT, nature=Nature.BASIC)
    accounts = a_situation(Category.ACCOUNT_MANAGEMENT, nature=Nature.BASIC)

    for each in (personal, risk):
        assert before(RANKING.rank(replace(each, life=Life.MATURE)), RANKING.rank(each))
    assert RANKING.rank(replace(accounts, life=Life.MATURE)).standing == RANKING.rank(accounts).standing


def test_a_market_event_raises_what_it_concerns_over_a_place_and_makes_it_more_urgent() -> None:
    usual = ranked_as(Category.RISK_ASSESSMENT)
    raised = ranked_as(Category.RISK_ASSESSMENT, market=("大盘急跌",))

    assert before(raised, usual)
    assert before(raised, ranked_as(Category.PRODUCT_RECOMMENDATION))
    assert (usual.urgency, raised.urgency) == (40, 70)
    assert "market (大盘急跌): up 15" in raised.factors


@given(situation=situations)
def test_whatever_is_raised_stays_behind_security_and_abnormal_trading(situation: Situation) -> None:
    situation = replace(situation, abnormal_trading=False)
    abnormal = ranked_as(abnormal_trading=True).place

    security = situation.classes.category is Category.ACCOUNT_SECURITY
    assert (RANKING.rank(situation).place < abnormal) is security


def test_nothing_is_raised_beyond_the_first_place() -> None:
    assert ranked_as(Category.ACCOUNT_SECURITY, market=("大盘急跌",), life=Life.MATURE).place == 0


@pytest.mark.parametrize(
    ("stage", "segments", "life"),
    [
        (Stage.NEW, [], Life.NEW),
        (Stage.PROSPECT, [], Life.NEW),
        (Stage.EXISTING, [Segment.MATURE], Life.MATURE),
        (Stage.EXISTING, [Segment.FREQUENT], None),
        (Stage.LOST, [], None),
    ],
)
def test_who_is_new_and_who_is_mature(stage: Stage, segments: list[Segment], life: Life | None) -> None:
    assert Life.of(stage, segments) is life


@given(needs=waiting, rule=rules)
def test_a_rank_is_a_total_order_and_stable(needs: list[tuple[Situation, int, UUID]], rule: RankRule) -> None:
    def keys(those: list[tuple[Situation, int, UUID]]) -> list[tuple[object, ...]]:
        return [rule.rank(situation).before(NINE + hours * HOUR, id_) for situation, hours, id_ in those]

    found = sorted(keys(needs))

    assert len(set(found)) == len(needs)
    assert sorted(keys(needs[::-1])) == found


@given(situation=situations, rule=rules)
def test_every_rank_lies_within_its_scale_and_gives_its_factors_and_the_version(
    situation: Situation, rule: RankRule
) -> None:
    rank = rule.rank(situation)

    assert all(0 <= each <= 100 for each in (rank.urgency, rank.importance, rank.score))
    assert 0 <= rank.place <= 50
    assert rank.standing >= 0
    assert rank.rule_version == rule.version
    assert rank == rule.rank(situation)
    assert rank.factors[-1] == f"quadrant {rank.quadrant.value}"


@given(situation=situations)
def test_the_numbers_of_the_standing_are_those_that_are_shown(situation: Situation) -> None:
    rank = RANKING.rank(situation)
    quadrant = list(Quadrant).index(rank.quadrant)

    assert rank.standing == rank.place * 1_000_000 + quadrant * 1_000 + 100 - rank.score
