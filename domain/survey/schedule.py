"""Surveys are regular: a schedule plans a wave on each of its days (source: P3.2-a)."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, ClassVar
from uuid import UUID

from domain.reference.entry import is_code
from domain.shared.aggregate import Aggregate
from domain.shared.errors import Invalid, NotAllowedNow
from domain.shared.text import a_reason, a_subject
from domain.survey import events
from domain.survey.plan import Plan
from domain.survey.recurrence import Recurrence

CODE_LENGTH = 45
"""The code of a wave is that of its schedule and the day."""


@dataclass(frozen=True, slots=True)
class Occasion:
    """A wave that is due: its code, its seed, which occasions passed unused before it, and whether it is late."""

    day: date
    code: str
    seed: str
    follows: UUID | None
    missed: int
    late: bool


@dataclass(slots=True, kw_only=True)
class Schedule(Aggregate):
    """`plan` is that of every wave, but for its seed, and asks with the newest questionnaire of its code."""

    KIND: ClassVar[str] = "survey_schedule"

    code: str
    title: str
    plan: Plan
    recurrence: Recurrence
    next_on: date
    began_at: datetime
    last_wave_id: UUID | None = None
    ended_at: datetime | None = None

    @classmethod
    def begin(
        cls,
        *,
        id: UUID,  # noqa: A002
        code: str,
        title: str,
        plan: Plan,
        recurrence: Recurrence,
        today: date,
        at: datetime,
    ) -> "Schedule":
        """The first day is not over."""
        if not is_code(code) or len(code) > CODE_LENGTH:
            hint = f"a code has 1 to {CODE_LENGTH} letters, digits, dots, dashes or underscores"
            raise Invalid(hint, field=["code"])
        if recurrence.first < today:
            raise Invalid(f"the first survey is today, {today}, or later", field=["first"])
        schedule = cls(
            id=id, code=code, title=a_subject(title, field="title"), plan=plan, recurrence=recurrence,
            next_on=recurrence.first, began_at=at,
        )  # fmt: skip
        schedule._record(events.WavesScheduled(at=at, schedule_id=id, next_on=schedule.next_on.isoformat()))
        return schedule

    def take(self, wave_id: UUID, *, today: date, at: datetime) -> Occasion | None:
        """The wave that is due, once; of several days that passed unused the last one counts."""
        if self.ended_at is not None or self.next_on > today:
            return None
        day, missed = self.next_on, 0
        while (following := self.recurrence.after(day)) <= today:
            day, missed = following, missed + 1
        occasion = Occasion(
            day, f"{self.code}-{day:%Y%m%d}", f"{self.plan.seed}-{day:%Y%m%d}", self.last_wave_id, missed, day < today
        )
        self.next_on, self.last_wave_id = following, wave_id
        self._record(
            events.ScheduledWaveDue(
                at=at, schedule_id=self.id, wave_id=wave_id, occasion=day.isoformat(), missed=missed, late=occasion.late
            )
        )
        return occasion

    def end(self, *, why: str | None, at: datetime) -> None:
        """No more waves; those under way go on."""
        if self.ended_at is not None:
            raise NotAllowedNow("this schedule has ended already")
        reason = a_reason(why, why="say why no more surveys are to follow")
        self.ended_at = at
        self._record(events.WavesEnded(at=at, reason=reason, schedule_id=self.id))

    def state(self) -> dict[str, Any]:
        """Everything that may change."""
        return {"next_on": self.next_on, "last_wave_id": self.last_wave_id, "ended_at": self.ended_at}

    def image(self) -> dict[str, Any]:
        """Which schedule it is."""
        return {"code": self.code}
