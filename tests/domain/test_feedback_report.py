"""What a report of feedback is about, which kinds it names, and how sure its mean score is."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.feedback.report import DEFAULT_REPORT, Period, ReportRule, Score
from domain.measure.interval import Interval, Mean, plain_mean
from domain.shared.errors import Invalid

JULY, OCTOBER = datetime(2026, 7, 1, tzinfo=UTC), datetime(2026, 10, 1, tzinfo=UTC)
RULE = ReportRule.of(3, DEFAULT_REPORT)


def test_a_quarter_has_a_period_as_long_before_it_and_after_it() -> None:
    quarter = Period(JULY, OCTOBER)

    assert quarter.earlier == JULY - timedelta(days=92)
    assert quarter.later == OCTOBER + timedelta(days=92)


def test_a_period_at_the_edge_of_time_has_a_shorter_one_beside_it() -> None:
    beginning, end = datetime.min.replace(tzinfo=UTC), datetime.max.replace(tzinfo=UTC)
    day = timedelta(days=1)

    assert (
        Period(beginning, beginning + day).earlier == Period(beginning + day, beginning + 3 * day).earlier == beginning
    )
    assert Period(end - day, end).later == Period(end - 3 * day, end - day).later == end


@pytest.mark.parametrize(("until", "right"), [(JULY, "begins before"), (JULY + timedelta(days=733), "732 days")])
def test_what_is_no_period_is_declined_with_what_would_be_one(until: datetime, right: str) -> None:
    with pytest.raises(Invalid, match=right):
        Period(JULY, until)


@pytest.mark.parametrize(
    ("count", "of", "frequent"), [(5, 50, True), (4, 10, False), (5, 51, False), (100, 1000, True), (0, 0, False)]
)
def test_a_kind_is_frequent_from_five_pieces_and_a_tenth_of_all_on(count: int, of: int, *, frequent: bool) -> None:
    assert RULE.frequent(count, of) is frequent


def test_without_ratings_there_is_no_score_but_a_reason_and_one_rating_has_no_interval() -> None:
    nothing, one = Score.of({}), Score.of({4: 1})

    assert nothing == Score(0, none_because="no handling was rated")
    assert (one.value, one.low, one.high) == (4, None, None)
    assert one.none_because is not None


@given(st.dictionaries(st.integers(1, 5), st.integers(0, 40)).filter(lambda each: sum(each.values()) > 1))
def test_a_score_is_the_mean_of_the_ratings_with_students_interval(ratings: dict[int, int]) -> None:
    values = [float(score) for score, count in ratings.items() for _ in range(count)]
    mean = plain_mean(values)
    assert isinstance(mean, Mean)
    interval = mean.interval()
    assert isinstance(interval, Interval)

    score = Score.of(ratings)

    assert score.count == len(values)
    assert (score.value, score.low, score.high) == pytest.approx((mean.value, interval.low, interval.high))
