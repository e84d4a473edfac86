"""Tickets through the schema: one, many, in order, and only one's own."""

from app.house import OpenHouse
from domain.ticket import commands
from domain.viewer import Role, Viewer
from schema.ids import global_id
from tests.engines import house
from tests.graphql.asking import answer
from tests.storage.test_tickets import a_desk, a_ticket

__all__ = ["house"]
RISK = Viewer(Role.RISK_CONTROL, "rc-1")
LIST = """query ($first: Int!, $after: String, $filter: TicketFilter, $orderBy: TicketOrder! = OPENED_AT) {
  tickets(first: $first, after: $after, filter: $filter, orderBy: $orderBy) {
    totalCount nodes { number status overdue customer { name } } pageInfo { hasNextPage endCursor }
  }
}"""


async def test_a_ticket_is_found_by_each_of_its_names_and_says_what_may_be_done(house: OpenHouse) -> None:
    ticket = await a_ticket(a_desk(house))

    by_id = await answer(
        house, "query ($id: ID) { ticket(id: $id) { number } }", RISK, id=global_id("Ticket", ticket.id)
    )
    by_number = await answer(
        house, "query ($n: String) { ticket(number: $n) { status actions customer { name } } }", RISK, n=ticket.number
    )
    both = await answer(house, 'query { ticket(id: "x", number: "y") { number } }', RISK)

    assert by_id["data"]["ticket"] == {"number": ticket.number}
    found = by_number["data"]["ticket"]
    assert (found["status"], found["customer"]["name"]) == ("ACCEPTED", "欧阳𠮷")
    assert "CLASSIFY" in found["actions"]
    assert "START" not in found["actions"]
    assert both["errors"][0]["extensions"]["code"] == "BAD_USER_INPUT"


async def test_pages_join_to_the_whole_in_either_direction(house: OpenHouse) -> None:
    desk = a_desk(house)
    numbers = [(await a_ticket(desk)).number for _ in range(5)]

    for order, expected in (("OPENED_AT", numbers), ("OPENED_AT_DESC", numbers[::-1])):
        seen: list[str] = []
        after = None
        while True:
            page = (await answer(house, LIST, RISK, first=2, after=after, orderBy=order))["data"]["tickets"]
            assert page["totalCount"] == 5
            seen += [node["number"] for node in page["nodes"]]
            after = page["pageInfo"]["endCursor"]
            if not page["pageInfo"]["hasNextPage"]:
                break
        assert seen == expected


async def test_a_filter_narrows_the_list(house: OpenHouse) -> None:
    desk = a_desk(house)
    first, second = await a_ticket(desk, subject="银证转账 50% 失败"), await a_ticket(desk)
    await commands.classify_ticket(desk, second.id)

    by_words = await answer(house, LIST, RISK, first=9, filter={"subjectContains": "50%"})
    by_status = await answer(house, LIST, RISK, first=9, filter={"status": ["CLASSIFIED"], "overdue": False})
    naive = await answer(house, LIST, RISK, first=9, filter={"openedFrom": "2026-01-01T00:00:00"})

    free = await answer(house, LIST, RISK, first=9, filter={"unassigned": True})
    taken = await answer(house, LIST, RISK, first=9, filter={"unassigned": False})
    by_default = await answer(house, "{ tickets(first: 9, orderBy: null) { totalCount } }", RISK)

    assert (free["data"]["tickets"]["totalCount"], taken["data"]["tickets"]["totalCount"]) == (2, 0)
    assert by_default["data"]["tickets"]["totalCount"] == 2
    assert [node["number"] for node in by_words["data"]["tickets"]["nodes"]] == [first.number]
    assert [node["number"] for node in by_status["data"]["tickets"]["nodes"]] == [second.number]
    assert naive["errors"][0]["extensions"]["code"] == "BAD_USER_INPUT"


async def test_a_customer_reads_and_counts_nothing_but_their_own(house: OpenHouse) -> None:
    desk = a_desk(house)
    mine, other = await a_ticket(desk), await a_ticket(desk)
    me = Viewer(Role.CUSTOMER, "C", customer_id=mine.customer_id)

    page = (await answer(house, LIST, me, first=9))["data"]["tickets"]
    foreign = await answer(house, "query ($n: String) { ticket(number: $n) { number } }", me, n=other.number)
    wallboard = await answer(house, LIST, Viewer(Role.WALLBOARD, "board"), first=9)

    assert ([node["number"] for node in page["nodes"]], page["totalCount"]) == ([mine.number], 1)
    assert foreign["data"]["ticket"] is None
    assert wallboard["errors"][0]["extensions"]["code"] == "FORBIDDEN"
