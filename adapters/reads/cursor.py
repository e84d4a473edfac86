"""Cursors of lists: opaque to clients, who may make their own all the same, so each part is read as what it must be."""

import base64
import binascii
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any
from uuid import UUID

import orjson

from domain.shared.errors import Invalid

Part = Callable[[Any], Any]
"""From JSON to a part of a key; ValueError, TypeError or OverflowError when it is none."""
_NUMBERS = range(-(2**31), 2**31)
"""What an integer column holds."""


def a_time(value: Any) -> datetime:  # noqa: ANN401  JSON
    """An instant, in UTC."""
    at = datetime.fromisoformat(value)
    if at.tzinfo is None:
        raise ValueError(value)
    return at.astimezone(UTC)


def a_number(value: Any) -> int:  # noqa: ANN401  JSON
    """A number that an integer column may hold."""
    if type(value) is not int or value not in _NUMBERS:
        raise ValueError(value)
    return value


def an_id(value: Any) -> UUID:  # noqa: ANN401  JSON
    """The id of a row."""
    if type(value) is not str:
        raise TypeError(value)
    return UUID(value)


def a_word(value: Any) -> str:  # noqa: ANN401  JSON
    """A text that a database takes."""
    if type(value) is not str or "\0" in value:
        raise ValueError(value)
    return value


@dataclass(frozen=True, slots=True)
class Cursor:
    """The cursors of one list in one order: its name, and what their keys consist of."""

    name: str
    parts: tuple[Part, ...]

    def written(self, *key: object) -> str:
        """As clients see it."""
        return base64.urlsafe_b64encode(orjson.dumps([self.name, *key])).decode()

    def read(self, cursor: str) -> tuple[Any, ...]:
        """The key; Invalid when it is no cursor of this list in this order."""
        try:
            name, *values = orjson.loads(base64.b64decode(cursor.encode(), altchars=b"-_", validate=True))
            key = tuple(part(value) for part, value in zip(self.parts, values, strict=True))
        except (ValueError, TypeError, OverflowError, binascii.Error) as error:
            message = "after is not a cursor of this list"
            raise Invalid(message, field=["after"]) from error
        if name != self.name:
            message = f"after is a cursor of another list or order; this one goes on from cursors of {self.name}"
            raise Invalid(message, field=["after"])
        return key
