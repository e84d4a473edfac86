"""Alerts as clients read and answer them; endpoints and deliveries as their keepers do."""

from datetime import timedelta
from typing import Any

import orjson
import pytest

from app.house import OpenHouse
from domain.viewer import Role, Viewer
from tests.engines import house
from tests.graphql.asking import RISK, answer, codes
from tests.graphql.mutating import ADMIN, People, a_ticket, ask, count, declined, done, people_of
from tests.live.desk import followed

__all__ = ["house"]

ALERT = """
  id version rule policyVersion trigger status level told raisedAt acknowledgeBy commitment instance step stepKind dueAt
  late count acknowledgedAt acknowledgedBy acknowledgedReason resolvedAt resolvedBy resolvedReason actions
  ticket { number } events(last: 5) { type author }
"""
ALERTS = f"""query ($filter: AlertFilter, $orderBy: AlertOrder, $first: Int = 10, $after: String) {{
  alerts(filter: $filter, orderBy: $orderBy, first: $first, after: $after) {{
    totalCount nodes {{ {ALERT} }} pageInfo {{ hasNextPage endCursor }}
  }}
}}"""
OF_TICKET = "query ($id: ID) { ticket(id: $id) { alerts(last: 5) { rule } } }"
DELIVERIES = """query ($filter: DeliveryFilter) { deliveries(filter: $filter, first: 10) {
  totalCount nodes { id webhookId kind channel level state attempts lastError body alertId endpoint { code } }
} }"""
SERVICE_MANAGER = Viewer(Role.SERVICE_MANAGER, "sm")
AUDITOR = Viewer(Role.AUDITOR, "au")
INTEGRATION = Viewer(Role.INTEGRATION, "crm", departments=frozenset({"desk"}))


async def alerts(house: OpenHouse, viewer: Viewer = RISK, **given: Any) -> list[dict[str, Any]]:  # noqa: ANN401  JSON
    said = await answer(house, ALERTS, viewer, **given)
    assert said["errors"] == []
    nodes: list[dict[str, Any]] = said["data"]["alerts"]["nodes"]
    return nodes


async def a_complaint(house: OpenHouse, people: People) -> dict[str, Any]:
    await a_ticket(house, people, kind="complaint")
    return (await alerts(house, filter={"rule": ["complaint"]}))[0]


async def test_a_complaint_is_there_for_those_who_see_its_ticket(house: OpenHouse) -> None:
    people = await people_of(house)
    ticket_id = await a_ticket(house, people, kind="complaint")

    (alert,) = await alerts(house, people.anna)

    assert (alert["rule"], alert["trigger"], alert["status"], alert["level"]) == ("complaint", "COMPLAINT", "RAISED", 1)
    assert alert["told"] == ["role:supervisor@desk", "agent:bo"]
    assert alert["actions"] == ["ACKNOWLEDGE", "RESOLVE"]
    assert alert["acknowledgeBy"] is not None
    assert alert["events"] == [{"type": "AlertRaised", "author": "kefu:alerts"}]
    for viewer in (people.bo, RISK, AUDITOR):
        assert [each["id"] for each in await alerts(house, viewer)] == [alert["id"]]
    for viewer in (SERVICE_MANAGER, INTEGRATION):
        said = await answer(house, "{ alerts(first: 5) { nodes { id acknowledgedAt } } }", viewer)
        assert [each["id"] for each in said["data"]["alerts"]["nodes"]] == [alert["id"]]
    assert await alerts(house, Viewer(Role.AGENT, "x", "risk")) == []
    assert codes(await answer(house, ALERTS, people.mrs_wang)) == ["FORBIDDEN"]
    assert codes(await answer(house, ALERTS, Viewer(Role.WALLBOARD, "board"))) == ["FORBIDDEN"]
    of_ticket = await answer(house, OF_TICKET, people.anna, id=ticket_id)
    assert of_ticket["data"]["ticket"]["alerts"] == [{"rule": "complaint"}]
    assert codes(await answer(house, OF_TICKET, people.mrs_wang, id=ticket_id)) == ["FORBIDDEN"]


async def test_who_only_reads_is_offered_nothing(house: OpenHouse) -> None:
    people = await people_of(house)
    await a_complaint(house, people)

    (alert,) = await alerts(house, AUDITOR)

    assert alert["actions"] == []


async def test_an_alert_is_acknowledged_and_resolved_by_who_and_why(house: OpenHouse) -> None:
    people = await people_of(house)
    alert = await a_complaint(house, people)

    said = await done(
        house, "acknowledgeAlert", people.anna, alertId=alert["id"], reason="正在联系客户", expectedVersion=1
    )
    assert (said["status"], said["version"], said["actions"]) == ("ACKNOWLEDGED", 2, ["RESOLVE"])
    assert await declined(house, "resolveAlert", people.anna, alertId=alert["id"]) == ("REASON_REQUIRED", ["reason"])
    said = await done(house, "resolveAlert", people.bo, alertId=alert["id"], reason="客户已谅解")

    (now,) = await alerts(house)
    assert (now["acknowledgedBy"], now["acknowledgedReason"]) == ("agent:anna", "正在联系客户")
    assert (now["resolvedBy"], now["resolvedReason"]) == ("account_manager:bo", "客户已谅解")
    assert (now["status"], now["acknowledgeBy"], now["actions"]) == ("RESOLVED", None, [])
    assert [each["type"] for each in now["events"]] == ["AlertRaised", "AlertAcknowledged", "AlertResolved"]
    again = await declined(house, "acknowledgeAlert", people.anna, alertId=alert["id"])
    assert again == ("NOT_ALLOWED_NOW", [])


async def test_what_people_say_is_free_text(house: OpenHouse) -> None:
    people = await people_of(house)
    alert = await a_complaint(house, people)
    await done(house, "resolveAlert", people.anna, alertId=alert["id"], reason="客户已谅解")

    said = await answer(house, "{ alerts(first: 1) { nodes { resolvedReason } } }", SERVICE_MANAGER)

    assert codes(said) == ["FORBIDDEN"]


async def test_an_alert_is_answered_once_however_often_it_is_asked(house: OpenHouse) -> None:
    people = await people_of(house)
    alert = await a_complaint(house, people)
    asked = {"alertId": alert["id"], "idempotencyKey": "k"}

    first = await done(house, "acknowledgeAlert", people.anna, **asked)
    again = await done(house, "acknowledgeAlert", people.anna, **asked)
    late = await declined(house, "resolveAlert", RISK, alertId=alert["id"], reason="好了", expectedVersion=1)

    assert first == again
    assert late == ("CHANGED_MEANWHILE", ["expectedVersion"])


async def test_an_alert_outside_the_scope_does_not_exist(house: OpenHouse) -> None:
    people = await people_of(house)
    alert = await a_complaint(house, people)
    stranger = Viewer(Role.AGENT, "x", "risk", frozenset({"risk"}))

    assert await declined(house, "acknowledgeAlert", stranger, alertId=alert["id"]) == ("NOT_FOUND", ["alertId"])
    assert await declined(house, "acknowledgeAlert", RISK, alertId="?") == ("INVALID", ["alertId"])


async def test_each_filter_narrows_the_list(house: OpenHouse) -> None:
    people = await people_of(house)
    first = await a_ticket(house, people, kind="complaint")
    await a_ticket(house, people, kind="complaint", department="risk", severity=1)
    found = await alerts(house)
    assert len(found) == 4  # two complaints, the second of them grave and a second one

    assert len(await alerts(house, filter={"rule": ["grave_complaint"]})) == 1
    assert len(await alerts(house, filter={"trigger": ["REPEATED_COMPLAINT"]})) == 1
    assert len(await alerts(house, filter={"department": ["risk"]})) == 3
    assert len(await alerts(house, filter={"ticketId": first})) == 1
    assert len(await alerts(house, filter={"commitment": ["plan"]})) == 0
    assert len(await alerts(house, filter={"status": ["RAISED"]})) == 4
    assert len(await alerts(house, filter={"status": ["RESOLVED", "ACKNOWLEDGED"]})) == 0
    assert len(await alerts(house, filter={"raisedFrom": found[0]["raisedAt"]})) >= 1
    assert len(await alerts(house, filter={"raisedTo": found[-1]["raisedAt"]})) == 0
    bad = await answer(house, ALERTS, RISK, filter={"raisedTo": "2026-01-01T00:00:00"})
    assert codes(bad) == ["BAD_USER_INPUT"]


@pytest.mark.parametrize("order", ["RAISED_AT", "RAISED_AT_DESC"])
async def test_pages_join_to_the_whole_in_either_direction(house: OpenHouse, order: str) -> None:
    people = await people_of(house)
    for _ in range(4):
        await a_ticket(house, people, kind="complaint")
    whole = [each["id"] for each in await alerts(house, orderBy=order)]

    joined: list[str] = []
    after = None
    while True:
        page = (await answer(house, ALERTS, RISK, orderBy=order, first=2, after=after))["data"]["alerts"]
        joined += [each["id"] for each in page["nodes"]]
        assert page["totalCount"] == len(whole)
        after = page["pageInfo"]["endCursor"]
        if not page["pageInfo"]["hasNextPage"]:
            break

    assert joined == whole
    assert len(whole) == 7


async def test_events_of_alerts_are_in_the_log_for_those_who_see_them(house: OpenHouse) -> None:
    people = await people_of(house)
    await a_complaint(house, people)
    query = '{ events(first: 100, filter: {type: ["AlertRaised"]}) { nodes { type aggregate } } }'

    async with followed(house) as desk:
        found = {
            viewer.role: (await answer(house, query, viewer, live=desk.live))["data"]["events"]["nodes"]
            for viewer in (people.anna, people.mrs_wang, RISK)
        }

    assert found == {
        Role.AGENT: [{"type": "AlertRaised", "aggregate": "alert"}],
        Role.CUSTOMER: [],
        Role.RISK_CONTROL: [{"type": "AlertRaised", "aggregate": "alert"}],
    }


async def an_endpoint(house: OpenHouse) -> dict[str, Any]:
    asked = {"code": "pager", "url": "https://hooks.example.com/kefu", "idempotencyKey": "k"}
    return await ask(house, "registerWebhookEndpoint", ADMIN, **asked)


async def test_a_secret_is_shown_once(house: OpenHouse) -> None:
    first, again = await an_endpoint(house), await an_endpoint(house)

    assert first["secret"].startswith("whsec_")
    assert first["endpoint"] == again["endpoint"]
    assert again["secret"] is None
    assert await count(house, "webhook_endpoint") == 1
    rotated = await ask(house, "rotateWebhookSecret", ADMIN, endpointId=first["endpoint"]["id"], expectedVersion=1)
    assert rotated["secret"] not in {None, first["secret"]}
    assert rotated["endpoint"]["version"] == 2


async def test_endpoints_are_kept_by_those_who_may(house: OpenHouse) -> None:
    endpoint = (await an_endpoint(house))["endpoint"]
    taken = await declined(house, "registerWebhookEndpoint", ADMIN, code="pager", url="https://hooks.example.com/")
    private = await declined(house, "registerWebhookEndpoint", ADMIN, code="p2", url="https://169.254.169.254/")
    retired = await done(house, "retireWebhookEndpoint", ADMIN, endpointId=endpoint["id"], reason="系统下线")

    assert (taken, private) == (("ALREADY_EXISTS", ["code"]), ("INVALID", ["url"]))
    assert retired["retired"]
    shown = "{ webhookEndpoints(first: 5) { totalCount nodes { code url retired previousSecretUntil } } }"
    said = await answer(house, shown, ADMIN)
    assert said["data"]["webhookEndpoints"] == {
        "totalCount": 1,
        "nodes": [
            {"code": "pager", "url": "https://hooks.example.com/kefu", "retired": True, "previousSecretUntil": None}
        ],
    }
    assert codes(await answer(house, shown, RISK)) == ["FORBIDDEN"]


async def test_a_delivery_names_the_alert_and_can_be_asked_for_again(house: OpenHouse) -> None:
    people = await people_of(house)
    endpoint = (await an_endpoint(house))["endpoint"]
    alert = await a_complaint(house, people)

    said = (await answer(house, DELIVERIES, ADMIN, filter={"endpointId": endpoint["id"]}))["data"]["deliveries"]
    (delivery,) = said["nodes"]
    body = orjson.loads(delivery["body"])

    assert (delivery["channel"], delivery["endpoint"], delivery["state"]) == ("webhook", {"code": "pager"}, "PENDING")
    assert body["data"]["alert"] == delivery["alertId"] == alert["id"]
    found = await answer(house, "query ($id: ID!) { node(id: $id) { ... on Alert { rule } } }", RISK, id=alert["id"])
    assert found["data"]["node"] == {"rule": "complaint"}
    query = "query ($id: ID) { ticket(id: $id) { number } }"
    ticket = await answer(house, query, RISK, id=body["data"]["ticket"])
    assert ticket["data"]["ticket"]["number"] == body["data"]["ticketNumber"]
    busy = await declined(house, "redeliver", ADMIN, deliveryId=delivery["id"])
    assert busy == ("NOT_ALLOWED_NOW", ["deliveryId"])
    await house.house.database.run("update delivery set state = 'DEAD', attempts = 30")
    again = await done(house, "redeliver", ADMIN, deliveryId=delivery["id"], reason="接收方已恢复", expectedVersion=0)
    assert (again["state"], again["attempts"], again["version"]) == ("PENDING", 0, 1)
    dead = (await answer(house, DELIVERIES, ADMIN, filter={"state": ["DEAD"], "alertId": alert["id"]}))["data"]
    assert [each["channel"] for each in dead["deliveries"]["nodes"]] == ["log"]


async def test_the_cursor_of_a_webhook_is_that_of_the_log(house: OpenHouse) -> None:
    people = await people_of(house)
    await a_complaint(house, people)
    (delivery,) = (await answer(house, DELIVERIES, ADMIN))["data"]["deliveries"]["nodes"]
    query = '{ events(first: 100, filter: {type: ["AlertRaised"]}) { edges { cursor } } }'

    async with followed(house) as desk:
        said = await answer(house, query, RISK, live=desk.live)

    assert said["data"]["events"]["edges"] == [{"cursor": orjson.loads(delivery["body"])["data"]["cursor"]}]


async def test_a_webhook_holds_nothing_personal(house: OpenHouse) -> None:
    people = await people_of(house)
    await a_ticket(house, people, kind="complaint", subject="王芳投诉", narrative="请拨打 13800138000")

    (delivery,) = (await answer(house, DELIVERIES, ADMIN))["data"]["deliveries"]["nodes"]

    for word in ("王芳", "13800138000", '"C1"', people.customer_id, "安娜", "小波"):
        assert word not in delivery["body"]


REHEARSAL = """query ($ticketId: ID!, $at: DateTime!) { simulateEscalation(ticketId: $ticketId, at: $at) {
  at rule level told channels commitment step stepKind
} }"""


async def test_what_would_be_told_is_told_beforehand(house: OpenHouse) -> None:
    people = await people_of(house)
    ticket_id = await a_ticket(house, people)
    opened = house.house.now()
    until = (opened + timedelta(hours=3)).isoformat()

    said = await answer(house, REHEARSAL, people.anna, ticketId=ticket_id, at=until)

    notices = said["data"]["simulateEscalation"]
    about_first_response = [each for each in notices if each["commitment"] == "first_response"]
    assert [(each["rule"], each["level"], each["stepKind"]) for each in about_first_response] == [
        ("slow_soon", 1, "WARNING"), ("slow", 1, "VIOLATION"), ("slow", 2, "VIOLATION"), ("slow", 3, "VIOLATION")
    ]  # fmt: skip
    assert about_first_response[-1]["told"] == ["role:service_manager"]
    assert about_first_response[-1]["channels"] == ["log", "webhook"]
    assert [each["at"] for each in notices] == sorted(each["at"] for each in notices)
    assert await alerts(house) == []


async def test_the_rehearsal_goes_on_from_the_alerts_there_are(house: OpenHouse) -> None:
    people = await people_of(house)
    ticket_id = await a_ticket(house, people, kind="complaint")
    until = (house.house.now() + timedelta(minutes=65)).isoformat()

    said = await answer(house, REHEARSAL, people.anna, ticketId=ticket_id, at=until)

    complaint = [each for each in said["data"]["simulateEscalation"] if each["rule"] == "complaint"]
    assert [(each["level"], each["told"], each["commitment"]) for each in complaint] == [
        (2, ["role:supervisor@desk"], None)
    ]


async def test_nothing_is_rehearsed_outside_the_scope(house: OpenHouse) -> None:
    people = await people_of(house)
    ticket_id = await a_ticket(house, people)
    at = house.house.now().isoformat()

    stranger = await answer(house, REHEARSAL, Viewer(Role.AGENT, "x", "risk"), ticketId=ticket_id, at=at)
    customer = await answer(house, REHEARSAL, people.mrs_wang, ticketId=ticket_id, at=at)
    no_zone = await answer(house, REHEARSAL, people.anna, ticketId=ticket_id, at="2026-01-01T00:00:00")

    assert stranger["data"] == {"simulateEscalation": None}
    assert codes(customer) == ["FORBIDDEN"]
    assert codes(no_zone) == ["BAD_USER_INPUT"]
