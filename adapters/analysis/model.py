"""A trained model at work: a text's traits are added up, and the sums become a label, topics and how sure it is."""

import math
from array import array
from collections.abc import Iterator, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass
from struct import Struct

from adapters.analysis.traits import traits_of
from adapters.analysis.weights import Weights
from domain.feedback.sentiment import TOPICS

LANE_BITS = 32
_MIDDLE = 1 << (LANE_BITS - 1)


@dataclass(frozen=True, slots=True)
class Verdict:
    """The best label, and whether the model stands by it; without labels there is none."""

    label: str | None
    confidence: float
    sure: bool
    topics: tuple[tuple[str, float], ...]


class Model:
    """Each row is one whole number with a lane of 32 bits a weight: a text's rows are then added in one go.

    No sum leaves its lane: a text has under 2 ** 15 traits, and a weight under 2 ** 15 steps.
    """

    def __init__(self, weights: Weights) -> None:
        self.head, self.version = weights.head, weights.version
        lanes = self.head.lanes
        self._rows = {
            trait: sum(step << (LANE_BITS * lane) for lane, step in enumerate(row))
            for trait, row in zip(weights.traits, _by(lanes, weights.rows), strict=True)
        }
        self._middles = sum(_MIDDLE << (LANE_BITS * lane) for lane in range(lanes))
        self._bytes = lanes * LANE_BITS // 8
        self._unpack = Struct(f"<{lanes}I").unpack

    def read(self, text: str) -> Verdict:
        """Of one text."""
        return self.judge(traits_of(text))

    def judge(self, traits: AbstractSet[str]) -> Verdict:
        """Sure of what is likely enough, in a text enough of whose traits are known."""
        found = [row for row in map(self._rows.get, traits) if row is not None]
        lanes = self._lanes_of(sum(found, self._middles))
        labels = self._labels(lanes)
        topics = self._topics(lanes) if found else ()
        if not labels:
            return Verdict(None, 0.0, sure=False, topics=topics)
        best = max(range(len(labels)), key=labels.__getitem__)
        known = bool(found) and len(found) >= self.head.known_from * len(traits)
        sure = known and labels[best] >= self.head.sure_from
        return Verdict(self.head.labels[best], labels[best], sure, topics)

    def _labels(self, lanes: Sequence[float]) -> list[float]:
        """How likely each is, calibrated; they add up to one."""
        factor, constants = self.head.label_mix[0], self.head.label_mix[1:]
        mixed = [factor * score + constant for score, constant in zip(lanes[1:], constants, strict=False)]
        highest = max(mixed, default=0.0)
        powers = [math.exp(each - highest) for each in mixed]
        total = sum(powers)
        return [each / total for each in powers]

    def _topics(self, lanes: Sequence[float]) -> tuple[tuple[str, float], ...]:
        slope, constant = self.head.topic_mix
        named = zip(self.head.topics, lanes[len(lanes) - len(self.head.topics) :], strict=True)
        chances = [(topic, 1 / (1 + math.exp(-slope * score - constant))) for topic, score in named]
        likely = [each for each in chances if each[1] >= 0.5]  # noqa: PLR2004  rather so than not
        return tuple(sorted(likely, key=lambda each: -each[1])[:TOPICS])

    def _lanes_of(self, total: int) -> list[float]:
        """The first is the length, by which the others are divided."""
        steps = [each - _MIDDLE for each in self._unpack(total.to_bytes(self._bytes, "little"))]
        head = self.head
        length = math.sqrt(steps[0] * head.steps[0])
        per = 1 / length if length else 0.0
        scores = zip(steps[1:], head.steps[1:], head.offsets[1:], strict=True)
        return [length, *(step * worth * per + offset for step, worth, offset in scores)]


def _by(lanes: int, rows: "array[int]") -> "Iterator[array[int]]":
    return (rows[start : start + lanes] for start in range(0, len(rows), lanes))
