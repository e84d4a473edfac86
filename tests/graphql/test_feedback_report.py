"""The feedback of a period in figures, each of which opens into what it counted (source: P4.2-e, P4.3-d)."""

import random
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from app.house import OpenHouse
from domain.feedback import commands
from domain.feedback.sentiment import Reading, Sentiment, Topic
from domain.viewer import Role, Viewer
from schema.ids import row_id
from tests.engines import house
from tests.graphql.asking import RISK, answer, codes
from tests.graphql.mutating import People, done
from tests.graphql.test_feedback import received, with_a_handbook
from tests.graphql.test_measures import planned
from tests.storage.test_tickets import a_desk

__all__ = ["house"]

JULY, OCTOBER = datetime(2026, 7, 1, tzinfo=UTC), datetime(2026, 10, 1, tzinfo=UTC)
QUARTER: dict[str, Any] = {"from": JULY.isoformat(), "to": OCTOBER.isoformat()}
MANAGER = Viewer(Role.SERVICE_MANAGER, "sm")
OPENED = "members(first: 100) { totalCount nodes { subject } }"
FIGURE = f"code name value before share unit definition {OPENED}"
SHARE = f"value part whole unit definition noneBecause {OPENED} missed(first: 100) {{ totalCount }}"
MEASURES = "(first: 10) { totalCount nodes { subject effect { verdict } } }"
REPORT = f"""query ($from: DateTime!, $to: DateTime!, $department: String) {{
  feedbackReport(from: $from, to: $to, department: $department) {{
    start end asOf department {{ code }} ruleVersion received {{ {FIGURE} }}
    byKind {{ {FIGURE} }} kinds frequentKinds {{ code }} byCause {{ {FIGURE} }} causes
    bySentiment {{ {FIGURE} }} byTopic {{ {FIGURE} }} topics
    responded {{ {SHARE} }} handled {{ {SHARE} }} ratedPoor {{ {SHARE} }}
    rating {{ value low high count unit definition noneBecause {OPENED} }}
    measures{MEASURES} measuresFinished{MEASURES} measuresAhead{MEASURES}
  }}
}}"""
FEE = Reading(Sentiment.COMPLAINING, 0.9, (Topic("fee", 0.9), Topic("disclosure", 0.7)), "seed-1")
UNSURE = Reading(None, 0.5, (), "seed-1")


def at(house: OpenHouse, moment: datetime) -> None:
    """The desk's clock shows this time."""
    house.house = replace(house.house, now=lambda: moment)


async def report(
    house: OpenHouse, viewer: Viewer = RISK, *, since: datetime = JULY, until: datetime = OCTOBER,
    department: str | None = None,
) -> dict[str, Any]:  # fmt: skip
    period: dict[str, Any] = {"from": since.isoformat(), "to": until.isoformat()}
    said = await answer(house, REPORT, viewer, **period, department=department)
    assert not said["errors"], said["errors"]
    found: dict[str, Any] = said["data"]["feedbackReport"]
    return found


async def a_piece(house: OpenHouse, people: People, moment: datetime, **given: Any) -> dict[str, str]:  # noqa: ANN401
    """Received at that time; what mutations want to know of it."""
    at(house, moment)
    return {"feedbackId": (await received(house, people, **given))["id"]}


async def read(house: OpenHouse, which: dict[str, str], reading: Reading) -> None:
    await commands.read_sentiment(
        a_desk(house), row_id("Feedback", which["feedbackId"], field="feedbackId"), reading=reading
    )  # fmt: skip


async def handled(house: OpenHouse, people: People, which: dict[str, str], cause: str = "disclosure") -> None:
    await done(house, "respondToFeedback", people.anna, **which, text="正在核对", channel="phone")
    await done(house, "recordFeedbackCause", people.anna, **which, cause=cause, text="费率表未更新")
    await done(house, "recordFeedbackAction", people.anna, **which, text="退还差额")
    await done(house, "handleFeedback", people.anna, **which, reply="差额已退还", channel="email")


def short(figures: list[dict[str, Any]]) -> dict[str, tuple[int, int]]:
    """Of each code how many, and how many before."""
    return {each["code"]: (each["value"], each["before"]) for each in figures}


async def test_a_quarter_is_told_by_kind_cause_sentiment_and_topic_beside_the_one_before(house: OpenHouse) -> None:
    people = await with_a_handbook(house)
    await a_piece(house, people, JULY - timedelta(days=10))
    pieces = [await a_piece(house, people, JULY + timedelta(days=n)) for n in range(5)]
    other = await a_piece(house, people, JULY + timedelta(days=6), kind="system", subject="行情延迟")
    await a_piece(house, people, OCTOBER)
    await handled(house, people, pieces[0])
    await read(house, pieces[0], FEE)
    await read(house, pieces[1], FEE)
    await read(house, other, UNSURE)
    await done(house, "correctSentiment", people.anna, **pieces[1], sentiment="SUGGESTING", topics=["disclosure"])

    found = await report(house)

    assert (found["start"], found["end"]) == ("2026-07-01T00:00:00+00:00", "2026-10-01T00:00:00+00:00")
    assert (found["received"]["value"], found["received"]["before"]) == (6, 1)
    assert short(found["byKind"]) == {"product": (5, 1), "system": (1, 0)}
    assert found["byKind"][0]["name"]
    assert found["byKind"][0]["share"] == pytest.approx(5 / 6)
    assert (found["kinds"], found["frequentKinds"], found["ruleVersion"]) == (2, [{"code": "product"}], 1)
    assert short(found["byCause"]) == {"disclosure": (1, 0)}
    assert found["byCause"][0]["name"] == "信息披露"
    assert short(found["bySentiment"]) == {
        "SATISFIED": (0, 0), "COMPLAINING": (1, 0), "SUGGESTING": (1, 0), "UNSURE": (1, 0), "UNREAD": (3, 1),
    }  # fmt: skip
    assert short(found["byTopic"]) == {"disclosure": (2, 0), "fee": (1, 0)}
    assert [each["subject"] for each in found["byKind"][1]["members"]["nodes"]] == ["行情延迟"]


async def test_promises_kept_are_a_share_that_opens_into_those_that_were_not(house: OpenHouse) -> None:
    people = await with_a_handbook(house)
    in_time = await a_piece(house, people, JULY)
    await handled(house, people, in_time)
    late = await a_piece(house, people, JULY + timedelta(days=1), subject="转账太慢")
    at(house, JULY + timedelta(days=3))
    await done(house, "respondToFeedback", people.anna, **late, text="抱歉久等", channel="phone")
    await a_piece(house, people, JULY + timedelta(days=4))
    before = await report(house)

    at(house, JULY + timedelta(days=30))
    after = await report(house)

    assert (before["responded"]["part"], before["responded"]["whole"]) == (1, 2)
    assert before["responded"]["value"] == pytest.approx(0.5)
    assert (before["handled"]["part"], before["handled"]["whole"]) == (1, 1)
    assert (after["responded"]["part"], after["responded"]["whole"]) == (1, 3)
    assert (after["handled"]["part"], after["handled"]["whole"]) == (1, 3)
    assert after["handled"]["missed"]["totalCount"] == 2


async def test_ratings_have_a_mean_with_an_interval_and_the_poor_ones_a_share(house: OpenHouse) -> None:
    people = await with_a_handbook(house)
    for number, score in enumerate((5, 4, 1)):
        which = await a_piece(house, people, JULY + timedelta(hours=number))
        await handled(house, people, which)
        await done(house, "rateFeedback", people.mrs_wang, **which, score=score)
    await handled(house, people, which, cause="training")
    await done(house, "rateFeedback", people.mrs_wang, **which, score=5)

    found = await report(house)

    assert (found["rating"]["count"], found["rating"]["value"]) == (4, pytest.approx(3.75))
    assert found["rating"]["low"] < 3.75 < found["rating"]["high"]
    assert (found["ratedPoor"]["part"], found["ratedPoor"]["whole"]) == (1, 3)
    assert short(found["byCause"]) == {"disclosure": (3, 0), "training": (1, 0)}


async def test_what_there_is_none_of_is_null_with_its_reason(house: OpenHouse) -> None:
    people = await with_a_handbook(house)
    nothing = await report(house, since=JULY - timedelta(days=200), until=JULY)
    which = await a_piece(house, people, JULY)
    await handled(house, people, which)
    await done(house, "rateFeedback", people.mrs_wang, **which, score=5)
    one = await report(house)

    assert (nothing["received"]["value"], nothing["received"]["share"], nothing["byKind"]) == (0, None, [])
    for share in ("responded", "handled"):
        assert (nothing[share]["value"], nothing[share]["noneBecause"]) == (
            None, "no such promise was kept or fell due"
        )  # fmt: skip
    assert (nothing["ratedPoor"]["value"], nothing["rating"]["value"]) == (None, None)
    assert nothing["rating"]["noneBecause"] == nothing["ratedPoor"]["noneBecause"] == "no handling was rated"
    assert (one["rating"]["value"], one["rating"]["low"]) == (5, None)
    assert one["rating"]["noneBecause"] == "one rating has no spread: an interval takes two at least"


@pytest.mark.parametrize(
    ("since", "until"),
    [
        (datetime.min.replace(tzinfo=UTC), datetime.min.replace(tzinfo=UTC) + timedelta(days=2)),
        (datetime.max.replace(tzinfo=UTC) - timedelta(days=2), datetime.max.replace(tzinfo=UTC)),
    ],
)
async def test_at_the_edges_of_time_there_is_nothing(house: OpenHouse, since: datetime, until: datetime) -> None:
    found = await report(house, since=since, until=until)

    assert (found["received"]["value"], found["received"]["before"]) == (0, 0)


async def test_it_names_what_came_of_it_what_was_finished_and_what_comes_next(house: OpenHouse) -> None:
    people = await with_a_handbook(house)
    which = await a_piece(house, people, JULY)
    due = (OCTOBER + timedelta(days=30)).isoformat()
    ahead = await planned(house, people, answersTo=which["feedbackId"], dueAt=due)
    done_now = await planned(house, people, subject="更新费率表", dueAt=due)
    await done(house, "beginMeasure", RISK, measureId=done_now["id"])
    await done(house, "finishMeasure", RISK, measureId=done_now["id"])

    found = await report(house)

    assert _subjects(found["measures"]) == _subjects(found["measuresAhead"]) == [ahead["subject"]]
    assert _subjects(found["measuresFinished"]) == ["更新费率表"]


async def test_everybody_reports_what_is_in_their_scope_and_nothing_about_themselves(house: OpenHouse) -> None:
    people = await with_a_handbook(house)
    await a_piece(house, people, JULY, aboutIds=[people.anna_id])
    await a_piece(house, people, JULY + timedelta(hours=1))
    elsewhere = await a_piece(house, people, JULY + timedelta(hours=2))
    await done(house, "routeFeedback", RISK, **elsewhere, department="risk", reason="涉及合规")
    south = Viewer(Role.SUPERVISOR, "s", "risk", frozenset({"risk"}))

    counts = [(await report(house, viewer))["received"]["value"] for viewer in (RISK, MANAGER, people.anna, south)]
    of_risk = await report(house, department="risk")
    no_such = await answer(house, REPORT, RISK, **QUARTER, department="moon")

    assert counts == [3, 3, 1, 1]
    assert (of_risk["received"]["value"], of_risk["department"]) == (1, {"code": "risk"})
    assert codes(no_such) == ["BAD_USER_INPUT"]


@pytest.mark.parametrize("role", [Role.CUSTOMER, Role.INTEGRATION, Role.WALLBOARD, Role.ADMIN])
async def test_who_is_not_of_the_house_gets_no_report(house: OpenHouse, role: Role) -> None:
    given = await answer(house, REPORT, Viewer(role, "x"), **QUARTER)

    assert "FORBIDDEN" in codes(given)


@pytest.mark.parametrize(
    ("since", "until", "says"),
    [
        ("2026-07-01T00:00:00", "2026-10-01T00:00:00Z", "from has no time zone"),
        ("2026-10-01T00:00:00Z", "2026-07-01T00:00:00Z", "a period begins before it ends"),
        ("2020-01-01T00:00:00Z", "2026-07-01T00:00:00Z", "a period has at most 732 days"),
    ],
)
async def test_what_is_no_period_is_refused(house: OpenHouse, since: str, until: str, says: str) -> None:
    period: dict[str, Any] = {"from": since, "to": until}
    given = await answer(house, REPORT, RISK, **period)

    assert codes(given) == ["BAD_USER_INPUT"]
    assert says in given["errors"][0]["message"]


async def test_whatever_happens_every_figure_opens_into_as_much_as_it_counts(house: OpenHouse) -> None:
    people, dice = await with_a_handbook(house), random.Random(20260701)
    readings = [FEE, UNSURE, Reading(Sentiment.SATISFIED, 0.8, (Topic("app", 0.8),), "seed-1")]
    for _ in range(40):
        moment = JULY + timedelta(days=dice.uniform(-60, 60))
        which = await a_piece(house, people, moment, kind=dice.choice(["product", "system", "account"]))
        if dice.random() < 0.6:
            await read(house, which, dice.choice(readings))
        at(house, moment + timedelta(days=dice.choice([0.1, 2, 12])))
        for _ in range(dice.choice([0, 1, 1, 2])):
            await handled(house, people, which, dice.choice(["disclosure", "training"]))
            if dice.random() < 0.7:
                await done(house, "rateFeedback", people.mrs_wang, **which, score=dice.choice([1, 2, 3, 5]))
            if (await _status(house, which)) != "RECEIVED":
                break

    at(house, JULY + timedelta(days=30))
    found = await report(house)

    figures = [found["received"], *found["byKind"], *found["byCause"], *found["bySentiment"], *found["byTopic"]]
    shares = [found["responded"], found["handled"], found["ratedPoor"]]
    assert [each["value"] for each in figures] == [each["members"]["totalCount"] for each in figures]
    assert [each["whole"] for each in shares] == [each["members"]["totalCount"] for each in shares]
    assert [each["whole"] - each["part"] for each in shares] == [each["missed"]["totalCount"] for each in shares]
    assert all(0 < each["part"] < each["whole"] for each in shares)
    for parts in ("byKind", "bySentiment"):
        assert sum(each["value"] for each in found[parts]) == found["received"]["value"] > 0
        assert sum(each["before"] for each in found[parts]) == found["received"]["before"] > 0


async def _status(house: OpenHouse, which: dict[str, str]) -> str:
    query = "query ($id: ID) { feedback(id: $id) { status } }"
    given = await answer(house, query, RISK, id=which["feedbackId"])
    return str(given["data"]["feedback"]["status"])


def _subjects(connection: dict[str, Any]) -> list[str]:
    return [each["subject"] for each in connection["nodes"]]
