"""What an operation costs depends on the sizes of its pages."""

from typing import Any

import pytest

from execution import Answer, Limits, Prepared
from tests.execution.toy import Desk, Visitor, an_engine

PAGES = "query ($n: Int = 7) { items(first: $n) { nodes { number items(first: 2) { nodes { number } } } } }"


async def answer_to(source: str, variables: dict[str, Any] | None = None, limits: Limits | None = None) -> Answer:
    desk = Desk()
    engine = an_engine(desk, limits=limits)
    prepared = engine.documents.prepare(source)
    assert isinstance(prepared, Prepared), prepared
    return await engine.execute(prepared, variables, Visitor(desk))


@pytest.mark.parametrize(
    ("source", "variables", "cost"),
    [
        ("{ hello }", {}, 0),
        ("{ items(first: 4) { size } }", {}, 1),
        ("{ items(first: 4) { nodes { number } page { more } } }", {}, 1 + 1 + 1),
        ("{ items(first: 4) { nodes { items(first: 1) { size } } } }", {}, 1 + 1 + 4 * 1),
        ("{ items { nodes { items(first: 1) { size } } } }", {}, 1 + 1 + 10 * 1),
        (PAGES, {}, 1 + 1 + 7 * (1 + 1)),
        (PAGES, {"n": 100}, 1 + 1 + 100 * (1 + 1)),
        ("{ tags { items(first: 1) { size } } }", {}, 1 + 5 * 1),
        (
            "{ items(first: 50) { ...A } } fragment A on Items { nodes { ...B } } fragment B on Item { items { size }}",
            {},
            1 + 1 + 50,
        ),
        ("query ($no: Boolean!) { items(first: 50) @skip(if: $no) { size } }", {"no": True}, 0),
        ("query ($no: Boolean!) { items(first: 50) @skip(if: $no) { size } }", {"no": False}, 1),
        ("query ($yes: Boolean!) { ... @include(if: $yes) { items { size } } }", {"yes": False}, 0),
        ("{ ...A @include(if: false) items { size } } fragment A on Query { items { size } }", {}, 1),
        ("{ __schema { types { name fields { name } } } }", {}, 0),
    ],
)
async def test_a_page_size_multiplies_what_lies_below_it(source: str, variables: dict[str, Any], cost: int) -> None:
    answer = await answer_to(source, variables)

    assert answer.extensions == {"cost": {"requested": cost, "max": 10_000}}
    assert not answer.errors


async def test_an_operation_that_costs_too_much_does_not_run() -> None:
    answer = await answer_to(PAGES, {"n": 100}, Limits(cost=200))

    assert not answer.executed
    assert answer.errors[0]["extensions"] == {"code": "COST_LIMIT"}
    assert answer.extensions == {"cost": {"requested": 202, "max": 200}}
    assert b'"data"' not in answer.body


@pytest.mark.parametrize("size", [101, 0, -1, 2_000_000_000])
async def test_a_page_has_1_to_100_items(size: int) -> None:
    by_variable = await answer_to("query ($n: Int!) { items(first: $n) { size } }", {"n": size})
    by_literal = await answer_to(f"{{ items(first: {size}) {{ size }} }}")

    for answer in (by_variable, by_literal):
        assert answer.errors[0]["extensions"]["code"] == "BAD_USER_INPUT"
        assert answer.errors[0]["message"] == "A page has 1 to 100 items."


async def test_the_cost_of_nested_pages_stays_a_json_number() -> None:
    source = "{ items(first: 100) " + "{ nodes { items(first: 100) " * 20 + "{ size }" + " } }" * 20 + " }"

    answer = await answer_to(source, limits=Limits(depth=100))

    assert answer.extensions["cost"]["requested"] == 1_000_000_000


async def test_subscriptions_are_costed_too() -> None:
    desk = Desk()
    engine = an_engine(desk, limits=Limits(cost=0))
    prepared = engine.documents.prepare("subscription { ticks { number } }")
    assert isinstance(prepared, Prepared)

    refusal = await engine.subscribe(prepared, {}, Visitor(desk))

    assert isinstance(refusal, Answer)
    assert refusal.errors[0]["extensions"]["code"] == "COST_LIMIT"
    assert desk.opened == 0


async def test_a_field_may_say_what_it_costs() -> None:
    engine = an_engine(Desk())
    field = engine.documents.schema.query_type.fields["hello"]  # type: ignore[union-attr]
    field.extensions["cost"] = 25
    try:
        answer = await answer_to("{ hello }")
    finally:
        del field.extensions["cost"]

    assert answer.extensions["cost"]["requested"] == 25
