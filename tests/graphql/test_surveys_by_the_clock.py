"""What happens to a survey without anybody asking: each once, and what is late is told as late."""

import asyncio
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from adapters.reads.events import LARGEST_POSITION, EventCriteria, EventView, events_page
from adapters.storage.rows import SurveyResponseRow, SurveyWaveRow
from adapters.storage.survey_rounds import keep_surveys
from app.house import OpenHouse
from tests.engines import house
from tests.graphql.asking import answer
from tests.graphql.mutating import count, declined, done
from tests.graphql.surveyed import (
    AUDITOR,
    MANAGER,
    WAVE,
    a_plan,
    answer_with,
    answered,
    asked_behind,
    clientele,
    launched,
    links,
    planned,
    rounds,
    scores,
)
from tests.graphql.test_surveys import closed, report
from tests.live.desk import Watch

__all__ = ["house"]

DAY = timedelta(days=1)
WAVES = "{ surveyWaves(first: 20, orderBy: PLANNED_AT) { nodes { code status follows { code } } } }"


@pytest.fixture
def watch(house: OpenHouse) -> Watch:
    """The time of the house, which a test sets."""
    watch = Watch(house)
    watch.set(datetime(2026, 3, 2, 1, tzinfo=UTC))
    house.house = replace(house.house, now=watch.now)
    return watch


def later(watch: Watch, by: timedelta) -> None:
    watch.set(watch.now() + by)


async def told(house: OpenHouse, kind: str) -> list[EventView]:
    found = await events_page(
        house.house.database, AUDITOR, EventCriteria(types=(kind,)), first=1_000, after=0, up_to=LARGEST_POSITION
    )
    return list(found)


async def test_who_has_not_answered_is_reminded_with_the_same_link_and_so_often_and_no_more(
    house: OpenHouse, watch: Watch
) -> None:
    await clientele(house, ("NEW", 20))
    wave = await launched(house, sampleSize=3, reminders=2, remindAfterDays=3)
    later(watch, DAY)
    sent = await links(house, wave)
    await answered(house, sent[0]["token"], 5)
    asked = []

    for _ in range(11):
        later(watch, DAY)
        await rounds(house)
        asked.append([(each["token"], each["reminder"]) for each in await links(house, wave)])

    waiting = {each["token"] for each in sent[1:]}
    assert [{number for _, number in each} for each in asked if each] == [{1}, {2}]
    assert [day for day, each in enumerate(asked, 1) if each] == [3, 6]
    assert all({token for token, _ in each} == waiting for each in asked if each)
    assert [event.facts["late"] for event in await told(house, "CustomerReminded")] == [False] * 4


async def test_nobody_is_reminded_before_the_link_went_out(house: OpenHouse, watch: Watch) -> None:
    await clientele(house, ("NEW", 20))
    await launched(house, sampleSize=3)

    later(watch, 5 * DAY)
    await rounds(house)

    assert await told(house, "CustomerReminded") == []


async def test_what_was_missed_while_nobody_worked_is_done_once_and_told_as_late(
    house: OpenHouse, watch: Watch
) -> None:
    await clientele(house, ("NEW", 20))
    wave = await launched(house, sampleSize=3, runsForDays=14, reminders=3, remindAfterDays=3)
    await links(house, wave)

    later(watch, 10 * DAY)
    await rounds(house)
    later(watch, 5 * DAY)
    await rounds(house)

    assert [event.facts["late"] for event in await told(house, "CustomerReminded")] == [True] * 3
    (end,) = await told(house, "WaveClosed")
    assert (end.facts["on_time"], end.facts["late"], end.author) == (True, True, "kefu:surveys")
    assert (await report(house))["status"] == "DELIVERED"


async def test_after_its_time_no_answer_is_taken_whether_it_was_closed_or_not(house: OpenHouse, watch: Watch) -> None:
    await clientele(house, ("NEW", 20))
    wave = await launched(house, sampleSize=3, runsForDays=7)
    token = (await links(house, wave))[0]["token"]
    asked = await asked_behind(house, token)
    assert asked is not None

    later(watch, 7 * DAY)
    shown = await asked_behind(house, token)
    refused = await answer_with(house, token, scores(asked, 5))

    assert shown is not None
    assert not shown["answerable"]
    assert refused["userErrors"][0]["code"] == "NOT_ALLOWED_NOW"


async def test_a_survey_that_was_cancelled_takes_no_answer_and_gives_out_no_link(
    house: OpenHouse, watch: Watch
) -> None:
    await clientele(house, ("NEW", 20))
    wave = await launched(house, sampleSize=3)
    token = (await links(house, wave))[0]["token"]
    asked = await asked_behind(house, token)
    assert asked is not None
    later(watch, DAY)

    await done(house, "cancelWave", MANAGER, shown=WAVE, waveId=wave["id"], reason="问卷有误")

    assert (await answer_with(house, token, scores(asked, 5)))["userErrors"][0]["code"] == "NOT_ALLOWED_NOW"
    assert await declined(house, "closeWave", MANAGER, waveId=wave["id"], reason="再试") == ("NOT_ALLOWED_NOW", [])


async def test_whoever_declines_is_neither_reminded_nor_asked_again_within_a_year(
    house: OpenHouse, watch: Watch
) -> None:
    await clientele(house, ("NEW", 3))
    wave = await launched(house, sampleSize=3)
    first, *others = await links(house, wave)
    decline = "mutation ($input: DeclineSurveyInput!) { declineSurvey(input: $input) { accepted } }"

    for _ in range(2):
        said = await answer(house, decline, None, input={"token": first["token"]})
        assert said["data"]["declineSurvey"] == {"accepted": True}
    later(watch, 4 * DAY)
    await rounds(house)
    reminded = await links(house, wave)
    later(watch, 300 * DAY)
    again = await launched(house, code="next", sampleSize=2)

    assert {each["token"] for each in reminded} == {each["token"] for each in others}
    asked = {each["customerReference"] for each in await links(house, again)}
    assert asked == {each["customerReference"] for each in others}


async def test_nobody_is_asked_more_often_than_the_rule_allows(house: OpenHouse, watch: Watch) -> None:
    await clientele(house, ("NEW", 10))
    await launched(house, code="a", sampleSize=6)
    later(watch, 89 * DAY)

    tired = await planned(house, code="b", sampleSize=5)
    refused = await declined(house, "launchWave", MANAGER, waveId=tired["id"])
    later(watch, 2 * DAY)
    rested = await done(house, "launchWave", MANAGER, shown=WAVE, waveId=tired["id"])

    assert refused == ("INVALID", ["sampleSize"])
    assert rested["status"] == "LAUNCHED"


async def test_a_filled_quota_hears_nobody_else_of_its_stratum(house: OpenHouse, watch: Watch) -> None:
    await clientele(house, ("NEW", 10))
    quota = [{"stratum": "NEW", "answers": 2}]
    wave = await launched(house, sampleSize=6, quotas=quota)
    sent = await links(house, wave)
    asked = await asked_behind(house, sent[0]["token"])
    assert asked is not None
    for each in sent[:2]:
        await answered(house, each["token"], 4)

    refused = await answer_with(house, sent[2]["token"], scores(asked, 5))
    later(watch, 4 * DAY)
    await rounds(house)

    assert refused["userErrors"][0]["message"].startswith("enough customers")
    assert await links(house, wave) == []


async def test_many_workers_at_once_invite_each_customer_once_and_close_once(house: OpenHouse, watch: Watch) -> None:
    await clientele(house, ("NEW", 500))
    wave = await planned(house, sampleSize=450)
    await done(house, "launchWave", MANAGER, shown=WAVE, waveId=wave["id"])

    async def work() -> None:
        for _ in range(8):
            await keep_surveys(house.house, wall=datetime.now(UTC))

    await asyncio.gather(*(work() for _ in range(4)))
    later(watch, 15 * DAY)
    await asyncio.gather(*(work() for _ in range(4)))

    assert await count(house, "survey_invitation") == 450
    assert len(await told(house, "CustomerInvited")) == 450
    assert len(await told(house, "WaveClosed")) == len(await told(house, "ResultsDelivered")) == 1


async def test_a_survey_that_cannot_be_reported_keeps_no_other_from_its_end(house: OpenHouse) -> None:
    await clientele(house, ("NEW", 20))
    broken = await launched(house, code="broken", sampleSize=3)
    fine = await launched(house, code="fine", sampleSize=3, atMost=None)
    row = await SurveyWaveRow.get(code="broken")
    await SurveyResponseRow.create(id=row.id, wave_id=row.id, stratum="NOWHERE", scores={"overall": 5})

    for wave in (broken, fine):
        await done(house, "closeWave", MANAGER, shown=WAVE, waveId=wave["id"], reason="样本已足")
    await rounds(house)

    assert (await report(house, "broken"))["status"] == "CLOSED"
    assert (await report(house, "fine"))["status"] == "DELIVERED"


async def test_surveys_recur_on_their_days_and_each_follows_the_one_before(house: OpenHouse, watch: Watch) -> None:
    await clientele(house, ("NEW", 30))
    schedule = await done(
        house, "scheduleWaves", MANAGER, shown="schedule { id code nextOn } ", code="quarterly", title="季度调查",
        plan=a_plan(sampleSize=10, atMost=None), first="2026-03-31", everyMonths=3,
    )  # fmt: skip
    assert await rounds(house) == 0

    watch.set(datetime(2026, 3, 31, 1, tzinfo=UTC))
    await asyncio.gather(*(keep_surveys(house.house, wall=datetime.now(UTC)) for _ in range(3)))
    await rounds(house)
    watch.set(datetime(2026, 12, 24, 1, tzinfo=UTC))
    await rounds(house)
    found = (await answer(house, WAVES, MANAGER))["data"]["surveyWaves"]["nodes"]
    due = [event.facts for event in await told(house, "ScheduledWaveDue")]
    ended = await done(
        house, "endWaveSchedule", MANAGER, shown="schedule { nextOn endedAt lastWave { code } } ",
        scheduleId=schedule["id"], reason="改为年度",
    )  # fmt: skip

    assert [(each["code"], each["status"]) for each in found] == [
        ("quarterly-20260331", "DELIVERED"), ("quarterly-20260930", "LAUNCHED")
    ]  # fmt: skip
    assert found[1]["follows"] == {"code": "quarterly-20260331"}
    assert [(each["occasion"], each["missed"], each["late"]) for each in due] == [
        ("2026-03-31", 0, False), ("2026-09-30", 1, True)
    ]  # fmt: skip
    assert (ended["nextOn"], ended["lastWave"]) == ("2026-12-31", {"code": "quarterly-20260930"})


async def test_a_schedule_whose_code_is_taken_keeps_no_other_from_its_day(house: OpenHouse, watch: Watch) -> None:
    await clientele(house, ("NEW", 30))
    today = watch.now().date()
    for code in ("a", "b"):
        await done(
            house, "scheduleWaves", MANAGER, shown="schedule { id } ", code=code, title="季度调查",
            plan=a_plan(sampleSize=10, atMost=None), first=today.isoformat(), everyMonths=3,
        )  # fmt: skip
    await planned(house, code=f"a-{today:%Y%m%d}")

    await rounds(house)

    nodes = (await answer(house, WAVES, MANAGER))["data"]["surveyWaves"]["nodes"]
    assert {each["code"]: each["status"] for each in nodes} == {"a-20260302": "DRAFTED", "b-20260302": "LAUNCHED"}


async def test_the_next_survey_says_what_has_changed_and_asks_more_where_opinions_differed(
    house: OpenHouse, watch: Watch
) -> None:
    await clientele(house, ("NEW", 60), ("EXISTING", 60))
    first = await launched(house, sampleSize=60)
    for place, each in enumerate(await links(house, first)):
        asked = await asked_behind(house, each["token"])
        assert asked is not None
        new = any(item["code"] == "opening_ease" for item in asked["items"])
        await answered(house, each["token"], (1 if place % 2 else 5) if new else 3 + place % 2)
    await closed(house, first)
    later(watch, 100 * DAY)

    second = await launched(
        house, code="2026-Q2", sampleSize=60, allocation="NEYMAN", follows=first["id"], seed="another"
    )  # fmt: skip
    for each in await links(house, second):
        await answered(house, each["token"], 5, 5, 4)
    await closed(house, second)
    strata = 'query { surveyWave(code: "2026-Q2") { strata { stratum size asked } } }'
    frozen = (await answer(house, strata, MANAGER))["data"]["surveyWave"]["strata"]
    asked_of = {each["stratum"]: each["asked"] for each in frozen}
    total: dict[str, Any] = (await report(house, "2026-Q2"))["report"]["total"]

    assert asked_of["NEW"] > 2 * asked_of["EXISTING"]
    assert total["indexChange"]["direction"] == "UP"
    assert total["indexChange"]["p"] < 0.05
    assert total["topTwoChange"]["direction"] == "UP"


async def test_the_same_seed_asks_the_same_customers(house: OpenHouse, watch: Watch) -> None:
    await clientele(house, ("NEW", 50), ("EXISTING", 50))
    asked = []

    for code in ("a", "b", "c"):
        wave = await launched(
            house, code=code, sampleSize=20, seed="other" if code == "c" else "same", atMost=None, fatigueDays=1
        )  # fmt: skip
        asked.append({each["customerReference"] for each in await links(house, wave)})
        later(watch, DAY)

    assert asked[0] == asked[1] != asked[2]
