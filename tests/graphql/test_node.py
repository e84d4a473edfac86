"""Anything by its global id, and only what is in scope."""

from datetime import timedelta

from graphql import GraphQLObjectType

from app.graphql import core
from app.house import OpenHouse
from domain.feedback.commands import Classes, receive_feedback
from domain.feedback.source import Collected
from domain.improvement.commands import Counted, Goal, plan_measure
from domain.improvement.effect import Better
from domain.improvement.measure import MeasureKind
from domain.interaction.commands import record_interaction
from domain.interaction.interaction import Account, InteractionKind, InteractionOutcome
from domain.need.classes import Category, Frequency, Intensity, Nature, NeedSource
from domain.need.classes import Classes as NeedClasses
from domain.need.commands import enter_market_event, identify_need
from domain.policy.commands import draft_policy
from domain.reference.commands import register_agent
from domain.ticket import commands
from domain.ticket.message import Direction, Message
from domain.ticket.part import Visibility
from domain.upkeep.commands import raise_task
from domain.upkeep.task import TaskKind
from domain.viewer import Role, Viewer
from resolvers.node import FOUND
from schema.ids import global_id
from tests.engines import house
from tests.graphql.asking import RISK, answer, codes
from tests.graphql.surveyed import a_survey_that_is_over
from tests.live.desk import followed
from tests.storage.test_tickets import a_desk, a_ticket

__all__ = ["house"]
NODE = "query ($id: ID!) { node(id: $id) { __typename id } }"
IDS = """query ($id: ID) { ticket(id: $id) {
  id customer { id } assignee { id } department { id } channel { id } businessLine { id } kind { id }
  messages(last: 1) { id } notes(last: 2) { id } events(last: 1) { id } alerts(last: 1) { id }
} }"""


async def test_everything_that_has_an_id_is_found_by_it(house: OpenHouse) -> None:
    desk = a_desk(house)
    anna = await register_agent(desk, external_reference="a-1", name="安娜", department="desk")
    ticket = await a_ticket(desk, department="desk", business_line="fund_sales", kind="complaint")
    await commands.assign_ticket(desk, ticket.id, assignee_id=anna.id)
    await commands.respond_ticket(desk, ticket.id, Message(desk.new_id(), "phone", "您好"))
    await commands.add_note(desk, ticket.id, text="说明", visibility=Visibility.INTERNAL)
    draft = await draft_policy(desk, name="clock.calendars", body={"default": "desk"}, why="试行")
    shown = (await answer(house, IDS, RISK, id=global_id("Ticket", ticket.id)))["data"]["ticket"]
    shown |= (await answer(house, '{ policy(name: "clock.calendars") { id } }', RISK))["data"]
    shown |= (await answer(house, '{ calendar(code: "desk") { id } }', RISK))["data"]
    account = Account(
        InteractionKind.CALL, "phone", Direction.INBOUND, InteractionOutcome.ANSWERED, desk.now(), timedelta()
    )
    call = await record_interaction(desk, customer_id=ticket.customer_id, account=account)
    shown["call"] = {"id": global_id("Interaction", call.id)}
    measure = await plan_measure(
        desk, subject="逐项说明费率", kind=MeasureKind.TRAINING, department="desk", owner_id=anna.id,
        due=desk.now() + timedelta(days=9), goal=Goal(metric="csi", goal=80, unit="points", better=Better.HIGHER),
        baseline=Counted(since=desk.now() - timedelta(days=9), until=desk.now(), count=50, mean=70, deviation=9),
    )  # fmt: skip
    said = await receive_feedback(
        desk, customer_id=ticket.customer_id, subject="费率", text="费率不一致", classes=Classes(kind="product"),
        collected=Collected.COMPLAINT, channel="phone",
    )  # fmt: skip
    need = await identify_need(
        desk, customer_id=ticket.customer_id, subject="可转债", source=NeedSource.INTERVIEW,
        classes=NeedClasses(Category.TRADING_CONSULTATION, Nature.BASIC, Frequency.LOW, Intensity.LOW),
    )  # fmt: skip
    market = await enter_market_event(
        desk, title="大盘急跌", categories=[Category.RISK_ASSESSMENT], begins_at=None, why="关注",
        ends_at=desk.now() + timedelta(days=1),
    )  # fmt: skip
    task = await raise_task(desk, customer_id=ticket.customer_id, kind=TaskKind.RENEW_DOCUMENT, why="证件过期")
    shown["task"] = {"id": global_id("UpkeepTask", task.id)}
    shown["need"] = {"id": global_id("Need", need.id)}
    shown["market"] = {"id": global_id("MarketEvent", market.id)}
    shown["said"] = {"id": global_id("Feedback", said.id)}
    shown["measure"] = {"id": global_id("ImprovementMeasure", measure.id)}
    survey = await a_survey_that_is_over(house, ticket.customer_id)
    shown |= {kind: {"id": each} for kind, each in survey.items()}
    shown["draft"] = {"id": global_id("PolicyDraft", draft.id)}

    ids = [shown.pop("id"), *(each["id"] for value in shown.values() for each in _many(value))]
    async with followed(house) as live:
        found = [(await answer(house, NODE, RISK, live=live.live, id=each))["data"]["node"] for each in ids]

    assert [each["id"] for each in found] == ids
    assert {each["__typename"] for each in found} == set(FOUND) - {
        "Attachment", "WebhookEndpoint", "Delivery", "SurveyInvitation",
    }  # fmt: skip


def _many(value: object) -> list[dict[str, str]]:
    return value if isinstance(value, list) else [value]  # type: ignore[list-item]  # one object


def test_every_type_with_an_id_can_be_found_by_it() -> None:
    node = core.get_implementations(core.get_type("Node")).objects  # type: ignore[arg-type]  # the interface

    assert {kind.name for kind in node if isinstance(kind, GraphQLObjectType)} == set(FOUND)


async def test_what_is_no_id_or_out_of_scope_is_null_and_what_is_not_for_the_role_is_forbidden(
    house: OpenHouse,
) -> None:
    desk = a_desk(house)
    ticket = await a_ticket(desk)
    await commands.respond_ticket(desk, ticket.id, Message(desk.new_id(), "phone", "您好"))
    shown = (await answer(house, IDS, RISK, id=global_id("Ticket", ticket.id)))["data"]["ticket"]
    message, known = shown["messages"][0]["id"], global_id("Ticket", ticket.id)
    stranger = Viewer(Role.CUSTOMER, "C", customer_id=desk.new_id())

    nothing = [await answer(house, NODE, RISK, id=text) for text in ("?", "", "VGlja2V0", global_id("Need", ticket.id))]
    outside = [await answer(house, NODE, stranger, id=text) for text in (known, message)]
    wallboard = await answer(house, NODE, Viewer(Role.WALLBOARD, "board"), id=known)

    assert [each["data"] for each in [*nothing, *outside]] == [{"node": None}] * 6
    assert codes(wallboard) == ["FORBIDDEN"]
