"""A proposed policy is rehearsed on what really happened, and every number opens into its tickets."""

from copy import deepcopy
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from adapters.importers.incidents import import_incidents
from adapters.reads.simulation import simulated
from app.house import OpenHouse
from domain.policy.simulation import Window
from domain.shared.errors import Invalid
from domain.ticket import commands
from domain.ticket.message import Message
from domain.viewer import Role, Viewer
from tests.engines import house
from tests.graphql.asking import answer, codes
from tests.graphql.mutating import ADMIN
from tests.graphql.test_policies import MANAGER, drafted, shortened
from tests.graphql.test_statements import counted
from tests.storage.test_tickets import a_desk, a_ticket

__all__ = ["house"]

SIMULATE = """query ($draft: ID!, $from: DateTime!, $to: DateTime!) {
  simulatePolicy(draft: $draft, from: $from, to: $to) {
    tickets asOf draft { name base }
    commitments {
      code clocksBefore clocksAfter breachesBefore { value } breachesAfter { value unit definition }
      newlyBreached { value members(first: 100) { ticketId changes {
        commitment instance dueBefore dueAfter breachedBefore breachedAfter
      } } }
      noLongerBreached { value }
    }
    changed { value members(first: 1) { ticketId ticket { number } } }
  }
}"""
NUMBERS = """query ($draft: ID!, $from: DateTime!, $to: DateTime!) {
  simulatePolicy(draft: $draft, from: $from, to: $to) { tickets changed { value members(first: 100) { ticketId } } }
}"""
EXTRACT = Path(__file__).parents[1] / "data" / "incident-events.csv.gz"
DAY = timedelta(days=1)


async def simulate(
    house: OpenHouse, draft: str, viewer: Viewer = MANAGER, source: str = SIMULATE, **window: datetime
) -> dict[str, Any]:
    now = datetime.now(UTC)
    moments = {"from": now - DAY, "to": now + DAY, **window}
    given: dict[str, Any] = {name: each.isoformat() for name, each in moments.items()}
    return await answer(house, source, viewer, draft=draft, **given)


async def answered_after(house: OpenHouse, minutes: int, **given: object) -> None:
    """A ticket that is opened now, and answered so many minutes later."""
    ticket = await a_ticket(a_desk(house), department="desk", **given)
    inside = house.house
    later = datetime.now(UTC) + timedelta(minutes=minutes)
    house.house = replace(inside, now=lambda: later)
    desk = a_desk(house)
    await commands.respond_ticket(desk, ticket.id, Message(desk.new_id(), "phone", "您好"))
    house.house = inside


async def test_a_shorter_promise_shows_who_would_have_been_answered_too_late(house: OpenHouse) -> None:
    for minutes in (5, 20, 40):
        await answered_after(house, minutes)
    draft = await drafted(house)

    said = (await simulate(house, draft))["data"]["simulatePolicy"]

    first = next(each for each in said["commitments"] if each["code"] == "first_response")
    (newly,) = first["newlyBreached"]["members"]
    (change,) = newly["changes"]
    assert (said["tickets"], said["draft"]) == (3, {"name": "clock.commitments", "base": 1})
    assert (first["clocksBefore"], first["clocksAfter"]) == (3, 3)
    assert (first["breachesBefore"]["value"], first["breachesAfter"]["value"]) == (1, 2)
    assert first["breachesAfter"]["unit"] == "clocks"
    assert (first["newlyBreached"]["value"], first["noLongerBreached"]["value"]) == (1, 0)
    assert (change["breachedBefore"], change["breachedAfter"]) == (False, True)
    due = [datetime.fromisoformat(change[name]) for name in ("dueBefore", "dueAfter")]
    assert due[0] - due[1] == timedelta(minutes=15)
    assert said["changed"]["value"] == 3
    assert said["changed"]["members"][0]["ticket"]["number"].startswith("T")


async def test_a_proposal_that_says_the_same_changes_nothing(house: OpenHouse) -> None:
    for minutes in (5, 40):
        await answered_after(house, minutes)
    body = await shortened(house)
    body["commitments"][0]["duration"]["amount"] = 30

    said = (await simulate(house, await drafted(house, body=body)))["data"]["simulatePolicy"]

    assert (said["tickets"], said["changed"]["value"]) == (2, 0)
    assert {each["clocksBefore"] - each["clocksAfter"] for each in said["commitments"]} == {0}


async def test_what_lies_outside_the_window_is_not_looked_at(house: OpenHouse) -> None:
    await answered_after(house, 20)
    draft, now = await drafted(house), datetime.now(UTC)

    before = await simulate(house, draft, to=now - timedelta(hours=1))

    assert before["data"]["simulatePolicy"]["tickets"] == 0


async def test_each_sees_the_tickets_of_their_own_scope_and_admins_the_numbers_alone(house: OpenHouse) -> None:
    await answered_after(house, 20)
    draft = await drafted(house)
    elsewhere = Viewer(Role.SUPERVISOR, "su", "risk", frozenset({"risk"}))

    nothing = (await simulate(house, draft, elsewhere, NUMBERS))["data"]["simulatePolicy"]
    numbers = (await simulate(house, draft, ADMIN, NUMBERS))["data"]["simulatePolicy"]
    tickets = await simulate(house, draft, ADMIN)
    agent = await simulate(house, draft, Viewer(Role.AGENT, "anna", "desk"), NUMBERS)

    assert (nothing["tickets"], numbers["tickets"]) == (0, 1)
    assert len(numbers["changed"]["members"]) == 1
    assert set(codes(tickets)) == {"FORBIDDEN"}
    assert codes(agent) == ["FORBIDDEN"]


@pytest.mark.parametrize(
    ("changed", "message"),
    [
        ({"from": datetime(2025, 1, 1, tzinfo=UTC), "to": datetime(2026, 6, 1, tzinfo=UTC)}, "at most 400 days"),
        ({"from": datetime(2026, 1, 2, tzinfo=UTC), "to": datetime(2026, 1, 1, tzinfo=UTC)}, "longer than nothing"),
        ({"draft": "VGlja2V0Og=="}, "draft is not an id of the type PolicyDraft"),
    ],
)
async def test_a_window_without_end_is_refused(house: OpenHouse, changed: dict[str, Any], message: str) -> None:
    window = {name: each for name, each in changed.items() if name != "draft"}

    said = await simulate(house, changed.get("draft") or await drafted(house), **window)

    assert codes(said) == ["BAD_USER_INPUT"]
    assert message in said["errors"][0]["message"]


async def test_a_page_of_many_takes_as_many_statements_as_one_of_few(house: OpenHouse) -> None:
    for minutes in (5, 20, 40):
        await answered_after(house, minutes)
    draft = await drafted(house)
    taken = []

    for size in ("1", "100"):
        source = SIMULATE.replace("first: 1)", f"first: {size})").replace("first: 100)", f"first: {size})")
        with counted(house) as statements:
            assert (await simulate(house, draft, source=source))["errors"] == []
        taken.append(len(statements))

    assert taken[0] == taken[1]


async def test_imported_history_is_replayed_as_it_was_and_under_other_rules(house: OpenHouse) -> None:
    await import_incidents(house.house, EXTRACT)
    body = await shortened(house)
    same = deepcopy(body)
    same["commitments"][0]["duration"]["amount"] = 30
    body["commitments"][3]["duration"]["amount"] = 60
    window: dict[str, Any] = {"from": datetime(2016, 1, 1, tzinfo=UTC), "to": datetime(2017, 1, 1, tzinfo=UTC)}

    as_it_was = await simulate(house, await drafted(house, body=same), **window)
    shorter = await simulate(house, await drafted(house, body=body), **window)

    said, under = as_it_was["data"]["simulatePolicy"], shorter["data"]["simulatePolicy"]
    (was,), (handling,) = said["commitments"], under["commitments"]
    assert said["tickets"] == under["tickets"] > 0
    assert (said["changed"]["value"], was["code"]) == (0, "initial_handling")
    assert was["clocksBefore"] == was["clocksAfter"] >= said["tickets"]
    assert handling["breachesAfter"]["value"] > handling["breachesBefore"]["value"] > 0


async def test_more_tickets_than_a_run_takes_are_refused_and_not_cut_off(house: OpenHouse) -> None:
    for _ in range(3):
        await a_ticket(a_desk(house))
    inside, now = house.house, datetime.now(UTC)
    window = Window(now - DAY, now + DAY, now)

    async def run(most: int) -> int:
        rules = await inside.policies.clocks()
        found = await simulated(inside.database, inside.directory, MANAGER, rules, window, most=most)
        return found.tickets

    assert await run(3) == 3
    with pytest.raises(Invalid, match="more than 2 tickets were opened or running"):
        await run(2)


async def test_a_policy_that_moves_no_clock_is_not_simulated(house: OpenHouse) -> None:
    said = await simulate(house, await drafted(house, name="ticket.intake", body={"department": "desk"}))

    assert "moves no clock" in said["errors"][0]["message"]
