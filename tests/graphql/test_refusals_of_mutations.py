"""What a mutation declines: the code, the path in the input, and that nothing has changed."""

from typing import Any

import pytest
from graphql import GraphQLInputObjectType, get_named_type

from app.house import OpenHouse
from domain.shared.text import REASON_LENGTH, TEXT_LENGTH
from schema.ids import global_id
from tests.engines import house
from tests.graphql.asking import RISK, answer
from tests.graphql.mutating import ADMIN, a_ticket, ask, count, declined, done, people_of
from tests.graphql.plausible import input_of
from tests.storage.test_tickets import a_desk

__all__ = ["house"]

LONG = "长" * (TEXT_LENGTH + 1)
BAD_FILE = {"name": "图.png", "mediaType": "image/png", "content": "aGVsbG8="}
OPEN: dict[str, Any] = {"subject": "无法登录", "kind": "account", "channel": "phone"}
MESSAGE: dict[str, Any] = {"channel": "phone", "text": "您好"}
REGISTER: dict[str, Any] = {"externalReference": "C9", "type": "INDIVIDUAL", "name": "赵"}

# Of a ticket that is in progress. The input, the code, and the path of the field at fault.
TICKETS: dict[str, tuple[str, dict[str, Any], str, str]] = {
    "an id that is none": ("startTicket", {"ticketId": "x"}, "INVALID", "ticketId"),
    "the id of something else": ("startTicket", {"ticketId": "customer"}, "INVALID", "ticketId"),
    "a ticket that is not there": ("startTicket", {"ticketId": "nowhere"}, "NOT_FOUND", "ticketId"),
    "what the status does not allow": ("archiveTicket", {}, "NOT_ALLOWED_NOW", ""),
    "a version that has passed": ("awaitCustomer", {"expectedVersion": 1}, "CHANGED_MEANWHILE", "expectedVersion"),
    "an empty key": ("awaitCustomer", {"idempotencyKey": ""}, "INVALID", "idempotencyKey"),
    "a long key": ("awaitCustomer", {"idempotencyKey": "k" * 101}, "INVALID", "idempotencyKey"),
    "a key of two lines": ("awaitCustomer", {"idempotencyKey": "a\nb"}, "INVALID", "idempotencyKey"),
    "no such kind": ("classifyTicket", {"kind": "nope"}, "UNKNOWN_REFERENCE", "kind"),
    "a code of two lines": ("classifyTicket", {"kind": "a\nb"}, "UNKNOWN_REFERENCE", "kind"),
    "no such business line": ("classifyTicket", {"businessLine": "nope"}, "UNKNOWN_REFERENCE", "businessLine"),
    "a severity of 6": ("classifyTicket", {"severity": 6}, "INVALID", "severity"),
    "a level of 0": ("classifyTicket", {"level": 0, "reason": "w"}, "INVALID", "level"),
    "a scope of 6": (
        "classifyTicket", {"grading": {"satisfaction": 1, "scope": 6, "difficulty": 1}}, "INVALID", "grading scope"
    ),
    "a level against the rule without a reason": ("classifyTicket", {"level": 1}, "REASON_REQUIRED", "reason"),
    "a personal reason": ("classifyTicket", {"reason": "致电13800138000"}, "SENSITIVE_TEXT", "reason"),
    "a long reason": ("classifyTicket", {"reason": "长" * (REASON_LENGTH + 1)}, "INVALID", "reason"),
    "no such department": ("assignTicket", {"department": "nope"}, "UNKNOWN_REFERENCE", "department"),
    "no such agent": ("assignTicket", {"assigneeId": "an agent of nowhere"}, "UNKNOWN_REFERENCE", "assigneeId"),
    "an agent's id that is none": ("assignTicket", {"assigneeId": "x"}, "INVALID", "assigneeId"),
    "no such channel": ("respondTicket", MESSAGE | {"channel": "nope"}, "UNKNOWN_REFERENCE", "channel"),
    "an empty message": ("respondTicket", MESSAGE | {"text": " "}, "INVALID", "text"),
    "a long message": ("receiveMessage", MESSAGE | {"text": LONG}, "INVALID", "text"),
    "half a character": ("receiveMessage", MESSAGE | {"text": "a\ud800"}, "INVALID", "text"),
    "a long recording": ("respondTicket", MESSAGE | {"recording": "r" * 201}, "INVALID", "recording"),
    "six files": ("respondTicket", MESSAGE | {"attachments": [BAD_FILE] * 6}, "INVALID", "attachments"),
    "no such message": (
        "recordDelivery", {"messageId": "a message of nowhere", "delivery": "SENT"}, "NOT_FOUND", "messageId"
    ),
    "a message's id that is none": ("recordDelivery", {"messageId": "x", "delivery": "SENT"}, "INVALID", "messageId"),
    "a plan without words": ("recordPlan", {"text": ""}, "INVALID", "text"),
    "a plan that ends in the past": (
        "recordPlan", {"text": "t", "expectedCompletion": "2020-01-01T09:00:00+08:00"}, "INVALID", "expectedCompletion"
    ),
    "a time without a zone": (
        "recordPlan", {"text": "t", "expectedCompletion": "2099-01-01T09:00:00"}, "INVALID", "expectedCompletion"
    ),
    "a time beyond the calendar": (
        "reportProgress",
        {"text": "t", "expectedCompletion": "9999-12-31T23:59:59-08:00"}, "INVALID", "expectedCompletion",
    ),
    "a resolution without a cause": ("resolveTicket", {"result": "r", "cause": "", "action": "a"}, "INVALID", "cause"),
    "a link to nowhere": ("linkTicket", {"kind": "FOLLOWS", "otherId": "nowhere"}, "NOT_FOUND", "otherId"),
    "a link to itself": ("linkTicket", {"kind": "FOLLOWS", "otherId": "itself"}, "INVALID", "otherId"),
    "the part of no department": ("joinDepartment", {"department": "nope", "task": "t"}, "UNKNOWN_REFERENCE",
                                  "department"),
    "a part that is not there": ("finishPart", {"department": "risk", "outcome": "o"}, "INVALID", "department"),
    "a withdrawal without a reason": ("withdrawTicket", {}, "REASON_REQUIRED", "reason"),
    "a withdrawal with a blank reason": ("withdrawTicket", {"reason": " "}, "REASON_REQUIRED", "reason"),
}  # fmt: skip

OPENINGS: dict[str, tuple[dict[str, Any], str, str]] = {
    "no such customer": ({"customerId": "nobody"}, "NOT_FOUND", "customerId"),
    "an id that is none": ({"customerId": "x"}, "INVALID", "customerId"),
    "no subject": ({"subject": " "}, "INVALID", "subject"),
    "a long subject": ({"subject": "题" * 201}, "INVALID", "subject"),
    "a phone number in the subject": ({"subject": "请致电13800138000"}, "SENSITIVE_TEXT", "subject"),
    "a long narrative": ({"narrative": LONG}, "INVALID", "narrative"),
    "no such kind": ({"kind": "nope"}, "UNKNOWN_REFERENCE", "kind"),
    "no such channel": ({"channel": "nope"}, "UNKNOWN_REFERENCE", "channel"),
    "no such department": ({"department": "nope"}, "UNKNOWN_REFERENCE", "department"),
    "no such business line": ({"businessLine": "nope"}, "UNKNOWN_REFERENCE", "businessLine"),
    "a severity of 0": ({"severity": 0}, "INVALID", "severity"),
}

POINT = {"kind": "MOBILE", "value": "13800138000", "channel": "phone"}
CUSTOMERS: dict[str, tuple[str, dict[str, Any], str, str]] = {
    "a reference that is taken": ("registerCustomer", REGISTER | {"externalReference": "C1"}, "ALREADY_EXISTS",
                                  "externalReference"),
    "a reference of blanks": ("registerCustomer", REGISTER | {"externalReference": " "}, "INVALID",
                              "externalReference"),
    "a name with a line break": ("registerCustomer", REGISTER | {"name": "a\nb"}, "INVALID", "name"),
    "a bad second contact point": (
        "registerCustomer", REGISTER | {"contactPoints": [POINT, POINT | {"value": "12"}]}, "INVALID",
        "contactPoints 1 value",
    ),
    "twenty-one contact points": (
        "registerCustomer", REGISTER | {"contactPoints": [POINT] * 21}, "INVALID", "contactPoints"
    ),
    "a contact point on no channel": (
        "registerCustomer", REGISTER | {"contactPoints": [POINT | {"channel": "nope"}]}, "UNKNOWN_REFERENCE",
        "contactPoints",
    ),
    "five segments": ("registerCustomer", REGISTER | {"segments": ["SPECIAL"] * 5}, "INVALID", "segments"),
    "many business lines": ("registerCustomer", REGISTER | {"businessLines": ["x"] * 51}, "INVALID", "businessLines"),
    "no such business line": (
        "registerCustomer", REGISTER | {"businessLines": ["nope"]}, "UNKNOWN_REFERENCE", "businessLines"
    ),
    "no such preferred channel": (
        "registerCustomer", REGISTER | {"preferredChannel": "nope"}, "UNKNOWN_REFERENCE", "preferredChannel"
    ),
    "no such account manager": (
        "registerCustomer", REGISTER | {"accountManagerId": "an agent of nowhere"}, "UNKNOWN_REFERENCE",
        "accountManagerId",
    ),
    "a customer that is not there": ("preferChannel", {"customerId": "nobody"}, "NOT_FOUND", "customerId"),
    "a ticket's id": ("preferChannel", {"customerId": "nowhere"}, "INVALID", "customerId"),
    "a version to come": ("preferChannel", {"expectedVersion": 9}, "CHANGED_MEANWHILE", "expectedVersion"),
    "a name without a reason": ("renameCustomer", {"name": "王方"}, "REASON_REQUIRED", "reason"),
    "a stage from nowhere": ("changeCustomerStage", {"action": "OPEN_ACCOUNT", "reason": "w"}, "NOT_ALLOWED_NOW", ""),
    "an action that moves nothing": ("changeCustomerStage", {"action": "RENAME", "reason": "w"}, "INVALID", "action"),
    "a tier without a reason": ("changeCustomerTier", {"tier": "VIP"}, "REASON_REQUIRED", "reason"),
    "too many segments": ("changeCustomerSegments", {"segments": ["SPECIAL"] * 5}, "INVALID", "segments"),
    "too many lines": ("changeCustomerBusinessLines", {"businessLines": ["x"] * 51}, "INVALID", "businessLines"),
    "an e-mail address that is none": (
        "addContactPoint", {"kind": "EMAIL", "value": "x", "channel": "email"}, "INVALID", "value"
    ),
    "no such channel": ("addContactPoint", POINT | {"channel": "nope"}, "UNKNOWN_REFERENCE", "channel"),
    "a contact point that is not there": (
        "removeContactPoint", {"contactPointId": "a contact point of nowhere", "reason": "w"}, "INVALID",
        "contactPointId",
    ),
    "an id of no contact point": ("removeContactPoint", {"contactPointId": "x", "reason": "w"}, "INVALID",
                                  "contactPointId"),
    "a manager without a reason": ("assignAccountManager", {}, "REASON_REQUIRED", "reason"),
}  # fmt: skip

WORDS: dict[str, tuple[str, dict[str, Any], str, str]] = {
    "a code that is taken": ("defineChannel", {"code": "phone", "name": "电话"}, "ALREADY_EXISTS", "code"),
    "a code with blanks": ("defineChannel", {"code": "a b", "name": "电话"}, "INVALID", "code"),
    "no name": ("defineKind", {"code": "new", "name": ""}, "INVALID", "name"),
    "a parent that is not there": (
        "defineDepartment", {"code": "new", "name": "新", "parent": "nope"}, "UNKNOWN_REFERENCE", "parent"
    ),
    "a department below itself": ("moveDepartment", {"code": "desk", "parent": "desk"}, "INVALID", "parent"),
    "a code that is not there": ("renameKind", {"code": "nope", "name": "新"}, "NOT_FOUND", "code"),
    "a code of two lines": ("renameKind", {"code": "a\nb", "name": "新"}, "NOT_FOUND", "code"),
    "no reason": ("retireBusinessLine", {"code": "fund_sales"}, "REASON_REQUIRED", "reason"),
    "a version to come": ("restoreKind", {"code": "other", "expectedVersion": 2}, "CHANGED_MEANWHILE",
                          "expectedVersion"),
    "an agent's reference that is taken": (
        "registerAgent", {"externalReference": "anna", "name": "安"}, "ALREADY_EXISTS", "externalReference"
    ),
    "no such agent": ("renameAgent", {"agentId": "an agent of nowhere", "name": "安"}, "NOT_FOUND", "agentId"),
    "no such department": ("moveAgent", {"department": "nope"}, "UNKNOWN_REFERENCE", "department"),
    "an agent who leaves without a reason": ("retireAgent", {}, "REASON_REQUIRED", "reason"),
}  # fmt: skip


def points_into(mutation: str, path: list[str]) -> bool:
    """Whether there is such a field in the input; numbers are places in lists."""
    kind = input_of(mutation)
    for name in path:
        if name.isdecimal():
            continue
        if not isinstance(kind, GraphQLInputObjectType) or name not in kind.fields:
            return False
        kind = get_named_type(kind.fields[name].type)
    return True


async def test_a_ticket_is_not_asked_for(house: OpenHouse) -> None:
    people = await people_of(house)
    ticket_id = await a_ticket(house, people)
    await done(house, "classifyTicket", people.anna, ticketId=ticket_id)
    before = (await done(house, "startTicket", people.anna, ticketId=ticket_id))["version"]
    names = {"customer": people.customer_id, "itself": ticket_id} | nowhere(house)
    events, words = await count(house, "event"), "query ($id: ID) { ticket(id: $id) { version } }"

    for what, (mutation, given, code, path) in TICKETS.items():
        asked = {"ticketId": ticket_id} | {name: names.get(str(value), value) for name, value in given.items()}
        said = await declined(house, mutation, RISK, **asked)

        assert said == (code, path.split()), what
        assert points_into(mutation, path.split()), what
        assert (await answer(house, words, RISK, id=ticket_id))["data"]["ticket"] == {"version": before}, what
    assert await count(house, "event") == events
    assert await count(house, "blob") == await count(house, "message") == await count(house, "idempotency") == 0


async def test_a_ticket_is_not_opened_for(house: OpenHouse) -> None:
    people = await people_of(house)
    events = await count(house, "event")

    for what, (given, code, path) in OPENINGS.items():
        names = nowhere(house)
        asked = OPEN | {"customerId": people.customer_id, "idempotencyKey": "k"} | given
        asked = {name: names.get(str(value), value) for name, value in asked.items()}
        assert await declined(house, "openTicket", RISK, **asked) == (code, [path]), what
        assert points_into("openTicket", [path]), what

    assert (await count(house, "event"), await count(house, "ticket")) == (events, 0)
    assert await count(house, "idempotency") == 0


async def test_a_customer_is_not_asked_for(house: OpenHouse) -> None:
    people = await people_of(house)
    events = await count(house, "event")
    names = nowhere(house)

    for what, (mutation, given, code, path) in CUSTOMERS.items():
        asked = {} if mutation == "registerCustomer" else {"customerId": people.customer_id}
        asked |= {name: names.get(str(value), value) for name, value in given.items()}
        assert await declined(house, mutation, RISK, **asked) == (code, path.split()), what
        assert points_into(mutation, path.split()), what

    assert await count(house, "event") == events


async def test_a_word_or_a_person_of_the_house_is_not_asked_for(house: OpenHouse) -> None:
    people = await people_of(house)
    events = await count(house, "event")
    names = nowhere(house)

    for what, (mutation, given, code, path) in WORDS.items():
        asked = {"agentId": people.anna_id} if mutation in {"moveAgent", "retireAgent"} else {}
        asked |= {name: names.get(str(value), value) for name, value in given.items()}
        assert await declined(house, mutation, ADMIN, **asked) == (code, path.split()), what
        assert points_into(mutation, path.split()), what

    assert await count(house, "event") == events


async def test_what_is_done_once_is_not_done_twice(house: OpenHouse) -> None:
    people = await people_of(house)
    ticket_id = await a_ticket(house, people)
    await done(house, "classifyTicket", people.anna, ticketId=ticket_id)
    await done(house, "startTicket", people.anna, ticketId=ticket_id)
    await done(house, "resolveTicket", people.anna, ticketId=ticket_id, result="好了", cause="锁定", action="解锁")
    await done(house, "giveFeedback", people.mrs_wang, ticketId=ticket_id, text="希望有提示")
    await done(house, "answerFeedback", people.anna, ticketId=ticket_id, text="已转产品部门")
    before = (await done(house, "rateTicket", people.mrs_wang, ticketId=ticket_id, score=5))["version"]

    rated = await declined(house, "rateTicket", people.mrs_wang, ticketId=ticket_id, score=1)
    answered = await declined(house, "answerFeedback", people.anna, ticketId=ticket_id, text="再答一次")
    confirmed = await done(house, "confirmFeedback", people.anna, ticketId=ticket_id)
    again = await done(house, "confirmFeedback", people.anna, ticketId=ticket_id)

    assert (rated, answered) == (("ALREADY_DONE", ["score"]), ("ALREADY_DONE", []))
    assert confirmed["version"] == again["version"] == before + 1


async def test_a_customer_whose_key_is_gone_is_not_written_to(house: OpenHouse) -> None:
    people = await people_of(house)
    ticket_id = await a_ticket(house, people)
    await house.house.database.run("update sealing_key set wrapped_by = 'another house'")
    house.house.vault.forget()

    assert await declined(house, "respondTicket", people.anna, ticketId=ticket_id, **MESSAGE) == ("KEY_GONE", [])


@pytest.mark.parametrize("mutation", ["classifyTicket", "openTicket", "renameKind"])
async def test_a_message_never_repeats_a_flood(house: OpenHouse, mutation: str) -> None:
    people = await people_of(house)
    ticket_id, flood = await a_ticket(house, people), "x" * 100_000
    given: dict[str, dict[str, Any]] = {
        "classifyTicket": {"ticketId": ticket_id, "kind": flood},
        "openTicket": OPEN | {"customerId": people.customer_id, "channel": flood},
        "renameKind": {"code": flood, "name": "新"},
    }

    viewer = ADMIN if mutation == "renameKind" else RISK
    payload = await ask(house, mutation, viewer, **given[mutation])

    assert len(payload["userErrors"][0]["message"]) < 500


def nowhere(house: OpenHouse) -> dict[str, str]:
    """Ids of what is not there."""
    nobody = a_desk(house).new_id()
    return {
        "nowhere": global_id("Ticket", nobody),
        "nobody": global_id("Customer", nobody),
        "an agent of nowhere": global_id("Agent", nobody),
        "a message of nowhere": global_id("Message", nobody),
        "a contact point of nowhere": global_id("ContactPoint", nobody),
    }
