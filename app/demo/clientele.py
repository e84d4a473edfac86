"""How the customers came: registered over the last year and more, and what changed about them since."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import cycle, islice
from random import Random
from uuid import UUID

from app.demo.clock import PastClock
from app.demo.floor import Floor
from app.demo.names import INDIVIDUALS, INSTITUTIONS
from domain.customer import commands
from domain.customer.contact import ContactKind, ContactPoint
from domain.customer.customer import CustomerAction, CustomerType, Segment, Stage, Tier
from domain.viewer import Viewer

MOST = len(INDIVIDUALS) + len(INSTITUTIONS)
_SEGMENTS = (
    frozenset[Segment](),
    frozenset({Segment.FREQUENT}),
    frozenset[Segment](),
    frozenset({Segment.HIGH_NET_WORTH, Segment.MATURE}),
    frozenset({Segment.MATURE}),
    frozenset({Segment.SPECIAL}),
    frozenset({Segment.HIGH_NET_WORTH, Segment.FREQUENT}),
)
_LINES = (
    ("securities_trading",),
    ("securities_trading", "fund_sales"),
    ("securities_trading", "margin_trading"),
    ("fund_sales", "wealth_management"),
    ("securities_trading", "asset_management", "wealth_management"),
)
_Change = tuple[CustomerAction, str] | None
_CHANGES: dict[Stage, tuple[_Change, ...]] = {
    # Dealt out in turn: what happens to them after they came, and why.
    Stage.PROSPECT: (None, None, (CustomerAction.OPEN_ACCOUNT, "完成开户")),
    Stage.NEW: ((CustomerAction.SETTLE_IN, "资料齐全，完成首笔交易"), None),
    Stage.EXISTING: (
        (CustomerAction.CHANGE_TIER, "近二十日日均资产达到标准"),
        None,
        (CustomerAction.FALL_SILENT, "连续六个月无交易"),
        None,
        (CustomerAction.LEAVE, "客户申请销户"),
        (CustomerAction.PREFER_CHANNEL, ""),
        None,
    ),
}

Happening = tuple[datetime, Callable[[], Awaitable[object]]]


@dataclass(frozen=True, slots=True)
class Newcomer:
    """What is known of a customer on the first day."""

    reference: str
    name: str
    type: CustomerType
    stage: Stage
    tier: Tier
    place: int
    change: _Change


async def arrive(floor: Floor, clock: PastClock, count: int, before: datetime) -> None:
    """So many customers with their changes, in the order of time, all before that instant."""
    registered: dict[int, UUID] = {}
    happenings: list[Happening] = []
    for newcomer in newcomers(count, floor.dice):
        happenings += _life(floor, newcomer, registered, before)
    for at, happen in sorted(happenings, key=lambda each: each[0]):
        clock.stands_at = at
        await happen()


def newcomers(count: int, dice: Random) -> list[Newcomer]:
    """Institutions in the same share in every size; stages, tiers and changes dealt out so that each occurs."""
    firms = max(1, count * len(INSTITUTIONS) // MOST)
    named = [(name, CustomerType.INSTITUTION) for name in islice(INSTITUTIONS, firms)]
    named += [(name, CustomerType.INDIVIDUAL) for name in dice.sample(INDIVIDUALS, count - firms)]
    dice.shuffle(named)
    stages = cycle((Stage.EXISTING, Stage.EXISTING, Stage.NEW, Stage.EXISTING, Stage.EXISTING, Stage.PROSPECT))
    changes = {stage: cycle(dealt) for stage, dealt in _CHANGES.items()}
    found = []
    for place, ((name, type_), stage) in enumerate(zip(named, stages, strict=False)):
        tier = Tier.NEW if stage is not Stage.EXISTING else Tier.VIP if place % 5 == 0 else Tier.ORDINARY
        found.append(Newcomer(f"C{place + 1:06d}", name, type_, stage, tier, place, next(changes[stage])))
    return found


def _life(floor: Floor, newcomer: Newcomer, registered: dict[int, UUID], before: datetime) -> list[Happening]:
    managers = floor.staff.members("account_management")
    manager = floor.staff.viewer(managers[newcomer.place % len(managers)])
    days = 700 if newcomer.stage is Stage.EXISTING else 30
    came_at = before - timedelta(days=1 + days * floor.dice.random())
    changes_at = before - (before - came_at) * 0.8 * floor.dice.random()

    async def come() -> None:
        registered[newcomer.place] = await _register(floor, manager, newcomer)

    async def change() -> None:
        await _change(floor, manager, registered[newcomer.place], newcomer.change)

    return [(came_at, come), (changes_at, change)]


async def _register(floor: Floor, manager: Viewer, newcomer: Newcomer) -> UUID:
    firm = newcomer.type is CustomerType.INSTITUTION
    customer = await commands.register_customer(
        floor.desk(manager),
        external_reference=newcomer.reference,
        type=newcomer.type,
        name=newcomer.name,
        stage=newcomer.stage,
        tier=newcomer.tier,
        segments=_SEGMENTS[newcomer.place % len(_SEGMENTS)] if newcomer.stage is Stage.EXISTING else (),
        business_lines=_LINES[newcomer.place % len(_LINES)] if newcomer.stage is not Stage.PROSPECT else (),
        contact_points=_contact_points(floor, newcomer),
        preferred_channel="email" if firm else floor.dice.choice(("phone", "app", "online_chat", "mini_program")),
    )
    return customer.id


def _contact_points(floor: Floor, newcomer: Newcomer) -> list[ContactPoint]:
    """Plainly made up: no mobile number begins with 100, and example.com is nobody's."""
    number = newcomer.place + 1
    points = [
        (ContactKind.MOBILE, f"+86 100 0000 {number:04d}", "phone"),
        (ContactKind.EMAIL, f"{newcomer.reference}@example.com", "email"),
        (ContactKind.WECHAT, f"demo_{newcomer.reference}", "official_account"),
        (ContactKind.ADDRESS, f"示例省样板市虚构路 {number} 号", "visit"),
    ]
    kept = points if newcomer.type is CustomerType.INSTITUTION else points[: 1 + newcomer.place % 3]
    return [ContactPoint.of(floor.house.new_id(), *point) for point in kept]


async def _change(floor: Floor, manager: Viewer, customer_id: UUID, change: _Change) -> None:
    desk = floor.desk(manager)
    match change:
        case None:
            return
        case CustomerAction.CHANGE_TIER, why:
            await commands.change_tier(desk, customer_id, tier=Tier.VIP, why=why)
        case CustomerAction.PREFER_CHANNEL, _:
            await commands.prefer_channel(desk, customer_id, channel="phone")
        case action, why:
            await commands.change_stage(desk, customer_id, action=action, why=why)
