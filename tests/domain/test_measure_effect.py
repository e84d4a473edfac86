import pytest

from domain.measure.difference import Test
from domain.measure.effect import Effect, Judge, Verdict
from domain.measure.insufficient import Insufficient, Why
from domain.measure.interval import Share

# Student (1908), Biometrika 6: 1-25: hours of additional sleep of ten patients by two drugs; R's data set `sleep`.
FIRST = [0.7, -1.6, -0.2, -1.2, -0.1, 3.4, 3.7, 0.8, 0.0, 2.0]
SECOND = [1.9, 0.8, 1.1, 0.1, -0.1, 4.4, 5.5, 1.6, 4.6, 3.4]
MORE = Judge(higher_is_better=True)
LESS = Judge(higher_is_better=False)


def an_effect(found: Effect | Insufficient) -> Effect:
    assert isinstance(found, Effect)
    return found


def test_the_same_people_before_and_after_are_compared_with_themselves() -> None:
    # t.test(extra ~ group, data = sleep, paired = TRUE) of R: t = 4.0621, df = 9, p = 0.002833, 0.7001 to 2.4599.
    found = an_effect(MORE.of_pairs(list(zip(FIRST, SECOND, strict=True))))

    assert found.difference.test is Test.PAIRED
    assert found.difference.statistic == pytest.approx(4.0621, abs=5e-5)
    assert found.difference.p == pytest.approx(0.002833, abs=5e-7)
    assert found.difference.interval.low == pytest.approx(0.7001, abs=5e-5)
    assert found.difference.interval.high == pytest.approx(2.4599, abs=5e-5)
    assert found.verdict is Verdict.IMPROVED


def test_different_people_are_compared_as_groups() -> None:
    # t.test(extra ~ group, data = sleep) of R: t = 1.8608, df = 17.776, p = 0.07939, -0.2055 to 3.3655.
    found = an_effect(MORE.of_values(FIRST, SECOND))

    assert found.difference.freedom == pytest.approx(17.776, abs=5e-4)
    assert found.difference.p == pytest.approx(0.07939, abs=5e-6)
    assert found.difference.interval.low == pytest.approx(-0.2055, abs=5e-5)
    assert found.verdict is Verdict.NO_CLEAR_CHANGE
    assert found.words == "no clear change: -0.2055 to 3.365 are all possible at 95%"


def test_shorter_is_better_where_the_measure_says_so() -> None:
    before, after = [30.0, 41, 35, 52, 44, 38, 47, 36, 40, 45], [21.0, 25, 30, 19, 28, 24, 22, 27, 26, 20]

    assert an_effect(LESS.of_values(before, after)).verdict is Verdict.IMPROVED
    assert an_effect(LESS.of_values(after, before)).verdict is Verdict.WORSENED


def test_an_effect_says_whether_the_target_is_met() -> None:
    before, after = Share(0.70, 200, 200), Share(0.88, 200, 200)

    assert an_effect(Judge(higher_is_better=True, target=0.85).of_shares(before, after)).met is True
    assert an_effect(Judge(higher_is_better=True, target=0.90).of_shares(before, after)).met is False
    assert an_effect(MORE.of_shares(before, after)).met is None


def test_too_few_observations_are_insufficient_data_and_no_effect_of_zero() -> None:
    found = MORE.of_values(FIRST[:9], SECOND)

    assert found == Insufficient(Why.TOO_FEW, "9 observations before the measure, at least 10 are needed")
    assert isinstance(MORE.of_values(FIRST, []), Insufficient)
    assert isinstance(MORE.of_pairs([]), Insufficient)


def test_changes_that_are_all_the_same_say_nothing_about_chance() -> None:
    found = MORE.of_pairs([(1.0, 2.0)] * 12)

    assert isinstance(found, Insufficient)
    assert found.why is Why.NO_VARIATION
