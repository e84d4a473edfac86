"""Tails and quantiles of the normal, t and chi-square distributions, to about twelve digits."""

import math
from statistics import NormalDist

_NORMAL = NormalDist()
_TINY = 1e-300
_CLOSE = 1e-15
_STEPS = 10_000


def normal_both_tails(z: float) -> float:
    """The chance of a value as far from 0 as `z`, on either side."""
    return math.erfc(abs(z) / math.sqrt(2))


def normal_reach(confidence: float) -> float:
    """How many standard errors to either side hold this share: 1.96 for 0.95."""
    return _NORMAL.inv_cdf(0.5 + confidence / 2)


def t_both_tails(t: float, freedom: float) -> float:
    """The chance of a value as far from 0 as `t` with so many degrees of freedom, which may have a fraction."""
    if math.isinf(t):
        return 0.0
    return _incomplete_beta(freedom / (freedom + t * t), freedom / 2, 0.5)


def t_reach(confidence: float, freedom: float) -> float:
    """How many standard errors to either side hold this share: 2.228 for 0.95 and ten degrees of freedom."""
    beyond = 1 - confidence
    low, high = 0.0, 1.0
    while t_both_tails(high, freedom) > beyond:
        low, high = high, high * 2
    while high - low > high * _CLOSE * 4:
        middle = (low + high) / 2
        if middle in (low, high):
            break
        low, high = (middle, high) if t_both_tails(middle, freedom) > beyond else (low, middle)
    return (low + high) / 2


def chi_square_above(value: float, freedom: float) -> float:
    """The chance of a larger value with so many degrees of freedom."""
    if value <= 0:
        return 1.0
    shape, half = freedom / 2, value / 2
    scale = math.exp(shape * math.log(half) - half - math.lgamma(shape))
    # Each form converges fast on its own side.
    return 1 - scale * _gamma_series(shape, half) if half < shape + 1 else scale * _gamma_fraction(shape, half)


def _gamma_series(shape: float, x: float) -> float:
    term = total = 1 / shape
    for step in range(1, _STEPS):
        term *= x / (shape + step)
        total += term
        if term < total * _CLOSE:
            break
    return total


def _gamma_fraction(shape: float, x: float) -> float:
    # Lentz's method, as for the beta function below.
    b = x + 1 - shape
    c, d = 1 / _TINY, 1 / b
    found = d
    for step in range(1, _STEPS):
        a = -step * (step - shape)
        b += 2
        d = 1 / _nonzero(a * d + b)
        c = _nonzero(b + a / c)
        found *= d * c
        if abs(d * c - 1) < _CLOSE:
            break
    return found


def _incomplete_beta(x: float, a: float, b: float) -> float:
    if x <= 0 or x >= 1:
        return min(max(x, 0.0), 1.0)
    front = math.exp(
        math.lgamma(a + b) - math.lgamma(a) - math.lgamma(b) + a * math.log(x) + b * math.log1p(-x)
    )  # fmt: skip
    if x < (a + 1) / (a + b + 2):
        return front * _beta_fraction(x, a, b) / a
    return 1 - front * _beta_fraction(1 - x, b, a) / b


def _beta_fraction(x: float, a: float, b: float) -> float:
    c, d = 1.0, 1 / _nonzero(1 - (a + b) * x / (a + 1))
    found = d
    for m in range(1, _STEPS):
        even = m * (b - m) * x / ((a + 2 * m - 1) * (a + 2 * m))
        odd = -(a + m) * (a + b + m) * x / ((a + 2 * m) * (a + 2 * m + 1))
        for coefficient in (even, odd):
            d = 1 / _nonzero(1 + coefficient * d)
            c = _nonzero(1 + coefficient / c)
            found *= d * c
        if abs(d * c - 1) < _CLOSE:
            break
    return found


def _nonzero(value: float) -> float:
    return value if abs(value) > _TINY else _TINY
