"""Rows as they stand now, each with what decides who may see it: one read, however many follow them."""

from collections.abc import Collection
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from adapters.database import Database, json, sure, uuid
from adapters.news.change import Image
from adapters.reads.alerts import COLUMNS as ALERT_COLUMNS
from adapters.reads.alerts import alert_view
from adapters.reads.feedbacks import COLUMNS as FEEDBACK_COLUMNS
from adapters.reads.feedbacks import feedback_view
from adapters.reads.needs import COLUMNS as NEED_COLUMNS
from adapters.reads.needs import need_view
from adapters.reads.tickets import COLUMNS, ticket_view

_TICKETS = (
    f"select {COLUMNS}, n.image as image, c.account_manager_id as manager from ticket t"
    " join customer c on c.id = t.customer_id join event n on n.aggregate_id = t.id and n.version = t.version where "
)
_FEEDBACKS = (
    f"select {FEEDBACK_COLUMNS}, n.image as image, c.account_manager_id as manager from feedback f"
    " join customer c on c.id = f.customer_id join event n on n.aggregate_id = f.id and n.version = f.version where "
)
_NEEDS = (
    f"select {NEED_COLUMNS}, e.image as image, c.account_manager_id as manager from need n"
    " join customer c on c.id = n.customer_id join event e on e.aggregate_id = n.id and e.version = n.version where "
)
_ALERTS = (
    f"select {ALERT_COLUMNS}, n.image as image, c.account_manager_id as manager from alert a"
    " left join ticket t on t.id = a.ticket_id left join feedback f on f.id = a.feedback_id"
    " left join upkeep_task u on u.id = a.task_id"
    " join customer c on c.id = coalesce(t.customer_id, f.customer_id, u.customer_id)"
    " join event n on n.aggregate_id = coalesce(t.id, f.id, u.id)"
    " and n.version = coalesce(t.version, f.version, u.version) where "
)


@dataclass(frozen=True, slots=True)
class Current:
    """A view, the image of its case, and who looks after that case's customer."""

    view: Any
    image: Image
    manager: str | None


async def tickets_now(database: Database, ids: Collection[UUID]) -> dict[UUID, Current]:
    """By id, whoever asks: it is for the groups to decide who sees them."""
    if not ids:
        return {}
    sql = database.sql()
    rows = await database.rows(_TICKETS + sql.among("t.id", ids), sql.values)
    found = [Current(ticket_view(row), json(row["image"]), _text(row["manager"])) for row in rows]
    return {each.view.id: each for each in found}


async def feedbacks_now(database: Database, ids: Collection[UUID]) -> dict[UUID, Current]:
    """Feedback, likewise."""
    if not ids:
        return {}
    sql = database.sql()
    rows = await database.rows(_FEEDBACKS + sql.among("f.id", ids), sql.values)
    found = [Current(feedback_view(row), json(row["image"]), _text(row["manager"])) for row in rows]
    return {each.view.id: each for each in found}


async def needs_now(database: Database, ids: Collection[UUID]) -> dict[UUID, Current]:
    """Needs, likewise."""
    if not ids:
        return {}
    sql = database.sql()
    rows = await database.rows(_NEEDS + sql.among("n.id", ids), sql.values)
    found = [Current(need_view(row), json(row["image"]), _text(row["manager"])) for row in rows]
    return {each.view.id: each for each in found}


async def alerts_now(database: Database, ids: Collection[UUID]) -> dict[UUID, Current]:
    """Alerts, likewise: what they are about decides."""
    if not ids:
        return {}
    sql = database.sql()
    rows = await database.rows(_ALERTS + sql.among("a.id", ids), sql.values)
    return {sure(uuid(row["id"])): Current(alert_view(row), json(row["image"]), _text(row["manager"])) for row in rows}


def _text(agent_id: Any) -> str | None:  # noqa: ANN401  a column of ids
    found = uuid(agent_id)
    return None if found is None else str(found)
