"""Reading improvement measures within the viewer's scope."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import NamedTuple
from uuid import UUID

from adapters.database import Database, Row, Sql, instant, sure, uuid
from adapters.reads.criteria import TicketCriteria
from adapters.reads.feedbacks import FeedbackCriteria
from adapters.reads.page import Order, Page, cursor_of, keyset, order_by
from adapters.rights import measures_of, not_about
from adapters.storage.measures import effect_of, sample_of
from adapters.storage.metrics import Sampled
from domain.improvement.effect import Effect, Sample
from domain.improvement.lifecycle import AHEAD
from domain.viewer import Viewer

ORDERS = {
    name + suffix: Order("improvementMeasures", name + suffix, column, descending=bool(suffix))
    for name, column in (("DUE_AT", "due_at"), ("PLANNED_AT", "planned_at"))
    for suffix in ("", "_DESC")
}
_STILL = sorted(each.value for each in AHEAD)


class MeasureView(NamedTuple):
    """A measure's row as readers see it."""

    id: UUID
    version: int
    subject: str
    kind: str
    department: str
    owner_id: UUID
    due_at: datetime
    metric: str
    unit: str
    better: str
    goal: float
    target_department: str | None
    target_kind: str | None
    baseline: Sample
    planned_at: datetime
    planned_by: str
    status: str
    finished_at: datetime | None
    effect: Effect | None


_COLUMNS = ", ".join(f"m.{name}" for name in MeasureView._fields)


def _view(row: Row) -> MeasureView:
    values = {name: row[name] for name in MeasureView._fields}
    baseline = sample_of(row["baseline"])
    values |= {name: sure(uuid(row[name])) for name in ("id", "owner_id")}
    values |= {name: instant(row[name]) for name in ("due_at", "planned_at", "finished_at")}
    return MeasureView(**values | {"baseline": baseline, "effect": effect_of(row["effect"], baseline)})


@dataclass(frozen=True, slots=True, kw_only=True)
class MeasureCriteria:
    """Everything given must hold; a tuple is "one of"."""

    status: tuple[str, ...] | None = None
    kind: tuple[str, ...] | None = None
    department: tuple[str, ...] | None = None
    verdict: tuple[str, ...] | None = None
    owner_id: UUID | None = None
    answers_to: tuple[UUID, ...] = ()
    late: bool | None = None
    of_feedback: FeedbackCriteria | None = None
    """Came out of such feedback."""
    finished_from: datetime | None = None
    finished_to: datetime | None = None
    due_from: datetime | None = None
    due_to: datetime | None = None

    def where(self, sql: Sql, now: datetime) -> list[str]:
        """The conditions over `measure`."""
        among = (
            ("status", self.status),
            ("kind", self.kind),
            ("department", self.department),
            ("verdict", self.verdict),
        )
        conditions = [sql.among(f"m.{column}", values) for column, values in among if values is not None]
        if self.owner_id is not None:
            conditions.append(f"m.owner_id = {sql(self.owner_id)}")
        conditions += [
            f"m.id in (select measure_id from measure_answer where other_id = {sql(other)})"
            for other in self.answers_to
        ]
        conditions += [
            f"m.{column} {comparison} {sql(value)}"
            for column, comparison, value in (
                ("finished_at", ">=", self.finished_from),
                ("finished_at", "<", self.finished_to),
                ("due_at", ">=", self.due_from),
                ("due_at", "<", self.due_to),
            )
            if value is not None
        ]
        if self.of_feedback is not None:
            theirs = f"select f.id from feedback f where {' and '.join(self.of_feedback.where(sql, now))}"
            answers = f"select a.measure_id from measure_answer a where a.other_id in ({theirs})"
            conditions.append(f"m.id in ({answers})")
        if self.late is not None:
            late = f"({sql.among('m.status', _STILL)} and m.due_at <= {sql(now)})"
            conditions.append(late if self.late else f"not {late}")
        return conditions


async def measures_page(
    database: Database, viewer: Viewer, criteria: MeasureCriteria, order: Order, *, first: int, after: str | None,
    now: datetime,
) -> Page[MeasureView]:  # fmt: skip
    """One page in this order."""
    sql = database.sql()
    conditions = [measures_of(viewer, sql), *criteria.where(sql, now), *keyset(order, after, sql, "m")]
    where = f"{' and '.join(conditions)} {order_by(order, 'm')} limit {first + 1}"
    rows = await database.rows(f"select {_COLUMNS} from measure m where {where}", sql.values)
    views = list(map(_view, rows[:first]))
    cursors = [cursor_of(order, getattr(view, order.column), view.id) for view in views]
    return Page(views, cursors, len(rows) > first)


async def count_measures(database: Database, viewer: Viewer, criteria: MeasureCriteria, now: datetime) -> int:
    """How many there are in scope."""
    sql = database.sql()
    conditions = [measures_of(viewer, sql), *criteria.where(sql, now)]
    text = f"select count(*) as n from measure m where {' and '.join(conditions)}"
    return int(sure(await database.row(text, sql.values))["n"])


async def measures_by_id(database: Database, viewer: Viewer, ids: Iterable[UUID]) -> dict[UUID, MeasureView]:
    """Those in scope, by id."""
    sql = database.sql()
    where = f"{sql.among('m.id', ids)} and {measures_of(viewer, sql)}"
    rows = await database.rows(f"select {_COLUMNS} from measure m where {where}", sql.values)
    return {view.id: view for view in map(_view, rows)}


def behind(view: MeasureView, since: datetime, until: datetime) -> TicketCriteria | FeedbackCriteria:
    """The tickets, or the feedback, behind a sample of its metric."""
    sampled = Sampled(view.metric, since, until, view.target_department, view.target_kind)
    return FeedbackCriteria(sampled=sampled) if sampled.of_feedback else TicketCriteria(sampled=sampled)


class AnswerView(NamedTuple):
    """What a measure came out of."""

    kind: str
    other_id: UUID


async def answers_of(
    database: Database, viewer: Viewer, ids: Iterable[UUID], most: int
) -> dict[UUID, list[AnswerView]]:
    """What each came out of, the first so many; whoever asks has checked that they are in scope."""
    sql = database.sql()
    place = "row_number() over (partition by measure_id order by kind, other_id) as place"
    text = (
        "select measure_id, kind, other_id from (select measure_id, kind, other_id,"
        f" {place} from measure_answer where {sql.among('measure_id', ids)} and {not_about(viewer, sql, 'other_id')}"
        f") ranked where place <= {most}"
        " order by measure_id, place"
    )
    found: dict[UUID, list[AnswerView]] = {}
    for row in await database.rows(text, sql.values):
        view = AnswerView(row["kind"], sure(uuid(row["other_id"])))
        found.setdefault(sure(uuid(row["measure_id"])), []).append(view)
    return found
