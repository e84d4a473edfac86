"""A wave of 2,000 invitations, answered by 600 customers through GraphQL, up to what departments are told."""

import asyncio
import time
from datetime import UTC, datetime
from pathlib import Path
from random import Random
from typing import Any

import httpx
import pytest

from adapters.storage.survey_rounds import keep_surveys
from app.house import OpenHouse, opened
from domain.reference.commands import define_entry, register_agent
from domain.reference.entry import Family
from tests.app.serving import Serving, heard, kefu_serving, say
from tests.engines import a_database, settings_for
from tests.graphql.surveyed import BEHIND, clientele
from tests.graphql.test_surveys import REPORT, RESULTS
from tests.storage.test_tickets import a_desk

CUSTOMERS, INVITED, ANSWERING, AT_ONCE = 6_000, 2_000, 600, 16
STAGES = (("NEW", 1_000), ("EXISTING", 4_000), ("DORMANT", 1_000))
PLAN = {"questionnaire": "satisfaction", "sampleSize": INVITED, "runsForDays": 14, "seed": "2026-Q1"}
MUTATION = "mutation ($i: {0}Input!) {{ {1}(input: $i) {{ {2} userErrors {{ code message field }} }} }}"
FOLLOWED = """subscription ($wave: ID!) { surveyResponses(waveId: $wave) {
  status responses { invited answered } } }"""


@pytest.mark.postgres
async def test_six_hundred_of_two_thousand_answer_and_departments_read_their_own(
    tmp_path: Path, pytestconfig: pytest.Config
) -> None:
    async with a_database("postgres", tmp_path, pytestconfig) as url, opened(settings_for(url)) as house:
        departments = await peopled(house)
        async with kefu_serving(url) as server:
            manager, sender = server.token("service_manager", "sm"), server.token("integration", "gateway")
            wave = (await asked(server, "planWave", "wave { id }", manager, title="调查", code="Q1", plan=PLAN))["wave"]
            await asked(server, "launchWave", "wave { id }", manager, waveId=wave["id"])
            await rounds(house)
            links: list[str] = []
            while more := await asked(
                server, "sendInvitations", "links { token }", sender, waveId=wave["id"], first=100
            ):
                if not more["links"]:
                    break
                links += [each["token"] for each in more["links"]]
            assert len(links) == len(set(links)) == INVITED

            began = time.monotonic()
            async with server.socket(manager) as socket:
                await say(
                    socket, type="subscribe", id="1", payload={"query": FOLLOWED, "variables": {"wave": wave["id"]}}
                )
                seconds = await answered_by_many(server, links)
                frames = 0
                while True:
                    frames += 1
                    frame = (await heard(socket))["payload"]["data"]["surveyResponses"]
                    if frame["responses"]["answered"] == ANSWERING:
                        break
            print(f"\n{ANSWERING} answers, each read and answered, in {seconds:.1f} s; {frames} frames")  # noqa: T201
            assert frames <= time.monotonic() - began + 2

            await asked(server, "closeWave", "wave { id }", manager, waveId=wave["id"], reason="样本已足")
            began = time.monotonic()
            await rounds(house)
            print(f"report and delivery in {time.monotonic() - began:.1f} s")  # noqa: T201
            shown = (await server.ask(REPORT, manager, code="Q1"))["data"]["surveyWave"]
            assert shown["status"] == "DELIVERED"
            assert shown["responses"] == {"invited": INVITED, "answered": ANSWERING, "share": 0.3}
            assert shown["report"]["total"]["answers"] == ANSWERING
            assert shown["report"]["total"]["verdict"] in {"MISSED", "UNDECIDED", "REACHED"}
            whole = shown["report"]["reliability"][0]
            assert 0.5 < whole["alpha"]["value"] < 1
            assert shown["report"]["structure"]["bartlettVerdict"] == "CORRELATED"
            assert all(each["answers"] is None or each["answers"] >= 10 for each in shown["report"]["cells"])
            for code in departments:
                supervisor = server.token("supervisor", f"s-{code}", code)
                results = (await server.ask(RESULTS, supervisor, code="Q1"))["data"]["surveyWave"]["departmentResults"]
                assert [each["department"]["code"] for each in results] == [code]
                assert results[0]["result"]["answers"] > 100


async def peopled(house: OpenHouse) -> list[str]:
    """6,000 customers of three departments; the stages lie among them evenly."""
    codes = ["east", "west", "south"]
    desk = a_desk(house)
    for code in codes:
        await define_entry(desk, family=Family.DEPARTMENT, code=code, name=code)
        manager = await register_agent(desk, external_reference=f"m-{code}", name="经理", department=code)
        thirds = [(stage, size // len(codes)) for stage, size in STAGES]
        await clientele(house, *thirds, manager=manager.id)
    return codes


async def rounds(house: OpenHouse) -> None:
    while await keep_surveys(house.house, wall=datetime.now(UTC)):
        pass


async def asked(server: Serving, verb: str, shown: str, token: str, **given: object) -> dict[str, Any]:
    source = MUTATION.format(verb[0].upper() + verb[1:], verb, shown)
    payload: dict[str, Any] = (await server.ask(source, token, i=given))["data"][verb]
    assert payload["userErrors"] == []
    return payload


async def answered_by_many(server: Serving, links: list[str]) -> float:
    """Each customer opens the link and answers, without an account; how long it took."""
    source = MUTATION.format("AnswerSurvey", "answerSurvey", "accepted")
    waiting, dice = list(enumerate(links[::3][:ANSWERING])), Random(7)
    moods = [dice.gauss(3.9, 0.8) for _ in waiting]

    async def customer(client: httpx.AsyncClient) -> None:
        while waiting:
            place, token = waiting.pop()
            page = await client.post("/graphql", json={"query": BEHIND, "variables": {"token": token}})
            items = page.json()["data"]["surveyBehind"]["items"]
            scores = [
                {"item": each["code"], "score": min(5, max(1, round(dice.gauss(moods[place], 0.6))))} for each in items
            ]
            given = {"token": token, "scores": scores, "texts": [{"question": "wish", "text": "接通快一些"}]}
            reply = await client.post("/graphql", json={"query": source, "variables": {"i": given}})
            assert reply.json()["data"]["answerSurvey"] == {"accepted": True, "userErrors": []}

    began = time.monotonic()
    async with server.client() as client, asyncio.TaskGroup() as group:
        for _ in range(AT_ONCE):
            group.create_task(customer(client))
    return time.monotonic() - began
