"""In which order needs are served: quadrants, places and a score as a versioned policy (source: P2.3)."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any
from uuid import UUID

from domain.customer.customer import Segment, Stage
from domain.need.assessment import Assessment
from domain.need.classes import Category, Classes, Grade, Nature
from domain.need.score import some_weight, weighted
from domain.shared.errors import Invalid

ABNORMAL_TRADING = "ABNORMAL_TRADING"
"""Has a place of its own in the order, whatever the category of the need (source: P2.3-d)."""
ENTRIES = (*(each.value for each in Category), ABNORMAL_TRADING)
PLACE = 10
"""From one entry of the order to the next; raises are counted in the same, so 15 is one and a half places."""
FULL = 100


class Quadrant(StrEnum):
    """Urgent and important (四象限; source: P2.3-a), most pressing first."""

    IMPORTANT_URGENT = "IMPORTANT_URGENT"
    IMPORTANT = "IMPORTANT"
    URGENT = "URGENT"
    NEITHER = "NEITHER"


class First(StrEnum):
    """What decides first; the other comes second, the score third, then who has waited longer."""

    ORDER = "ORDER"
    QUADRANT = "QUADRANT"


class Life(StrEnum):
    """New customers and mature ones are served differently (source: P2.3-e)."""

    NEW = "NEW"
    MATURE = "MATURE"

    @classmethod
    def of(cls, stage: Stage, segments: Collection[Segment]) -> "Life | None":
        """None for everybody else."""
        if stage in {Stage.PROSPECT, Stage.NEW}:
            return cls.NEW
        return cls.MATURE if Segment.MATURE in segments else None


@dataclass(frozen=True, slots=True, kw_only=True)
class Situation:
    """What a rank depends on, as it is at the moment."""

    classes: Classes
    grade: Grade
    assessment: Assessment | None = None
    life: Life | None = None
    abnormal_trading: bool = False
    """Whether the account shows abnormal trading, as the churn warning says."""
    market: Sequence[str] = ()
    """The market events in force that concern needs of this category, by title."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Rank:
    """Smaller `standing` comes first. Places in steps of PLACE, scores from 0 to 100; the version is the policy's."""

    standing: int
    place: int
    quadrant: Quadrant
    urgency: int
    importance: int
    score: int
    factors: tuple[str, ...]
    rule_version: int

    def before(self, identified_at: datetime, need_id: UUID) -> tuple[int, datetime, UUID]:
        """What a queue is sorted by: of equals, who has waited longer; no two needs are the same."""
        return self.standing, identified_at, need_id


@dataclass(frozen=True, slots=True, kw_only=True)
class Adjustment:
    """Needs of these natures or categories of customers in this stage of life move up so far (source: P2.3-e)."""

    life: Life
    up: int
    natures: frozenset[Nature]
    categories: frozenset[Category]

    def holds_for(self, situation: Situation) -> bool:
        """Whether this need moves."""
        classes = situation.classes
        return situation.life is self.life and (classes.nature in self.natures or classes.category in self.categories)


@dataclass(frozen=True, slots=True, kw_only=True)
class RankRule:
    """The rule as data. Points are 0 to 100."""

    version: int
    first: First
    order: tuple[str, ...]
    adjustments: tuple[Adjustment, ...]
    market_up: int
    market_urgency: int
    urgency_of_intensity: Mapping[str, int]
    urgency_of_category: Mapping[str, int]
    importance_of_grade: Mapping[str, int]
    of_importance: Mapping[str, float]
    of_score: Mapping[str, float]
    urgent_from: int
    important_from: int
    abnormal_days: int
    """For so long trading that was told to be abnormal counts."""

    @classmethod
    def of(cls, version: int, body: Mapping[str, Any]) -> "RankRule":
        """Read the stored body of a policy; Invalid says what means nothing, and where."""
        order = tuple(body["order"])
        _check_order(order)
        urgency, importance = body["urgency"], body["importance"]
        # The grade is always known, and so is the urgency: without their weight a need might have no rank.
        some_weight({"grade": importance["weights"].get("grade", 0)}, "importance", "weights", "grade")
        some_weight({"urgency": body["score"].get("urgency", 0)}, "score", "urgency")
        return cls(
            version=version,
            first=First(body["first"]),
            order=order,
            adjustments=tuple(_adjustment(each, str(number)) for number, each in enumerate(body["adjustments"])),
            market_up=body["market"]["up"],
            market_urgency=body["market"]["urgency"],
            urgency_of_intensity=urgency["intensity"],
            urgency_of_category=urgency.get("category", {}),
            importance_of_grade=importance["grade"],
            of_importance=importance["weights"],
            of_score=body["score"],
            urgent_from=urgency["urgent_from"],
            important_from=importance["important_from"],
            abnormal_days=body["abnormal"]["within_days"],
        )

    def rank(self, situation: Situation) -> Rank:
        """Where such a need stands; equal situations stand equally."""
        factors: list[str] = []
        place = self._place(situation, factors)
        urgency = self._urgency(situation, factors)
        importance = self._importance(situation, factors)
        quadrant = self._quadrant(urgency, importance)
        score = self._score(situation, urgency, factors)
        numbers = (place, list(Quadrant).index(quadrant))
        first, second = numbers if self.first is First.ORDER else reversed(numbers)
        return Rank(
            standing=(first * 1000 + second) * 1000 + FULL - score,
            place=place,
            quadrant=quadrant,
            urgency=urgency,
            importance=importance,
            score=score,
            factors=(*factors, f"quadrant {quadrant.value}"),
            rule_version=self.version,
        )

    def _place(self, situation: Situation, factors: list[str]) -> int:
        entry = situation.classes.category.value
        abnormal = PLACE * self.order.index(ABNORMAL_TRADING)
        if situation.abnormal_trading:
            factors.append("abnormal trading on the account")
            entry = min(entry, ABNORMAL_TRADING, key=self.order.index)
        place = PLACE * self.order.index(entry)
        factors.append(f"order {self.order.index(entry) + 1}: {entry}")
        up = 0
        for each in self.adjustments:
            if each.holds_for(situation):
                up += each.up
                factors.append(
                    f"{each.life.value.lower()} customer, {situation.classes.nature.value.lower()}: up {each.up}"
                )
        if situation.market:
            up += self.market_up
            factors.append(f"market ({', '.join(situation.market)}): up {self.market_up}")
        # Whatever raises it: what stands behind abnormal trading stays behind it, consultation above all (P2.3-d).
        return max(place - up, abnormal + 1 if place > abnormal else 0)

    def _urgency(self, situation: Situation, factors: list[str]) -> int:
        classes = situation.classes
        points = self.urgency_of_intensity[classes.intensity] + self.urgency_of_category.get(classes.category, 0)
        points = min(FULL, points + (self.market_urgency if situation.market else 0))
        if situation.abnormal_trading:
            points = FULL
        factors.append(f"urgency {points}")
        return points

    def _importance(self, situation: Situation, factors: list[str]) -> int:
        assessed = situation.assessment
        known = {
            "grade": self.importance_of_grade[situation.grade],
            "service_value": None if assessed is None else assessed.service_value,
        }
        points = weighted(known, self.of_importance) or 0
        if situation.abnormal_trading:
            points = FULL
        factors.append(f"importance {points}" + (" (not assessed: by its grade alone)" if assessed is None else ""))
        return points

    def _quadrant(self, urgency: int, importance: int) -> Quadrant:
        important, urgent = importance >= self.important_from, urgency >= self.urgent_from
        if important and urgent:
            return Quadrant.IMPORTANT_URGENT
        if important:
            return Quadrant.IMPORTANT
        return Quadrant.URGENT if urgent else Quadrant.NEITHER

    def _score(self, situation: Situation, urgency: int, factors: list[str]) -> int:
        """Urgency, customer value and, counted down, the cost of service (source: P2.3-b)."""
        assessed = situation.assessment
        known = {
            "urgency": urgency,
            "value": None if assessed is None else assessed.value,
            "cost": None if assessed is None else FULL - assessed.cost,
        }
        points = weighted(known, self.of_score) or 0
        factors.append(
            f"score {points} of " + ", ".join(f"{name} {each}" for name, each in known.items() if each is not None)
        )
        return points


def _check_order(order: tuple[str, ...]) -> None:
    if sorted(order) != sorted(ENTRIES):
        raise Invalid(f"order must name each of these once: {', '.join(ENTRIES)}", field=["order"])
    if order.index(ABNORMAL_TRADING) > order.index(Category.TRADING_CONSULTATION):
        right = f"{ABNORMAL_TRADING} must come before {Category.TRADING_CONSULTATION.value} (P2.3-d)"
        raise Invalid(f"order: {right}", field=["order", str(order.index(ABNORMAL_TRADING))])


def _adjustment(body: Mapping[str, Any], number: str) -> Adjustment:
    if not body.get("natures") and not body.get("categories"):
        right = "it must name natures or categories of needs that move up"
        raise Invalid(f"adjustments[{number}] moves nothing; {right}", field=["adjustments", number])
    return Adjustment(
        life=Life(body["life"]),
        up=body["up"],
        natures=frozenset(map(Nature, body.get("natures", ()))),
        categories=frozenset(map(Category, body.get("categories", ()))),
    )
