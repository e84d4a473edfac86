"""The event log through the schema: in order, in pages, by filter, only one's own, with the feeds' cursors."""

from collections.abc import AsyncIterator
from typing import Any

import pytest

from adapters.news.frames import Delta
from adapters.reads.events import Cursors
from app.house import OpenHouse
from domain.ticket import commands
from domain.viewer import Role, Viewer
from schema.ids import global_id
from tests.engines import house
from tests.graphql.asking import RISK, answer, codes
from tests.live.desk import EVERYTHING, LiveDesk, followed, heard, listening
from tests.live.desk import RISK as LISTENER

__all__ = ["house"]

LIST = """query ($first: Int!, $after: String, $filter: EventFilter) {
  events(first: $first, after: $after, filter: $filter) {
    totalCount edges { cursor node { id type aggregate version at } } pageInfo { hasNextPage endCursor }
  }
}"""


@pytest.fixture
async def desk(house: OpenHouse) -> AsyncIterator[LiveDesk]:
    async with followed(house) as desk:
        yield desk


async def asked(desk: LiveDesk, viewer: Viewer = RISK, source: str = LIST, **variables: object) -> dict[str, Any]:
    return await answer(desk.opening, source, viewer, live=desk.live, **{"first": 100, **variables})


def types(given: dict[str, Any]) -> list[str]:
    return [edge["node"]["type"] for edge in given["data"]["events"]["edges"]]


async def test_the_log_is_read_in_its_order_and_includes_what_was_just_done(desk: LiveDesk) -> None:
    ticket = await desk.ticket()
    await commands.classify_ticket(desk.work, ticket.id)
    await commands.start_ticket(desk.work, ticket.id)

    given = await asked(desk)

    assert types(given) == ["CustomerRegistered", "TicketOpened", "TicketClassified", "TicketStarted"]
    assert given["data"]["events"]["totalCount"] == 4


async def test_pages_of_events_join_to_the_whole(desk: LiveDesk) -> None:
    for _ in range(4):
        await desk.ticket()

    seen: list[str] = []
    after = None
    while True:
        page = (await asked(desk, first=2, after=after))["data"]["events"]
        seen += [edge["node"]["id"] for edge in page["edges"]]
        after = page["pageInfo"]["endCursor"]
        if not page["pageInfo"]["hasNextPage"]:
            break

    assert seen == [edge["node"]["id"] for edge in (await asked(desk))["data"]["events"]["edges"]]
    assert len(set(seen)) == 5


async def test_a_cursor_of_the_query_goes_on_in_the_feed_and_the_other_way_round(desk: LiveDesk) -> None:
    await desk.ticket()
    last = (await asked(desk))["data"]["events"]["edges"][-1]["cursor"]
    second = await desk.ticket()
    await desk.settled()

    async with listening(desk.live.tickets(LISTENER, EVERYTHING, last)) as ear:
        missed = await heard(ear, Delta)
    await commands.classify_ticket(desk.work, second.id)

    assert missed.row.id == second.id
    assert types(await asked(desk, after=missed.cursor)) == ["TicketClassified"]


async def test_each_filter_narrows_the_log(desk: LiveDesk) -> None:
    one = await desk.ticket()
    other = await desk.ticket(customer_id=await desk.customer())
    await commands.classify_ticket(desk.work, one.id)

    by_type = await asked(desk, filter={"type": ["TicketClassified", "TicketWithdrawn"]})
    by_ticket = await asked(desk, filter={"ticketId": global_id("Ticket", other.id)})
    by_customer = await asked(desk, filter={"customerId": global_id("Customer", desk.customer_id)})
    by_time = await asked(desk, filter={"atFrom": other.opened_at.isoformat(), "type": ["TicketOpened"]})
    before = await asked(desk, filter={"atTo": "2001-01-01T00:00:00Z"})

    assert types(by_type) == ["TicketClassified"]
    assert types(by_ticket) == ["TicketOpened"]
    assert types(by_customer) == ["CustomerRegistered", "TicketOpened", "TicketClassified"]
    assert types(by_time) == ["TicketOpened"]
    assert types(before) == []


async def test_everybody_reads_the_log_of_what_is_theirs(desk: LiveDesk) -> None:
    mine, foreign = await desk.ticket(), await desk.ticket(customer_id=await desk.customer())
    me = Viewer(Role.CUSTOMER, "C", customer_id=mine.customer_id)

    given = await asked(desk, me)
    theirs = await asked(desk, me, filter={"ticketId": global_id("Ticket", foreign.id)})
    known = (await asked(desk, filter={"ticketId": global_id("Ticket", foreign.id)}))["data"]["events"]["edges"]
    hidden = await asked(desk, me, "query ($id: ID!) { node(id: $id) { id } }", id=known[0]["node"]["id"])
    wallboard = await asked(desk, Viewer(Role.WALLBOARD, "board"))

    assert types(given) == ["CustomerRegistered", "TicketOpened"]
    assert (types(theirs), theirs["data"]["events"]["totalCount"]) == ([], 0)
    assert hidden["data"]["node"] is None
    assert codes(wallboard) == ["FORBIDDEN"]


async def test_a_cursor_that_is_none_or_of_another_log_is_refused(desk: LiveDesk) -> None:
    wrong, foreign = await asked(desk, after="yesterday"), await asked(desk, after=Cursors("another").cursor(1))
    beyond = await asked(desk, after=desk.live.cursors.cursor(1_000_000))

    assert codes(wrong) == codes(foreign) == codes(beyond) == ["BAD_USER_INPUT"]
    assert "another log" in foreign["errors"][0]["message"]
