"""What happens on the market and raises the needs that it concerns (市场事件; source: P2.3-c)."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, ClassVar
from uuid import UUID

from domain.need import events
from domain.need.classes import Category
from domain.shared.aggregate import Aggregate
from domain.shared.errors import Invalid, NotAllowedNow
from domain.shared.text import a_reason, a_subject


@dataclass(slots=True, kw_only=True)
class MarketEvent(Aggregate):
    """In force from `begins_at` until `ends_at`, which may be cut short; how far it raises is the policy's."""

    KIND: ClassVar[str] = "market_event"

    title: str
    begins_at: datetime
    ends_at: datetime
    entered_by: str
    categories: frozenset[Category] = field(default=frozenset())

    @classmethod
    def enter(
        cls,
        *,
        id: UUID,  # noqa: A002
        title: str,
        categories: Iterable[Category],
        begins_at: datetime,
        ends_at: datetime,
        why: str | None,
        at: datetime,
        by: str,
    ) -> "MarketEvent":
        """Entered by a supervisor, with the reason; it lies ahead or has begun, and is not over."""
        concerned = frozenset(categories)
        if not concerned:
            raise Invalid("a market event concerns one category of needs at least", field=["categories"])
        if ends_at <= begins_at or ends_at <= at:
            raise Invalid("a market event ends after it begins, and not in the past", field=["endsAt"])
        market = cls(
            id=id,
            title=a_subject(title, field="title"),
            begins_at=begins_at,
            ends_at=ends_at,
            entered_by=by,
            categories=concerned,
        )
        reason = a_reason(why, why="say what the needs of customers have to do with it")
        market._record(events.MarketEventEntered(at=at, reason=reason, market_event_id=id))
        return market

    def end(self, *, why: str | None, at: datetime) -> None:
        """Over before its time; one that lies ahead never begins."""
        reason = a_reason(why, why="say why it is over")
        if at >= self.ends_at:
            raise NotAllowedNow("the market event is over")
        self.ends_at = at
        self._record(events.MarketEventEnded(at=at, reason=reason, market_event_id=self.id))

    def concerns(self, category: Category, at: datetime) -> bool:
        """Whether needs of this category are raised at this moment."""
        return category in self.categories and self.begins_at <= at < self.ends_at

    def state(self) -> dict[str, Any]:
        """Everything that may change."""
        return {
            "title": self.title,
            "categories": tuple(sorted(self.categories)),
            "begins_at": self.begins_at,
            "ends_at": self.ends_at,
        }

    def image(self) -> dict[str, Any]:
        """Which needs are ranked anew when it begins and when it ends."""
        return {"categories": sorted(self.categories), "begins_at": self.begins_at, "ends_at": self.ends_at}
