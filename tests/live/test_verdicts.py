"""What a change is to those who follow by time: shown, hidden, or no news."""

from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID

import pytest

from adapters.news.change import Change
from adapters.news.group import Standing, Verdict
from adapters.news.tickets import TicketGroup
from adapters.reads.criteria import TicketCriteria
from adapters.reads.events import Cursors, EventView
from domain.ticket.lifecycle import Status
from tests.live.desk import RISK

NOON = datetime(2026, 3, 2, 12, tzinfo=UTC)
HOUR = timedelta(hours=1)
TICKET = UUID(int=1)

OVERDUE, IN_TIME = TicketCriteria(overdue=True), TicketCriteria(overdue=False)
UNTOUCHED = TicketCriteria(updated_to=NOON)
TOUCHED = TicketCriteria(updated_from=NOON)
UNASSIGNED = TicketCriteria(unassigned=True)
WAITING = TicketCriteria(waiting=True)


def an_image(**given: object) -> dict[str, Any]:
    image = {
        "status": "IN_PROGRESS", "level": 3, "department": "desk", "assignee": None, "customer": str(UUID(int=2)),
        "channel": "phone", "subject": "无法登录", "opened_at": (NOON - 9 * HOUR).isoformat(), "opened_by": "rc-1",
        "parts": [], "due_at": (NOON + HOUR).isoformat(),
    }  # fmt: skip
    return image | given


def a_change(*, before: dict[str, Any] | None, after: dict[str, Any], at: datetime, before_at: datetime) -> Change:
    event = EventView(
        position=7, at=at, aggregate="ticket", aggregate_id=TICKET, version=2, type="TicketChanged",
        author="risk_control:rc-1", reason=None, request_id=None, imported=False, raw_facts={}, raw_image=after,
        sealed=None,
    )  # fmt: skip
    return Change(event, after, before, before_at if before is not None else None)


def verdict(criteria: TicketCriteria, change: Change, now: datetime) -> Verdict | None:
    return TicketGroup(RISK, Cursors("epoch"), criteria, None).verdict(change, Standing(), now)


LATE, SOON = an_image(due_at=(NOON - HOUR).isoformat()), an_image()
NO_LONGER = an_image(due_at=None, status="RESOLVED")


@pytest.mark.parametrize(
    ("criteria", "before", "after", "expected"),
    [
        (OVERDUE, SOON, LATE, Verdict.SHOW),
        (OVERDUE, LATE, LATE, Verdict.SHOW),
        (OVERDUE, LATE, NO_LONGER, Verdict.HIDE),
        (OVERDUE, LATE, SOON, Verdict.HIDE),
        (OVERDUE, SOON, SOON, None),
        (IN_TIME, SOON, SOON, Verdict.SHOW),
        (IN_TIME, LATE, NO_LONGER, Verdict.SHOW),
        (IN_TIME, SOON, LATE, Verdict.HIDE),
        (IN_TIME, LATE, LATE, Verdict.HIDE),
        (UNASSIGNED, SOON, an_image(assignee=str(UUID(int=3))), Verdict.HIDE),
        (UNASSIGNED, an_image(assignee=str(UUID(int=3))), SOON, Verdict.SHOW),
        (WAITING, an_image(status="CLASSIFIED"), SOON, Verdict.HIDE),
        (WAITING, SOON, SOON, None),
        (TicketCriteria(status=(Status.RESOLVED,)), LATE, NO_LONGER, Verdict.SHOW),
    ],
)
def test_a_change_is_judged_by_what_was_and_what_is(
    criteria: TicketCriteria, before: dict[str, Any], after: dict[str, Any], expected: Verdict | None
) -> None:
    change = a_change(before=before, after=after, at=NOON, before_at=NOON - HOUR)

    assert verdict(criteria, change, NOON) == expected


def test_a_ticket_that_became_overdue_in_silence_leaves_those_in_time_with_its_next_change() -> None:
    note = a_change(before=SOON, after=SOON, at=NOON + 2 * HOUR, before_at=NOON)

    assert verdict(IN_TIME, note, NOON + 2 * HOUR) is Verdict.HIDE
    assert verdict(OVERDUE, note, NOON + 2 * HOUR) is Verdict.SHOW


def test_who_follows_what_was_untouched_since_noon_hears_of_the_first_touch_and_of_no_other() -> None:
    first = a_change(before=SOON, after=SOON, at=NOON + HOUR, before_at=NOON - HOUR)
    second = a_change(before=SOON, after=SOON, at=NOON + 2 * HOUR, before_at=NOON + HOUR)

    assert [verdict(UNTOUCHED, change, NOON + 3 * HOUR) for change in (first, second)] == [Verdict.HIDE, None]
    assert [verdict(TOUCHED, change, NOON + 3 * HOUR) for change in (first, second)] == [Verdict.SHOW, Verdict.SHOW]


def test_a_new_ticket_that_is_not_among_them_is_no_news() -> None:
    opened = a_change(before=None, after=SOON, at=NOON, before_at=NOON)

    assert verdict(OVERDUE, opened, NOON) is None
    assert verdict(IN_TIME, opened, NOON) is Verdict.SHOW
