"""Thousands of made-up operations give the same answer by the plan and by graphql-core."""

import asyncio
from random import Random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from execution.run import AFTER_ALL
from tests.execution.differential.case import Case, Executors

CASES = 5_000
WORLDS = 20
"""In so many worlds each operation is run: most of a case's time would go into making its document otherwise."""


async def differing(first: int, count: int) -> tuple[list[Case], Executors]:
    executors = Executors()
    found = []
    for seed in range(first, first + count, WORLDS):
        cases = await executors.cases(Random(seed).randrange, range(seed, seed + WORLDS))
        found += [case for case in cases if not case.equal]
    return found, executors


@pytest.mark.filterwarnings("ignore:coroutine .* was never awaited:RuntimeWarning")
async def test_five_thousand_operations_give_equal_answers() -> None:
    found, executors = await differing(0, CASES)

    assert found == [], f"{len(found)} differ, the first: {found[0]}"
    assert set(executors.reasons) == {AFTER_ALL}
    assert CASES / 4 < executors.reasons[AFTER_ALL] < CASES * 3 / 4, "both ways have to be taken often"


@settings(max_examples=300, deadline=None)
@given(st.data(), st.integers(0, 1 << 30))
def test_whatever_hypothesis_makes_of_it_the_answers_are_equal(data: st.DataObject, seed: int) -> None:
    [case] = asyncio.run(Executors().cases(lambda below: data.draw(st.integers(0, below - 1)), range(seed, seed + 1)))

    assert case.equal, case
