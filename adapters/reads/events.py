"""Reading the event log: history, the `events` query and the words that are sealed in it."""

import base64
import binascii
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, NamedTuple, cast
from uuid import UUID

import orjson

from adapters.database import Database, Row, Sql, instant, json, raw, sure, uuid
from adapters.rights import (
    alerts_of,
    customers_of,
    feedbacks_of,
    interactions_of,
    interviews_of,
    invitations_of,
    measures_of,
    needs_of,
    not_about,
    survey_results_of,
    tickets_of,
    waves_of,
)
from adapters.vault import KeyGone, Vault, unseal
from domain.alert.access import READERS as ALERT_READERS
from domain.need.access import MARKET_READERS
from domain.policy.access import READERS as POLICY_READERS
from domain.shared.errors import Invalid
from domain.viewer import Viewer


class EventView(NamedTuple):
    """A row of the log. `sealed` opens with the owner's key only."""

    position: int
    at: datetime
    aggregate: str
    aggregate_id: UUID
    version: int
    type: str
    author: str
    reason: str | None
    request_id: str | None
    imported: bool
    raw_facts: Any
    raw_image: Any
    sealed: bytes | None

    @property
    def facts(self) -> Mapping[str, Any]:
        """What is known of it, read when somebody asks: most do not."""
        return cast("Mapping[str, Any]", json(self.raw_facts))

    @property
    def image(self) -> Mapping[str, Any]:
        """What it left behind, likewise."""
        return cast("Mapping[str, Any]", json(self.raw_image))

    @property
    def record(self) -> str:
        """What the sealed part is bound to."""
        return f"{self.aggregate}:{self.aggregate_id}:{self.version}"

    @property
    def owner_id(self) -> UUID:
        """Whose key seals it."""
        customer = self.image.get("customer")
        return self.aggregate_id if customer is None else UUID(customer)


_COLUMNS = ", ".join(f"e.{name.removeprefix('raw_')}" for name in EventView._fields)
_CLEAR = _COLUMNS.replace("e.sealed", "null as sealed")
_TOLD = _CLEAR.replace("e.image", "null as image")
_BARE = _TOLD.replace("e.facts", "null as facts")


def event_view(row: Row) -> EventView:
    """From a row with all columns."""
    return EventView(
        row["position"],
        sure(instant(row["at"])),
        row["aggregate"],
        sure(uuid(row["aggregate_id"])),
        row["version"],
        row["type"],
        row["author"],
        row["reason"],
        row["request_id"],
        bool(row["imported"]),
        row["facts"],
        row["image"],
        None if row["sealed"] is None else bytes(row["sealed"]),
    )


def _in_order(row: Row) -> EventView:
    """From a row with just these columns, in their order."""
    return EventView._make(row) if raw(row) else event_view(row)


class Place(NamedTuple):
    """How far a reader has come: up to `position`, or, `within` what one event moved, up to that ticket."""

    position: int
    within: UUID | None = None


class Cursors:
    """Feed cursors: the epoch of the log and a place in it, opaque to clients."""

    def __init__(self, epoch: str) -> None:
        self.epoch = epoch

    def cursor(self, position: int, within: UUID | None = None) -> str:
        """As clients see it."""
        text = f"{self.epoch}:{position}" if within is None else f"{self.epoch}:{position}:{within.hex}"
        return base64.urlsafe_b64encode(text.encode()).decode()

    def place(self, cursor: str) -> Place | None:
        """The place; None when the cursor is of another epoch; Invalid when it is no cursor."""
        try:
            epoch, text, *within = base64.urlsafe_b64decode(cursor.encode()).decode().split(":")
            place = Place(_position(text), *map(UUID, within))
        except (ValueError, TypeError, binascii.Error) as error:
            message = "after is not a cursor of this feed"
            raise Invalid(message, field=["after"]) from error
        return place if epoch == self.epoch else None

    def position(self, cursor: str) -> int | None:
        """The position alone; otherwise like `place`."""
        place = self.place(cursor)
        return None if place is None else place.position


LARGEST_POSITION = 2**63 - 1


def _position(text: str) -> int:
    position = int(text)
    if not 0 <= position <= LARGEST_POSITION:
        raise ValueError(text)
    return position


async def read_epoch(database: Database) -> str:
    """The epoch of this log, made when the desk was seeded."""
    row = await database.row("select value from desk_fact where name = 'epoch'")
    if row is None:
        message = "the database is not migrated"
        raise LookupError(message)
    return str(row["value"])


@dataclass(frozen=True, slots=True, kw_only=True)
class EventCriteria:
    """Everything given must hold."""

    types: tuple[str, ...] | None = None
    ticket_id: UUID | None = None
    customer_id: UUID | None = None
    at_from: datetime | None = None
    at_to: datetime | None = None

    def where(self, sql: Sql) -> list[str]:
        """The conditions over `event`."""
        conditions = [] if self.types is None else [sql.among("e.type", self.types)]
        if self.ticket_id is not None:
            conditions.append(f"e.aggregate = 'ticket' and e.aggregate_id = {sql(self.ticket_id)}")
        if self.customer_id is not None:
            conditions.append(
                f"(e.aggregate_id = {sql(self.customer_id)} or e.aggregate_id in"
                f" (select id from ticket where customer_id = {sql(self.customer_id)} union all"
                f" select id from interaction where customer_id = {sql(self.customer_id)} union all"
                f" select id from need where customer_id = {sql(self.customer_id)} union all"
                f" select id from feedback where customer_id = {sql(self.customer_id)}))"
            )
        if self.at_from is not None:
            conditions.append(f"e.at >= {sql(self.at_from)}")
        if self.at_to is not None:
            conditions.append(f"e.at < {sql(self.at_to)}")
        return conditions


def _scope(viewer: Viewer, sql: Sql) -> str:
    tickets = (
        f"e.aggregate = 'ticket' and e.aggregate_id in (select t.id from ticket t where {tickets_of(viewer, sql)})"
    )
    mine = customers_of(viewer, sql)
    customers = f"e.aggregate = 'customer' and e.aggregate_id in (select c.id from customer c where {mine})"
    contacts = f"select i.id from interaction i where {interactions_of(viewer, sql)}"
    customers = f"({customers}) or (e.aggregate = 'interaction' and e.aggregate_id in ({contacts}))"
    said = f"select f.id from feedback f where {feedbacks_of(viewer, sql)}"
    customers += f" or (e.aggregate = 'feedback' and e.aggregate_id in ({said}))"
    needs = f"select n.id from need n where {needs_of(viewer, sql)}"
    customers += f" or (e.aggregate = 'need' and e.aggregate_id in ({needs}))"
    if viewer.role in MARKET_READERS:
        customers += " or e.aggregate = 'market_event'"
    measures = f"select m.id from measure m where {measures_of(viewer, sql)}"
    customers += f" or (e.aggregate = 'measure' and e.aggregate_id in ({measures}))"
    customers += _surveys(viewer, sql)
    others = " or e.aggregate = 'policy'" if viewer.role in POLICY_READERS else ""
    if viewer.role in ALERT_READERS:
        others += (
            " or (e.aggregate = 'alert' and e.aggregate_id in"
            f" (select a.id from alert a where {alerts_of(viewer, sql)}))"
        )
    return f"(({tickets}) or {customers}{others}) and {_untold(viewer, sql)}"


_HANG_TOGETHER = frozenset({"InteractionOpened", "MeasureAnswers", "NeedLinked"})
"""Events of something that say what else it hangs together with, by `other_id`."""
_OTHER = {True: "cast(e.facts ->> 'other_id' as uuid)", False: "json_extract(e.facts, '$.other_id')"}
"""By whether it is PostgreSQL."""


def _untold(viewer: Viewer, sql: Sql) -> str:
    """Those that tell of feedback about the viewer are not there for them."""
    if viewer.agent_id is None:
        return "1 = 1"
    others = not_about(viewer, sql, _OTHER[sql.postgres])
    return f"(case when {sql.among('e.type', sorted(_HANG_TOGETHER))} then {others} else true end)"


def _surveys(viewer: Viewer, sql: Sql) -> str:
    """What happened to surveys; of a department's results that they are there."""
    ways = [
        ("survey_wave", f"select w.id from survey_wave w where {waves_of(viewer)}"),
        ("survey_schedule", f"select s.id from survey_schedule s where {waves_of(viewer)}"),
        ("survey_invitation", f"select i.id from survey_invitation i where {invitations_of(viewer, sql)}"),
        ("survey_interview", f"select i.id from survey_interview i where {interviews_of(viewer, sql)}"),
        ("survey_result", f"select r.id from survey_result r where {survey_results_of(viewer, sql)}"),
    ]
    return "".join(f" or (e.aggregate = '{kind}' and e.aggregate_id in ({ids}))" for kind, ids in ways)


async def events_page(
    database: Database, viewer: Viewer, criteria: EventCriteria, *, first: int, after: int, up_to: int
) -> list[EventView]:
    """Events in scope after a position and not beyond the settled one; one more than asked for shows that there are."""
    sql = database.sql()
    conditions = [
        f"e.position > {sql(after)}",
        f"e.position <= {sql(up_to)}",
        _scope(viewer, sql),
        *criteria.where(sql),
    ]
    text = f"select {_CLEAR} from event e where {' and '.join(conditions)} order by e.position limit {first + 1}"
    return [_in_order(row) for row in await database.rows(text, sql.values)]


async def count_events(database: Database, viewer: Viewer, criteria: EventCriteria, up_to: int) -> int:
    """How many there are in scope."""
    sql = database.sql()
    conditions = [f"e.position <= {sql(up_to)}", _scope(viewer, sql), *criteria.where(sql)]
    text = f"select count(*) as n from event e where {' and '.join(conditions)}"
    row = await database.row(text, sql.values)
    return 0 if row is None else int(row["n"])


async def last_events_of(
    database: Database, ids: Iterable[UUID], last: int, *, told: bool = True, linked: Viewer | None = None
) -> dict[UUID, list[EventView]]:
    """The last events of each aggregate, oldest first; whoever asks has checked that the aggregates are in scope.

    Where they may hang together with feedback, `linked` says who asks: they are not told of what is about them.
    Facts are read only where they are `told`, images never: they are most of a row.
    Versions have no gaps, so the last ones are known without sorting.
    """
    sql = database.sql()
    columns = _TOLD if told else _BARE
    newest = "(select max(x.version) from event x where x.aggregate_id = e.aggregate_id)"
    hidden = "" if linked is None else f" and {_untold(linked, sql)}"
    text = (
        f"select {columns} from event e where {sql.among('e.aggregate_id', ids)}"
        f" and e.version > {newest} - {last}{hidden}"
        " order by e.aggregate_id, e.version"
    )
    found: dict[UUID, list[EventView]] = {}
    for row in await database.rows(text, sql.values):
        view = _in_order(row)
        found.setdefault(view.aggregate_id, []).append(view)
    return found


async def event_at(database: Database, viewer: Viewer, position: int, up_to: int) -> EventView | None:
    """The event at this position, if it is in scope and settled."""
    page = await events_page(database, viewer, EventCriteria(), first=1, after=position - 1, up_to=min(position, up_to))
    return page[0] if page else None


async def words_of(
    database: Database, vault: Vault, keys: Iterable[tuple[UUID, int]]
) -> dict[tuple[UUID, int], Mapping[str, Any]]:
    """What is sealed in the events (aggregate id, version); nothing for those whose key is gone."""
    sql = database.sql()
    pairs = sql.pairs("(e.aggregate_id, e.version)", keys)
    rows = await database.rows(f"select {_COLUMNS} from event e where {pairs}", sql.values)
    views = [_in_order(row) for row in rows]
    return {(v.aggregate_id, v.version): words for v, words in zip(views, await opened(vault, views), strict=True)}


async def opened(vault: Vault, views: Sequence[EventView]) -> list[Mapping[str, Any]]:
    """The sealed part of each event; empty when there is none or its key is gone."""
    keys = await vault.keys({view.owner_id for view in views if view.sealed is not None})
    found: list[Mapping[str, Any]] = []
    for view in views:
        key = keys.get(view.owner_id)
        if view.sealed is None or key is None:
            found.append({})
            continue
        try:
            found.append(orjson.loads(unseal(key, view.sealed, view.record)))
        except KeyGone:
            found.append({})
    return found
