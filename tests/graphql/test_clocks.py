"""The clocks of a ticket as people see them: where they stand, what happened to them, and why."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from app.house import OpenHouse
from domain.ticket import commands
from domain.ticket.message import Message
from domain.viewer import Role, Viewer
from tests.engines import house
from tests.graphql.asking import RISK, answer, codes
from tests.live.desk import Watch
from tests.storage.test_tickets import a_desk, a_ticket

__all__ = ["house"]

CLOCKS = """query ($number: String!) { ticket(number: $number) {
  dueAt overdue dueSoon nearestClock { commitment dueAt }
  clocks {
    commitment basis instance cycle state runsFrom dueAt caveat stoppedAt breached
    policyVersion calendar calendarVersion
    pauses { since until reason } steps { code kind offsetSeconds recorded }
    events(last: 20) { kind at reason step moment late policyVersion calendar calendarVersion }
    explain { dueAt caveat unit amount length more stretches { since until counted reason } }
    replayedDueAt agrees
  }
} }"""
FRIDAY = datetime(2026, 10, 9, 8, 0, tzinfo=UTC)
"""16:00 in Shanghai; the Saturday after it is worked, the Sunday is not."""


@pytest.fixture
def watch(house: OpenHouse) -> Watch:
    watch = Watch(house)
    object.__setattr__(house.house, "now", watch.now)
    watch.set(FRIDAY)
    return watch


async def clocks(house: OpenHouse, number: str) -> dict[str, Any]:
    given = await answer(house, CLOCKS, RISK, number=number)
    assert given["errors"] == []
    ticket: dict[str, Any] = given["data"]["ticket"]
    return ticket | {"clocks": {each["commitment"]: each for each in ticket["clocks"]}}


def at(text: str) -> datetime:
    return datetime.fromisoformat(text)


async def test_a_working_days_promise_is_explained_day_by_day(house: OpenHouse, watch: Watch) -> None:
    ticket = await a_ticket(a_desk(house))
    watch.set(FRIDAY + timedelta(minutes=5))

    tracking = (await clocks(house, ticket.number))["clocks"]["tracking_begins"]

    assert at(tracking["dueAt"]) == datetime(2026, 10, 13, 16, 0, tzinfo=UTC)  # Tuesday 24:00 in Shanghai
    assert tracking["basis"].startswith("P5.3-b")
    explained = tracking["explain"]
    assert (explained["unit"], explained["amount"], explained["length"]) == ("WORKING_DAYS", 3, 3)
    assert [(each["counted"], each["reason"]) for each in explained["stretches"]] == [
        (0, "the first day is not counted"),
        (1, "调休上班"),
        (0, "Sunday does not count"),
        (1, "Monday counts"),
        (1, "Tuesday counts"),
    ]
    assert explained["dueAt"] == tracking["dueAt"] == tracking["replayedDueAt"]


async def test_clocks_tell_where_they_stand_and_agree_with_their_replay(house: OpenHouse, watch: Watch) -> None:
    desk = a_desk(house)
    ticket = await a_ticket(desk)
    await commands.classify_ticket(desk, ticket.id)
    await commands.start_ticket(desk, ticket.id)
    watch.set(FRIDAY + timedelta(minutes=40))
    await commands.respond_ticket(desk, ticket.id, Message(desk.new_id(), "phone", "您好"))
    await commands.await_customer(desk, ticket.id)
    watch.set(FRIDAY + timedelta(minutes=100))

    shown = await clocks(house, ticket.number)
    response, handling = shown["clocks"]["first_response"], shown["clocks"]["initial_handling"]

    assert (response["state"], response["breached"]) == ("FULFILLED", True)
    assert [(each["kind"], each["step"], each["late"]) for each in response["events"]] == [
        ("ACTIVATED", None, False),
        ("WARNED", "warning", True),
        ("BREACHED", "breach", True),
        ("FULFILLED", None, False),
    ]
    assert [step["recorded"] for step in response["steps"]] == [True, True]
    assert (handling["state"], handling["dueAt"], handling["replayedDueAt"]) == ("PAUSED", None, None)
    assert [(each["reason"], each["until"]) for each in handling["pauses"]] == [("AWAITING_CUSTOMER", None)]
    assert all(each["agrees"] for each in shown["clocks"].values())
    assert shown["nearestClock"] == {"commitment": "initial_analysis", "dueAt": shown["dueAt"]}
    assert at(shown["dueAt"]) == FRIDAY + timedelta(hours=24)

    await commands.resume_ticket(desk, ticket.id)
    resumed = (await clocks(house, ticket.number))["clocks"]["initial_handling"]
    assert at(resumed["dueAt"]) == FRIDAY + timedelta(hours=73)
    assert all(each["agrees"] for each in shown["clocks"].values())


async def test_a_done_ticket_has_no_due_time_and_is_not_overdue(house: OpenHouse, watch: Watch) -> None:
    desk = a_desk(house)
    ticket = await a_ticket(desk)
    watch.set(FRIDAY + timedelta(days=8))
    late = await clocks(house, ticket.number)
    await commands.withdraw_ticket(desk, ticket.id, why="重复")
    done = await clocks(house, ticket.number)

    assert (late["overdue"], done["overdue"]) == (True, False)
    assert (done["dueAt"], done["nearestClock"]) == (None, None)
    assert {each["state"] for each in done["clocks"].values()} == {"CANCELLED"}


async def test_lists_order_and_filter_by_the_nearest_clock(house: OpenHouse, watch: Watch) -> None:
    desk = a_desk(house)
    done, first = await a_ticket(desk), await a_ticket(desk)
    await commands.withdraw_ticket(desk, done.id, why="重复")
    watch.set(FRIDAY + timedelta(minutes=20))
    second = await a_ticket(desk)
    watch.set(FRIDAY + timedelta(minutes=35))

    query = """query ($overdue: Boolean, $after: String) {
      tickets(first: 2, after: $after, filter: { overdue: $overdue }) {
        totalCount nodes { number } pageInfo { endCursor }
      }
    }"""
    page = (await answer(house, query, RISK))["data"]["tickets"]
    rest = (await answer(house, query, RISK, after=page["pageInfo"]["endCursor"]))["data"]["tickets"]
    overdue = (await answer(house, query, RISK, overdue=True))["data"]["tickets"]
    in_time = (await answer(house, query, RISK, overdue=False))["data"]["tickets"]

    assert [each["number"] for each in page["nodes"] + rest["nodes"]] == [first.number, second.number, done.number]
    assert [each["number"] for each in overdue["nodes"]] == [first.number]
    assert in_time["totalCount"] == 2


async def test_a_customer_sees_when_their_ticket_falls_due_but_not_the_clocks(house: OpenHouse, watch: Watch) -> None:
    ticket = await a_ticket(a_desk(house))
    them = Viewer(Role.CUSTOMER, "c-1", customer_id=ticket.customer_id)

    due = await answer(house, f'{{ ticket(number: "{ticket.number}") {{ dueAt overdue }} }}', them)
    refused = await answer(house, f'{{ ticket(number: "{ticket.number}") {{ clocks {{ state }} }} }}', them)

    assert due["data"]["ticket"]["dueAt"] is not None
    assert codes(refused) == ["FORBIDDEN"]
    assert watch.now() == FRIDAY


async def test_what_is_due_soon_is_what_its_promise_warns_of(house: OpenHouse, watch: Watch) -> None:
    await a_ticket(a_desk(house))
    query = """query ($soon: Boolean) {
      tickets(first: 5, filter: { dueSoon: $soon }) { totalCount nodes { dueSoon overdue } }
    }"""

    async def listed(minutes: int) -> list[tuple[int, list[bool]]]:
        watch.set(FRIDAY + timedelta(minutes=minutes))
        found = [(await answer(house, query, RISK, soon=soon))["data"]["tickets"] for soon in (True, False)]
        return [(each["totalCount"], [node["dueSoon"] for node in each["nodes"]]) for each in found]

    assert await listed(19) == [(0, []), (1, [False])]
    assert await listed(20) == [(1, [True]), (0, [])]
    assert await listed(31) == [(0, []), (1, [False])]
