"""Running clocks stay on the rules that they began on, until somebody moves them and says why."""

from datetime import datetime, timedelta
from typing import Any

from app.house import OpenHouse
from domain.ticket import commands
from schema.ids import global_id
from tests.engines import house
from tests.graphql.asking import RISK, answer
from tests.graphql.mutating import ADMIN, ask, declined, done
from tests.graphql.test_policies import MANAGER, drafted, shortened
from tests.live.desk import followed
from tests.storage.test_tickets import a_desk, a_ticket

__all__ = ["house"]

SHOWN = """repinned { next clocks {
  ticketId commitment instance policyVersionBefore policyVersionAfter calendarBefore calendarAfter dueBefore dueAfter
} } """
TICKET = """query ($id: ID!) { ticket(id: $id) {
  dueAt clocks { commitment state policyVersion } events(last: 1) { type author reason facts }
} }"""


async def published(house: OpenHouse, **given: object) -> None:
    draft = await drafted(house, **given)
    await done(house, "publishPolicy", MANAGER, shown="draft { id } policy { version } ", draftId=draft, reason="批准")


async def repin(house: OpenHouse, *, dry: bool, **given: Any) -> dict[str, Any]:  # noqa: ANN401  JSON
    values = {"first": 100, "dryRun": dry, "reason": None if dry else "新标准适用于在办工单", **given}
    return await done(house, "repinPolicy", MANAGER, shown=SHOWN, **values)


async def test_a_dry_run_lists_each_deadline_before_and_after_and_moves_nothing(house: OpenHouse) -> None:
    ticket = await a_ticket(a_desk(house))
    await published(house)

    said = await repin(house, dry=True)
    again = await repin(house, dry=True)

    by_code = {each["commitment"]: each for each in said["clocks"]}
    first = by_code["first_response"]
    assert set(by_code) == {"first_response", "initial_analysis", "plan", "initial_handling", "tracking_begins"}
    assert (first["policyVersionBefore"], first["policyVersionAfter"]) == (1, 2)
    assert (first["calendarBefore"], first["calendarAfter"]) == ("desk 1", "desk 1")
    before, after = (datetime.fromisoformat(first[name]) for name in ("dueBefore", "dueAfter"))
    assert before - after == timedelta(minutes=15)
    assert by_code["plan"]["dueBefore"] == by_code["plan"]["dueAfter"]
    assert {each["ticketId"] for each in said["clocks"]} == {global_id("Ticket", ticket.id)}
    assert said == again


async def test_what_runs_moves_with_a_reason_that_stands_in_the_tickets_history(house: OpenHouse) -> None:
    ticket = await a_ticket(a_desk(house))
    await published(house)
    planned = await repin(house, dry=True)

    moved = await repin(house, dry=False)
    nothing = await repin(house, dry=False)
    async with followed(house) as desk:
        shown = await answer(house, TICKET, RISK, live=desk.live, id=global_id("Ticket", ticket.id))

    said = shown["data"]["ticket"]
    nearest = next(each for each in moved["clocks"] if each["commitment"] == "first_response")
    assert moved == planned
    assert nothing["clocks"] == []
    assert {each["policyVersion"] for each in said["clocks"]} == {2}
    assert said["dueAt"] == nearest["dueAfter"]
    assert said["events"] == [
        {"type": "PromisesRepinned", "author": "service_manager:sm", "reason": "新标准适用于在办工单", "facts": {}}
    ]


async def test_some_commitments_move_and_the_others_stay(house: OpenHouse) -> None:
    ticket = await a_ticket(a_desk(house))
    await published(house)

    await repin(house, dry=False, commitments=["first_response"])
    async with followed(house) as desk:
        shown = await answer(house, TICKET, RISK, live=desk.live, id=global_id("Ticket", ticket.id))

    versions = {each["commitment"]: each["policyVersion"] for each in shown["data"]["ticket"]["clocks"]}
    assert (versions["first_response"], versions["plan"]) == (2, 1)


async def test_a_clock_that_waits_under_the_old_rules_and_not_under_the_new_ones_goes_on(house: OpenHouse) -> None:
    desk = a_desk(house)
    ticket = await a_ticket(desk)
    await commands.classify_ticket(desk, ticket.id)
    await commands.start_ticket(desk, ticket.id)
    await commands.await_customer(desk, ticket.id)
    body = await shortened(house)
    body["commitments"][3].pop("paused_in")
    await published(house, body=body)

    await repin(house, dry=False)
    async with followed(house) as live:
        shown = await answer(house, TICKET, RISK, live=live.live, id=global_id("Ticket", ticket.id))

    states = {each["commitment"]: each["state"] for each in shown["data"]["ticket"]["clocks"]}
    assert (states["initial_handling"], states["plan"]) == ("RUNNING", "PAUSED")


async def test_many_tickets_move_page_by_page(house: OpenHouse) -> None:
    for _ in range(3):
        await a_ticket(a_desk(house))
    await published(house)
    seen: list[str] = []
    after = None

    while True:
        page = await repin(house, dry=False, first=2, after=after, commitments=["plan"])
        seen += [each["ticketId"] for each in page["clocks"]]
        after = page["next"]
        if after is None:
            break

    assert len(seen) == len(set(seen)) == 3


async def test_what_cannot_be_moved_is_refused_with_what_would_be_right(house: OpenHouse) -> None:
    given: dict[str, Any] = {"first": 10, "dryRun": True}

    assert await declined(house, "repinPolicy", ADMIN, **(given | {"first": 101})) == ("INVALID", ["first"])
    assert await declined(house, "repinPolicy", ADMIN, **(given | {"after": "x"})) == ("INVALID", ["after"])
    assert await declined(house, "repinPolicy", ADMIN, **(given | {"dryRun": False})) == ("REASON_REQUIRED", ["reason"])
    assert await declined(house, "repinPolicy", ADMIN, **given, commitments=["pln"]) == (
        "INVALID", ["commitments", "0"],
    )  # fmt: skip
    assert (await ask(house, "repinPolicy", ADMIN, **given))["repinned"] == {"clocks": [], "next": None}
