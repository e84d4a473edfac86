"""A serving process and a command beside it: who may change the rules, and how soon a change is in force."""

import asyncio
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import pytest

from tests.app.serving import Serving, kefu, kefu_serving
from tests.engines import ENGINES, a_database

TRIES = 50
"""In ten seconds; it takes two, for so often a process looks."""
NAME = "clock.commitments"
BODY = "query ($name: String!) { policy(name: $name) { version body } }"
DRAFT = """mutation ($input: DraftPolicyInput!) { draftPolicy(input: $input) {
  draft { id version difference(first: 10) { path before after } } userErrors { code message field }
} }"""
PUBLISH = """mutation ($input: PublishPolicyInput!) { publishPolicy(input: $input) {
  policy { version } userErrors { code message field }
} }"""
PREVIEW = """{ deadlinePreview(calendar: "night", from: "2026-10-09T16:00:00+08:00",
  duration: {amount: 3, unit: TRADING_DAYS}) { dueAt stretches { counted reason } } }"""
NIGHT = """
why: 设立夜间服务
calendars:
  night:
    zone: Asia/Shanghai
    week: {MONDAY: ["18:00-24:00"]}
    working_days: CN
    trading_days: XSHG
"""


@pytest.fixture(params=ENGINES)
async def server(request: pytest.FixtureRequest, tmp_path: Path) -> AsyncIterator[Serving]:
    """A process that serves an empty desk."""
    async with a_database(request.param, tmp_path, request.config) as url, kefu_serving(url) as serving:
        yield serving


async def drafted(server: Serving, role: str, **given: object) -> dict[str, Any]:
    answer = await server.ask(DRAFT, server.token(role, "someone", "desk"), input={"name": NAME, **given})
    found: dict[str, Any] = answer["data"]["draftPolicy"] if answer.get("data") else answer["errors"][0]
    return found


async def test_a_supervisor_proposes_and_a_service_manager_publishes(server: Serving) -> None:
    manager, supervisor = server.token("service_manager", "sm"), server.token("supervisor", "su", "desk")
    found = (await server.ask(BODY, supervisor, name=NAME))["data"]["policy"]
    found["body"]["commitments"][0]["duration"]["amount"] = 20

    refused = await drafted(server, "agent", body=found["body"], reason="试行")
    proposed = await drafted(server, "supervisor", body=found["body"], reason="试行")
    asked = {"draftId": proposed["draft"]["id"], "reason": "批准"}
    not_allowed = await server.ask(PUBLISH, supervisor, input=asked)
    published = await server.ask(PUBLISH, manager, input=asked | {"expectedVersion": 1, "idempotencyKey": "k"})
    retried = await server.ask(PUBLISH, manager, input=asked | {"expectedVersion": 1, "idempotencyKey": "k"})

    assert refused["extensions"]["code"] == "FORBIDDEN"
    assert proposed["draft"]["difference"] == [
        {"path": "commitments[first_response].duration.amount", "before": 30, "after": 20}
    ]
    assert not_allowed["errors"][0]["extensions"]["code"] == "FORBIDDEN"
    assert published["data"]["publishPolicy"] == {"policy": {"version": 2}, "userErrors": []}
    assert retried == published


async def test_of_two_who_publish_at_once_one_is_told_to_draft_anew(server: Serving) -> None:
    manager = server.token("service_manager", "sm")
    found = (await server.ask(BODY, manager, name=NAME))["data"]["policy"]
    drafts = [await drafted(server, "service_manager", body=found["body"], reason=f"方案{number}") for number in (1, 2)]

    answers = await asyncio.gather(*[
        server.ask(PUBLISH, manager, input={"draftId": each["draft"]["id"], "reason": "批准"}) for each in drafts
    ])  # fmt: skip

    payloads = [each["data"]["publishPolicy"] for each in answers]
    assert sorted(str(each["policy"]) for each in payloads) == ["None", "{'version': 2}"]
    (error,) = [error for each in payloads for error in each["userErrors"]]
    assert error["code"] == "CHANGED_MEANWHILE"


async def test_what_a_command_publishes_is_in_force_in_a_serving_process_soon_after(
    server: Serving, tmp_path: Path
) -> None:
    file, token = tmp_path / "night.yaml", server.token("auditor", "au")
    file.write_text(NIGHT, encoding="utf-8")
    before = await server.ask(PREVIEW, token)

    ran = await asyncio.to_thread(kefu, "policy", "apply", str(file), database_url=server.database_url)
    for _ in range(TRIES):
        after = await server.ask(PREVIEW, token)
        if "errors" not in after:
            break
        await asyncio.sleep(0.2)

    assert (ran.status, ran.err) == (0, "")
    assert "which is not published; there are desk" in before["errors"][0]["message"]
    assert after["data"]["deadlinePreview"]["dueAt"].startswith("2026-10-14T16:00:00")
    assert [each["reason"] for each in after["data"]["deadlinePreview"]["stretches"]][-1] == "Wednesday counts"
