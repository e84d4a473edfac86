"""Figures of alerts, deliveries and clocks for Prometheus, counted in the database: nobody asks workers."""

import asyncio
from typing import Any

import structlog
from prometheus_client import CollectorRegistry, Gauge

from adapters.reads.figures import AlertFigures, alert_figures
from app.house import OpenHouse
from domain.delivery.delivery import DeliveryState

COUNT_SECONDS = 30.0

log = structlog.get_logger(__name__)


class AlertGauges:
    """All processes that serve count the same, so the greatest is the newest that matters."""

    def __init__(self, registry: CollectorRegistry) -> None:
        own: dict[str, Any] = {"namespace": "kefu", "registry": registry, "multiprocess_mode": "livemax"}
        self._alerts = Gauge("alerts", "Alerts so far, by rule and by where they stand.", ["rule", "status"], **own)
        self._deliveries = Gauge("deliveries", "Deliveries so far, by state.", ["state"], **own)
        self._delivery_lag = Gauge(
            "delivery_lag_seconds", "How long the oldest due delivery has been waiting.", **own
        )  # fmt: skip
        self._escalation_lag = Gauge(
            "escalation_lag_seconds", "How long the oldest due level of an alert has been waiting.", **own
        )
        self._step_waiting = Gauge(
            "clock_step_waiting_seconds", "How long the oldest due step of a clock has been waiting.", **own
        )
        self._step_lag = Gauge(
            "clock_step_lag_seconds",
            "From its moment until a step was recorded, 99th of a hundred among the last thousand.",
            **own,
        )
        self._known: set[tuple[str, str]] = set()

    def show(self, figures: AlertFigures) -> None:
        """What there is no more of is zero. Labels are the codes of rules, which admins write."""
        self._known |= figures.alerts.keys()
        for rule, status in self._known:
            self._alerts.labels(rule, status).set(figures.alerts.get((rule, status), 0))
        for state in DeliveryState:
            self._deliveries.labels(state.value).set(figures.deliveries.get(state.value, 0))
        self._delivery_lag.set(figures.delivery_lag)
        self._escalation_lag.set(figures.escalation_lag)
        self._step_waiting.set(figures.step_waiting)
        self._step_lag.set(figures.step_lag)


async def keep_counting(opening: OpenHouse, gauges: AlertGauges) -> None:
    """Until it is cancelled."""
    while True:
        try:
            gauges.show(await alert_figures(opening.house.database, opening.house.now()))
        except Exception:
            log.exception("alerts could not be counted")
        await asyncio.sleep(COUNT_SECONDS)
