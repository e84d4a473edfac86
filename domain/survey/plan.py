"""How a wave is to be run: whom to ask and how many, until when, how often to remind, how many answers are enough."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from enum import StrEnum
from itertools import combinations
from typing import Any, Self

from domain.shared.errors import Invalid
from domain.survey.allocation import LEAST, Method
from domain.survey.frame import STRATA, Fatigue
from domain.survey.questionnaire import Questionnaire
from domain.survey.suppression import SMALLEST

AXES = frozenset({"stratum", "touchpoint", "department"})

BREAKDOWNS: tuple[tuple[str, ...], ...] = (("stratum",), ("touchpoint",), ("department",), ("stratum", "touchpoint"))
LARGEST_SAMPLE = 100_000
LONGEST_DAYS = 180
STRATUM_LENGTH = 100
WIDEST = 4


class StrataBy(StrEnum):
    """What of a customer makes a stratum (分层依据)."""

    TYPE = "TYPE"
    TIER = "TIER"
    STAGE = "STAGE"
    SEGMENT = "SEGMENT"


@dataclass(frozen=True, slots=True)
class Reminders:
    """At most so many, each that long after the invitation or the reminder before it."""

    most: int = 2
    after_days: int = 3

    def due(self, last_told_at: datetime, reminded: int, at: datetime) -> bool:
        """Whether it is time for one more."""
        return reminded < self.most and at >= last_told_at + timedelta(days=self.after_days)


@dataclass(frozen=True, slots=True, kw_only=True)
class Plan:
    """`quotas` is how many answers of a stratum are enough; a stratum without one takes whatever comes.

    `smallest_cell` is how many answers a figure needs before it is shown, never fewer than 2. It and the breakdowns of
    the results are settled before the first answer: read by other ones, the same answers could tell hidden cells.
    """

    questionnaire: str
    questionnaire_version: int
    sample: int
    seed: str
    runs_for_days: int
    method: Method = Method.PROPORTIONAL
    spreads: Mapping[str, float] | None = None
    least_of_stratum: int = LEAST
    fatigue: Fatigue = field(default_factory=Fatigue)
    reminders: Reminders = field(default_factory=Reminders)
    quotas: Mapping[str, int] = field(default_factory=dict)
    smallest_cell: int = SMALLEST
    breakdowns: tuple[tuple[str, ...], ...] = BREAKDOWNS
    strata_by: tuple[StrataBy, ...] = (StrataBy.STAGE,)

    def __post_init__(self) -> None:
        """Every figure is within its bounds."""
        for name, value, least, most in (
            ("sampleSize", self.sample, 1, LARGEST_SAMPLE),
            ("runsForDays", self.runs_for_days, 1, LONGEST_DAYS),
            ("atMost", self.fatigue.most or 1, 1, 100),
            ("fatigueDays", self.fatigue.within_days, 1, 3660),
            ("reminders", self.reminders.most, 0, 10),
            ("remindAfterDays", self.reminders.after_days, 1, LONGEST_DAYS),
            ("leastOfStratum", self.least_of_stratum, 1, 1000),
            ("smallestCell", self.smallest_cell, 2, 1000),
            *(("quotas", each, 1, LARGEST_SAMPLE) for each in self.quotas.values()),
        ):
            if not least <= value <= most:
                raise Invalid(f"{name} is {least} to {most}, not {value}", field=[name])
        for field_, named in (("spreads", self.spreads or {}), ("quotas", self.quotas)):
            if len(named) > STRATA or any(not 1 <= len(each) <= STRATUM_LENGTH for each in named):
                hint = f"{field_} names at most {STRATA} strata, each of 1 to {STRATUM_LENGTH} characters"
                raise Invalid(hint, field=[field_])
        if any(not 0 <= each <= WIDEST for each in (self.spreads or {}).values()):
            raise Invalid(f"a spread on the five-point scale is 0 to {WIDEST}", field=["spreads"])
        if unknown := sorted({axis for axes in self.breakdowns for axis in axes} - AXES):
            hint = f"a breakdown is by stratum, touchpoint or department, not by {', '.join(unknown)}"
            raise Invalid(hint, field=["breakdowns"])

        if not self.strata_by or len(set(self.strata_by)) < len(self.strata_by):
            hint = f"strata are made by {', '.join(StrataBy)}, each once and one of them at least"
            raise Invalid(hint, field=["strataBy"])

    @classmethod
    def of(cls, body: Mapping[str, Any]) -> Self:
        """From JSON as it is stored: the fields by their names."""
        known = dict(body)
        return cls(
            method=Method(known.pop("method")),
            fatigue=Fatigue(**known.pop("fatigue")),
            reminders=Reminders(**known.pop("reminders")),
            breakdowns=tuple(tuple(axes) for axes in known.pop("breakdowns")),
            strata_by=tuple(map(StrataBy, known.pop("strata_by"))),
            **known,
        )

    def asks_with(self, questionnaire: Questionnaire) -> bool:
        """Whether it is this version that is asked."""
        return (questionnaire.code, questionnaire.version) == (self.questionnaire, self.questionnaire_version)

    def filled(self, stratum: str, answered: int) -> bool:
        """Whether enough of the stratum have answered: nobody else of it is reminded or heard."""
        return stratum in self.quotas and answered >= self.quotas[stratum]


def with_parts(by: Iterable[tuple[str, ...]]) -> list[tuple[str, ...]]:
    """Every breakdown with those it is a part of, up to the total: what is hidden in one is hidden in all."""
    found: set[tuple[str, ...]] = {()}
    for axes in by:
        found |= {tuple(sorted(part)) for size in range(1, len(axes) + 1) for part in combinations(axes, size)}
    return sorted(found)
