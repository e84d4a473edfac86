"""What one body has otherwise than another, place by place."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

SHORT_OF = ("code", "day")
"""What tells the items of a list apart, so that one that was put between others does not change all behind it."""


@dataclass(frozen=True, slots=True)
class Difference:
    """Like `commitments[plan].duration.amount`; None where there is nothing on that side."""

    path: str
    before: Any
    after: Any


def difference(before: Any, after: Any, path: str = "") -> Iterator[Difference]:  # noqa: ANN401  JSON is whatever it is
    """Every place at which they differ, in the order of the first."""
    if before == after:
        return
    if isinstance(before, Mapping) and isinstance(after, Mapping):
        for name in dict.fromkeys((*before, *after)):
            yield from difference(before.get(name), after.get(name), f"{path}.{name}" if path else str(name))
        return
    one, other = _by_name(before), _by_name(after)
    if one is not None and other is not None:
        for name in dict.fromkeys((*one, *other)):
            yield from difference(one.get(name), other.get(name), f"{path}[{name}]")
        return
    yield Difference(path, before, after)


def _by_name(items: object) -> dict[str, Any] | None:
    """A list whose items have names of their own, by these."""
    if not isinstance(items, list):
        return None
    for key in SHORT_OF:
        named = {each[key]: each for each in items if isinstance(each, Mapping) and isinstance(each.get(key), str)}
        if len(named) == len(items):
            return named
    return None
