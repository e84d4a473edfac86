"""What `Ticket.actions` offers can be done, what it does not offer is refused, and each action has its mutation."""

from collections.abc import Awaitable, Callable
from typing import Any
from uuid import UUID

import pytest
from graphql import GraphQLInputObjectType, get_named_type

from adapters.storage.work import SqlDesk
from app.graphql import core
from app.house import OpenHouse
from domain.ticket import commands
from domain.ticket.access import MAY
from domain.ticket.lifecycle import Action, Status
from domain.ticket.ticket import Ticket
from domain.viewer import Role, Viewer
from schema.ids import global_id
from tests.engines import house
from tests.graphql.asking import RISK, answer
from tests.graphql.mutating import People, ask, people_of
from tests.storage.test_tickets import a_desk

__all__ = ["house"]

GIVEN: dict[Action, dict[str, Any]] = {
    Action.CLASSIFY: {"kind": "trading"},
    Action.ASSIGN: {"department": "risk"},
    Action.RESPOND: {"channel": "phone", "text": "您好"},
    Action.RECEIVE_MESSAGE: {"channel": "phone", "text": "还是不行"},
    Action.RECORD_ANALYSIS: {"text": "密码锁定"},
    Action.RECORD_PLAN: {"text": "核对后解锁"},
    Action.REPORT_PROGRESS: {"text": "已核对"},
    Action.CUSTOMER_REPLIED: {"channel": "phone", "text": "已上传"},
    Action.RESOLVE: {"result": "已解锁", "cause": "锁定", "action": "解锁"},
    Action.GIVE_FEEDBACK: {"text": "希望有提示"},
    Action.ANSWER_FEEDBACK: {"text": "已转产品部门"},
    Action.RATE: {"score": 4},
    Action.REVIEW: {"satisfied": True},
    Action.REOPEN: {"reason": "又锁了"},
    Action.WITHDRAW: {"reason": "不需要了"},
    Action.ADD_NOTE: {"text": "老客户", "visibility": "PUBLIC"},
    Action.JOIN_DEPARTMENT: {"department": "desk", "task": "看日志"},
    Action.FINISH_PART: {"department": "risk", "outcome": "无异常"},
}

Step = Callable[[SqlDesk, UUID], Awaitable[Ticket]]

CLASSIFIED: list[Step] = [commands.classify_ticket]
IN_PROGRESS: list[Step] = [*CLASSIFIED, commands.start_ticket]
RESOLVED: list[Step] = [
    *IN_PROGRESS,
    lambda desk, ticket: commands.resolve_ticket(desk, ticket, result="好了", cause="锁定", action="解锁"),
    lambda desk, ticket: commands.give_feedback(desk, ticket, text="谢谢"),
]
REVIEWED: list[Step] = [*RESOLVED, lambda desk, ticket: commands.review_ticket(desk, ticket, satisfied=True)]
THE_WAY_TO: dict[Status, list[Step]] = {
    Status.ACCEPTED: [],
    Status.CLASSIFIED: CLASSIFIED,
    Status.IN_PROGRESS: IN_PROGRESS,
    Status.AWAITING_CUSTOMER: [*IN_PROGRESS, commands.await_customer],
    Status.AWAITING_THIRD_PARTY: [*IN_PROGRESS, commands.await_third_party],
    Status.RESOLVED: RESOLVED,
    Status.REVIEWED: REVIEWED,
    Status.ARCHIVED: [*REVIEWED, commands.archive_ticket],
    Status.CANCELLED: [lambda desk, ticket: commands.withdraw_ticket(desk, ticket, why="撤回")],
}


def mutation_of(action: Action) -> str:
    """As a client derives it from `Ticket.actions`."""
    first, *others = action.value.lower().split("_")
    return first + "".join(word.capitalize() for word in others or ["ticket"])


async def standing_in(house: OpenHouse, people: People, status: Status) -> str:
    """A ticket in this status that lacks nothing else."""
    desk = a_desk(house)
    assert people.mrs_wang.customer_id is not None
    ticket = await commands.open_ticket(
        desk, customer_id=people.mrs_wang.customer_id, subject="无法登录", kind="account", channel="phone"
    )
    await commands.join_department(desk, ticket.id, department="risk", task="核对")
    for step in THE_WAY_TO[status]:
        ticket = await step(desk, ticket.id)
    return global_id("Ticket", ticket.id)


def somebody_who_may(action: Action, people: People) -> Viewer:
    return next(each for each in (RISK, people.bo, people.mrs_wang) if each.role in MAY[action])


async def seen(house: OpenHouse, viewer: Viewer, ticket_id: str) -> tuple[int, list[str]]:
    said = await answer(house, "query ($id: ID) { ticket(id: $id) { version actions } }", viewer, id=ticket_id)
    ticket = said["data"]["ticket"]
    return ticket["version"], ticket["actions"]


@pytest.mark.parametrize("action", Action)
def test_each_action_has_a_mutation_whose_name_follows_from_it(action: Action) -> None:
    mutations = core.mutation_type
    assert mutations is not None

    wanted = get_named_type(mutations.fields[mutation_of(action)].args["input"].type)

    assert isinstance(wanted, GraphQLInputObjectType)
    name = mutation_of(action)
    assert wanted.name == f"{name[0].upper()}{name[1:]}Input"
    assert {"ticketId", "expectedVersion", "idempotencyKey", *GIVEN.get(action, {})} <= wanted.fields.keys()


@pytest.mark.parametrize("status", Status)
async def test_exactly_what_is_offered_can_be_done(house: OpenHouse, status: Status) -> None:
    people = await people_of(house)
    unchanged = await standing_in(house, people, status)
    other = await standing_in(house, people, Status.ACCEPTED)

    for action in Action:
        viewer = somebody_who_may(action, people)
        given = {"kind": "FOLLOWS", "otherId": other} if action is Action.LINK else GIVEN.get(action, {})
        version, offered = await seen(house, viewer, unchanged)
        ticket_id = await standing_in(house, people, status) if action in offered else unchanged

        payload = await ask(
            house, mutation_of(action), viewer, shown="ticket { version } ", ticketId=ticket_id, **given
        )

        if action in offered:
            assert payload == {"ticket": {"version": version + 1}, "userErrors": []}, action
        else:
            assert [error["code"] for error in payload["userErrors"]] == ["NOT_ALLOWED_NOW"], action
            assert await seen(house, viewer, unchanged) == (version, offered)


async def test_each_role_is_offered_what_it_may_and_nothing_else(house: OpenHouse) -> None:
    people = await people_of(house)
    ticket_id = await standing_in(house, people, Status.RESOLVED)

    _, for_wang = await seen(house, people.mrs_wang, ticket_id)
    _, for_bo = await seen(house, people.bo, ticket_id)
    _, for_auditor = await seen(house, Viewer(Role.AUDITOR, "au"), ticket_id)

    assert for_wang == ["RECEIVE_MESSAGE", "GIVE_FEEDBACK", "RATE", "REOPEN"]
    assert "REVIEW" in for_bo
    assert "RATE" not in for_bo
    assert for_auditor == []
