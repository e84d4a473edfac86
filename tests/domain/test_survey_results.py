import math
from collections.abc import Iterable

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from domain.measure.difference import Difference, Direction
from domain.measure.factorability import Factorability
from domain.measure.insufficient import Insufficient, Why
from domain.measure.interval import Interval, Mean, Share
from domain.measure.reliability import ScaleReliability
from domain.shared.errors import Invalid, NotAllowedNow
from domain.survey.change import change
from domain.survey.quality import quality
from domain.survey.questionnaire import Dimension
from domain.survey.results import HIDDEN, NOBODY, TOTAL, Answer, Report, TargetVerdict, report, results_of
from domain.survey.suppression import Cell
from tests.domain.surveys import FINE, QUESTIONNAIRE, a_questionnaire, a_wave, closed, launched

SHORT = a_questionnaire({"code": "overall"})
TWO = a_questionnaire({"code": "overall"}, {"code": "waiting", "dimension": "EFFICIENCY", "reversed": True})
BY_TOUCHPOINT = a_questionnaire(
    {"code": "overall"},
    {"code": "opening", "touchpoint": "OPENING", "required": False},
    {"code": "trading", "touchpoint": "TRADING", "required": False},
)
HUGE = 1_000_000


def answers(stratum: str, scores: Iterable[int], department: str | None = None) -> list[Answer]:
    return [Answer(stratum, {"overall": each}, department) for each in scores]


def the_index(found: Report, cell: Cell = TOTAL) -> Mean:
    index = found.cells[cell].index
    assert isinstance(index, Mean)
    return index


def test_the_index_is_0_for_all_ones_and_100_for_all_fives() -> None:
    for score, index in ((1, 0), (3, 50), (5, 100)):
        found = report(SHORT, {"new": 100}, answers("new", [score] * 20))

        assert the_index(found).value == pytest.approx(index)


def test_an_answer_speaks_for_as_many_as_its_stratum_has() -> None:
    given_answers = answers("new", [5] * 10) + answers("existing", [3] * 30)

    found = report(SHORT, {"new": 900, "existing": 100}, given_answers)

    # (900 x 5 + 100 x 3) / 1000 = 4.8, and (4.8 - 1) / 4 x 100 = 95.
    assert the_index(found).value == pytest.approx(95)
    assert the_index(found, Cell.of(stratum="existing")).value == pytest.approx(50)


def test_the_index_has_the_interval_of_its_mean() -> None:
    # s = 1.0541 of ten answers, t = 2.2622 of nine degrees of freedom: 3 +- 0.7541 of the scale, 50 +- 18.85 points.
    scores = [2, 2, 2, 2, 2, 4, 4, 4, 4, 4]

    found = report(SHORT, {"new": HUGE}, answers("new", scores)).total.index_interval()

    assert isinstance(found, Interval)
    assert found.low == pytest.approx(50 - 2.26216 * math.sqrt(10 / 9) / math.sqrt(10) * 25, abs=1e-3)
    assert found.low + found.high == pytest.approx(100)


def test_an_interval_stays_within_the_scale() -> None:
    found = report(SHORT, {"new": HUGE}, answers("new", [5] * 11 + [1])).total.index_interval()

    assert isinstance(found, Interval)
    assert found.high == 100


def test_an_item_worded_the_other_way_round_counts_turned_back() -> None:
    found = report(TWO, {"new": 50}, [Answer("new", {"overall": 5, "waiting": 1})] * 20)

    assert the_index(found).value == 100
    assert found.total.dimensions.keys() == {Dimension.ATTITUDE, Dimension.EFFICIENCY}


@pytest.mark.parametrize(
    ("satisfied", "of", "verdict"),
    [(290, 300, TargetVerdict.REACHED), (240, 300, TargetVerdict.MISSED), (27, 30, TargetVerdict.UNDECIDED)],
)
def test_ninety_in_a_hundred_are_to_be_satisfied(satisfied: int, of: int, verdict: TargetVerdict) -> None:
    found = report(SHORT, {"new": 5000}, answers("new", [4] * satisfied + [2] * (of - satisfied))).total

    assert isinstance(found.top_two, Share)
    assert found.top_two.value == pytest.approx(satisfied / of)
    assert found.against(0.90) is verdict


def test_nine_answers_are_insufficient_data_and_no_zero() -> None:
    found = report(SHORT, {"new": 100}, answers("new", [5] * 9)).total

    assert found.index == found.top_two == found.against() == HIDDEN
    assert found.index_interval() == HIDDEN
    assert found.n is None


def test_of_no_answers_there_is_a_report_that_says_so() -> None:
    found = report(SHORT, {"new": 100}, [])

    assert isinstance(found.total.index, Insufficient)
    assert found.total.index.why is Why.NO_ANSWERS
    assert (found.coverage, found.silent) == (0, ("new",))


def test_a_touchpoint_has_the_answers_to_its_items() -> None:
    opened = [Answer("new", {"overall": 5, "opening": 2})] * 20
    traded = [Answer("new", {"overall": 5, "trading": 4})] * 30

    found = report(BY_TOUCHPOINT, {"new": 1000}, [*opened, *traded])

    assert the_index(found, Cell.of(touchpoint="OPENING")).value == pytest.approx(25)
    assert the_index(found, Cell.of(touchpoint="TRADING")).value == pytest.approx(75)
    assert found.cells[Cell.of(stratum="new", touchpoint="TRADING")].n == 30


def test_a_department_is_given_its_own_figures_or_none() -> None:
    given_answers = [
        *answers("new", [5] * 40, "trading"), *answers("new", [3] * 40, "wealth"),
        *answers("new", [2] * 40, "desk"), *answers("new", [1] * 3, "branch"),
    ]  # fmt: skip

    found = report(SHORT, {"new": 1000}, given_answers)

    assert found.of_department("branch").index == HIDDEN
    assert found.of_department("unheard").index == NOBODY
    shown = [each for each in ("trading", "wealth", "desk") if isinstance(found.of_department(each).index, Mean)]
    assert len(shown) == 2


def test_a_dimension_that_few_answered_somewhere_is_shown_nowhere() -> None:
    full = Answer("new", {"overall": 4, "waiting": 2})
    given_answers = [full] * 40 + [Answer("old", full.scores)] * 5 + [Answer("old", {"overall": 4})] * 25

    found = report(TWO, {"new": 100, "old": 100}, given_answers)

    for each in ("new", "old"):
        cell = found.cells[Cell.of(stratum=each)]
        assert isinstance(cell.dimensions[Dimension.ATTITUDE], Mean)
        assert cell.dimensions[Dimension.EFFICIENCY] == HIDDEN
    assert found.total.dimensions[Dimension.EFFICIENCY] == HIDDEN


def test_an_answer_from_outside_the_frame_is_refused() -> None:
    with pytest.raises(Invalid, match="no stratum of the frame"):
        report(SHORT, {"new": 10}, answers("old", [5]))


strata = st.dictionaries(st.sampled_from(["a", "b", "c", "d"]), st.lists(st.integers(1, 5), max_size=25), min_size=1)


@settings(deadline=None)
@given(strata)
def test_from_all_figures_shown_no_hidden_stratum_can_be_worked_out(by_stratum: dict[str, list[int]]) -> None:
    frame = dict.fromkeys(by_stratum, 100)

    found = report(SHORT, frame, [each for stratum, scores in by_stratum.items() for each in answers(stratum, scores)])

    cells = {stratum: found.cells.get(Cell.of(stratum=stratum)) for stratum, scores in by_stratum.items() if scores}
    unknown = [stratum for stratum, cell in cells.items() if cell is None or isinstance(cell.index, Insufficient)]
    if isinstance(found.total.index, Mean) and unknown:
        # Total minus the strata shown: at least two strata and ten customers remain, told as one sum.
        assert len(unknown) >= 2
        assert sum(len(by_stratum[each]) for each in unknown) >= 10
    for stratum in unknown:
        cell = cells[stratum]
        assert cell is not None
        assert (cell.n, cell.index, cell.top_two, cell.dimensions) == (None, HIDDEN, HIDDEN, {})


@settings(deadline=None)
@given(strata)
def test_an_index_lies_between_0_and_100(by_stratum: dict[str, list[int]]) -> None:
    found = report(SHORT, dict.fromkeys(by_stratum, 100), [
        each for stratum, scores in by_stratum.items() for each in answers(stratum, scores)
    ])  # fmt: skip

    for cell in found.cells.values():
        if isinstance(cell.index, Mean):
            assert -1e-9 <= cell.index.value <= 100 + 1e-9
            interval = cell.index_interval()
            assert isinstance(interval, Insufficient) or interval.low <= cell.index.value + 1e-9


def test_a_clear_change_between_waves_is_told_from_chance() -> None:
    before = report(SHORT, {"new": HUGE}, answers("new", [3, 4] * 100))
    after = report(SHORT, {"new": HUGE}, answers("new", [4, 5] * 100))
    hardly = report(SHORT, {"new": HUGE}, answers("new", [3, 4] * 99 + [4, 4]))

    clear, unclear = change(before, after)[TOTAL], change(before, hardly)[TOTAL]

    assert isinstance(clear.index, Difference)
    assert clear.index.value == pytest.approx(25)
    assert clear.index.direction is Direction.UP
    assert isinstance(clear.top_two, Difference)
    assert clear.top_two.value == pytest.approx(0.5)
    assert isinstance(unclear.index, Difference)
    assert unclear.index.direction is Direction.NO_CLEAR_CHANGE


def test_what_is_hidden_in_one_wave_has_no_change() -> None:
    before = report(SHORT, {"new": 100}, answers("new", [3] * 5))
    after = report(SHORT, {"new": 100}, answers("new", [4, 5] * 20))

    assert {each.index for each in change(before, after).values()} == {HIDDEN}
    assert {each.index for each in change(after, before).values()} == {HIDDEN}


def test_waves_that_asked_something_else_are_not_compared() -> None:
    before = report(SHORT, {"new": 100}, answers("new", [3, 4] * 20))
    after = report(TWO, {"new": 100}, [Answer("new", {"overall": 5, "waiting": 1})] * 20)

    found = change(before, after)[TOTAL].index

    assert isinstance(found, Insufficient)
    assert found.why is Why.NOT_COMPARABLE


def test_a_questionnaire_is_tried_on_its_own_answers() -> None:
    asked = [each.code for each in QUESTIONNAIRE.asks(frozenset())]
    given_answers = [
        Answer("new", {code: 1 + (number % 5 + number * at % 3) % 5 for at, code in enumerate(asked)})
        for number in range(60)
    ]

    found = quality(QUESTIONNAIRE, [*given_answers, Answer("new", {asked[0]: 1})])

    assert isinstance(found.whole, ScaleReliability)
    assert found.whole.n == 60
    assert [each.code for each in found.whole.items] == asked
    assert found.dimensions.keys() == set(Dimension)
    assert isinstance(found.structure, Factorability | Insufficient)


def test_too_few_answers_try_no_questionnaire() -> None:
    found = quality(SHORT, answers("new", [4] * 40))

    assert isinstance(found.whole, Insufficient)
    assert found.whole.why is Why.TOO_FEW_ITEMS


def test_an_open_wave_has_no_results() -> None:
    with pytest.raises(NotAllowedNow):
        results_of(launched(a_wave()), QUESTIONNAIRE, [])


def test_a_closed_wave_is_read_as_its_plan_says() -> None:
    wave = closed(a_wave(smallest_cell=5, breakdowns=(("stratum",),)))

    found = results_of(wave, QUESTIONNAIRE, [Answer("new", FINE)] * 6 + [Answer("existing", FINE)] * 5)

    assert found.cells.keys() == {TOTAL, Cell.of(stratum="new"), Cell.of(stratum="existing")}
    assert {each.n for each in found.cells.values()} == {5, 6, 11}


def test_answers_to_another_version_are_not_read_by_this_one() -> None:
    with pytest.raises(Invalid, match="another version"):
        results_of(closed(a_wave(questionnaire_version=2)), QUESTIONNAIRE, [])
