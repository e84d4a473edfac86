"""The triple test need – service – benefit, and the service value model (SVM) as a versioned policy (source: P2.2)."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from domain.need.classes import Intensity
from domain.need.matrix import CustomerAttributes, Graded, Matrix
from domain.need.score import Bands, some_weight, spread, weighted
from domain.shared.errors import Invalid


class Strategy(StrEnum):
    """How it is served (服务策略; source: P2.2-e): high value first, an optimised process for low value."""

    PRIORITY = "PRIORITY"
    STANDARD = "STANDARD"
    STREAMLINED = "STREAMLINED"


@dataclass(frozen=True, slots=True)
class TripleTest:
    """Need, service, benefit (三重检验): necessary, feasible for us, and could we measure it (source: P2.2-b)."""

    necessary: bool
    feasible: bool
    measurable: bool

    @property
    def failed(self) -> tuple[str, ...]:
        """What it is not."""
        return tuple(name for name in ("necessary", "feasible", "measurable") if not getattr(self, name))


@dataclass(frozen=True, slots=True, kw_only=True)
class Evidence:
    """What is known of the customer and judged of the need; None is not known, which is not the same as nothing.

    Trades in the last 365 days, the balance in minor units (fen), satisfaction from 1 (poor) to 5 (good);
    cost of service and benefit from 1 (small) to 5 (great). source: P2.2-a, P2.2-c
    """

    cost: int
    benefit: int
    trades: int | None = None
    balance: int | None = None
    satisfaction: int | None = None

    def __post_init__(self) -> None:
        for name in ("trades", "balance"):
            amount = getattr(self, name)
            if amount is not None and amount < 0:
                raise Invalid(f"{name} is {amount}; it must be 0 or more", field=[name])
        for name in ("cost", "benefit", "satisfaction"):
            score = getattr(self, name)
            if score is not None:
                spread(score, field=name)


@dataclass(frozen=True, slots=True, kw_only=True)
class Assessment:
    """The outcome, in points of 0 to 100; `value` is None where nothing is known of the customer."""

    tests: TripleTest
    value: int | None
    cost: int
    benefit: int
    service_value: int
    strategy: Strategy
    factors: tuple[str, ...]
    rule_version: int


@dataclass(frozen=True, slots=True, kw_only=True)
class AssessmentRule:
    """The rule as data: the need matrix, what makes a customer's value, and what weighs how much."""

    version: int
    matrix: Matrix
    trades: Bands
    balance: Bands
    of_value: Mapping[str, float]
    of_service_value: Mapping[str, float]
    priority_from: int
    standard_from: int

    @classmethod
    def of(cls, version: int, body: Mapping[str, Any]) -> "AssessmentRule":
        """Read the stored body of a policy; Invalid says what means nothing, and where."""
        value, strategy = body["value"], body["strategy"]
        some_weight(value["weights"], "value", "weights")
        some_weight({name: each for name, each in body["weights"].items() if name != "value"}, "weights")
        if strategy["standard_from"] > strategy["priority_from"]:
            right = f"it must be {strategy['priority_from']} (priority_from) or less"
            raise Invalid(
                f"strategy.standard_from is {strategy['standard_from']}; {right}", field=["strategy", "standard_from"]
            )
        return cls(
            version=version,
            matrix=Matrix.of(version, body["matrix"]),
            trades=Bands.of(value["trades"], "value", "trades"),
            balance=Bands.of(value["balance"], "value", "balance"),
            of_value=value["weights"],
            of_service_value=body["weights"],
            priority_from=strategy["priority_from"],
            standard_from=strategy["standard_from"],
        )

    def grade(self, customer: CustomerAttributes, intensity: Intensity) -> Graded:
        """What the need matrix says."""
        return self.matrix.grade(customer, intensity)

    def assess(self, tests: TripleTest, evidence: Evidence) -> Assessment:
        """Value from trades, balance and satisfaction; with the benefit and, counted down, the cost: service value."""
        points = self._points(evidence)
        value = weighted(points, self.of_value)
        cost, benefit = spread(evidence.cost, field="cost"), spread(evidence.benefit, field="benefit")
        service_value = weighted({"value": value, "benefit": benefit, "cost": 100 - cost}, self.of_service_value)
        if service_value is None:
            raise AssertionError("benefit and cost are always known, and one of them has a weight")
        return Assessment(
            tests=tests,
            value=value,
            cost=cost,
            benefit=benefit,
            service_value=service_value,
            strategy=self._strategy(service_value),
            factors=(
                *(_said(name, getattr(evidence, name), points[name]) for name in points),
                "customer value " + ("unknown, not counted" if value is None else str(value)),
                f"benefit {evidence.benefit} of 5: {benefit}",
                f"cost {evidence.cost} of 5: {cost}, counted as {100 - cost}",
                f"service value {service_value}",
            ),
            rule_version=self.version,
        )

    def _points(self, evidence: Evidence) -> dict[str, int | None]:
        satisfaction = evidence.satisfaction
        return {
            "trades": None if evidence.trades is None else self.trades.points(evidence.trades),
            "balance": None if evidence.balance is None else self.balance.points(evidence.balance),
            "satisfaction": None if satisfaction is None else spread(satisfaction, field="satisfaction"),
        }

    def _strategy(self, service_value: int) -> Strategy:
        if service_value >= self.priority_from:
            return Strategy.PRIORITY
        return Strategy.STANDARD if service_value >= self.standard_from else Strategy.STREAMLINED


_WHAT = {"trades": "trades in a year {}", "balance": "balance {} minor units", "satisfaction": "satisfaction {} of 5"}


def _said(name: str, amount: int | None, points: int | None) -> str:
    return f"{name} unknown, not counted" if amount is None else f"{_WHAT[name].format(amount)}: {points}"
