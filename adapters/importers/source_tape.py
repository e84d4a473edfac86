"""Hands physical lines to the csv reader and remembers which of them the current record took."""

from collections import deque
from collections.abc import Iterator

BOM = b"\xef\xbb\xbf"


class Tape(Iterator[str]):
    def __init__(self, lines: Iterator[bytes]) -> None:
        self._lines = lines
        self._ahead: deque[bytes] = deque(first.removeprefix(BOM) for first in [next(lines, b"")] if first)
        self._taken: list[bytes] = []
        self._line = 1

    def __next__(self) -> str:
        line = self._ahead.popleft() if self._ahead else next(self._lines)
        self._taken.append(line)
        return line.decode("utf-8", "surrogateescape")

    def peek(self) -> bytes | None:
        """The line that comes next, None at the end."""
        if not self._ahead:
            line = next(self._lines, None)
            if line is None:
                return None
            self._ahead.append(line)
        return self._ahead[0]

    def drop(self) -> int:
        """Passes the line just looked at; says its number."""
        self._ahead.popleft()
        self._line += 1
        return self._line - 1

    def rewind_to(self, kept: int) -> None:
        """Only the first lines belong to the record after all."""
        self._ahead.extendleft(reversed(self._taken[kept:]))
        del self._taken[kept:]

    def cut(self) -> tuple[int, bytes]:
        """Ends the record: the line it started at, and its text."""
        start, raw = self._line, without_end(b"".join(self._taken))
        self._line += len(self._taken)
        self._taken.clear()
        return start, raw


def without_end(line: bytes) -> bytes:
    return line.removesuffix(b"\n").removesuffix(b"\r")
