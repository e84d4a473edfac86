"""Thousands of made-up operations give the same answer by the plan and by graphql-core."""

import asyncio
from functools import cache
from random import Random

import pytest
from graphql import GraphQLObjectType, print_schema
from hypothesis import given, settings
from hypothesis import strategies as st

from app.graphql import core
from execution.run import AFTER_ALL
from tests.execution.differential.case import Case, Executors
from tests.execution.differential.grounds import GROUNDS, OfTheDesk, ground, output_fields
from tests.execution.differential.operations import Choose

CASES = 5_000
WORLDS = 25
"""In so many worlds each operation is run: most of a case's time would go into making its document otherwise."""

PLANNED = {"desk": 0.6, "oddities": 0.4}
"""The least share of cases that plans alone answer; the others have errors, which graphql-core tells."""

DICE = 400
"""Choices of one case that Hypothesis has; most cases need fewer."""

SELDOM = {"introspection", "__typename beside mutations"}


async def differing(of: str, cases: int) -> tuple[list[Case], Executors]:
    executors = Executors(ground(of))
    found = []
    for seed in range(0, cases, WORLDS):
        ran = await executors.run(Random(seed).randrange, range(seed, seed + WORLDS), turn=seed // WORLDS)
        found += [case for case in ran if not case.equal]
    return found, executors


@pytest.mark.parametrize("of", GROUNDS)
@pytest.mark.filterwarnings("ignore:coroutine .* was never awaited:RuntimeWarning")  # graphql-core's, where fields fail
@pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning")
async def test_five_thousand_operations_give_equal_answers(of: str) -> None:
    found, executors = await differing(of, CASES)

    assert found == [], f"{len(found)} differ, the first: {found[0]}"
    assert executors.reasons.keys() - SELDOM == {AFTER_ALL}
    assert PLANNED[of] < executors.planned / CASES < 0.9, "both ways have to be taken often"
    fields = output_fields(ground(of).schema)
    by_plan = {each for each, cases in executors.met.items() if cases} & fields
    assert len({kind for kind, _ in by_plan}) > 0.7 * len({kind for kind, _ in fields})
    assert len(by_plan) > 0.55 * len(fields), "the long run asks for the others as well"


def test_what_the_desk_is_asked_is_the_whole_schema() -> None:
    made = OfTheDesk().schema

    assert print_schema(made) == print_schema(core)
    for name in ("Query", "Mutation", "Subscription"):
        kind, real = made.type_map[name], core.type_map[name]
        assert isinstance(kind, GraphQLObjectType)
        assert isinstance(real, GraphQLObjectType)
        for word, field in kind.fields.items():
            assert field.extensions.keys() == real.fields[word].extensions.keys(), f"{name}.{word}"


@pytest.mark.parametrize("of", GROUNDS)
@settings(max_examples=150, deadline=None)
@given(dice=st.binary(min_size=DICE, max_size=DICE), seed=st.integers(0, 1 << 30))
def test_whatever_hypothesis_makes_of_it_the_answers_are_equal(of: str, dice: bytes, seed: int) -> None:
    [case] = asyncio.run(kept(of).run(_thrown(dice), range(seed, seed + 1)))

    assert case.equal, case


def _thrown(dice: bytes) -> Choose:
    """Each choice takes a byte; when all are taken, and where it has shrunk to zero, the first one is chosen."""
    left = iter(dice)
    return lambda below: next(left, 0) % below


@cache
def kept(of: str) -> Executors:
    return Executors(ground(of))
