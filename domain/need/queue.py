"""The queue of needs: what each one's rank depends on at a moment, and the order in which they are served (P2.3)."""

from collections.abc import Iterable
from datetime import datetime
from uuid import UUID

from domain.customer.customer import Customer
from domain.need.market import MarketEvent
from domain.need.need import Need
from domain.need.rank import Life, Situation

UNRANKED = 10**9
"""Behind every standing that a rule gives."""


def situation_of(
    need: Need, customer: Customer, *, market: Iterable[MarketEvent], abnormal_trading: bool, at: datetime
) -> Situation:
    """As it is at this moment; market events in the order in which they began."""
    concerning = sorted(
        (each for each in market if each.concerns(need.classes.category, at)),
        key=lambda each: (each.begins_at, each.id),
    )
    return Situation(
        classes=need.classes,
        grade=need.grade,
        assessment=need.assessment,
        life=Life.of(customer.stage, customer.segments),
        abnormal_trading=abnormal_trading,
        market=tuple(each.title for each in concerning),
    )


def turn_of(need: Need) -> tuple[int, datetime, UUID]:
    """What the queue is sorted by, smallest first; no two needs have the same."""
    if need.ranked is None:
        return UNRANKED, need.identified_at, need.id
    return need.ranked.before(need.identified_at, need.id)
