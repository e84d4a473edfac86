"""Carries what waits: claims deliveries with a lease, sends them side by side, writes down what came of it."""

import asyncio
from collections import Counter
from collections.abc import Callable, Mapping
from datetime import datetime, timedelta
from typing import Protocol
from uuid import UUID

import structlog

from adapters.channels.channel import Channel, Parcel, Undelivered
from adapters.database import Database
from adapters.storage.claims import Claimed, claim_deliveries, record_outcome
from adapters.vault import Vault
from domain.delivery.delivery import DeliveryState, Outcome

AT_ONCE, FOR_ONE_ENDPOINT = 16, 4
LEASE = timedelta(seconds=60)
"""Longer than any channel takes: whoever died within it is followed by another, with the same id."""

_log = structlog.get_logger(__name__)


class Parts(Protocol):
    """What of the house it needs."""

    @property
    def database(self) -> Database: ...
    @property
    def vault(self) -> Vault: ...
    @property
    def now(self) -> Callable[[], datetime]: ...


class Courier:
    """Any number of them may work side by side. A receiver that hangs keeps its own place only."""

    def __init__(self, house: Parts, channels: Mapping[str, Channel], dice: Callable[[], float]) -> None:
        self._house = house
        self._channels = channels
        self._dice = dice
        self._under_way: set[asyncio.Task[None]] = set()
        self._busy: Counter[UUID] = Counter()

    async def set_out(self) -> int:
        """Claim what is due, as much as can be carried at once, and be on the way; how many there were."""
        free = AT_ONCE - len(self._under_way)
        if free <= 0:
            return 0
        busy = [endpoint for endpoint, count in self._busy.items() if count >= FOR_ONE_ENDPOINT]
        claimed = await claim_deliveries(
            self._house.database, self._house.vault, self._house.now(), LEASE, most=free, each=FOR_ONE_ENDPOINT,
            not_for=busy,
        )  # fmt: skip
        for each in claimed:
            self._busy[each.endpoint_id or _NO_ENDPOINT] += 1
            task = asyncio.create_task(self._carry(each), name="delivery")
            self._under_way.add(task)
            task.add_done_callback(self._under_way.discard)
        return len(claimed)

    async def come_home(self) -> None:
        """Until everything that is under way has come to something, which takes no longer than a channel does."""
        while self._under_way:
            await asyncio.wait(set(self._under_way))

    async def _carry(self, claimed: Claimed) -> None:
        try:
            outcome = await self._outcome(claimed)
            await record_outcome(self._house.database, claimed, outcome, self._house.now())
            if outcome.state is DeliveryState.DEAD:
                _log.error("a delivery is given up", delivery=str(claimed.parcel.id), error=outcome.error)
        except Exception:  # noqa: BLE001  whatever a driver raises: the lease ends, and it is carried again
            _log.exception("a delivery could not be written down", delivery=str(claimed.parcel.id))
        finally:
            key = claimed.endpoint_id or _NO_ENDPOINT
            self._busy[key] -= 1
            if not self._busy[key]:
                del self._busy[key]

    async def _outcome(self, claimed: Claimed) -> Outcome:
        if claimed.hopeless is not None:
            return Outcome(DeliveryState.DEAD, None, claimed.hopeless)
        error = await self._sent(claimed.parcel, claimed.channel)
        return Outcome.of(
            error, attempts=claimed.parcel.attempt, at=self._house.now(), retry_until=claimed.retry_until,
            dice=self._dice(),
        )  # fmt: skip

    async def _sent(self, parcel: Parcel, channel: str) -> str | None:
        """None when it was taken. A bug in a channel is a failure like any other: it is tried again, and logged."""
        try:
            await self._channels[channel].send(parcel)
        except Undelivered as error:
            return str(error)
        except Exception:  # noqa: BLE001  as the docstring says
            _log.exception("a channel failed", channel=channel, delivery=str(parcel.id))
            return "the channel failed"
        return None


_NO_ENDPOINT = UUID(int=0)
