"""Types whose values lie in a row that was read: each field says where, and is made when somebody asks for it."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from enum import Enum
from typing import Any, ClassVar, Self

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
