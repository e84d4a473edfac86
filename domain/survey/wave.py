"""A survey wave (满意度调查): drafted, launched on a frozen frame, closed on the clock, then delivered."""

import math
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, ClassVar
from uuid import UUID

from domain.reference.entry import is_code
from domain.shared.aggregate import Aggregate
from domain.shared.errors import Invalid, NotAllowedNow
from domain.shared.text import a_reason, a_subject, an_optional_reason
from domain.survey import events
from domain.survey.allocation import allocate
from domain.survey.frame import Candidate, Frame
from domain.survey.lifecycle import WAVE_LIFECYCLE, WaveAction, WaveStatus
from domain.survey.plan import LONGEST_DAYS, Plan, with_parts
from domain.survey.questionnaire import Touchpoint
from domain.survey.sampling import draw
from domain.survey.suppression import CELLS


@dataclass(frozen=True, slots=True)
class Sample:
    """The frozen frame by stratum, and how many of each are asked; the fingerprint tells it from any other frame."""

    fingerprint: str
    frame: Mapping[str, int]
    allocation: Mapping[str, int]


@dataclass(frozen=True, slots=True)
class Drawn:
    """The frame as it was frozen, and whom of it to invite."""

    frame: Frame
    invited: tuple[Candidate, ...]


@dataclass(slots=True, kw_only=True)
class SurveyWave(Aggregate):
    """The invitations are aggregates of their own: hundreds of customers answer at once and must not wait in line."""

    KIND: ClassVar[str] = "survey_wave"

    code: str
    title: str
    plan: Plan
    status: WaveStatus = WaveStatus.DRAFTED
    sample: Sample | None = None
    launched_at: datetime | None = None
    closes_at: datetime | None = None
    closed_at: datetime | None = None
    follows: UUID | None = None
    planned_at: datetime
    planned_by: str

    @classmethod
    def draft(
        cls,
        *,
        id: UUID,  # noqa: A002
        code: str,
        title: str,
        plan: Plan,
        at: datetime,
        by: str,
        follows: UUID | None = None,
    ) -> "SurveyWave":
        """`follows` is the wave before it, which its results are compared with."""
        if not is_code(code):
            raise Invalid("a code has 1 to 60 letters, digits, dots, dashes or underscores", field=["code"])
        wave = cls(
            id=id,
            code=code,
            title=a_subject(title, field="title"),
            plan=plan,
            follows=follows,
            planned_at=at,
            planned_by=by,
        )
        wave._record(events.WaveDrafted(at=at, wave_id=id, status=wave.status, code=code))
        return wave

    def revise(self, plan: Plan, *, at: datetime, title: str | None = None) -> None:
        """Planned otherwise, as long as nobody has been asked."""
        status = WAVE_LIFECYCLE.after(WaveAction.REVISE, self.status)
        title = self.title if title is None else a_subject(title, field="title")
        if (plan, title) != (self.plan, self.title):
            self.status, self.plan, self.title = status, plan, title
            self._record(events.WaveRevised(at=at, wave_id=self.id, status=status))

    def launch(
        self, candidates: Iterable[Candidate], *, at: datetime, spreads: Mapping[str, float] | None = None
    ) -> Drawn:
        """Freezes the frame and draws the sample; whom to invite comes by stratum and then by lot.

        `spreads` are those that the wave before has shown, for a plan that names none: a stratum that it did not show
        is taken to spread as the others do on average.
        """
        status = WAVE_LIFECYCLE.after(WaveAction.LAUNCH, self.status)
        frame = Frame.freeze(candidates, self.plan.fatigue, at=at)
        _few_enough(frame, self.plan.breakdowns)
        allocation = allocate(
            frame.sizes(),
            self.plan.sample,
            method=self.plan.method,
            spreads=self.plan.spreads or _of_all(spreads, frame),
            least=self.plan.least_of_stratum,
        )
        drawn = draw(frame, allocation, self.plan.seed)
        self.status, self.launched_at, self.closes_at = status, at, at + timedelta(days=self.plan.runs_for_days)
        self.sample = Sample(frame.fingerprint, frame.sizes(), allocation)
        self._record(
            events.WaveLaunched(
                at=at,
                wave_id=self.id,
                status=status,
                fingerprint=frame.fingerprint,
                frame=self.sample.frame,
                allocation=allocation,
                left_out={reason.value: count for reason, count in sorted(frame.left_out.items())},
                closes_at=self.closes_at,
            )
        )
        return Drawn(frame, tuple(frame.members[customer] for customer in drawn))

    def takes(self, action: WaveAction, *, at: datetime) -> None:
        """NotAllowedNow when no customer can be invited, reminded or heard; it is over when its time is, job or not."""
        WAVE_LIFECYCLE.after(action, self.status)
        if self.closes_at is not None and at >= self.closes_at:
            raise NotAllowedNow("the survey is over: its closing time has passed")

    def extend(self, closes_at: datetime, *, at: datetime, why: str | None) -> None:
        """Open for longer, with a reason."""
        status = WAVE_LIFECYCLE.after(WaveAction.EXTEND, self.status)
        reason = a_reason(why, why="say why the survey stays open longer")
        assert self.launched_at is not None  # noqa: S101  the table allows it after launch only
        assert self.closes_at is not None  # noqa: S101
        if not max(self.closes_at, at) < closes_at <= self.launched_at + timedelta(days=LONGEST_DAYS):
            hint = f"the new end lies after now and after the old one, within {LONGEST_DAYS} days of the launch"
            raise Invalid(hint, field=["closesAt"])
        self.closes_at = closes_at
        self._record(
            events.WaveExtended(at=at, reason=reason, wave_id=self.id, status=status, closes_at=closes_at)
        )  # fmt: skip

    def hand_over(self, count: int, *, at: datetime) -> None:
        """So many links have been given to whoever sends them to the customers."""
        self.takes(WaveAction.INVITE, at=at)
        if count:
            self._record(events.LinksHandedOver(at=at, wave_id=self.id, status=self.status, count=count))

    def close(self, *, at: datetime, why: str | None = None, late: bool = False) -> None:
        """No answer is taken any more; before its time only with a reason."""
        status = WAVE_LIFECYCLE.after(WaveAction.CLOSE, self.status)
        on_time = self.closes_at is not None and at >= self.closes_at
        reason = an_optional_reason(why) if on_time else a_reason(why, why="say why it is closed before its time")
        self.status, self.closed_at = status, at
        self._record(
            events.WaveClosed(at=at, reason=reason, wave_id=self.id, status=status, on_time=on_time, late=late)
        )

    def deliver(self, departments: Iterable[str], *, at: datetime) -> None:
        """Each department has been given its own results (source: P6.2-c)."""
        status = WAVE_LIFECYCLE.after(WaveAction.DELIVER, self.status)
        self.status = status
        self._record(
            events.ResultsDelivered(
                at=at, wave_id=self.id, status=status, departments=tuple(sorted(set(departments)))
            )
        )  # fmt: skip

    def cancel(self, *, at: datetime, why: str | None) -> None:
        """Will not be finished; answers given so far have no result."""
        status = WAVE_LIFECYCLE.after(WaveAction.CANCEL, self.status)
        reason = a_reason(why, why="say why the survey is cancelled")
        self.status = status
        self._record(events.WaveCancelled(at=at, reason=reason, wave_id=self.id, status=status))

    def state(self) -> dict[str, Any]:
        """Everything that may change."""
        return {
            "title": self.title,
            "plan": self.plan,
            "status": self.status,
            "sample": self.sample,
            "launched_at": self.launched_at,
            "closes_at": self.closes_at,
            "closed_at": self.closed_at,
        }

    def image(self) -> dict[str, Any]:
        """Which wave it is."""
        return {"code": self.code, "status": self.status}


def _of_all(spreads: Mapping[str, float] | None, frame: Frame) -> Mapping[str, float] | None:
    if not spreads:
        return None
    usual = math.fsum(spreads.values()) / len(spreads)
    return {stratum: spreads.get(stratum, usual) for stratum in frame.sizes()}


def _few_enough(frame: Frame, breakdowns: Iterable[tuple[str, ...]]) -> None:
    """Before anybody is asked: a report has a bounded number of cells."""
    sizes = {
        "stratum": len(frame.sizes()),
        "touchpoint": len(Touchpoint),
        "department": len({each.department for each in frame.members.values()}),
    }
    cells = 1 + sum(math.prod(sizes[axis] for axis in axes) for axes in with_parts(breakdowns) if axes)
    if cells > CELLS:
        hint = f"the results would have up to {cells} cells, at most {CELLS} are allowed"
        raise Invalid(f"{hint}: take fewer strata or breakdowns", field=["breakdowns"])
