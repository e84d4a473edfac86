"""The items of lists that are no lists of Python's, or whose items are not here yet."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import Any

from graphql.pyutils import is_awaitable, is_iterable

from execution.plan.unsupported import Unplanned


def gone_through(value: Any) -> Sequence[Any]:
    """The items of whatever GraphQL takes for a list."""
    if not is_iterable(value):
        raise Unplanned
    return list(value)


def kept(value: Any) -> Iterable[Any]:
    """The same, when it can be gone through again: an iterator cannot."""
    if not is_iterable(value) or isinstance(value, Iterator):
        raise Unplanned
    items: Iterable[Any] = value
    return items


def each_awaited(items: Sequence[Any], execution: Any, complete: Callable[[Any, Any], Any]) -> list[Any]:
    """Items that have to be waited for come with the next wave, each to its place."""
    made: list[Any] = [None] * len(items)
    for place, item in enumerate(items):
        if is_awaitable(item):
            execution.pending.append((item, made, place, complete))
        else:
            made[place] = complete(item, execution)
    return made
