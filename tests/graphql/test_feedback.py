"""Feedback from its receipt to the rating of its handling, as clients see it (source: P4.2, P4.3)."""

from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

import pytest

from adapters.reads.clocks import verify_clocks
from adapters.storage.timers import take_due
from adapters.storage.work import SqlDesk
from app.house import OpenHouse
from domain.feedback import commands
from domain.feedback.sentiment import Reading, Sentiment, Topic
from domain.policy.commands import draft_policy, publish_policy
from domain.viewer import Role, Viewer
from schema.ids import row_id
from tests.engines import house
from tests.graphql.asking import RISK, answer, codes
from tests.graphql.mutating import ADMIN, People, a_ticket, ask, declined, done, people_of
from tests.graphql.test_measures import a_plan
from tests.live.desk import followed
from tests.storage.test_tickets import a_desk

__all__ = ["house"]

ALL = """feedback { id version number subject status collected cycle kind { code } channel { code } stage
  businessLine { code } department { code } responsible { name } about { name } receivedBy text customer { name }
  ticket { subject } dueAt overdue actions sentiment topics referral { authority reference answerBy answeredAt met }
  nearestClock { commitment dueAt } clocks { commitment state dueAt explain { stretches { reason } } agrees } } """
CYCLES = """feedback { status cycle cycles { number cause causeText actionText reply rating handler { name } } } """
HANDBOOK = {
    "otherwise": {"department": "desk"},
    "independent": {"department": "risk"},
    "by_kind": {"product": {"department": "desk", "responsible": ["anna", "bo"]}},
    "causes": {"disclosure": "信息披露", "training": "培训"},
    "poor_at_most": 2,
}


def a_piece(people: People, **given: Any) -> dict[str, Any]:  # noqa: ANN401  JSON is whatever it is
    values: dict[str, Any] = {
        "customerId": people.customer_id, "subject": "手续费与开户时说的不一致", "kind": "product",
        "text": "开户时说万分之一点五, 实际收了万三", "collected": "COMPLAINT", "channel": "phone",
    }  # fmt: skip
    return values | given


HANGS_TOGETHER = """query ($call: ID!, $needs: ID!, $measure: ID!) {
  call: interaction(id: $call) { opened { kind feedback { id } } events(last: 5) { type } }
  need(id: $needs) { links { kind feedback { id } } events(last: 5) { type } }
  measure: improvementMeasure(id: $measure) { answers { kind feedback { id } } }
  events(first: 50, filter: { type: ["InteractionOpened", "NeedLinked"] }) { totalCount nodes { type } } }"""


async def received(house: OpenHouse, people: People, viewer: Viewer = RISK, **given: Any) -> dict[str, Any]:  # noqa: ANN401
    return await done(house, "receiveFeedback", viewer, shown=ALL, **a_piece(people, **given))


async def with_a_handbook(house: OpenHouse) -> People:
    people = await people_of(house)
    desk = SqlDesk(house.house, ADMIN)
    draft = await draft_policy(desk, name="feedback.routing", body=HANDBOOK, why="手册")
    await publish_policy(desk, draft.id, why="批准")
    return people


async def handled(house: OpenHouse, people: People) -> dict[str, str]:
    """Through all steps up to the written reply, by Anna."""
    which = {"feedbackId": (await received(house, people))["id"]}
    await done(house, "respondToFeedback", people.anna, **which, text="正在核对", channel="phone")
    await done(house, "recordFeedbackCause", people.anna, **which, cause="disclosure", text="费率表未更新")
    await done(house, "recordFeedbackAction", people.anna, **which, text="退还差额")
    await done(house, "handleFeedback", people.anna, **which, reply="差额已退还", channel="email")
    return which


async def test_feedback_goes_where_the_handbook_says_with_deadlines_that_are_explained(house: OpenHouse) -> None:
    people = await with_a_handbook(house)
    ticket = await a_ticket(house, people)

    found = await received(house, people, businessLine="fund_sales", stage="OPENING", ticketId=ticket)

    assert found.pop("id")
    assert found.pop("number") == f"F{house.house.now().year}-000001"
    clocks = {each["commitment"]: each for each in found.pop("clocks")}
    assert clocks.keys() == {"feedback_response", "feedback_handled"}
    assert all(each["agrees"] and each["explain"]["stretches"] for each in clocks.values())
    due = datetime.fromisoformat(found.pop("dueAt"))
    assert found.pop("nearestClock") == {"commitment": "feedback_response", "dueAt": due.isoformat()}
    assert timedelta(hours=23) < due - house.house.now() <= timedelta(hours=24)
    assert found == {
        "version": 1, "subject": "手续费与开户时说的不一致", "status": "RECEIVED", "collected": "COMPLAINT", "cycle": 1,
        "kind": {"code": "product"}, "channel": {"code": "phone"}, "stage": "OPENING",
        "businessLine": {"code": "fund_sales"}, "department": {"code": "desk"}, "responsible": {"name": "安娜"},
        "about": [], "receivedBy": "risk_control:rc-1", "text": "开户时说万分之一点五, 实际收了万三",
        "customer": {"name": "王芳"}, "ticket": {"subject": "无法登录"}, "overdue": False, "sentiment": None,
        "actions": ["CLASSIFY", "ROUTE", "RESPOND", "RECORD_CAUSE", "RECORD_ACTION", "CORRECT_SENTIMENT"],
        "topics": [], "referral": None,
    }  # fmt: skip


async def test_it_never_goes_to_somebody_it_is_about_who_does_not_even_see_it(house: OpenHouse) -> None:
    people = await with_a_handbook(house)

    about_anna = await received(house, people, aboutIds=[people.anna_id])
    about_both = await received(house, people, aboutIds=[people.anna_id, people.bo_id])
    query = "{ feedbacks(first: 5) { totalCount nodes { subject } } }"
    seen = await answer(house, query, people.anna)
    which = {"feedbackId": about_anna["id"]}

    assert (about_anna["department"], about_anna["responsible"]) == ({"code": "desk"}, {"name": "小波"})
    assert (about_both["department"], about_both["responsible"]) == ({"code": "risk"}, None)
    assert {each["name"] for each in about_both["about"]} == {"安娜", "小波"}
    assert seen["data"]["feedbacks"] == {"totalCount": 0, "nodes": []}
    assert await declined(house, "respondToFeedback", people.anna, **which, text="您好", channel="phone") == (
        "NOT_FOUND", ["feedbackId"]
    )  # fmt: skip


async def test_what_hangs_together_with_feedback_does_not_tell_those_it_is_about_that_there_is_any(
    house: OpenHouse,
) -> None:
    people = await with_a_handbook(house)
    call = await done(
        house, "recordInteraction", people.anna, shown="interaction { id } ", customerId=people.customer_id,
        kind="CALL", channel="phone", direction="INBOUND", outcome="ANSWERED",
        beganAt=(house.house.now() - timedelta(hours=1)).isoformat(), lengthSeconds=60,
    )  # fmt: skip
    of_anna = (await received(house, people, aboutIds=[people.anna_id], interactionId=call["id"]))["id"]
    of_nobody = (await received(house, people, interactionId=call["id"]))["id"]
    wish: dict[str, Any] = {
        "customerId": people.customer_id, "subject": "可转债", "source": "COMPLAINT", "nature": "BASIC",
        "category": "TRADING_CONSULTATION", "frequency": "LOW", "intensity": "LOW",
    }  # fmt: skip
    needs = [await done(house, "identifyNeed", people.anna, shown="need { id } ", **wish) for _ in range(2)]
    measure = await done(house, "planMeasure", RISK, shown="measure { id } ", **a_plan(house, people))
    for need, feedback in zip(needs, (of_anna, of_nobody), strict=True):
        await done(
            house, "linkNeed", RISK, shown="need { id } ", needId=need["id"], kind="REVEALED_BY_FEEDBACK",
            otherId=feedback,
        )  # fmt: skip
        await done(
            house, "linkMeasure", RISK, shown="measure { id } ", measureId=measure["id"], answersTo=feedback
        )  # fmt: skip

    told = []
    for viewer in (people.anna, RISK):
        async with followed(house) as desk:
            told.append((await answer(
                house, HANGS_TOGETHER, viewer, live=desk.live, call=call["id"], needs=needs[0]["id"],
                measure=measure["id"],
            ))["data"])  # fmt: skip

    hers, every = told
    assert hers["call"]["opened"] == [{"kind": "FEEDBACK", "feedback": {"id": of_nobody}}]
    assert [each["type"] for each in hers["call"]["events"]] == ["InteractionRecorded", "InteractionOpened"]
    assert hers["need"]["links"] == []
    assert [each["type"] for each in hers["need"]["events"]] == ["NeedIdentified", "NeedRanked"]
    assert [each["feedback"]["id"] for each in hers["measure"]["answers"]] == [of_nobody]
    assert sorted(each["type"] for each in hers["events"]["nodes"]) == ["InteractionOpened", "NeedLinked"]
    assert hers["events"]["totalCount"] == 2
    assert len(every["call"]["opened"]) == len(every["measure"]["answers"]) == 2
    assert len(every["call"]["events"]) == 3
    assert every["events"]["totalCount"] == 4


async def test_who_is_found_to_be_complained_about_loses_it(house: OpenHouse) -> None:
    people = await with_a_handbook(house)
    which = {"feedbackId": (await received(house, people))["id"]}

    again = await done(house, "classifyFeedback", RISK, shown=ALL, **which, kind="product", aboutIds=[people.anna_id],
                       reason="客户指名")  # fmt: skip
    elsewhere = await done(house, "routeFeedback", RISK, shown=ALL, **which, department="risk", reason="涉及合规")
    to_her = await declined(house, "routeFeedback", RISK, **which, department="desk", responsibleId=people.anna_id,
                            reason="熟悉情况")  # fmt: skip

    assert again["responsible"] == {"name": "小波"}
    assert (elsewhere["department"], elsewhere["responsible"]) == ({"code": "risk"}, None)
    assert to_her == ("INVALID", ["responsibleId"])


async def test_the_loop_is_closed_step_by_step_and_the_customer_reads_the_reply(house: OpenHouse) -> None:
    people = await with_a_handbook(house)

    which = await handled(house, people)
    closed = await done(house, "closeFeedback", people.anna, shown=CYCLES, **which)
    mine = await answer(
        house, "query ($id: ID) { feedback(id: $id) { status text cycles { reply rating } actions } }",
        people.mrs_wang, id=which["feedbackId"],
    )  # fmt: skip

    assert closed["status"] == "CLOSED"
    assert closed["cycles"] == [{
        "number": 1, "cause": "disclosure", "causeText": "费率表未更新", "actionText": "退还差额",
        "reply": "差额已退还", "rating": None, "handler": {"name": "安娜"},
    }]  # fmt: skip
    assert mine["data"]["feedback"] == {
        "status": "CLOSED", "text": "开户时说万分之一点五, 实际收了万三",
        "cycles": [{"reply": "差额已退还", "rating": None}], "actions": ["RATE", "REOPEN"],
    }  # fmt: skip


async def test_without_cause_action_and_reply_it_is_not_closed(house: OpenHouse) -> None:
    people = await with_a_handbook(house)
    which = {"feedbackId": (await received(house, people))["id"]}

    early = await ask(house, "closeFeedback", people.anna, **which)
    await done(house, "respondToFeedback", people.anna, **which, text="正在核对", channel="phone")
    half = await ask(house, "handleFeedback", people.anna, **which, reply="已处理", channel="email")
    no_cause = await declined(house, "recordFeedbackCause", people.anna, **which, cause="weather", text="下雨")

    assert early["userErrors"][0]["code"] == "NOT_ALLOWED_NOW"
    assert half["userErrors"][0]["message"] == (
        "cannot handle: there is no classified cause and no action in this cycle"
    )
    assert no_cause == ("INVALID", ["cause"])


async def test_a_poor_rating_reopens_it_with_new_deadlines(house: OpenHouse) -> None:
    people = await with_a_handbook(house)
    which = await handled(house, people)

    shown = "feedback { status cycle dueAt } "
    poor = await done(house, "rateFeedback", people.mrs_wang, shown=shown, **which, score=1, comment="没有退全")
    clocks = await answer(
        house, "query ($id: ID) { feedback(id: $id) { clocks { commitment cycle state } cycles { number rating } } }",
        RISK, id=which["feedbackId"],
    )  # fmt: skip

    assert (poor["status"], poor["cycle"]) == ("RECEIVED", 2)
    assert poor["dueAt"] is not None
    assert sorted((each["cycle"], each["commitment"], each["state"]) for each in
                  clocks["data"]["feedback"]["clocks"]) == [
        (1, "feedback_handled", "FULFILLED"), (1, "feedback_response", "FULFILLED"),
        (2, "feedback_handled", "RUNNING"), (2, "feedback_response", "RUNNING"),
    ]  # fmt: skip
    assert clocks["data"]["feedback"]["cycles"] == [{"number": 1, "rating": 1}, {"number": 2, "rating": None}]


async def test_it_is_reopened_at_the_instant_it_came_as_a_clock_that_is_set_by_hand_has_it(house: OpenHouse) -> None:
    people = await with_a_handbook(house)
    now = house.house.now()
    house.house = replace(house.house, now=lambda: now)
    which = await handled(house, people)
    await done(house, "rateFeedback", people.mrs_wang, **which, score=1)

    again = await done(house, "respondToFeedback", people.anna, shown="feedback { status cycle } ", **which,
                       text="正在核对", channel="phone")  # fmt: skip

    assert again == {"status": "RESPONDED", "cycle": 2}


async def test_a_good_rating_ends_it_and_is_given_once(house: OpenHouse) -> None:
    people = await with_a_handbook(house)
    which = await handled(house, people)

    good = await done(
        house, "rateFeedback", people.mrs_wang, shown="feedback { status cycle dueAt } ", **which, score=5
    )
    twice = await declined(house, "rateFeedback", people.mrs_wang, **which, score=4)

    assert good == {"status": "HANDLED", "cycle": 1, "dueAt": None}
    assert twice == ("ALREADY_DONE", ["score"])


async def test_what_an_authority_passes_on_has_its_reference_and_its_own_deadline(house: OpenHouse) -> None:
    people = await with_a_handbook(house)
    soon = (house.house.now() + timedelta(hours=6)).isoformat()

    found = await received(house, people, referral={"authority": "HOTLINE", "reference": "12386-0099",
                                                    "answerBy": soon})  # fmt: skip
    which = {"feedbackId": found["id"]}
    await done(house, "respondToFeedback", people.anna, **which, text="正在核对", channel="phone")
    await done(house, "recordFeedbackCause", people.anna, **which, cause="training", text="口径不一")
    await done(house, "recordFeedbackAction", people.anna, **which, text="更正")
    after = await done(house, "handleFeedback", people.anna, shown=ALL, **which, reply="已更正", channel="email")

    assert datetime.fromisoformat(found["dueAt"]) == datetime.fromisoformat(soon)
    assert found["referral"] == {"authority": "HOTLINE", "reference": "12386-0099", "answerBy": found["dueAt"],
                                 "answeredAt": None, "met": None}  # fmt: skip
    assert (after["dueAt"], after["referral"]["met"]) == (None, True)
    rules = await house.house.policies.clocks()
    assert (await verify_clocks(house.house.database, rules)).differ == []


async def test_a_customer_gives_their_own_and_names_neither_people_nor_authorities(house: OpenHouse) -> None:
    people = await with_a_handbook(house)
    soon = (house.house.now() + timedelta(hours=6)).isoformat()
    piece = a_piece(people)

    own = await ask(house, "receiveFeedback", people.mrs_wang, shown="feedback { status } ", **piece)
    others = await declined(house, "receiveFeedback", people.mr_li, **piece)
    about = await declined(house, "receiveFeedback", people.mrs_wang, **piece, aboutIds=[people.anna_id])
    referred = await declined(
        house, "receiveFeedback", people.mrs_wang, **piece,
        referral={"authority": "REGULATOR", "reference": "1", "answerBy": soon},
    )  # fmt: skip

    assert own["feedback"] == {"status": "RECEIVED"}
    assert others == ("NOT_FOUND", ["customerId"])
    assert (about[0], referred[0]) == ("FORBIDDEN", "FORBIDDEN")


@pytest.mark.parametrize(
    ("given", "code", "path"),
    [
        ({"kind": "weather"}, "UNKNOWN_REFERENCE", ["kind"]),
        ({"channel": "fax"}, "UNKNOWN_REFERENCE", ["channel"]),
        ({"businessLine": "x"}, "UNKNOWN_REFERENCE", ["businessLine"]),
        ({"subject": "致电 13800138000"}, "SENSITIVE_TEXT", ["subject"]),
        ({"text": ""}, "INVALID", ["text"]),
        ({"referral": {"authority": "HOTLINE", "reference": " ", "answerBy": "2999-01-01T00:00:00Z"}}, "INVALID",
         ["referral", "reference"]),
        ({"referral": {"authority": "HOTLINE", "reference": "1", "answerBy": "2020-01-01T00:00:00Z"}}, "INVALID",
         ["referral", "answerBy"]),
        ({"referral": {"authority": "HOTLINE", "reference": "1", "answerBy": "2999-01-01T00:00:00"}}, "INVALID",
         ["referral", "answerBy"]),
        ({"aboutIds": ["?"]}, "INVALID", ["aboutIds"]),
    ],
)  # fmt: skip
async def test_what_cannot_be_received_is_refused_and_leaves_no_trace(
    house: OpenHouse, given: dict[str, Any], code: str, path: list[str]
) -> None:
    people = await people_of(house)

    assert await declined(house, "receiveFeedback", RISK, **a_piece(people, **given)) == (code, path)
    found = await answer(house, "{ feedbacks(first: 1) { totalCount } }", RISK)
    assert found["data"]["feedbacks"]["totalCount"] == 0


async def test_a_persons_word_beats_the_model_and_both_are_kept(house: OpenHouse) -> None:
    people = await with_a_handbook(house)
    found = await received(house, people)
    feedback_id = row_id("Feedback", found["id"], field="id")
    shown = """feedback { sentiment topics reading { sentiment unsure confidence topics { code confidence }
      modelVersion } correction { sentiment topics by } } """

    await commands.read_sentiment(
        a_desk(house), feedback_id, reading=Reading(None, 0.51, (Topic("fee", 0.9),), "seed-1")
    )
    unsure = await answer(house, "{ feedbacks(first: 5, filter: {unsure: true}) { totalCount } }", RISK)
    fixed = await done(house, "correctSentiment", people.anna, shown=shown, feedbackId=found["id"],
                       sentiment="COMPLAINING", topics=["fee", "disclosure"])  # fmt: skip
    await commands.read_sentiment(a_desk(house), feedback_id, reading=Reading(Sentiment.SATISFIED, 0.8, (), "seed-2"))
    asked = shown.strip().replace("feedback {", "feedback(id: $id) {", 1)
    later = await answer(house, f"query ($id: ID) {{ {asked} }}", RISK, id=found["id"])

    assert unsure["data"]["feedbacks"]["totalCount"] == 1
    assert fixed == {
        "sentiment": "COMPLAINING", "topics": ["disclosure", "fee"],
        "reading": {"sentiment": None, "unsure": True, "confidence": 0.51,
                    "topics": [{"code": "fee", "confidence": 0.9}], "modelVersion": "seed-1"},
        "correction": {"sentiment": "COMPLAINING", "topics": ["disclosure", "fee"], "by": "agent:anna"},
    }  # fmt: skip
    assert later["data"]["feedback"]["sentiment"] == "COMPLAINING"
    assert later["data"]["feedback"]["reading"]["sentiment"] == "SATISFIED"


async def test_what_customers_may_not_read_they_cannot_find_out_by_asking(house: OpenHouse) -> None:
    people = await with_a_handbook(house)
    await received(house, people)

    for given in ({"sentiment": ["COMPLAINING"]}, {"unsure": True}, {"topic": "fee"}, {"cause": ["training"]}):
        found = await answer(
            house, "query ($f: FeedbackFilter) { feedbacks(first: 1, filter: $f) { totalCount } }", people.mrs_wang,
            f=given,
        )  # fmt: skip
        assert codes(found) == ["FORBIDDEN"]
    hidden = await answer(house, "{ feedbacks(first: 1) { nodes { sentiment } } }", people.mrs_wang)
    assert codes(hidden) == ["FORBIDDEN"]


async def test_feedback_is_filtered_by_everything_given(house: OpenHouse) -> None:
    people = await with_a_handbook(house)
    which = await handled(house, people)
    soon = (house.house.now() + timedelta(hours=1)).isoformat()
    other = await received(
        house, people, kind="system", collected="SURVEY", stage="TRADING", subject="行情延迟",
        ticketId=await a_ticket(house, people),
        referral={"authority": "REGULATOR", "reference": "9", "answerBy": soon},
    )  # fmt: skip
    query = """query ($f: FeedbackFilter, $by: FeedbackOrder) {
      feedbacks(first: 5, filter: $f, orderBy: $by) { totalCount nodes { id } } }"""

    async def found(by: str = "RECEIVED_AT", **given: object) -> str:
        page = (await answer(house, query, RISK, f=given, by=by))["data"]["feedbacks"]
        assert page["totalCount"] == len(page["nodes"])
        return "".join("1" if node["id"] == which["feedbackId"] else "2" for node in page["nodes"])

    assert (await found(), await found("RECEIVED_AT_DESC"), await found("UPDATED_AT_DESC")) == ("12", "21", "21")
    assert await found("DUE_AT") == "21"
    assert await found(status=["HANDLED"]) == "1"
    assert await found(kind=["system"]) == "2"
    assert await found(collected=["SURVEY"]) == "2"
    assert await found(department=["risk"]) == ""
    assert await found(stage=["TRADING"]) == "2"
    assert await found(authority=["REGULATOR"]) == "2"
    assert await found(cause=["disclosure"]) == "1"
    assert await found(customerId=people.customer_id) == "12"
    assert await found(responsibleId=people.anna_id) == "1"
    assert await found(subjectContains="行情") == "2"
    assert await found(overdue=False) == "12"
    assert await found(sentiment=["SATISFIED"]) == ""
    assert await found(receivedFrom=soon) == ""
    assert other["kind"] == {"code": "system"}


async def test_it_stands_with_the_customer_the_ticket_and_the_timeline(house: OpenHouse) -> None:
    people = await with_a_handbook(house)
    ticket = await a_ticket(house, people)
    await received(house, people, ticketId=ticket)

    customer = await answer(
        house, "query ($id: ID) { customer(id: $id) { feedbacks(last: 3) { subject } timeline(first: 5, "
        "kinds: [FEEDBACK]) { edges { kind node { ... on Feedback { subject } } } } } }", RISK, id=people.customer_id,
    )  # fmt: skip
    beside = await answer(house, "query ($id: ID) { ticket(id: $id) { feedbacks(last: 3) { subject } } }", RISK,
                          id=ticket)  # fmt: skip

    subject = {"subject": "手续费与开户时说的不一致"}
    assert customer["data"]["customer"]["feedbacks"] == [subject]
    assert customer["data"]["customer"]["timeline"]["edges"] == [{"kind": "FEEDBACK", "node": subject}]
    assert beside["data"]["ticket"]["feedbacks"] == [subject]


async def test_its_events_are_in_the_log_with_words_only_for_those_who_may_read_them(house: OpenHouse) -> None:
    people = await with_a_handbook(house)
    await received(house, people)
    query = """{ events(first: 9, filter: {type: ["FeedbackReceived"]}) { nodes { type facts words { text } } } }"""

    async with followed(house) as desk:
        told = (await answer(house, query, RISK, live=desk.live))["data"]["events"]["nodes"]
        manager = await answer(house, query, Viewer(Role.SERVICE_MANAGER, "sm"), live=desk.live)
        unseen = (await answer(house, query.replace("facts words { text }", ""), people.mr_li, live=desk.live))["data"]

    assert told[0]["words"] == [{"text": "开户时说万分之一点五, 实际收了万三"}]
    assert "万分之一点五" not in str(told[0]["facts"])
    assert "FORBIDDEN" in codes(manager)
    assert unseen["events"]["nodes"] == []


async def test_steps_of_its_clocks_are_taken_by_workers(house: OpenHouse) -> None:
    people = await with_a_handbook(house)
    found = await received(house, people)
    later = house.house.now() + timedelta(hours=25)
    house.house = type(house.house)(**{
        **{name: getattr(house.house, name) for name in house.house.__dataclass_fields__}, "now": lambda: later,
    })  # fmt: skip

    steps = await take_due(house.house, wall=later)

    assert {(each.aggregate, each.commitment, each.step) for each in steps} == {
        ("feedback", "feedback_response", "warning"), ("feedback", "feedback_response", "breach"),
    }  # fmt: skip
    rules = await house.house.policies.clocks()
    assert (await verify_clocks(house.house.database, rules)).differ == []
    shown = await answer(house, "query ($id: ID) { feedback(id: $id) { overdue } }", RISK, id=found["id"])
    assert shown["data"]["feedback"]["overdue"] is True
