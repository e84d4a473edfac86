"""What may be asked of an alert: load, one verb, save."""

from uuid import UUID

from domain.alert.alert import Alert
from domain.desk import NO_TERMS, Desk, Terms


async def acknowledge_alert(desk: Desk, alert_id: UUID, *, why: str | None = None, terms: Terms = NO_TERMS) -> Alert:
    """Somebody takes care of it."""
    async with desk.work(terms) as work:
        alert = await work.alerts.get(alert_id)
        alert.acknowledge(at=desk.now(), by=desk.viewer.author, why=why)
        work.alerts.save(alert)
    return alert


async def resolve_alert(desk: Desk, alert_id: UUID, *, why: str | None, terms: Terms = NO_TERMS) -> Alert:
    """It is done."""
    async with desk.work(terms) as work:
        alert = await work.alerts.get(alert_id)
        alert.resolve(at=desk.now(), by=desk.viewer.author, why=why)
        work.alerts.save(alert)
    return alert
