"""Views of rows with just the columns that somebody asks for."""

from collections import namedtuple
from collections.abc import Callable, Mapping, Sequence
from functools import lru_cache
from typing import Any, NamedTuple

from adapters.database import Row, raw

View = Any
"""A class of named tuples, or one of them."""
Make = Callable[[Any], Any]
Some = frozenset[str]
REMEMBERED = 500


class Values(NamedTuple):
    """A row as its values in order; `typed` when they are PostgreSQL's own, of Python's types."""

    values: tuple[Any, ...]
    typed: bool


def values_of(row: Row) -> Values:
    """Of a row of either engine."""
    typed = raw(row)
    return Values(tuple(row) if typed else tuple(row.values()), typed)


class Picked:
    """Some columns of a table, in the order of its view."""

    def __init__(
        self, view: View, names: Sequence[str], alias: str, made: Mapping[str, Make], texts: Mapping[str, Make]
    ) -> None:
        self.names = names
        self.text = ", ".join(f"{alias}.{name}" for name in names)
        # Names that are there twice, in two tables, would be one in a row of SQLite.
        self.text_beside_others = ", ".join(f"{alias}.{name} as {alias}_{name}" for name in names)
        self._view = view
        self._made = [(place, made[name]) for place, name in enumerate(names) if name in made]
        others = {**texts, **made}
        self._made_of_texts = [(place, others[name]) for place, name in enumerate(names) if name in others]

    def of(self, values: tuple[Any, ...], *beside: object, typed: bool) -> View:
        """The view of these values; `beside` are its fields that are no columns, its last ones."""
        made = self._made if typed else self._made_of_texts
        if not made:
            return self._view._make(values + beside if beside else values)
        changed = [*values, *beside]
        for place, make in made:
            changed[place] = make(changed[place])
        return self._view._make(changed)


class Columns:
    """The columns of a view, a named tuple: what any engine's values are made into, and what SQLite's texts are.

    `beside` are fields of the view that are no columns, its last ones.
    """

    def __init__(
        self,
        view: View,
        alias: str,
        *,
        made: Mapping[str, Make],
        texts: Mapping[str, Make],
        beside: Sequence[str] = (),
    ) -> None:
        self._view = view
        self._alias = alias
        self._made = made
        self._texts = texts
        self._names = [name for name in view._fields if name not in beside]
        self.all = Picked(view, self._names, alias, made, texts)
        self.some = lru_cache(maxsize=REMEMBERED)(self._some)

    def _some(self, wanted: Some, *beside: str) -> Picked:
        """Those wanted, with these other fields of the view."""
        names = [name for name in self._names if name in wanted]
        view = namedtuple("Narrow", (*names, *beside))  # type: ignore[misc]  # noqa: PYI024  made of what was asked
        return Picked(view, names, self._alias, self._made, self._texts)
