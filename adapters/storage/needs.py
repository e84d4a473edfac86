"""Needs in and out of their tables."""

from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID, uuid5

from adapters.database import Database, Row, Sql, instant, json, json_text, uuid
from adapters.rights import needs_of
from adapters.storage.saving import Saving
from domain.need import events
from domain.need.assessment import Assessment, Strategy, TripleTest
from domain.need.classes import Category, Classes, Frequency, Grade, Intensity, Nature, NeedSource, Prediction
from domain.need.lifecycle import NeedStatus
from domain.need.link import NeedLink, NeedLinkKind
from domain.need.matrix import Graded
from domain.need.need import Need
from domain.need.queue import UNRANKED
from domain.need.rank import Quadrant, Rank
from domain.shared.errors import NotFound
from domain.viewer import Viewer

LOOK_SOON = timedelta(minutes=1)
"""So long after a command: what came in beside it, unseen by its transaction, is there by then."""
LOOK_AGAIN = timedelta(days=1)
"""However little happens, a rank is looked at so often (source: P2.3-c, on a schedule)."""
_TIMES = ("identified_at", "expected_completion", "served_at", "ended_at")
_IDS = ("id", "customer_id", "assignee_id", "server_id")
_SAME = ("version", "number", "subject", "identified_by", "department", "satisfaction")


def select_needs(database: Database, where: str) -> str:
    """Whole needs in one statement: rows with their links."""
    links = (
        "(select json_agg(json_build_array(l.kind, l.other_id))"
        if database.postgres
        else "(select json_group_array(json_array(l.kind, l.other_id))"
    )
    return f"select n.*, {links} from need_link l where l.need_id = n.id) as links from need n where {where}"


async def load_need(database: Database, viewer: Viewer, need_id: UUID) -> Need:
    """The need in the viewer's scope; NotFound else."""
    sql = database.sql()
    row = await database.row(select_needs(database, f"n.id = {sql(need_id)} and {needs_of(viewer, sql)}"), sql.values)
    if row is None:
        message = "there is no such need"
        raise NotFound(message, field=["needId"])
    return need_of(row)


async def needs_called(database: Database, ids: Sequence[UUID]) -> list[Need]:
    """These, whoever may see them: for what works by itself."""
    sql = database.sql()
    return [need_of(row) for row in await database.rows(select_needs(database, sql.among("n.id", ids)), sql.values)]


def need_of(row: Row) -> Need:
    """The aggregate from a row of `select_needs`."""
    values: dict[str, Any] = {name: row[name] for name in _SAME}
    values |= {name: instant(row[name]) for name in _TIMES} | {name: uuid(row[name]) for name in _IDS}
    model = row["model_version"]
    need = Need(
        **values,
        source=NeedSource(row["source"]),
        classes=Classes(
            Category(row["category"]), Nature(row["nature"]), Frequency(row["frequency"]), Intensity(row["intensity"])
        ),
        graded=Graded(Grade(row["grade"]), tuple(json(row["grade_factors"])), row["grade_rule_version"]),
        status=NeedStatus(row["status"]),
        prediction=None if model is None else Prediction(model, row["confidence"]),
        assessment=_assessment(row),
        ranked=_rank(row),
        links=frozenset(NeedLink(NeedLinkKind(kind), UUID(other)) for kind, other in json(row["links"]) or ()),
    )
    need.as_loaded()
    return need


def _assessment(row: Row) -> Assessment | None:
    if row["strategy"] is None:
        return None
    return Assessment(
        tests=TripleTest(bool(row["necessary"]), bool(row["feasible"]), bool(row["measurable"])),
        value=row["value"],
        cost=row["cost"],
        benefit=row["benefit"],
        service_value=row["service_value"],
        strategy=Strategy(row["strategy"]),
        factors=tuple(json(row["assessment_factors"])),
        rule_version=row["assessment_rule_version"],
    )


def _rank(row: Row) -> Rank | None:
    if row["standing"] is None:
        return None
    return Rank(
        standing=row["standing"],
        place=row["place"],
        quadrant=Quadrant(row["quadrant"]),
        urgency=row["urgency"],
        importance=row["importance"],
        score=row["score"],
        factors=tuple(json(row["rank_factors"])),
        rule_version=row["rank_rule_version"],
    )


def need_columns(need: Need) -> dict[str, Any]:
    """The row as the aggregate now stands, without what only some changes write."""
    assessed, rank = need.assessment, need.ranked
    return {
        "version": need.version,
        "number": need.number,
        "customer_id": need.customer_id,
        "subject": need.subject,
        "source": need.source.value,
        "category": need.classes.category.value,
        "nature": need.classes.nature.value,
        "frequency": need.classes.frequency.value,
        "intensity": need.classes.intensity.value,
        "grade": need.grade.value,
        "grade_factors": json_text(need.graded.factors),
        "grade_rule_version": need.graded.rule_version,
        "model_version": None if need.prediction is None else need.prediction.model_version,
        "confidence": None if need.prediction is None else need.prediction.confidence,
        "status": need.status.value,
        "department": need.department,
        "assignee_id": need.assignee_id,
        "identified_at": need.identified_at,
        "identified_by": need.identified_by,
        "updated_at": need.happenings[-1].event.at,
        "necessary": None if assessed is None else assessed.tests.necessary,
        "feasible": None if assessed is None else assessed.tests.feasible,
        "measurable": None if assessed is None else assessed.tests.measurable,
        "value": None if assessed is None else assessed.value,
        "cost": None if assessed is None else assessed.cost,
        "benefit": None if assessed is None else assessed.benefit,
        "service_value": None if assessed is None else assessed.service_value,
        "strategy": None if assessed is None else assessed.strategy.value,
        "assessment_factors": None if assessed is None else json_text(assessed.factors),
        "assessment_rule_version": None if assessed is None else assessed.rule_version,
        "standing": None if rank is None else rank.standing,
        "place": None if rank is None else rank.place,
        "quadrant": None if rank is None else rank.quadrant.value,
        "urgency": None if rank is None else rank.urgency,
        "importance": None if rank is None else rank.importance,
        "score": None if rank is None else rank.score,
        "rank_factors": None if rank is None else json_text(rank.factors),
        "rank_rule_version": None if rank is None else rank.rule_version,
        "turn": turn_of_row(need),
        "expected_completion": need.expected_completion,
        "served_at": need.served_at,
        "server_id": need.server_id,
        "satisfaction": need.satisfaction,
        "ended_at": need.ended_at,
    }


def turn_of_row(need: Need) -> int | None:
    """The standing while it waits; None when it is out of the queue."""
    if not need.waiting:
        return None
    return UNRANKED if need.ranked is None else need.ranked.standing


def save_need(saving: Saving, need: Need, at: datetime) -> None:
    """The row and its links, where they have changed."""
    values = need_columns(need) | {"rank_due_at": at + LOOK_SOON if need.waiting else None}
    for each in need.happenings:
        if isinstance(each.event, events.NeedPlanned):
            values["planned_version"] = each.version
        if isinstance(each.event, events.NeedServed):
            values["served_version"] = each.version
    if need.loaded_version:
        saving.change("need", values, {"id": need.id, "version": need.loaded_version})
    else:
        saving.insert("need", {"id": need.id, **values})
    for row in link_rows(need):
        saving.insert("need_link", row)


async def mark_due(database: Database, sql: Sql, where: str, at: datetime) -> None:
    """The waiting needs that meet the condition, made by `sql`, are looked at as soon as somebody comes to it.

    Those that are due already are written too: whoever looks at one of them now has not seen what the caller wrote.
    """
    those = f"select id from need where turn is not null and {where} order by id"
    if database.postgres:
        # In one order, whoever else marks them.
        those += " for update"
    await database.run(f"update need set rank_due_at = {sql(at)} where id in ({those})", sql.values)


def link_rows(need: Need) -> Iterable[dict[str, Any]]:
    """Those that are new."""
    fresh = {name for each in need.happenings for name in each.changes if name.startswith("link.")}
    for each in need.links:
        if f"link.{each.kind}.{each.other_id}" in fresh:
            yield {
                "id": uuid5(need.id, f"{each.kind} {each.other_id}"), "need_id": need.id, "kind": each.kind.value,
                "other_id": each.other_id,
            }  # fmt: skip
