"""When a delivery that failed is tried again: ever later, and never all at the same moment."""

from datetime import timedelta

FIRST, LONGEST = timedelta(seconds=5), timedelta(hours=2)
SPREAD = 0.25
"""The share by which a pause is shorter or longer, so that a receiver that comes back is not run over."""
_DOUBLINGS = 20


def pause_after(attempts: int, dice: float) -> timedelta:
    """After so many failed attempts, from 1: 5 s, 10 s, 20 s … 2 h, each ± a quarter by `dice` from 0 to 1."""
    doubled: int = 2 ** min(attempts - 1, _DOUBLINGS)
    plain = min(FIRST * doubled, LONGEST)
    return plain * (1 - SPREAD + 2 * SPREAD * dice)
