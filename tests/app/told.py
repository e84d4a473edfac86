"""What a desk that the demo has filled looks like, and whether its log tells a story that the rights allow."""

from collections import Counter
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from adapters.database import Database, json
from app.demo import show
from app.house import OpenHouse, opened
from domain.ticket.access import DELIVERY_REPORTERS, MAY, OPENERS
from domain.ticket.lifecycle import LIFECYCLE, Action, Status
from domain.viewer import Role
from tests.engines import a_database, settings_for

NOON = datetime(2026, 6, 10, 4, tzinfo=UTC)
MIDNIGHT = datetime(2026, 6, 13, 16, tzinfo=UTC)
TABLES = ("agent", "customer", "ticket", "ticket_cycle", "ticket_part", "ticket_link", "message", "note", "event")

LED_TO: dict[str, Action | None] = {
    "TicketClassified": Action.CLASSIFY,
    "TicketAssigned": Action.ASSIGN,
    "TicketResponded": Action.RESPOND,
    "CustomerMessageReceived": Action.RECEIVE_MESSAGE,
    "MessageDelivered": None,
    "TicketStarted": Action.START,
    "AnalysisRecorded": Action.RECORD_ANALYSIS,
    "PlanRecorded": Action.RECORD_PLAN,
    "ProgressReported": Action.REPORT_PROGRESS,
    "TicketAwaitsCustomer": Action.AWAIT_CUSTOMER,
    "TicketAwaitsThirdParty": Action.AWAIT_THIRD_PARTY,
    "CustomerReplied": Action.CUSTOMER_REPLIED,
    "TicketResumed": Action.RESUME,
    "TicketResolved": Action.RESOLVE,
    "CustomerFeedbackGiven": Action.GIVE_FEEDBACK,
    "FeedbackConfirmed": Action.CONFIRM_FEEDBACK,
    "FeedbackAnswered": Action.ANSWER_FEEDBACK,
    "TicketRated": Action.RATE,
    "TicketReviewed": Action.REVIEW,
    "TicketArchived": Action.ARCHIVE,
    "TicketReopened": Action.REOPEN,
    "TicketWithdrawn": Action.WITHDRAW,
    "NoteAdded": Action.ADD_NOTE,
    "TicketLinked": Action.LINK,
    "DepartmentJoined": Action.JOIN_DEPARTMENT,
    "PartFinished": Action.FINISH_PART,
}


@asynccontextmanager
async def a_demo(
    engine: str, folder: Path, config: pytest.Config, *, seed: int = 1, tickets: int = 12, now: datetime = NOON
) -> AsyncIterator[OpenHouse]:
    """A desk filled at that instant."""
    async with a_database(engine, folder, config) as url, opened(settings_for(url)) as opening:
        opening.house = replace(opening.house, now=lambda: now)
        await show(opening, seed=seed, live=False, tickets=tickets)
        yield opening


async def counts(database: Database) -> dict[str, int]:
    """Rows of each table."""
    return {each: await how_many(database, each) for each in TABLES}


async def how_many(database: Database, what: str) -> int:
    """Rows of a table, or of a table with a condition."""
    row = await database.row(f"select count(*) as n from {what}")  # noqa: S608  the test's own words
    assert row is not None
    return int(row["n"])


async def story_of(opening: OpenHouse) -> list[Any]:
    """Everything about a desk but its ids and its times, and the alerts, which depend on what day and hour it is."""
    database = opening.house.database
    tickets = await database.rows(
        "select t.number, t.subject, t.status, t.level, t.kind, t.business_line, t.channel, t.department, t.cycle,"
        " c.external_reference as customer, c.name, c.tier, c.stage, a.external_reference as assignee"
        " from ticket t join customer c on c.id = t.customer_id left join agent a on a.id = t.assignee_id"
        " order by t.number"
    )
    events = await database.rows(
        "select type, author, version, reason from event where aggregate <> 'alert' order by position"
    )
    return [tuple(row.values()) for row in [*tickets, *events]]


async def misdeeds(opening: OpenHouse) -> list[str]:
    """Events that the lifecycle, the rights or the order of time do not allow."""
    rows = await opening.house.database.rows(
        "select aggregate_id, version, type, author, at, image from event where aggregate = 'ticket' order by position"
    )
    statuses: dict[object, Status] = {}
    versions: Counter[object] = Counter()
    found = []
    for row in rows:
        ticket, status = row["aggregate_id"], Status(json(row["image"])["status"])
        role = Role(row["author"].partition(":")[0])
        versions[ticket] += 1
        if row["version"] != versions[ticket] or not _allowed(row, role, statuses.get(ticket), status):
            found.append(f"{row['type']} by {role} in {statuses.get(ticket)} to {status}, version {row['version']}")
        statuses[ticket] = status
    return found


def _allowed(row: Mapping[str, Any], role: Role, before: Status | None, after: Status) -> bool:
    if row["type"] == "TicketOpened":
        return before is None and after is Status.ACCEPTED and role in OPENERS
    assert before is not None
    action = LED_TO[row["type"]]
    if action is None:
        return role in DELIVERY_REPORTERS and after is before
    return role in MAY[action] and LIFECYCLE.after(action, before) is after
