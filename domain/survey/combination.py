"""Whether a sum can be worked out from other sums: elimination over sparse rows, exact."""

from collections.abc import Sequence

_PRIME = (1 << 61) - 1
_EXHAUSTIVE = 10
"""Up to so many rows all sums are tried."""

Row = dict[int, int]


class Basis:
    """Sparse rows over the integers modulo a prime, reduced as they come; each remembers which cells it is made of.

    What is a combination over the fractions is one modulo the prime, unless the prime divides a denominator (which
    numbers of this size do not reach); the reverse would hide a cell too many, never one too few.
    """

    def __init__(self) -> None:
        self._rows: dict[int, tuple[Row, Row]] = {}

    def add(self, row: Row, number: int) -> None:
        """One more cell, called by its number."""
        row, made_of = self._reduced(row, {number: 1})
        if row:
            pivot = min(row)
            inverse = pow(row[pivot], -1, _PRIME)
            self._rows[pivot] = (_times(row, inverse), _times(made_of, inverse))

    def tells(self, row: Row) -> Sequence[int] | None:
        """The numbers of the cells that combine to the row, None when none do."""
        left, made_of = self._reduced(row, {})
        return sorted(made_of) if not left else None

    def small_sum(self, sizes: Sequence[int], smallest: int) -> Sequence[int] | None:
        """The numbers of cells that combine to a group of fewer than `smallest`, None when none do or too many might.

        `sizes` are those of the columns, the largest first, so the pivots of rows that leave all large columns out lie
        behind them. Reduced against each other, a group is the plain sum of those rows whose pivots are in it.
        """
        rows = [self._rows[pivot] for pivot in sorted(self._rows) if sizes[pivot] < smallest]
        if not 0 < len(rows) <= _EXHAUSTIVE:
            return None
        for at in range(len(rows) - 1, -1, -1):
            row, made_of = dict(rows[at][0]), dict(rows[at][1])
            for known, known_made_of in rows[at + 1 :]:
                if factor := row.get(min(known), 0):
                    _subtract(row, known, factor)
                    _subtract(made_of, known_made_of, factor)
            rows[at] = (row, made_of)
        return _small_sum(rows, sizes, smallest, {}, {})

    def _reduced(self, row: Row, made_of: Row) -> tuple[Row, Row]:
        row, made_of = dict(row), dict(made_of)
        while True:
            pivot = min((each for each in row if each in self._rows), default=None)
            if pivot is None:
                return row, made_of
            factor = row[pivot]
            known, known_made_of = self._rows[pivot]
            _subtract(row, known, factor)
            _subtract(made_of, known_made_of, factor)


def _small_sum(
    rows: Sequence[tuple[Row, Row]], sizes: Sequence[int], smallest: int, group: Row, made_of: Row
) -> Sequence[int] | None:
    if group and set(group.values()) == {1} and sum(sizes[at] for at in group) < smallest:
        return sorted(made_of)
    for at, (row, row_made_of) in enumerate(rows):
        more, more_made_of = dict(group), dict(made_of)
        _subtract(more, row, -1)
        _subtract(more_made_of, row_made_of, -1)
        found = _small_sum(rows[at + 1 :], sizes, smallest, more, more_made_of)
        if found is not None:
            return found
    return None


def _times(row: Row, factor: int) -> Row:
    return {at: value * factor % _PRIME for at, value in row.items()}


def _subtract(row: Row, other: Row, factor: int) -> None:
    for at, value in other.items():
        left = (row.get(at, 0) - factor * value) % _PRIME
        if left:
            row[at] = left
        else:
            row.pop(at, None)
