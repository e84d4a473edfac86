"""Intervals and tests against published figures; each test names its source."""

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.measure.difference import Difference, Direction, two_proportions, welch
from domain.measure.insufficient import Insufficient, Why
from domain.measure.interval import Interval, Mean, Share, Weighed, plain_mean, stratified_mean, weighted_share, wilson
from domain.measure.tails import chi_square_above, normal_both_tails, normal_reach, t_both_tails, t_reach

# The data set `fpc` of the R package survey (Lumley, GPL-2 or later): artificial, 8 answers of strata of 15 and 12.
FPC = [
    *(Weighed("1", 3, x) for x in (2.8, 4.1, 6.8, 6.8, 9.2)),
    *(Weighed("2", 4, x) for x in (3.7, 6.6, 4.2)),
]


def a_mean(found: Mean | Insufficient) -> Mean:
    assert isinstance(found, Mean)
    return found


def a_difference(found: Difference | Insufficient) -> Difference:
    assert isinstance(found, Difference)
    return found


def test_a_t_has_the_reach_of_the_printed_table() -> None:
    # NIST/SEMATECH e-Handbook of Statistical Methods, 1.3.6.7.2, upper critical values of Student's t.
    assert t_reach(0.95, 10) == pytest.approx(2.228, abs=5e-4)
    assert t_reach(0.99, 2) == pytest.approx(9.925, abs=5e-4)
    assert t_reach(0.95, 1) == pytest.approx(12.706, abs=5e-4)
    assert t_reach(0.90, 100) == pytest.approx(1.660, abs=5e-4)


def test_a_chi_square_has_the_tail_of_the_printed_table() -> None:
    # NIST/SEMATECH e-Handbook of Statistical Methods, 1.3.6.7.4, upper-tail critical values of chi-square.
    assert chi_square_above(3.841, 1) == pytest.approx(0.05, abs=2e-5)
    assert chi_square_above(18.307, 10) == pytest.approx(0.05, abs=2e-6)
    assert chi_square_above(135.807, 100) == pytest.approx(0.01, abs=2e-6)


@given(st.floats(0.01, 60), st.integers(1, 40))
def test_a_chi_square_of_even_freedom_has_the_tail_of_poissons_sum(value: float, half: int) -> None:
    half_value = value / 2
    exact = math.exp(-half_value) * math.fsum(half_value**k / math.factorial(k) for k in range(half))

    assert chi_square_above(value, 2 * half) == pytest.approx(exact, rel=1e-9, abs=1e-14)


@given(st.floats(0.001, 50))
def test_a_t_of_one_and_of_two_degrees_of_freedom_has_its_closed_form(t: float) -> None:
    assert t_both_tails(t, 1) == pytest.approx(1 - 2 * math.atan(t) / math.pi, rel=1e-9)
    assert t_both_tails(t, 2) == pytest.approx(1 - t / math.sqrt(2 + t * t), rel=1e-6, abs=1e-12)


@given(st.floats(0.5, 0.999), st.floats(1, 2000))
def test_a_reach_leaves_what_lies_beyond_it(confidence: float, freedom: float) -> None:
    assert t_both_tails(t_reach(confidence, freedom), freedom) == pytest.approx(1 - confidence, rel=1e-8)
    assert normal_both_tails(normal_reach(confidence)) == pytest.approx(1 - confidence, rel=1e-8)


@pytest.mark.parametrize(
    ("hits", "of", "low", "high"),
    [(81, 263, 0.2553, 0.3662), (15, 148, 0.0624, 0.1605), (0, 20, 0.0, 0.1611), (1, 29, 0.0061, 0.1718)],
)
def test_a_share_has_wilsons_interval(hits: int, of: int, low: float, high: float) -> None:
    # Newcombe (1998), Statistics in Medicine 17: 857-872, table I, method 3.
    found = wilson(hits, of)

    assert (round(found.low, 4), round(found.high, 4)) == (low, high)


@given(st.integers(1, 2000), st.data())
def test_wilsons_interval_holds_the_share_and_stays_within_0_and_1(of: int, data: st.DataObject) -> None:
    hits = data.draw(st.integers(0, of))

    found = wilson(hits, of)

    assert 0 <= found.low <= hits / of <= found.high <= 1
    assert (found.low == 0) == (hits == 0)


def test_a_stratified_mean_has_the_error_of_the_reference_library() -> None:
    # svymean(~x, design) of the R package survey on its data set fpc: 5.4481 (0.7413), with the finite frame (0.616).
    endless = a_mean(stratified_mean(FPC))
    finite = a_mean(stratified_mean(FPC, {"1": 15, "2": 12}))

    assert (round(endless.value, 4), round(endless.error or 0, 4)) == (5.4481, 0.7413)
    assert (round(finite.value, 4), round(finite.error or 0, 4)) == (5.4481, 0.6160)
    assert finite.freedom == 6


def test_a_stratum_with_one_answer_counts_with_its_distance_from_the_mean_of_all() -> None:
    near, far = (a_mean(stratified_mean([*FPC, Weighed("3", 5, value)])) for value in (5.4, 9.0))

    assert near.freedom == far.freedom == 6
    assert (near.error or 0) < (far.error or 0)


def test_where_no_stratum_has_two_answers_a_mean_has_no_interval() -> None:
    found = a_mean(stratified_mean([Weighed("1", 3, 4.0), Weighed("2", 5, 2.0)]))

    assert found.value == 2.75
    assert isinstance(found.interval(), Insufficient)


def test_who_all_answered_has_no_error() -> None:
    found = a_mean(stratified_mean(FPC, {"1": 5, "2": 3}))

    assert found.error == 0
    assert found.interval() == Interval(found.value, found.value)


def test_of_nobody_there_is_no_mean_and_it_says_so() -> None:
    found = plain_mean([])

    assert isinstance(found, Insufficient)
    assert found.why is Why.NO_ANSWERS


def test_uneven_weights_tell_less_than_even_ones() -> None:
    even = weighted_share([Weighed("", 1, 1.0), Weighed("", 1, 0.0)] * 50)
    uneven = weighted_share([Weighed("", 9, 1.0), Weighed("", 1, 0.0)] * 50)

    assert isinstance(even, Share)
    assert isinstance(uneven, Share)
    assert (even.value, even.effective) == (0.5, 100)
    assert uneven.value == pytest.approx(0.9)
    assert uneven.effective == pytest.approx(100 * 10**2 / 2 / 82)


def test_two_means_of_unequal_spread_are_compared_as_welch_does() -> None:
    # NIST/SEMATECH e-Handbook, 1.3.5.3, data set AUTO83B (public domain): unequal variances, T = -12.94627, 136.8750.
    american = Mean(20.14458, 249, 6.41470 / math.sqrt(249), 248)
    japanese = Mean(30.48101, 79, 6.10771 / math.sqrt(79), 78)

    found = a_difference(welch(japanese, american))

    assert found.statistic == pytest.approx(-12.94627, abs=1e-5)
    assert found.freedom == pytest.approx(136.8750, abs=1e-4)
    assert found.direction is Direction.DOWN


def test_two_shares_are_compared_with_newcombes_interval() -> None:
    # Newcombe (1998), Statistics in Medicine 17: 873-890, table II, method 10: 56/70 - 48/80 is 0.0524 to 0.3339.
    found = a_difference(two_proportions(Share(48 / 80, 80, 80), Share(56 / 70, 70, 70)))

    assert (round(found.interval.low, 4), round(found.interval.high, 4)) == (0.0524, 0.3339)
    assert found.p == pytest.approx(0.00805, abs=1e-5)


def test_where_everybody_says_the_same_there_is_nothing_to_test() -> None:
    found = two_proportions(Share(1.0, 20, 20), Share(1.0, 30, 30))

    assert isinstance(found, Insufficient)
    assert found.why is Why.NO_VARIATION
