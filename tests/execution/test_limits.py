"""What one operation may be like, its fragments written out."""

# ruff: noqa: ANN401 - a value in GraphQL may be anything

import time
from typing import Any

import pytest
from graphql import get_introspection_query

from execution import Answer, Documents, Limits, Prepared
from tests.execution.toy import schema

LIMITS = Limits(depth=4, fields=12, root_fields=3, aliases=2, directives=2, tokens=120, source_length=2_000)


def documents(limits: Limits = LIMITS, *, introspection: bool = True) -> Documents:
    return Documents(schema._schema, limits, introspection=introspection)  # noqa: SLF001


def code_of(answer: Prepared | Answer) -> Any:
    assert isinstance(answer, Answer)
    assert not answer.executed
    return answer.errors[0]["extensions"]["code"]


def message_of(answer: Prepared | Answer) -> str:
    assert isinstance(answer, Answer)
    return str(answer.errors[0]["message"])


NODES = "nodes { number }"


@pytest.mark.parametrize(
    ("source", "said"),
    [
        ("{ items { nodes { items { page { more } } } } }", "depth exceeded: 5"),
        (
            "{ items { ...A } } fragment A on Items { nodes { ...B } } fragment B on Item { items { page { more } } }",
            "dep",
        ),
        ("{ items { ... on Items { nodes { ... { items { page { more } } } } } } }", "depth exceeded: 5"),
        ("{ a: hello b: hello c: hello }", "aliases exceeded: 3"),
        ("{ items { ...A ...A } } fragment A on Items { a: size b: size }", "aliases exceeded: 4"),
        (
            "{ hello @skip(if: false) @include(if: true) ...A @skip(if: false) } fragment A on Query { hello }",
            "directives",
        ),
        ("{ hello hello hello hello }", "root fields exceeded: 4"),
        ("{ ...A ...A } fragment A on Query { hello hello }", "root fields exceeded: 4"),
        (
            "{ items { nodes { number number number number number number number number number number number } } }",
            "fields exceeded: 13",
        ),
        ("{ items { ...A ...A ...A } } fragment A on Items { nodes { number number number } }", "fields exceeded: 13"),
    ],
)
def test_a_limit_is_seen_through_fragments(source: str, said: str) -> None:
    answer = documents().prepare(source)

    assert code_of(answer) == "GRAPHQL_VALIDATION_FAILED"
    assert said in message_of(answer)


def test_what_lies_within_the_limits_passes() -> None:
    assert isinstance(documents().prepare("{ items { nodes { items { size } } } a: hello b: hello }"), Prepared)


def test_every_operation_of_a_document_is_measured() -> None:
    answer = documents().prepare("query A { hello } query B { a: hello b: hello c: hello }", "A")

    assert "aliases exceeded: 3" in message_of(answer)


@pytest.mark.parametrize(
    "source", ["{ " + "hello " * 119 + "}", "{ hello " + "#\n" * 121 + "}", "{ hello }" + " " * 2_000]
)
def test_a_document_too_long_is_not_even_parsed(source: str) -> None:
    assert code_of(documents().prepare(source)) == "GRAPHQL_PARSE_FAILED"


@pytest.mark.parametrize(
    "source", ["", "{", "{ hello {} }", "{ items {} }", '{ hello(name: "\\ud800") }', "\0", "query", "{...}"]
)
def test_what_is_not_graphql_is_a_parse_failure(source: str) -> None:
    assert code_of(documents().prepare(source)) == "GRAPHQL_PARSE_FAILED"


@pytest.mark.parametrize(
    "source",
    [
        "{ nothing }",
        "{ ...A } fragment A on Query { ...A }",
        "{ ...A } fragment A on Query { ...B } fragment B on Query { ...A }",
        "{ ...Nowhere }",
        "query A { hello } query B { hello }",
        "fragment A on Query { hello }",
        "subscription { count(to: 1) @skip(if: true) }",
        "subscription { count(to: 1) ticks { number } }",
        "type Query { a: Int }",
    ],
)
def test_what_does_not_fit_the_schema_is_a_validation_failure(source: str) -> None:
    assert code_of(documents().prepare(source)) == "GRAPHQL_VALIDATION_FAILED"


def test_fragments_that_double_each_other_are_measured_in_no_time() -> None:
    doubling = "".join(f"fragment F{n} on Query {{ ...F{n + 1} ...F{n + 1} }} " for n in range(90))
    source = "{ ...F0 } " + doubling + "fragment F90 on Query { hello }"

    begun = time.perf_counter()
    answer = documents(Limits()).prepare(source)

    assert "Limit of fields" in message_of(answer)
    assert time.perf_counter() - begun < 1


def test_a_long_chain_of_fragments_is_refused_rather_than_followed() -> None:
    chain = "".join(f"fragment F{n} on Query {{ ...F{n + 1} }} " for n in range(200))

    answer = documents(Limits()).prepare("{ ...F0 } " + chain + "fragment F200 on Query { hello }")

    assert "nested" in message_of(answer)


def test_graphiql_gets_its_introspection_query_through() -> None:
    assert isinstance(documents(Limits()).prepare(get_introspection_query(input_value_deprecation=True)), Prepared)


def test_introspection_that_goes_in_circles_is_refused() -> None:
    circles = "{ __schema { types { fields { type { fields { type { fields { type { name } } } } } } } } }"

    assert "introspection depth" in message_of(documents(Limits()).prepare(circles))


def test_without_introspection_the_schema_is_not_told_nor_guessed_at() -> None:
    closed = documents(introspection=False)

    assert code_of(closed.prepare("{ __schema { queryType { name } } }")) == "GRAPHQL_VALIDATION_FAILED"
    assert message_of(closed.prepare("{ hallo }")) == "Cannot query field 'hallo' on type 'Query'."
    assert "Did you mean" in message_of(documents().prepare("{ hallo }"))
    assert isinstance(closed.prepare("{ __typename }"), Prepared)


def test_a_document_is_read_once_and_a_refusal_too() -> None:
    ours = documents()

    assert ours.prepare("{ hello }") is ours.prepare("{ hello }")
    assert ours.prepare("{ nothing }") is ours.prepare("{ nothing }")
    assert ours.prepare("query A { hello }", "A") is not ours.prepare("query A { hello }", "B")


def test_a_flood_of_nonsense_leaves_known_documents_alone() -> None:
    ours = documents()
    known = ours.prepare("{ hello }")

    for number in range(400):
        ours.prepare(f"{{ nothing{number} }}")

    assert ours.prepare("{ hello }") is known
    assert len(ours._refused) <= 200  # noqa: SLF001
