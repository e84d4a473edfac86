"""A list costs the same number of SQL statements for one row and for fifty, whatever is asked of each row."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

import pytest
from graphql import (
    FieldNode,
    GraphQLObjectType,
    TypeInfo,
    TypeInfoVisitor,
    Visitor,
    get_named_type,
    get_nullable_type,
    is_leaf_type,
    is_list_type,
    parse,
    visit,
)

from adapters.database import Database, Row
from adapters.storage.work import SqlDesk
from app.graphql import core
from app.house import OpenHouse
from domain.activity.activity import ActivityKind
from domain.activity.commands import Told, record_activity
from domain.customer.commands import register_customer
from domain.customer.contact import ContactKind, ContactPoint
from domain.customer.customer import CustomerType
from domain.delivery.commands import register_endpoint
from domain.feedback.commands import Classes, receive_feedback
from domain.feedback.source import Collected
from domain.improvement.commands import Counted, Goal, plan_measure
from domain.improvement.effect import Better
from domain.improvement.measure import Answer, AnswerKind, MeasureKind
from domain.interaction.commands import record_interaction
from domain.interaction.interaction import Account, InteractionKind, InteractionOutcome
from domain.need.classes import Category, Frequency, Intensity, Nature, NeedSource
from domain.need.classes import Classes as NeedClasses
from domain.need.commands import assign_need, enter_market_event, identify_need
from domain.need.link import NeedLink, NeedLinkKind
from domain.reference.commands import register_agent
from domain.ticket import commands
from domain.ticket.message import Direction, Message
from domain.ticket.part import LinkKind, Visibility
from domain.upkeep.commands import raise_task
from domain.upkeep.task import TaskKind
from tests.engines import house
from tests.graphql.asking import RISK, answer
from tests.graphql.mutating import ADMIN
from tests.graphql.surveyed import AUDITOR, a_survey_that_is_over, planned
from tests.live.desk import followed
from tests.storage.test_tickets import a_desk

__all__ = ["house"]

TICKET = """
  number channel { code } kind { code } department { code } businessLine { code } assignee { name } narrative actions
  cycles { number resolver { name } resolution { result } } parts { department { code } task outcome }
  links { kind ticket { number } } messages(last: 3) { text attachments { name } } notes(last: 3) { text }
  events(last: 3) { type changes { field } words { text } } nearestClock { commitment } dueSoon
  clocks {
    commitment dueAt pauses { reason } steps { code } events(last: 3) { kind } explain { stretches { reason } } agrees
  }
  alerts(last: 3) { rule told events(last: 2) { type } } feedbacks(last: 2) { subject }
"""
TICKETS = f"""query ($first: Int!) {{
  tickets(first: $first, orderBy: OPENED_AT_DESC) {{
    totalCount edges {{ node {{ customer {{ name contactPoints {{ value }} }} {TICKET} }} }}
  }}
}}"""
TICKET_NODES = "query ($first: Int!) { tickets(first: $first, orderBy: OPENED_AT_DESC) { nodes { number } } }"
SCREEN = """query ($first: Int!) {
  tickets(first: $first) { nodes {
    id number subject status level dueAt overdue customer { name tier } assignee { name } events(last: 3) { type at }
  } }
}"""
CUSTOMERS = """query ($first: Int!) {
  customers(first: $first) {
    totalCount edges { node {
      name segments businessLines { code } accountManager { name } contactPoints { value channel { code } }
      tickets(last: 3) { number messages(last: 1) { text } } events(last: 2) { type words { text } }
      channelPreference { channels { code } } feedbacks(last: 2) { subject } needs(last: 2) { subject }
      clocks { commitment } upkeepTasks(last: 2) { kind } stageChanges(last: 3) { stage }
      timeline(first: 5) {
        totalCount edges { at node { id ... on Interaction { summary } ... on Ticket { number } ... on Note { text } } }
      }
    } } nodes { name }
  }
}"""
INTERACTIONS = """query ($first: Int!) {
  interactions(first: $first) {
    totalCount nodes { kind } edges { node {
      kind channel { code } agent { name } customer { name } summary
      opened { kind ticket { number } feedback { number } need { number } }
      events(last: 2) { type }
    } }
  }
}"""
FEEDBACKS = """query ($first: Int!) {
  feedbacks(first: $first) {
    totalCount nodes { subject } edges { node {
      number subject status text dueAt overdue customer { name } ticket { number } kind { code } channel { code }
      department { code } responsible { name } about { name } referral { met } actions topics
      cycles { number causeText actionText reply handler { name } } reading { topics { code } } correction { topics }
      nearestClock { commitment } clocks { commitment explain { stretches { reason } } } events(last: 2) { type }
      alerts(last: 2) { rule feedback { number } }
    } }
  }
}"""
REPORT = """query ($first: Int!) {
  feedbackReport(from: "2026-01-01T00:00:00Z", to: "2027-12-01T00:00:00Z") {
    received { members(first: $first) { totalCount nodes { number } edges { node { number } } } }
    byKind { code } byCause { code } bySentiment { code } byTopic { code } frequentKinds { code }
    measures(first: $first) { nodes { subject } }
  }
}"""
NEEDS = """query ($first: Int!) {
  needs(first: $first) {
    totalCount nodes { number } edges { node {
      number grading { factors } assessment { factors } rank { factors } narrative plan service actions
      customer { name needs(last: 2) { number } activity(last: 2) { kind amountMinor } } department { code }
      assignee { name } links { kind ticket { number needs(last: 2) { number } } interaction { kind }
      feedback { number needs(last: 2) { number } } } events(last: 2) { type words { text } }
    } }
  }
  needQueue(first: $first) { totalCount nodes { number rank { standing } } edges { node { number } } }
  marketEvents(first: $first) {
    totalCount nodes { title } edges { node { categories events(last: 2) { reason } } }
  }
  needMix {
    byCategory { value members(first: $first) { nodes { number } edges { cursor } } }
    accountAndTrading { value members(first: $first) { nodes { name } edges { cursor } } }
  }
}"""
MEASURES = """query ($first: Int!) {
  improvementMeasures(first: $first) {
    totalCount nodes { subject } edges { node {
      subject department { code } owner { name } target { department { code } kind { code } }
      baseline { count } effect { after { count } } actions
      answers { kind ticket { number } feedback { number } } events(last: 2) { type }
    } }
  }
  improvementMetrics { code }
}"""
UPKEEP = """query ($first: Int!) {
  upkeepTasks(first: $first) {
    totalCount nodes { kind } edges { node {
      kind customer { name } department { code } assignee { name } actions alerts(last: 2) { rule }
      events(last: 2) { type }
    } }
  }
}"""
SURVEYS = """query ($first: Int!) {
  surveyWaves(first: $first) {
    totalCount nodes { title } edges { node {
      title plan { sampleSize } questionnaire { items { code } questions { code } } follows { title }
      strata { stratum } responses { answered } actions events(last: 2) { type }
      departmentResults { department { code } result { dimensions { dimension } } }
      report { cells { dimensions { dimension } } reliability { items { code } } structure { answers } }
    } }
  }
  questionnaires { items { code } questions { code } }
  surveyInvitations(first: $first) {
    totalCount nodes { title } edges { node { title customer { name } wave { title } } }
  }
  surveySchedules(first: $first) { totalCount nodes { code } edges { node { code lastWave { title } } } }
}"""
EVENTS = """query ($first: Int!) {
  events(first: $first) { totalCount edges { node { type words { text } } } nodes { type } }
}"""
ALERTS = """query ($first: Int!) {
  alerts(first: $first) {
    totalCount edges { node {
      rule actions ticket { number customer { name } } feedback { number } events(last: 2) { type } } }
    nodes { rule }
  }
}"""
SENT = """query ($first: Int!) {
  deliveries(first: $first) { totalCount edges { node { state endpoint { code } } } nodes { state } }
  webhookEndpoints(first: $first) { totalCount edges { node { code } } nodes { code } }
}"""
WORDS = """query ($first: Int!) {
  departments(first: $first) { edges { node { parent { code } } } nodes { code } }
  channels(first: $first) { edges { node { code } } nodes { code } }
  businessLines(first: $first) { edges { node { code } } nodes { code } }
  kinds(first: $first) { edges { node { code } } nodes { code } }
  agents(first: $first) { edges { node { department { code } } } nodes { name } }
}"""
BOARD = """query ($first: Int!) {
  wallboard {
    byStatus { status value } byLevel { level value } byStatusAndLevel { status level value }
    open { members(first: $first) { nodes { number } edges { node { number } } } }
  }
}"""
POLICIES = """query ($first: Int!) {
  policies(first: $first) { totalCount edges { node { name body } } nodes { name } }
  policyDrafts(first: $first) {
    totalCount edges { node { name } } nodes { name body difference(first: 5) { path } differenceCount }
  }
}"""
CALENDARS = """query ($first: Int!) {
  calendars(first: $first) {
    totalCount edges { node { code } } nodes { week { weekday spans } overrides(first: $first) { day spans } }
  }
  deadlinePreview(calendar: "desk", from: "2026-10-01T09:00:00+08:00", duration: {amount: 60, unit: WORKING_DAYS}) {
    dueAt stretches { since counted }
  }
}"""
QUERIES = {
    "tickets": TICKETS,
    "ticket nodes": TICKET_NODES,
    "screen": SCREEN,
    "customers": CUSTOMERS,
    "interactions": INTERACTIONS,
    "measures": MEASURES,
    "needs": NEEDS,
    "upkeep": UPKEEP,
    "feedbacks": FEEDBACKS,
    "feedback report": REPORT,
    "surveys": SURVEYS,
    "events": EVENTS,
    "alerts": ALERTS,
    "sent": SENT,
    "words": WORDS,
    "board": BOARD,
    "policies": POLICIES,
    "calendars": CALENDARS,
}
ASKERS = {SENT: ADMIN, SURVEYS: AUDITOR}
"""Who asks, where it is not for risk control."""
BOUNDED_ELSEWHERE = {
    "Query.simulateEscalation",
    "AlertSnapshot.alerts",
    "FeedbackSnapshot.feedbacks",
    "OpenSurvey.items",
    "OpenSurvey.questions",
    "SurveyComments.comments",
    "SurveyInterviewConnection.edges",
    "SurveyInterviewConnection.nodes",
    "NeedQueueSnapshot.needs",
    "TicketSnapshot.tickets",
    "PolicySimulation.commitments",
    "SimulatedFigure.members",
    "SimulatedTicket.changes",
}
"""Lists that are measured in tests of their own: feeds read one page, see tests/live; simulations, beside them."""


class Counting(Database):
    """Counts what is asked of the database."""

    def __init__(self, name: str) -> None:
        super().__init__(name)
        self.statements: list[str] = []

    async def rows(self, text: str, values: Sequence[Any] = ()) -> list[Row]:
        self.statements.append(text)
        return await super().rows(text, values)


@contextmanager
def counted(house: OpenHouse) -> Iterator[list[str]]:
    """The statements of the block; the directory and the keys are warm, as in a process that serves."""
    inside = house.house
    database = Counting("postgres" if inside.database.postgres else "sqlite")
    house.house = replace(inside, database=database)
    try:
        yield database.statements
    finally:
        house.house = inside


async def so_many_tickets(house: OpenHouse, count: int) -> None:
    desk = a_desk(house)
    anna = await register_agent(desk, external_reference="a-1", name="安娜", department="desk")
    before = None
    for number in range(count):
        point = ContactPoint.of(desk.new_id(), ContactKind.MOBILE, f"1380013{number:04}", "phone")
        customer = await a_customer(house, number, point)
        call = await record_interaction(desk, customer_id=customer, account=a_call(desk.now()), summary="登录")
        ticket = await commands.open_ticket(
            desk, customer_id=customer, subject="无法登录", kind="account", channel="phone", department="desk",
            business_line="fund_sales", narrative="无法登录交易软件", interaction_id=call.id,
        )  # fmt: skip
        await commands.classify_ticket(desk, ticket.id)
        await commands.assign_ticket(desk, ticket.id, assignee_id=anna.id)
        await commands.start_ticket(desk, ticket.id)
        await commands.respond_ticket(desk, ticket.id, Message(desk.new_id(), "phone", "您好"))
        await commands.add_note(desk, ticket.id, text="说明", visibility=Visibility.INTERNAL)
        await commands.join_department(desk, ticket.id, department="desk", task="核对")
        await register_endpoint(
            SqlDesk(house.house, ADMIN), code=f"pager-{number}", url="https://hooks.example.com/", secret=b"s" * 32
        )
        await commands.classify_ticket(desk, ticket.id, kind="complaint")
        await a_measure(desk, anna.id, ticket.id)
        await raise_task(
            desk, customer_id=customer, kind=TaskKind.RENEW_DOCUMENT, why="证件过期", assignee_id=anna.id,
            due=desk.now() + timedelta(days=1),
        )  # fmt: skip
        await receive_feedback(
            desk, customer_id=customer, subject="费率", text="不一致", collected=Collected.SURVEY, channel="phone",
            classes=Classes(kind="product", about_ids=(anna.id,)), ticket_id=ticket.id,
        )  # fmt: skip
        need = await identify_need(
            desk, customer_id=customer, subject="可转债", source=NeedSource.INTERVIEW, narrative="想了解",
            classes=NeedClasses(Category.TRADING_CONSULTATION, Nature.BASIC, Frequency.LOW, Intensity.LOW),
            department="desk", revealed_by=NeedLink(NeedLinkKind.REVEALED_BY_TICKET, ticket.id), interaction_id=call.id,
        )  # fmt: skip
        await assign_need(desk, need.id, assignee_id=anna.id)
        await record_activity(desk, [Told(f"C-{number}", desk.now(), ActivityKind.BUY, 100, "CNY", "")])
        await enter_market_event(
            desk, title="大盘急跌", categories=[Category.RISK_ASSESSMENT], begins_at=None, why="关注",
            ends_at=desk.now() + timedelta(days=1),
        )  # fmt: skip
        if before is not None:
            await commands.link_ticket(desk, ticket.id, kind=LinkKind.FOLLOWS, other_id=before)
        await commands.resolve_ticket(desk, ticket.id, result="已恢复", cause="密码过期", action="重置")
        before = ticket.id
    survey = await a_survey_that_is_over(house, code="Q0")
    for number in range(count - 2):
        await planned(house, code=f"plan-{number}", follows=survey["SurveyWave"])
    await a_survey_that_is_over(house, code="Q1", follows=survey["SurveyWave"])


async def a_measure(desk: SqlDesk, owner_id: UUID, ticket_id: UUID) -> None:
    now = desk.now()
    await plan_measure(
        desk, subject="逐项说明费率", kind=MeasureKind.TRAINING, department="desk", owner_id=owner_id,
        due=now + timedelta(days=9), goal=Goal(metric="csi", goal=80, unit="points", better=Better.HIGHER),
        baseline=Counted(since=now - timedelta(days=9), until=now, count=50, mean=70, deviation=9),
        answers=Answer(AnswerKind.TICKET, ticket_id),
    )  # fmt: skip


def a_call(at: datetime) -> Account:
    return Account(InteractionKind.CALL, "phone", Direction.INBOUND, InteractionOutcome.ANSWERED, at, timedelta())


async def a_customer(house: OpenHouse, number: int, point: ContactPoint) -> UUID:
    desk = a_desk(house)
    customer = await register_customer(
        desk, external_reference=f"C-{number}", type=CustomerType.INDIVIDUAL, name="王芳", contact_points=[point],
        business_lines=["fund_sales"],
    )  # fmt: skip
    return customer.id


async def test_fifty_rows_take_as_many_statements_as_one(house: OpenHouse) -> None:
    await so_many_tickets(house, 50)
    taken: dict[str, list[int]] = {}

    async with followed(house) as desk:
        for name, query in QUERIES.items():
            for first in (1, 50):
                await answer(house, query, ASKERS.get(query, RISK), live=desk.live, first=first)
                with counted(house) as statements:
                    given = await answer(house, query, ASKERS.get(query, RISK), live=desk.live, first=first)
                assert given["errors"] == []
                taken.setdefault(name, []).append(len(statements))

    assert [name for name, (one, fifty) in taken.items() if one != fifty] == [], taken
    assert taken["screen"][1] <= 4
    assert taken["ticket nodes"] == [1, 1]


class _Lists(Visitor):
    """The list fields that the queries above ask for."""

    def __init__(self, types: TypeInfo) -> None:
        super().__init__()
        self._types = types
        self.found: set[str] = set()

    def enter_field(self, node: FieldNode, *_: object) -> None:
        parent, field = self._types.get_parent_type(), self._types.get_field_def()
        if parent is not None and field is not None and is_list_type(get_nullable_type(field.type)):
            self.found.add(f"{parent.name}.{node.name.value}")


def test_every_list_of_objects_that_the_schema_has_is_counted_above() -> None:
    types = TypeInfo(core)
    asked = _Lists(types)
    for query in QUERIES.values():
        visit(parse(query), TypeInfoVisitor(types, asked))

    there = {
        f"{kind.name}.{name}"
        for kind in core.type_map.values()
        if isinstance(kind, GraphQLObjectType) and not kind.name.startswith("__") and not kind.name.endswith("Payload")
        for name, field in kind.fields.items()
        if is_list_type(get_nullable_type(field.type)) and _of_objects(field.type)
    }
    assert there - asked.found - BOUNDED_ELSEWHERE == set()


def _of_objects(kind: Any) -> bool:  # noqa: ANN401  any output type
    return not is_leaf_type(get_named_type(kind))


@pytest.mark.parametrize("query", QUERIES.values())
async def test_a_page_of_more_than_a_hundred_is_refused_everywhere(house: OpenHouse, query: str) -> None:
    given = await answer(house, query, ASKERS.get(query, RISK), first=101)

    assert {error["extensions"]["code"] for error in given["errors"]} == {"BAD_USER_INPUT"}
