"""A customer answers by a link, over HTTP and without an account, on either engine."""

from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import pytest

from app.house import opened
from tests.app.serving import Serving, kefu_serving
from tests.engines import ENGINES, a_database, settings_for
from tests.graphql.surveyed import BEHIND, clientele, launched, links

ANSWER = "mutation ($i: AnswerSurveyInput!) { answerSurvey(input: $i) { accepted userErrors { code message } } }"
Asking = tuple[Serving, str]


@pytest.fixture(params=ENGINES)
async def asking(request: pytest.FixtureRequest, tmp_path: Path) -> AsyncIterator[Asking]:
    """A process that serves, and a link that it has given out."""
    async with a_database(request.param, tmp_path, request.config) as url:
        async with opened(settings_for(url)) as house:
            await clientele(house, ("NEW", 20))
            token = (await links(house, await launched(house, sampleSize=5)))[0]["token"]
        async with kefu_serving(url) as server:
            yield server, token


async def behind(server: Serving, token: str) -> Any:  # noqa: ANN401  JSON
    async with server.client() as client:
        reply = await client.post("/graphql", json={"query": BEHIND, "variables": {"token": token}})
        return reply.json()["data"]["surveyBehind"]


async def test_a_link_is_all_it_takes(asking: Asking) -> None:
    server, token = asking

    async def answered(**given: object) -> Any:  # noqa: ANN401  JSON
        return (await server.ask(ANSWER, i={"token": token, **given}))["data"]["answerSurvey"]

    page = await behind(server, token)
    scores = [{"item": each["code"], "score": 4} for each in page["items"]]
    too_high = await answered(scores=[{**each, "score": 6} for each in scores])
    done = await answered(scores=scores, texts=[{"question": "wish", "text": "接通快一些"}])
    again = await answered(scores=scores)
    elsewhere = await server.ask("{ surveyWaves(first: 1) { totalCount } }")

    assert page["answerable"]
    assert too_high["userErrors"][0]["code"] == "INVALID"
    assert done == {"accepted": True, "userErrors": []}
    assert again["userErrors"][0]["code"] == "ALREADY_DONE"
    assert elsewhere["errors"][0]["extensions"]["code"] == "UNAUTHENTICATED"


async def test_a_link_that_is_none_opens_nothing(asking: Asking) -> None:
    server, token = asking
    wrong = token.swapcase()

    said = await server.ask(ANSWER, i={"token": wrong, "scores": []})

    assert await behind(server, wrong) is None
    assert said["data"]["answerSurvey"] == {
        "accepted": False,
        "userErrors": [{"code": "NOT_FOUND", "message": "this link does not belong to a survey"}],
    }
