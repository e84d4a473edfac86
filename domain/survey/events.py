"""What can happen to a wave and to its invitations. What a customer answered is sealed: no feed shows one answer."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import ClassVar
from uuid import UUID

from domain.shared.aggregate import Event
from domain.survey.lifecycle import InvitationStatus, WaveStatus


@dataclass(frozen=True, kw_only=True)
class WaveEvent(Event):
    """Carries the status it led to, so that a listener need not ask again."""

    wave_id: UUID
    status: WaveStatus


@dataclass(frozen=True, kw_only=True)
class WaveDrafted(WaveEvent):
    code: str


@dataclass(frozen=True, kw_only=True)
class WaveRevised(WaveEvent):
    pass


@dataclass(frozen=True, kw_only=True)
class WaveLaunched(WaveEvent):
    """The frame as it was frozen: its fingerprint, and by stratum how many there are and how many are asked."""

    fingerprint: str
    frame: Mapping[str, int]
    allocation: Mapping[str, int]
    left_out: Mapping[str, int]
    closes_at: datetime


@dataclass(frozen=True, kw_only=True)
class WaveExtended(WaveEvent):
    closes_at: datetime


@dataclass(frozen=True, kw_only=True)
class LinksHandedOver(WaveEvent):
    """To whoever sends them to the customers: so many invitations and reminders."""

    count: int


@dataclass(frozen=True, kw_only=True)
class WaveClosed(WaveEvent):
    """`on_time` is False when a person closed it before its time; `late` when nobody was there to close it then."""

    on_time: bool
    late: bool = False


@dataclass(frozen=True, kw_only=True)
class ResultsDelivered(WaveEvent):
    """To these departments, each its own (source: P6.2-c)."""

    departments: tuple[str, ...]


@dataclass(frozen=True, kw_only=True)
class WaveCancelled(WaveEvent):
    pass


@dataclass(frozen=True, kw_only=True)
class InvitationEvent(Event):
    """Carries the status it led to."""

    invitation_id: UUID
    wave_id: UUID
    status: InvitationStatus


@dataclass(frozen=True, kw_only=True)
class CustomerInvited(InvitationEvent):
    """Of which stratum is not told: how many of a stratum answered would be a count away."""

    customer_id: UUID


@dataclass(frozen=True, kw_only=True)
class CustomerReminded(InvitationEvent):
    """`late` when it missed its moment by more than a worker at work would."""

    number: int
    late: bool = False


@dataclass(frozen=True, kw_only=True)
class SurveyAnswered(InvitationEvent):
    """The answers of one customer are personal: they are read by the wave's results and nowhere else."""

    SEALED: ClassVar[frozenset[str]] = frozenset({"scores", "texts"})
    scores: Mapping[str, int]
    texts: Mapping[str, str]


@dataclass(frozen=True, kw_only=True)
class InvitationDeclined(InvitationEvent):
    pass


@dataclass(frozen=True, kw_only=True)
class InterviewRecorded(Event):
    """A conversation beside the figures (source: P6.1-d)."""

    SEALED: ClassVar[frozenset[str]] = frozenset({"text"})
    interview_id: UUID
    wave_id: UUID
    customer_id: UUID
    text: str


@dataclass(frozen=True, kw_only=True)
class DepartmentResultsDelivered(Event):
    """A department has been given its own results (source: P6.2-c)."""

    result_id: UUID
    wave_id: UUID


@dataclass(frozen=True, kw_only=True)
class WavesScheduled(Event):
    schedule_id: UUID
    next_on: str


@dataclass(frozen=True, kw_only=True)
class ScheduledWaveDue(Event):
    """`missed` occasions before this one passed while nobody was there; `late` when its own day did."""

    schedule_id: UUID
    wave_id: UUID
    occasion: str
    missed: int = 0
    late: bool = False


@dataclass(frozen=True, kw_only=True)
class WavesEnded(Event):
    schedule_id: UUID
