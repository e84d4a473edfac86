"""Holds what a desk tells after an import against the rows of the file."""

from datetime import datetime
from typing import Any

from adapters.database import Database, instant, sure
from adapters.importers.codes import code_of
from tests.importers.plain_reading import PlainRow
from tests.importers.told import Told

ROW = "SourceRowRecorded"


def histories_equal_their_rows(told: Told, incidents: dict[str, list[PlainRow]]) -> None:
    """One event for each row, in order, with what the row says standing on the ticket."""
    for number, rows in incidents.items():
        recorded = [event for event in told.histories[number] if event[1] == ROW]
        assert [(facts["line"], facts["digest"]) for _, _, _, _, facts, _ in recorded] == [
            (row.line, row.digest) for row in rows
        ], number
        level, caller = None, "unknown"
        for (_, _, at, author, _, image), row in zip(recorded, rows, strict=True):
            level, caller = row.level or level, row.known("caller_id") or caller
            department, assignee = row.known("assignment_group"), row.known("assigned_to")
            assert sure(instant(at)) == row.at
            assert image["status"] == row.status
            assert image["department"] == (None if department is None else code_of(department))
            assert image["assignee"] == assignee
            assert image["customer"] == caller
            assert level is None or image["level"] == level
            assert author == f"import:{row.values['sys_updated_by']}"


def the_future_stays_out(told: Told, incidents: dict[str, list[PlainRow]]) -> None:
    """No resolver and no time of a resolution or closing in any event before the row that says so."""
    for number, rows in incidents.items():
        events, row = iter(told.histories[number]), iter(rows)
        current, ended = next(row), False
        for _, kind, at, _, facts, _ in events:
            ended = ended or current.ended
            changes = facts.get("changes", {})
            _nothing_later_than(sure(instant(at)), changes, number)
            if not ended:
                assert not {"resolver_id", "cycle.resolver_id", "cycle.resolved_at", "cycle.archived_at"} & {
                    *facts,
                    *(name for name, (_, after) in changes.items() if after is not None),
                }, number
                assert (current.known("resolved_by") or "nobody") not in str(facts), number
            if kind == ROW:
                current = next(row, current)


def _nothing_later_than(at: datetime, changes: dict[str, Any], number: str) -> None:
    for name in ("cycle.resolved_at", "cycle.archived_at"):
        _, after = changes.get(name, (None, None))
        assert after is None or sure(instant(after)) <= at, number


def events_add_up(told: Told) -> None:
    """Versions without a gap, each change beginning where the one before it ended, and the last state in the table."""
    for number, events in told.histories.items():
        state: dict[str, Any] = {}
        for version, (found, _, _, _, facts, _) in enumerate(events, 1):
            assert found == version, number
            for name, (before, after) in facts.get("changes", {}).items():
                assert state.get(name) == before, (number, name)
                state[name] = after
        ticket, cycle = told.tickets[number], told.cycles[number][-1]
        assert ticket["version"] == len(events)
        for name in ("status", "level", "department", "kind", "channel", "business_line", "subject"):
            assert state.get(name) == ticket[name], (number, name)
        assert state["cycle.number"] == ticket["cycle"] == cycle["number"] == len(told.cycles[number])
        assert _moment(state.get("cycle.resolved_at")) == _moment(cycle["resolved_at"])
        assert state.get("cycle.resolver_id") == cycle["resolver_id"]


async def the_log_reads_in_the_order_in_which_it_happened(database: Database) -> None:
    rows = await database.rows("select at from event where imported order by position")
    times = [sure(instant(row["at"])) for row in rows]
    assert times == sorted(times)


def _moment(value: datetime | str | None) -> datetime | None:
    return instant(value)
