"""How many of each stratum are asked: proportional or Neyman's, in whole customers (source: P6.1-b)."""

from collections.abc import Mapping
from enum import StrEnum
from fractions import Fraction

from domain.shared.errors import Invalid

LEAST = 2
"""So many of a stratum are asked at the least: one answer alone says nothing about spread."""


class Method(StrEnum):
    """By size alone, or by size times spread (Neyman 1934), which asks more where opinions differ."""

    PROPORTIONAL = "PROPORTIONAL"
    NEYMAN = "NEYMAN"


def allocate(
    sizes: Mapping[str, int],
    sample: int,
    *,
    method: Method = Method.PROPORTIONAL,
    spreads: Mapping[str, float] | None = None,
    least: int = LEAST,
) -> dict[str, int]:
    """Adds up to `sample`; no stratum gets more than it has, or less than `least` if it has them.

    `spreads` are the standard deviations of an earlier wave; Neyman's method needs one of every stratum. Remainders
    go to the largest ones first, of equal ones to the stratum whose name comes first.
    """
    sizes = {stratum: size for stratum, size in sorted(sizes.items()) if size > 0}
    floors = {stratum: min(least, size) for stratum, size in sizes.items()}
    if not sum(floors.values()) <= sample <= sum(sizes.values()):
        hint = f"a sample of these strata has {sum(floors.values())} to {sum(sizes.values())} customers"
        raise Invalid(f"{hint}, not {sample}", field=["sampleSize"])
    shares = _shares(sizes, method, spreads)
    fixed: dict[str, int] = {}
    while True:
        # A stratum whose share is out of its bounds is set to them, and the rest is shared out again.
        free = [stratum for stratum in sizes if stratum not in fixed]
        left = sample - sum(fixed.values())
        quotas = _quotas(free, shares, sizes, left)
        over = {stratum: sizes[stratum] for stratum in free if quotas[stratum] > sizes[stratum]}
        under = {stratum: floors[stratum] for stratum in free if quotas[stratum] < floors[stratum]}
        excess = sum(quotas[stratum] - bound for stratum, bound in over.items())
        want = sum(bound - quotas[stratum] for stratum, bound in under.items())
        if not over and not under:
            return {**fixed, **_whole(quotas, left)}
        fixed |= over if excess >= want else under
        if len(fixed) == len(sizes):
            return dict(sorted(fixed.items()))


def _shares(sizes: Mapping[str, int], method: Method, spreads: Mapping[str, float] | None) -> dict[str, Fraction]:
    if method is Method.PROPORTIONAL:
        return {stratum: Fraction(size) for stratum, size in sizes.items()}
    missing = sorted(set(sizes) - set(spreads or {}))
    if missing:
        raise Invalid(f"Neyman's allocation needs the spread of {', '.join(missing)}", field=["spreads"])
    known = spreads or {}
    if any(known[stratum] < 0 for stratum in sizes):
        raise Invalid("a spread is not negative", field=["spreads"])
    return {stratum: size * Fraction(known[stratum]) for stratum, size in sizes.items()}


def _quotas(
    strata: list[str], shares: Mapping[str, Fraction], sizes: Mapping[str, int], sample: int
) -> dict[str, Fraction]:
    # Where nobody differs from anybody, size alone decides.
    by = (
        shares
        if any(shares[stratum] for stratum in strata)
        else {stratum: Fraction(sizes[stratum]) for stratum in strata}
    )
    total = sum((by[stratum] for stratum in strata), Fraction(0))
    return {stratum: sample * by[stratum] / total for stratum in strata}


def _whole(quotas: Mapping[str, Fraction], sample: int) -> dict[str, int]:
    found = {stratum: int(quota) for stratum, quota in quotas.items()}
    by_remainder = sorted(quotas, key=lambda stratum: (found[stratum] - quotas[stratum], stratum))
    for stratum in by_remainder[: sample - sum(found.values())]:
        found[stratum] += 1
    return found
