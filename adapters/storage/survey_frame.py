"""Who may be asked, as it is known when a wave is launched; and the frame, frozen."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Protocol
from uuid import UUID

from adapters.database import Database, Row, instant, sure, uuid
from adapters.directory import Directory
from adapters.storage.surveys import touchpoints_text
from domain.reference.entry import Family
from domain.survey.frame import Candidate
from domain.survey.lifecycle import InvitationStatus
from domain.survey.plan import Plan, StrataBy
from domain.survey.rules import FrameRule
from domain.survey.wave import Drawn

AT_ONCE = 1_000
NOBODY = "unknown"
"""The customer that stands for those an imported log does not name."""
NO_MORE = timedelta(days=365)
"""Who declined a survey is not asked again for so long."""


class Parts(Protocol):
    """What of the house it needs."""

    @property
    def database(self) -> Database: ...
    @property
    def directory(self) -> Directory: ...


async def candidates(house: Parts, rule: FrameRule, plan: Plan, at: datetime) -> Sequence[Candidate]:
    """Every customer but those of stages that the rule leaves out."""
    database = house.database
    sql = database.sql()
    left_out = sql.among("c.stage", sorted(rule.left_out_stages))
    text = (
        "select c.id, c.external_reference, c.type, c.tier, c.stage, c.segments, c.business_lines,"
        " a.department from customer c left join agent a on a.id = c.account_manager_id"
        f" where not ({left_out})"
    )
    customers = await database.rows(text, sql.values)
    met = await _met(database, at - rule.within, at)
    asked = await _asked(database, at, plan)
    complaints = {word.code for word in house.directory.words(Family.KIND) if word.complaint}
    known = _Known(rule, plan, met, asked, frozenset(complaints))
    return [known.candidate(row) for row in customers]


class _Met:
    """What the tickets of a customer tell."""

    __slots__ = ("department", "kinds", "last", "lines")

    def __init__(self) -> None:
        self.kinds: set[str] = set()
        self.lines: set[str] = set()
        self.department: str | None = None
        self.last: datetime | None = None


@dataclass(frozen=True, slots=True)
class _Known:
    rule: FrameRule
    plan: Plan
    met: Mapping[UUID, _Met]
    asked: Mapping[UUID, list[tuple[datetime, bool]]]
    complaints: frozenset[str]

    def candidate(self, row: Row) -> Candidate:
        customer_id = sure(uuid(row["id"]))
        met = self.met.get(customer_id) or _Met()
        asked = self.asked.get(customer_id, [])
        lines = met.lines | {each for each in row["business_lines"].split("|") if each}
        return Candidate(
            customer_id=customer_id,
            stratum=".".join(_part(row, axis) for axis in self.plan.strata_by),
            touchpoints=self.rule.touchpoints(row["stage"], lines, complained=bool(met.kinds & self.complaints)),
            department=met.department or row["department"],
            invited_at=tuple(when for when, _ in asked),
            opted_out=any(declined for _, declined in asked),
            reachable=row["external_reference"] != NOBODY,
        )


def _part(row: Row, axis: StrataBy) -> str:
    if axis is not StrataBy.SEGMENT:
        return str(row[axis.value.lower()])
    # A stratum is one of them: the first by name of those who belong to several.
    return min((each for each in row["segments"].split("|") if each), default="NONE")


async def _met(database: Database, since: datetime, until: datetime) -> dict[UUID, _Met]:
    sql = database.sql()
    text = (
        "select customer_id, kind, business_line, department, max(opened_at) as last from ticket"
        f" where opened_at > {sql(since)} and opened_at <= {sql(until)}"
        " group by customer_id, kind, business_line, department"
    )
    found: dict[UUID, _Met] = defaultdict(_Met)
    for row in await database.rows(text, sql.values):
        each, last = found[sure(uuid(row["customer_id"]))], sure(instant(row["last"]))
        each.kinds.add(row["kind"])
        if row["business_line"] is not None:
            each.lines.add(row["business_line"])
        if row["department"] is not None and (each.last is None or last > each.last):
            each.department, each.last = row["department"], last
    return dict(found)


async def _asked(database: Database, at: datetime, plan: Plan) -> dict[UUID, list[tuple[datetime, bool]]]:
    """When each customer was invited, as far back as it matters, and whether they declined."""
    since = at - max(timedelta(days=plan.fatigue.within_days), NO_MORE)
    sql = database.sql()
    text = f"select customer_id, invited_at, status from survey_invitation where invited_at > {sql(since)}"
    found: dict[UUID, list[tuple[datetime, bool]]] = defaultdict(list)
    for row in await database.rows(text, sql.values):
        when = sure(instant(row["invited_at"]))
        declined = row["status"] == InvitationStatus.DECLINED.value and when > at - NO_MORE
        found[sure(uuid(row["customer_id"]))].append((when, declined))
    return dict(found)


async def write_frame(database: Database, wave_id: UUID, drawn: Drawn, new_id: "NewId") -> None:
    """Everybody in it, and their place in the sample."""
    places = {each.customer_id: place for place, each in enumerate(drawn.invited)}
    rows = [
        {
            "id": new_id(), "wave_id": wave_id, "customer_id": each.customer_id, "stratum": each.stratum,
            "touchpoints": touchpoints_text(each.touchpoints), "department": each.department,
            "place": places.get(each.customer_id),
        }
        for each in drawn.frame.members.values()
    ]  # fmt: skip
    for begin in range(0, len(rows), AT_ONCE):
        await database.insert("survey_frame", rows[begin : begin + AT_ONCE])


class NewId(Protocol):
    """A fresh id."""

    def __call__(self) -> UUID: ...
