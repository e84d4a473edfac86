"""Improvement measures from the plan to what came of it, as clients see them (source: P3.2-c, P4.3)."""

from datetime import datetime, timedelta
from typing import Any

import pytest

from app.house import OpenHouse
from domain.ticket import commands
from domain.ticket.ticket import Ticket
from domain.viewer import Role, Viewer
from schema.ids import global_id
from tests.engines import house
from tests.graphql.asking import RISK, answer, codes
from tests.graphql.mutating import People, a_ticket, declined, done, people_of
from tests.storage.test_tickets import a_desk
from tests.storage.test_tickets import a_ticket as opened

__all__ = ["house"]

SU = Viewer(Role.SUPERVISOR, "su", "desk", frozenset({"desk"}))
MANAGER = Viewer(Role.SERVICE_MANAGER, "sm")
PLAIN = """measure { id version subject kind status dueAt finishedAt overdue actions department { code } owner { name }
  target { metric unit better goal department { code } kind { code } }
  baseline { count mean deviation } effect { verdict difference low high size goalReached factors ruleVersion
    after { count mean } } answers { kind ticket { subject } } } """
RATED = """query ($id: ID!, $first: Int = 10) { improvementMeasure(id: $id) {
  baseline { count members(first: $first) { totalCount nodes { subject } } }
  effect { after { count members(first: 10) { totalCount } } } } }"""


def a_plan(house: OpenHouse, people: People, **given: Any) -> dict[str, Any]:  # noqa: ANN401  JSON is whatever it is
    now = house.house.now()
    values: dict[str, Any] = {
        "subject": "开户时逐项说明费率", "kind": "TRAINING", "department": "desk", "ownerId": people.anna_id,
        "dueAt": (now + timedelta(days=30)).isoformat(),
        "target": {"metric": "wave_csi", "goal": 82.0, "unit": "points", "better": "HIGHER"},
        "baseline": {"since": "2025-10-01T00:00:00Z", "until": "2026-01-01T00:00:00Z", "count": 200, "mean": 74.5,
                     "deviation": 12.0},
    }  # fmt: skip
    return values | given


async def planned(house: OpenHouse, people: People, **given: Any) -> dict[str, Any]:  # noqa: ANN401  JSON
    return await done(house, "planMeasure", SU, shown=PLAIN, **a_plan(house, people, **given))


async def test_a_measure_says_what_is_changed_by_whom_until_when_and_how_we_will_know(house: OpenHouse) -> None:
    people = await people_of(house)
    ticket = await a_ticket(house, people)

    measure = await planned(house, people, answersTo=ticket)

    assert measure.pop("id")
    assert datetime.fromisoformat(measure.pop("dueAt")) > house.house.now()
    assert measure == {
        "version": 1, "subject": "开户时逐项说明费率", "kind": "TRAINING", "status": "PLANNED", "finishedAt": None,
        "overdue": False, "actions": ["HAND_OVER", "CHANGE_DUE", "ANSWER_TO", "BEGIN", "DROP"],
        "department": {"code": "desk"}, "owner": {"name": "安娜"},
        "target": {"metric": "wave_csi", "unit": "points", "better": "HIGHER", "goal": 82.0, "department": None,
                   "kind": None},
        "baseline": {"count": 200, "mean": 74.5, "deviation": 12.0}, "effect": None,
        "answers": [{"kind": "TICKET", "ticket": {"subject": "无法登录"}}],
    }  # fmt: skip


async def test_a_measure_goes_from_plan_to_proof(house: OpenHouse) -> None:
    people = await people_of(house)
    measure = {"measureId": (await planned(house, people))["id"]}
    since = house.house.now()

    await done(house, "beginMeasure", people.anna, **measure)
    await done(house, "finishMeasure", people.anna, **measure)
    now = house.house.now() + timedelta(milliseconds=5)
    early = await declined(house, "assessMeasureEffect", SU, **measure, after={
        "since": since.isoformat(), "until": now.isoformat(), "count": 5, "mean": 83.0, "deviation": 9.0,
    })  # fmt: skip
    assert early == ("INVALID", ["after", "since"])
    shown = await done(house, "linkMeasure", people.anna, shown="measure { finishedAt } ", **measure,
                       answersTo=await a_ticket(house, people))  # fmt: skip
    times = {"since": shown["finishedAt"], "until": house.house.now().isoformat()}
    few = await done(house, "assessMeasureEffect", SU, shown=PLAIN, **measure,
                     after={**times, "count": 5, "mean": 83.0, "deviation": 9.0})  # fmt: skip
    not_yet = await declined(house, "verifyMeasure", SU, **measure)
    enough = await done(house, "assessMeasureEffect", SU, shown=PLAIN, **measure,
                        after={**times, "count": 150, "mean": 83.0, "deviation": 9.0})  # fmt: skip
    verified = await done(house, "verifyMeasure", SU, shown="measure { status } ", **measure, reason="效果明确")

    assert few["effect"]["verdict"] == "INSUFFICIENT_DATA"
    assert few["effect"]["difference"] is None
    assert not_yet == ("NOT_ALLOWED_NOW", [])
    assert (enough["effect"]["verdict"], enough["effect"]["goalReached"]) == ("IMPROVED", True)
    assert enough["effect"]["low"] < enough["effect"]["difference"] == 8.5 < enough["effect"]["high"]
    assert verified == {"status": "VERIFIED"}


async def cycles(house: OpenHouse, *scores: int) -> list[Ticket]:
    """As many tickets as scores, each resolved and rated."""
    desk, tickets = a_desk(house), []
    for score in scores:
        ticket = await opened(desk, department="desk")
        await commands.classify_ticket(desk, ticket.id)
        await commands.start_ticket(desk, ticket.id)
        await commands.resolve_ticket(desk, ticket.id, result="已恢复", cause="密码过期", action="重置")
        client = Viewer(Role.CUSTOMER, "C", customer_id=ticket.customer_id)
        await commands.rate_ticket(a_desk(house, client), ticket.id, score=score)
        tickets.append(ticket)
    return tickets


async def test_what_the_desk_measures_it_counts_itself_before_and_after(house: OpenHouse) -> None:
    people = await people_of(house)
    since = house.house.now()
    await cycles(house, *[3] * 16, *[4] * 16)
    until = house.house.now()

    measure = await planned(
        house, people, target={"metric": "ticket_rating", "goal": 4.2},
        baseline={"since": since.isoformat(), "until": until.isoformat()},
    )  # fmt: skip
    which = {"measureId": measure["id"]}
    await done(house, "beginMeasure", people.anna, **which)
    await done(house, "finishMeasure", people.anna, **which)
    await cycles(house, *[5] * 20, *[4] * 12)
    found = await done(house, "assessMeasureEffect", SU, shown=PLAIN, **which)
    opens = (await answer(house, RATED, RISK, id=measure["id"], first=2))["data"]["improvementMeasure"]

    assert (measure["target"]["unit"], measure["target"]["better"]) == ("of 5", "HIGHER")
    assert measure["baseline"] == {"count": 32, "mean": 3.5, "deviation": pytest.approx(0.508, abs=0.001)}
    assert found["effect"]["verdict"] == "IMPROVED"
    assert found["effect"]["after"] == {"count": 32, "mean": 4.625}
    assert opens["baseline"]["members"]["totalCount"] == 32
    assert len(opens["baseline"]["members"]["nodes"]) == 2
    assert opens["effect"]["after"]["members"]["totalCount"] == 32


@pytest.mark.parametrize(
    ("metric", "mean"),
    [("ticket_rated_poor", 0.5), ("reopened", 0.25), ("handled_in_time", 1.0), ("ticket_rating", 3.0)],
)
async def test_every_metric_says_what_it_counts(house: OpenHouse, metric: str, mean: float) -> None:
    people = await people_of(house)
    since = house.house.now()
    tickets = await cycles(house, 1, 2, 4, 5)
    await commands.reopen_ticket(a_desk(house), tickets[0].id, why="又出现")
    times = {"since": since.isoformat(), "until": house.house.now().isoformat()}
    higher = metric in {"handled_in_time", "ticket_rating"}
    goal = mean + (0.1 if higher else -0.1)

    measure = await planned(house, people, target={"metric": metric, "goal": goal}, baseline=times)

    assert measure["baseline"]["mean"] == pytest.approx(mean)
    assert measure["baseline"]["count"] == 4


@pytest.mark.parametrize("metric", ["first_response", "handling_time"])
async def test_times_are_measured_from_the_beginning_of_the_cycle(house: OpenHouse, metric: str) -> None:
    people = await people_of(house)
    since = house.house.now()
    await cycles(house, 5, 5)
    database = house.house.database
    sql = database.sql()
    began = sql(since - timedelta(hours=3))
    ended = f"responded_at = {sql(house.house.now())}, resolved_at = {sql(house.house.now())}"
    await database.run(f"update ticket_cycle set began_at = {began}, {ended}", sql.values)  # noqa: S608
    times = {"since": since.isoformat(), "until": house.house.now().isoformat()}

    measure = await planned(house, people, target={"metric": metric, "goal": 0.0}, baseline=times)

    hours = measure["baseline"]["mean"] / (60 if metric == "first_response" else 1)
    assert hours == pytest.approx(3, abs=0.02)


async def test_before_and_after_are_of_the_tickets_that_the_target_names(house: OpenHouse) -> None:
    people = await people_of(house)
    since = house.house.now()
    await cycles(house, 2, 3)
    times = {"since": since.isoformat(), "until": house.house.now().isoformat()}

    elsewhere = await declined(house, "planMeasure", SU, **a_plan(
        house, people, target={"metric": "ticket_rating", "goal": 4.0, "department": "risk"}, baseline=times
    ))  # fmt: skip
    here = await planned(
        house, people, target={"metric": "ticket_rating", "goal": 4.0, "department": "desk", "kind": "account"},
        baseline=times,
    )  # fmt: skip

    assert elsewhere == ("INVALID", ["baseline"])
    assert (here["baseline"]["count"], here["target"]["kind"]) == (2, {"code": "account"})


@pytest.mark.parametrize(
    ("given", "code", "path"),
    [
        ({"department": "risk"}, "FORBIDDEN", ["department"]),
        ({"department": "nowhere"}, "FORBIDDEN", ["department"]),
        ({"dueAt": "2020-01-01T00:00:00Z"}, "INVALID", ["due"]),
        ({"subject": "致电 13800138000"}, "SENSITIVE_TEXT", ["subject"]),
        ({"target": {"metric": "wave_csi", "goal": 82.0}}, "INVALID", ["target", "metric"]),
        ({"target": {"metric": "wave_csi", "goal": 70.0, "unit": "points", "better": "HIGHER"}}, "INVALID",
         ["target", "goal"]),
        ({"target": {"metric": "ticket_rating", "goal": 4.0, "unit": "stars"}}, "INVALID", ["target", "unit"]),
        ({"target": {"metric": "ticket_rating", "goal": 4.0, "better": "LOWER"}}, "INVALID", ["target", "better"]),
        ({"target": {"metric": "ticket_rating", "goal": 4.0}}, "INVALID", ["baseline", "count"]),
        ({"baseline": {"since": "2026-01-01T00:00:00Z", "until": "2025-01-01T00:00:00Z"}}, "INVALID",
         ["baseline", "since"]),
        ({"baseline": {"since": "2025-01-01T00:00:00Z", "until": "2026-01-01T00:00:00Z"}}, "INVALID",
         ["baseline", "count"]),
        ({"baseline": {"since": "2025-01-01T00:00:00", "until": "2026-01-01T00:00:00Z"}}, "INVALID",
         ["baseline", "since"]),
        ({"answersTo": "?"}, "INVALID", ["answersTo"]),
    ],
)  # fmt: skip
async def test_what_cannot_be_planned_is_refused_and_leaves_no_trace(
    house: OpenHouse, given: dict[str, Any], code: str, path: list[str]
) -> None:
    people = await people_of(house)

    assert await declined(house, "planMeasure", SU, **a_plan(house, people, **given)) == (code, path)
    found = await answer(house, "{ improvementMeasures(first: 1) { totalCount } }", RISK)
    assert found["data"]["improvementMeasures"]["totalCount"] == 0


async def test_only_who_answers_for_it_or_plans_says_that_it_is_under_way(house: OpenHouse) -> None:
    people = await people_of(house)
    measure = {"measureId": (await planned(house, people))["id"]}
    colleague = Viewer(Role.AGENT, "carl", "desk", frozenset({"desk"}))

    assert await declined(house, "beginMeasure", colleague, **measure) == ("FORBIDDEN", [])
    assert await declined(house, "beginMeasure", people.bo, **measure) == ("NOT_FOUND", ["measureId"])


async def test_who_answers_for_a_measure_does_not_verify_it(house: OpenHouse) -> None:
    people = await people_of(house)
    leader = Viewer(Role.SUPERVISOR, "anna", "desk", frozenset({"desk"}), agent_id=people.anna.agent_id)
    measure = {"measureId": (await planned(house, people))["id"]}
    await done(house, "beginMeasure", leader, **measure)
    await done(house, "finishMeasure", leader, **measure)

    assert await declined(house, "verifyMeasure", leader, **measure) == ("FORBIDDEN", [])


async def test_measures_are_handed_over_moved_and_dropped_with_a_reason(house: OpenHouse) -> None:
    people = await people_of(house)
    measure = {"measureId": (await planned(house, people))["id"]}
    later = (house.house.now() + timedelta(days=60)).isoformat()

    moved = await done(house, "changeMeasureDue", SU, shown=PLAIN, **measure, dueAt=later, reason="等系统上线")
    handed = await done(house, "handOverMeasure", SU, shown=PLAIN, **measure, department="desk", ownerId=people.bo_id,
                        reason="调岗", expectedVersion=2)  # fmt: skip
    without = await declined(house, "dropMeasure", SU, **measure)
    dropped = await done(house, "dropMeasure", SU, shown=PLAIN, **measure, reason="费率改为统一")

    assert datetime.fromisoformat(moved["dueAt"]) == datetime.fromisoformat(later)
    assert handed["owner"] == {"name": "小波"}
    assert without == ("REASON_REQUIRED", ["reason"])
    assert (dropped["status"], dropped["actions"]) == ("DROPPED", [])


async def test_who_sees_which_measures(house: OpenHouse) -> None:
    people = await people_of(house)
    await planned(house, people)
    query = "{ improvementMeasures(first: 5) { totalCount nodes { subject } } }"

    async def seen(viewer: Viewer) -> int | list[str]:
        given = await answer(house, query, viewer)
        return codes(given) or given["data"]["improvementMeasures"]["totalCount"]

    assert [await seen(each) for each in (SU, MANAGER, RISK, people.anna)] == [1, 1, 1, 1]
    assert await seen(people.bo) == 0
    assert await seen(Viewer(Role.SUPERVISOR, "su2", "risk", frozenset({"risk"}))) == 0
    assert [await seen(each) for each in (people.mrs_wang, Viewer(Role.ADMIN, "root"))] == [["FORBIDDEN"]] * 2


async def test_a_list_of_measures_is_filtered_and_ordered(house: OpenHouse) -> None:
    people = await people_of(house)
    ticket = await a_ticket(house, people)
    soon = (house.house.now() + timedelta(days=1)).isoformat()
    first = await planned(house, people, subject="一", answersTo=ticket)
    await planned(house, people, subject="二", kind="TECHNOLOGY", dueAt=soon)
    await done(house, "beginMeasure", SU, measureId=first["id"])
    query = """query ($f: ImprovementMeasureFilter, $by: ImprovementMeasureOrder) {
      improvementMeasures(first: 5, filter: $f, orderBy: $by) { totalCount nodes { subject } } }"""

    async def found(by: str = "DUE_AT", **given: object) -> str:
        page = (await answer(house, query, SU, f=given, by=by))["data"]["improvementMeasures"]
        assert page["totalCount"] == len(page["nodes"])
        return "".join(node["subject"] for node in page["nodes"])

    assert (await found(), await found("PLANNED_AT"), await found("PLANNED_AT_DESC")) == ("二一", "一二", "二一")
    assert await found(status=["UNDER_WAY"]) == "一"
    assert await found(kind=["TECHNOLOGY"]) == "二"
    assert await found(department=["risk"]) == ""
    assert await found(ownerId=people.anna_id) == "二一"
    assert await found(ticketId=ticket) == "一"
    assert (await found(overdue=True), await found(overdue=False)) == ("", "二一")
    assert await found(verdict=["IMPROVED"]) == ""


async def test_the_metrics_of_the_desk_are_listed_with_their_definitions(house: OpenHouse) -> None:
    given = await answer(house, "{ improvementMetrics { code unit better definition } }", SU)

    found = {each["code"]: each["unit"] for each in given["data"]["improvementMetrics"]}
    assert found == {
        "ticket_rating": "of 5", "ticket_rated_poor": "share", "first_response": "minutes", "handling_time": "hours",
        "reopened": "share", "handled_in_time": "share", "feedback_rating": "of 5", "feedback_rated_poor": "share",
        "feedback_response": "hours", "feedback_handling": "days",
    }  # fmt: skip


async def test_a_measure_that_is_not_there_is_null_and_cannot_be_begun(house: OpenHouse) -> None:
    nobody = global_id("ImprovementMeasure", a_desk(house).new_id())

    given = await answer(house, "query ($id: ID!) { improvementMeasure(id: $id) { id } }", SU, id=nobody)

    assert given == {"data": {"improvementMeasure": None}, "errors": []}
    assert await declined(house, "beginMeasure", SU, measureId=nobody) == ("NOT_FOUND", ["measureId"])
