"""Five-level classification as a versioned rule (五级分类法; source: P5.2-c)."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from domain.shared.errors import Invalid

GRAVEST, LIGHTEST = 1, 5


@dataclass(frozen=True, slots=True)
class Level:
    """A level from 1 (gravest) to 5, with what led to it and the version of the rule that said so."""

    value: int
    factors: tuple[str, ...]
    rule_version: int


@dataclass(frozen=True, slots=True)
class Grading:
    """How a complaint is graded: satisfaction 1 (poor) to 5, scope 1 (one person) to 5 (many), difficulty 1 to 5."""

    satisfaction: int
    scope: int
    difficulty: int

    def __post_init__(self) -> None:
        for name in ("satisfaction", "scope", "difficulty"):
            value = getattr(self, name)
            if not 1 <= value <= 5:  # noqa: PLR2004
                raise Invalid(f"{name} {value} does not exist; it is 1 to 5", field=[name])


@dataclass(frozen=True, slots=True)
class LevelRule:
    """The rule as data. Steps are added to the severity; a complaint's grading is a weighted mean."""

    version: int
    default_severity: int = 3
    customer_type: Mapping[str, int] = field(default_factory=dict)
    tier: Mapping[str, int] = field(default_factory=dict)
    business_line: Mapping[str, int] = field(default_factory=dict)
    complaint: Mapping[str, float] = field(default_factory=dict)

    @classmethod
    def of(cls, version: int, body: Mapping[str, Any]) -> "LevelRule":
        """Read the stored body of a policy."""
        known = {name: body[name] for name in cls.__dataclass_fields__ if name in body and name != "version"}
        return cls(version=version, **known)

    def propose(
        self,
        *,
        customer_type: str,
        tier: str,
        business_line: str | None,
        severity: int | None,
        grading: Grading | None = None,
    ) -> Level:
        """The level for a ticket with this severity (1 gravest to 5), or for a complaint graded so."""
        if severity is not None and not GRAVEST <= severity <= LIGHTEST:
            raise Invalid(f"severity {severity} does not exist; it is 1 (gravest) to 5", field=["severity"])
        if grading is not None and self.complaint:
            start, factors = self._graded(grading)
        else:
            start = self.default_severity if severity is None else severity
            factors = [f"severity {start}" + (" (default)" if severity is None else "")]
        steps = (
            ("customer type", customer_type, self.customer_type),
            ("service tier", tier, self.tier),
            ("business line", business_line or "", self.business_line),
        )
        for what, value, table in steps:
            step = table.get(value, 0)
            if step:
                start += step
                factors.append(f"{what} {value} {step:+d}")
        return Level(min(LIGHTEST, max(GRAVEST, start)), tuple(factors), self.version)

    def _graded(self, grading: Grading) -> tuple[int, list[str]]:
        # Poor satisfaction makes it graver; wide scope and great difficulty do too, so those count downwards.
        scores = {
            "satisfaction": grading.satisfaction,
            "scope": 6 - grading.scope,
            "difficulty": 6 - grading.difficulty,
        }
        weight = sum(self.complaint.values())
        mean = sum(scores[name] * share for name, share in self.complaint.items()) / weight
        return int(mean + 0.5), [
            f"complaint: satisfaction {grading.satisfaction}, scope {grading.scope}, difficulty {grading.difficulty}"
        ]


DEFAULT_LEVEL_RULE: Mapping[str, Any] = {
    "default_severity": 3,
    "customer_type": {"INSTITUTION": -1},
    "tier": {"VIP": -1},
    "business_line": {"account_security": -1, "securities_trading": -1},
    "complaint": {"satisfaction": 1, "scope": 1, "difficulty": 1},
}
