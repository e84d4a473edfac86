"""Reading clocks: how they stand, what happened to them, and whether the one is what the other adds up to."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import datetime
from typing import NamedTuple, Protocol
from uuid import UUID

from adapters.database import Database, instant, sure, uuid
from adapters.storage.clocks import COLUMNS, EVENT_COLUMNS, clock_of, event_of, events_of_clocks
from domain.calendar.explain import Explanation
from domain.clock.book import Book
from domain.clock.clock import GOING, Clock, replay
from domain.clock.commitment import Commitment
from domain.clock.due import END_OF_TIME
from domain.clock.events import ClockEvent, Terms
from domain.clock.rules import ClockRules
from domain.feedback.lifecycle import OPEN

__all__ = [
    "ClockEventView",
    "ClockView",
    "Policies",
    "Verified",
    "clock_events_of",
    "clocks_of",
    "events_of_clocks",
    "nearest",
    "verify_clocks",
]

CLOCKS = 100
"""How many clocks of one ticket a read returns at the most, those that began last."""


@dataclass(frozen=True, slots=True)
class ClockView:
    """A clock with the book that says what it runs on."""

    id: UUID
    aggregate_id: UUID
    clock: Clock
    book: Book

    @property
    def commitment(self) -> Commitment:
        """In the version that the clock runs on."""
        return self.book.commitment(self.clock.terms)

    def due_soon(self, now: datetime) -> bool:
        """Whether it is within its warning time and not yet due."""
        warns_at = self.clock.warns_at(self.book)
        return warns_at is not None and warns_at <= now <= sure(self.clock.due)

    def explained(self) -> Explanation:
        """Every stretch up to the deadline."""
        return self.clock.explain(self.book)

    def replayed(self, events: Iterable[ClockEvent]) -> Clock | None:
        """What the events of its aggregate's clocks make of it."""
        return replay(events, self.book).get((self.clock.commitment, self.clock.instance))


@dataclass(frozen=True, slots=True)
class ClockEventView:
    """What happened; `moment` is when a step was due."""

    event: ClockEvent
    moment: datetime | None
    late: bool


class Policies(Protocol):
    """Where the versions that clocks run on are known."""

    async def clocks(self, knowing: Iterable[Terms] = ()) -> ClockRules: ...


async def clocks_of(database: Database, policies: Policies, ids: Iterable[UUID]) -> dict[UUID, list[ClockView]]:
    """The clocks of each aggregate, the oldest first; whoever asks has seen to it that they may see the aggregate."""
    sql = database.sql()
    newest = "row_number() over (partition by aggregate_id order by runs_from desc, commitment desc, instance desc)"
    text = (
        f"select {COLUMNS} from (select {COLUMNS}, {newest} as place from clock"
        f" where {sql.among('aggregate_id', ids)}) c where place <= {CLOCKS} order by aggregate_id, place desc"
    )
    rows = [(row, clock_of(row)) for row in await database.rows(text, sql.values)]
    book = (await policies.clocks(clock.terms for _, clock in rows)).book
    found: dict[UUID, list[ClockView]] = {}
    for row, clock in rows:
        owner = sure(uuid(row["aggregate_id"]))
        found.setdefault(owner, []).append(ClockView(sure(uuid(row["id"])), owner, clock, book))
    return found


async def clock_events_of(database: Database, clock_ids: Iterable[UUID], last: int) -> dict[UUID, list[ClockEventView]]:
    """The last things that happened to each clock, the oldest first."""
    sql = database.sql()
    newest = "row_number() over (partition by clock_id order by position desc) as place"
    text = (
        f"select {EVENT_COLUMNS} from (select position, {EVENT_COLUMNS}, {newest} from clock_event"
        f" where {sql.among('clock_id', clock_ids)}) e where place <= {last} order by clock_id, position"
    )
    found: dict[UUID, list[ClockEventView]] = {}
    for row in await database.rows(text, sql.values):
        view = ClockEventView(event_of(row), instant(row["moment"]), bool(row["late"]))
        found.setdefault(sure(uuid(row["clock_id"])), []).append(view)
    return found


@dataclass(slots=True)
class Verified:
    """How many were looked at, and those that do not agree: aggregate, commitment and instance."""

    aggregates: int = 0
    clocks: int = 0
    events: int = 0
    differ: list[str] = field(default_factory=list)


async def verify_clocks(database: Database, rules: ClockRules, *, at_once: int = 500) -> Verified:
    """Replays every clock and compares it with its row, and the due times of tickets and feedback with the nearest."""
    found, after = Verified(), UUID(int=0)
    while ids := await _owners(database, after, at_once):
        after = ids[-1]
        sql = database.sql()
        text = f"select {COLUMNS} from clock where {sql.among('aggregate_id', ids)}"
        stored: dict[UUID, list[Clock]] = {each: [] for each in ids}
        for row in await database.rows(text, sql.values):
            stored[sure(uuid(row["aggregate_id"]))].append(clock_of(row))
        told = await events_of_clocks(database, ids)
        due = await _due(database, ids)
        for owner, clocks in stored.items():
            events = told.get(owner, [])
            found.aggregates += 1
            found.clocks += len(clocks)
            found.events += len(events)
            found.differ += _differences(owner, clocks, replay(events, rules.book), due.get(owner))
    return found


class _Due(NamedTuple):
    """When a row says that its aggregate falls due, and an authority's deadline that holds beside the clocks."""

    at: datetime
    at_the_latest: datetime


def _differences(
    owner: UUID, clocks: list[Clock], replayed: dict[tuple[str, int], Clock], due: _Due | None
) -> Iterator[str]:
    stored = {(each.commitment, each.instance): each for each in clocks}
    for key in sorted(stored.keys() | replayed.keys()):
        if stored.get(key) != replayed.get(key):
            yield f"{owner} {key[0]} #{key[1]}"
    running = [each.due for each in replayed.values() if each.state in GOING and each.due is not None]
    if due is not None and due.at != min([*running, due.at_the_latest]):
        yield f"{owner} dueAt"


async def _owners(database: Database, after: UUID, at_once: int) -> list[UUID]:
    sql = database.sql()
    text = f"select distinct aggregate_id from clock where aggregate_id > {sql(after)} order by 1 limit {at_once}"
    return [sure(uuid(row["aggregate_id"])) for row in await database.rows(text, sql.values)]


async def _due(database: Database, ids: list[UUID]) -> dict[UUID, _Due]:
    sql = database.sql()
    still = sql.among("f.status", sorted(each.value for each in OPEN))
    rows = await database.rows(
        f"select t.id, t.due_at, null as answer_by from ticket t where {sql.among('t.id', ids)} union all"
        f" select f.id, f.due_at, case when {still} then f.answer_by end from feedback f"
        f" where {sql.among('f.id', ids)}",
        sql.values,
    )
    return {
        sure(uuid(row["id"])): _Due(sure(instant(row["due_at"])), instant(row["answer_by"]) or END_OF_TIME)
        for row in rows
    }


def nearest(views: Iterable[ClockView]) -> ClockView | None:
    """The one that falls due first of those that run."""
    running = [view for view in views if view.clock.state in GOING and view.clock.due is not None]
    return min(running, key=lambda view: (sure(view.clock.due), view.clock.commitment), default=None)
