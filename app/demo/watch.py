"""What a worker would have done in the days that are told: steps at their moments, ladders climbed, people told."""

from dataclasses import dataclass
from datetime import UTC, datetime

from adapters.database import instant
from adapters.storage.alerts import escalate_due
from adapters.storage.house import House
from adapters.storage.timers import take_due
from app.demo.clock import PastClock

AT_ONCE = 100
_NEXT = (
    "select min(at) as at from (select min(next_step_at) as at from clock"
    " union all select min(next_at) from alert where status = 'RAISED') moments"
)


@dataclass(frozen=True, slots=True)
class NightWatch:
    """Nothing comes late in a story: the clock stands at each moment at which something is due."""

    house: House
    clock: PastClock

    async def until(self, at: datetime) -> None:
        """Everything that is due before then, in its order; then the clock stands there."""
        while (moment := await self._next()) is not None and moment <= at:
            self.clock.stands_at = max(moment, self.clock.stands_at)
            taken = await take_due(self.house, wall=datetime.now(UTC))
            if not taken and not await escalate_due(self.house, self.house.now(), AT_ONCE):
                message = f"something was due at {moment.isoformat()} and could not be done"
                raise RuntimeError(message)
        self.clock.stands_at = at

    async def told_already(self) -> None:
        """What left the house in those days is not sent again today."""
        await self.house.database.run(
            "update delivery set state = 'DELIVERED', delivered_at = created_at, next_try_at = null, attempts = 1"
            " where state = 'PENDING'"
        )

    async def _next(self) -> datetime | None:
        row = await self.house.database.row(_NEXT)
        return None if row is None else instant(row["at"])
