"""Points from 0 to 100, and their weighted mean over what is known."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from domain.shared.errors import Invalid

LEAST, MOST = 1, 5


@dataclass(frozen=True, slots=True)
class Bands:
    """Points by amount: those of the highest band that is exceeded, else `otherwise`."""

    otherwise: int
    bands: tuple[tuple[int, int], ...]
    """More than so much, so many points; both rise."""

    @classmethod
    def of(cls, body: Mapping[str, Any], *path: str) -> "Bands":
        """Read the stored body; Invalid when who has more would get less."""
        found = cls(body["otherwise"], tuple((each["more_than"], each["points"]) for each in body["bands"]))
        limit, points = -1, found.otherwise
        for number, (more_than, those) in enumerate(found.bands):
            where = [*path, "bands", str(number)]
            if more_than <= limit:
                right = f"it must be above {limit}, the one before it"
                raise Invalid(f"more_than is {more_than}; {right}", field=[*where, "more_than"])
            if those < points:
                right = f"it must be {points} or more, for who has more never gets less"
                raise Invalid(f"points is {those}; {right}", field=[*where, "points"])
            limit, points = more_than, those
        return found

    def points(self, amount: int) -> int:
        """Points for this amount."""
        return next((points for more_than, points in reversed(self.bands) if amount > more_than), self.otherwise)


def spread(score: int, *, field: str) -> int:
    """A score from 1 to 5 on the scale from 0 to 100: (score - 1) × 25; Invalid for any other."""
    if not LEAST <= score <= MOST:
        raise Invalid(f"{field} {score} does not exist; it is {LEAST} to {MOST}", field=[field])
    return (score - LEAST) * 100 // (MOST - LEAST)


def score_behind(points: int) -> int:
    """The score from 1 to 5 that `spread` made these points of."""
    return LEAST + points * (MOST - LEAST) // 100


def weighted(points: Mapping[str, int | None], weights: Mapping[str, float]) -> int | None:
    """The weighted mean of what is known, to the nearest point; None when nothing that has a weight is known."""
    known = {name: each for name, each in points.items() if each is not None and weights.get(name, 0) > 0}
    total = sum(weights[name] for name in known)
    return int(sum(each * weights[name] for name, each in known.items()) / total + 0.5) if known else None


def some_weight(weights: Mapping[str, float], *path: str) -> None:
    """Invalid when all weights are 0."""
    if not sum(weights.values()):
        raise Invalid(f"{'.'.join(path)}: one weight at least must be above 0", field=path)
