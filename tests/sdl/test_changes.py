"""What the check says about a changed SDL."""

from tests.sdl.changes import describe

BEFORE = "type Query { ticket: String  customer: String }"


def test_a_removed_field_breaks_clients() -> None:
    assert describe(BEFORE, "type Query { ticket: String }") == ["  BREAKING  Field Query.customer was removed."]


def test_an_added_field_breaks_nobody() -> None:
    after = "type Query { ticket: String  customer: String  need: String }"

    assert describe(BEFORE, after) == ["  nothing that breaks a client"]
