"""Reading surveys within the viewer's scope."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, NamedTuple
from uuid import UUID

from adapters.database import Database, Row, Sql, instant, json, sure, uuid
from adapters.reads.page import Order, Page, cursor_of, keyset, order_by
from adapters.rights import survey_results_of, waves_of
from adapters.survey_links import Links
from adapters.vault import Vault
from domain.survey.lifecycle import InvitationStatus
from domain.viewer import Viewer

WAVE_ORDERS = {
    name + suffix: Order("surveyWaves", name + suffix, column, descending=bool(suffix))
    for name, column in (("PLANNED_AT", "planned_at"),)
    for suffix in ("", "_DESC")
}
BEGUN = Order("surveySchedules", "BEGAN_AT", "began_at")


class WaveView(NamedTuple):
    """A wave's row as readers see it."""

    id: UUID
    version: int
    code: str
    title: str
    status: str
    questionnaire: str
    questionnaire_version: int
    plan: Mapping[str, Any]
    sample: Mapping[str, Any] | None
    planned_at: datetime
    planned_by: str
    launched_at: datetime | None
    closes_at: datetime | None
    closed_at: datetime | None
    follows_id: UUID | None


class ScheduleView(NamedTuple):
    """A schedule's row as readers see it."""

    id: UUID
    version: int
    code: str
    title: str
    plan: Mapping[str, Any]
    first_on: str
    every_months: int
    next_on: str
    last_wave_id: UUID | None
    began_at: datetime
    ended_at: datetime | None


class CountView(NamedTuple):
    """How many were invited and have answered; of an open wave and of one that is over alike."""

    invited: int
    answered: int


class ResultView(NamedTuple):
    """What a department was given."""

    id: UUID
    wave_id: UUID
    department: str
    body: Mapping[str, Any]
    delivered_at: datetime


_WAVE = ", ".join(f"w.{name}" for name in WaveView._fields)
_SCHEDULE = ", ".join(f"s.{name}" for name in ScheduleView._fields)
_WAVE_TIMES = ("planned_at", "launched_at", "closes_at", "closed_at")


def _wave(row: Row) -> WaveView:
    values = {name: row[name] for name in WaveView._fields}
    values |= {"id": sure(uuid(row["id"])), "follows_id": uuid(row["follows_id"])}
    values |= {name: instant(row[name]) for name in _WAVE_TIMES}
    return WaveView(**values | {"plan": json(row["plan"]), "sample": json(row["sample"])})


@dataclass(frozen=True, slots=True, kw_only=True)
class WaveCriteria:
    """Everything given must hold; a tuple is "one of"."""

    status: tuple[str, ...] | None = None
    code: str | None = None

    def where(self, sql: Sql) -> list[str]:
        """The conditions over `survey_wave`."""
        conditions = [] if self.status is None else [sql.among("w.status", self.status)]
        return conditions if self.code is None else [*conditions, f"w.code = {sql(self.code)}"]


async def waves_page(
    database: Database, viewer: Viewer, criteria: WaveCriteria, order: Order, *, first: int, after: str | None
) -> Page[WaveView]:
    """One page in this order."""
    sql = database.sql()
    conditions = [waves_of(viewer), *criteria.where(sql), *keyset(order, after, sql, "w")]
    where = f"{' and '.join(conditions)} {order_by(order, 'w')} limit {first + 1}"
    rows = await database.rows(f"select {_WAVE} from survey_wave w where {where}", sql.values)
    views = list(map(_wave, rows[:first]))
    return Page(views, [cursor_of(order, each.planned_at, each.id) for each in views], len(rows) > first)


async def count_waves(database: Database, viewer: Viewer, criteria: WaveCriteria) -> int:
    """How many there are in scope."""
    sql = database.sql()
    text = f"select count(*) as n from survey_wave w where {' and '.join([waves_of(viewer), *criteria.where(sql)])}"
    return int(sure(await database.row(text, sql.values))["n"])


async def waves_by_id(database: Database, viewer: Viewer, ids: Iterable[UUID]) -> dict[UUID, WaveView]:
    """Those in scope, by id."""
    sql = database.sql()
    where = f"{sql.among('w.id', ids)} and {waves_of(viewer)}"
    rows = await database.rows(f"select {_WAVE} from survey_wave w where {where}", sql.values)
    return {view.id: view for view in map(_wave, rows)}


async def counts_of(database: Database, ids: Iterable[UUID]) -> dict[UUID, CountView]:
    """How many of each wave were invited and have answered; whoever asks may see all of them."""
    sql = database.sql()
    answered = f"sum(case when status = {sql(InvitationStatus.ANSWERED)} then 1 else 0 end)"
    where = sql.among("wave_id", ids)
    text = f"select wave_id, count(*) as invited, {answered} as answered from survey_invitation where {where}"
    rows = await database.rows(f"{text} group by wave_id", sql.values)
    return {sure(uuid(row["wave_id"])): CountView(int(row["invited"]), int(row["answered"])) for row in rows}


async def reports_of(database: Database, ids: Iterable[UUID]) -> dict[UUID, Mapping[str, Any]]:
    """The reports of these waves, where they are made; whoever asks may see all of them."""
    sql = database.sql()
    rows = await database.rows(f"select id, body from survey_report where {sql.among('id', ids)}", sql.values)
    return {sure(uuid(row["id"])): json(row["body"]) for row in rows}


async def results_of_departments(
    database: Database, viewer: Viewer, ids: Iterable[UUID], most: int
) -> dict[UUID, list[ResultView]]:
    """What departments in scope were given of each wave, the first so many by code."""
    sql = database.sql()
    place = "row_number() over (partition by r.wave_id order by r.department) as place"
    where = f"{sql.among('r.wave_id', ids)} and {survey_results_of(viewer, sql)}"
    text = (
        f"select id, wave_id, department, body, delivered_at from (select r.*, {place} from survey_result r"
        f" where {where}) ranked where place <= {most} order by wave_id, place"
    )
    found: dict[UUID, list[ResultView]] = {}
    for row in await database.rows(text, sql.values):
        view = ResultView(
            sure(uuid(row["id"])), sure(uuid(row["wave_id"])), row["department"], json(row["body"]),
            sure(instant(row["delivered_at"])),
        )  # fmt: skip
        found.setdefault(view.wave_id, []).append(view)
    return found


async def schedules_page(database: Database, *, first: int, after: str | None) -> Page[ScheduleView]:
    """One page, the oldest first; whoever asks may see them all."""
    sql = database.sql()
    where = " and ".join(["1 = 1", *keyset(BEGUN, after, sql, "s")])
    text = f"select {_SCHEDULE} from survey_schedule s where {where} {order_by(BEGUN, 's')} limit {first + 1}"
    rows = await database.rows(text, sql.values)
    views = list(map(_schedule, rows[:first]))
    return Page(views, [cursor_of(BEGUN, each.began_at, each.id) for each in views], len(rows) > first)


async def count_schedules(database: Database) -> int:
    """How many there are."""
    return int(sure(await database.row("select count(*) as n from survey_schedule"))["n"])


async def schedules_by_id(database: Database, ids: Iterable[UUID]) -> dict[UUID, ScheduleView]:
    """By id."""
    sql = database.sql()
    where = sql.among("s.id", ids)
    rows = await database.rows(f"select {_SCHEDULE} from survey_schedule s where {where}", sql.values)
    return {view.id: view for view in map(_schedule, rows)}


def _schedule(row: Row) -> ScheduleView:
    values = {name: row[name] for name in ScheduleView._fields}
    values |= {"id": sure(uuid(row["id"])), "last_wave_id": uuid(row["last_wave_id"]), "plan": json(row["plan"])}
    return ScheduleView(**values | {"began_at": instant(row["began_at"]), "ended_at": instant(row["ended_at"])})


class LinkView(NamedTuple):
    """An invitation or a reminder to be sent."""

    external_reference: str
    preferred_channel: str | None
    language: str
    number: int
    token: str


async def links_of(database: Database, vault: Vault, batch: UUID) -> Sequence[LinkView]:
    """What was handed over together last: a link that went out again since belongs to another batch."""
    sql, links = database.sql(), Links(vault)
    text = (
        "select i.id, c.external_reference, c.preferred_channel, i.language, i.told - 1 as number, i.token_digest"
        f" from survey_invitation i join customer c on c.id = i.customer_id where i.batch = {sql(batch)}"
        " order by i.invited_at, i.id limit 100"
    )
    return [
        LinkView(
            row["external_reference"], row["preferred_channel"], row["language"], int(row["number"]),
            links.again(sure(uuid(row["id"])), row["token_digest"]),
        )
        for row in await database.rows(text, sql.values)
    ]  # fmt: skip
