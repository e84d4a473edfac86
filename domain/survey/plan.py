"""How a wave is to be run: whom to ask and how many, until when, how often to remind, how many answers are enough."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any, Self

from domain.shared.errors import Invalid
from domain.survey.allocation import LEAST, Method
from domain.survey.frame import Fatigue
from domain.survey.questionnaire import Questionnaire
from domain.survey.suppression import SMALLEST

AXES = frozenset({"stratum", "touchpoint", "department"})
BREAKDOWNS: tuple[tuple[str, ...], ...] = (("stratum",), ("touchpoint",), ("department",), ("stratum", "touchpoint"))
LARGEST_SAMPLE = 100_000
LONGEST_DAYS = 180


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

    def __post_init__(self) -> None:
        """Every figure is within its bounds."""
        for name, value, least, most in (
            ("sample", self.sample, 1, LARGEST_SAMPLE),
            ("runsForDays", self.runs_for_days, 1, LONGEST_DAYS),
            ("fatigue", self.fatigue.most or 1, 1, 100),
            ("fatigue", self.fatigue.within_days, 1, 3660),
            ("reminders", self.reminders.most, 0, 10),
            ("reminders", self.reminders.after_days, 1, LONGEST_DAYS),
            ("leastOfStratum", self.least_of_stratum, 1, 1000),
            ("smallestCell", self.smallest_cell, 2, 1000),
            *(("quotas", each, 1, LARGEST_SAMPLE) for each in self.quotas.values()),
        ):
            if not least <= value <= most:
                raise Invalid(f"{name} is {least} to {most}, not {value}", field=[name])
        if unknown := sorted({axis for axes in self.breakdowns for axis in axes} - AXES):
            hint = f"a breakdown is by stratum, touchpoint or department, not by {', '.join(unknown)}"
            raise Invalid(hint, field=["breakdowns"])

    @classmethod
    def of(cls, body: Mapping[str, Any]) -> Self:
        """From JSON as it is stored: the fields by their names."""
        known = dict(body)
        return cls(
            method=Method(known.pop("method")),
            fatigue=Fatigue(**known.pop("fatigue")),
            reminders=Reminders(**known.pop("reminders")),
            breakdowns=tuple(tuple(axes) for axes in known.pop("breakdowns")),
            **known,
        )

    def asks_with(self, questionnaire: Questionnaire) -> bool:
        """Whether it is this version that is asked."""
        return (questionnaire.code, questionnaire.version) == (self.questionnaire, self.questionnaire_version)

    def filled(self, stratum: str, answered: int) -> bool:
        """Whether enough of the stratum have answered: nobody else of it is reminded or heard."""
        return stratum in self.quotas and answered >= self.quotas[stratum]
