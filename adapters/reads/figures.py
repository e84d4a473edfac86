"""How many alerts and deliveries there are, for how long the oldest due one waits, and how punctual clocks are."""

from dataclasses import dataclass, field
from datetime import datetime

from adapters.database import Database, instant, sure
from domain.alert.lifecycle import AlertStatus
from domain.delivery.delivery import DeliveryState

STEPS = 1_000


@dataclass(frozen=True, slots=True)
class AlertFigures:
    """Counts by (rule, status) and by state; lags in seconds."""

    alerts: dict[tuple[str, str], int] = field(default_factory=dict)
    deliveries: dict[str, int] = field(default_factory=dict)
    delivery_lag: float = 0.0
    escalation_lag: float = 0.0
    step_waiting: float = 0.0
    """Since when the oldest due step of a clock waits."""
    step_lag: float = 0.0
    """From its moment until a step was recorded: the 99th of a hundred among the last thousand."""


async def alert_figures(database: Database, now: datetime) -> AlertFigures:
    """As they are now."""
    alerts = await database.rows("select rule, status, count(*) as n, min(next_at) as due from alert group by 1, 2")
    sent = await database.rows("select state, count(*) as n, min(next_try_at) as due from delivery group by 1")
    waiting = [instant(row["due"]) for row in alerts if row["status"] == AlertStatus.RAISED]
    leaving = [instant(row["due"]) for row in sent if row["state"] == DeliveryState.PENDING]
    return AlertFigures(
        {(row["rule"], row["status"]): int(row["n"]) for row in alerts},
        {row["state"]: int(row["n"]) for row in sent},
        _lag(leaving, now),
        _lag(waiting, now),
        _lag([instant((await database.rows("select min(next_step_at) as due from clock"))[0]["due"])], now),
        await _step_lag(database),
    )


async def _step_lag(database: Database) -> float:
    text = f"select at, moment from clock_event where moment is not null order by position desc limit {STEPS}"
    rows = await database.rows(text)
    lags = sorted((sure(instant(row["at"])) - sure(instant(row["moment"]))).total_seconds() for row in rows)
    return lags[len(lags) * 99 // 100] if lags else 0.0


def _lag(due: list[datetime | None], now: datetime) -> float:
    return max(((now - each).total_seconds() for each in due if each is not None and each < now), default=0.0)
