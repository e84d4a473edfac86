"""No path shows a hidden cell: an attacker who knows who is in which cell combines whatever is shown."""

from collections import Counter
from collections.abc import Iterable
from fractions import Fraction
from itertools import product
from operator import add, sub

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from domain.shared.errors import Invalid
from domain.survey.suppression import Cell, shown

TOTAL = Cell()
People = dict[Cell, list[int]]


def table(*rows: tuple[int, ...]) -> People:
    """Strata by touchpoints, with so many customers in each, and all the margins."""
    numbers = iter(range(1_000_000))
    return members(
        (next(numbers), {"stratum": [f"s{i}"], "touchpoint": [f"t{j}"]})
        for i, row in enumerate(rows)
        for j, size in enumerate(row)
        for _ in range(size)
    )


def members(customers: Iterable[tuple[int, dict[str, list[str]]]]) -> People:
    axes = [(), ("stratum",), ("touchpoint",), ("department",), ("stratum", "touchpoint")]
    found: People = {TOTAL: []}
    for number, where in customers:
        for each in axes:
            for values in product(*(where.get(axis, []) for axis in each)):
                found.setdefault(Cell(tuple(zip(each, values, strict=True))), []).append(number)
        found[TOTAL] = sorted(set(found[TOTAL]))
    return found


def hidden(cells: People, smallest: int = 10) -> set[str]:
    visible = shown(cells, smallest=smallest)
    return {"+".join(value for _, value in cell.where) or "total" for cell in cells if cell not in visible}


def rank(rows: list[list[int]]) -> int:
    """By elimination over the fractions, over single customers: another way than the one under test."""
    left, found = [[Fraction(value) for value in row] for row in rows], 0
    for column in range(len(left[0]) if left else 0):
        pivot = next((row for row in left if row[column]), None)
        if pivot is None:
            continue
        left = [
            [value - row[column] / pivot[column] * known for value, known in zip(row, pivot, strict=True)]
            for row in left
            if row is not pivot
        ]
        found += 1
    return found


def indicator(people: Iterable[int], everybody: list[int]) -> list[int]:
    within = set(people)
    return [int(each in within) for each in everybody]


def sums_and_differences(rows: list[tuple[bool, ...]]) -> list[tuple[int, ...]]:
    """Every cell added, left out or taken away, in groups of customers who are in the same cells shown."""
    found: list[tuple[int, ...]] = [(0,) * len(rows[0])] if rows else []
    for row in rows:
        more = [tuple(map(add, each, row)) for each in found]
        fewer = [tuple(map(sub, each, row)) for each in found]
        found += more + fewer
    return found


two_by_three = st.lists(st.tuples(*[st.integers(0, 8)] * 3), min_size=2, max_size=3)
customers = st.lists(
    st.fixed_dictionaries(
        {
            "stratum": st.sampled_from(["s0", "s1", "s2"]).map(lambda each: [each]),
            "touchpoint": st.lists(st.sampled_from(["t0", "t1"]), unique=True, max_size=2),
            "department": st.lists(st.sampled_from(["d0", "d1"]), max_size=1),
        }
    ),
    max_size=30,
).map(lambda each: members(enumerate(each)))


def test_a_cell_with_fewer_than_ten_is_hidden_and_so_is_one_beside_it() -> None:
    people = members((n, {"stratum": ["s0" if n < 4 else "s1" if n < 24 else "s2"]}) for n in range(60))

    assert hidden(people) == {"s0", "s1"}


def test_where_all_cells_are_large_enough_nothing_is_hidden() -> None:
    assert hidden(table((10, 20), (30, 40))) == set()


def test_a_small_cell_in_a_table_hides_a_rectangle() -> None:
    assert hidden(table((3, 20, 50), (40, 30, 60), (70, 80, 90))) == {"s0+t0", "s0+t1", "s1+t0", "s1+t1"}


def test_with_two_parts_only_the_margins_hide_too() -> None:
    assert hidden(table((3, 40))) == {"s0+t0", "s0+t1", "t0", "t1"}


def test_two_small_cells_that_make_a_small_group_hide_a_third() -> None:
    people = members((n, {"stratum": [f"s{min(n // 4, 2)}" if n < 30 else "s3"]}) for n in range(80))

    assert hidden(people) == {"s0", "s1", "s2"}


def test_a_total_that_differs_from_a_part_by_few_is_hidden_with_it() -> None:
    assert "t0" in hidden(members((n, {"touchpoint": ["t0"] if n < 95 else []}) for n in range(100)))


def test_of_a_small_wave_nothing_is_shown() -> None:
    assert shown(table((2, 3), (1, 3))) == frozenset()


def test_departments_that_are_made_of_strata_do_not_give_a_stratum_away() -> None:
    # d0 is s0 and s1, d1 is s2: with s2 hidden beside the small s1, d1 would show it.
    sizes = {"s0": 40, "s1": 4, "s2": 15, "s3": 50}
    department = {"s0": "d0", "s1": "d0", "s2": "d1", "s3": "d2"}
    rows = [stratum for stratum, size in sizes.items() for _ in range(size)]
    people = members((n, {"stratum": [s], "department": [department[s]]}) for n, s in enumerate(rows))

    found = hidden(people)

    assert {"s1"} < found
    assert not ("s2" in found and "d1" not in found)
    assert not ("s0" in found and "d0" not in found and "s1" not in found)


def test_the_smallest_cell_is_a_setting() -> None:
    assert hidden(table((3, 20), (40, 30)), smallest=3) == set()
    assert hidden(table((12, 20), (40, 30)), smallest=13) != set()


def test_a_report_has_a_bound() -> None:
    with pytest.raises(Invalid, match="at most 500 cells"):
        shown({Cell.of(stratum=str(number)): [number] for number in range(501)})


@settings(max_examples=150, deadline=None)
@given(st.one_of(two_by_three.map(lambda rows: table(*rows)), customers), st.integers(2, 6))
def test_no_hidden_cell_is_a_combination_of_those_shown(cells: People, smallest: int) -> None:
    visible = shown(cells, smallest=smallest)

    everybody = sorted(cells[TOTAL])
    known = [indicator(cells[each], everybody) for each in sorted(visible)]
    alone = rank(known)
    for cell, people in cells.items():
        if people and cell not in visible:
            assert rank([*known, indicator(people, everybody)]) == alone + 1, cell


@settings(max_examples=60, deadline=None)
@given(st.one_of(two_by_three.map(lambda rows: table(*rows)), customers), st.integers(2, 5))
def test_no_sums_and_differences_of_cells_shown_leave_a_small_group(cells: People, smallest: int) -> None:
    visible = sorted(shown(cells, smallest=smallest))
    assume(len(visible) <= 8)
    alike = Counter(tuple(person in cells[each] for each in visible) for person in cells[TOTAL])
    rows = list(zip(*alike, strict=True))

    for group in sums_and_differences(rows):
        if min(group) == 0 and max(group) == 1:
            left = sum(size for size, within in zip(alike.values(), group, strict=True) if within)
            assert left >= smallest, (left, visible)


@settings(max_examples=60, deadline=None)
@given(customers, st.integers(2, 6))
def test_the_same_answers_hide_the_same_cells_in_whatever_order_they_are_read(cells: People, smallest: int) -> None:
    last = max(cells[TOTAL], default=0)
    turned = {cell: [last - each for each in cells[cell]] for cell in reversed(cells)}

    assert shown(turned, smallest=smallest) == shown(cells, smallest=smallest)


@settings(max_examples=150, deadline=None)
@given(st.one_of(two_by_three.map(lambda rows: table(*rows)), customers), st.integers(2, 6))
def test_no_cell_shown_is_small_and_no_two_differ_by_few(cells: People, smallest: int) -> None:
    visible = {each: frozenset(cells[each]) for each in shown(cells, smallest=smallest)}

    for people in visible.values():
        assert len(people) >= smallest
        for others in visible.values():
            assert not (people < others and len(others - people) < smallest)
