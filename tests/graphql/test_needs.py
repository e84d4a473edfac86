"""Needs as clients see them: every verb, the queue, the mix, and who is told what (source: P2)."""

from typing import Any
from uuid import UUID

import pytest

from app.graphql import core
from app.house import OpenHouse
from domain.need.access import MAY
from domain.need.lifecycle import NeedAction
from domain.viewer import Role, Viewer
from schema.ids import global_id
from tests.engines import house
from tests.graphql.asking import RISK, answer, codes
from tests.graphql.mutating import People, a_ticket, ask, count, declined, done, people_of
from tests.graphql.test_interactions import a_call

__all__ = ["house"]

SUPERVISOR = Viewer(Role.SUPERVISOR, "s-1", department="desk", departments=frozenset({"desk"}))
WHOLE = """need { id number version status source category nature frequency intensity satisfaction actions narrative
    plan service department { code } assignee { name } server { name } customer { name }
    grading { grade factors ruleVersion } assessment { value cost benefit serviceValue strategy factors ruleVersion }
    rank { standing quadrant urgency importance score factors ruleVersion }
    links { kind ticket { subject needs(last: 1) { number } } interaction { kind } } } """
QUEUE = """query ($first: Int!, $department: String, $after: String) {
  needQueue(first: $first, department: $department, after: $after) {
    totalCount pageInfo { hasNextPage endCursor } nodes { id rank { standing } } } }"""


async def a_need(house: OpenHouse, people: People, viewer: Viewer | None = None, **given: Any) -> dict[str, Any]:  # noqa: ANN401  JSON
    values: dict[str, Any] = {
        "customerId": people.customer_id, "subject": "想了解可转债", "source": "INTERVIEW",
        "category": "TRADING_CONSULTATION", "nature": "ADVANCED", "frequency": "LOW", "intensity": "MEDIUM",
    }  # fmt: skip
    return await done(house, "identifyNeed", viewer or people.anna, shown=WHOLE, **values | given)


async def test_a_need_goes_from_a_call_to_the_customers_confirmation(house: OpenHouse) -> None:
    people = await people_of(house)
    call = await a_call(house, people.anna, people)
    need = await a_need(house, people, interactionId=call["id"], narrative="电话中提到")
    of = {"needId": need["id"]}

    await done(house, "assignNeed", people.anna, **of, assigneeId=people.anna_id)
    assessed = await done(
        house, "assessNeed", people.anna, shown=WHOLE, **of,
        necessary=True, feasible=True, measurable=True, cost=2, benefit=4,
    )  # fmt: skip
    await done(house, "planNeed", people.anna, **of, text="安排讲解", expectedCompletion="2099-01-01T09:00:00+08:00")
    opened = await done(
        house, "openTicketFromNeed", people.anna, shown=f"ticket {{ subject department {{ code }} }} {WHOLE}",
        **of, kind="consultation", channel="phone",
    )  # fmt: skip
    served = await done(house, "serveNeed", people.anna, shown=WHOLE, **of, text="已讲解")
    met = await done(house, "confirmNeed", people.mrs_wang, shown="need { status satisfaction actions } ", **of,
                     satisfaction=5)  # fmt: skip

    assert (need["status"], need["department"], need["narrative"]) == ("IDENTIFIED", {"code": "desk"}, "电话中提到")
    assert need["links"] == [{"kind": "REVEALED_BY_INTERACTION", "ticket": None, "interaction": {"kind": "CALL"}}]
    assert need["grading"] == {
        "grade": "MEDIUM", "factors": ["customer: row others", "intensity MEDIUM"], "ruleVersion": 1
    }  # fmt: skip
    assert assessed["assessment"]["factors"][0] == "trades unknown, not counted"
    assert assessed["assessment"]["ruleVersion"] == assessed["rank"]["ruleVersion"] == 1
    assert {"order 3: TRADING_CONSULTATION", f"quadrant {assessed['rank']['quadrant']}"} <= set(
        assessed["rank"]["factors"]
    )
    assert opened == {"subject": "想了解可转债", "department": {"code": "desk"}}
    assert (served["plan"], served["service"], served["server"]) == ("安排讲解", "已讲解", {"name": "安娜"})
    assert [each["kind"] for each in served["links"]] == ["OPENED_TICKET", "REVEALED_BY_INTERACTION"]
    assert served["links"][0]["ticket"]["needs"] == [{"number": need["number"]}]
    assert met == {"status": "CONFIRMED", "satisfaction": 5, "actions": []}


async def test_the_queue_comes_in_pages_in_the_order_in_which_needs_are_served(house: OpenHouse) -> None:
    people = await people_of(house)
    wanted = ["ACCOUNT_SECURITY", "TRADING_CONSULTATION", "PRODUCT_RECOMMENDATION", "RISK_ASSESSMENT",
              "ACCOUNT_MANAGEMENT"]  # fmt: skip
    made = {each: (await a_need(house, people, category=each))["id"] for each in reversed(wanted)}
    equal = [(await a_need(house, people, category="ACCOUNT_MANAGEMENT"))["id"] for _ in range(2)]

    seen: list[str] = []
    after = None
    for _ in range(4):
        page = (await answer(house, QUEUE, people.anna, first=2, after=after))["data"]["needQueue"]
        seen += [each["id"] for each in page["nodes"]]
        after = page["pageInfo"]["endCursor"]
        assert page["totalCount"] == 7
    elsewhere = (await answer(house, QUEUE, RISK, first=2, department="risk"))["data"]["needQueue"]
    wrong = await answer(house, QUEUE, RISK, first=2, department="moon")

    assert seen == [*(made[each] for each in wanted), *equal]
    assert (page["pageInfo"]["hasNextPage"], elsewhere["totalCount"], codes(wrong)) == (False, 0, ["BAD_USER_INPUT"])


async def test_the_mix_stands_beside_the_benchmark_and_opens_into_what_it_counts(house: OpenHouse) -> None:
    mix = """query { needMix {
      accountAndTrading { value part whole benchmark noneBecause members(first: 5) { nodes { name } totalCount } }
      complexAdvice { value part whole benchmark noneBecause members(first: 5) { nodes { name } } }
      byCategory { category value part whole members(first: 5) { nodes { category } totalCount } } } }"""
    people = await people_of(house)
    nothing = (await answer(house, mix, RISK))["data"]["needMix"]
    for category, nature in (("ACCOUNT_MANAGEMENT", "BASIC"), ("PRODUCT_RECOMMENDATION", "ADVANCED")):
        await a_need(house, people, RISK, category=category, nature=nature)
    assert people.mr_li.customer_id is not None
    li = global_id("Customer", people.mr_li.customer_id)
    await a_need(house, people, RISK, customerId=li, category="RISK_ASSESSMENT")

    found = (await answer(house, mix, RISK))["data"]["needMix"]

    assert (nothing["accountAndTrading"]["value"], nothing["byCategory"][0]["value"]) == (None, None)
    assert nothing["accountAndTrading"]["noneBecause"] == "no need was identified within the scope and the time"
    assert found["accountAndTrading"] == {
        "value": 0.5, "part": 1, "whole": 2, "benchmark": 0.65, "noneBecause": None,
        "members": {"nodes": [{"name": "王芳"}], "totalCount": 1},
    }  # fmt: skip
    assert (found["complexAdvice"]["value"], found["complexAdvice"]["benchmark"]) == (0.5, 0.15)
    by_category = {each.pop("category"): each for each in found["byCategory"]}
    assert sum(each["value"] for each in by_category.values()) == pytest.approx(1)
    for category, each in by_category.items():
        assert each["members"]["totalCount"] == each["part"] == len(each["members"]["nodes"])
        assert {member["category"] for member in each["members"]["nodes"]} <= {category}


async def test_a_customer_sees_their_own_needs_and_not_how_they_are_judged(house: OpenHouse) -> None:
    people = await people_of(house)
    need = await a_need(house, people, narrative="电话中提到")
    query = "query ($id: ID) { need(id: $id) { number narrative actions events(last: 5) { type } %s } }"

    own = await answer(house, query % "", people.mrs_wang, id=need["id"])
    others = await answer(house, query % "", people.mr_li, id=need["id"])

    assert own["data"]["need"]["narrative"] == "电话中提到"
    assert own["data"]["need"]["actions"] == ["DECLINE"]
    assert others["data"]["need"] is None
    for judged in ("rank { score }", "assessment { value }", "grading { grade }", "plan", "links { kind }"):
        assert "FORBIDDEN" in codes(await answer(house, query % judged, people.mrs_wang, id=need["id"])), judged
    asked = await answer(house, "{ needs(first: 1, filter: {grade: [HIGH]}) { totalCount } }", people.mrs_wang)
    assert codes(asked) == ["FORBIDDEN"]


async def test_a_service_manager_reads_the_ranks_and_none_of_the_words(house: OpenHouse) -> None:
    people = await people_of(house)
    need = await a_need(house, people, narrative="电话中提到")
    manager = Viewer(Role.SERVICE_MANAGER, "sm-1")

    ranks = await answer(house, "query ($id: ID) { need(id: $id) { rank { factors } } }", manager, id=need["id"])

    assert ranks["data"]["need"]["rank"]["factors"]
    for words in ("narrative", "plan", "service"):
        shown = await answer(house, f"query ($id: ID) {{ need(id: $id) {{ {words} }} }}", manager, id=need["id"])
        assert codes(shown) == ["FORBIDDEN"]


async def test_each_department_sees_its_own_needs_and_a_manager_those_of_their_customers(house: OpenHouse) -> None:
    people = await people_of(house)
    need = await a_need(house, people)
    risk = Viewer(Role.AGENT, "zoe", "risk", frozenset({"risk"}))
    query = "query ($n: String) { need(number: $n) { id } customers(first: 5) { totalCount } }"

    async def seen(viewer: Viewer) -> tuple[bool, int]:
        found = (await answer(house, query, viewer, n=need["number"]))["data"]
        return found["need"] is not None, found["customers"]["totalCount"]

    assert await seen(people.anna) == (True, 1)
    assert await seen(people.bo) == (True, 1)
    assert await seen(risk) == (False, 0)
    await done(house, "assignNeed", people.anna, needId=need["id"], department="risk")
    assert await seen(risk) == (True, 1)


async def test_the_same_request_again_changes_nothing_more(house: OpenHouse) -> None:
    people = await people_of(house)
    first = await a_need(house, people, idempotencyKey="n-1")
    again = await a_need(house, people, idempotencyKey="n-1")
    ticket = {"needId": first["id"], "kind": "consultation", "channel": "phone", "idempotencyKey": "t-1"}

    opened = [await done(house, "openTicketFromNeed", people.anna, shown="ticket { id } ", **ticket) for _ in range(2)]

    assert first == again
    assert opened[0] == opened[1]
    assert (await count(house, "need"), await count(house, "ticket"), await count(house, "need_link")) == (1, 1, 1)
    changed = await declined(house, "assignNeed", people.anna, needId=first["id"], department="risk", expectedVersion=1)
    assert changed == ("CHANGED_MEANWHILE", ["expectedVersion"])


REFUSED: list[tuple[dict[str, Any], str, list[str]]] = [
    ({"subject": "电话 13800138000"}, "SENSITIVE_TEXT", ["subject"]),
    ({"source": "PREDICTION"}, "INVALID", ["prediction"]),
    ({"prediction": {"modelVersion": "m-1", "confidence": 2}}, "INVALID", ["prediction", "confidence"]),
    ({"department": "moon"}, "UNKNOWN_REFERENCE", ["department"]),
    ({"revealedById": "x"}, "INVALID", ["revealedById"]),
    ({"customerId": global_id("Customer", UUID(int=7))}, "NOT_FOUND", ["customerId"]),
]


@pytest.mark.parametrize(("given", "code", "field"), REFUSED)
async def test_what_cannot_be_a_need_is_refused_with_its_field(
    house: OpenHouse, given: dict[str, Any], code: str, field: list[str]
) -> None:
    people = await people_of(house)
    values = {
        "customerId": people.customer_id, "subject": "可转债", "source": "INTERVIEW", "category": "RISK_ASSESSMENT",
        "nature": "BASIC", "frequency": "LOW", "intensity": "LOW",
    }  # fmt: skip

    assert await declined(house, "identifyNeed", people.anna, **values | given) == (code, field)
    assert await count(house, "need") == 0


async def test_what_failed_the_triple_test_cannot_be_planned_and_what_is_over_stays_so(house: OpenHouse) -> None:
    people = await people_of(house)
    need = {"needId": (await a_need(house, people))["id"]}
    await done(
        house, "assessNeed", people.anna, **need, necessary=True, feasible=False, measurable=True, cost=5, benefit=1
    )

    assert await declined(house, "planNeed", people.anna, **need, text="讲解") == ("NOT_ALLOWED_NOW", [])
    assert await declined(house, "declineNeed", people.anna, **need) == ("REASON_REQUIRED", ["reason"])
    await done(house, "declineNeed", people.mrs_wang, shown="need { status } ", **need, reason="不再需要")
    assert await declined(house, "classifyNeed", people.anna, **need, intensity="HIGH") == ("NOT_ALLOWED_NOW", [])
    assert await declined(house, "confirmNeed", people.mrs_wang, **need) == ("NOT_ALLOWED_NOW", [])


async def test_market_events_are_entered_and_ended_by_supervisors_and_listed(house: OpenHouse) -> None:
    listed = "query ($now: Boolean) { marketEvents(first: 5, inForce: $now) { totalCount nodes { title categories } } }"
    fall = {"title": "大盘急跌", "categories": ["RISK_ASSESSMENT"], "endsAt": "2099-01-01T00:00:00+08:00"}
    market = await done(
        house, "enterMarketEvent", SUPERVISOR, **fall, reason="关注", shown="marketEvent { id version } "
    )
    in_force = (await answer(house, listed, RISK, now=True))["data"]["marketEvents"]
    await done(house, "endMarketEvent", SUPERVISOR, marketEventId=market["id"], reason="平稳", expectedVersion=1)
    over = (await answer(house, listed, RISK, now=True))["data"]["marketEvents"]
    kept = (await answer(house, listed, RISK))["data"]["marketEvents"]

    assert in_force["nodes"] == [{"title": "大盘急跌", "categories": ["RISK_ASSESSMENT"]}]
    assert (over["totalCount"], kept["totalCount"]) == (0, 1)
    again = await declined(house, "endMarketEvent", SUPERVISOR, marketEventId=market["id"], reason="平稳")
    assert again == ("NOT_ALLOWED_NOW", [])
    assert await declined(house, "enterMarketEvent", SUPERVISOR, **fall) == ("REASON_REQUIRED", ["reason"])


async def test_activity_is_recorded_once_and_shown_with_its_customer(house: OpenHouse) -> None:
    people = await people_of(house)
    rows = [
        {"customer": "C1", "time": "2026-01-05T10:00:00+08:00", "kind": "BUY", "amountMinor": "12345678901"},
        {
            "customer": "C1",
            "time": "2026-01-06T10:00:00+08:00",
            "kind": "BALANCE",
            "amountMinor": "500",
            "currency": "HKD",
        },
    ]
    payloads = [await ask(house, "recordActivity", RISK, shown="recorded repeated ", rows=rows) for _ in range(2)]
    shown = await answer(
        house, "query ($id: ID) { customer(id: $id) { activity(last: 5) { kind amountMinor currency } } }", RISK,
        id=people.customer_id,
    )  # fmt: skip

    assert [(each["recorded"], each["repeated"], each["userErrors"]) for each in payloads] == [(2, 0, []), (0, 2, [])]
    assert shown["data"]["customer"]["activity"] == [
        {"kind": "BALANCE", "amountMinor": "500", "currency": "HKD"},
        {"kind": "BUY", "amountMinor": "12345678901", "currency": "CNY"},
    ]
    wrong: list[tuple[dict[str, Any], str, list[str]]] = [
        ({"customer": "C9"}, "NOT_FOUND", ["rows", "1", "customer"]),
        ({"amountMinor": "1.5"}, "INVALID", ["rows", "1", "amountMinor"]),
        ({"time": "2026-01-05T10:00:00"}, "INVALID", ["rows", "1", "time"]),
    ]
    for given, code, field in wrong:
        assert await declined(house, "recordActivity", RISK, rows=[rows[0], rows[1] | given]) == (code, field)
    assert await declined(house, "recordActivity", RISK, rows=rows * 51) == ("INVALID", ["rows"])
    assert await declined(house, "recordActivity", RISK, rows=[]) == ("INVALID", ["rows"])
    stranger = Viewer(Role.INTEGRATION, "feed", departments=frozenset({"risk"}))
    assert await declined(house, "recordActivity", stranger, rows=rows) == ("NOT_FOUND", ["rows", "0", "customer"])


async def test_needs_stand_in_the_timeline_and_in_the_log_of_their_customer(house: OpenHouse) -> None:
    people = await people_of(house)
    need = await a_need(house, people, narrative="电话中提到")
    query = """query ($id: ID) { customer(id: $id) { needs(last: 2) { number } timeline(first: 5, kinds: [NEED]) {
      edges { kind node { ... on Need { number } } } } } }"""

    found = (await answer(house, query, people.bo, id=people.customer_id))["data"]["customer"]

    assert found["needs"] == [{"number": need["number"]}]
    assert found["timeline"]["edges"] == [{"kind": "NEED", "node": {"number": need["number"]}}]


@pytest.mark.parametrize("action", [each for each in NeedAction if MAY[each]])
def test_each_action_that_is_offered_has_its_mutation(action: NeedAction) -> None:
    assert core.mutation_type is not None
    assert f"{action.value.lower()}Need" in core.mutation_type.fields


async def test_a_ticket_reveals_a_need_and_shows_it(house: OpenHouse) -> None:
    people = await people_of(house)
    ticket = await a_ticket(house, people)

    need = await a_need(house, people, revealedById=ticket)
    shown = await answer(
        house, "query ($id: ID) { ticket(id: $id) { needs(last: 3) { number } } }", people.anna, id=ticket
    )

    assert need["links"][0]["ticket"]["subject"] == "无法登录"
    assert shown["data"]["ticket"]["needs"] == [{"number": need["number"]}]
