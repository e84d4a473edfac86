"""What may raise an alert: a step of a clock, a complaint, a reopening (source: P3.3-e)."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from uuid import UUID

from domain.clock.commitment import StepKind


class TriggerKind(StrEnum):
    """The kinds of occasion (触发)."""

    CLOCK_STEP = "CLOCK_STEP"
    COMPLAINT = "COMPLAINT"
    REOPENED = "REOPENED"
    REPEATED_COMPLAINT = "REPEATED_COMPLAINT"


FACTS = frozenset({"level", "kind", "business_line", "channel", "department", "complaint", "tier", "segment", "origin"})
"""What rules may ask of the ticket; `complaint` is "true" or "false"."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Trigger:
    """Something happened to a ticket or a feedback; `facts` are of that moment.

    Steps name their clock: `commitment`, `instance`, `step`, `step_kind`, until when (`due`) it was promised, and
    whether the step was recorded `late`. Reopenings and repeated complaints have a `count`, the latter within so many
    days (`within_days`).
    """

    kind: TriggerKind
    aggregate_id: UUID
    at: datetime
    aggregate: str = "ticket"
    facts: Mapping[str, str] = field(default_factory=dict)
    commitment: str | None = None
    instance: int | None = None
    step: str | None = None
    step_kind: StepKind | None = None
    due: datetime | None = None
    late: bool = False
    count: int | None = None
    within_days: int | None = None

    def words(self, fact: str) -> frozenset[str]:
        """What the ticket is in this respect; a customer is in several segments, written `|a|b|`."""
        return frozenset(word for word in self.facts.get(fact, "").split("|") if word)

    @property
    def occasion(self) -> str:
        """Equal for what must not raise the same rule's alert twice for one ticket."""
        match self.kind:
            case TriggerKind.CLOCK_STEP:
                return f"{self.kind} {self.commitment} {self.instance} {self.step}"
            case TriggerKind.REOPENED:
                return f"{self.kind} {self.count}"
            case TriggerKind.COMPLAINT | TriggerKind.REPEATED_COMPLAINT:
                return self.kind.value
