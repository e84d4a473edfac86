"""An interaction with a customer (互动): how, which way, how long, what came of it, and who it was (source: P4.1-b)."""

from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Any, ClassVar
from uuid import UUID

from domain.interaction import events
from domain.shared.aggregate import Aggregate
from domain.shared.errors import Invalid
from domain.shared.text import a_reason, a_text
from domain.ticket.message import Direction

LONGEST = timedelta(days=1)
OPENED = 100


class InteractionKind(StrEnum):
    """What it was (互动方式)."""

    CALL = "CALL"
    VISIT = "VISIT"
    EMAIL = "EMAIL"
    CHAT = "CHAT"
    ONE_TAP_CONSULTATION = "ONE_TAP_CONSULTATION"


class InteractionOutcome(StrEnum):
    """What came of it (互动结果)."""

    ANSWERED = "ANSWERED"
    FOLLOW_UP = "FOLLOW_UP"
    TRANSFERRED = "TRANSFERRED"
    NOT_REACHED = "NOT_REACHED"
    ABANDONED = "ABANDONED"


class OpenedKind(StrEnum):
    """What may come out of an interaction."""

    TICKET = "TICKET"
    NEED = "NEED"
    FEEDBACK = "FEEDBACK"


@dataclass(frozen=True, slots=True)
class Opened:
    """From the interaction to what came out of it."""

    kind: OpenedKind
    other_id: UUID


@dataclass(frozen=True, slots=True)
class Account:
    """What is told of an interaction. `length` is from its beginning to its end, at most a day."""

    kind: InteractionKind
    channel: str
    direction: Direction
    outcome: InteractionOutcome
    began_at: datetime
    length: timedelta

    def check(self, at: datetime) -> None:
        """Invalid when it cannot have been so by then."""
        if not timedelta(0) <= self.length <= LONGEST:
            seconds = int(LONGEST.total_seconds())
            raise Invalid(f"an interaction lasts 0 to {seconds} seconds", field=["lengthSeconds"])
        if self.began_at + self.length > at:
            raise Invalid("an interaction is put on record once it is over", field=["beganAt"])


@dataclass(slots=True, kw_only=True)
class Interaction(Aggregate):
    """Stays as it was told, unless it is corrected with a reason; what came out of it is linked."""

    KIND: ClassVar[str] = "interaction"

    customer_id: UUID
    account: Account
    agent_id: UUID | None
    department: str | None
    recorded_at: datetime
    recorded_by: str
    opened: frozenset[Opened] = frozenset()

    @classmethod
    def record(
        cls,
        *,
        id: UUID,  # noqa: A002
        customer_id: UUID,
        account: Account,
        agent_id: UUID | None,
        department: str | None,
        at: datetime,
        by: str,
        summary: str | None = None,
    ) -> "Interaction":
        """Once it is over; `agent_id` is who spoke with the customer, nobody where a machine did."""
        account.check(at)
        interaction = cls(
            id=id,
            customer_id=customer_id,
            account=account,
            agent_id=agent_id,
            department=department,
            recorded_at=at,
            recorded_by=by,
        )
        words = None if summary is None else a_text(summary, field="summary")
        interaction._record(events.InteractionRecorded(at=at, interaction_id=id, summary=words))
        return interaction

    def correct(
        self,
        *,
        at: datetime,
        why: str | None,
        outcome: InteractionOutcome | None = None,
        length: timedelta | None = None,
        channel: str | None = None,
    ) -> None:
        """It was told wrongly; what is not given stays."""
        reason = a_reason(why, why="say what was told wrongly")
        account = replace(
            self.account,
            outcome=outcome or self.account.outcome,
            length=self.account.length if length is None else length,
            channel=channel or self.account.channel,
        )
        account.check(at)
        if account == self.account:
            return
        self.account = account
        self._record(events.InteractionCorrected(at=at, reason=reason, interaction_id=self.id))

    def opens(self, opened: Opened, *, at: datetime) -> None:
        """A ticket, need or feedback came out of it."""
        if opened in self.opened:
            return
        if len(self.opened) >= OPENED:
            raise Invalid(f"at most {OPENED} tickets, needs and feedbacks come out of one interaction")
        self.opened |= {opened}
        self._record(
            events.InteractionOpened(at=at, interaction_id=self.id, kind=opened.kind, other_id=opened.other_id)
        )

    def state(self) -> dict[str, Any]:
        """Everything that may change."""
        account = self.account
        return {
            "kind": account.kind,
            "channel": account.channel,
            "direction": account.direction,
            "outcome": account.outcome,
            "began_at": account.began_at,
            "length_seconds": int(account.length.total_seconds()),
            **{f"opened.{each.kind}.{each.other_id}": True for each in self.opened},
        }

    def image(self) -> dict[str, Any]:
        """What rights look at."""
        return {
            "customer": self.customer_id,
            "agent": self.agent_id,
            "department": self.department,
            "recorded_by": self.recorded_by,
        }
