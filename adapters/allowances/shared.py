"""One account in Redis for the buckets of all processes; each goes by its own until it has heard of the others."""

import asyncio
import hashlib
from collections.abc import Hashable, Mapping, Sequence
from typing import Any

import structlog

from adapters.allowances.buckets import Buckets

EVERY_SECONDS = 0.1
"""Between two settlements: for so long a process does not know what the others have given."""
PATIENCE_SECONDS = 1.0
REST_SECONDS = 5.0
AT_ONCE = 500
"""Buckets in one call."""

_SETTLE = """
local most, a_second = tonumber(ARGV[1]), tonumber(ARGV[2])
local time = redis.call('TIME')
local now = time[1] + time[2] / 1000000
local levels = {}
for number, key in ipairs(KEYS) do
  local level, at = unpack(redis.call('HMGET', key, 'level', 'at'))
  level = math.min(most, (tonumber(level) or most) + math.max(0, now - (tonumber(at) or now)) * a_second)
  level = math.max(level - tonumber(ARGV[2 + number]), -most)
  redis.call('HSET', key, 'level', string.format('%.3f', level), 'at', string.format('%.6f', now))
  redis.call('PEXPIRE', key, math.ceil((most - level) / a_second * 1000) + 1000)
  levels[number] = string.format('%.3f', level)
end
return levels
"""
"""Fills each bucket up to now by Redis's own clock, takes what was spent, and tells what is left, all at once."""

log = structlog.get_logger(__name__)


class SharedBuckets:
    """Settles ten times a second what was taken here. While Redis is gone, every process counts for itself.

    Whose bucket it is cannot be read in Redis: names are digests under a key of the house.
    """

    def __init__(self, url: str, house: str, secret: bytes, buckets: Mapping[str, Buckets]) -> None:
        from redis.asyncio import Redis  # noqa: PLC0415  only where there is one

        self._redis = Redis.from_url(
            url, socket_connect_timeout=PATIENCE_SECONDS, socket_timeout=PATIENCE_SECONDS, decode_responses=True
        )
        self._settle: Any = self._redis.register_script(_SETTLE)
        self._prefix = f"kefu:{house}:allowance"
        self._secret = secret
        self._buckets = buckets
        self.gone = False
        """Redis does not answer, and was said to."""
        for each in buckets.values():
            each.spent = {}

    async def keep_settling(self) -> None:
        """Until it is cancelled; nothing that goes wrong with Redis ends it."""
        while True:  # noqa: ASYNC110  a pace, and nothing to be waited for
            await asyncio.sleep(EVERY_SECONDS if await self.settle() else REST_SECONDS)

    async def settle(self) -> bool:
        """Once; False when Redis does not answer."""
        try:
            for kind, buckets in self._buckets.items():
                await self._settled(kind, buckets)
        except Exception as error:  # noqa: BLE001  whatever the client raises
            if not self.gone:
                log.warning("Redis does not answer, each process limits by its own count", why=repr(error))
            self.gone = True
            for buckets in self._buckets.values():
                buckets.spent = {}
            return False
        if self.gone:
            log.info("Redis answers again, all processes limit together")
        self.gone = False
        return True

    async def close(self) -> None:
        """Leave Redis."""
        await self._redis.aclose()

    async def _settled(self, kind: str, buckets: Buckets) -> None:
        spent, buckets.spent = buckets.spent or {}, {}
        askers: Sequence[Hashable] = list(spent)
        for begin in range(0, len(askers), AT_ONCE):
            some = askers[begin : begin + AT_ONCE]
            amounts = [spent[each] for each in some]
            async with asyncio.timeout(PATIENCE_SECONDS):
                levels = await self._settle(
                    keys=[self._name(kind, each) for each in some],
                    args=[buckets.rate.most, buckets.rate.a_second, *amounts],
                )
            buckets.correct(dict(zip(some, map(float, levels), strict=True)))

    def _name(self, kind: str, who: Hashable) -> str:
        said = hashlib.blake2b(str(who).encode(), key=self._secret, digest_size=16).hexdigest()
        return f"{self._prefix}:{kind}:{said}"
