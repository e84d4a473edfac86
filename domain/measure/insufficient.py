"""Too little to say a figure: an answer of its own, with its reason, and never a zero."""

from dataclasses import dataclass
from enum import StrEnum


class Why(StrEnum):
    """Why there is no figure (无法给出结果的原因)."""

    NO_ANSWERS = "NO_ANSWERS"
    TOO_FEW = "TOO_FEW"
    TOO_FEW_ITEMS = "TOO_FEW_ITEMS"
    SUPPRESSED = "SUPPRESSED"
    NO_VARIATION = "NO_VARIATION"
    LINEARLY_DEPENDENT = "LINEARLY_DEPENDENT"
    LONELY_STRATUM = "LONELY_STRATUM"
    NOT_COMPARABLE = "NOT_COMPARABLE"


@dataclass(frozen=True, slots=True)
class Insufficient:
    """Insufficient data (数据不足): `reason` says in a sentence what is missing."""

    why: Why
    reason: str


def too_few(have: int, need: int, what: str = "answers") -> Insufficient:
    """So many are there, and so many are needed."""
    if not have:
        return Insufficient(Why.NO_ANSWERS, f"no {what} at all, at least {need} are needed")
    return Insufficient(Why.TOO_FEW, f"{have} {what}, at least {need} are needed")
