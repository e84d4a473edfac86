"""Answers in Redis for all processes of a house, sealed, behind aiocache."""

import asyncio
import hashlib
import time
from collections.abc import Hashable
from dataclasses import fields, is_dataclass
from datetime import datetime
from typing import Any

import orjson
import structlog
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from adapters.answers.changes import Stamp
from adapters.answers.memory import Told
from adapters.vault import KeyGone, seal, unseal
from execution.basis import Basis

PATIENCE_SECONDS = 0.1
"""A query must not become slower than it would be without."""
REST_SECONDS = 5.0
"""For which nobody is asked after a failure."""
KEPT_SECONDS = 600
CONNECTIONS = 8
AT_ONCE = 32
"""Answers on their way to Redis; more of them are not sent."""
LARGEST = 1 << 20
MOST_BEYOND = 64
"""Positions beyond the settled one that a stamp may name; with more, somebody is long about a commit."""
_HEAD_LENGTH = 4

_log = structlog.get_logger(__name__)


class SharedAnswers:
    """Implements `adapters.answers.memory.Shared`; `house` names the desk and the version of the program.

    What lies there is sealed under a key of the house, each answer under its own name: who can read Redis learns
    nothing, who can write to it cannot make us say anything.
    """

    def __init__(self, url: str, house: str, secret: bytes) -> None:
        self._secret = secret
        self._cache = _cache(url, f"kefu:{house}")
        self._rests_until = 0.0
        self._sending: set[asyncio.Task[None]] = set()

    async def get(self, key: Hashable) -> Told | None:
        """What some process kept, if it can be had in time."""
        if self._resting:
            return None
        name = self._name(key)
        try:
            async with asyncio.timeout(PATIENCE_SECONDS):
                sealed = await self._cache.get(name)
        except Exception as error:  # noqa: BLE001  whatever the client raises
            self._rest(error)
            return None
        return None if sealed is None else self._opened(name, sealed)

    def put(self, key: Hashable, told: Told) -> None:
        """Send it, unless too much is on its way."""
        too_much = len(told.body) > LARGEST or len(told.stamp.beyond) > MOST_BEYOND or len(self._sending) >= AT_ONCE
        if too_much or self._resting:
            return
        task = asyncio.create_task(self._send(self._name(key), told))
        self._sending.add(task)
        task.add_done_callback(self._sending.discard)

    async def close(self) -> None:
        """Send no more."""
        for task in self._sending:
            task.cancel()
        await asyncio.gather(*self._sending, return_exceptions=True)
        await self._cache.client.aclose()

    async def settled(self) -> None:
        """Until everything that was put is there."""
        await asyncio.gather(*self._sending)

    async def _send(self, name: str, told: Told) -> None:
        try:
            async with asyncio.timeout(PATIENCE_SECONDS):
                await self._cache.set(name, self._sealed(name, told), ttl=KEPT_SECONDS)
        except Exception as error:  # noqa: BLE001  likewise
            self._rest(error)

    @property
    def _resting(self) -> bool:
        return time.monotonic() < self._rests_until

    def _rest(self, error: Exception) -> None:
        self._rests_until = time.monotonic() + REST_SECONDS
        _log.warning("Redis does not answer, each process keeps its own answers", why=repr(error))

    def _name(self, key: Hashable) -> str:
        plain = orjson.dumps(key, default=_plain, option=orjson.OPT_PASSTHROUGH_DATACLASS)
        return hashlib.blake2b(plain, key=self._secret, digest_size=32).hexdigest()

    def _key(self, name: str) -> AESGCM:
        # One for each answer: a key must not seal too often, and who put answers in each other's place opens nothing.
        return AESGCM(hashlib.blake2b(name.encode(), key=self._secret, digest_size=32, person=b"answer").digest())

    def _sealed(self, name: str, told: Told) -> bytes:
        basis, stamp = told.basis, told.stamp
        head = orjson.dumps([told.extensions, sorted(basis.things), basis.until, stamp.settled, stamp.beyond])
        return seal(self._key(name), len(head).to_bytes(_HEAD_LENGTH, "big") + head + told.body, name)

    def _opened(self, name: str, sealed: bytes) -> Told | None:
        try:
            content = unseal(self._key(name), sealed, name)
        except (KeyGone, ValueError):
            return None
        end = _HEAD_LENGTH + int.from_bytes(content[:_HEAD_LENGTH], "big")
        extensions, things, until, settled, beyond = orjson.loads(content[_HEAD_LENGTH:end])
        basis = Basis(frozenset(things), None if until is None else datetime.fromisoformat(until))
        return Told(content[end:], extensions, basis, Stamp(settled, tuple(beyond)))


def _plain(value: object) -> Any:  # noqa: ANN401  JSON is whatever it is
    """What makes two keys equal, in an order that is the same in every process."""
    if isinstance(value, bytes):
        return value.hex()
    if isinstance(value, frozenset):
        return sorted(value)
    if is_dataclass(value):
        return [type(value).__qualname__, *(getattr(value, each.name) for each in fields(value) if each.compare)]
    return str(value)


def _cache(url: str, namespace: str) -> Any:  # noqa: ANN401  aiocache ships no types
    from aiocache.backends.redis import RedisCache  # noqa: PLC0415  only where answers are shared
    from aiocache.serializers import NullSerializer  # noqa: PLC0415
    from redis.asyncio import BlockingConnectionPool, Redis  # noqa: PLC0415

    # Without `encoding=None` it makes text of the bytes; without a blocking pool it raises when all are in use.
    cache = RedisCache(serializer=NullSerializer(encoding=None), namespace=namespace, timeout=None)
    pool = BlockingConnectionPool.from_url(
        url,
        max_connections=CONNECTIONS,
        timeout=PATIENCE_SECONDS,
        socket_connect_timeout=PATIENCE_SECONDS,
        socket_timeout=PATIENCE_SECONDS,
    )
    cache.client = Redis.from_pool(pool)  # its own knows neither TLS nor Unix sockets
    return cache
