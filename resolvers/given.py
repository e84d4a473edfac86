"""What clients give as arguments, checked and put into the words of the reads; a bad one says what would be right."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import UTC, datetime
from enum import Enum
from typing import TypeVar
from uuid import UUID

from adapters.reads.cursor import Cursor
from domain.customer.access import READERS as CUSTOMER_READERS
from domain.policy.level import GRAVEST, LIGHTEST
from domain.reference.entry import Family
from domain.shared.errors import Invalid
from domain.viewer import Role
from schema.context import Info, viewer_of
from schema.errors import BadInput, Forbidden
from schema.ids import row_id
from schema.paging import MOST

T = TypeVar("T")
WORDS = 200
SHOWN = 20
"""Departments named in an error."""


@contextmanager
def in_words_of_the_query() -> Iterator[None]:
    """A query has no userErrors: what the reads decline is an error of its arguments."""
    try:
        yield
    except Invalid as error:
        raise BadInput(error.message) from error


def exactly_one(**names: str | None) -> None:
    """One of them is given, and no other."""
    if list(names.values()).count(None) != len(names) - 1:
        message = f"give exactly one of {', '.join(names)}"
        raise BadInput(message)


def row(kind: str, text: str, name: str) -> UUID:
    """The row of a global id that must be of this type."""
    try:
        return row_id(kind, text, field=name)
    except Invalid as error:  # written out, for every read by an id comes through here
        raise BadInput(error.message) from error


def a_customer(info: Info, text: str | None) -> UUID | None:
    """The customer of a filter; roles that may not read customers cannot tell them apart by asking either."""
    role = viewer_of(info).role
    if text is not None and role not in CUSTOMER_READERS:
        raise Forbidden(role.value, "customerId")
    return maybe_row("Customer", text, "customerId")


def maybe_row(kind: str, text: str | None, name: str) -> UUID | None:
    """As `row`, None for None."""
    return None if text is None else row(kind, text, name)


def bounded(values: Sequence[T] | None, name: str) -> tuple[T, ...] | None:
    """At most as many values as a page has rows."""
    if values is not None and len(values) > MOST:
        message = f"{name} has {len(values)} values; at most {MOST} are taken"
        raise BadInput(message)
    return None if values is None else tuple(values)


def values_of(values: Sequence[Enum] | None, name: str) -> tuple[str, ...] | None:
    """The same of members of an enum, by their values."""
    given = bounded(values, name)
    return None if given is None else tuple(each.value for each in given)


def aware(moment: datetime | None, name: str) -> datetime | None:
    """A moment that says in which zone it is meant, in UTC."""
    if moment is not None and moment.tzinfo is None:
        message = f"{name} has no time zone; write it like 2026-03-01T09:30:00+08:00"
        raise BadInput(message)
    try:
        return moment and moment.astimezone(UTC)
    except OverflowError as error:
        message = f"{name} lies outside the years 1 to 9999"
        raise BadInput(message) from error


def levels(values: Sequence[int] | None, name: str) -> tuple[int, ...] | None:
    """Levels that there are."""
    wrong = [value for value in values or () if not GRAVEST <= value <= LIGHTEST]
    if wrong:
        message = f"{name} holds {wrong[0]}; a level is {GRAVEST} to {LIGHTEST}"
        raise BadInput(message)
    return bounded(values, name)


def words(text: str | None, name: str) -> str | None:
    """What is looked for in a text."""
    if text is not None and not 1 <= len(text) <= WORDS:
        message = f"{name} has {len(text)} characters; it has 1 to {WORDS}"
        raise BadInput(message)
    return text


async def a_department(info: Info, code: str | None) -> str | None:
    """The department asked for, or the one a wallboard belongs to; BadInput when there is none of that code."""
    viewer, directory = viewer_of(info), info.context.house.directory
    await directory.refresh()
    own = viewer.department if viewer.role is Role.WALLBOARD else None
    asked = own if code is None else code
    known = [word.code for word in directory.words(Family.DEPARTMENT)]
    if own is not None:
        known = [each for each in known if each in directory.below(own)]
    if asked is None or asked in known:
        return asked
    message = f"{asked!r} is no department that can be shown here; these can: {', '.join(known[:SHOWN]) or 'none'}"
    raise BadInput(message)


def begin(cursor: Cursor, after: str | None) -> str | None:
    """The word after which a list by words goes on, None for its beginning; BadInput when the cursor is of another."""
    if after is None:
        return None
    with in_words_of_the_query():
        word: str = cursor.read(after)[0]
    return word
