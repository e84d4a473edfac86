"""An improvement from the plan to the verdict, by a client over HTTP."""

from collections.abc import AsyncIterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from tests.app.serving import Serving, kefu_serving
from tests.engines import ENGINES, a_database

ASKED = "{ measure { id status finishedAt effect { verdict difference } } userErrors { code message field } }"
AGENT = """mutation ($i: RegisterAgentInput!) { registerAgent(input: $i) { agent { id } userErrors { message } } }"""


@pytest.fixture(params=ENGINES)
async def server(request: pytest.FixtureRequest, tmp_path: Path) -> AsyncIterator[Serving]:
    """A process that serves an empty desk."""
    async with a_database(request.param, tmp_path, request.config) as url, kefu_serving(url) as serving:
        yield serving


async def test_a_loop_is_closed_by_two_people_and_by_numbers(server: Serving) -> None:
    manager, admin = server.token("service_manager", "sm"), server.token("admin", "root")
    agent = {"externalReference": "anna", "name": "安娜", "department": "desk"}
    owner = (await server.ask(AGENT, admin, i=agent))["data"]["registerAgent"]["agent"]["id"]
    anna, now = server.token("agent", "anna", "desk"), datetime.now(UTC)

    async def asked(verb: str, token: str, **given: object) -> dict[str, Any]:
        source = f"mutation ($i: {verb[0].upper()}{verb[1:]}Input!) {{ {verb}(input: $i) {ASKED} }}"
        payload: dict[str, Any] = (await server.ask(source, token, i=given))["data"][verb]
        assert payload["userErrors"] == []
        measure: dict[str, Any] = payload["measure"]
        return measure

    plan = await asked(
        "planMeasure", manager, subject="开户时逐项说明费率", kind="PROCESS_CHANGE", department="desk", ownerId=owner,
        dueAt=(now + timedelta(days=30)).isoformat(),
        target={"metric": "complaints", "goal": 2.0, "unit": "per 1000 trades", "better": "LOWER"},
        baseline={"since": (now - timedelta(days=90)).isoformat(), "until": now.isoformat(), "count": 90, "mean": 3.1,
                  "deviation": 0.8},
    )  # fmt: skip
    await asked("beginMeasure", anna, measureId=plan["id"])
    since = (await asked("finishMeasure", anna, measureId=plan["id"]))["finishedAt"]
    after = {"since": since, "until": datetime.now(UTC).isoformat(), "count": 60, "mean": 1.9, "deviation": 0.7}
    told = await asked("assessMeasureEffect", manager, measureId=plan["id"], after=after)
    verified = await asked("verifyMeasure", manager, measureId=plan["id"], reason="同期无其他变更")

    assert told["effect"] == {"verdict": "IMPROVED", "difference": pytest.approx(-1.2)}
    assert verified["status"] == "VERIFIED"
