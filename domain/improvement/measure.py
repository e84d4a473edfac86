"""The improvement measure (改进措施): what is changed, by whom, until when, and how we will know (source: P4.3)."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any, ClassVar
from uuid import UUID

from domain.improvement import events
from domain.improvement.effect import LARGEST, Better, Effect, EffectRule, Sample, Verdict, is_value
from domain.improvement.lifecycle import LIFECYCLE, MeasureAction, MeasureStatus
from domain.reference.entry import is_code
from domain.shared.aggregate import Aggregate
from domain.shared.errors import Invalid, NotAllowedNow
from domain.shared.text import a_reason, a_subject, an_optional_reason

ANSWERS = 1000
UNIT_LENGTH = 30


class MeasureKind(StrEnum):
    """Process change (流程优化), training (培训), technology (技术升级)."""

    PROCESS_CHANGE = "PROCESS_CHANGE"
    TRAINING = "TRAINING"
    TECHNOLOGY = "TECHNOLOGY"


class AnswerKind(StrEnum):
    """What a measure answers to."""

    FEEDBACK = "FEEDBACK"
    TICKET = "TICKET"
    SURVEY_WAVE = "SURVEY_WAVE"


@dataclass(frozen=True, slots=True)
class Answer:
    """From the measure to what it came out of."""

    kind: AnswerKind
    other_id: UUID


@dataclass(frozen=True, slots=True)
class Target:
    """A metric by its code, in a unit, which way is better, and what it is to be.

    Where the desk measures it, of the tickets of this department and of this kind only, if they are named.
    """

    metric: str
    unit: str
    better: Better
    goal: float
    department: str | None = None
    kind: str | None = None

    def __post_init__(self) -> None:
        if not is_code(self.metric):
            right = "a metric is a code of 1 to 60 letters, digits, dots, dashes or underscores"
            raise Invalid(right, field=["target", "metric"])
        if not 1 <= len(self.unit.strip()) <= UNIT_LENGTH or not self.unit.isprintable():
            raise Invalid(f"a unit has 1 to {UNIT_LENGTH} printable characters", field=["target", "unit"])
        if not is_value(self.goal):
            raise Invalid(f"a goal is a number of at most {LARGEST}", field=["target", "goal"])


@dataclass(slots=True, kw_only=True)
class Measure(Aggregate):
    """Specific and measurable: without an owner, a due date, a target and a baseline there is none."""

    KIND: ClassVar[str] = "measure"

    subject: str
    kind: MeasureKind
    department: str
    owner_id: UUID
    due: datetime
    target: Target
    baseline: Sample
    planned_at: datetime
    planned_by: str
    status: MeasureStatus = MeasureStatus.PLANNED
    finished_at: datetime | None = None
    effect: Effect | None = None
    answers: frozenset[Answer] = frozenset()

    @classmethod
    def plan(
        cls,
        *,
        id: UUID,  # noqa: A002
        subject: str,
        kind: MeasureKind,
        department: str,
        owner_id: UUID,
        due: datetime,
        target: Target,
        baseline: Sample,
        at: datetime,
        by: str,
        answers: Answer | None = None,
    ) -> "Measure":
        """The baseline was measured before; the goal is better than it, or nothing would have to be done."""
        _lies_ahead(due, at)
        if baseline.until > at:
            raise Invalid("the baseline is measured before the measure is planned", field=["baseline", "until"])
        if baseline.mean is None:
            raise Invalid("the baseline has no value: what is not measured cannot be improved", field=["baseline"])
        gain = target.goal - baseline.mean
        if (gain if target.better is Better.HIGHER else -gain) <= 0:
            way = "above" if target.better is Better.HIGHER else "below"
            raise Invalid(
                f"goal is {target.goal:g}; it must be {way} the baseline of {baseline.mean:g} {target.unit}",
                field=["target", "goal"],
            )
        measure = cls(
            id=id,
            subject=a_subject(subject),
            kind=kind,
            department=department,
            owner_id=owner_id,
            due=due,
            target=target,
            baseline=baseline,
            planned_at=at,
            planned_by=by,
            answers=frozenset() if answers is None else frozenset({answers}),
        )
        measure._record(events.MeasurePlanned(at=at, measure_id=id, status=measure.status))
        return measure

    def hand_over(self, *, department: str, owner_id: UUID, why: str | None, at: datetime) -> None:
        """Somebody else answers for it."""
        status = LIFECYCLE.after(MeasureAction.HAND_OVER, self.status)
        reason = a_reason(why, why="say why somebody else answers for it")
        if (department, owner_id) == (self.department, self.owner_id):
            return
        self.status, self.department, self.owner_id = status, department, owner_id
        self._record(
            events.MeasureHandedOver(
                at=at, reason=reason, measure_id=self.id, status=status, department=department, owner_id=owner_id
            )
        )

    def change_due(self, due: datetime, *, why: str | None, at: datetime) -> None:
        """Sooner or later than was said."""
        status = LIFECYCLE.after(MeasureAction.CHANGE_DUE, self.status)
        reason = a_reason(why, why="say why it is due at another time")
        _lies_ahead(due, at)
        if due == self.due:
            return
        self.status, self.due = status, due
        self._record(events.MeasureDueChanged(at=at, reason=reason, measure_id=self.id, status=status, due=due))

    def answer_to(self, kind: AnswerKind, other_id: UUID, *, at: datetime) -> None:
        """It came out of this too."""
        status = LIFECYCLE.after(MeasureAction.ANSWER_TO, self.status)
        answer = Answer(kind, other_id)
        if answer in self.answers:
            return
        if len(self.answers) >= ANSWERS:
            raise Invalid(f"a measure answers to at most {ANSWERS}", field=["otherId"])
        self.status, self.answers = status, self.answers | {answer}
        self._record(events.MeasureAnswers(at=at, measure_id=self.id, status=status, kind=kind, other_id=other_id))

    def begin(self, *, at: datetime) -> None:
        """Under way."""
        status = LIFECYCLE.after(MeasureAction.BEGIN, self.status)
        self.status = status
        self._record(events.MeasureBegun(at=at, measure_id=self.id, status=status))

    def finish(self, *, at: datetime) -> None:
        """In place: from here on, what comes after can be compared."""
        status = LIFECYCLE.after(MeasureAction.FINISH, self.status)
        self.status, self.finished_at = status, at
        self._record(events.MeasureFinished(at=at, measure_id=self.id, status=status))

    def assess_effect(self, after: Sample, *, rule: EffectRule, at: datetime) -> None:
        """Before against after; as often as there is more to tell, for it is kept track of (source: P4.3-e, P3.2-c)."""
        status = LIFECYCLE.after(MeasureAction.ASSESS_EFFECT, self.status)
        if self.finished_at is None or after.since < self.finished_at:
            raise Invalid("what comes after begins once the measure is in place", field=["after", "since"])
        if after.until > at:
            raise Invalid("what comes after cannot end in the future", field=["after", "until"])
        effect = rule.compare(self.baseline, after, better=self.target.better, goal=self.target.goal)
        if effect == self.effect:
            return
        self.status, self.effect = status, effect
        self._record(
            events.EffectAssessed(
                at=at,
                measure_id=self.id,
                status=status,
                verdict=effect.verdict,
                difference=effect.difference,
                low=effect.low,
                high=effect.high,
                goal_reached=effect.goal_reached,
                factors=effect.factors,
                rule_version=effect.rule_version,
            )
        )

    def verify(self, *, at: datetime, why: str | None = None) -> None:
        """A person closes the loop on what the data say, whatever they say; too little data says nothing."""
        status = LIFECYCLE.after(MeasureAction.VERIFY, self.status)
        reason = an_optional_reason(why)
        if self.effect is None:
            raise NotAllowedNow("cannot verify: its effect has not been assessed")
        if self.effect.verdict is Verdict.INSUFFICIENT_DATA:
            raise NotAllowedNow(f"cannot verify on insufficient data: {'; '.join(self.effect.factors)}")
        self.status = status
        self._record(
            events.MeasureVerified(at=at, reason=reason, measure_id=self.id, status=status, verdict=self.effect.verdict)
        )

    def drop(self, *, why: str | None, at: datetime) -> None:
        """It will not be done."""
        status = LIFECYCLE.after(MeasureAction.DROP, self.status)
        reason = a_reason(why, why="say why it will not be done")
        self.status = status
        self._record(events.MeasureDropped(at=at, reason=reason, measure_id=self.id, status=status))

    def state(self) -> dict[str, Any]:
        """Everything that may change."""
        return {
            "subject": self.subject,
            "kind": self.kind,
            "department": self.department,
            "owner_id": self.owner_id,
            "due": self.due,
            "status": self.status,
            "finished_at": self.finished_at,
            **_values("target", self.target),
            **_values("baseline", self.baseline),
            **_effect(self.effect),
            **{f"answer.{each.kind}.{each.other_id}": True for each in self.answers},
        }

    def image(self) -> dict[str, Any]:
        """What feeds filter on and rights look at."""
        return {"status": self.status, "department": self.department, "owner": self.owner_id, "due": self.due}


def _lies_ahead(due: datetime, at: datetime) -> None:
    if due <= at:
        raise Invalid("a measure is due in the future", field=["due"])


def _values(name: str, value: Target | Sample) -> dict[str, Any]:
    return {f"{name}.{each}": getattr(value, each) for each in value.__dataclass_fields__}


def _effect(effect: Effect | None) -> dict[str, Any]:
    if effect is None:
        return {}
    numbers = ("verdict", "difference", "low", "high", "size", "goal_reached", "factors", "rule_version")
    return {**{f"effect.{name}": getattr(effect, name) for name in numbers}, **_values("effect.after", effect.after)}
