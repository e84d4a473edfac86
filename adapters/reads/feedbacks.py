"""Reading feedback within the viewer's scope."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, NamedTuple
from uuid import UUID

from adapters.database import Database, Row, Sql, instant, like, sure, uuid
from adapters.reads.feedback_behind import Behind
from adapters.reads.page import Order, Page, cursor_of, keyset, order_by
from adapters.rights import feedbacks_of
from adapters.storage.feedbacks import correction_of, reading_of
from adapters.storage.metrics import Sampled
from domain.feedback.sentiment import Correction, Reading
from domain.viewer import Viewer

ORDERS = {
    name + suffix: Order("feedbacks", name + suffix, column, descending=bool(suffix))
    for name, column in (("DUE_AT", "due_at"), ("RECEIVED_AT", "received_at"), ("UPDATED_AT", "updated_at"))
    for suffix in ("", "_DESC")
}


class FeedbackView(NamedTuple):
    """A row as readers see it."""

    id: UUID
    version: int
    number: str
    customer_id: UUID
    ticket_id: UUID | None
    subject: str
    kind: str
    collected: str
    channel: str
    stage: str | None
    business_line: str | None
    status: str
    department: str
    responsible_id: UUID | None
    received_at: datetime
    received_by: str
    updated_at: datetime
    cycle: int
    due_at: datetime
    authority: str | None
    authority_reference: str | None
    answer_by: datetime | None
    sentiment: str | None
    topics: tuple[str, ...]
    reading: Reading | None
    correction: Correction | None


_NAMES = FeedbackView._fields
COLUMNS = ", ".join(f"f.{name}" for name in _NAMES)
_IDS = ("id", "customer_id", "ticket_id", "responsible_id")
_TIMES = ("received_at", "updated_at", "due_at", "answer_by")


def feedback_view(row: Row) -> FeedbackView:
    """From a row that has all columns."""
    values = {name: row[name] for name in _NAMES}
    values |= {name: uuid(row[name]) for name in _IDS} | {name: instant(row[name]) for name in _TIMES}
    return FeedbackView(
        **values
        | {
            "topics": tuple(filter(None, row["topics"].split("|"))),
            "reading": reading_of(row["reading"]),
            "correction": correction_of(row["correction"]),
        }
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class FeedbackCriteria:
    """Everything given must hold; a tuple is "one of". `*_from` is included, `*_to` is not."""

    status: tuple[str, ...] | None = None
    kind: tuple[str, ...] | None = None
    collected: tuple[str, ...] | None = None
    department: tuple[str, ...] | None = None
    sentiment: tuple[str, ...] | None = None
    stage: tuple[str, ...] | None = None
    authority: tuple[str, ...] | None = None
    cause: tuple[str, ...] | None = None
    topic: str | None = None
    customer_id: UUID | None = None
    ticket_id: UUID | None = None
    responsible_id: UUID | None = None
    subject_contains: str | None = None
    received_from: datetime | None = None
    received_to: datetime | None = None
    overdue: bool | None = None
    unsure: bool | None = None
    sampled: Sampled | None = None
    """Behind a sample of a metric."""
    unread: bool | None = None
    behind: Behind | None = None

    def where(self, sql: Sql, now: datetime) -> list[str]:
        """The conditions over `feedback`."""
        among = (
            ("status", self.status),
            ("kind", self.kind),
            ("collected", self.collected),
            ("department", self.department),
            ("sentiment", self.sentiment),
            ("stage", self.stage),
            ("authority", self.authority),
        )
        conditions = [sql.among(f"f.{column}", values) for column, values in among if values is not None]
        conditions += [
            f"f.{column} {comparison} {sql(value)}"
            for column, comparison, value in (
                ("customer_id", "=", self.customer_id),
                ("ticket_id", "=", self.ticket_id),
                ("responsible_id", "=", self.responsible_id),
                ("received_at", ">=", self.received_from),
                ("received_at", "<", self.received_to),
            )
            if value is not None
        ]
        if self.cause is not None:
            among_causes = sql.among("y.cause", self.cause)
            conditions.append(f"f.id in (select y.feedback_id from feedback_cycle y where {among_causes})")
        if self.topic is not None:
            conditions.append(f"f.topics like {sql(like(f'|{self.topic}|'))} escape '!'")
        if self.subject_contains is not None:
            conditions.append(f"lower(f.subject) like {sql(like(self.subject_contains.lower()))} escape '!'")
        if self.overdue is not None:
            conditions.append(f"f.due_at {'<' if self.overdue else '>='} {sql(now)}")
        if self.unsure is not None:
            read = f"(f.unread = {sql(value=False)} and f.sentiment is null)"
            conditions.append(read if self.unsure else f"not {read}")
        if self.sampled is not None:
            conditions.append(f"f.id in ({self.sampled.ids(sql)})")
        if self.unread is not None:
            unread = f"(f.unread = {sql(value=True)} and f.sentiment is null)"
            conditions.append(unread if self.unread else f"not {unread}")
        if self.behind is not None:
            conditions.append(self.behind.where(sql))
        return conditions

    @property
    def not_in_images(self) -> list[str]:
        """What is asked for that images do not tell, so that a feed cannot go by it."""
        return [name for name in _ROWS_ONLY if getattr(self, name) is not None]

    def matches(self, image: Mapping[str, Any]) -> bool:
        """Whether feedback with this image is among them, as far as images tell; ids and dates are text in them."""
        received = datetime.fromisoformat(image["received_at"])
        return (
            all(
                values is None or image[name] in values
                for name, values in (
                    ("status", self.status),
                    ("kind", self.kind),
                    ("department", self.department),
                    ("sentiment", self.sentiment),
                )
            )
            and (self.customer_id is None or image["customer"] == str(self.customer_id))
            and (self.responsible_id is None or image["assignee"] == str(self.responsible_id))
            and (self.subject_contains is None or self.subject_contains.lower() in image["subject"].lower())
            and (self.received_from is None or received >= self.received_from)
            and (self.received_to is None or received < self.received_to)
        )


_ROWS_ONLY = ("collected", "stage", "authority", "cause", "topic", "ticket_id", "overdue", "unsure", "sampled")


async def feedbacks_page(
    database: Database, viewer: Viewer, criteria: FeedbackCriteria, order: Order, *, first: int, after: str | None,
    now: datetime,
) -> Page[FeedbackView]:  # fmt: skip
    """One page in this order."""
    sql = database.sql()
    conditions = [feedbacks_of(viewer, sql), *criteria.where(sql, now), *keyset(order, after, sql, "f")]
    where = f"{' and '.join(conditions)} {order_by(order, 'f')} limit {first + 1}"
    rows = await database.rows(f"select {COLUMNS} from feedback f where {where}", sql.values)
    views = list(map(feedback_view, rows[:first]))
    cursors = [cursor_of(order, getattr(view, order.column), view.id) for view in views]
    return Page(views, cursors, len(rows) > first)


async def count_feedbacks(database: Database, viewer: Viewer, criteria: FeedbackCriteria, now: datetime) -> int:
    """How many there are in scope."""
    sql = database.sql()
    conditions = [feedbacks_of(viewer, sql), *criteria.where(sql, now)]
    text = f"select count(*) as n from feedback f where {' and '.join(conditions)}"
    return int(sure(await database.row(text, sql.values))["n"])


async def feedbacks_by_id(database: Database, viewer: Viewer, ids: Iterable[UUID]) -> dict[UUID, FeedbackView]:
    """Those in scope, by id."""
    sql = database.sql()
    where = f"{sql.among('f.id', ids)} and {feedbacks_of(viewer, sql)}"
    rows = await database.rows(f"select {COLUMNS} from feedback f where {where}", sql.values)
    return {view.id: view for view in map(feedback_view, rows)}


async def feedback_called(database: Database, viewer: Viewer, number: str) -> FeedbackView | None:
    """By its number for people."""
    sql = database.sql()
    where = f"f.number = {sql(number)} and {feedbacks_of(viewer, sql)}"
    row = await database.row(f"select {COLUMNS} from feedback f where {where}", sql.values)
    return None if row is None else feedback_view(row)


async def feedbacks_beside(
    database: Database, viewer: Viewer, column: str, ids: Iterable[UUID], last: int
) -> dict[UUID, list[FeedbackView]]:
    """The newest of each customer or ticket, as `column` says, the newest first."""
    sql = database.sql()
    where = f"{sql.among(f'f.{column}', ids)} and {feedbacks_of(viewer, sql)}"
    newest = f"row_number() over (partition by f.{column} order by f.received_at desc, f.id desc) as place"
    text = (
        f"select {COLUMNS} from (select f.*, {newest} from feedback f where {where}) f"
        f" where f.place <= {last} order by f.{column}, f.place"
    )
    found: dict[UUID, list[FeedbackView]] = {}
    for view in map(feedback_view, await database.rows(text, sql.values)):
        found.setdefault(getattr(view, column), []).append(view)
    return found


class CycleView(NamedTuple):
    """A round; its words are in the events with these versions."""

    feedback_id: UUID
    number: int
    began_at: datetime
    responded_at: datetime | None
    cause: str | None
    cause_at: datetime | None
    cause_version: int | None
    acted_at: datetime | None
    action_version: int | None
    replied_at: datetime | None
    reply_version: int | None
    handler_id: UUID | None
    closed_at: datetime | None
    rating: int | None
    rated_at: datetime | None


CYCLES = 100


async def cycles_of(database: Database, ids: Iterable[UUID]) -> dict[UUID, list[CycleView]]:
    """The newest hundred of each, oldest of them first; whoever asks has checked that they are in scope."""
    sql = database.sql()
    names = ", ".join(CycleView._fields)
    place = "row_number() over (partition by feedback_id order by number desc) as place"
    text = (
        f"select {names} from (select {names}, {place} from feedback_cycle where {sql.among('feedback_id', ids)}) y"
        f" where place <= {CYCLES} order by feedback_id, number"
    )
    found: dict[UUID, list[CycleView]] = {}
    for row in await database.rows(text, sql.values):
        values: dict[str, Any] = {
            name: instant(row[name]) if name.endswith("_at") else row[name] for name in CycleView._fields
        }
        values |= {"feedback_id": sure(uuid(row["feedback_id"])), "handler_id": uuid(row["handler_id"])}
        view = CycleView(**values)
        found.setdefault(view.feedback_id, []).append(view)
    return found


async def about_in(database: Database, ids: Iterable[UUID]) -> dict[UUID, list[UUID]]:
    """The agents that each is about."""
    sql = database.sql()
    text = (
        f"select feedback_id, agent_id from feedback_about where {sql.among('feedback_id', ids)}"
        " order by feedback_id, agent_id"
    )
    found: dict[UUID, list[UUID]] = {}
    for row in await database.rows(text, sql.values):
        found.setdefault(sure(uuid(row["feedback_id"])), []).append(sure(uuid(row["agent_id"])))
    return found
