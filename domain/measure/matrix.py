"""What correlation matrices of some dozen items need: covariances, correlations, inverse and determinant."""

import math
from collections.abc import Sequence

Rows = Sequence[Sequence[float]]
Matrix = list[list[float]]

_RELATIVE_PIVOT = 1e-10
"""An item of which less than this share is its own is a copy of the others, up to rounding."""


def covariances(rows: Rows) -> Matrix:
    """Of the columns, over n − 1."""
    n = len(rows)
    columns = [_centred(column) for column in zip(*rows, strict=True)]
    return [[math.fsum(map(_times, one, other)) / (n - 1) for other in columns] for one in columns]


def correlations(covariance: Matrix) -> Matrix:
    """Pearson's; every column must vary."""
    spread = [math.sqrt(covariance[i][i]) for i in range(len(covariance))]
    return [
        [1.0 if i == j else value / (spread[i] * spread[j]) for j, value in enumerate(row)]
        for i, row in enumerate(covariance)
    ]


def cholesky(matrix: Matrix) -> Matrix | None:
    """The lower triangle L with L·Lᵀ the matrix; None when a row depends on those before it."""
    size = len(matrix)
    lower = [[0.0] * size for _ in range(size)]
    for i in range(size):
        for j in range(i + 1):
            left = matrix[i][j] - math.fsum(lower[i][k] * lower[j][k] for k in range(j))
            if i != j:
                lower[i][j] = left / lower[j][j]
            elif left <= matrix[i][i] * _RELATIVE_PIVOT:
                return None
            else:
                lower[i][i] = math.sqrt(left)
    return lower


def log_determinant(lower: Matrix) -> float:
    """Of the matrix whose triangle this is; the determinant itself of 50 items may be too small for a float."""
    return 2 * math.fsum(math.log(lower[i][i]) for i in range(len(lower)))


def inverse(lower: Matrix) -> Matrix:
    """Of the matrix whose triangle this is."""
    size = len(lower)
    below = [[0.0] * size for _ in range(size)]
    for i in range(size):
        below[i][i] = 1 / lower[i][i]
        for j in range(i):
            below[i][j] = -math.fsum(lower[i][k] * below[k][j] for k in range(j, i)) / lower[i][i]
    return [
        [math.fsum(below[k][i] * below[k][j] for k in range(max(i, j), size)) for j in range(size)]
        for i in range(size)
    ]  # fmt: skip


def _centred(column: Sequence[float]) -> list[float]:
    mean = math.fsum(column) / len(column)
    return [value - mean for value in column]


def _times(one: float, other: float) -> float:
    return one * other
