"""The rules of surveys as data: who is in the frame and where they met us, and what a figure needs to be shown."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import timedelta
from typing import Any, Self

from domain.survey.questionnaire import Touchpoint


@dataclass(frozen=True, slots=True)
class FrameRule:
    """Where a customer met us is told from the tickets of so many days, the business lines held, and the stage."""

    version: int
    within: timedelta
    business_line: Mapping[str, Touchpoint]
    opening_stages: frozenset[str]
    left_out_stages: frozenset[str]

    @classmethod
    def of(cls, version: int, body: Mapping[str, Any]) -> Self:
        """From a body whose shape is checked."""
        return cls(
            version,
            timedelta(days=body["within_days"]),
            {code: Touchpoint(each) for code, each in body["business_line"].items()},
            frozenset(body["opening_stages"]),
            frozenset(body["left_out_stages"]),
        )

    def touchpoints(self, stage: str, lines: Iterable[str], *, complained: bool) -> frozenset[Touchpoint]:
        """Where they met us."""
        found = {self.business_line[line] for line in lines if line in self.business_line}
        if stage in self.opening_stages:
            found.add(Touchpoint.OPENING)
        if complained:
            found.add(Touchpoint.COMPLAINT)
        return frozenset(found)


@dataclass(frozen=True, slots=True)
class ResultsRule:
    """How many answers a figure needs, and which share of satisfied answers is the target (source: P5.3-e)."""

    version: int
    smallest_cell: int
    target: float

    @classmethod
    def of(cls, version: int, body: Mapping[str, Any]) -> Self:
        """From a body whose shape is checked."""
        return cls(version, body["smallest_cell"], body["target_percent"] / 100)
