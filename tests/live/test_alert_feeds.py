"""Alerts are followed like tickets: a snapshot, what changes, where to go on; they come and go with their tickets."""

from datetime import timedelta
from typing import Any
from uuid import UUID

import pytest

from adapters.news.frames import Delta, Gap, Heartbeat, Removed, Snapshot
from adapters.storage.alerts import escalate_due
from adapters.storage.work import SqlDesk
from app.house import OpenHouse
from domain.alert.commands import acknowledge_alert, resolve_alert
from domain.customer.commands import assign_account_manager
from domain.ticket import commands
from domain.viewer import Role, Viewer
from tests.live.desk import RISK, LiveDesk, followed, heard, listening, told
from tests.live.following import Refused, following

FRAME = """subscription ($after: String) { frame: alerts(after: $after) {
  __typename
  ... on AlertSnapshot { cursor alerts { rule ticket { number } } }
  ... on AlertDelta { cursor type at alert { rule status level actions ticket { number } } }
  ... on AlertRemoved { cursor alertId }
  ... on Heartbeat { cursor }
  ... on Gap { cursor oldest }
  ... on Draining { cursor }
} }"""


async def a_complaint(desk: LiveDesk, **given: object) -> UUID:
    """The id of its alert."""
    ticket = await desk.ticket(kind="complaint", **given)
    row = await desk.opening.house.database.row(
        f"select id from alert where ticket_id = '{ticket.id}' and rule = 'complaint'"  # noqa: S608  our own id
    )
    assert row is not None
    return UUID(str(row["id"]))


async def ticket_of(desk: LiveDesk, alert_id: UUID) -> UUID:
    row = await desk.opening.house.database.row(f"select ticket_id from alert where id = '{alert_id}'")  # noqa: S608
    assert row is not None
    return UUID(str(row["ticket_id"]))


async def test_a_snapshot_shows_what_is_not_over_and_then_what_happens(desk: LiveDesk) -> None:
    over = await a_complaint(desk)
    await resolve_alert(desk.work, over, why="已联系客户")
    first = await a_complaint(desk, customer_id=await desk.customer())
    await desk.settled()

    async with listening(desk.live.alerts(RISK, None)) as ear:
        snapshot = await heard(ear, Snapshot)
        second = await a_complaint(desk, customer_id=await desk.customer())
        await acknowledge_alert(desk.work, first)
        await resolve_alert(desk.work, first, why="已联系客户")
        frames = [await heard(ear, Delta) for _ in range(3)]

    assert [view.id for view in snapshot.rows] == [first]
    assert [(each.type, each.row.id) for each in frames] == [
        ("AlertRaised", second), ("AlertAcknowledged", first), ("AlertResolved", first)
    ]  # fmt: skip


async def test_a_feed_goes_on_from_a_cursor_without_loss(desk: LiveDesk) -> None:
    async with listening(desk.live.alerts(RISK, None)) as ear:
        cursor = (await heard(ear, Snapshot)).cursor
    alert = await a_complaint(desk)
    await acknowledge_alert(desk.work, alert)
    await desk.settled()

    async with listening(desk.live.alerts(RISK, cursor)) as ear:
        missed = await ear.next(2)
    async with listening(desk.live.alerts(RISK, missed[0].cursor)) as ear:
        again = await ear.next(1)

    assert [told(each)[0] for each in missed] == ["AlertRaised", "AlertAcknowledged"]
    assert [told(each) for each in again] == [told(missed[1])]


async def test_a_level_that_is_told_is_news(desk: LiveDesk) -> None:
    alert = await a_complaint(desk)
    await desk.settled()

    async with listening(desk.live.alerts(RISK, None)) as ear:
        await heard(ear, Snapshot)
        house = desk.opening.house
        await escalate_due(house, house.now() + timedelta(hours=1), 10)
        house.ring()
        frame = await heard(ear, Delta)

    assert (frame.type, frame.row.id, frame.row.level) == ("AlertEscalated", alert, 2)


@pytest.mark.parametrize("resumed", [False, True])
async def test_alerts_come_and_go_with_their_ticket(desk: LiveDesk, resumed: bool) -> None:
    north, south = await desk.department("north"), await desk.department("south")
    of_north = Viewer(Role.SUPERVISOR, "s-n", north, frozenset({north}))
    of_south = Viewer(Role.SUPERVISOR, "s-s", south, frozenset({south}))
    alert = await a_complaint(desk, department=north)
    ticket = await ticket_of(desk, alert)
    await desk.settled()

    async def moved(viewer: Viewer) -> tuple[str, UUID | None]:
        async with listening(desk.live.alerts(viewer, None)) as ear:
            snapshot = await heard(ear, Snapshot)
            if not resumed:
                await commands.assign_ticket(desk.work, ticket, department=south)
                return told(await anext(ear))
        await commands.assign_ticket(desk.work, ticket, department=south)
        await desk.settled()
        async with listening(desk.live.alerts(viewer, snapshot.cursor)) as ear:
            return told(await anext(ear))

    left = await moved(of_north)
    await commands.assign_ticket(desk.work, ticket, department=north)
    await desk.settled()
    entered = await moved(of_south)

    assert left == ("removed", alert)
    assert entered == ("TicketAssigned", alert)


async def test_alerts_go_with_a_customer_from_one_manager_to_another(desk: LiveDesk) -> None:
    old, new = await desk.agent("m-1"), await desk.agent("m-2")
    customer = await desk.customer(manager_id=old)
    alerts = {await a_complaint(desk, customer_id=customer)}
    await desk.settled()
    giver, taker = (
        Viewer(Role.ACCOUNT_MANAGER, reference, agent_id=agent) for reference, agent in (("m-1", old), ("m-2", new))
    )

    async with listening(desk.live.alerts(giver, None)) as gives, listening(desk.live.alerts(taker, None)) as takes:
        had, got = await heard(gives, Snapshot), await heard(takes, Snapshot)
        await assign_account_manager(desk.work, customer, account_manager_id=new, why="调岗")
        lost, found = await heard(gives, Removed), await heard(takes, Delta)

    assert ({each.id for each in had.rows}, got.rows) == (alerts, [])
    assert ({lost.row_id}, {found.row.id}) == (alerts, alerts)


async def test_what_is_not_in_scope_is_no_news(desk: LiveDesk) -> None:
    north = await desk.department("north")
    await desk.settled()
    viewer = Viewer(Role.SUPERVISOR, "s-n", north, frozenset({north}))

    async with listening(desk.live.alerts(viewer, None)) as ear:
        await heard(ear, Snapshot)
        await a_complaint(desk)
        mine = await a_complaint(desk, department=north, customer_id=await desk.customer())
        frame = await heard(ear, Delta)

    assert frame.row.id == mine


async def test_a_quiet_feed_gives_signs_of_life_and_an_old_cursor_a_gap(house: OpenHouse) -> None:
    async with followed(house, heartbeat_seconds=0.05, resume_window=timedelta(0)) as desk:
        async with listening(desk.live.alerts(RISK, None)) as ear:
            first = await heard(ear, Snapshot)
            await heard(ear, Heartbeat)
        await a_complaint(desk)
        desk.watch.set(desk.opening.house.now() + timedelta(hours=1))
        await desk.settled()
        async with listening(desk.live.alerts(RISK, first.cursor)) as ear:
            await heard(ear, Gap)


async def test_clients_follow_alerts_as_the_contract_says(desk: LiveDesk) -> None:
    async with following(desk, RISK, FRAME) as ear:
        snapshot = await anext(ear)
        await a_complaint(desk)
        delta: dict[str, Any] = await anext(ear)

    assert (snapshot["__typename"], snapshot["alerts"]) == ("AlertSnapshot", [])
    assert (delta["__typename"], delta["type"]) == ("AlertDelta", "AlertRaised")
    assert delta["alert"]["rule"] == "complaint"
    assert delta["alert"]["actions"] == ["ACKNOWLEDGE", "RESOLVE"]
    async with following(desk, RISK, FRAME, after=snapshot["cursor"]) as ear:
        assert await anext(ear) == delta


@pytest.mark.parametrize("role", [Role.CUSTOMER, Role.WALLBOARD, Role.ADMIN])
async def test_who_sees_no_alerts_follows_none(desk: LiveDesk, role: Role) -> None:
    with pytest.raises(Refused) as refused:
        async with following(desk, Viewer(role, "x"), FRAME):
            pass

    assert refused.value.codes == ["FORBIDDEN"]


async def test_who_answers_is_told_to_the_others(desk: LiveDesk) -> None:
    north = await desk.department("north")
    alert = await a_complaint(desk, department=north)
    await desk.settled()
    anna = Viewer(Role.AGENT, "anna", north, frozenset({north}))

    async with listening(desk.live.alerts(RISK, None)) as ear:
        await heard(ear, Snapshot)
        await acknowledge_alert(SqlDesk(desk.opening.house, anna), alert)
        frame = await heard(ear, Delta)

    assert (frame.type, frame.row.acknowledged_by) == ("AlertAcknowledged", "agent:anna")
