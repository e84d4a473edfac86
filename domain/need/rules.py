"""The rules of needs that are in force together."""

from dataclasses import dataclass

from domain.need.assessment import AssessmentRule
from domain.need.rank import RankRule


@dataclass(frozen=True, slots=True)
class NeedRules:
    """Each has a version of its own."""

    assessment: AssessmentRule
    rank: RankRule
