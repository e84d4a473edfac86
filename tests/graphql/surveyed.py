"""Customers who are surveyed, and what the clock does for a survey, as fast as a test wants it."""

from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID

from adapters.storage.rows import CustomerRow
from adapters.storage.survey_rounds import keep_surveys
from app.house import OpenHouse
from domain.viewer import Role, Viewer
from schema.ids import global_id
from tests.graphql.asking import answer
from tests.graphql.mutating import ask, done

MANAGER = Viewer(Role.SERVICE_MANAGER, "sm")
SENDER = Viewer(Role.INTEGRATION, "sms-gateway")
AUDITOR = Viewer(Role.AUDITOR, "au")
DESK = Viewer(Role.SUPERVISOR, "su", "desk", frozenset({"desk"}))
RISK_DESK = Viewer(Role.SUPERVISOR, "ri", "risk", frozenset({"risk"}))
WAVE = "wave { id version code status actions } "
LINKS = "links { customerReference token language reminder } "
BEHIND = """query ($token: String!, $language: SurveyLanguage) { surveyBehind(token: $token, language: $language) {
  title language answerable items { code wording required } questions { code wording } } }"""
Json = dict[str, Any]


async def clientele(house: OpenHouse, *stages: tuple[str, int], manager: UUID | None = None) -> None:
    """So many customers of each stage, written at once; their account manager's department is theirs."""
    now, number = house.house.now(), await CustomerRow.all().count()
    rows = [stage for stage, size in stages for _ in range(size)]
    await CustomerRow.bulk_create(
        [
            CustomerRow(
                id=house.house.new_id(), version=1, external_reference=f"S{number + place:05d}", type="INDIVIDUAL",
                name="某某", stage=stage, tier="ORDINARY", registered_at=now, updated_at=now,
                account_manager_id=manager,
            )
            for place, stage in enumerate(rows)
        ],
        batch_size=500,
    )  # fmt: skip


def a_plan(**given: object) -> Json:
    return {"questionnaire": "satisfaction", "sampleSize": 40, "runsForDays": 14} | given


async def planned(house: OpenHouse, *, code: str = "2026-Q1", follows: str | None = None, **plan: object) -> Json:
    return await done(
        house, "planWave", MANAGER, shown=WAVE, title="一季度满意度调查", code=code, plan=a_plan(**plan),
        followsId=follows,
    )  # fmt: skip


async def launched(house: OpenHouse, **given: Any) -> Json:  # noqa: ANN401  JSON is whatever it is
    wave = await planned(house, **given)
    wave = await done(house, "launchWave", MANAGER, shown=WAVE, waveId=wave["id"])
    await rounds(house)
    return wave


async def rounds(house: OpenHouse) -> int:
    """Whatever is due of surveys is done; how many steps that took."""
    steps = 0
    while await keep_surveys(house.house, wall=datetime.now(UTC)):
        steps += 1
        assert steps < 1_000
    return steps


async def links(house: OpenHouse, wave: Json) -> list[Json]:
    found: list[Json] = []
    while more := await some_links(house, wave, 100):
        found += more
    return found


async def some_links(house: OpenHouse, wave: Json, first: int, **given: object) -> list[Json]:
    payload = await ask(house, "sendInvitations", SENDER, shown=LINKS, waveId=wave["id"], first=first, **given)
    assert payload["userErrors"] == []
    found: list[Json] = payload["links"]
    return found


async def asked_behind(house: OpenHouse, token: str, **given: Any) -> Json | None:  # noqa: ANN401  JSON is whatever it is
    said = await answer(house, BEHIND, None, token=token, **given)
    assert not said["errors"], said["errors"]
    found: Json | None = said["data"]["surveyBehind"]
    return found


def scores(asked: Json, *given: int) -> list[Json]:
    """The scores in turn, over and over."""
    return [
        {"item": each["code"], "score": given[place % len(given)]} for place, each in enumerate(asked["items"])
    ]  # fmt: skip


async def answered(house: OpenHouse, token: str, *given: int, **more: object) -> bool:
    asked = await asked_behind(house, token)
    assert asked is not None
    done = await answer_with(house, token, scores(asked, *given), **more)
    assert done["userErrors"] == []
    return bool(done["accepted"])


async def answer_with(house: OpenHouse, token: str, given: list[Json], **more: object) -> Json:
    source = """mutation ($input: AnswerSurveyInput!) { answerSurvey(input: $input) {
      accepted userErrors { code message field } } }"""
    said = await answer(house, source, None, input={"token": token, "scores": given, **more})
    assert not said["errors"], said["errors"]
    found: Json = said["data"]["answerSurvey"]
    return found


async def a_survey_that_is_over(house: OpenHouse, customer_id: UUID | None = None, **given: Any) -> dict[str, str]:  # noqa: ANN401  JSON
    """Answered by everybody but one; ids of what there is then, by type."""
    size = await CustomerRow.all().count()
    wave = await launched(house, sampleSize=size, atMost=None, **given)
    for each in (await links(house, wave))[1:]:
        await answered(house, each["token"], 5, 4, 3, texts=[{"question": "wish", "text": "接通快一些"}])
    found = {"SurveyWave": str(wave["id"])}
    if customer_id is not None:
        shown = await done(
            house, "recordInterview", Viewer(Role.RISK_CONTROL, "rc-1"), shown="interview { id } ", waveId=wave["id"],
            customerId=global_id("Customer", customer_id), text="还不错",
        )  # fmt: skip
        found["SurveyInterview"] = shown["id"]
    await done(house, "closeWave", MANAGER, shown=WAVE, waveId=wave["id"], reason="样本已足")
    await rounds(house)
    first = (house.house.now() + timedelta(days=30)).date().isoformat()
    schedule = await done(
        house, "scheduleWaves", MANAGER, shown="schedule { id } ", code=f"every-{wave['code']}", title="季度满意度调查",
        plan=a_plan(), first=first, everyMonths=3,
    )  # fmt: skip
    return found | {"SurveySchedule": schedule["id"]}
