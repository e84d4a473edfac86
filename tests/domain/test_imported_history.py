from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from domain.ticket.imported import follow
from domain.ticket.lifecycle import Status
from tests.domain.builders import (
    HOUR,
    NINE,
    a_row,
    imported,
)
from tests.domain.history import departments, known, levels, people, told

moments = st.none() | st.integers(-1, 6).map(lambda hour: NINE + hour * HOUR)
changes = st.fixed_dictionaries(
    {"status": st.sampled_from([each for each in Status if each not in {Status.CLASSIFIED, Status.REVIEWED}])},
    optional={
        "reopenings": st.integers(0, 3),
        "level": st.none() | levels,
        "kind": st.sampled_from(["login", "trade"]),
        "business_line": st.sampled_from([None, "fund"]),
        "department": st.none() | departments,
        "assignee_id": people,
        "customer_id": people,
        "met_target": st.none() | st.booleans(),
        "resolver_id": people,
        "resolved_at": moments,
        "closed_at": moments,
    },
)


@settings(max_examples=50, deadline=None)
@given(st.lists(changes, min_size=1, max_size=8))
def test_whatever_the_source_does_its_rows_are_followed_one_by_one(said: list[dict[str, Any]]) -> None:
    rows = [a_row(at=NINE + hour * HOUR, line=hour + 2, **each) for hour, each in enumerate(said)]

    ticket = imported(rows[0])
    for row in rows[1:]:
        came_from, cycle, seen = ticket.status, ticket.cycle, len(ticket.happenings)
        follow(ticket, row)

        kinds = [type(each.event).__name__ for each in ticket.happenings[seen:]]
        assert kinds.count("SourceRowRecorded") == 1 == kinds[::-1].index("SourceRowRecorded") + 1
        assert kinds.count("TicketReopened") == ticket.cycle - cycle == max(0, row.reopenings + 1 - cycle)
        assert ticket.status is row.status
        assert came_from is row.status or len(kinds) > 1
        for known_at in (ticket.current.resolved_at, ticket.current.archived_at):
            assert known_at is None or known_at <= row.at

    assert ticket.version == len(ticket.happenings)
    assert told(ticket) == known(ticket.state())
    assert [each.event.line for each in ticket.happenings if hasattr(each.event, "line")] == [r.line for r in rows]


@settings(max_examples=25, deadline=None)
@given(st.lists(changes, min_size=2, max_size=4))
def test_a_row_followed_twice_changes_nothing_the_second_time(said: list[dict[str, Any]]) -> None:
    rows = [a_row(at=NINE + hour * HOUR, **each) for hour, each in enumerate(said)]
    ticket = imported(*rows)
    state, version = ticket.state(), ticket.version

    follow(ticket, rows[-1])

    assert (ticket.state(), ticket.version) == (state, version + 1)
