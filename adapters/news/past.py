"""What a returning subscriber missed, from the log: the same decisions over the same images as live."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import takewhile
from uuid import UUID

from adapters.database import Database
from adapters.news.change import COLUMNS, FROM, Change, change_of
from adapters.news.frames import Event
from adapters.news.group import Group, Move, Standing, Verdict
from adapters.reads.events import Place

PAGE = 500


@dataclass(frozen=True, slots=True)
class Stretch:
    """Frames up to and including the place `reached`."""

    frames: Sequence[Event]
    reached: Place


class Past:
    """Reads in pages; the window bounds how far back, whatever the log still holds."""

    def __init__(self, database: Database, now: Callable[[], datetime], window: timedelta, *, page: int = PAGE) -> None:
        self._database = database
        self.now = now
        self._window = window
        self._page = page

    async def stretch(self, group: Group, after: Place, up_to: int) -> Stretch | None:
        """The next stretch; None when it begins before the window.

        An imported event tells the time of its source, not when it came here, so it is never too old.
        """
        changes = await self._changes(group, after, up_to)
        begin = self.now() - self._window
        if any(change.event.at < begin and not change.event.imported for change in changes):
            return None
        move = group.moves(changes[0]) if changes else None
        if move is not None:
            return await self._moved(group, move, after.within)
        ours = list(takewhile(lambda change: group.moves(change) is None, changes))
        whole = len(ours) == len(changes) < self._page
        return Stretch(await self._frames(group, ours), Place(up_to if whole else ours[-1].position))

    async def oldest(self, head: int) -> int:
        """The position behind which everything lies within the window."""
        sql = self._database.sql()
        row = await self._database.row(
            f"select e.position from event e where e.at >= {sql(self.now() - self._window)} and not e.imported"
            " order by e.at, e.position limit 1",
            sql.values,
        )
        return head if row is None else min(head, int(row["position"]) - 1)

    async def _changes(self, group: Group, after: Place, up_to: int) -> list[Change]:
        sql = self._database.sql()
        begin = after.position if after.within is None else after.position - 1
        rows = await self._database.rows(
            f"select {COLUMNS} from {FROM} where e.position > {sql(begin)} and e.position <= {sql(up_to)}"
            f" and {group.told_by(sql)} order by e.position limit {self._page}",
            sql.values,
        )
        return [change_of(row) for row in rows]

    async def _frames(self, group: Group, changes: Sequence[Change]) -> list[Event]:
        then = await group.topic.standings(self._database, changes, [group])
        now = self.now()
        judged = [
            (change, verdict)
            for change in changes
            if (verdict := group.verdict(change, then.get(change.position, _UNKNOWN), now)) is not None
        ]
        shown = {change.event.aggregate_id for change, verdict in judged if verdict is Verdict.SHOW}
        current = await group.topic.now(self._database, shown)
        return [
            group.frame(change, verdict, current.get(change.event.aggregate_id), shared=False)
            for change, verdict in judged
        ]

    async def _moved(self, group: Group, move: Move, after: UUID | None) -> Stretch:
        rows = await group.topic.moved_by(self._database, group, move, after=after, limit=self._page)
        now = self.now()
        judged = [(row.aggregate_id, verdict) for row in rows if (verdict := group.moved(row, move, now)) is not None]
        shown = {row_id for row_id, verdict in judged if verdict is Verdict.SHOW}
        current = await group.topic.now(self._database, shown)
        frames = [group.frame_within(move, each, verdict, current.get(each)) for each, verdict in judged]
        more = len(rows) == self._page
        return Stretch(frames, Place(move.event.position, rows[-1].aggregate_id if more else None))


_UNKNOWN = Standing()
