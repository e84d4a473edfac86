"""What has been touched lately: looks at the log before an answer is given again, so that it is never an older one."""

import asyncio
from collections import deque
from collections.abc import Callable, Sequence
from typing import Any, NamedTuple

from adapters.database import Database, Row, json, sure, uuid
from adapters.directory import Directory
from adapters.things import OF_THE_HOUSE, Things, touched

REMEMBERED = 2_000
"""Events whose things are remembered; what rests on an older state of the log is not given again."""
AT_ONCE = 200
"""Events of one look. After more than that, whatever was kept is forgotten."""
PATIENCE_SECONDS = 2.0

_NEW = "select position, aggregate, aggregate_id, version, image from event where position > {after} order by position"


class Stamp(NamedTuple):
    """The state of the log that something was read at or after: all up to a settled position, and these beyond it."""

    settled: int
    beyond: tuple[int, ...] = ()


class _Touch(NamedTuple):
    """An event, in the order in which it was found here."""

    turn: int
    position: int
    things: Things | None


class Changes:
    """One for each process; `turn` rises with every event that is found.

    A position may appear behind others that are known (docs/decisions/0002), so what was found is remembered one by
    one until the log is settled beyond it: up to `head`, or because no position is missing.
    """

    def __init__(
        self,
        database: Database,
        directory: Directory,
        head: Callable[[], int],
        *,
        remembered: int = REMEMBERED,
        at_once: int = AT_ONCE,
    ) -> None:
        self._database = database
        self._directory = directory
        self._head = head
        self._remembered = remembered
        self._at_once = at_once
        self._looking = asyncio.Lock()
        self._coming: asyncio.Task[None] | None = None
        """The look that has not begun: whoever asks by now is told by it."""
        self._settled: int | None = None
        self._beyond: set[int] = set()
        self._touches: deque[_Touch] = deque()
        self._oldest_turn = 0
        self._oldest_settled = 0
        self._all_found = False
        self.turn = 0

    async def look(self) -> None:
        """Find what was committed before this call; all who ask while somebody looks are told by the next look."""
        if self._coming is None:
            self._coming = asyncio.create_task(self._soon(), name="look at the log")
            self._coming.add_done_callback(_heard)
        await asyncio.shield(self._coming)

    @property
    def stamp(self) -> Stamp:
        """Of what is read from now on."""
        return Stamp(self._settled or 0, tuple(sorted(self._beyond)))

    def untouched(self, things: Things, since: int) -> bool:
        """Whether none of them was touched after that turn, as far as that is known."""
        if since < self._oldest_turn:
            return False
        for each in reversed(self._touches):
            if each.turn <= since:
                return True
            if _touches(each, things):
                return False
        return True

    def untouched_at(self, things: Things, stamp: Stamp) -> bool:
        """Whether none of them was touched after what another process had seen, as far as that is known."""
        if stamp.settled < self._oldest_settled or not self._all_found:
            return False
        return not any(
            each.position > stamp.settled and each.position not in stamp.beyond and _touches(each, things)
            for each in self._touches
        )

    async def _soon(self) -> None:
        async with self._looking:
            await asyncio.sleep(0)  # those who are about to ask come along
            self._coming = None
            await self._look()

    async def _look(self) -> None:
        settled = self._head()  # asked for first: what is settled by now is in what is read now
        async with asyncio.timeout(PATIENCE_SECONDS):
            first, after = self._settled is None, settled if self._settled is None else self._settled
            sql = self._database.sql()
            text = f"{_NEW.format(after=sql(after))} limit {self._at_once + 1}"
            rows = await self._database.rows(text, sql.values)
            new = [row for row in rows if row["position"] not in self._beyond]
            too_many = len(rows) > self._at_once
            found = [] if too_many else await self._touched(new)
            if first or too_many or any(row["aggregate"] in OF_THE_HOUSE for row in new):
                await self._directory.refresh(now=True)  # whoever reads next reads words that are as new as this
        if first or too_many:
            self._begin(settled)
        self._all_found = not too_many
        for position, things in found:
            self._note(position, things)
        self._settle(settled)

    async def _touched(self, rows: Sequence[Row]) -> list[tuple[int, Things | None]]:
        if not rows:
            return []
        before = await self._images_before(rows)
        found = []
        for row in rows:
            aggregate_id, version = sure(uuid(row["aggregate_id"])), row["version"]
            images = [json(row["image"]), *before.get((aggregate_id, version - 1), ())]
            found.append((row["position"], touched(row["aggregate"], aggregate_id, images)))
        return found

    async def _images_before(self, rows: Sequence[Row]) -> dict[tuple[Any, int], list[Any]]:
        sql = self._database.sql()
        wanted = [(sure(uuid(row["aggregate_id"])), row["version"] - 1) for row in rows if row["version"] > 1]
        if not wanted:
            return {}
        text = f"select aggregate_id, version, image from event where {sql.pairs('(aggregate_id, version)', wanted)}"
        found = await self._database.rows(text, sql.values)
        return {(sure(uuid(row["aggregate_id"])), row["version"]): [json(row["image"])] for row in found}

    def _begin(self, settled: int) -> None:
        self.turn += 1
        self._touches.clear()
        self._beyond.clear()
        self._oldest_turn = self.turn
        self._settled = self._oldest_settled = settled

    def _note(self, position: int, things: Things | None) -> None:
        self.turn += 1
        self._beyond.add(position)
        self._touches.append(_Touch(self.turn, position, things))
        if len(self._touches) > self._remembered:
            gone = self._touches.popleft()
            self._oldest_turn = gone.turn
            self._oldest_settled = max(self._oldest_settled, gone.position)

    def _settle(self, head: int) -> None:
        settled = max(self._settled or 0, head)
        while settled + 1 in self._beyond:
            settled += 1
        if self._beyond and settled != self._settled:
            self._beyond = {each for each in self._beyond if each > settled}
        self._settled = settled


def _heard(look: "asyncio.Task[None]") -> None:
    """All who waited may have left: what went wrong with it is nothing to anybody then."""
    if not look.cancelled():
        look.exception()


def _touches(touch: _Touch, things: Things) -> bool:
    return touch.things is None or not touch.things.isdisjoint(things)
