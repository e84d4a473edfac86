"""No path through GraphQL shows a hidden cell, or lets it be worked out of what is shown (decision 0013)."""

from typing import Any
from uuid import uuid4

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from adapters.database import json_text
from app.house import OpenHouse, new_id
from domain.reference.commands import define_entry, register_agent
from domain.reference.entry import Family
from domain.survey.defaults import DEFAULT_QUESTIONNAIRE
from domain.viewer import Viewer
from tests.domain.test_survey_suppression import indicator, members, rank
from tests.engines import house
from tests.graphql.asking import answer, codes
from tests.graphql.surveyed import DESK, MANAGER, RISK_DESK, clientele, launched
from tests.graphql.test_surveys import REPORT, RESULTS, closed, events_of
from tests.storage.test_tickets import a_desk

__all__ = ["house"]

STAGES = ("NEW", "EXISTING", "DORMANT")
DEPARTMENTS = ("desk", "risk")
ITEMS = [each["code"] for each in DEFAULT_QUESTIONNAIRE["items"] if "touchpoint" not in each]
OF_TOUCHPOINT = {"OPENING": "opening_ease", "TRADING": "trading_stability"}
people = st.lists(
    st.tuples(
        st.sampled_from(STAGES), st.sampled_from([*DEPARTMENTS, None]),
        st.lists(st.sampled_from(sorted(OF_TOUCHPOINT)), unique=True, max_size=2), st.integers(1, 5),
    ),
    max_size=70,
)  # fmt: skip
Person = tuple[str, str | None, list[str], int]


async def told_by(house: OpenHouse, answers: list[Person]) -> tuple[dict[str, Any], list[Any], str]:
    """The report, the results that departments were given, and everything else that is told of the wave, as text."""
    wave = await launched(house, code=f"w-{uuid4().hex[:8]}", sampleSize=12, atMost=None)
    database = house.house.database
    row = await database.row("select id from survey_wave order by planned_at desc, id desc limit 1")
    assert row is not None
    for stage, department, touchpoints, score in answers:
        scores = dict.fromkeys([*ITEMS, *(OF_TOUCHPOINT[each] for each in touchpoints)], score)
        await database.insert("survey_response", [
            {"id": new_id(), "wave_id": row["id"], "stratum": stage, "department": department,
             "scores": json_text(scores)}
        ])  # fmt: skip
    await closed(house, wave)
    shown = (await answer(house, REPORT, MANAGER, code=wave["code"]))["data"]["surveyWave"]["report"]
    results = [
        each
        for viewer in (DESK, RISK_DESK, MANAGER)
        for each in (await answer(house, RESULTS, viewer, code=wave["code"]))["data"]["surveyWave"]["departmentResults"]
    ]
    return shown, results, await _said(house, MANAGER) + await _said(house, DESK)


async def _said(house: OpenHouse, viewer: Viewer) -> str:
    return str([(each.type, each.facts, each.image) for each in await events_of(house, viewer)])


@settings(
    max_examples=12,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow, HealthCheck.data_too_large],
)
@given(answers=people)
async def test_what_is_shown_tells_no_hidden_cell(house: OpenHouse, answers: list[Person]) -> None:
    await settled(house)

    shown, results, said = await told_by(house, answers)

    everybody = list(range(len(answers)))
    table = members(
        (number, {"stratum": [stage], "department": [] if department is None else [department],
                  "touchpoint": sorted(touchpoints)})
        for number, (stage, department, touchpoints, _) in enumerate(answers)
    )  # fmt: skip
    visible = {where(each) for each in shown["cells"] if each["answers"] is not None}
    sizes = {cell.where: found for cell, found in table.items()}
    rows = [indicator(sizes[each], everybody) for each in sorted(visible)]
    for cell in shown["cells"]:
        if where(cell) in visible:
            assert cell["answers"] == len(sizes[where(cell)]) >= 10
        else:
            assert cell["index"]["value"] is cell["topTwo"]["value"] is cell["verdict"] is None
            assert cell["dimensions"] == []
            behind = sizes.get(where(cell), [])
            assert not behind or not rows or rank([*rows, indicator(behind, everybody)]) > rank(rows)
    for each in results:
        assert (where(each["result"]) in visible) == (each["result"]["answers"] is not None)
    assert "scores" not in said
    assert "SurveyAnswered" not in said


def where(cell: dict[str, Any]) -> tuple[tuple[str, str], ...]:
    return tuple((axis, cell[axis]) for axis in ("department", "stratum", "touchpoint") if cell[axis] is not None)


async def settled(house: OpenHouse) -> None:
    """Two departments with customers of every stage, once."""
    row = await house.house.database.row("select count(*) as n from customer")
    if row is None or not row["n"]:
        desk = a_desk(house)
        await define_entry(desk, family=Family.DEPARTMENT, code="risk", name="风险控制")
        for code in DEPARTMENTS:
            agent = await register_agent(desk, external_reference=f"m-{code}", name="经理", department=code)
            await clientele(house, *((stage, 30) for stage in STAGES), manager=agent.id)


async def test_who_answered_is_not_asked_by_those_who_read_results(house: OpenHouse) -> None:
    bare = "query ($status: [SurveyInvitationStatus!]) { surveyInvitations(first: 1, status: $status) { totalCount } }"
    events = "CustomerInvited", "SurveyAnswered"
    await settled(house)
    await launched(house, sampleSize=12)

    assert codes(await answer(house, bare, MANAGER, status=["ANSWERED"])) == ["FORBIDDEN"]
    assert codes(await answer(house, bare, DESK, status=["ANSWERED"])) == ["FORBIDDEN"]
    for viewer in (MANAGER, DESK):
        assert not {each.type for each in await events_of(house, viewer)} & {*events}


async def test_a_count_below_the_minimum_is_not_told_while_the_survey_runs(house: OpenHouse) -> None:
    await settled(house)
    await launched(house, sampleSize=12)

    running = (await answer(house, REPORT, MANAGER, code="2026-Q1"))["data"]["surveyWave"]

    assert running["responses"] == {"invited": 12, "answered": None, "share": None}
    assert running["report"] is None
