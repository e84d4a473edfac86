"""What can happen to an improvement measure."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from domain.improvement.lifecycle import MeasureStatus
from domain.shared.aggregate import Event


@dataclass(frozen=True, kw_only=True)
class MeasureEvent(Event):
    """Carries the status it led to, so that a listener need not ask again."""

    measure_id: UUID
    status: MeasureStatus


@dataclass(frozen=True, kw_only=True)
class MeasurePlanned(MeasureEvent):
    pass


@dataclass(frozen=True, kw_only=True)
class MeasureHandedOver(MeasureEvent):
    department: str
    owner_id: UUID


@dataclass(frozen=True, kw_only=True)
class MeasureDueChanged(MeasureEvent):
    due: datetime


@dataclass(frozen=True, kw_only=True)
class MeasureAnswers(MeasureEvent):
    """To one more piece of feedback, ticket or survey, by `kind`."""

    kind: str
    other_id: UUID


@dataclass(frozen=True, kw_only=True)
class MeasureBegun(MeasureEvent):
    pass


@dataclass(frozen=True, kw_only=True)
class MeasureFinished(MeasureEvent):
    pass


@dataclass(frozen=True, kw_only=True)
class EffectAssessed(MeasureEvent):
    """After minus before, in the metric's unit; all None where the data do not suffice."""

    verdict: str
    difference: float | None
    low: float | None
    high: float | None
    goal_reached: bool | None
    factors: tuple[str, ...]
    rule_version: int


@dataclass(frozen=True, kw_only=True)
class MeasureVerified(MeasureEvent):
    verdict: str


@dataclass(frozen=True, kw_only=True)
class MeasureDropped(MeasureEvent):
    pass
