"""What leaves the house because of an alert: a row for each channel of the level that is told, never personal data."""

import base64
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID, uuid5

import orjson

from adapters.database import Database, instant, plain, sure, uuid
from adapters.reads.events import Cursors
from adapters.storage.situations import Situation
from domain.alert.alert import Alert
from domain.alert.escalation import LOG, WEBHOOK, Level
from domain.delivery.delivery import RETRIED_FOR, Delivery, DeliveryState
from domain.shared.errors import NotFound

AT_ONCE = 500
"""Rows of one statement, which takes so many parameters only."""
RAISED, ESCALATED = "alert.raised", "alert.escalated"

Endpoints = Mapping[str, UUID]
"""The endpoints in use, by code."""


@dataclass(frozen=True, slots=True)
class Told:
    """A level of an alert that is being told."""

    alert: Alert
    level: Level
    situation: Situation


async def deliver(database: Database, notices: Sequence[Told]) -> None:
    """Rows to be sent, in the transaction of the events, which are written already: they say the cursors."""
    endpoints = await _endpoints(database) if any(map(_by_webhook, notices)) else {}
    cursors = await _cursors(database, [each.alert for each in notices])
    rows = [
        row for each in notices for row in _rows(each, endpoints, cursors[each.alert.id, each.alert.version])
    ]  # fmt: skip
    for begin in range(0, len(rows), AT_ONCE):
        await database.insert("delivery", rows[begin : begin + AT_ONCE])


def _rows(told: Told, endpoints: Endpoints, cursor: str) -> Iterable[Mapping[str, Any]]:
    alert = told.alert
    body = orjson.dumps(plain(body_of(told, cursor))).decode()
    at = alert.happenings[-1].event.at
    for channel, endpoint in _channels(told.level, endpoints):
        yield {
            "id": uuid5(alert.id, f"{alert.level} {endpoint or channel}"),
            "version": 0,
            "channel": channel,
            "endpoint_id": endpoint,
            "kind": _kind(alert),
            "aggregate": alert.KIND,
            "alert_id": alert.id,
            "level": alert.level,
            "body": body,
            "state": DeliveryState.PENDING,
            "attempts": 0,
            "retry_until": at + RETRIED_FOR,
            "next_try_at": at,
            "created_at": at,
        }


def body_of(told: Told, cursor: str) -> dict[str, Any]:
    """Ids, numbers, codes and times; `cursor` is that of the event in feeds and in the `events` query."""
    alert = told.alert
    return {
        "type": _kind(alert),
        "timestamp": alert.happenings[-1].event.at,
        "data": {
            "cursor": cursor,
            "alert": _global_id("Alert", alert.id),
            "version": alert.version,
            "ticket": None if alert.ticket_id is None else _global_id("Ticket", alert.ticket_id),
            "ticketNumber": None if alert.ticket_id is None else told.situation.number,
            "feedback": None if alert.feedback_id is None else _global_id("Feedback", alert.feedback_id),
            "upkeepTask": None if alert.task_id is None else _global_id("UpkeepTask", alert.task_id),
            "feedbackNumber": None if alert.feedback_id is None else told.situation.number,
            "department": told.situation.surroundings.department,
            "rule": alert.rule,
            "policyVersion": alert.policy_version,
            "trigger": alert.trigger,
            "level": alert.level,
            "told": alert.told,
            "raisedAt": alert.raised_at,
            "acknowledgeBy": alert.next_at,
            "commitment": alert.commitment,
            "instance": alert.instance,
            "step": alert.step,
            "stepKind": alert.step_kind,
            "due": alert.due,
            "late": alert.late,
            "count": alert.count,
        },
    }


def _kind(alert: Alert) -> str:
    return RAISED if alert.level == 1 else ESCALATED


def _global_id(kind: str, row_id: UUID) -> str:
    # As schema/ids has them, which adapters do not know; a test finds the alert by the id of its webhook.
    return base64.b64encode(f"{kind}:{row_id}".encode()).decode()


def _by_webhook(told: Told) -> bool:
    return any(each.startswith(WEBHOOK) for each in told.level.through)


def _channels(level: Level, endpoints: Endpoints) -> Iterable[tuple[str, UUID | None]]:
    """Each once; a code that is no endpoint's in use leads nowhere."""
    if LOG in level.through:
        yield LOG, None
    for code, endpoint in endpoints.items():
        if WEBHOOK in level.through or f"{WEBHOOK}:{code}" in level.through:
            yield WEBHOOK, endpoint


async def load_delivery(database: Database, delivery_id: UUID) -> Delivery:
    """What people may ask of it; NotFound when there is none."""
    sql = database.sql()
    text = f"select id, version, alert_id, state, retry_until, next_try_at from delivery where id = {sql(delivery_id)}"
    row = await database.row(text, sql.values)
    if row is None:
        message = "there is no such delivery"
        raise NotFound(message, field=["deliveryId"])
    delivery = Delivery(
        id=delivery_id, version=row["version"], alert_id=sure(uuid(row["alert_id"])),
        state_now=DeliveryState(row["state"]), retry_until=sure(instant(row["retry_until"])),
        next_try_at=instant(row["next_try_at"]),
    )  # fmt: skip
    delivery.as_loaded()
    return delivery


async def update_delivery(database: Database, delivery: Delivery) -> bool:
    """Tried anew from the beginning; False when somebody else was first."""
    values = {**delivery.state(), "version": delivery.version, "attempts": 0, "leased_until": None, "last_error": None,
              "delivered_at": None}  # fmt: skip
    return bool(await database.update("delivery", values, {"id": delivery.id, "version": delivery.loaded_version}))


async def _endpoints(database: Database) -> Endpoints:
    rows = await database.rows("select id, code from webhook_endpoint where not retired order by code")
    return {row["code"]: sure(uuid(row["id"])) for row in rows}


async def _cursors(database: Database, alerts: Iterable[Alert]) -> dict[tuple[UUID, int], str]:
    sql = database.sql()
    pairs = sql.pairs("(e.aggregate_id, e.version)", [(each.id, each.version) for each in alerts])
    epoch = "(select value from desk_fact where name = 'epoch')"
    text = f"select e.aggregate_id, e.version, e.position, {epoch} as epoch from event e where {pairs}"
    return {
        (sure(uuid(row["aggregate_id"])), row["version"]): Cursors(row["epoch"]).cursor(row["position"])
        for row in await database.rows(text, sql.values)
    }
