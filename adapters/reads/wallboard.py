"""The numbers of the wallboard, from one statement, each with the criteria that open it into its tickets."""

from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from datetime import date, datetime, time, timedelta
from itertools import groupby
from typing import Any
from zoneinfo import ZoneInfo

from adapters.database import Database, Row, Sql, instant
from adapters.directory import Directory
from adapters.reads.criteria import WAITING, TicketCriteria
from adapters.rights import EVERYTHING, tickets_of
from domain.clock.due import END_OF_TIME
from domain.ticket.lifecycle import OPEN, Status
from domain.viewer import Role, Viewer

LEVELS = range(1, 6)
OPEN_STATUSES = tuple(sorted(OPEN))
OVER_STATUSES = tuple(sorted(frozenset(Status) - OPEN))


@dataclass(frozen=True, slots=True)
class Figure:
    """A number of tickets, and which they are."""

    value: int
    members: TicketCriteria


@dataclass(frozen=True, slots=True)
class Cell(Figure):
    """Tickets in a status, of a level, or both."""

    status: Status | None = None
    level: int | None = None


@dataclass(frozen=True, slots=True)
class Waiting:
    """Since when the longest waiting ticket waits; None because nobody does. It may be more than one."""

    since: datetime | None
    members: TicketCriteria


@dataclass(frozen=True, slots=True, kw_only=True)
class WallboardNumbers:
    """As of an instant. Two are equal when a viewer would see no difference."""

    as_of: datetime = field(compare=False)
    department: str | None
    by_status: tuple[Cell, ...]
    """Every status, also those with none."""
    by_level: tuple[Cell, ...]
    """Open tickets, levels 1 to 5."""
    by_status_and_level: tuple[Cell, ...]
    """Those that are not zero."""
    open: Figure
    overdue: Figure
    unassigned: Figure
    waiting: Figure
    """Accepted or classified: nobody has begun."""
    longest_waiting: Waiting
    opened_today: Figure
    resolved_today: Figure
    next_due: datetime | None = field(compare=False)
    """After this instant one more is overdue."""
    next_midnight: datetime = field(compare=False)


@dataclass(frozen=True, slots=True)
class _Scope:
    """Which tickets a wallboard is about."""

    viewer: Viewer
    criteria: TicketCriteria
    now: datetime

    def where(self, sql: Sql, **narrower: Any) -> str:  # noqa: ANN401  fields of the criteria
        """The viewer's tickets that meet the criteria; wallboards see numbers of tickets that they may not read."""
        rows = EVERYTHING if self.viewer.role is Role.WALLBOARD else tickets_of(self.viewer, sql)
        return " and ".join([rows, *replace(self.criteria, **narrower).where(sql, self.now)])


def departments_shown(directory: Directory, viewer: Viewer, department: str | None) -> tuple[str, ...] | None:
    """The department and those below it; a wallboard that belongs to one shows no other. None is all."""
    asked = None if department is None else directory.below(department)
    if viewer.role is Role.WALLBOARD and viewer.department is not None:
        own = directory.below(viewer.department)
        asked = own if asked is None else own & asked
    return None if asked is None else tuple(sorted(asked))


async def read_wallboard(
    database: Database,
    directory: Directory,
    viewer: Viewer,
    department: str | None,
    *,
    now: datetime,
    zone: ZoneInfo,
) -> WallboardNumbers:
    """The department's and those below it, or all, within the viewer's scope."""
    await directory.refresh()
    criteria = TicketCriteria(department=departments_shown(directory, viewer, department))
    today = now.astimezone(zone).date()
    midnight = _midnight(today, zone)
    sql = database.sql()
    text = _statement(sql, _Scope(viewer, criteria, now), midnight)
    parts = {part: list(rows) for part, rows in groupby(await database.rows(text, sql.values), lambda row: row["part"])}
    tomorrow = _midnight(today + timedelta(days=1), zone)
    return _numbers(parts, criteria, department=department, now=now, midnight=midnight, next_midnight=tomorrow)


def _midnight(day: date, zone: ZoneInfo) -> datetime:
    return datetime.combine(day, time(), zone)


def _statement(sql: Sql, scope: _Scope, midnight: datetime) -> str:
    """One statement sees one state of the tables, so the numbers agree with one another."""
    now = sql(scope.now)
    nothing = "0 as free, cast(null as timestamptz) as oldest, cast(null as timestamptz) as next_due"
    no_cell = "cast(null as text) as status, cast(null as integer) as level"
    return (
        "select 'open' as part, t.status, t.level, count(*) as n,"
        " count(*) filter (where t.assignee_id is null) as free, min(t.opened_at) as oldest,"
        " cast(null as timestamptz) as next_due"
        f" from ticket t where {scope.where(sql, status=OPEN_STATUSES)} group by t.status, t.level"
        f" union all select 'over' as part, t.status, t.level, count(*) as n, {nothing}"
        f" from ticket t where {scope.where(sql, status=OVER_STATUSES)} group by t.status, t.level"
        f" union all select 'due' as part, {no_cell}, count(*) filter (where t.due_at < {now}) as n, 0 as free,"
        f" cast(null as timestamptz) as oldest, min(t.due_at) filter (where t.due_at >= {now}) as next_due"
        f" from ticket t where {scope.where(sql)} and t.due_at < {sql(END_OF_TIME)}"
        f" union all select 'opened' as part, {no_cell}, count(*) as n, {nothing}"
        f" from ticket t where {scope.where(sql, opened_from=midnight)}"
        f" union all select 'resolved' as part, {no_cell}, count(*) as n, {nothing}"
        f" from ticket t where {scope.where(sql, resolved_from=midnight)} order by part"
    )


def _numbers(
    parts: dict[str, list[Row]],
    criteria: TicketCriteria,
    *,
    department: str | None,
    now: datetime,
    midnight: datetime,
    next_midnight: datetime,
) -> WallboardNumbers:
    running = parts.get("open", [])
    waiting = [row for row in running if row["status"] in WAITING]
    cells = [
        (Status(row["status"]), row["level"], row["n"])
        for row in sorted([*running, *parts.get("over", [])], key=_place)
    ]

    def figure(value: int, **narrower: Any) -> Figure:  # noqa: ANN401  fields of the criteria
        return Figure(value, replace(criteria, **narrower))

    return WallboardNumbers(
        as_of=now,
        department=department,
        by_status=tuple(
            Cell(sum(n for at, _, n in cells if at is status), replace(criteria, status=(status,)), status=status)
            for status in Status
        ),
        by_level=tuple(
            Cell(
                sum(n for at, of, n in cells if of == level and at in OPEN),
                replace(criteria, status=OPEN_STATUSES, level=(level,)),
                level=level,
            )
            for level in LEVELS
        ),
        by_status_and_level=tuple(
            Cell(n, replace(criteria, status=(status,), level=(level,)), status=status, level=level)
            for status, level, n in cells
        ),
        open=figure(_sum(running, "n"), status=OPEN_STATUSES),
        overdue=figure(_sum(parts["due"], "n"), overdue=True),
        unassigned=figure(_sum(running, "free"), status=OPEN_STATUSES, unassigned=True),
        waiting=figure(_sum(waiting, "n"), waiting=True),
        longest_waiting=_longest(criteria, _earliest(waiting, "oldest")),
        opened_today=figure(_sum(parts["opened"], "n"), opened_from=midnight),
        resolved_today=figure(_sum(parts["resolved"], "n"), resolved_from=midnight),
        next_due=_earliest(parts["due"], "next_due"),
        next_midnight=next_midnight,
    )


def _longest(criteria: TicketCriteria, since: datetime | None) -> Waiting:
    # Nobody who waits was opened before the first of them, so what was opened up to then is those and no others.
    up_to = None if since is None else since + timedelta.resolution
    return Waiting(since, replace(criteria, waiting=True, opened_to=up_to))


_PLACES = {status.value: place for place, status in enumerate(Status)}


def _place(row: Row) -> tuple[int, int]:
    return _PLACES[row["status"]], row["level"]


def _sum(rows: Iterable[Row], name: str) -> int:
    return sum(row[name] for row in rows)


def _earliest(rows: Iterable[Row], name: str) -> datetime | None:
    return min((at for row in rows if (at := instant(row[name])) is not None), default=None)
