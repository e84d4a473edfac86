"""Improvement measures in and out of their tables."""

from collections.abc import Mapping
from typing import Any
from uuid import UUID, uuid5

from adapters.database import Database, Row, instant, json, json_text, sure, uuid
from adapters.rights import measures_of
from adapters.storage.saving import Saving
from domain.improvement.effect import Better, Effect, Sample, Verdict
from domain.improvement.lifecycle import MeasureStatus
from domain.improvement.measure import Answer, AnswerKind, Measure, MeasureKind, Target
from domain.shared.errors import NotFound
from domain.viewer import Viewer

_PLAIN = ("difference", "low", "high", "size", "goal_reached", "rule_version")


async def load_measure(database: Database, viewer: Viewer, measure_id: UUID) -> Measure:
    """The measure in the viewer's scope; NotFound else."""
    sql = database.sql()
    where = f"m.id = {sql(measure_id)} and {measures_of(viewer, sql)}"
    row = await database.row(f"select m.* from measure m where {where}", sql.values)
    if row is None:
        message = "there is no such measure"
        raise NotFound(message, field=["measureId"])
    sql = database.sql()
    text = f"select kind, other_id from measure_answer where measure_id = {sql(measure_id)}"
    measure = _measure_of(row, await database.rows(text, sql.values))
    measure.as_loaded()
    return measure


def save_measure(saving: Saving, measure: Measure) -> None:
    """The row, and what it answers to since it was loaded."""
    effect = measure.effect
    values: dict[str, Any] = {
        "version": measure.version,
        "department": measure.department,
        "owner_id": measure.owner_id,
        "due_at": measure.due,
        "status": measure.status.value,
        "finished_at": measure.finished_at,
        "verdict": None if effect is None else effect.verdict.value,
        "effect": None if effect is None else json_text(_effect_text(effect)),
    }
    if measure.loaded_version:
        saving.change("measure", values, {"id": measure.id, "version": measure.loaded_version})
    else:
        target = measure.target
        saving.insert("measure", {
            "id": measure.id, **values, "subject": measure.subject, "kind": measure.kind.value,
            "metric": target.metric, "unit": target.unit, "better": target.better.value, "goal": target.goal,
            "target_department": target.department, "target_kind": target.kind,
            "baseline": json_text(sample_text(measure.baseline)), "planned_at": measure.planned_at,
            "planned_by": measure.planned_by,
        })  # fmt: skip
    fresh = {name for each in measure.happenings for name in each.changes if name.startswith("answer.")}
    for each in measure.answers:
        if f"answer.{each.kind}.{each.other_id}" in fresh:
            saving.insert("measure_answer", {
                "id": uuid5(measure.id, f"answers {each.kind} {each.other_id}"), "measure_id": measure.id,
                "kind": each.kind.value, "other_id": each.other_id,
            })  # fmt: skip


def sample_of(text: Any) -> Sample:  # noqa: ANN401  JSON of either engine
    """A sample as it is stored."""
    found: Mapping[str, Any] = json(text)
    return Sample(
        sure(instant(found["since"])), sure(instant(found["until"])), found["count"], found["mean"], found["deviation"]
    )


def sample_text(sample: Sample) -> dict[str, Any]:
    """The same, to be stored."""
    return {
        "since": sample.since.isoformat(), "until": sample.until.isoformat(), "count": sample.count,
        "mean": sample.mean, "deviation": sample.deviation,
    }  # fmt: skip


def effect_of(text: Any, before: Sample) -> Effect | None:  # noqa: ANN401  JSON of either engine
    """What came of it; None when it was not assessed yet."""
    found: Mapping[str, Any] | None = json(text)
    if found is None:
        return None
    return Effect(
        verdict=Verdict(found["verdict"]), before=before, after=sample_of(found["after"]),
        factors=tuple(found["factors"]), **{name: found[name] for name in _PLAIN},
    )  # fmt: skip


def _effect_text(effect: Effect) -> dict[str, Any]:
    plain = {name: getattr(effect, name) for name in _PLAIN}
    return {
        "verdict": effect.verdict.value, "after": sample_text(effect.after), "factors": list(effect.factors), **plain,
    }  # fmt: skip


def _measure_of(row: Row, answers: list[Row]) -> Measure:
    baseline = sample_of(row["baseline"])
    return Measure(
        id=sure(uuid(row["id"])),
        version=row["version"],
        subject=row["subject"],
        kind=MeasureKind(row["kind"]),
        department=row["department"],
        owner_id=sure(uuid(row["owner_id"])),
        due=sure(instant(row["due_at"])),
        target=Target(
            row["metric"],
            row["unit"],
            Better(row["better"]),
            row["goal"],
            row["target_department"],
            row["target_kind"],
        ),
        baseline=baseline,
        planned_at=sure(instant(row["planned_at"])),
        planned_by=row["planned_by"],
        status=MeasureStatus(row["status"]),
        finished_at=instant(row["finished_at"]),
        effect=effect_of(row["effect"], baseline),
        answers=frozenset(Answer(AnswerKind(each["kind"]), sure(uuid(each["other_id"]))) for each in answers),
    )
