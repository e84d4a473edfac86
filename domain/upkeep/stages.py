"""What moves a customer on by itself: a first trade, months of silence, an account that is closed (source: P1.2-c)."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime

from domain.activity.activity import TRADES, ActivityKind
from domain.calendar.duration import months_after
from domain.customer.customer import Customer, CustomerAction, Stage
from domain.upkeep.rules import LifecycleRule

_BEGINNING = frozenset({Stage.PROSPECT, Stage.NEW})
"""In these a first time counts whenever it was: activity may be told late."""
_MAY_FALL_SILENT = frozenset({Stage.NEW, Stage.EXISTING})


@dataclass(frozen=True, slots=True)
class Seen:
    """When each kind of activity was seen last, as far as it is known."""

    last: Mapping[ActivityKind, datetime] = field(default_factory=dict)

    @property
    def in_order(self) -> list[tuple[datetime, ActivityKind]]:
        """Oldest first."""
        return sorted((at, kind) for kind, at in self.last.items())

    @property
    def traded_at(self) -> datetime | None:
        """The last trade."""
        return max((self.last[kind] for kind in TRADES if kind in self.last), default=None)


def move_on(customer: Customer, seen: Seen, rule: LifecycleRule, *, at: datetime) -> None:
    """Each move that is due, with its reason; what has had its effect once has none again."""
    since = customer.stage_since
    _follow(customer, seen, rule, since=since, at=at)
    if customer.stage in _BEGINNING:
        # A trade that was told from before the account was opened is still the first one.
        _follow(customer, seen, rule, since=since, at=at)
    changed = seen.last.get(ActivityKind.IDENTITY)
    if (
        changed is not None
        and customer.stage is not Stage.LOST
        and (customer.identity_noticed_at is None or changed > customer.identity_noticed_at)
    ):
        customer.notice_identity_change(seen_at=changed, why="told by the account system", at=at)
    silent_at = silent_from(customer, seen, rule)
    if silent_at is not None and silent_at <= at:
        customer.change_stage(CustomerAction.FALL_SILENT, why=f"no trade within {rule.silent_months} months", at=at)


def _follow(customer: Customer, seen: Seen, rule: LifecycleRule, *, since: datetime, at: datetime) -> None:
    for when, kind in seen.in_order:
        action = rule.move(customer.stage, kind)
        if action is not None and (when > since or customer.stage in _BEGINNING):
            customer.change_stage(action, why=f"{kind.value} on {when.date().isoformat()}", at=at)


def silent_from(customer: Customer, seen: Seen, rule: LifecycleRule) -> datetime | None:
    """When they fall silent unless they trade; None for who cannot."""
    if customer.stage not in _MAY_FALL_SILENT:
        return None
    last = max(customer.stage_since, seen.traded_at or customer.stage_since)
    return datetime.combine(months_after(last.date(), rule.silent_months), last.timetz())
