from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.shared.errors import Invalid
from domain.survey.allocation import Method, allocate
from domain.survey.frame import Candidate, Fatigue, Frame, LeftOut
from domain.survey.sampling import draw
from domain.survey.weights import total, weights
from tests.domain.builders import ANNA, DAY, NINE
from tests.domain.surveys import customers

NOBODY_TIRES = Fatigue(most=None)

sizes_of_strata = st.dictionaries(st.sampled_from("abcde"), st.integers(1, 40), min_size=1)
seeds = st.text(st.characters(categories=["L", "N"]), min_size=1, max_size=20)


def a_frame(*strata: tuple[str, int]) -> Frame:
    return Frame.freeze(customers(*strata), NOBODY_TIRES, at=NINE)


def test_cochrans_64_cities_are_allocated_as_in_the_book() -> None:
    # Cochran (1977), Sampling Techniques, 3rd ed., chapter 5, the 64 largest US cities of 1930 in two strata of 16 and
    # 48 with variances 53,843 and 5,581; a sample of 24: 6 and 18 in proportion, 12 and 12 at the optimum.
    sizes, spreads = {"large": 16, "other": 48}, {"large": 53_843**0.5, "other": 5_581**0.5}

    assert allocate(sizes, 24) == {"large": 6, "other": 18}
    assert allocate(sizes, 24, method=Method.NEYMAN, spreads=spreads) == {"large": 12, "other": 12}


def test_largest_remainders_are_rounded_up_and_ties_go_by_name() -> None:
    assert allocate({"a": 50, "b": 30, "c": 20}, 11) == {"a": 6, "b": 3, "c": 2}
    assert allocate({"a": 10, "b": 10, "c": 10}, 10) == {"a": 4, "b": 3, "c": 3}


def test_no_stratum_is_asked_for_more_than_it_has() -> None:
    sizes, spreads = {"few": 5, "many": 1000}, {"few": 900.0, "many": 1.0}

    assert allocate(sizes, 50, method=Method.NEYMAN, spreads=spreads) == {"few": 5, "many": 45}


def test_two_are_asked_also_where_nobody_differed_last_time() -> None:
    sizes, spreads = {"calm": 500, "divided": 500}, {"calm": 0.0, "divided": 1.2}

    assert allocate(sizes, 100, method=Method.NEYMAN, spreads=spreads) == {"calm": 2, "divided": 98}


def test_neyman_needs_the_spread_of_every_stratum() -> None:
    with pytest.raises(Invalid, match="needs the spread of new"):
        allocate({"new": 10, "old": 10}, 8, method=Method.NEYMAN, spreads={"old": 1.0})


def test_a_sample_is_no_larger_than_the_frame_and_no_smaller_than_its_strata_need() -> None:
    for sample in (3, 21):
        with pytest.raises(Invalid, match="has 4 to 20 customers"):
            allocate({"new": 10, "old": 10}, sample)


@given(sizes_of_strata, st.data())
def test_an_allocation_adds_up_and_keeps_within_the_strata(sizes: dict[str, int], data: st.DataObject) -> None:
    least = sum(min(2, size) for size in sizes.values())
    sample = data.draw(st.integers(least, sum(sizes.values())))
    spreads = data.draw(st.fixed_dictionaries(dict.fromkeys(sizes, st.floats(0, 2))))

    for method in Method:
        found = allocate(sizes, sample, method=method, spreads=spreads)

        assert sum(found.values()) == sample
        assert found.keys() == sizes.keys()
        assert all(min(2, size) <= found[stratum] <= size for stratum, size in sizes.items())


@given(sizes_of_strata, seeds, st.data())
def test_the_same_seed_draws_the_same_sample_whatever_the_order_of_the_frame(
    sizes: dict[str, int], seed: str, data: st.DataObject
) -> None:
    people = customers(*sizes.items())
    other_way_round = data.draw(st.permutations(people)) if len(people) < 50 else people[::-1]
    allocation = {stratum: (size + 1) // 2 for stratum, size in sizes.items()}

    one, other = (Frame.freeze(each, NOBODY_TIRES, at=NINE) for each in (people, other_way_round))

    assert draw(one, allocation, seed) == draw(other, allocation, seed)
    assert one.fingerprint == other.fingerprint


@given(sizes_of_strata, seeds, seeds)
def test_nobody_is_drawn_twice_and_every_stratum_gets_its_number(sizes: dict[str, int], seed: str, other: str) -> None:
    frame = a_frame(*sizes.items())
    allocation = {stratum: (size + 1) // 2 for stratum, size in sizes.items()}

    drawn = draw(frame, allocation, seed)

    assert len(set(drawn)) == len(drawn) == sum(allocation.values())
    assert {s: sum(frame.members[each].stratum == s for each in drawn) for s in sizes} == allocation
    assert set(draw(frame, sizes, other)) == set(frame.members)


def test_a_larger_sample_of_the_same_seed_keeps_who_was_drawn() -> None:
    frame = a_frame(("new", 100))

    assert draw(frame, {"new": 20}, "seed") == draw(frame, {"new": 50}, "seed")[:20]


def test_every_customer_is_drawn_about_equally_often() -> None:
    frame = a_frame(("new", 20))
    often = dict.fromkeys(frame.members, 0)
    for seed in range(2000):
        for each in draw(frame, {"new": 5}, str(seed)):
            often[each] += 1

    # 500 expected of each, with a standard deviation of 19.4: five of them to either side.
    assert all(403 < times < 597 for times in often.values())


def test_who_was_asked_lately_is_left_in_peace() -> None:
    rule = Fatigue(most=1, within_days=90)
    lately, long_ago = NINE - 30 * DAY, NINE - 90 * DAY
    people = [
        Candidate(customer_id=UUID(int=number), stratum="new", invited_at=(when,))
        for number, when in enumerate((lately, long_ago, NINE))
    ]

    frame = Frame.freeze(people, rule, at=NINE)

    assert [each.int for each in frame.members] == [1]
    assert frame.left_out == {LeftOut.FATIGUE: 2}


def test_who_does_not_want_to_or_cannot_be_reached_is_not_in_the_frame() -> None:
    people = [
        Candidate(customer_id=UUID(int=1), stratum="new", opted_out=True),
        Candidate(customer_id=UUID(int=2), stratum="new", reachable=False),
    ]

    assert Frame.freeze(people, NOBODY_TIRES, at=NINE).left_out == {LeftOut.OPTED_OUT: 1, LeftOut.UNREACHABLE: 1}


def test_nobody_is_in_the_frame_twice() -> None:
    with pytest.raises(Invalid, match="twice"):
        Frame.freeze([Candidate(customer_id=ANNA, stratum=each) for each in ("new", "old")], NOBODY_TIRES, at=NINE)


@given(sizes_of_strata, st.data())
def test_design_weights_sum_to_the_frame(sizes: dict[str, int], data: st.DataObject) -> None:
    least = sum(min(2, size) for size in sizes.values())
    invited = allocate(sizes, data.draw(st.integers(least, sum(sizes.values()))))

    found = weights(sizes, invited)

    assert total(found, invited) == pytest.approx(sum(sizes.values()))
    assert found.coverage == 1


@given(sizes_of_strata, st.data())
def test_weights_of_answers_sum_to_the_frame_that_was_heard(sizes: dict[str, int], data: st.DataObject) -> None:
    counts = {stratum: data.draw(st.integers(0, size)) for stratum, size in sizes.items()}

    found = weights(sizes, counts)
    silent = sum(size for stratum, size in sizes.items() if not counts[stratum])

    assert total(found, counts) + silent == pytest.approx(sum(sizes.values()))
    assert sum(sizes[stratum] for stratum in found.silent) == silent
    assert found.coverage == pytest.approx(1 - silent / sum(sizes.values()))
