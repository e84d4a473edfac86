"""How many customers of the frame one answer speaks for."""

import math
from collections.abc import Mapping
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Weights:
    """By stratum: its size over its answers. `silent` are strata of the frame from which nobody answered."""

    by_stratum: Mapping[str, float]
    frame: Mapping[str, int]
    silent: tuple[str, ...]

    @property
    def coverage(self) -> float:
        """The share of the frame that the answers speak for; 1 when somebody of every stratum answered."""
        size = sum(self.frame.values())
        return 1 - sum(self.frame[stratum] for stratum in self.silent) / size if size else 0.0


def weights(frame: Mapping[str, int], counts: Mapping[str, int]) -> Weights:
    """`counts` are those invited (design weights) or those who answered (weights for the results), by stratum.

    The sum over all answers is the frame without its silent strata: nobody speaks for a stratum that is not theirs.
    """
    by_stratum = {stratum: size / counts[stratum] for stratum, size in sorted(frame.items()) if counts.get(stratum)}
    silent = tuple(stratum for stratum, size in sorted(frame.items()) if size and not counts.get(stratum))
    return Weights(by_stratum, dict(frame), silent)


def total(found: Weights, counts: Mapping[str, int]) -> float:
    """The sum of the weights of all those counted."""
    return math.fsum(weight * counts[stratum] for stratum, weight in found.by_stratum.items())
