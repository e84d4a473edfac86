"""The needs of the days that are told: found out, judged, ranked by what the customers do and the market does, met."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import timedelta
from random import Random

from adapters.storage.work import SqlDesk
from app.demo.clients import Client
from app.demo.floor import Floor
from app.demo.listening import Do, Listening, Moment
from app.demo.staff import STAND_IN
from app.demo.wishes import WISHES, Reaches, Wish
from domain.activity.activity import CURRENCY, ActivityKind
from domain.activity.commands import AT_ONCE, Told, record_activity
from domain.customer.customer import Stage
from domain.need import commands
from domain.need.assessment import TripleTest
from domain.need.classes import Category
from domain.need.link import NeedLink, NeedLinkKind
from domain.need.need import Need
from domain.viewer import Role, Viewer

SUPERVISOR = Viewer(Role.SUPERVISOR, "demo")
TRADES = (ActivityKind.BUY, ActivityKind.SELL, ActivityKind.SUBSCRIBE, ActivityKind.REDEEM)
MOST_TRADES = 12
WHOLE = TripleTest(necessary=True, feasible=True, measurable=True)
PLANNED_FOR = timedelta(days=5)
MARKET_LASTS = timedelta(days=7)


@dataclass(slots=True)
class Serving:
    """Tells of each wish in its course."""

    floor: Floor
    listening: Listening
    clients: list[Client]
    found: dict[Wish, Need] = field(default_factory=dict)

    def moments(self) -> Iterator[Moment]:
        """Of all of them, in no order."""
        able = [each for each in self.clients if each.stage not in {Stage.LOST, Stage.PROSPECT}] or self.clients
        yield 0.01, self._trade
        for place, wish in enumerate(WISHES):
            yield from self._course(wish, able[(place * 2 + 1) % len(able)])
        yield 0.90, self._market

    def _course(self, wish: Wish, client: Client) -> Iterator[Moment]:
        async def come() -> None:
            self.found[wish] = await self._identify(wish, client)

        async def confirm() -> None:
            need = self.found[wish]
            who = await self.floor.clients.of(need.customer_id)
            await commands.confirm_need(self.floor.desk(who.viewer), need.id, satisfaction=wish.satisfaction)

        yield wish.comes, come
        if wish.reaches is Reaches.DECLINED:
            yield wish.comes + 0.05, self._decline(wish)
            return
        steps = (self._assess(wish), self._plan(wish), self._serve(wish), confirm)
        for number, step in enumerate(steps[: wish.reaches]):
            yield wish.comes + 0.01 + number * 0.04, step

    async def _identify(self, wish: Wish, client: Client) -> Need:
        """Of whoever gave the opinion that revealed it, else of this client."""
        customer_id, revealed_by = client.id, None
        if wish.revealed_by is not None:
            opinion = self.listening.told[wish.revealed_by]
            customer_id, revealed_by = opinion.customer_id, NeedLink(NeedLinkKind.REVEALED_BY_FEEDBACK, opinion.id)
        return await commands.identify_need(
            self._desk(wish), customer_id=customer_id, subject=wish.subject, narrative=wish.narrative,
            source=wish.source, classes=wish.classes, department=self.floor.staff.department(wish.department),
            revealed_by=revealed_by,
        )  # fmt: skip

    def _assess(self, wish: Wish) -> Do:
        async def do() -> None:
            await commands.assess_need(
                self._desk(wish), self.found[wish].id, tests=WHOLE, cost=wish.cost, benefit=wish.benefit
            )  # fmt: skip

        return do

    def _plan(self, wish: Wish) -> Do:
        async def do() -> None:
            desk = self._desk(wish)
            expected = desk.now() + PLANNED_FOR
            await commands.plan_need(desk, self.found[wish].id, text=wish.plan, expected_completion=expected)

        return do

    def _serve(self, wish: Wish) -> Do:
        async def do() -> None:
            await commands.serve_need(self._desk(wish), self.found[wish].id, text=wish.told)

        return do

    def _decline(self, wish: Wish) -> Do:
        async def do() -> None:
            await commands.decline_need(self._desk(wish), self.found[wish].id, why=wish.told)

        return do

    async def _trade(self) -> None:
        """What some of them did in the year before."""
        desk = self.floor.desk(STAND_IN)
        told = []
        for client in self.clients:
            dice = Random(f"trades of {client.reference}")  # noqa: S311  dice, not secrets
            for number in range(dice.randrange(MOST_TRADES)):
                at = desk.now() - timedelta(days=dice.randrange(1, 360), minutes=dice.randrange(600))
                amount = int(dice.lognormvariate(14, 1))
                told.append(
                    Told(client.reference, at, dice.choice(TRADES), amount, CURRENCY, f"{client.reference}-{number}")
                )
        for begin in range(0, len(told), AT_ONCE):
            await record_activity(desk, told[begin : begin + AT_ONCE])

    async def _market(self) -> None:
        desk = self.floor.desk(SUPERVISOR)
        await commands.enter_market_event(
            desk, title="沪深两市放量下跌", categories=[Category.TRADING_CONSULTATION, Category.RISK_ASSESSMENT],
            begins_at=None, ends_at=desk.now() + MARKET_LASTS, why="客户集中咨询仓位与风险",
        )  # fmt: skip

    def _desk(self, wish: Wish) -> SqlDesk:
        """Somebody of the department, always the same for the same wish."""
        dice = Random(wish.subject)  # noqa: S311  dice, not secrets
        return self.floor.desk(self.floor.staff.someone(self.floor.staff.department(wish.department), dice))
