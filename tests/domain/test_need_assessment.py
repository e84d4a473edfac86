"""The need matrix, the triple test and the service value, as the default policy has them (source: P2.1-c, P2.2)."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.customer.customer import CustomerType, Segment, Tier
from domain.need.assessment import Evidence, Strategy, TripleTest
from domain.need.classes import Grade, Intensity
from domain.need.matrix import CustomerAttributes
from domain.need.score import Bands, weighted
from domain.shared.errors import Invalid
from tests.domain.builders import a_customer
from tests.domain.needs import ASSESSMENT, PASSED, assessed_as

GRADES = {
    "ordinary": ("HIGH", "MEDIUM", "LOW"),
    "institution": ("HIGH", "MEDIUM", "MEDIUM"),
    "vip": ("HIGH", "HIGH", "MEDIUM"),
    "frequent": ("HIGH", "HIGH", "MEDIUM"),
    "frequent institution": ("HIGH", "HIGH", "MEDIUM"),
}
CUSTOMERS = {
    "ordinary": a_customer(),
    "institution": a_customer(type=CustomerType.INSTITUTION),
    "vip": a_customer(tier=Tier.VIP),
    "frequent": a_customer(segments=[Segment.FREQUENT]),
    "frequent institution": a_customer(type=CustomerType.INSTITUTION, segments=[Segment.FREQUENT]),
}
AMOUNTS = st.integers(0, 10**13)


@pytest.mark.parametrize("who", GRADES)
def test_the_matrix_crosses_who_the_customer_is_with_how_strongly_they_feel_it(who: str) -> None:
    customer = CustomerAttributes.of(CUSTOMERS[who])

    assert tuple(ASSESSMENT.grade(customer, each).grade for each in Intensity) == GRADES[who]


def test_a_grade_says_by_which_row_and_which_attribute_it_came_about() -> None:
    found = ASSESSMENT.grade(CustomerAttributes.of(CUSTOMERS["frequent"]), Intensity.LOW)

    assert found.grade is Grade.MEDIUM
    assert found.factors == ("customer: row key_customers (segment FREQUENT)", "intensity LOW")
    assert found.rule_version == 1


def test_more_than_five_trades_a_year_score_higher() -> None:
    five, six = (assessed_as(trades=trades, balance=None, satisfaction=None) for trades in (5, 6))

    assert (five.value, six.value) == (30, 70)
    assert six.service_value > five.service_value


def test_balance_and_satisfaction_count_beside_trading() -> None:
    # 70 points for 12 trades, 50 for 500,000 yuan, (4 - 1) × 25 = 75 for the satisfaction: 195 / 3 = 65.
    assert assessed_as().value == 65
    assert assessed_as(balance=0).value == 55
    assert assessed_as(satisfaction=1).value == 40


def test_the_service_value_weighs_value_benefit_and_the_cost_counted_down() -> None:
    # value 65 twice, benefit (5 - 1) × 25 = 100, cost (2 - 1) × 25 counted as 75: 305 / 4 = 76.25.
    found = assessed_as(benefit=5, cost=2)

    assert (found.service_value, found.strategy) == (76, Strategy.PRIORITY)
    assert found.factors == (
        "trades in a year 12: 70",
        "balance 50000000 minor units: 50",
        "satisfaction 4 of 5: 75",
        "customer value 65",
        "benefit 5 of 5: 100",
        "cost 2 of 5: 25, counted as 75",
        "service value 76",
    )


def test_what_is_not_known_is_not_counted_and_said_to_be_unknown() -> None:
    nobody = assessed_as(trades=None, balance=None, satisfaction=None, benefit=3, cost=3)

    assert (nobody.value, nobody.service_value) == (None, 50)
    assert nobody.factors[:4] == (
        "trades unknown, not counted",
        "balance unknown, not counted",
        "satisfaction unknown, not counted",
        "customer value unknown, not counted",
    )


def test_high_value_is_served_first_and_low_value_by_an_optimised_process() -> None:
    assert assessed_as(benefit=5, cost=1).strategy is Strategy.PRIORITY
    assert assessed_as().strategy is Strategy.STANDARD
    assert assessed_as(trades=0, balance=0, satisfaction=1, benefit=1, cost=5).strategy is Strategy.STREAMLINED


def test_the_triple_test_names_what_it_is_not() -> None:
    assert PASSED.failed == ()
    assert TripleTest(necessary=True, feasible=False, measurable=False).failed == ("feasible", "measurable")


@pytest.mark.parametrize(
    ("field", "value"), [("cost", 0), ("benefit", 6), ("satisfaction", 0), ("trades", -1), ("balance", -1)]
)
def test_evidence_that_does_not_exist_is_refused_by_its_name(field: str, value: int) -> None:
    with pytest.raises(Invalid) as refused:
        Evidence(**{"cost": 3, "benefit": 3, field: value})

    assert refused.value.field == (field,)


@given(fewer=AMOUNTS, more=AMOUNTS, trades=st.none() | st.integers(0, 1000))
def test_who_has_more_is_never_worth_less(fewer: int, more: int, trades: int | None) -> None:
    fewer, more = sorted((fewer, more))

    less, better = (
        ASSESSMENT.assess(PASSED, Evidence(cost=3, benefit=3, trades=trades, balance=each)) for each in (fewer, more)
    )

    assert less.value is not None
    assert better.value is not None
    assert less.value <= better.value
    assert less.service_value <= better.service_value


@given(
    points=st.dictionaries(st.sampled_from("abc"), st.none() | st.integers(0, 100)),
    weights=st.dictionaries(st.sampled_from("abc"), st.floats(0, 100)),
)
def test_a_weighted_mean_lies_between_what_it_is_made_of(
    points: dict[str, int | None], weights: dict[str, float]
) -> None:
    mean = weighted(points, weights)

    counted = [each for name, each in points.items() if each is not None and weights.get(name, 0) > 0]
    assert (mean is None) is (not counted)
    assert mean is None or min(counted) <= mean <= max(counted)


def test_bands_take_the_highest_that_is_exceeded() -> None:
    bands = Bands(10, ((5, 50), (50, 90)))

    assert [bands.points(amount) for amount in (0, 5, 6, 50, 51)] == [10, 10, 50, 50, 90]
