"""Alerts in and out of their table, raised and escalated with their events and deliveries in one transaction."""

from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any, NamedTuple
from uuid import UUID, uuid5

import orjson

from adapters.database import Database, Row, instant, json, sure, uuid
from adapters.directory import Directory
from adapters.rights import alerts_of
from adapters.storage.clocks import Kept
from adapters.storage.deliveries import Told, deliver
from adapters.storage.house import House
from adapters.storage.log import Signature, append, event_rows
from adapters.storage.referrals import referral_steps, referrals_answered, referrals_watched
from adapters.storage.saving import Saving
from adapters.storage.situations import Situation, situations
from adapters.storage.steps import Ended, ended_in, steps_in
from domain.alert.access import READERS
from domain.alert.alert import Alert
from domain.alert.escalation import Escalation, Rule
from domain.alert.heard import triggers_of, triggers_of_feedback
from domain.alert.lifecycle import UNRESOLVED, AlertStatus
from domain.alert.trigger import Trigger, TriggerKind
from domain.clock.commitment import StepKind
from domain.feedback.feedback import Feedback
from domain.feedback.source import Collected
from domain.reference.entry import Family
from domain.shared.aggregate import Aggregate
from domain.shared.errors import NotFound
from domain.ticket.ticket import Ticket
from domain.viewer import Viewer

AUTHOR = "kefu:alerts"
"""What raises, escalates and settles by itself."""

_TIMES = ("raised_at", "next_at", "acknowledged_at", "resolved_at")
_PLAIN = (
    "version", "rule", "policy_version", "occasion", "level", "commitment", "instance", "step", "count",
    "acknowledged_by", "acknowledged_reason", "resolved_by", "resolved_reason",
)  # fmt: skip
_STILL = sorted(each.value for each in UNRESOLVED)


class Stirred(NamedTuple):
    """What alerts have to do with: what may raise them, and clocks of which they are over."""

    triggers: list[Trigger]
    ended: list[Ended]


def stirred_by(house: House, pieces: Iterable[Aggregate], clocks: Iterable[Kept]) -> Stirred:
    """What the tickets and feedback among these have just done, and their clocks."""
    clocks = list(clocks)
    pieces, triggers = list(pieces), list[Trigger]()
    for each in pieces:
        if isinstance(each, Ticket):
            triggers += triggers_of(each, is_complaint=lambda kind: kind in _complaints(house.directory))
        elif isinstance(each, Feedback):
            triggers += triggers_of_feedback(each, is_complaint=lambda kind: kind in _complaints(house.directory))
    answered = [ended for each in pieces if isinstance(each, Feedback) for ended in referrals_answered(each)]
    return Stirred([*triggers, *steps_in(clocks)], [*ended_in(clocks), *answered])


async def raise_for(house: House, stirred: Stirred, *, request_id: str | None = None) -> None:
    """In the transaction of what stirs them."""
    await raise_alerts(house, stirred.triggers, request_id=request_id)
    for each in stirred.ended:
        await settle_alerts(house, each)


async def raise_alerts(house: House, triggers: Sequence[Trigger], *, request_id: str | None = None) -> None:
    """Rows, events and deliveries in the caller's transaction; what was raised before is not raised again.

    Tickets, feedback and tasks of upkeep raise alerts: triggers of others find no situation.
    """
    if not triggers:
        return
    policy = await house.policies.escalation()
    around = await situations(house.database, house.directory, [each.aggregate_id for each in triggers])
    told = [_with_facts(each, around[each.aggregate_id]) for each in triggers if each.aggregate_id in around]
    told += await _repeated(house, policy, told, around)
    raised = [
        (_raised(policy, rule, each, around[each.aggregate_id]), rule)
        for each in told
        for rule in policy.raised_by(each)
    ]
    fresh = await _insert(house.database, [alert for alert, _ in raised])
    await _tell(house, [(alert, rule) for alert, rule in raised if alert.id in fresh], around, request_id)


async def settle_alerts(house: House, ended: Ended) -> None:
    """The alerts of a clock that was fulfilled or cancelled are over; in the caller's transaction."""
    sql = house.database.sql()
    alerts = await _locked(
        house.database,
        f"{sql(ended.aggregate_id)} in (ticket_id, feedback_id, task_id) and commitment = {sql(ended.commitment)}"
        f" and instance = {sql(ended.instance)} and {sql.among('status', _STILL)}",
        sql.values,
    )
    for alert in alerts:
        alert.settle(at=ended.at, by=AUTHOR, because=ended.because)
        await update_alert(house.database, alert)
    await _append(house.database, alerts, None)


async def escalate_due(house: House, now: datetime, limit: int) -> int:
    """Tell the next level of alerts whose time has come, at most so many; how many there were.

    Each is claimed by locking its row until it is written, so no two workers tell the same level, and one that is
    killed leaves the row as it was.
    """
    database = house.database
    sql = database.sql()
    skip = " for update skip locked" if database.postgres else ""
    due = (
        f"select id from alert where status = {sql(AlertStatus.RAISED)} and next_at <= {sql(now)}"
        f" order by next_at limit {limit}{skip}"
    )
    async with database.transaction():
        alerts = await _locked(database, f"id in ({due})", sql.values)
        if not alerts:
            return 0
        around = await situations(database, house.directory, [each.about_id for each in alerts])
        told = []
        for alert in alerts:
            rule = (await house.policies.escalation_of(alert.policy_version)).rule(alert.rule)
            if alert.escalate(rule, around[alert.about_id].surroundings, at=now):
                await update_alert(database, alert)
                told.append((alert, rule))
        await _tell(house, told, around, None)
    return len(alerts)


async def watch_referrals(house: House) -> int:
    """Raise what authorities' deadlines call for since the last look; how many steps there were."""
    steps, until = await referral_steps(house)
    async with house.database.transaction():
        await raise_alerts(house, steps)
        await referrals_watched(house.database, until)
    if steps:
        house.ring()
    return len(steps)


async def load_alert(database: Database, viewer: Viewer, alert_id: UUID) -> Alert:
    """The alert whose ticket or feedback is in the viewer's scope; NotFound else."""
    sql = database.sql()
    text = f"select a.* from alert a where a.id = {sql(alert_id)} and {alerts_of(viewer, sql)}"
    row = await database.row(text, sql.values) if viewer.role in READERS else None
    if row is None:
        message = "there is no such alert"
        raise NotFound(message, field=["alertId"])
    return alert_of(row)


def save_alert(saving: Saving, alert: Alert) -> None:
    """What has changed of it."""
    saving.change("alert", _changing(alert), {"id": alert.id, "version": alert.loaded_version})


async def update_alert(database: Database, alert: Alert) -> bool:
    """False when somebody else was first."""
    return bool(await database.update("alert", _changing(alert), {"id": alert.id, "version": alert.loaded_version}))


def alert_of(row: Row) -> Alert:
    """The aggregate from its row."""
    values: dict[str, Any] = {name: row[name] for name in _PLAIN} | {name: instant(row[name]) for name in _TIMES}
    kind = row["step_kind"]
    alert = Alert(
        **values,
        id=sure(uuid(row["id"])),
        ticket_id=uuid(row["ticket_id"]),
        feedback_id=uuid(row["feedback_id"]),
        task_id=uuid(row["task_id"]),
        trigger=TriggerKind(row["trigger"]),
        told=tuple(json(row["told"])),
        status=AlertStatus(row["status"]),
        step_kind=None if kind is None else StepKind(kind),
        due=instant(row["due_at"]),
        late=bool(row["late"]),
    )
    alert.as_loaded()
    return alert


def _changing(alert: Alert) -> dict[str, Any]:
    return {**alert.state(), "told": orjson.dumps(alert.told).decode(), "version": alert.version}


def _columns(alert: Alert) -> dict[str, Any]:
    return {
        "id": alert.id,
        "ticket_id": alert.ticket_id,
        "feedback_id": alert.feedback_id,
        "task_id": alert.task_id,
        "rule": alert.rule,
        "policy_version": alert.policy_version,
        "trigger": alert.trigger,
        "occasion": alert.occasion,
        "raised_at": alert.raised_at,
        "commitment": alert.commitment,
        "instance": alert.instance,
        "step": alert.step,
        "step_kind": alert.step_kind,
        "due_at": alert.due,
        "late": alert.late,
        "count": alert.count,
        **_changing(alert),
    }


def _raised(policy: Escalation, rule: Rule, trigger: Trigger, situation: Situation) -> Alert:
    alert_id = uuid5(trigger.aggregate_id, f"{rule.code} {trigger.occasion}")
    return Alert.raise_(
        id=alert_id, rule=rule, policy_version=policy.version, trigger=trigger, around=situation.surroundings,
        at=trigger.at,
    )  # fmt: skip


def _with_facts(trigger: Trigger, situation: Situation) -> Trigger:
    return replace(trigger, facts={**situation.facts, **trigger.facts})


async def _repeated(
    house: House, policy: Escalation, triggers: Iterable[Trigger], around: dict[UUID, Situation]
) -> list[Trigger]:
    """How many complaints the customers of new ones have within the days that the policy asks about."""
    found = []
    complaints = [each for each in triggers if each.kind is TriggerKind.COMPLAINT]
    for each in complaints:
        for days in policy.windows:
            sql = house.database.sql()
            customer = sql(around[each.aggregate_id].customer_id)
            since, until = sql(each.at - timedelta(days=days)), sql(each.at)
            kinds = sql.among("kind", _complaints(house.directory))
            text = (
                f"select (select count(*) from ticket where customer_id = {customer} and opened_at > {since}"
                f" and opened_at <= {until} and {kinds})"
                f" + (select count(*) from feedback where customer_id = {customer}"
                f" and received_at > {since} and received_at <= {until}"
                f" and ({kinds} or collected = {sql(Collected.COMPLAINT)})) as n"
            )
            row = sure(await house.database.row(text, sql.values))
            again = replace(each, kind=TriggerKind.REPEATED_COMPLAINT, count=int(row["n"]), within_days=days)
            found.append(again)
    return found


def _complaints(directory: Directory) -> list[str]:
    return [word.code for word in directory.words(Family.KIND) if word.complaint]


async def _insert(database: Database, alerts: Sequence[Alert]) -> set[UUID]:
    """The ids of those that were not there."""
    if not alerts:
        return set()
    sql = database.sql()
    rows = [_columns(each) for each in alerts]
    marks = ", ".join(f"({', '.join(map(sql, row.values()))})" for row in rows)
    text = f"insert into alert ({', '.join(rows[0])}) values {marks} on conflict do nothing returning id"
    return {sure(uuid(row["id"])) for row in await database.rows(text, sql.values)}


async def _locked(database: Database, where: str, values: Sequence[Any]) -> list[Alert]:
    """Those that meet the condition, not to be written by anybody else until this transaction ends.

    A write that changes nothing locks on both engines; SQLite has no other way to be the one writer from here on.
    """
    text = f"update alert set level = level where {where} returning *"
    return [alert_of(row) for row in await database.rows(text, values)]


async def _tell(
    house: House, told: Sequence[tuple[Alert, Rule]], around: dict[UUID, Situation], request_id: str | None
) -> None:
    if not told:
        return
    await _append(house.database, [alert for alert, _ in told], request_id)
    notices = [Told(alert, rule.level(alert.level), around[alert.about_id]) for alert, rule in told]
    await deliver(house.database, notices)


async def _append(database: Database, alerts: Iterable[Alert], request_id: str | None) -> None:
    rows = [row for each in alerts for row in event_rows(each, Signature(AUTHOR, request_id), None)]
    if rows:
        await append(database, rows)
