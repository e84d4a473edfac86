"""A delivery (投递): tried until it is taken or given up; a person may ask for it again."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Any, ClassVar, Self
from uuid import UUID

from domain.delivery import events
from domain.delivery.backoff import pause_after
from domain.shared.aggregate import Aggregate
from domain.shared.errors import NotAllowedNow
from domain.shared.text import an_optional_reason

RETRIED_FOR = timedelta(hours=24)
"""For so long it is tried at the least, from when it was made or asked for again."""


class DeliveryState(StrEnum):
    """How far it has come (投递状态)."""

    PENDING = "PENDING"
    DELIVERED = "DELIVERED"
    DEAD = "DEAD"


@dataclass(frozen=True, slots=True)
class Outcome:
    """What becomes of it after a try; `next_try_at` is None when there is none."""

    state: DeliveryState
    next_try_at: datetime | None
    error: str | None

    @classmethod
    def of(cls, error: str | None, *, attempts: int, at: datetime, retry_until: datetime, dice: float) -> Self:
        """After so many attempts, this one included; `error` is None when it was taken."""
        if error is None:
            return cls(DeliveryState.DELIVERED, None, None)
        if at >= retry_until:
            return cls(DeliveryState.DEAD, None, error)
        return cls(DeliveryState.PENDING, at + pause_after(attempts, dice), error)


@dataclass(slots=True, kw_only=True)
class Delivery(Aggregate):
    """What people may ask of it. Its version counts that alone."""

    KIND: ClassVar[str] = "delivery"

    alert_id: UUID
    state_now: DeliveryState
    retry_until: datetime
    next_try_at: datetime | None

    def redeliver(self, *, at: datetime, why: str | None = None) -> None:
        """Once more, with the same id and body: the receiver can tell that it had it before."""
        if self.state_now is DeliveryState.PENDING:
            raise NotAllowedNow("it is being delivered already", field=["deliveryId"])
        reason = an_optional_reason(why)
        self.state_now, self.retry_until, self.next_try_at = DeliveryState.PENDING, at + RETRIED_FOR, at
        self._record(events.RedeliveryRequested(at=at, reason=reason, delivery_id=self.id, alert_id=self.alert_id))

    def state(self) -> dict[str, Any]:
        """What people change."""
        return {"state": self.state_now, "retry_until": self.retry_until, "next_try_at": self.next_try_at}

    def image(self) -> dict[str, Any]:
        """Which one it is."""
        return {"alert": self.alert_id}
