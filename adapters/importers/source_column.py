"""Reads one column of a file; remembers what each text means, for most texts come again and again."""

from collections.abc import Callable
from typing import TypeVar

from adapters.importers.rejects import quoted

UNKNOWN = ("", "?")
REMEMBERED = 1 << 17

T = TypeVar("T")


class Column(dict[str, T | None]):
    """`column[text]` is the value; None when unknown or unreadable, and unreadable marks the column as doubtful."""

    def __init__(self, name: str, read: Callable[[str], T | None], doubtful: set[str]) -> None:
        super().__init__()
        self._name = name
        self._read = read
        self._doubtful = doubtful

    def __missing__(self, text: str) -> T | None:
        if len(self) >= REMEMBERED:
            self.clear()
        meant = text.strip()
        value = self[text] = None if meant in UNKNOWN else self._read(meant)
        if value is None and meant not in UNKNOWN:
            self._doubtful.add(self._name)
        return value

    def complaint(self, text: str) -> str | None:
        if self[text] is not None:
            return None
        meant = text.strip()
        return f"{self._name}: {'missing' if meant in UNKNOWN else 'unreadable'} {quoted(meant)}"
