"""Reliability and validity against published figures of a named data set; see tests/data/README.md."""

import csv
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.measure.factorability import Adequacy, Factorability, Sphericity, factorability, of_correlations
from domain.measure.insufficient import Insufficient, Why
from domain.measure.reliability import Fit, Reliability, ScaleReliability, reliability

FOUR = ("cyl", "gear", "carb", "hp")


def mtcars(*columns: str) -> tuple[tuple[str, ...], list[list[float]]]:
    with (Path(__file__).parents[1] / "data" / "mtcars.csv").open() as file:
        rows = list(csv.DictReader(file))
    codes = columns or tuple(rows[0])
    return codes, [[float(row[code]) for code in codes] for row in rows]


def a_scale(found: ScaleReliability | Insufficient) -> ScaleReliability:
    assert isinstance(found, ScaleReliability)
    return found


def a_structure(found: Factorability | Insufficient) -> Factorability:
    assert isinstance(found, Factorability)
    return found


def alike(correlation: float, items: int) -> list[list[float]]:
    return [[1.0 if i == j else correlation for j in range(items)] for i in range(items)]


def test_alpha_is_that_of_the_reference_library() -> None:
    # R package performance, reference of cronbachs_alpha: 0.09463206 for these four columns of mtcars.
    found = a_scale(reliability(*mtcars(*FOUR)))

    assert found.alpha == pytest.approx(0.09463206, abs=5e-9)
    assert found.verdict is Reliability.UNACCEPTABLE
    assert found.n == 32


def test_each_item_has_the_alpha_without_it_and_its_correlation_with_the_others() -> None:
    # R package performance, reference of item_reliability: alpha_if_deleted and item_discrimination.
    found = a_scale(reliability(*mtcars(*FOUR)))

    assert [(each.code, round(_number(each.alpha_without), 3), round(_number(each.item_total), 3), each.fit)
            for each in found.items] == [
        ("cyl", 0.048, 0.826, Fit.FITS),
        ("gear", 0.110, -0.127, Fit.REVERSED),
        ("carb", 0.058, 0.751, Fit.FITS),
        ("hp", 0.411, 0.881, Fit.FITS),
    ]  # fmt: skip


def test_bartletts_sphericity_is_that_of_the_reference_library() -> None:
    # R package performance, reference of check_sphericity_bartlett: mtcars, Chisq(55) = 408.01, p < .001.
    found = a_structure(factorability(*mtcars())).bartlett

    assert (round(found.chi_square, 2), found.freedom) == (408.01, 55)
    assert found.p < 0.001
    assert found.verdict is Sphericity.CORRELATED


def test_kmo_is_that_of_the_reference_library() -> None:
    # R package performance, reference of check_kmo: mtcars, KMO = 0.83.
    found = a_structure(factorability(*mtcars())).kmo

    assert round(found.overall, 2) == 0.83
    assert found.verdict is Adequacy.MERITORIOUS


@given(st.floats(0.01, 0.99), st.integers(3, 50))
def test_items_that_are_all_alike_have_the_figures_of_the_closed_form(correlation: float, items: int) -> None:
    codes = tuple(str(number) for number in range(items))
    partial = correlation / (1 + (items - 2) * correlation)

    found = a_structure(of_correlations(codes, alike(correlation, items), 200))

    assert found.kmo.overall == pytest.approx(correlation**2 / (correlation**2 + partial**2), rel=1e-6)
    assert set(found.kmo.items) == set(codes)
    assert found.bartlett.chi_square > 0


@pytest.mark.parametrize(
    ("kmo", "verdict"),
    [(0.95, Adequacy.MARVELOUS), (0.9, Adequacy.MARVELOUS), (0.85, Adequacy.MERITORIOUS), (0.7, Adequacy.MIDDLING),
     (0.69, Adequacy.MEDIOCRE), (0.5, Adequacy.MISERABLE), (0.49, Adequacy.UNACCEPTABLE)],
)  # fmt: skip
def test_kmo_is_said_in_kaisers_words(kmo: float, verdict: Adequacy) -> None:
    assert Adequacy.of(kmo) is verdict
    assert verdict.words.startswith(verdict.value.lower())


def test_alpha_is_said_in_words() -> None:
    assert Reliability.of(0.91) is Reliability.EXCELLENT
    assert Reliability.of(0.7) is Reliability.ACCEPTABLE
    assert Reliability.of(-1) is Reliability.UNACCEPTABLE
    assert len({each.words for each in Reliability}) == len(Reliability)


def test_too_few_answers_are_said_and_no_figure_is() -> None:
    codes, rows = mtcars(*FOUR)

    assert reliability(codes, rows[:9]) == Insufficient(Why.TOO_FEW, "9 complete answers, at least 10 are needed")
    assert isinstance(factorability(codes, rows[:9]), Insufficient)
    assert isinstance(factorability(*_many_items(), least=2), Insufficient)


def test_one_item_is_no_scale() -> None:
    assert _why(reliability(*mtcars("cyl"))) is Why.TOO_FEW_ITEMS
    assert _why(factorability(*mtcars("cyl"))) is Why.TOO_FEW_ITEMS


def test_of_two_items_neither_can_be_left_out() -> None:
    found = a_scale(reliability(*mtcars("cyl", "carb")))

    assert [_why(each.alpha_without) for each in found.items] == [Why.TOO_FEW_ITEMS] * 2


def test_an_item_that_everybody_answers_alike_is_named() -> None:
    codes, rows = mtcars(*FOUR)
    flat = [[*row, 5.0] for row in rows]

    found = factorability((*codes, "attitude"), flat)

    assert isinstance(found, Insufficient)
    assert found.reason == "everybody answered the same to attitude"
    assert a_scale(reliability((*codes, "attitude"), flat)).items[-1].fit is None


def test_where_everybody_says_the_same_there_is_no_alpha() -> None:
    assert _why(reliability(("a", "b"), [[5, 4]] * 12)) is Why.NO_VARIATION


def test_an_item_that_follows_from_another_is_no_second_one() -> None:
    codes, rows = mtcars(*FOUR)

    found = factorability((*codes, "cyl2"), [[*row, 6 - row[0]] for row in rows])

    assert _why(found) is Why.LINEARLY_DEPENDENT


def _many_items() -> tuple[tuple[str, ...], list[list[float]]]:
    return tuple("abcdef"), [[float(i * j % 7) for j in range(6)] for i in range(6)]


def _number(found: float | Insufficient) -> float:
    assert isinstance(found, float)
    return found


def _why(found: object) -> Why:
    assert isinstance(found, Insufficient)
    return found.why
