"""Types whose values lie in a row that was read: each field says where, and is made when somebody asks for it."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from enum import Enum
from functools import lru_cache
from typing import Any, ClassVar, Self

from strawberry.utils.str_converters import to_camel_case

Make = Callable[[Any], Any]
VIEW = "view"


@dataclass(frozen=True, slots=True)
class Stored:
    """A field that is a column of the view, or is made of one; `make` is a function of that column's value."""

    column: str
    make: Make | None = None
    holder: str = VIEW
    """The attribute of the object that holds the row."""


class OfRow:
    """Holds the view of its row. For graphql-core, and for methods, a field is an attribute like any other.

    A plan does not ask the object: it reads the column where the field is stored.
    """

    stored: ClassVar[Mapping[str, Stored]]
    """By the name in Python."""
    made_of: ClassVar[Mapping[str, str]] = {}
    """The columns that a method's field is made of, likewise."""
    view: Any

    @classmethod
    def of(cls, view: Any) -> Self:  # noqa: ANN401  the reads' view
        """From the read."""
        made = cls.__new__(cls)
        made.view = view
        return made

    def __getattr__(self, name: str) -> Any:  # noqa: ANN401  whatever the column holds
        stored = type(self).stored.get(name)
        if stored is None:
            message = f"{type(self).__name__} has no {name}"
            raise AttributeError(message)
        value = getattr(self.view, stored.column)
        return value if stored.make is None else stored.make(value)


@lru_cache(maxsize=1_000)
def columns_of(kind: type[OfRow], asked: frozenset[str]) -> frozenset[str] | None:
    """The columns that these fields are made of; None, which is all of them, when one does not say."""
    named = {to_camel_case(name): each.column for name, each in kind.stored.items()}
    named |= {to_camel_case(name): columns for name, columns in kind.made_of.items()}
    if not asked - {"__typename"} <= named.keys():
        return None
    return frozenset(column for name in asked & named.keys() for column in named[name].split())


def plain(names: str) -> dict[str, Stored]:
    """Fields that are called like their columns."""
    return {name: Stored(name) for name in names.split()}


class Words(dict[Any, Any]):
    """All that a column may hold, and what each is made into."""

    def __call__(self, value: object) -> Any:  # noqa: ANN401  whatever it is made into
        return self[value]


def member(kind: type[Enum]) -> Make:
    """The member of the enum that a column names."""
    return Words((each.value, each) for each in kind)
