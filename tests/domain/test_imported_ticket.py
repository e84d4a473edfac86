import pytest

from domain.ticket import events
from domain.ticket.lifecycle import Status
from domain.ticket.ticket import Ticket
from tests.domain.builders import ANNA, BO, ELEVEN, HOUR, MRS_WANG, NINE, NOON, ONE, TEN, a_row, imported
from tests.domain.history import happened, known, told


def row_events(ticket: Ticket) -> list[events.SourceRowRecorded]:
    return [each.event for each in ticket.happenings if isinstance(each.event, events.SourceRowRecorded)]


def test_the_first_row_opens_the_ticket_when_the_source_says_it_was_opened() -> None:
    ticket = imported(a_row(at=TEN, line=7, digest="abc"))

    (row,) = row_events(ticket)
    assert happened(ticket) == ["TicketOpened", "SourceRowRecorded"]
    assert (ticket.opened_at, ticket.external_reference) == (NINE, "INC0000045")
    assert (row.at, row.line, row.digest, row.changed) == (TEN, 7, "abc", ("opened",))
    assert all(each.event.imported for each in ticket.happenings)


def test_a_row_that_changes_nothing_is_still_recorded_once() -> None:
    ticket = imported(a_row(at=NINE), a_row(at=TEN, line=3))

    assert happened(ticket)[2:] == ["SourceRowRecorded"]
    assert row_events(ticket)[-1].changed == ()
    assert ticket.happenings[-1].changes == {}


def test_a_row_names_what_it_changed() -> None:
    ticket = imported(a_row(), a_row(Status.IN_PROGRESS, at=TEN, level=2, assignee_id=ANNA, business_line="fund"))

    assert happened(ticket)[2:] == ["TicketClassified", "TicketAssigned", "TicketMoved", "SourceRowRecorded"]
    assert row_events(ticket)[-1].changed == ("assignee_id", "business_line", "level", "proposed_level", "status")


def test_a_level_the_source_does_not_know_stays_as_it_was() -> None:
    ticket = imported(a_row(level=None), a_row(at=TEN, level=1), a_row(at=ELEVEN, level=None))

    assert (ticket.level, ticket.proposed_level) == (1, 1)


def test_an_assignee_the_source_takes_away_is_gone() -> None:
    ticket = imported(a_row(assignee_id=ANNA), a_row(at=TEN, assignee_id=None, department=None))

    assert (ticket.assignee_id, ticket.department) == (None, None)


def test_a_ticket_goes_to_the_customer_that_the_source_names_and_stays_when_it_names_none() -> None:
    ticket = imported(a_row(customer_id=MRS_WANG), a_row(at=TEN, customer_id=BO), a_row(at=ELEVEN, customer_id=None))

    assert happened(ticket)[2:] == ["CustomerCorrected", "SourceRowRecorded", "SourceRowRecorded"]
    assert ticket.customer_id == BO
    assert row_events(ticket)[1].changed == ("customer_id",)


@pytest.mark.parametrize("status", [Status.AWAITING_CUSTOMER, Status.AWAITING_THIRD_PARTY, Status.IN_PROGRESS])
def test_a_move_that_our_lifecycle_does_not_have_is_recorded_as_it_was(status: Status) -> None:
    ticket = imported(a_row(Status.ACCEPTED), a_row(status, at=TEN))

    moved = ticket.happenings[-2].event
    assert isinstance(moved, events.TicketMoved)
    assert (moved.came_from, moved.status, ticket.status) == (Status.ACCEPTED, status, status)


def test_from_new_the_source_may_go_straight_to_resolved_and_no_step_is_invented() -> None:
    ticket = imported(a_row(), a_row(Status.RESOLVED, at=TEN, resolver_id=ANNA, resolved_at=NINE + HOUR / 2))

    assert happened(ticket)[2:] == ["TicketResolved", "SourceRowRecorded"]
    assert ticket.status is Status.RESOLVED
    assert (ticket.current.resolver_id, ticket.current.resolved_at) == (ANNA, NINE + HOUR / 2)


def test_no_resolver_and_no_closing_time_stands_on_a_ticket_before_its_row() -> None:
    statuses = (Status.ACCEPTED, Status.IN_PROGRESS, Status.AWAITING_CUSTOMER, Status.AWAITING_THIRD_PARTY)

    ticket = imported(*(a_row(each, at=TEN, resolver_id=ANNA, resolved_at=NINE, closed_at=TEN) for each in statuses))

    assert (ticket.current.resolver_id, ticket.current.resolved_at, ticket.current.archived_at) == (None, None, None)
    assert "TicketResolved" not in happened(ticket)


def test_a_resolution_later_than_its_row_is_not_known_yet() -> None:
    first = a_row(Status.RESOLVED, at=TEN, resolver_id=ANNA, resolved_at=NOON, closed_at=ONE)
    last = a_row(Status.ARCHIVED, at=ONE, resolver_id=ANNA, resolved_at=NOON, closed_at=ONE)

    early, late = imported(first), imported(first, last)

    assert early.current.resolved_at == TEN
    assert (late.current.resolved_at, late.current.archived_at) == (NOON, ONE)


def test_a_closing_later_than_its_row_is_put_right_by_the_row_that_knows() -> None:
    rows = [a_row(Status.ARCHIVED, at=at, resolved_at=NINE, closed_at=NOON) for at in (TEN, ONE)]

    assert imported(rows[0]).current.archived_at == TEN
    assert imported(*rows).current.archived_at == NOON


def test_a_row_that_knows_no_resolution_time_was_resolved_at_its_own() -> None:
    ticket = imported(a_row(Status.RESOLVED, at=TEN), a_row(Status.ARCHIVED, at=ELEVEN))

    assert (ticket.current.resolved_at, ticket.current.archived_at) == (TEN, ELEVEN)
    assert happened(ticket)[-2:] == ["TicketArchived", "SourceRowRecorded"]


def test_a_ticket_whose_first_row_is_closed_is_opened_resolved_and_archived_by_it() -> None:
    ticket = imported(a_row(Status.ARCHIVED, at=TEN, resolver_id=ANNA))

    assert happened(ticket) == ["TicketOpened", "TicketResolved", "TicketArchived", "SourceRowRecorded"]


def test_the_next_cycle_begins_when_the_count_of_reopenings_grows() -> None:
    ticket = imported(
        a_row(Status.RESOLVED, at=TEN, resolver_id=ANNA),
        a_row(Status.IN_PROGRESS, at=ELEVEN, reopenings=1),
        a_row(Status.RESOLVED, at=NOON, reopenings=1, resolver_id=BO),
    )

    assert (ticket.cycle, ticket.current.began_at, ticket.current.resolver_id) == (2, ELEVEN, BO)
    reopening = next(each for each in ticket.happenings if isinstance(each.event, events.TicketReopened))
    assert reopening.changes["cycle.resolver_id"] == (ANNA, None)
    assert reopening.image["status"] is Status.IN_PROGRESS


def test_a_count_that_grows_by_two_begins_two_cycles() -> None:
    ticket = imported(a_row(Status.RESOLVED), a_row(Status.IN_PROGRESS, at=TEN, reopenings=2))

    assert happened(ticket)[-3:] == ["TicketReopened", "TicketReopened", "SourceRowRecorded"]
    assert ticket.cycle == 3


def test_a_count_that_stays_or_shrinks_begins_none() -> None:
    ticket = imported(
        a_row(Status.RESOLVED),
        a_row(Status.IN_PROGRESS, at=TEN, reopenings=1),
        a_row(Status.IN_PROGRESS, at=ELEVEN, reopenings=1),
        a_row(Status.IN_PROGRESS, at=NOON, reopenings=0),
    )

    assert ticket.cycle == 2


def test_a_ticket_may_be_reopened_and_resolved_by_one_row() -> None:
    ticket = imported(
        a_row(Status.RESOLVED, at=TEN, resolver_id=ANNA), a_row(Status.RESOLVED, at=NOON, reopenings=1, resolver_id=BO)
    )

    assert happened(ticket)[-3:] == ["TicketReopened", "TicketResolved", "SourceRowRecorded"]
    assert (ticket.current.resolver_id, ticket.current.resolved_at) == (BO, NOON)


def test_a_resolution_the_source_takes_back_is_gone_and_its_cycle_goes_on() -> None:
    ticket = imported(
        a_row(Status.RESOLVED, at=TEN, resolver_id=ANNA),
        a_row(Status.IN_PROGRESS, at=ELEVEN),
    )

    moved = ticket.happenings[-2]
    assert happened(ticket)[-2:] == ["TicketMoved", "SourceRowRecorded"]
    assert moved.changes["cycle.resolver_id"] == (ANNA, None)
    assert (ticket.status, ticket.cycle, ticket.current.resolved_at) == (Status.IN_PROGRESS, 1, None)


def test_a_closing_the_source_takes_back_leaves_the_resolution() -> None:
    ticket = imported(
        a_row(Status.ARCHIVED, at=TEN, resolver_id=ANNA),
        a_row(Status.RESOLVED, at=ELEVEN, resolver_id=ANNA),
    )

    assert (ticket.status, ticket.current.archived_at, ticket.current.resolver_id) == (Status.RESOLVED, None, ANNA)
    assert happened(ticket)[-2:] == ["TicketMoved", "SourceRowRecorded"]


def test_the_sources_own_verdict_is_kept() -> None:
    ticket = imported(a_row(met_target=True), a_row(at=TEN, met_target=False))

    assert ticket.source_met_target is False
    assert row_events(ticket)[-1].changed == ("source_met_target",)


def test_the_history_of_an_imported_ticket_adds_up_to_it() -> None:
    ticket = imported(
        a_row(at=NINE, level=4),
        a_row(Status.AWAITING_CUSTOMER, at=TEN, assignee_id=ANNA),
        a_row(Status.ARCHIVED, at=NOON, resolver_id=ANNA),
        a_row(Status.IN_PROGRESS, at=ONE, reopenings=1),
    )

    assert told(ticket) == known(ticket.state())
