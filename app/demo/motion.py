"""Keeps a desk moving: every second or two something plausible happens to some ticket."""

import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from random import Random

import structlog
from tortoise.exceptions import DBConnectionError, OperationalError

from adapters.database import sure, uuid
from app.demo import closing
from app.demo.acts import ACTS
from app.demo.floor import Floor
from app.demo.intake import take_in
from app.demo.likely import likely
from app.demo.problems import PROBLEMS
from app.house import OpenHouse
from domain.shared.errors import Refusal
from domain.ticket.lifecycle import DONE, OPEN, Action, Status
from domain.ticket.ticket import Ticket
from domain.viewer import Role, Viewer

SECONDS = (1.0, 2.0)
FEWEST_OPEN = 12
"""A desk with fewer open tickets than this is filled up to it."""
OPENINGS = 0.09
"""The share of moves that open a ticket, while as many are open as usual: about ten acts lead one to its end."""
OLD = 0.04
"""The share of the other moves that look at what is archived: a late rating, a reopening."""
SENT_BACK = 0.08
OPEN_WORDS = sorted(each.value for each in OPEN)
IN_SIGHT = 60
"""Tickets chosen from, those changed last: what people are at. Others lie about and become overdue, as they do."""

_READER = Viewer(Role.AUDITOR, "demo")

log = structlog.get_logger(__name__)
Pause = Callable[[], Awaitable[None]]


async def keep_moving(opening: OpenHouse, *, seed: int = 1, pause: Pause | None = None) -> None:
    """Until it is cancelled. Any number of processes may do it at the same time."""
    dice = Random(seed)  # noqa: S311  dice, not secrets
    mover = Mover(Floor.of(opening.house, dice))
    while True:
        await (asyncio.sleep(dice.uniform(*SECONDS)) if pause is None else pause())
        await opening.clock.tick()
        try:
            await mover.move()
        except Refusal as refusal:
            log.debug("the demo was refused", code=refusal.code, why=refusal.message)
        except (OperationalError, DBConnectionError) as error:
            log.warning("the demo does not reach the database", why=repr(error))


@dataclass(slots=True)
class Mover:
    """Opens more when fewer are open than usual, and less when more are."""

    floor: Floor
    usual: int = 0

    async def move(self) -> None:
        """One thing happens."""
        await self.floor.house.directory.refresh()
        now_open = await self._open()
        self.usual = self.usual or max(FEWEST_OPEN, now_open)
        opens = OPENINGS * (self.usual / now_open) ** 4 if now_open else 1.0
        ticket = None if self.floor.chance(opens) else await self._ticket()
        if ticket is None:
            await self._take_in()
            return
        weights = likely(ticket)
        if weights:
            action = self.floor.dice.choices(list(weights), list(weights.values()))[0]
            sent_back = action is Action.REVIEW and self.floor.chance(SENT_BACK)
            await (closing.send_back if sent_back else ACTS[action])(self.floor, ticket)

    async def _take_in(self) -> None:
        problem = self.floor.dice.choice(PROBLEMS)
        able = [each for each in await self.floor.clients.some() if each.would_ask(problem)]
        if able:
            await take_in(self.floor, self.floor.dice.choice(able), problem)

    async def _open(self) -> int:
        database = self.floor.house.database
        sql = database.sql()
        text = f"select count(*) as open from ticket where {sql.among('status', OPEN_WORDS)}"  # noqa: S608  bound
        return int(sure(await database.row(text, sql.values))["open"])

    async def _ticket(self) -> Ticket | None:
        database = self.floor.house.database
        old = self.floor.chance(OLD)
        wanted = [Status.ARCHIVED.value] if old else [*OPEN_WORDS, *sorted(each.value for each in DONE)]
        sql = database.sql()
        among = sql.among("status", wanted)
        text = f"select id from ticket where {among} order by updated_at desc, number limit {IN_SIGHT}"  # noqa: S608  bound
        rows = await database.rows(text, sql.values)
        if not rows:
            return None
        async with self.floor.desk(_READER).work() as work:
            return await work.tickets.get(sure(uuid(self.floor.dice.choice(rows)["id"])))
