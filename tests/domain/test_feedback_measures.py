"""From a cause to a measure with an owner and a target, verified by before and after (source: P4.3-c, P4.3-e)."""

from collections.abc import Callable
from datetime import datetime
from statistics import mean, stdev
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.stateful import initialize, invariant, rule

from domain.improvement.effect import Better, EffectRule, Sample, Verdict, t_quantile
from domain.improvement.lifecycle import LIFECYCLE, MeasureAction, MeasureStatus
from domain.improvement.measure import ANSWERS, Answer, AnswerKind, Measure, Target
from domain.policy.checks import IMPROVEMENT_EFFECT, checked
from domain.shared.errors import Invalid, NotAllowedNow, ReasonRequired, Refusal
from tests.domain.builders import ANNA, BO, DAY, NINE, as_loaded
from tests.domain.history import History, happened, known, reasons, told
from tests.domain.measures import (
    COMPARING,
    IN_PLACE,
    LATER,
    STANDING,
    VERBS,
    after,
    assessed,
    before,
    done,
    planned,
    standing_in,
    verified,
)
from tests.domain.test_policy_bodies import HOUSE

CODES = {
    "PL": MeasureStatus.PLANNED,
    "UW": MeasureStatus.UNDER_WAY,
    "DO": MeasureStatus.DONE,
    "VE": MeasureStatus.VERIFIED,
    "DR": MeasureStatus.DROPPED,
}
TABLE = """
               PL UW DO VE DR
HAND_OVER      PL UW DO -- --
CHANGE_DUE     PL UW -- -- --
ANSWER_TO      PL UW DO VE --
BEGIN          UW -- -- -- --
FINISH         -- DO -- -- --
ASSESS_EFFECT  -- -- DO VE --
VERIFY         -- -- VE -- --
DROP           DR DR -- -- --
"""


def read_table() -> dict[tuple[MeasureAction, MeasureStatus], MeasureStatus | None]:
    header, *rows = (line.split() for line in TABLE.strip().splitlines())
    return {
        (MeasureAction(action), CODES[column]): CODES.get(cell)
        for action, *cells in rows
        for column, cell in zip(header, cells, strict=True)
    }


WHERE_IT_LEADS = read_table()


def test_the_table_speaks_of_every_action_in_every_status() -> None:
    assert len(WHERE_IT_LEADS) == len(MeasureAction) * len(MeasureStatus)
    assert VERBS.keys() == set(MeasureAction)


@pytest.mark.parametrize(("action", "status"), WHERE_IT_LEADS)
def test_an_action_leads_where_the_table_says_or_is_refused_without_a_trace(
    action: MeasureAction, status: MeasureStatus
) -> None:
    measure, leads_to = standing_in(status), WHERE_IT_LEADS[action, status]

    if leads_to is None:
        with pytest.raises(NotAllowedNow):
            VERBS[action](measure, LATER)
        assert (measure, measure.happenings) == (standing_in(status), [])
    else:
        VERBS[action](measure, LATER)
        (happening,) = measure.happenings
        assert measure.status is LIFECYCLE.after(action, status) is leads_to
        assert getattr(happening.event, "status", None) is leads_to


@pytest.mark.parametrize("status", MeasureStatus)
def test_the_history_of_a_measure_adds_up_to_the_measure(status: MeasureStatus) -> None:
    measure = STANDING[status]()

    assert told(measure) == known(measure.state())


@pytest.mark.parametrize(
    ("also", "field"),
    [
        ({"due": NINE}, ("due",)),
        ({"target": Target("satisfaction", "of 5", Better.HIGHER, 3.6)}, ("target", "goal")),
        ({"target": Target("waiting", "min", Better.LOWER, 3.6)}, ("target", "goal")),
        ({"baseline": before(0, None, None)}, ("baseline",)),
        ({"baseline": Sample(NINE, NINE + DAY, 50, 3.6, 1.0)}, ("baseline", "until")),
        ({"subject": ""}, ("subject",)),
    ],
)
def test_without_a_target_better_than_the_baseline_and_a_due_date_there_is_no_measure(
    also: dict[str, Any], field: tuple[str, ...]
) -> None:
    with pytest.raises(Invalid) as refused:
        planned(**also)

    assert refused.value.field == field


def test_before_against_after_shows_that_it_improved_and_reached_its_goal() -> None:
    effect = assessed().effect

    assert effect is not None
    assert (effect.verdict, effect.goal_reached, effect.rule_version) == (Verdict.IMPROVED, True, 2)
    assert effect.low is not None
    assert effect.high is not None
    assert effect.difference == pytest.approx(0.7)
    assert 0 < effect.low < 0.7 < effect.high


def test_a_smaller_step_may_be_an_improvement_that_misses_the_goal() -> None:
    effect = COMPARING.compare(before(), after(mean=4.0), better=Better.HIGHER, goal=4.2)

    assert (effect.verdict, effect.goal_reached) == (Verdict.IMPROVED, False)


@pytest.mark.parametrize(
    ("mean_after", "better", "verdict"),
    [
        (3.65, Better.HIGHER, Verdict.NO_CLEAR_EFFECT),
        (3.0, Better.HIGHER, Verdict.WORSENED),
        (3.0, Better.LOWER, Verdict.IMPROVED),
        (4.3, Better.LOWER, Verdict.WORSENED),
    ],
)
def test_the_verdict_follows_the_interval_and_which_way_is_better(
    mean_after: float, better: Better, verdict: Verdict
) -> None:
    assert COMPARING.compare(before(), after(mean=mean_after), better=better, goal=0).verdict is verdict


def test_too_little_data_is_said_and_not_counted() -> None:
    measure = done()
    measure.assess_effect(after(count=29), rule=COMPARING, at=LATER)

    assert measure.effect is not None
    assert measure.effect.verdict is Verdict.INSUFFICIENT_DATA
    assert measure.effect.factors == ("29 values after, at least 30 are needed",)
    assert (measure.effect.difference, measure.effect.low, measure.effect.goal_reached) == (None, None, None)
    with pytest.raises(NotAllowedNow, match="cannot verify on insufficient data: 29 values after"):
        measure.verify(at=LATER)


def test_nothing_is_verified_whose_effect_was_not_assessed() -> None:
    with pytest.raises(NotAllowedNow, match="has not been assessed"):
        done().verify(at=LATER)


def test_what_is_verified_is_kept_track_of() -> None:
    measure = verified()
    measure.assess_effect(after(mean=3.5), rule=COMPARING, at=LATER)

    assert measure.effect is not None
    assert (measure.status, measure.effect.verdict) == (MeasureStatus.VERIFIED, Verdict.NO_CLEAR_EFFECT)


@pytest.mark.parametrize(
    ("since", "until"), [(IN_PLACE - DAY, LATER), (IN_PLACE, LATER + DAY)], ids=["too early", "not over"]
)
def test_what_comes_after_begins_once_the_measure_is_in_place_and_is_over(since: datetime, until: datetime) -> None:
    measure = as_loaded(done())

    with pytest.raises(Invalid):
        measure.assess_effect(Sample(since, until, 50, 4.0, 1.0), rule=COMPARING, at=LATER)

    assert (measure.effect, measure.happenings) == (None, [])


REFUSALS: dict[str, tuple[MeasureStatus, Callable[[Measure], None], type[Refusal]]] = {
    "handed over for no reason": (
        MeasureStatus.PLANNED,
        lambda m: m.hand_over(department="risk", owner_id=BO, why=None, at=LATER),
        ReasonRequired,
    ),
    "due yesterday": (MeasureStatus.PLANNED, lambda m: m.change_due(NINE, why="早该做完", at=LATER), Invalid),
    "due later for no reason": (
        MeasureStatus.PLANNED,
        lambda m: m.change_due(LATER + DAY, why="", at=LATER),
        ReasonRequired,
    ),
    "dropped for no reason": (MeasureStatus.UNDER_WAY, lambda m: m.drop(why=None, at=LATER), ReasonRequired),
}


@pytest.mark.parametrize(("status", "verb", "refusal"), REFUSALS.values(), ids=REFUSALS.keys())
def test_what_is_refused_leaves_no_trace(
    status: MeasureStatus, verb: Callable[[Measure], None], refusal: type[Refusal]
) -> None:
    measure = standing_in(status)

    with pytest.raises(refusal):
        verb(measure)

    assert (measure, measure.happenings) == (standing_in(status), [])


def test_doing_the_same_thing_twice_is_not_news_and_what_it_answers_to_is_bounded() -> None:
    measure = assessed()
    so_far = happened(measure)
    measure.hand_over(department="desk", owner_id=ANNA, why="同一人", at=LATER)
    measure.answer_to(AnswerKind.FEEDBACK, next(iter(measure.answers)).other_id, at=LATER)
    measure.assess_effect(after(), rule=COMPARING, at=LATER)

    assert happened(measure) == so_far
    measure.answers = frozenset(Answer(AnswerKind.TICKET, type(ANNA)(int=each)) for each in range(ANSWERS))
    with pytest.raises(Invalid):
        measure.answer_to(AnswerKind.FEEDBACK, ANNA, at=LATER)


# The data of Student (1908) as R ships them (`sleep`), and what R prints for `t.test(extra ~ group, data = sleep)`:
# Welch, 17.776 degrees of freedom, 95 percent confidence interval -3.3654832 to 0.2054832 (first minus second).
FIRST = (0.7, -1.6, -0.2, -1.2, -0.1, 3.4, 3.7, 0.8, 0.0, 2.0)
SECOND = (1.9, 0.8, 1.1, 0.1, -0.1, 4.4, 5.5, 1.6, 4.6, 3.4)


def test_the_interval_is_that_of_a_reference_library() -> None:
    first, second = (before(10, mean(each), stdev(each)) for each in (FIRST, SECOND))

    effect = EffectRule(1, 10, 95).compare(first, second, better=Better.HIGHER, goal=2)

    assert effect.difference == pytest.approx(1.58)
    assert effect.low == pytest.approx(-0.2054832, abs=1e-4)
    assert effect.high == pytest.approx(3.3654832, abs=1e-4)
    assert (effect.verdict, effect.goal_reached) == (Verdict.NO_CLEAR_EFFECT, True)


# Quantiles of Student's t as printed in every table of it, such as NIST/SEMATECH e-Handbook, 1.3.6.7.2.
@pytest.mark.parametrize(
    ("share", "freedom", "printed"),
    [
        (0.975, 9, 2.262), (0.975, 10, 2.228), (0.975, 20, 2.086), (0.975, 30, 2.042), (0.975, 60, 2.000),
        (0.995, 10, 3.169), (0.995, 30, 2.750), (0.9, 15, 1.341), (0.95, 100, 1.660),
    ],
)  # fmt: skip
def test_quantiles_are_those_of_the_tables(share: float, freedom: float, printed: float) -> None:
    assert t_quantile(share, freedom) == pytest.approx(printed, abs=0.001)


def test_values_that_do_not_vary_have_an_interval_without_width() -> None:
    effect = COMPARING.compare(before(deviation=0.0), after(deviation=0.0), better=Better.HIGHER, goal=4)

    assert (effect.low, effect.difference, effect.high) == (effect.difference,) * 3
    assert (effect.verdict, effect.size) == (Verdict.IMPROVED, None)


@given(
    count=st.integers(30, 10_000),
    means=st.tuples(st.floats(-1e6, 1e6), st.floats(-1e6, 1e6)),
    spread=st.floats(0, 1e6),
    better=st.sampled_from(Better),
)
def test_the_interval_holds_the_difference_and_is_wider_the_surer_it_is_to_be(
    count: int, means: tuple[float, float], spread: float, better: Better
) -> None:
    sides = before(count, means[0], spread), after(count, means[1], spread)

    usual, surer = (EffectRule(1, 30, each).compare(*sides, better=better, goal=0) for each in (90, 99))

    assert None not in (usual.low, usual.high, surer.low, surer.high, usual.difference)
    assert surer.low <= usual.low <= usual.difference <= usual.high <= surer.high  # type: ignore[operator]


@pytest.mark.parametrize(
    ("count", "middle", "deviation"),
    [(-1, None, None), (0, 1.0, None), (1, None, None), (2, 1.0, None), (1, 1.0, 0.5), (5, 1.0, -1.0)],
)
def test_a_sample_that_does_not_exist_is_refused(count: int, middle: float | None, deviation: float | None) -> None:
    with pytest.raises(Invalid):
        Sample(NINE, NINE + DAY, count, middle, deviation)


def test_numbers_that_are_none_are_refused() -> None:
    for bad in (float("nan"), float("inf")):
        with pytest.raises(Invalid):
            after(mean=bad)
        with pytest.raises(Invalid):
            Target("satisfaction", "of 5", Better.HIGHER, bad)


@pytest.mark.parametrize(("name", "value"), [("smallest_sample", 9), ("confidence", 100), ("confidence", None)])
def test_a_policy_of_effects_that_means_nothing_is_refused_at_its_place(name: str, value: object) -> None:
    with pytest.raises(Invalid) as refused:
        checked(IMPROVEMENT_EFFECT, {"smallest_sample": 30, "confidence": 95, name: value}, HOUSE)

    assert refused.value.field == (name,)


class MeasureHistory(History):
    measure: Measure

    @initialize(status=st.sampled_from(MeasureStatus))
    def begin(self, status: MeasureStatus) -> None:
        self.aggregate = self.measure = STANDING[status]()
        self.hours = 24 * 100

    @rule(action=st.sampled_from(MeasureAction))
    def the_usual(self, action: MeasureAction) -> None:
        self.ask(lambda at: VERBS[action](self.measure, at))

    @rule(count=st.integers(0, 60), later=st.integers(-1, 2))
    def assess(self, count: int, later: int) -> None:
        since = IN_PLACE + later * DAY
        self.ask(
            lambda at: self.measure.assess_effect(
                Sample(since, since + 30 * DAY, count, 4.0 if count else None, 1.0 if count > 1 else None),
                rule=COMPARING,
                at=at,
            )
        )

    @rule(why=reasons)
    def hand_over(self, why: str | None) -> None:
        self.ask(lambda at: self.measure.hand_over(department="risk", owner_id=BO, why=why, at=at))

    @invariant()
    def what_is_verified_was_assessed_on_enough_data_once(self) -> None:
        verdicts = [each.event for each in self.measure.happenings if type(each.event).__name__ == "MeasureVerified"]
        assert bool(verdicts) is (self.measure.status is MeasureStatus.VERIFIED)
        assert all(getattr(each, "verdict", None) != Verdict.INSUFFICIENT_DATA for each in verdicts)

    @invariant()
    def only_what_is_in_place_has_an_effect(self) -> None:
        in_place = self.measure.status in {MeasureStatus.DONE, MeasureStatus.VERIFIED}
        assert (self.measure.finished_at is not None) is in_place
        assert in_place or self.measure.effect is None


TestMeasureHistory = MeasureHistory.TestCase
TestMeasureHistory.settings = settings(max_examples=40, stateful_step_count=20, deadline=None)
