"""A cursor that a client made, or that is another list's, is a clear error: of every list, on either engine."""

import base64
import json
from collections.abc import Callable, Iterable, Iterator
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from graphql import GraphQLEnumType, GraphQLObjectType

from adapters.news.live import Live
from adapters.storage.rows import CustomerRow, FeedbackRow
from app.graphql import core
from app.house import OpenHouse
from domain.feedback.commands import respond_to_feedback
from domain.improvement.commands import Counted, Goal, plan_measure
from domain.improvement.effect import Better
from domain.improvement.measure import MeasureKind
from domain.policy.commands import draft_policy
from domain.reference.commands import register_agent
from schema.ids import global_id
from tests.engines import house
from tests.graphql.asking import RISK, answer
from tests.graphql.mutating import ADMIN
from tests.graphql.surveyed import AUDITOR, a_survey_that_is_over
from tests.graphql.test_statements import so_many_tickets
from tests.live.desk import followed
from tests.storage.test_tickets import a_desk

__all__ = ["house"]

REPORT = 'feedbackReport(from: "2026-01-01T00:00:00Z", to: "2027-12-01T00:00:00Z")'
NESTED = {
    "Customer.timeline": 'customer(externalReference: "C-0") { timeline }',
    "TicketFigure.members": "wallboard { open { members } }",
    "TicketShare.members": "wallboard { firstResponse { members } }",
    "TicketShare.missed": "wallboard { firstResponse { missed } }",
    "LongestWaiting.members": "wallboard { longestWaiting { members } }",
    "MeasureSample.members": "improvementMeasure(id: $tickets) { baseline { members } }",
    "MeasureSample.feedbackMembers": "improvementMeasure(id: $feedback) { baseline { feedbackMembers } }",
    "FeedbackReport.measures": f"{REPORT} {{ measures }}",
    "FeedbackReport.measuresFinished": f"{REPORT} {{ measuresFinished }}",
    "FeedbackReport.measuresAhead": f"{REPORT} {{ measuresAhead }}",
    "FeedbackFigure.members": f"{REPORT} {{ received {{ members }} }}",
    "FeedbackShare.members": f"{REPORT} {{ responded {{ members }} }}",
    "FeedbackShare.missed": f"{REPORT} {{ responded {{ missed }} }}",
    "FeedbackScore.members": f"{REPORT} {{ rating {{ members }} }}",
    "CustomerShare.members": "needMix { accountAndTrading { members } }",
    "NeedShare.members": "needMix { byCategory { members } }",
}
ASKERS = {"webhookEndpoints": ADMIN, "deliveries": ADMIN, "surveyInvitations": AUDITOR, "surveySchedules": AUDITOR}
"""Who asks, where it is not for risk control."""
EMPTY = {
    "TicketFigure.members": "tickets DUE_AT",
    "TicketShare.missed": "tickets DUE_AT",
    "LongestWaiting.members": "tickets DUE_AT",
    "FeedbackReport.measures": "improvementMeasures DUE_AT",
    "FeedbackReport.measuresFinished": "improvementMeasures DUE_AT",
    "FeedbackReport.measuresAhead": "improvementMeasures DUE_AT",
    "FeedbackShare.missed": "feedbacks RECEIVED_AT",
    "FeedbackScore.members": "feedbacks RECEIVED_AT",
}
"""Lists with nothing in them here, and those whose cursors they take."""
ON_ITS_OWN = {"SimulatedFigure.members"}
"""Goes on after the id of a ticket: tests/graphql/test_simulation.py."""

NO_PARTS: tuple[object, ...] = (None, 2**31, -(2**63) - 1, 2**80, 1.5, True, "\0", [], {})
NO_WORDS = ("", "2026-03-01T09:30:00", "0001-01-01T00:00:00+08:00", "9999-12-31T23:59:59-08:00", "9" * 99)


def pages() -> dict[str, str]:
    """A query of each list that takes `after`, in each of its orders, by its name."""
    found = {}
    for name, field in core.query_type.fields.items():  # type: ignore[union-attr]  # there is one
        if "after" not in field.args:
            continue
        order = field.args["orderBy"].type if "orderBy" in field.args else None
        wave = "waveId: $wave, " if "waveId" in field.args and name != "surveyInvitations" else ""
        for each in order.values if isinstance(order, GraphQLEnumType) else [None]:
            given = wave if each is None else f"orderBy: {each}, "
            found[f"{name} {each or ''}".strip()] = f"{name}({given}first: 1, after: $after) {{ {_shown(name)} }}"
    for name, path in NESTED.items():
        field = name.partition(".")[2]
        found[name] = path.replace(f" {field} ", f" {field}(first: 1, after: $after) {{ {_shown(field)} }} ")
    return found


def _shown(field: str) -> str:
    return "endCursor" if field == "surveyComments" else "edges { cursor }"


def test_every_list_that_goes_on_after_a_cursor_is_asked_below() -> None:
    there = {
        f"{kind.name}.{name}"
        for kind in core.type_map.values()
        if isinstance(kind, GraphQLObjectType) and kind is not core.subscription_type
        for name, field in kind.fields.items()
        if "after" in field.args
    }

    assert there - NESTED.keys() - ON_ITS_OWN == {
        f"Query.{name}" for name in {each.partition(" ")[0] for each in pages().keys() - NESTED.keys()}
    }


async def one_of_each(house: OpenHouse) -> dict[str, str]:
    """Something in every list; the variables that their queries need."""
    await so_many_tickets(house, 3)
    desk, since = a_desk(house), house.house.now() - timedelta(days=9)
    said = await FeedbackRow.first()
    assert said is not None
    await respond_to_feedback(desk, said.id, text="已在核实", channel="phone")
    now = house.house.now()
    berta = await register_agent(desk, external_reference="b-1", name="贝塔", department="desk")
    measures = {}
    for name, metric, unit in (("tickets", "first_response", "minutes"), ("feedback", "feedback_response", "hours")):
        measure = await plan_measure(
            desk, subject="逐项说明费率", kind=MeasureKind.TRAINING, department="desk", owner_id=berta.id,
            due=now + timedelta(days=9), goal=Goal(metric=metric, goal=0, unit=unit, better=Better.LOWER),
            baseline=Counted(since=since, until=now),
        )  # fmt: skip
        measures[name] = global_id("ImprovementMeasure", measure.id)
    await draft_policy(desk, name="clock.calendars", body={"default": "desk"}, why="试行")
    customer = await CustomerRow.first()
    assert customer is not None
    survey = await a_survey_that_is_over(house, customer.id, code="Q2")
    return {"wave": survey["SurveyWave"], **measures}


async def test_a_cursor_that_is_none_of_the_list_is_a_clear_error(house: OpenHouse) -> None:
    ids, wrong = await one_of_each(house), []
    queries = {name: _about(ids, query) for name, query in pages().items()}

    async with followed(house) as desk:
        own = {name: await _first(house, name, query, desk.live) for name, query in queries.items()}
        assert {name for name, cursor in own.items() if cursor is None} == EMPTY.keys()
        own |= {name: own[other] for name, other in EMPTY.items()}
        for name, query in queries.items():
            its = str(own[name])
            others = {str(each) for each in own.values() if not _alike(str(each), its)}
            for cursor in sorted({*others, *_made_up(its), "", "?", "é", "bnVsbA==", "W10="}):
                said = await _ask(house, name, query, desk.live, after=cursor)
                told = {(error["extensions"]["code"], error["message"][:9]) for error in said["errors"]}
                if told != {("BAD_USER_INPUT", "after is ")}:
                    wrong.append((name, _opened(cursor), told))
            assert not (await _ask(house, name, query, desk.live, after=its))["errors"]

    assert wrong == []


def _about(ids: dict[str, str], query: str) -> str:
    for name, each in ids.items():
        query = query.replace(f"${name}", json.dumps(each))
    return query


async def _ask(house: OpenHouse, name: str, query: str, live: Live, after: str | None = None) -> dict[str, Any]:
    viewer = ASKERS.get(name.partition(" ")[0], RISK)
    return await answer(house, f"query ($after: String) {{ {query} }}", viewer, live=live, after=after)


async def _first(house: OpenHouse, name: str, query: str, live: Live) -> str | None:
    said = await _ask(house, name, query, live)
    assert not said["errors"], (name, said["errors"])
    return next(_cursors(said["data"]), None)


def _cursors(data: Any) -> Iterator[str]:  # noqa: ANN401  JSON
    if isinstance(data, list):
        for each in data:
            yield from _cursors(each)
    for name, value in data.items() if isinstance(data, dict) else ():
        if name in {"cursor", "endCursor"} and value is not None:
            yield value
        yield from _cursors(value)


def _opened(cursor: str) -> Any:  # noqa: ANN401  JSON
    try:
        return json.loads(base64.urlsafe_b64decode(cursor))
    except ValueError:
        return cursor


def _alike(one: str, other: str) -> bool:
    """Whether two cursors are of the same list in the same order."""
    opened, its = _opened(one), _opened(other)
    return one == other or (isinstance(opened, list) and isinstance(its, list) and opened[0] == its[0])


def _made_up(cursor: str) -> Iterable[str]:
    """Cursors that nobody was given."""
    opened = _opened(cursor)
    yield cursor[:-4]
    yield cursor + "AAAA"
    if not isinstance(opened, list):
        return
    for place, part in enumerate(opened):
        for other in (*NO_PARTS, *(() if place and _a_word(part) else NO_WORDS)):
            yield _closed([*opened[:place], other, *opened[place + 1 :]])
    yield _closed(opened[:-1])
    yield _closed([*opened, 1])


def _a_word(part: object) -> bool:
    """Whether any other word would be as good."""
    return isinstance(part, str) and not (_reads(datetime.fromisoformat, part) or _reads(UUID, part))


def _reads(kind: Callable[[str], object], text: str) -> bool:
    try:
        kind(text)
    except ValueError:
        return False
    return True


def _closed(value: object) -> str:
    return base64.urlsafe_b64encode(json.dumps(value).encode()).decode()
