"""Feedback is followed like tickets: a snapshot, what changes, where to go on; never by whom it is about."""

from typing import Any
from uuid import UUID

import pytest

from adapters.news.frames import Delta, Removed, Snapshot
from adapters.reads.feedbacks import FeedbackCriteria
from domain.customer.commands import assign_account_manager
from domain.feedback import commands
from domain.feedback.commands import Classes
from domain.feedback.feedback import Feedback
from domain.feedback.source import Collected
from domain.ticket.commands import classify_ticket
from domain.viewer import Role, Viewer
from tests.live.desk import RISK, LiveDesk, heard, listening, told
from tests.live.following import Refused, following

ALL = FeedbackCriteria()
FRAME = """subscription ($filter: FeedbackFilter, $after: String) {
 frame: feedbackEvents(filter: $filter, after: $after) {
  __typename
  ... on FeedbackSnapshot { cursor feedbacks { subject } }
  ... on FeedbackDelta { cursor type at feedback { number status dueAt kind { code } } }
  ... on FeedbackRemoved { cursor feedbackId }
  ... on Heartbeat { cursor }
  ... on Gap { cursor oldest }
  ... on Draining { cursor }
} }"""

THROUGH_TICKETS = """subscription { frame: ticketEvents {
  __typename ... on TicketDelta { ticket { feedbacks(last: 5) { number } } }
} }"""


async def said(
    desk: LiveDesk, *, about: tuple[UUID, ...] = (), customer_id: UUID | None = None, ticket_id: UUID | None = None
) -> Feedback:  # fmt: skip
    return await commands.receive_feedback(
        desk.work, customer_id=customer_id or desk.customer_id, subject="费率", text="费率不一致",
        classes=Classes(kind="product", about_ids=about), collected=Collected.COMPLAINT, channel="phone",
        ticket_id=ticket_id,
    )  # fmt: skip


async def respond(desk: LiveDesk, feedback: Feedback) -> None:
    await commands.respond_to_feedback(desk.work, feedback.id, text="正在核对", channel="phone")


async def test_a_snapshot_shows_what_there_is_and_then_what_happens(desk: LiveDesk) -> None:
    first = await said(desk)
    await desk.settled()

    async with listening(desk.live.feedbacks(RISK, ALL, None)) as ear:
        snapshot = await heard(ear, Snapshot)
        second = await said(desk)
        await respond(desk, first)
        frames = [await heard(ear, Delta) for _ in range(2)]

    assert [view.id for view in snapshot.rows] == [first.id]
    assert [(each.type, each.row.id) for each in frames] == [
        ("FeedbackReceived", second.id), ("FeedbackResponded", first.id)
    ]  # fmt: skip


async def test_a_feed_goes_on_from_a_cursor_without_loss(desk: LiveDesk) -> None:
    async with listening(desk.live.feedbacks(RISK, ALL, None)) as ear:
        cursor = (await heard(ear, Snapshot)).cursor
    await respond(desk, await said(desk))
    await desk.settled()

    async with listening(desk.live.feedbacks(RISK, ALL, cursor)) as ear:
        missed = await ear.next(2)
    async with listening(desk.live.feedbacks(RISK, ALL, missed[0].cursor)) as ear:
        again = await ear.next(1)

    assert [told(each)[0] for each in missed] == ["FeedbackReceived", "FeedbackResponded"]
    assert [told(each) for each in again] == [told(missed[1])]


async def test_nobody_follows_what_is_about_them_and_who_is_found_out_loses_it(desk: LiveDesk) -> None:
    anna = await desk.agent("anna")
    viewer = Viewer(Role.AGENT, "anna", "desk", frozenset({"desk"}), agent_id=anna)

    async with listening(desk.live.feedbacks(viewer, ALL, None)) as ear:
        await heard(ear, Snapshot)
        await said(desk, about=(anna,))
        other = await said(desk)
        shown = await heard(ear, Delta)
        await commands.classify_feedback(desk.work, other.id, classes=Classes(kind="product", about_ids=(anna,)))
        gone = await heard(ear, Removed)

    assert (shown.row.id, gone.row_id) == (other.id, other.id)


async def test_who_follows_a_ticket_beside_others_is_not_shown_through_it_what_is_about_them(desk: LiveDesk) -> None:
    anna_id, bo_id = await desk.agent("anna"), await desk.agent("bo")
    anna, bo = (
        Viewer(Role.SUPERVISOR, name, "desk", frozenset({"desk"}), agent_id=agent_id)
        for name, agent_id in (("anna", anna_id), ("bo", bo_id))
    )
    ticket = await desk.ticket()
    about_bo = await said(desk, about=(bo_id,), ticket_id=ticket.id)
    await desk.settled()

    async with following(desk, anna, THROUGH_TICKETS) as hers, following(desk, bo, THROUGH_TICKETS) as his:
        first = [await anext(hers), await anext(his)]
        await classify_ticket(desk.work, ticket.id)
        deltas = [await anext(hers), await anext(his)]

    assert [each["__typename"] for each in first] == ["TicketSnapshot"] * 2
    assert [each["ticket"]["feedbacks"] for each in deltas] == [[{"number": about_bo.number}], []]


async def test_what_leaves_the_filter_is_told_as_removed(desk: LiveDesk) -> None:
    feedback = await said(desk)
    await desk.settled()

    async with listening(desk.live.feedbacks(RISK, FeedbackCriteria(status=("RECEIVED",)), None)) as ear:
        await heard(ear, Snapshot)
        await respond(desk, feedback)
        gone = await heard(ear, Removed)

    assert gone.row_id == feedback.id


async def test_feedback_goes_with_its_customer_from_one_manager_to_another(desk: LiveDesk) -> None:
    bo, carl = await desk.agent("bo"), await desk.agent("carl")
    customer = await desk.customer(bo)
    feedback = await said(desk, customer_id=customer)
    await desk.settled()
    mine = Viewer(Role.ACCOUNT_MANAGER, "bo", agent_id=bo)
    theirs = Viewer(Role.ACCOUNT_MANAGER, "carl", agent_id=carl)

    async with (
        listening(desk.live.feedbacks(mine, ALL, None)) as giver,
        listening(desk.live.feedbacks(theirs, ALL, None)) as taker,
    ):
        had = await heard(giver, Snapshot)
        await heard(taker, Snapshot)
        await assign_account_manager(desk.work, customer, account_manager_id=carl, why="调岗")
        gone, come = await heard(giver, Removed), await heard(taker, Delta)

    assert [view.id for view in had.rows] == [feedback.id]
    assert (gone.row_id, come.row.id) == (feedback.id, feedback.id)


async def test_clients_follow_feedback_as_the_contract_says(desk: LiveDesk) -> None:
    async with following(desk, RISK, FRAME) as ear:
        snapshot = await anext(ear)
        await said(desk)
        delta: dict[str, Any] = await anext(ear)

    assert (snapshot["__typename"], snapshot["feedbacks"]) == ("FeedbackSnapshot", [])
    assert (delta["__typename"], delta["type"]) == ("FeedbackDelta", "FeedbackReceived")
    assert delta["feedback"]["kind"] == {"code": "product"}
    async with following(desk, RISK, FRAME, after=snapshot["cursor"]) as ear:
        assert await anext(ear) == delta


async def test_a_feed_says_by_what_it_cannot_be_filtered(desk: LiveDesk) -> None:
    with pytest.raises(Refused) as refused:
        async with following(desk, RISK, FRAME, filter={"overdue": True, "ticketId": None}):
            pass

    assert refused.value.messages == ["a feed cannot be filtered by overdue; a list can"]


@pytest.mark.parametrize("role", [Role.WALLBOARD, Role.ADMIN])
async def test_who_sees_no_feedback_follows_none(desk: LiveDesk, role: Role) -> None:
    with pytest.raises(Refused) as refused:
        async with following(desk, Viewer(role, "x"), FRAME):
            pass

    assert refused.value.codes == ["FORBIDDEN"]
