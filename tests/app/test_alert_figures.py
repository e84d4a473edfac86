"""What `/metrics` tells of alerts and deliveries."""

from datetime import timedelta

import pytest

from adapters.reads.figures import alert_figures
from adapters.storage.timers import take_due
from app.house import OpenHouse
from app.metrics import Metrics
from tests.app.test_metrics import figures
from tests.engines import house
from tests.storage.test_tickets import a_desk, a_ticket

__all__ = ["house"]


async def test_alerts_are_counted_by_rule_and_deliveries_by_state_with_their_lag(house: OpenHouse) -> None:
    await a_ticket(a_desk(house), kind="complaint")
    await a_ticket(a_desk(house), kind="complaint")
    metrics = Metrics()
    now = house.house.now() + timedelta(hours=2)

    metrics.alerts.show(await alert_figures(house.house.database, now))

    shown = figures(metrics)
    assert shown['kefu_alerts{rule="complaint",status="RAISED"}'] == 2
    assert shown['kefu_deliveries{state="PENDING"}'] == 2
    assert shown['kefu_deliveries{state="DEAD"}'] == 0
    assert 7190 < shown["kefu_delivery_lag_seconds"] < 7300
    assert 3590 < shown["kefu_escalation_lag_seconds"] < 3700


async def test_where_nothing_waits_there_is_no_lag(house: OpenHouse) -> None:
    metrics = Metrics()

    metrics.alerts.show(await alert_figures(house.house.database, house.house.now()))

    assert figures(metrics)["kefu_delivery_lag_seconds"] == 0


async def test_clocks_tell_how_long_a_due_step_waits_and_how_late_the_last_were(house: OpenHouse) -> None:
    ticket = await a_ticket(a_desk(house))
    database, metrics = house.house.database, Metrics()

    metrics.alerts.show(await alert_figures(database, ticket.opened_at + timedelta(minutes=21)))
    waiting = figures(metrics)
    object.__setattr__(house.house, "now", lambda: ticket.opened_at + timedelta(minutes=22))
    await take_due(house.house, wall=house.clock.now())
    metrics.alerts.show(await alert_figures(database, ticket.opened_at + timedelta(minutes=22)))
    taken = figures(metrics)

    assert waiting["kefu_clock_step_waiting_seconds"] == pytest.approx(60, abs=1)
    assert taken["kefu_clock_step_waiting_seconds"] == 0
    assert taken["kefu_clock_step_lag_seconds"] == pytest.approx(120, abs=1)
