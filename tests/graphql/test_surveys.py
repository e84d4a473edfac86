"""A survey from its plan to its results, as clients see it (source: P6.1, P6.2-c)."""

import base64
from hashlib import sha256
from typing import Any

from adapters.reads.events import LARGEST_POSITION, EventCriteria, EventView, events_page
from adapters.storage.rows import CustomerRow
from app.house import OpenHouse
from domain.reference.commands import register_agent
from domain.ticket import commands
from domain.viewer import Role, Viewer
from schema.ids import row_id
from tests.engines import house
from tests.graphql.asking import answer, codes
from tests.graphql.mutating import count, declined, done, people_of
from tests.graphql.surveyed import (
    AUDITOR,
    DESK,
    MANAGER,
    RISK_DESK,
    WAVE,
    answer_with,
    answered,
    asked_behind,
    clientele,
    launched,
    links,
    planned,
    rounds,
    scores,
    some_links,
)
from tests.storage.test_tickets import a_desk

__all__ = ["house"]

FIGURE = "value low high insufficient { why reason }"
OPENED = """{
  tickets(first: 10) { nodes { subject kind { code } customer { externalReference } department { code } } }
  feedbacks(first: 10) { nodes { subject kind { code } customer { externalReference } collected } } }"""
CELL = f"""stratum touchpoint department answers index {{ {FIGURE} }} topTwo {{ {FIGURE} }} verdict verdictWords
  dimensions {{ dimension index {{ value }} }} indexChange {{ value p direction insufficient {{ why }} }}
  topTwoChange {{ value direction }}"""
REPORT = f"""query ($code: String!) {{ surveyWave(code: $code) {{
  status closedAt responses {{ invited answered share }}
  report {{ coverage silent target smallestCell total {{ {CELL} }} cells {{ {CELL} }}
    reliability {{ dimension alpha {{ {FIGURE} }} answers verdict words
      items {{ code alphaWithout {{ value }} itemTotal {{ value }} fit fitWords }} }}
    structure {{ kmo {{ {FIGURE} }} kmoVerdict kmoWords bartlett {{ value }} bartlettFreedom bartlettP bartlettVerdict
      bartlettWords answers }} }} }} }}"""
RESULTS = f"""query ($code: String!) {{ surveyWave(code: $code) {{
  departmentResults {{ department {{ code }} target smallestCell result {{ {CELL} }} }} }} }}"""


async def report(house: OpenHouse, code: str = "2026-Q1", viewer: Viewer = MANAGER) -> dict[str, Any]:
    said = await answer(house, REPORT, viewer, code=code)
    assert not said["errors"], said["errors"]
    found: dict[str, Any] = said["data"]["surveyWave"]
    return found


async def closed(house: OpenHouse, wave: dict[str, Any]) -> None:
    await done(house, "closeWave", MANAGER, shown=WAVE, waveId=wave["id"], reason="样本已足")
    await rounds(house)


async def events_of(house: OpenHouse, viewer: Viewer) -> list[EventView]:
    database = house.house.database
    return await events_page(database, viewer, EventCriteria(), first=10_000, after=0, up_to=LARGEST_POSITION)


async def test_a_survey_goes_from_plan_to_what_it_says(house: OpenHouse) -> None:
    people = await people_of(house)
    assert people.anna.agent_id
    await clientele(house, ("NEW", 60), ("EXISTING", 40), manager=people.anna.agent_id)

    wave = await launched(house, sampleSize=40)
    sent = await links(house, wave)
    for place, each in enumerate(sent[:30]):
        assert await answered(house, each["token"], 5, 4, 3 + place % 3)
    await closed(house, wave)
    found = await report(house)

    assert (wave["status"], len(sent)) == ("LAUNCHED", 40)
    assert (found["status"], found["responses"]) == ("DELIVERED", {"invited": 40, "answered": 30, "share": 0.75})
    total = found["report"]["total"]
    assert total["answers"] == 30
    assert total["index"]["low"] < total["index"]["value"] < total["index"]["high"]
    assert 0 < total["topTwo"]["value"] < 1
    assert total["verdict"] in {"REACHED", "MISSED", "UNDECIDED"}
    assert len(total["dimensions"]) == 5
    whole, *dimensions = found["report"]["reliability"]
    assert (whole["dimension"], len(dimensions), len(whole["items"])) == (None, 5, 10)
    assert whole["words"]
    assert found["report"]["structure"]["answers"] in {30, None}
    assert found["report"]["coverage"] == 1
    assert await count(house, "survey_response") == 30


async def test_the_page_behind_a_link_asks_in_chinese_and_english_and_needs_no_account(house: OpenHouse) -> None:
    await clientele(house, ("NEW", 40))
    wave = await launched(house, sampleSize=10)
    token = (await links(house, wave))[0]["token"]

    zh, en = await asked_behind(house, token), await asked_behind(house, token, language="EN")

    assert zh is not None
    assert en is not None
    assert (zh["language"], zh["items"][0]["wording"]) == ("ZH", "服务人员礼貌、有耐心。")
    assert (en["language"], en["items"][0]["wording"]) == ("EN", "The staff were polite and patient.")
    assert "opening_ease" in {each["code"] for each in zh["items"]}
    assert "complaint_fairness" not in {each["code"] for each in zh["items"]}
    assert zh["answerable"]


async def test_a_link_works_once_and_a_retry_of_the_same_request_is_no_second_answer(house: OpenHouse) -> None:
    await clientele(house, ("NEW", 40))
    wave = await launched(house, sampleSize=10)
    token = (await links(house, wave))[0]["token"]
    asked = await asked_behind(house, token)
    assert asked is not None

    first = await answer_with(house, token, scores(asked, 5), idempotencyKey="once")
    retried = await answer_with(house, token, scores(asked, 5), idempotencyKey="once")
    again = await answer_with(house, token, scores(asked, 4))

    assert (first["accepted"], retried["accepted"], again["accepted"]) == (True, True, False)
    assert again["userErrors"][0]["code"] == "ALREADY_DONE"
    assert await count(house, "survey_response") == 1
    shown = await asked_behind(house, token)
    assert shown is not None
    assert not shown["answerable"]


async def test_a_stranger_learns_nothing(house: OpenHouse) -> None:
    await clientele(house, ("NEW", 40))
    wave = await launched(house, sampleSize=10)
    token = (await links(house, wave))[0]["token"]
    wrong = token[:-6] + ("AAAAA=" if not token.endswith("AAAAAA") else "BBBBBB")

    told = [
        (await answer_with(house, each, [{"item": "courtesy", "score": 5}]))["userErrors"]
        for each in (wrong, token[:-1], "x", "", "汉" * 64)
    ]
    shown = [await asked_behind(house, each) for each in (wrong, "x", "")]

    assert {(each[0]["code"], each[0]["message"]) for each in told} == {
        ("NOT_FOUND", "this link does not belong to a survey")
    }
    assert shown == [None, None, None]


async def test_one_link_is_not_used_without_end(house: OpenHouse) -> None:
    await clientele(house, ("NEW", 40))
    wave = await launched(house, sampleSize=10)
    token = (await links(house, wave))[0]["token"]

    told = [await answer_with(house, token, [{"item": "courtesy", "score": 9}]) for _ in range(32)]

    assert [each["userErrors"][0]["code"] for each in told] == ["INVALID"] * 30 + ["TOO_MANY"] * 2


async def test_each_link_is_given_out_once_and_a_retry_gives_the_same_ones(house: OpenHouse) -> None:
    await clientele(house, ("NEW", 40))
    wave = await launched(house, sampleSize=10)

    first = await some_links(house, wave, 6, idempotencyKey="batch-1")
    retried = await some_links(house, wave, 6, idempotencyKey="batch-1")
    rest = await links(house, wave)

    assert first == retried
    assert len({each["token"] for each in first + rest}) == len(first) + len(rest) == 10
    kept = await house.house.database.rows("select token_digest, facts, image from survey_invitation, event")
    assert not any(each["token"] in str([*row.values()]) for row in map(dict, kept) for each in first[:1])


async def test_a_department_reads_its_own_results_and_nobody_elses(house: OpenHouse) -> None:
    manager = await register_agent(a_desk(house), external_reference="mei", name="小梅", department="desk")
    await clientele(house, ("NEW", 40), manager=manager.id)
    wave = await launched(house, sampleSize=20)
    for each in (await links(house, wave))[:15]:
        await answered(house, each["token"], 5, 4, 4)

    await closed(house, wave)
    own = (await answer(house, RESULTS, DESK, code="2026-Q1"))["data"]["surveyWave"]["departmentResults"]
    other = (await answer(house, RESULTS, RISK_DESK, code="2026-Q1"))["data"]["surveyWave"]["departmentResults"]
    told, untold = await events_of(house, DESK), await events_of(house, RISK_DESK)

    assert [(each["department"]["code"], each["result"]["answers"]) for each in own] == [("desk", 15)]
    assert other == []
    assert "DepartmentResultsDelivered" in {each.type for each in told}
    assert "DepartmentResultsDelivered" not in {each.type for each in untold}
    assert codes(await answer(house, REPORT, DESK, code="2026-Q1")) == ["FORBIDDEN"]


async def test_poor_answers_open_what_the_rules_say_with_what_was_poor_in_sealed_words(house: OpenHouse) -> None:
    await clientele(house, ("NEW", 40))
    manager, customer = a_desk(house), await CustomerRow.filter().first()
    assert customer is not None
    await commands.open_ticket(
        manager, customer_id=customer.id, subject="投诉", kind="complaint", channel="phone", department="desk"
    )
    wave = await launched(house, sampleSize=40)
    sent = {each["customerReference"]: each["token"] for each in await links(house, wave)}
    unhappy = sent.pop(customer.external_reference)

    await answered(house, next(iter(sent.values())), 5)
    await answered(house, unhappy, 1, texts=[{"question": "wish", "text": "电话一直打不通"}])
    opened = (await answer(house, OPENED, Viewer(Role.RISK_CONTROL, "rc")))["data"]
    facts = await house.house.database.rows("select facts, image from event")

    mine = {"externalReference": customer.external_reference}
    assert [each for each in opened["tickets"]["nodes"] if each["subject"] != "投诉"] == [
        {"subject": "满意度调查低分回访", "kind": {"code": "complaint"}, "customer": mine,
         "department": {"code": "desk"}}
    ]  # fmt: skip
    assert opened["feedbacks"]["nodes"] == [
        {"subject": "满意度调查低分回访", "kind": {"code": "other"}, "customer": mine, "collected": "SURVEY"}
    ]  # fmt: skip
    assert not any("打不通" in str(dict(row)) or "公正" in str(dict(row)) for row in facts)


async def test_what_customers_wrote_is_read_without_whose_it_is_when_the_survey_is_over(house: OpenHouse) -> None:
    await clientele(house, ("NEW", 40))
    wave = await launched(house, sampleSize=10)
    for place, each in enumerate((await links(house, wave))[:4]):
        await answered(house, each["token"], 5, texts=[{"question": "wish", "text": f"意见{place}"}])
    query = """query ($wave: ID!, $after: String) { surveyComments(waveId: $wave, first: 3, after: $after) {
      comments { question text } endCursor } }"""

    early = (await answer(house, query, AUDITOR, wave=wave["id"]))["data"]["surveyComments"]
    await closed(house, wave)
    page = (await answer(house, query, AUDITOR, wave=wave["id"]))["data"]["surveyComments"]
    rest = (await answer(house, query, AUDITOR, wave=wave["id"], after=page["endCursor"]))["data"]["surveyComments"]

    assert early == {"comments": [], "endCursor": None}
    assert sorted(each["text"] for each in page["comments"] + rest["comments"]) == [f"意见{n}" for n in range(4)]
    assert rest["endCursor"] is None
    assert codes(await answer(house, query, MANAGER, wave=wave["id"])) == ["FORBIDDEN"]


async def test_who_knows_all_invitations_cannot_tell_by_order_or_cursor_whose_a_comment_is(house: OpenHouse) -> None:
    await clientele(house, ("NEW", 40))
    wave = await launched(house, sampleSize=20)
    for each in await links(house, wave):
        text = f"意见{each['customerReference']}"
        await answered(house, each["token"], 5, texts=[{"question": "wish", "text": text}])
    await closed(house, wave)
    query = """query ($wave: ID!, $after: String) { surveyComments(waveId: $wave, first: 1, after: $after) {
      comments { text } endCursor } }"""
    invited = "{ surveyInvitations(first: 100) { nodes { id customer { externalReference } } } }"

    whose = {}
    for each in (await answer(house, invited, AUDITOR))["data"]["surveyInvitations"]["nodes"]:
        row = row_id("SurveyInvitation", each["id"], field="id")
        whose[sha256(row.bytes).hexdigest()] = f"意见{each['customer']['externalReference']}"
    told: list[str] = []
    cursors: list[str | None] = []
    after = None
    while not cursors or after is not None:
        page = (await answer(house, query, AUDITOR, wave=wave["id"], after=after))["data"]["surveyComments"]
        told += [each["text"] for each in page["comments"]]
        after = page["endCursor"]
        cursors.append(after)

    assert sorted(told) == sorted(whose.values())
    assert told != [whose[each] for each in sorted(whose)]
    named = [base64.urlsafe_b64decode(each).decode() for each in cursors if each is not None]
    assert len(named) == 19
    assert not any(mark in each for mark in whose for each in named)


async def test_a_customer_sees_their_own_invitations_and_an_auditor_all(house: OpenHouse) -> None:
    people = await people_of(house)
    await clientele(house, ("NEW", 20))
    wave = await launched(house, sampleSize=22)
    query = "query { surveyInvitations(first: 100) { totalCount nodes { title status customer { name } } } }"
    bare = "query { surveyInvitations(first: 100) { nodes { title status } } }"

    mine = (await answer(house, bare, people.mrs_wang))["data"]["surveyInvitations"]["nodes"]
    every = (await answer(house, query, AUDITOR))["data"]["surveyInvitations"]

    assert mine == [{"title": "一季度满意度调查", "status": "INVITED"}]
    assert every["totalCount"] == 22
    assert codes(await answer(house, bare, MANAGER)) == ["FORBIDDEN"]
    assert wave["actions"] == ["EXTEND", "RECORD_INTERVIEW", "CLOSE", "CANCEL"]


async def test_an_interview_is_recorded_beside_a_survey_and_read_by_those_who_may(house: OpenHouse) -> None:
    people = await people_of(house)
    await clientele(house, ("NEW", 20))
    wave = await launched(house, sampleSize=20)
    query = """query ($wave: ID!) { surveyInterviews(waveId: $wave, first: 5) {
      totalCount nodes { recordedBy text customer { externalReference } } } }"""

    await done(
        house, "recordInterview", people.bo, shown="interview { id } ", waveId=wave["id"],
        customerId=people.customer_id, text="希望能更快接通人工。",
    )  # fmt: skip
    read = (await answer(house, query, AUDITOR, wave=wave["id"]))["data"]["surveyInterviews"]
    counted = "query ($wave: ID!) { surveyInterviews(waveId: $wave, first: 5) { totalCount nodes { recordedBy } } }"

    assert read == {"totalCount": 1, "nodes": [
        {"recordedBy": "account_manager:bo", "text": "希望能更快接通人工。", "customer": {"externalReference": "C1"}}
    ]}  # fmt: skip
    assert (await answer(house, counted, MANAGER, wave=wave["id"]))["data"]["surveyInterviews"]["totalCount"] == 1
    assert (await answer(house, counted, people.anna, wave=wave["id"]))["data"]["surveyInterviews"]["nodes"] == []
    assert codes(await answer(house, query, MANAGER, wave=wave["id"]))[0] == "FORBIDDEN"
    refused = await declined(
        house, "recordInterview", people.anna, waveId=wave["id"], customerId=people.customer_id, text="……"
    )  # fmt: skip
    assert refused == ("NOT_FOUND", ["customerId"])


async def test_a_minimum_below_that_of_the_rule_is_refused(house: OpenHouse) -> None:
    await clientele(house, ("NEW", 20))

    refused = await declined(
        house, "planWave", MANAGER, title="调查", plan={
            "questionnaire": "satisfaction", "sampleSize": 10, "runsForDays": 7, "smallestCell": 3},
    )  # fmt: skip
    other = await declined(
        house, "planWave", MANAGER, title="调查", plan={"questionnaire": "none", "sampleSize": 10, "runsForDays": 7}
    )  # fmt: skip

    assert refused == ("INVALID", ["plan", "smallestCell"])
    assert other[0] == "NOT_FOUND"
    assert (await planned(house))["code"] == "2026-Q1"
