"""Codes are stable, short and fit for an address."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from adapters.importers.codes import CODE_LENGTH, code_of


@pytest.mark.parametrize(
    ("name", "code"),
    [
        ("Group 56", "group-56"),
        ("  Category  55 ", "category-55"),
        ("cmdb_ci 7", "cmdb-ci-7"),
        ("融资融券 / 北京", "融资融券-北京"),
        ("A" * 80, "a" * 60),
        ("a" * 59 + " b", "a" * 59),
    ],
)
def test_a_name_becomes_a_code(name: str, code: str) -> None:
    assert code_of(name) == code


@given(st.text(st.characters(codec="utf-8")))
def test_every_name_has_a_code_and_a_code_is_its_own(name: str) -> None:
    code = code_of(name)

    assert 0 < len(code) <= CODE_LENGTH
    assert code_of(code) == code


def test_names_of_signs_alone_are_told_apart() -> None:
    assert code_of("!!") != code_of("??")
