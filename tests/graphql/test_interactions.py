"""Contacts with customers and their history in one, as clients see them (source: P4.1-b, P4.1-c)."""

from typing import Any

import pytest

from app.house import OpenHouse
from domain.ticket import commands
from domain.ticket.part import Visibility
from domain.viewer import Role, Viewer
from schema.ids import row_id
from tests.engines import house
from tests.graphql.asking import RISK, answer, codes
from tests.graphql.mutating import People, a_ticket, ask, declined, done, people_of
from tests.live.desk import followed
from tests.storage.test_tickets import a_desk

__all__ = ["house"]

ALL = """interaction { id version kind direction outcome channel { code } beganAt lengthSeconds summary
    agent { name } department { code } customer { name } opened { kind ticket { subject } } recordedBy } """
TIMELINE = """query ($id: ID, $first: Int = 10, $after: String, $kinds: [TimelineKind!]) { customer(id: $id) {
  timeline(first: $first, after: $after, kinds: $kinds) {
    totalCount pageInfo { hasNextPage endCursor }
    edges { at kind node { __typename id
      ... on Interaction { outcome } ... on Ticket { subject } ... on Note { text } } }
  } } }"""
PREFERENCE = """query ($id: ID) { customer(id: $id) {
  channelPreference { channels { code } ground reason counted ruleVersion } } }"""


async def a_call(house: OpenHouse, viewer: Viewer, people: People, **given: Any) -> dict[str, Any]:  # noqa: ANN401  JSON
    values: dict[str, Any] = {
        "customerId": people.customer_id, "kind": "CALL", "channel": "phone", "direction": "INBOUND",
        "outcome": "ANSWERED", "beganAt": "2026-01-05T09:00:00+08:00", "lengthSeconds": 90,
    }  # fmt: skip
    return await done(house, "recordInteraction", viewer, shown=ALL, **values | given)


async def test_a_call_is_put_on_record_with_who_it_was_and_how_long(house: OpenHouse) -> None:
    people = await people_of(house)

    call = await a_call(house, people.anna, people, summary="问了佣金费率")

    assert call.pop("id")
    assert call == {
        "version": 1, "kind": "CALL", "direction": "INBOUND", "outcome": "ANSWERED", "channel": {"code": "phone"},
        "beganAt": "2026-01-05T01:00:00+00:00", "lengthSeconds": 90, "summary": "问了佣金费率",
        "agent": {"name": "安娜"},
        "department": {"code": "desk"}, "customer": None, "opened": [], "recordedBy": "agent:anna",
    }  # fmt: skip


async def test_a_ticket_that_came_out_of_a_call_is_linked_to_it_in_one_step(house: OpenHouse) -> None:
    people = await people_of(house)
    call = await a_call(house, people.anna, people)

    await a_ticket(house, people, interactionId=call["id"])

    shown = await answer(
        house, "query ($id: ID!) { interaction(id: $id) { version opened { kind ticket { subject } } } }", people.anna,
        id=call["id"],
    )  # fmt: skip
    assert shown["data"]["interaction"]["version"] == 2
    assert [each["kind"] for each in shown["data"]["interaction"]["opened"]] == ["TICKET"]
    assert shown["data"]["interaction"]["opened"][0]["ticket"]["subject"]


async def test_a_ticket_of_somebody_else_does_not_come_out_of_this_call(house: OpenHouse) -> None:
    people = await people_of(house)
    call = await a_call(house, RISK, people)
    other = await done(
        house,
        "registerCustomer",
        RISK,
        shown="customer { id } ",
        externalReference="C9",
        type="INDIVIDUAL",
        name="赵六",
    )

    why = await declined(
        house, "openTicket", RISK, customerId=other["id"], subject="开户咨询", kind="consultation", channel="phone",
        department="desk", interactionId=call["id"],
    )  # fmt: skip

    assert why == ("INVALID", ["interactionId"])
    tickets = await answer(house, "{ tickets(first: 1) { totalCount } }", RISK)
    assert tickets["data"]["tickets"]["totalCount"] == 0


async def test_a_record_is_corrected_with_a_reason_and_the_history_tells(house: OpenHouse) -> None:
    people = await people_of(house)
    call = await a_call(house, people.anna, people)

    changed = await done(
        house, "correctInteraction", people.anna, shown=ALL, interactionId=call["id"], outcome="NOT_REACHED",
        lengthSeconds=0, reason="未接通", expectedVersion=1,
    )  # fmt: skip
    again = await declined(
        house, "correctInteraction", people.anna, interactionId=call["id"], outcome="ANSWERED", reason="更正",
        expectedVersion=1,
    )  # fmt: skip

    assert (changed["outcome"], changed["lengthSeconds"], changed["version"]) == ("NOT_REACHED", 0, 2)
    assert again == ("CHANGED_MEANWHILE", ["expectedVersion"])


@pytest.mark.parametrize(
    ("given", "code", "path"),
    [
        ({"channel": "fax"}, "UNKNOWN_REFERENCE", ["channel"]),
        ({"lengthSeconds": -1}, "INVALID", ["lengthSeconds"]),
        ({"lengthSeconds": 86401}, "INVALID", ["lengthSeconds"]),
        ({"beganAt": "2999-01-01T00:00:00Z"}, "INVALID", ["beganAt"]),
        ({"beganAt": "2026-01-05T09:00:00"}, "INVALID", ["beganAt"]),
        ({"summary": " "}, "INVALID", ["summary"]),
        ({"customerId": "?"}, "INVALID", ["customerId"]),
    ],
)
async def test_a_record_that_cannot_be_is_refused_and_leaves_no_trace(
    house: OpenHouse, given: dict[str, Any], code: str, path: list[str]
) -> None:
    people = await people_of(house)
    values: dict[str, Any] = {
        "customerId": people.customer_id, "kind": "CALL", "channel": "phone", "direction": "INBOUND",
        "outcome": "ANSWERED", "beganAt": "2026-01-05T09:00:00+08:00", "lengthSeconds": 90,
    }  # fmt: skip

    assert await declined(house, "recordInteraction", people.anna, **values | given) == (code, path)
    found = await answer(house, "{ interactions(first: 1) { totalCount } }", RISK)
    assert found["data"]["interactions"]["totalCount"] == 0


async def test_a_retry_with_the_same_key_records_once(house: OpenHouse) -> None:
    people = await people_of(house)

    first = await a_call(house, people.anna, people, idempotencyKey="k-1")
    second = await a_call(house, people.anna, people, idempotencyKey="k-1")

    assert first["id"] == second["id"]


async def test_who_sees_the_customer_sees_their_contacts_and_nobody_else_does(house: OpenHouse) -> None:
    people = await people_of(house)
    await a_call(house, people.anna, people, summary="内部摘要")
    query = "{ interactions(first: 5) { totalCount nodes { kind customer { name } } } }"
    others = Viewer(Role.AGENT, "carl", department="risk")

    def seen(given: dict[str, Any]) -> tuple[int, list[Any]]:
        page = given["data"]["interactions"]
        return page["totalCount"], [node["customer"] for node in page["nodes"]]

    assert seen(await answer(house, query, people.anna)) == (1, [None])
    assert seen(await answer(house, query, people.bo)) == (1, [{"name": "王芳"}])
    assert seen(await answer(house, query, people.mrs_wang)) == (1, [{"name": "王芳"}])
    assert seen(await answer(house, query, people.mr_li)) == (0, [])
    assert seen(await answer(house, query, others)) == (0, [])
    assert codes(await answer(house, query, Viewer(Role.WALLBOARD, "board"))) == ["FORBIDDEN"]
    assert codes(await answer(house, "{ interactions(first: 5) { nodes { summary } } }", people.mrs_wang)) == [
        "FORBIDDEN"
    ]


async def test_a_list_of_contacts_is_filtered_by_everything_given(house: OpenHouse) -> None:
    people = await people_of(house)
    await a_call(house, RISK, people)
    await a_call(house, RISK, people, kind="CHAT", channel="app", beganAt="2026-02-01T00:00:00Z", outcome="FOLLOW_UP")
    await a_call(house, RISK, people, direction="OUTBOUND", agentId=people.anna_id, beganAt="2026-03-01T00:00:00Z")
    query = "query ($f: InteractionFilter) { interactions(first: 5, filter: $f) { totalCount nodes { beganAt } } }"

    async def months(**given: object) -> list[str]:
        page = (await answer(house, query, RISK, f=given))["data"]["interactions"]
        assert page["totalCount"] == len(page["nodes"])
        return [node["beganAt"][5:7] for node in page["nodes"]]

    assert await months() == ["03", "02", "01"]
    assert await months(customerId=people.customer_id) == ["03", "02", "01"]
    assert await months(kind=["CHAT"]) == ["02"]
    assert await months(channel=["phone"]) == ["03", "01"]
    assert await months(direction="OUTBOUND") == ["03"]
    assert await months(outcome=["FOLLOW_UP"]) == ["02"]
    assert await months(agentId=people.anna_id) == ["03"]
    assert await months(beganFrom="2026-02-01T00:00:00Z", beganTo="2026-03-01T00:00:00Z") == ["02"]


async def test_the_events_of_contacts_are_in_the_log_for_those_who_see_them(house: OpenHouse) -> None:
    people = await people_of(house)
    await a_call(house, people.anna, people)
    query = '{ events(first: 5, filter: {type: ["InteractionRecorded"]}) { nodes { type author } } }'

    async with followed(house) as desk:
        seen = (await answer(house, query, RISK, live=desk.live))["data"]["events"]["nodes"]
        unseen = (await answer(house, query, people.mr_li, live=desk.live))["data"]["events"]["nodes"]

    assert seen == [{"type": "InteractionRecorded", "author": "agent:anna"}]
    assert unseen == []


async def a_history(house: OpenHouse) -> People:
    """A call in January, a ticket of today with an internal and a public note."""
    people = await people_of(house)
    await a_call(house, RISK, people)
    ticket = row_id("Ticket", await a_ticket(house, people), field="id")
    await commands.add_note(a_desk(house), ticket, text="内部说明", visibility=Visibility.INTERNAL)
    await commands.add_note(a_desk(house), ticket, text="公开说明", visibility=Visibility.PUBLIC)
    return people


async def test_one_customer_has_one_history_the_newest_first(house: OpenHouse) -> None:
    people = await a_history(house)

    page = (await answer(house, TIMELINE, RISK, id=people.customer_id))["data"]["customer"]["timeline"]

    assert [each["kind"] for each in page["edges"]] == ["NOTE", "NOTE", "TICKET", "INTERACTION"]
    assert [each["node"]["__typename"] for each in page["edges"]] == ["Note", "Note", "Ticket", "Interaction"]
    assert (page["edges"][0]["node"]["text"], page["edges"][3]["node"]["outcome"]) == ("公开说明", "ANSWERED")
    assert [each["at"] for each in page["edges"]] == sorted((each["at"] for each in page["edges"]), reverse=True)
    assert (page["totalCount"], page["pageInfo"]["hasNextPage"]) == (4, False)


async def test_a_history_is_read_in_pages_without_a_gap(house: OpenHouse) -> None:
    people = await a_history(house)
    whole = (await answer(house, TIMELINE, RISK, id=people.customer_id))["data"]["customer"]["timeline"]["edges"]

    found, after = [], None
    for _ in range(4):
        given = await answer(house, TIMELINE, RISK, id=people.customer_id, first=1, after=after)
        page = given["data"]["customer"]["timeline"]
        found += page["edges"]
        after = page["pageInfo"]["endCursor"]

    assert found == whole
    assert page["pageInfo"]["hasNextPage"] is False


async def test_a_history_shows_the_kinds_that_are_asked_for(house: OpenHouse) -> None:
    people = await a_history(house)

    async def kinds(*wanted: str) -> tuple[int, list[str]]:
        given = await answer(house, TIMELINE, RISK, id=people.customer_id, kinds=wanted)
        page = given["data"]["customer"]["timeline"]
        return page["totalCount"], [each["kind"] for each in page["edges"]]

    assert await kinds("TICKET") == (1, ["TICKET"])
    assert await kinds("INTERACTION", "NOTE") == (3, ["NOTE", "NOTE", "INTERACTION"])
    assert await kinds() == (0, [])


async def test_a_history_has_only_what_the_viewer_may_see(house: OpenHouse) -> None:
    people = await a_history(house)

    async def seen(viewer: Viewer) -> tuple[int, list[str]]:
        page = (await answer(house, TIMELINE, viewer, id=people.customer_id))["data"]["customer"]["timeline"]
        return page["totalCount"], [each["kind"] for each in page["edges"]]

    assert await seen(people.mrs_wang) == (3, ["NOTE", "TICKET", "INTERACTION"])
    assert await seen(people.bo) == (4, ["NOTE", "NOTE", "TICKET", "INTERACTION"])
    assert (await answer(house, TIMELINE, people.mr_li, id=people.customer_id))["data"]["customer"] is None


async def test_what_is_no_cursor_of_a_history_is_said(house: OpenHouse) -> None:
    people = await a_history(house)

    given = await answer(house, TIMELINE, RISK, id=people.customer_id, after="abc")

    assert codes(given) == ["BAD_USER_INPUT"]
    assert given["errors"][0]["message"] == "after is not a cursor of this list"


async def test_the_channel_that_a_customer_uses_is_learnt_with_its_reason(house: OpenHouse) -> None:
    people = await people_of(house)

    async def preference() -> dict[str, Any]:
        found: dict[str, Any] = (await answer(house, PREFERENCE, RISK, id=people.customer_id))["data"]["customer"]
        return {**found["channelPreference"], "channels": [c["code"] for c in found["channelPreference"]["channels"]]}

    before = await preference()
    now = a_desk(house).now().isoformat()
    for _ in range(5):
        await a_call(house, RISK, people, kind="CHAT", channel="app", beganAt=now, lengthSeconds=0)
    await a_call(house, RISK, people, channel="phone", direction="OUTBOUND", beganAt=now, lengthSeconds=0)
    learnt = await preference()
    await done(house, "preferChannel", RISK, customerId=people.customer_id, channel="email")
    said = await preference()

    assert (before["ground"], before["channels"]) == ("CUSTOMER_TYPE", ["phone", "online_chat"])
    assert (learnt["ground"], learnt["channels"]) == ("LEARNT", ["app", "phone", "online_chat"])
    assert learnt["reason"] == "5 of 5 interactions within 365 days came by app"
    assert (said["ground"], said["channels"], said["ruleVersion"]) == ("SAID", ["email", "phone", "online_chat"], 1)


async def test_an_account_manager_records_for_their_own_customers_only(house: OpenHouse) -> None:
    people = await people_of(house)
    stranger = await done(
        house,
        "registerCustomer",
        RISK,
        shown="customer { id } ",
        externalReference="C9",
        type="INDIVIDUAL",
        name="赵六",
    )
    values: dict[str, Any] = {
        "kind": "VISIT", "channel": "visit", "direction": "OUTBOUND", "outcome": "ANSWERED",
        "beganAt": "2026-01-05T09:00:00+08:00", "lengthSeconds": 90,
    }  # fmt: skip

    own = await ask(house, "recordInteraction", people.bo, customerId=people.customer_id, **values)
    other = await declined(house, "recordInteraction", people.bo, customerId=stranger["id"], **values)

    assert own["userErrors"] == []
    assert other == ("NOT_FOUND", ["customerId"])
