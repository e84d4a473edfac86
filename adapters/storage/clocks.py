"""Clocks in and out of their tables: they hear of what happens in the transaction of what happens."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any, NamedTuple
from uuid import UUID, uuid5

import orjson

from adapters.database import Database, Row, instant, json, sure
from adapters.storage.bulk import insert_many
from adapters.storage.rows import ClockEventRow, ClockRow
from adapters.storage.saving import Saving
from domain.calendar.deadline import Deadline
from domain.calendar.pause import Pause
from domain.clock.clock import GOING, Clock, ClockState
from domain.clock.commitment import Facts
from domain.clock.due import END_OF_TIME
from domain.clock.events import ClockEvent, ClockEventKind, Terms
from domain.clock.promises import OPENING, Heard, Promises, Taken
from domain.clock.rules import ClockRules
from domain.shared.errors import ChangedMeanwhile

LATE = timedelta(seconds=60)
"""A step recorded longer than this after its moment had nobody to take it: no worker ran."""
GOING_WORDS = sorted(state.value for state in GOING)
_LATER = (
    "select 1 from clock d where d.aggregate_id = c.aggregate_id and d.commitment = c.commitment"
    " and d.instance > c.instance"
)

COLUMNS = (
    "id, version, aggregate, aggregate_id, commitment, instance, cycle, state, runs_from, due_at, caveat,"
    " policy_version, calendar, calendar_version, last_at, stopped_at, pauses, steps"
)
_NAMES = COLUMNS.split(", ")
_TIMES = ("runs_from", "due_at", "last_at", "stopped_at")
EVENT_COLUMNS = (
    "clock_id, aggregate_id, kind, at, commitment, instance, cycle, reason, policy_version, calendar,"
    " calendar_version, runs_from, pauses, step, moment, late"
)
Key = tuple[str, int]
"""Commitment and instance: which clock of its aggregate it is."""


class ClocksMoved(ChangedMeanwhile):
    """A worker took a step of a clock meanwhile: nothing that the asker could know of, the command is done again."""


@dataclass(slots=True)
class Kept:
    """The promises to one aggregate within a piece of work, and the versions of the rows they were read from."""

    aggregate: str
    aggregate_id: UUID
    promises: Promises
    rules: ClockRules
    versions: dict[Key, int] = field(default_factory=dict)
    taken: list[Taken] = field(default_factory=list)
    held: bool = False
    """No worker takes its steps: more of its history is still to be told."""

    @property
    def due_at(self) -> datetime:
        """When the nearest clock falls due."""
        nearest = self.promises.nearest()
        return END_OF_TIME if nearest is None or nearest.due is None else nearest.due

    def hear(self, happenings: Iterable[Heard], facts: Facts) -> None:
        """What begins now begins under the rules in force."""
        calendar, version = self.rules.calendar_for(facts)
        for heard in happenings:
            self.taken += self.promises.hear(heard, self.rules.policy, calendar, version)

    def repin(self, commitments: Collection[str], facts: Facts, *, at: datetime, why: str) -> None:
        """What runs moves to the rules in force; heard before what happens next, which may pause it under those."""
        calendar, version = self.rules.calendar_for(facts)
        self.taken += self.promises.step(at)  # what was due before it moves was due
        self.promises.repin(self.rules.policy.only(commitments), calendar, version, at=at, why=why)

    def rows(self) -> list[dict[str, Any]]:
        """Each clock that something happened to, as it now stands."""
        return [self._row(self.promises.clocks[key], self.versions.get(key, 0) + 1) for key in self._touched()]

    def event_rows(self) -> list[dict[str, Any]]:
        """What happened, in order."""
        moments = {id(event): moment for event, moment in self.taken}
        return [self._event_row(each, moments.get(id(each))) for each in self.promises.events]

    def settle(self) -> None:
        """It is written: what happens from here on is news."""
        for key in self._touched():
            self.versions[key] = self.versions.get(key, 0) + 1
        self.promises.events.clear()
        self.taken.clear()

    def _touched(self) -> Iterable[Key]:
        return dict.fromkeys((each.commitment, each.instance) for each in self.promises.events)

    def _row(self, clock: Clock, version: int) -> dict[str, Any]:
        ahead = clock.steps_ahead(self.rules.book)
        return {
            "id": clock_id(self.aggregate_id, clock.commitment, clock.instance),
            "version": version,
            "aggregate": self.aggregate,
            "aggregate_id": self.aggregate_id,
            "commitment": clock.commitment,
            "instance": clock.instance,
            "cycle": clock.cycle,
            "state": clock.state.value,
            "runs_from": clock.runs_from,
            "due_at": clock.due,
            "caveat": clock.deadline.caveat,
            "policy_version": clock.terms.policy_version,
            "calendar": clock.terms.calendar,
            "calendar_version": clock.terms.calendar_version,
            "last_at": clock.last_at,
            "stopped_at": clock.stopped_at,
            "pauses": _pauses_text(clock.pauses),
            "steps": orjson.dumps(sorted(clock.steps)).decode(),
            "warns_at": clock.warns_at(self.rules.book),
            "next_step_at": ahead[0][1] if ahead else None,
            "lease_until": END_OF_TIME if self.held and clock.state in GOING else None,
        }

    def _event_row(self, event: ClockEvent, moment: datetime | None) -> dict[str, Any]:
        terms = event.terms
        return {
            "clock_id": clock_id(self.aggregate_id, event.commitment, event.instance),
            "aggregate_id": self.aggregate_id,
            "kind": event.kind.value,
            "at": event.at,
            "commitment": event.commitment,
            "instance": event.instance,
            "cycle": event.cycle,
            "reason": event.reason,
            "policy_version": None if terms is None else terms.policy_version,
            "calendar": None if terms is None else terms.calendar,
            "calendar_version": None if terms is None else terms.calendar_version,
            "runs_from": event.runs_from,
            "pauses": _pauses_text(event.pauses) if event.pauses else None,
            "step": event.step,
            "moment": moment,
            "late": moment is not None and event.at - moment > LATE,
        }


def clock_id(aggregate_id: UUID, commitment: str, instance: int) -> UUID:
    """The same for the same clock, whoever writes it."""
    return uuid5(aggregate_id, f"clock {commitment} {instance}")


class Loaded(NamedTuple):
    """The clocks of an aggregate of this kind, each with the version of its row."""

    aggregate: str
    clocks: list[tuple[Clock, int]]


async def load_clocks(database: Database, aggregate_ids: Iterable[UUID]) -> dict[UUID, Loaded]:
    """Of each aggregate those that go, and of each commitment the last."""
    sql = database.sql()
    text = (
        f"select {COLUMNS} from clock c where {sql.among('c.aggregate_id', aggregate_ids)}"
        f" and ({sql.among('c.state', GOING_WORDS)} or not exists ({_LATER}))"
    )
    found: dict[UUID, Loaded] = {}
    for row in await database.rows(text, sql.values):
        owner = row["aggregate_id"] if isinstance(row["aggregate_id"], UUID) else UUID(row["aggregate_id"])
        loaded = found.setdefault(owner, Loaded(row["aggregate"], []))
        loaded.clocks.append((clock_of(row), row["version"]))
    return found


def clocks_column(database: Database, aggregate: str) -> str:
    """The same of the aggregate with this id, as one column; `clocks_told` reads it."""
    going = ", ".join(f"'{state}'" for state in GOING_WORDS)
    rows = f"from clock c where c.aggregate_id = {aggregate} and (c.state in ({going}) or not exists ({_LATER}))"
    if database.postgres:
        return f"(select json_agg(json_build_array({COLUMNS})) {rows})"
    return f"(select json_group_array(json_array({COLUMNS})) {rows})"


def clocks_told(column: object) -> list[tuple[Clock, int]]:
    """What `clocks_column` was read as: each clock with the version of its row."""
    rows = [dict(zip(_NAMES, values, strict=True)) for values in json(column) or ()]
    for row in rows:
        row |= {name: _in_utc(row[name]) for name in _TIMES}
    return [(clock_of(row), row["version"]) for row in rows]


def nearest_in(column: object) -> datetime:
    """When the nearest of those clocks falls due; the end of time where none runs."""
    due = [clock.due for clock, _ in clocks_told(column) if clock.state in GOING and clock.due is not None]
    return min(due, default=END_OF_TIME)


def _in_utc(text: str | None) -> datetime | None:
    """In JSON, PostgreSQL writes times in the zone of its session."""
    return None if text is None else datetime.fromisoformat(text).astimezone(UTC)


def clock_of(row: Row) -> Clock:
    """The clock as its row has it."""
    return Clock(
        commitment=row["commitment"],
        instance=row["instance"],
        cycle=row["cycle"],
        runs_from=sure(instant(row["runs_from"])),
        terms=Terms(row["commitment"], row["policy_version"], row["calendar"], row["calendar_version"]),
        deadline=Deadline(instant(row["due_at"]), row["caveat"]),
        last_at=sure(instant(row["last_at"])),
        state=ClockState(row["state"]),
        pauses=_pauses(row["pauses"]),
        stopped_at=instant(row["stopped_at"]),
        steps=frozenset(json(row["steps"])),
    )


def event_of(row: Row) -> ClockEvent:
    """The event as its row has it."""
    terms = None
    if row["policy_version"] is not None:
        terms = Terms(row["commitment"], row["policy_version"], row["calendar"], row["calendar_version"])
    return ClockEvent(
        kind=ClockEventKind(row["kind"]),
        at=sure(instant(row["at"])),
        commitment=row["commitment"],
        instance=row["instance"],
        cycle=row["cycle"],
        reason=row["reason"],
        terms=terms,
        runs_from=instant(row["runs_from"]),
        step=row["step"],
        pauses=_pauses(row["pauses"]) if row["pauses"] is not None else (),
    )


async def told_in_cycle(database: Database, aggregate: str, aggregate_id: UUID) -> frozenset[str]:
    """The names of what has happened to it since it was opened or reopened last."""
    sql = database.sql()
    mine = f"aggregate_id = {sql(aggregate_id)}"
    reopened = sql(OPENING[aggregate][1])
    begun = f"select coalesce(max(version), 0) from event where {mine} and type = {reopened}"
    text = f"select distinct type from event where {mine} and version > ({begun})"
    return frozenset(row["type"] for row in await database.rows(text, sql.values))


async def events_of_clocks(database: Database, aggregate_ids: Iterable[UUID]) -> dict[UUID, list[ClockEvent]]:
    """All that ever happened to the clocks of each aggregate, in order."""
    sql = database.sql()
    where = sql.among("aggregate_id", aggregate_ids)
    text = f"select {EVENT_COLUMNS} from clock_event where {where} order by aggregate_id, position"
    found: dict[UUID, list[ClockEvent]] = {}
    for row in await database.rows(text, sql.values):
        owner = row["aggregate_id"] if isinstance(row["aggregate_id"], UUID) else UUID(row["aggregate_id"])
        found.setdefault(owner, []).append(event_of(row))
    return found


async def write_clocks(database: Database, kept: Iterable[Kept]) -> None:
    """In the transaction of what they heard; ClocksMoved when a row is not the one that was read."""
    everything = list(kept)
    rows = [row for each in everything for row in each.rows()]
    if not rows:
        return
    sql = database.sql()
    marks = ", ".join(f"({', '.join(map(sql, row.values()))})" for row in rows)
    columns = list(rows[0])
    sets = ", ".join(f"{name} = excluded.{name}" for name in columns if name not in NEVER_CHANGED)
    text = (
        f"insert into clock ({', '.join(columns)}) values {marks}"
        f" on conflict (id) do update set {sets} where clock.version = excluded.version - 1 returning id"
    )
    if len(await database.rows(text, sql.values)) < len(rows):
        raise ClocksMoved("a step of one of its clocks was taken meanwhile; ask again")
    await database.insert("clock_event", [row for each in everything for row in each.event_rows()])


def save_clocks(saving: Saving, kept: Iterable[Kept]) -> None:
    """With what they heard; a row of `clock` that is not the one that was read has moved on."""
    for each in kept:
        for row in each.rows():
            if row["version"] == 1:
                saving.add("clock", row)
            else:
                values = {name: value for name, value in row.items() if name not in NEVER_CHANGED}
                saving.change("clock", values, {"id": row["id"], "version": row["version"] - 1})
        for row in each.event_rows():
            saving.insert("clock_event", row)


async def insert_clocks(database: Database, kept: Iterable[Kept]) -> None:
    """New ones only, and many of them, in the transaction that the caller has opened."""
    everything = list(kept)
    rows = [row for each in everything for row in each.rows()]
    if not rows:
        return
    events = [row for each in everything for row in each.event_rows()]
    await insert_many(database, ClockRow, list(rows[0]), [tuple(row.values()) for row in rows])
    await insert_many(database, ClockEventRow, list(events[0]), [tuple(row.values()) for row in events])


NEVER_CHANGED = frozenset({"id", "aggregate", "aggregate_id", "commitment", "instance", "cycle", "runs_from"})


def kept_of(
    aggregate: str,
    aggregate_id: UUID,
    rules: ClockRules,
    loaded: Sequence[tuple[Clock, int]] = (),
    *,
    punctual: bool = False,
) -> Kept:
    """From what was loaded; nothing for what is new. `punctual` for history that is told afterwards."""
    promises = Promises(aggregate, rules.book, [clock for clock, _ in loaded], punctual=punctual)
    versions: Mapping[Key, int] = {(clock.commitment, clock.instance): version for clock, version in loaded}
    return Kept(aggregate, aggregate_id, promises, rules, dict(versions))


def _pauses_text(pauses: Iterable[Pause]) -> str:
    return orjson.dumps([[each.start, each.until, each.reason] for each in pauses], option=orjson.OPT_UTC_Z).decode()


def _pauses(text: object) -> tuple[Pause, ...]:
    return tuple(Pause(sure(instant(start)), instant(until), reason) for start, until, reason in json(text))
