"""Reading who was asked, what they said in conversations, and comments without whose they are."""

import hmac
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import NamedTuple
from uuid import UUID

from adapters.database import Database, Row, Sql, instant, sure, uuid
from adapters.reads.cursor import Cursor, a_word
from adapters.reads.events import words_of
from adapters.reads.page import Order, Page, cursor_of, keyset, order_by
from adapters.rights import interviews_of, invitations_of
from adapters.vault import Vault
from domain.survey.lifecycle import COMPLETE, InvitationStatus
from domain.survey.questionnaire import Touchpoint
from domain.viewer import Viewer

INVITED = Order("surveyInvitations", "INVITED_AT", "invited_at")
_MIXING = b"order of survey comments"
_COMMENTS = Cursor("surveyComments", (a_word,))
RECORDED = Order("surveyInterviews", "RECORDED_AT", "recorded_at")


class InvitationView(NamedTuple):
    """An invitation's row as readers see it: neither stratum nor department, which would count hidden cells."""

    id: UUID
    version: int
    wave_id: UUID
    customer_id: UUID
    language: str
    status: str
    invited_at: datetime
    reminded: int
    title: str
    closes_at: datetime


class InterviewView(NamedTuple):
    """An interview's row as readers see it."""

    id: UUID
    version: int
    wave_id: UUID
    customer_id: UUID
    recorded_at: datetime
    recorded_by: str


_OWN = InvitationView._fields[:-2]
_INVITATION = ", ".join([*(f"i.{name}" for name in _OWN), "w.title", "w.closes_at"])
_FROM = "from survey_invitation i join survey_wave w on w.id = i.wave_id"
_INTERVIEW = ", ".join(f"i.{name}" for name in InterviewView._fields)


@dataclass(frozen=True, slots=True, kw_only=True)
class InvitationCriteria:
    """Everything given must hold."""

    wave_id: UUID | None = None
    status: tuple[str, ...] | None = None

    def where(self, sql: Sql) -> list[str]:
        """The conditions over `survey_invitation`."""
        conditions = [] if self.wave_id is None else [f"i.wave_id = {sql(self.wave_id)}"]
        return conditions if self.status is None else [*conditions, sql.among("i.status", self.status)]


async def invitations_page(
    database: Database, viewer: Viewer, criteria: InvitationCriteria, *, first: int, after: str | None
) -> Page[InvitationView]:
    """One page, the oldest first."""
    sql = database.sql()
    conditions = [invitations_of(viewer, sql), *criteria.where(sql), *keyset(INVITED, after, sql, "i")]
    where = f"{' and '.join(conditions)} {order_by(INVITED, 'i')} limit {first + 1}"
    rows = await database.rows(f"select {_INVITATION} {_FROM} where {where}", sql.values)
    views = list(map(_invitation, rows[:first]))
    return Page(views, [cursor_of(INVITED, each.invited_at, each.id) for each in views], len(rows) > first)


async def count_invitations(database: Database, viewer: Viewer, criteria: InvitationCriteria) -> int:
    """How many there are in scope."""
    sql = database.sql()
    conditions = [invitations_of(viewer, sql), *criteria.where(sql)]
    text = f"select count(*) as n from survey_invitation i where {' and '.join(conditions)}"
    return int(sure(await database.row(text, sql.values))["n"])


async def invitations_by_id(database: Database, viewer: Viewer, ids: Iterable[UUID]) -> dict[UUID, InvitationView]:
    """Those in scope, by id."""
    sql = database.sql()
    where = f"{sql.among('i.id', ids)} and {invitations_of(viewer, sql)}"
    rows = await database.rows(f"select {_INVITATION} {_FROM} where {where}", sql.values)
    return {view.id: view for view in map(_invitation, rows)}


def _invitation(row: Row) -> InvitationView:
    values = {name: row[name] for name in InvitationView._fields}
    values |= {name: sure(uuid(row[name])) for name in ("id", "wave_id", "customer_id")}
    return InvitationView(**values | {name: instant(row[name]) for name in ("invited_at", "closes_at")})


async def interviews_page(
    database: Database, viewer: Viewer, wave_id: UUID, *, first: int, after: str | None
) -> Page[InterviewView]:
    """One page of a wave's, the oldest first."""
    sql = database.sql()
    conditions = [f"i.wave_id = {sql(wave_id)}", interviews_of(viewer, sql), *keyset(RECORDED, after, sql, "i")]
    where = f"{' and '.join(conditions)} {order_by(RECORDED, 'i')} limit {first + 1}"
    rows = await database.rows(f"select {_INTERVIEW} from survey_interview i where {where}", sql.values)
    views = list(map(_interview, rows[:first]))
    return Page(views, [cursor_of(RECORDED, each.recorded_at, each.id) for each in views], len(rows) > first)


async def count_interviews(database: Database, viewer: Viewer, wave_id: UUID) -> int:
    """How many of a wave there are in scope."""
    sql = database.sql()
    where = f"i.wave_id = {sql(wave_id)} and {interviews_of(viewer, sql)}"
    return int(sure(await database.row(f"select count(*) as n from survey_interview i where {where}", sql.values))["n"])


async def interviews_by_id(database: Database, viewer: Viewer, ids: Iterable[UUID]) -> dict[UUID, InterviewView]:
    """Those in scope, by id."""
    sql = database.sql()
    where = f"{sql.among('i.id', ids)} and {interviews_of(viewer, sql)}"
    rows = await database.rows(f"select {_INTERVIEW} from survey_interview i where {where}", sql.values)
    return {view.id: view for view in map(_interview, rows)}


def _interview(row: Row) -> InterviewView:
    values = {name: row[name] for name in InterviewView._fields}
    values |= {name: sure(uuid(row[name])) for name in ("id", "wave_id", "customer_id")}
    return InterviewView(**values | {"recorded_at": instant(row["recorded_at"])})


async def comments_of(
    database: Database, vault: Vault, wave_id: UUID, *, first: int, after: str | None
) -> tuple[list[tuple[str, str]], str | None]:
    """What was written in a wave that is over, by question, in an order that says nothing of whose it is.

    That is a keyed digest of their invitations: who knows the ids of these, as auditors do, cannot work it out.
    The cursor is that of the next page, None after the last one. Who was erased has said nothing.
    """
    sql = database.sql()
    over = sql.among("w.status", sorted(COMPLETE))
    text = (
        f"select i.id, i.version {_FROM} where i.wave_id = {sql(wave_id)} and {over}"
        f" and i.status = {sql(InvitationStatus.ANSWERED)}"
    )
    rows = [(sure(uuid(row["id"])), int(row["version"])) for row in await database.rows(text, sql.values)]
    key = vault.keys_for(_MIXING)[0]
    mixed = sorted((hmac.digest(key, row_id.bytes, "sha256").hex(), row_id, version) for row_id, version in rows)
    last = "" if after is None else _COMMENTS.read(after)[0]
    page = [each for each in mixed if each[0] > last][: first + 1]
    words = await words_of(database, vault, [(row_id, version) for _, row_id, version in page[:first]])
    said = [
        (question, comment)
        for _, row_id, version in page[:first]
        for question, comment in (words.get((row_id, version), {}).get("texts") or {}).items()
    ]
    return said, _COMMENTS.written(page[first - 1][0]) if len(page) > first else None


class BehindView(NamedTuple):
    """What a link opens, and for whom."""

    customer_id: UUID
    external_reference: str
    status: str
    language: str
    touchpoints: frozenset[Touchpoint]
    title: str
    wave_status: str
    closes_at: datetime
    questionnaire: str
    questionnaire_version: int


async def behind(database: Database, invitation_id: UUID) -> BehindView | None:
    """For whoever has its link."""
    sql = database.sql()
    text = (
        "select i.customer_id, i.status, i.language, i.touchpoints, w.title, w.status as wave_status, w.closes_at,"
        " w.questionnaire, w.questionnaire_version, c.external_reference"
        f" {_FROM} join customer c on c.id = i.customer_id where i.id = {sql(invitation_id)}"
    )
    row = await database.row(text, sql.values)
    if row is None:
        return None
    return BehindView(
        sure(uuid(row["customer_id"])), row["external_reference"], row["status"], row["language"],
        frozenset(Touchpoint(each) for each in row["touchpoints"].split("|") if each), row["title"],
        row["wave_status"], sure(instant(row["closes_at"])), row["questionnaire"], row["questionnaire_version"],
    )  # fmt: skip
