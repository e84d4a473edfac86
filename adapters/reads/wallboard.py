"""The numbers of the wallboard, from one statement, each with the criteria that open it into its tickets.

Who sees whole departments gets sums of what is kept with every change (adapters/storage/counts.py), so the cost does
not grow with the tickets that there are; who sees some tickets of a department, counts of those.
"""

from collections.abc import Collection, Iterable
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from adapters.database import Database, Row, Sql, instant
from adapters.directory import Directory
from adapters.reads.criteria import WAITING, TicketCriteria
from adapters.rights import EVERYTHING, tickets_of
from domain.clock.defaults import FIRST_RESPONSE
from domain.clock.due import END_OF_TIME
from domain.shared.scope import CASE_ROWS, CaseScope
from domain.ticket.lifecycle import OPEN, Status
from domain.viewer import Role, Viewer

LEVELS = range(1, 6)
OPEN_STATUSES = tuple(sorted(OPEN))
WHOLE_DEPARTMENTS = frozenset({CaseScope.ALL, CaseScope.DEPARTMENTS})


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


@dataclass(frozen=True, slots=True)
class Share:
    """How many of how many, which all are, and which those are that are not among the many."""

    value: int
    of: int
    members: TicketCriteria
    others: TicketCriteria


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
    due_soon: Figure
    breached_today: Figure
    first_response: Share
    next_due: datetime | None = field(compare=False)
    """After this instant one more is overdue, or due soon."""
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

    @property
    def whole_departments(self) -> bool:
        """Whether it is all tickets of some departments, or of all."""
        return self.viewer.role is Role.WALLBOARD or CASE_ROWS[self.viewer.role] in WHOLE_DEPARTMENTS

    def of_counts(self, sql: Sql) -> str:
        """The same of `ticket_count`: it says of a department what `ticket` says."""
        rows = EVERYTHING if self.viewer.role is Role.WALLBOARD else tickets_of(self.viewer, sql, "c")
        return " and ".join([rows, *self.criteria.where(sql, self.now, "c")])


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
    scope = _Scope(viewer, criteria, now)
    text = _kept(sql, scope, midnight) if scope.whole_departments else _fresh(sql, scope, midnight)
    found = _Found(await database.rows(text, sql.values))
    tomorrow = _midnight(today + timedelta(days=1), zone)
    return _numbers(found, criteria, department=department, now=now, midnight=midnight, next_midnight=tomorrow)


def _midnight(day: date, zone: ZoneInfo) -> datetime:
    return datetime.combine(day, time(), zone)


_NO_CELL = "cast(null as text) as status, cast(null as integer) as level"
_NO_MORE = "0 as late, 0 as free, cast(null as timestamptz) as at"


def _kept(sql: Sql, scope: _Scope, midnight: datetime) -> str:
    """One statement sees one state of the tables, so the numbers agree with one another."""
    now, day = sql(scope.now), sql(f"{scope.now.astimezone(UTC):%Y-%m-%d}")
    late = f"sum(case when c.due_on < {day} then c.n else 0 end)"
    free = "sum(case when c.assigned then 0 else c.n end)"
    since = sql(datetime.combine(scope.now.astimezone(UTC), time(), UTC))
    waiting = (
        f" union all select 'waiting', {_NO_CELL}, 0, 0, 0, min(t.opened_at) from ticket t"
        f" where t.status = {sql(status)} and {scope.where(sql)}"  # by itself each is the first entry of an index
        for status in WAITING
    )
    return (
        f"select 'cell' as part, c.status, c.level, sum(c.n) as n, {late} as late, {free} as free,"
        " cast(null as timestamptz) as at"
        f" from ticket_count c where {scope.of_counts(sql)} group by c.status, c.level having sum(c.n) <> 0"
        f" union all select 'late', {_NO_CELL}, 0, count(*), 0, cast(null as timestamptz)"
        f" from ticket t where {scope.where(sql)} and t.due_at >= {since} and t.due_at < {now}"
        f" union all select 'next due', {_NO_CELL}, 0, 0, 0, min(t.due_at)"
        f" from ticket t where {scope.where(sql)} and t.due_at >= {now} and t.due_at < {sql(END_OF_TIME)}"
        f"{''.join(waiting)}{_of_today(sql, scope, midnight)}"
    )


def _fresh(sql: Sql, scope: _Scope, midnight: datetime) -> str:
    """The same, counted over the tickets in scope."""
    now = sql(scope.now)
    return (
        "select 'cell' as part, t.status, t.level, count(*) as n,"
        f" count(*) filter (where t.due_at < {now}) as late, count(*) filter (where t.assignee_id is null) as free,"
        f" cast(null as timestamptz) as at from ticket t where {scope.where(sql)} group by t.status, t.level"
        f" union all select 'next due', {_NO_CELL}, 0, 0, 0, min(t.due_at)"
        f" from ticket t where {scope.where(sql)} and t.due_at >= {now} and t.due_at < {sql(END_OF_TIME)}"
        f" union all select 'waiting', {_NO_CELL}, 0, 0, 0, min(t.opened_at)"
        f" from ticket t where {scope.where(sql, waiting=True)}{_of_today(sql, scope, midnight)}"
    )


def _of_today(sql: Sql, scope: _Scope, midnight: datetime) -> str:
    counts = "".join(
        f" union all select '{part}', {_NO_CELL}, count(*), {_NO_MORE} from ticket t where {where}"
        for part, where in (
            ("opened", scope.where(sql, opened_from=midnight)),
            ("resolved", scope.where(sql, resolved_from=midnight)),
            ("due soon", scope.where(sql, due_soon=True)),
            ("breached", scope.where(sql, breached_from=midnight)),
            ("answered", scope.where(sql, answered_from=midnight)),
            ("answered late", scope.where(sql, answered_from=midnight, answered_late=True)),
        )
    )
    # Not of the scope: moments at which a look is due, and nothing is told when it shows the same.
    now = sql(scope.now)
    moments = (
        f"select min(k.warns_at) from clock k where k.warns_at > {now}",
        f"select min(k.due_at) from clock k where k.warns_at <= {now} and k.due_at >= {now}",
        f"select min(k.due_at) from clock k where k.commitment = {sql(FIRST_RESPONSE)} and k.due_at >= {now}",
    )
    looks = "".join(f" union all select 'next due', {_NO_CELL}, 0, 0, 0, ({moment})" for moment in moments)
    return counts + looks


class _Found:
    """What the statement has come to."""

    def __init__(self, rows: Iterable[Row]) -> None:
        self._rows = list(rows)
        cells = sorted((row for row in self._rows if row["part"] == "cell"), key=_place)
        self.cells = [(Status(row["status"]), int(row["level"]), int(row["n"])) for row in cells]
        self.late = sum(int(row["late"]) for row in self._rows)
        self.free = sum(int(row["free"]) for row in cells if row["status"] in OPEN)

    def number(self, part: str) -> int:
        """How many that are."""
        return sum(int(row["n"]) for row in self._rows if row["part"] == part)

    def first(self, part: str) -> datetime | None:
        """The earliest of them."""
        moments = (instant(row["at"]) for row in self._rows if row["part"] == part)
        return min((at for at in moments if at is not None), default=None)

    def among(self, statuses: Collection[str]) -> int:
        """How many tickets are in these."""
        return sum(n for at, _, n in self.cells if at in statuses)


def _numbers(
    found: _Found,
    criteria: TicketCriteria,
    *,
    department: str | None,
    now: datetime,
    midnight: datetime,
    next_midnight: datetime,
) -> WallboardNumbers:
    def figure(value: int, **narrower: Any) -> Figure:  # noqa: ANN401  fields of the criteria
        return Figure(value, replace(criteria, **narrower))

    return WallboardNumbers(
        as_of=now,
        department=department,
        by_status=tuple(
            Cell(found.among((status,)), replace(criteria, status=(status,)), status=status) for status in Status
        ),
        by_level=tuple(
            Cell(
                sum(n for at, of, n in found.cells if of == level and at in OPEN),
                replace(criteria, status=OPEN_STATUSES, level=(level,)),
                level=level,
            )
            for level in LEVELS
        ),
        by_status_and_level=tuple(
            Cell(n, replace(criteria, status=(status,), level=(level,)), status=status, level=level)
            for status, level, n in found.cells
        ),
        open=figure(found.among(OPEN), status=OPEN_STATUSES),
        overdue=figure(found.late, overdue=True),
        unassigned=figure(found.free, status=OPEN_STATUSES, unassigned=True),
        waiting=figure(found.among(WAITING), waiting=True),
        longest_waiting=_longest(criteria, found.first("waiting")),
        opened_today=figure(found.number("opened"), opened_from=midnight),
        resolved_today=figure(found.number("resolved"), resolved_from=midnight),
        due_soon=figure(found.number("due soon"), due_soon=True),
        breached_today=figure(found.number("breached"), breached_from=midnight),
        first_response=Share(
            found.number("answered") - found.number("answered late"),
            found.number("answered"),
            replace(criteria, answered_from=midnight),
            replace(criteria, answered_from=midnight, answered_late=True),
        ),
        next_due=found.first("next due"),
        next_midnight=next_midnight,
    )


def _longest(criteria: TicketCriteria, since: datetime | None) -> Waiting:
    # Nobody who waits was opened before the first of them, so what was opened up to then is those and no others.
    up_to = None if since is None else since + timedelta.resolution
    return Waiting(since, replace(criteria, waiting=True, opened_to=up_to))


_PLACES = {status.value: place for place, status in enumerate(Status)}


def _place(row: Row) -> tuple[int, int]:
    return _PLACES[row["status"]], row["level"]
