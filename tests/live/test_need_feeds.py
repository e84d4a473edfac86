"""The queue of needs is followed live: what comes into it, moves within it and leaves it, without loss (P2.3-c)."""

from datetime import timedelta
from functools import partial
from random import Random
from typing import Any
from uuid import UUID

import pytest

from adapters.news.frames import Delta, Draining, Gap, Removed, Snapshot
from adapters.reads.events import Cursors
from adapters.reads.needs import NeedCriteria, NeedView, queue_page
from adapters.storage.customers import load_customer
from adapters.storage.needs import load_need
from adapters.storage.ranking import Ranking
from app.house import OpenHouse
from domain.activity.activity import ActivityKind
from domain.activity.commands import Told, record_activity
from domain.customer.commands import assign_account_manager, change_segments
from domain.customer.customer import Segment
from domain.need import commands
from domain.need.classes import Category, Intensity
from domain.need.need import Need
from domain.need.queue import turn_of
from domain.shared.errors import Invalid, Refusal
from domain.shared.scope import HOUSE_READERS
from domain.viewer import Role, Viewer
from tests.live.desk import RISK, LiveDesk, followed, heard, listening, told
from tests.live.followers import Follower, running
from tests.live.following import Refused, following
from tests.storage.test_needs import PASSED, a_need, classes

QUEUE = """subscription ($department: String, $after: String) {
 frame: needQueue(department: $department, after: $after) {
  __typename
  ... on NeedQueueSnapshot { cursor needs { number } }
  ... on NeedQueueDelta { cursor type at need { number status rank { place quadrant factors } } }
  ... on NeedQueueMoved { cursor type at need { number rank { place factors ruleVersion } } }
  ... on NeedQueueRemoved { cursor needId }
  ... on Heartbeat { cursor }
  ... on Gap { cursor oldest }
  ... on Draining { cursor }
} }"""
ACTS = 60


async def a_need_of(desk: LiveDesk, category: Category = Category.TRADING_CONSULTATION, **given: Any) -> Need:  # noqa: ANN401
    return await a_need(desk.work, given.pop("customer_id", desk.customer_id), classes=classes(category), **given)


async def looks(desk: LiveDesk) -> int:
    """What the worker does when it looks for ranks that are due."""
    return await Ranking(desk.opening.house).look()


async def trades_abnormally(desk: LiveDesk, customer_id: UUID) -> None:
    database = desk.opening.house.database
    reference = (await load_customer(database, RISK, customer_id)).external_reference
    await record_activity(desk.work, [Told(reference, desk.work.now(), ActivityKind.ABNORMAL, 0, "CNY", "")])


async def queue(desk: LiveDesk, viewer: Viewer, departments: tuple[str, ...] | None) -> list[NeedView]:
    criteria = NeedCriteria(waiting=True, department=departments)
    page = await queue_page(desk.opening.house.database, viewer, criteria, first=100, after=None)
    assert not page.more
    return page.rows


async def test_the_queue_is_shown_in_its_order_and_then_what_comes_into_it(desk: LiveDesk) -> None:
    asked = await a_need_of(desk, Category.TRADING_CONSULTATION)
    secured = await a_need_of(desk, Category.ACCOUNT_SECURITY)
    await desk.settled()

    async with listening(desk.live.needs(RISK, None, None)) as ear:
        snapshot = await heard(ear, Snapshot)
        third = await a_need_of(desk, Category.RISK_ASSESSMENT)
        came = await ear.next(2)

    assert [view.id for view in snapshot.rows] == [secured.id, asked.id]
    assert [told(frame) for frame in came] == [("NeedIdentified", third.id), ("NeedRanked", third.id)]


async def test_a_need_moves_when_its_customer_trades_abnormally_and_the_others_stay_untold(desk: LiveDesk) -> None:
    bystander = await a_need_of(desk, Category.TRADING_CONSULTATION, customer_id=await desk.customer())
    concerned = await a_need_of(desk, Category.TRADING_CONSULTATION)
    await desk.settled()

    async with listening(desk.live.needs(RISK, None, None)) as ear:
        before = await heard(ear, Snapshot)
        await trades_abnormally(desk, desk.customer_id)
        looked = await looks(desk)
        moved = await heard(ear, Delta)
        again = await looks(desk)
        last = await a_need_of(desk, customer_id=bystander.customer_id)
        next_told = await anext(ear)

    assert [view.id for view in before.rows] == [bystander.id, concerned.id]
    assert (looked, again) == (1, 0)
    assert (moved.type, moved.row.id) == ("NeedRanked", concerned.id)
    assert "abnormal trading on the account" in moved.row.rank_factors
    assert told(next_told) == ("NeedIdentified", last.id)
    assert [view.id for view in await queue(desk, RISK, None)] == [concerned.id, bystander.id, last.id]


async def test_a_market_event_moves_the_needs_that_it_concerns_and_its_end_moves_them_back(desk: LiveDesk) -> None:
    need = await a_need_of(desk, Category.RISK_ASSESSMENT)
    await a_need_of(desk, Category.ACCOUNT_SECURITY)
    await desk.settled()
    now = desk.work.now()

    async with listening(desk.live.needs(RISK, None, None)) as ear:
        await heard(ear, Snapshot)
        await commands.enter_market_event(
            desk.work, title="沪指跌超 5%", categories=[Category.RISK_ASSESSMENT], begins_at=None,
            ends_at=now + timedelta(hours=2), why="指数大跌",
        )  # fmt: skip
        await looks(desk)
        up = await heard(ear, Delta)
        desk.watch.set(now + timedelta(hours=3))
        await looks(desk)
        down = await heard(ear, Delta)

    assert [told(each) for each in (up, down)] == [("NeedRanked", need.id)] * 2
    assert any("沪指跌超 5%" in factor for factor in up.row.rank_factors)
    assert up.row.standing < down.row.standing


async def test_what_is_served_or_declined_leaves_the_queue_and_what_was_not_met_comes_back(desk: LiveDesk) -> None:
    need, unwanted = await a_need_of(desk), await a_need_of(desk)
    await commands.assess_need(desk.work, need.id, tests=PASSED, cost=2, benefit=4)
    await commands.plan_need(desk.work, need.id, text="安排讲解")
    await desk.settled()

    async with listening(desk.live.needs(RISK, None, None)) as ear:
        await heard(ear, Snapshot)
        await commands.serve_need(desk.work, need.id, text="已讲解")
        served = await heard(ear, Removed)
        await commands.plan_need(desk.work, need.id, text="再讲一次", why="没听懂")
        back = await heard(ear, Delta)
        await commands.decline_need(desk.work, unwanted.id, why="不再需要")
        declined = await heard(ear, Removed)

    assert (served.row_id, back.row.id, declined.row_id) == (need.id, need.id, unwanted.id)
    assert (back.type, back.row.status) == ("NeedPlanned", "PLANNED")


async def test_who_follows_a_department_loses_what_is_assigned_elsewhere_and_the_other_gets_it(desk: LiveDesk) -> None:
    await desk.department("north")
    need = await a_need_of(desk)
    await desk.settled()

    async with (
        listening(desk.live.needs(RISK, ("desk",), None)) as here,
        listening(desk.live.needs(RISK, ("north",), None)) as there,
    ):
        had, empty = await heard(here, Snapshot), await heard(there, Snapshot)
        await commands.assign_need(desk.work, need.id, department="north")
        gone, come = await heard(here, Removed), await heard(there, Delta)

    assert ([view.id for view in had.rows], empty.rows) == ([need.id], [])
    assert (gone.row_id, told(come)) == (need.id, ("NeedAssigned", need.id))


async def test_needs_go_with_their_customer_from_one_manager_to_another(desk: LiveDesk) -> None:
    bo, carl = await desk.agent("bo"), await desk.agent("carl")
    customer = await desk.customer(bo)
    need = await a_need_of(desk, customer_id=customer)
    await desk.settled()
    mine, theirs = (
        Viewer(Role.ACCOUNT_MANAGER, name, agent_id=agent_id) for name, agent_id in (("bo", bo), ("carl", carl))
    )

    async with (
        listening(desk.live.needs(mine, None, None)) as giver,
        listening(desk.live.needs(theirs, None, None)) as taker,
    ):
        had, empty = await heard(giver, Snapshot), await heard(taker, Snapshot)
        await assign_account_manager(desk.work, customer, account_manager_id=carl, why="调岗")
        gone, come = await heard(giver, Removed), await heard(taker, Delta)

    assert ([view.id for view in had.rows], empty.rows) == ([need.id], [])
    assert (gone.row_id, come.row.id) == (need.id, need.id)


async def test_a_feed_goes_on_from_a_cursor_without_loss(desk: LiveDesk) -> None:
    async with listening(desk.live.needs(RISK, None, None)) as ear:
        cursor = (await heard(ear, Snapshot)).cursor
    need = await a_need_of(desk)
    await trades_abnormally(desk, desk.customer_id)
    await looks(desk)
    await desk.settled()

    async with listening(desk.live.needs(RISK, None, cursor)) as ear:
        missed = await ear.next(3)
    async with listening(desk.live.needs(RISK, None, missed[1].cursor)) as ear:
        again = await ear.next(1)

    assert [told(each) for each in missed] == [
        ("NeedIdentified", need.id), ("NeedRanked", need.id), ("NeedRanked", need.id)
    ]  # fmt: skip
    assert again == missed[2:]


async def test_a_cursor_of_another_log_gives_a_gap_and_what_is_none_is_refused(desk: LiveDesk) -> None:
    head = await desk.settled()

    async with listening(desk.live.needs(RISK, None, Cursors("another").cursor(3))) as ear:
        gap = await heard(ear, Gap)

    assert gap.cursor == desk.live.cursors.cursor(head)
    with pytest.raises(Invalid):
        desk.live.needs(RISK, None, "yesterday")


async def test_a_stopping_process_says_where_to_go_on(desk: LiveDesk) -> None:
    async with listening(desk.live.needs(RISK, None, None)) as ear:
        snapshot = await heard(ear, Snapshot)
        await desk.live.stop()
        draining = await heard(ear, Draining)

    assert draining.cursor == snapshot.cursor


async def test_clients_follow_the_queue_as_the_contract_says(desk: LiveDesk) -> None:
    await desk.department("north")
    async with following(desk, RISK, QUEUE, department="north") as ear:
        snapshot: dict[str, Any] = await anext(ear)
        await a_need_of(desk)
        need = await a_need_of(desk, department="north")
        came, ranked = [await anext(ear) for _ in range(2)]
        await trades_abnormally(desk, desk.customer_id)
        await looks(desk)
        moved = await anext(ear)
        await commands.decline_need(desk.work, need.id, why="不再需要")
        gone = await anext(ear)

    assert (snapshot["__typename"], snapshot["needs"]) == ("NeedQueueSnapshot", [])
    assert (came["__typename"], came["type"], came["need"]["number"]) == (
        "NeedQueueDelta", "NeedIdentified", need.number
    )  # fmt: skip
    assert came["need"]["status"] == "IDENTIFIED"
    assert (ranked["__typename"], ranked["type"]) == ("NeedQueueMoved", "NeedRanked")
    assert (moved["__typename"], moved["need"]["number"]) == ("NeedQueueMoved", need.number)
    assert "abnormal trading on the account" in moved["need"]["rank"]["factors"]
    assert moved["need"]["rank"]["place"] < ranked["need"]["rank"]["place"]
    assert gone["__typename"] == "NeedQueueRemoved"
    async with following(desk, RISK, QUEUE, department="north", after=ranked["cursor"]) as ear:
        assert [await anext(ear) for _ in range(2)] == [moved, gone]


@pytest.mark.parametrize("role", sorted(frozenset(Role) - HOUSE_READERS))
async def test_who_may_not_read_judgements_follows_no_queue(desk: LiveDesk, role: Role) -> None:
    with pytest.raises(Refused) as refused:
        async with following(desk, Viewer(role, "x", customer_id=desk.customer_id), QUEUE):
            pass

    assert refused.value.codes == ["FORBIDDEN"]


class Days:
    """A desk's days by dice: whatever may happen to needs happens, or is refused."""

    def __init__(self, desk: LiveDesk, seed: int) -> None:
        self._desk, self._dice = desk, Random(seed)
        self.managers: list[UUID] = []
        self._customers: list[UUID] = []
        self.needs: list[Need] = []
        self.done = 0

    async def begin(self) -> None:
        await self._desk.department("north")
        self.managers = [await self._desk.agent(name) for name in ("bo", "carl")]
        self._customers = [await self._desk.customer(each) for each in (*self.managers, None)]

    async def go_on(self) -> None:
        need = self._dice.choice(self.needs) if self.needs else None
        acts = [self._come] * 3 + [self._move_world] * 3 + ([] if need is None else [partial(self._touch, need)] * 8)
        try:
            await self._dice.choice(acts)()
            self.done += 1
        except Refusal:
            pass

    async def _come(self) -> None:
        department = self._dice.choice(("desk", "north"))
        given = {"customer_id": self._dice.choice(self._customers), "department": department}
        self.needs.append(await a_need_of(self._desk, self._dice.choice(list(Category)), **given))

    async def _touch(self, need: Need) -> None:
        work, dice = self._desk.work, self._dice
        acts = [
            partial(commands.classify_need, intensity=dice.choice(list(Intensity)), why="客户说的"),
            partial(commands.assign_need, department=dice.choice(("desk", "north"))),
            partial(commands.assess_need, tests=PASSED, cost=dice.randint(1, 5), benefit=dice.randint(1, 5)),
            partial(commands.plan_need, text="安排讲解", why="再来"),
            partial(commands.serve_need, text="已讲解"),
            partial(commands.decline_need, why="不再需要"),
        ]
        await dice.choices(acts, (3, 3, 4, 4, 3, 1))[0](work, need.id)

    async def _move_world(self) -> None:
        work, dice, customer = self._desk.work, self._dice, self._dice.choice(self._customers)
        now = work.now()
        what = dice.randrange(4)
        if what == 0:
            await trades_abnormally(self._desk, customer)
        elif what == 1:
            await change_segments(work, customer, segments=dice.sample(list(Segment), 1))
        elif what == 2:
            await assign_account_manager(
                work, customer, account_manager_id=dice.choice((*self.managers, None)), why="调岗"
            )
        else:
            await commands.enter_market_event(
                work, title="大跌", categories=[dice.choice(list(Category))], begins_at=None,
                ends_at=now + timedelta(days=1), why="指数大跌",
            )  # fmt: skip
        await looks(self._desk)


@pytest.mark.parametrize("seed", [1, 2])
async def test_whoever_applies_the_frames_has_the_queue_as_a_query_shows_it(house: OpenHouse, seed: int) -> None:
    async with followed(house, heartbeat_seconds=0.2, queue=5) as desk:
        days = Days(desk, seed)
        await days.begin()
        await desk.settled()
        one, two = (Viewer(Role.ACCOUNT_MANAGER, f"m-{n}", agent_id=each) for n, each in enumerate(days.managers))
        follows: list[tuple[Viewer, tuple[str, ...] | None]] = [
            (RISK, None),
            (RISK, ("north",)),
            (Viewer(Role.SUPERVISOR, "s-1", "desk", frozenset({"desk"})), None),
            (Viewer(Role.AGENT, "a-1", "north", frozenset({"north"}), agent_id=days.managers[0]), None),
            (one, None),
            (two, None),
            (two, ("desk",)),
        ]
        followers = [Follower(partial(desk.live.needs, *each), place) for place, each in enumerate(follows)]

        with running(followers):
            for _ in range(ACTS):
                await days.go_on()
            head = await desk.settled()
            for follower in followers:
                await follower.reaches(head)

            for follower, (viewer, departments) in zip(followers, follows, strict=True):
                mine = sorted(follower.known.values(), key=lambda view: (view.standing, view.identified_at, view.id))
                assert mine == await queue(desk, viewer, departments)

        stored = [await load_need(desk.opening.house.database, RISK, each.id) for each in days.needs]
        waiting = sorted((each for each in stored if each.waiting), key=turn_of)
        assert [each.id for each in waiting] == [view.id for view in await queue(desk, RISK, None)]
    assert len(waiting) > 5
    assert days.done > ACTS / 2
    assert all(follower.news for follower in followers)
