"""A thousand pieces of feedback go round the loop: routed, read, answered, rated and measured, each deadline explained.

The 145 complaints and 855 of the reviews, by clients over HTTP, with a worker beside the server, on PostgreSQL.
"""

import asyncio
import csv
import gzip
import os
import re
from collections import Counter
from collections.abc import AsyncIterator, Awaitable, Callable, Sequence
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import httpx
import pytest

from adapters.reads.clocks import verify_clocks
from app.house import opened
from domain.customer.commands import register_customer
from domain.customer.customer import CustomerType
from domain.policy.commands import draft_policy, publish_policy
from domain.reference.commands import define_entry, register_agent
from domain.reference.entry import Family
from schema.ids import global_id
from tests.app.serving import Serving, kefu_serving, running
from tests.engines import a_database, settings_for
from tests.graphql.mutating import ADMIN
from tests.storage.test_tickets import a_desk

ROOT = Path(__file__).parents[2]
ALL, REVIEWS, CUSTOMERS, CALLERS, PIECES = 1_000, 855, 50, 8, 20
HANDBOOK = {
    "otherwise": {"department": "desk", "responsible": ["anna"]},
    "independent": {"department": "risk"},
    "by_kind": {"complaint": {"department": "risk", "responsible": ["bo"]}},
    "causes": {"process": "流程", "training": "培训"},
    "poor_at_most": 2,
}
RECEIVE = """mutation ($i: ReceiveFeedbackInput!) { receiveFeedback(input: $i) {
  feedback { id customer { id } department { code } responsible { name } } userErrors { message } } }"""
ANSWER = """mutation ($id: ID!, $cause: String!) {
  a: respondToFeedback(input: {feedbackId: $id, text: "已收到", channel: "email"}) { userErrors { message } }
  b: recordFeedbackCause(input: {feedbackId: $id, cause: $cause, text: "见附件"}) { userErrors { message } }
  c: recordFeedbackAction(input: {feedbackId: $id, text: "已改进"}) { userErrors { message } }
  d: handleFeedback(input: {feedbackId: $id, reply: "感谢您的反馈", channel: "email"}) { userErrors { message } }
}"""
RATE = "mutation ($id: ID!, $s: Int!) { rateFeedback(input: {feedbackId: $id, score: $s}) { userErrors { message } } }"
PAGE = """query ($after: String) { feedbacks(first: 100, after: $after, orderBy: RECEIVED_AT) {
  pageInfo { hasNextPage endCursor } nodes { id status cycle dueAt sentiment reading { modelVersion unsure }
  clocks { commitment state dueAt agrees explain { stretches { reason counted } } } }
} }"""
PLAN = """mutation ($i: PlanMeasureInput!) { planMeasure(input: $i) {
  measure { id baseline { count mean feedbackMembers(first: 1) { totalCount } } } userErrors { message } } }"""

REPORT = """query ($from: DateTime!, $to: DateTime!) { feedbackReport(from: $from, to: $to) {
  received { value } byKind { code value } frequentKinds { code }
  byCause { code value members(first: 1) { totalCount } }
  bySentiment { code value members(first: 1) { totalCount } } responded { value whole } handled { value whole }
  rating { value low high count } ratedPoor { part whole members(first: 1) { totalCount } }
} }"""


@pytest.fixture
async def url(tmp_path: Path, request: pytest.FixtureRequest) -> AsyncIterator[str]:
    async with a_database("postgres", tmp_path, request.config) as url:
        yield url


def rows_of(name: str) -> list[dict[str, str]]:
    folders = [os.environ.get("KEFU_DATA_DIR"), ROOT.parent / "shared" / "data"]
    found = next((Path(folder) / name for folder in folders if folder and (Path(folder) / name).is_file()), None)
    if found is None:
        pytest.skip(f"{name} is not here; KEFU_DATA_DIR says where it lies")
    with gzip.open(found, "rt", encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def thousand() -> list[dict[str, str]]:
    """What each says, of which kind it is, and how it was collected."""
    complaints = [
        {
            "text": each["consumer_complaint_narrative"] or f"{each['issue']}. {each['sub_issue']}",
            "kind": "complaint", "collected": "COMPLAINT", "subject": each["product"],
        }
        for each in rows_of("consumer-complaints.csv.gz")
    ]  # fmt: skip
    reviews = [
        {"text": each["comment"], "kind": "consultation", "collected": "QUESTIONNAIRE", "subject": "服务评价"}
        for each in rows_of("reviews-zh.csv.gz")[:REVIEWS]
    ]
    return [*complaints, *reviews]


async def each_of(
    items: Sequence[Any], act: Callable[[httpx.AsyncClient, int, Any], Awaitable[Any]], server: Serving, token: str
) -> list[Any]:
    """By so many callers at a time, each on a connection of its own; what came of each, in their order."""
    async with server.client(token) as client:
        turns = asyncio.Semaphore(CALLERS)

        async def one(place: int, item: Any) -> Any:  # noqa: ANN401  whatever it is
            async with turns:
                return await act(client, place, item)

        return await asyncio.gather(*(one(place, item) for place, item in enumerate(items)))


async def asked(client: httpx.AsyncClient, query: str, **variables: object) -> dict[str, Any]:
    """The data; there were no errors and nothing was declined."""
    answer = (await client.post("/graphql", json={"query": query, "variables": variables})).json()
    assert "errors" not in answer, answer["errors"]
    data: dict[str, Any] = answer["data"]
    assert all(not part["userErrors"] for part in data.values() if part and "userErrors" in part), data
    return data


@pytest.mark.postgres
async def test_a_thousand_pieces_of_feedback_go_round_the_loop(url: str) -> None:
    pieces = thousand()
    assert len(pieces) == ALL
    async with opened(settings_for(url)) as house:
        desk = a_desk(house)
        await define_entry(desk, family=Family.DEPARTMENT, code="risk", name="风险控制")
        anna = await register_agent(desk, external_reference="anna", name="安娜", department="desk")
        await register_agent(desk, external_reference="bo", name="小波", department="risk")
        draft = await draft_policy(a_desk(house, ADMIN), name="feedback.routing", body=HANDBOOK, why="手册")
        await publish_policy(a_desk(house, ADMIN), draft.id, why="批准")
        customers = [
            (
                await register_customer(
                    desk, external_reference=f"C-{number}", type=CustomerType.INDIVIDUAL, name="王芳"
                )
            ).id
            for number in range(CUSTOMERS)
        ]
        async with kefu_serving(url) as server:
            began = datetime.now(UTC)
            staff = server.token("risk_control", "rc-1")

            async def receive(client: httpx.AsyncClient, place: int, piece: dict[str, str]) -> dict[str, Any]:
                customer = global_id("Customer", customers[place % CUSTOMERS])
                said = {**piece, "customerId": customer, "channel": "website", "idempotencyKey": f"piece {place}"}
                found: dict[str, Any] = (await asked(client, RECEIVE, i=said))["receiveFeedback"]["feedback"]
                return found

            with running(url, "worker", until=re.compile(r"\bworking\b")) as worker:
                received = await each_of(pieces, receive, server, staff)
                await each_of(received, answer, server, staff)
                await each_of(received[::PIECES], rate(server), server, staff)
                await all_read(server, staff)
            nodes = await everything(server, staff)
            plan = await planned(server, began, global_id("Agent", anna.id))
            report = await reported(server, began)
            assert "Traceback" not in "\n".join([*worker.lines, *server.lines])

        routed = Counter((each["department"]["code"], each["responsible"]["name"]) for each in received)
        assert routed == {("risk", "小波"): ALL - REVIEWS, ("desk", "安娜"): REVIEWS}
        poor = ALL // PIECES // 2
        assert Counter((each["status"], each["cycle"]) for each in nodes) == {
            ("HANDLED", 1): ALL - poor, ("RECEIVED", 2): poor
        }  # fmt: skip
        assert all(each["reading"] is not None for each in nodes)
        assert {each["sentiment"] for each in nodes} >= {"SATISFIED", "COMPLAINING"}
        clocks = [clock for each in nodes for clock in each["clocks"]]
        assert len(clocks) == 2 * (ALL + poor)
        assert all(clock["agrees"] and clock["explain"]["stretches"] and clock["dueAt"] for clock in clocks)
        assert plan["baseline"]["count"] == ALL // PIECES
        assert plan["baseline"]["mean"] == pytest.approx(3)
        assert plan["baseline"]["feedbackMembers"]["totalCount"] == ALL // PIECES
        agrees_with_the_rows(report, nodes)
        verified = await verify_clocks(house.house.database, await house.house.policies.clocks())
        assert (verified.differ, verified.clocks) == ([], len(clocks))


async def answer(client: httpx.AsyncClient, place: int, feedback: dict[str, Any]) -> None:
    await asked(client, ANSWER, id=feedback["id"], cause=("process", "training")[place % 2])


def rate(server: Serving) -> Callable[[httpx.AsyncClient, int, Any], Awaitable[None]]:
    """By the customers themselves, every other one poorly."""

    async def act(client: httpx.AsyncClient, place: int, feedback: dict[str, Any]) -> None:
        del client
        token = server.token("customer", f"C-{place * PIECES % CUSTOMERS}")
        data = await server.ask(RATE, token, id=feedback["id"], s=(5, 1)[place % 2])
        assert data["data"]["rateFeedback"]["userErrors"] == []

    return act


async def all_read(server: Serving, token: str) -> None:
    """The worker has come to the last of them."""
    async with asyncio.timeout(60):
        while True:
            nodes = await everything(server, token)
            if all(each["reading"] is not None for each in nodes):
                return
            await asyncio.sleep(0.5)


async def everything(server: Serving, token: str) -> list[dict[str, Any]]:
    nodes, after = [], None
    while True:
        page = (await server.ask(PAGE, token, after=after))["data"]["feedbacks"]
        nodes += page["nodes"]
        after = page["pageInfo"]["endCursor"]
        if not page["pageInfo"]["hasNextPage"]:
            return nodes


async def planned(server: Serving, since: datetime, owner: str) -> dict[str, Any]:
    """A measure whose baseline is what these customers said of the handling."""
    now = datetime.now(UTC)
    measure = {
        "subject": "投诉首次答复口径统一", "kind": "TRAINING", "department": "desk", "ownerId": owner,
        "dueAt": (now + timedelta(days=30)).isoformat(), "target": {"metric": "feedback_rating", "goal": 4.0},
        "baseline": {"since": since.isoformat(), "until": now.isoformat()},
    }  # fmt: skip
    given = await server.ask(PLAN, server.token("service_manager", "sm"), i=measure)
    assert given["data"]["planMeasure"]["userErrors"] == []
    found: dict[str, Any] = given["data"]["planMeasure"]["measure"]
    return found


async def reported(server: Serving, since: datetime) -> dict[str, Any]:
    """What the service manager is told of it."""
    period: dict[str, Any] = {"from": since.isoformat(), "to": datetime.now(UTC).isoformat()}
    given = await server.ask(REPORT, server.token("service_manager", "sm"), **period)
    assert "errors" not in given, given["errors"]
    report: dict[str, Any] = given["data"]["feedbackReport"]
    return report


def agrees_with_the_rows(report: dict[str, Any], nodes: Sequence[dict[str, Any]]) -> None:
    """Each figure is what the pieces themselves say, and opens into as many."""
    rated = ALL // PIECES
    by = {part: {each["code"]: each["value"] for each in report[part]} for part in ("byKind", "byCause", "bySentiment")}
    assert report["received"]["value"] == ALL
    assert by["byKind"] == {"consultation": REVIEWS, "complaint": ALL - REVIEWS}
    assert [each["code"] for each in report["frequentKinds"]] == ["consultation", "complaint"]
    assert by["byCause"] == {"process": ALL // 2, "training": ALL // 2}
    read = Counter(each["sentiment"] or "UNSURE" for each in nodes)
    assert by["bySentiment"] == {"UNREAD": 0, "SUGGESTING": 0, "SATISFIED": 0, "COMPLAINING": 0, "UNSURE": 0, **read}
    opened_into = [*report["byCause"], *report["bySentiment"]]
    assert [each["value"] for each in opened_into] == [each["members"]["totalCount"] for each in opened_into]
    assert report["responded"] == report["handled"] == {"value": 1.0, "whole": ALL}
    assert (report["rating"]["count"], report["rating"]["value"]) == (rated, pytest.approx(3))
    assert report["rating"]["low"] < 3 < report["rating"]["high"]
    assert report["ratedPoor"] == {"part": rated // 2, "whole": rated, "members": {"totalCount": rated}}
