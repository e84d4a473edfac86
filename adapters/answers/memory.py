"""The answers of one process: bounded in number and bytes, the least used forgotten first."""

from collections.abc import Callable, Hashable, Mapping
from dataclasses import dataclass
from datetime import datetime
from functools import partial
from typing import Any, Protocol

import structlog

from adapters.answers.changes import Changes, Stamp
from execution.answer import Answer
from execution.basis import Basis
from execution.memory import Keep
from execution.recent import Recent

MEBIBYTE = 1 << 20
ENTRIES = 20_000
NOTICED = 8_192
"""Queries that are known to have been asked, by their hashes."""
ENTRY_BYTES, THING_BYTES = 600, 120
"""What an answer costs beside its bytes, and each thing that it rests on."""

Outcome = str
"""`hit`, `miss` (looked for, computed and kept), `stale` (was there and rested on what has been touched), `shared`."""

_log = structlog.get_logger(__name__)


@dataclass(slots=True)
class Kept:
    """An answer, what it rests on, and the turn of the changes up to which it is known to be right."""

    answer: Answer
    basis: Basis
    turn: int
    hits: int = 0


@dataclass(frozen=True, slots=True)
class Told:
    """An answer as processes tell it one another: with the state of the log that it was read at or after."""

    body: bytes
    extensions: Mapping[str, Any]
    basis: Basis
    stamp: Stamp


class Shared(Protocol):
    """Answers that other processes have kept; whatever goes wrong with them, they are just not there."""

    async def get(self, key: Hashable) -> Told | None: ...
    def put(self, key: Hashable, told: Told) -> None:
        """Nobody waits for it."""
        ...


class Answers:
    """Implements `execution.memory.Memory`: nothing is answered from it without a look at the log before.

    A query that is asked for the first time is noticed and no more: the look would cost it a round trip. From the
    second time on its answer is kept, and given again until something it rests on is touched. One that was never asked
    again until then begins anew.
    """

    def __init__(
        self,
        changes: Changes,
        now: Callable[[], datetime],
        *,
        most_bytes: int = 32 * MEBIBYTE,
        shared: Shared | None = None,
        on_outcome: Callable[[Outcome], None] = lambda _: None,
    ) -> None:
        self._changes = changes
        self._now = now
        self._shared = shared
        self._on_outcome = on_outcome
        self._kept = Recent[Hashable, Kept](entries=ENTRIES, weight=most_bytes)
        self._noticed = Recent[int, bool](entries=NOTICED, weight=NOTICED)
        """Whether the answer may be kept, as far as one knows."""

    @property
    def bytes(self) -> int:
        """How many are taken, by estimate."""
        return self._kept.weight

    def __len__(self) -> int:
        """How many answers are kept."""
        return len(self._kept)

    async def recall(self, key: Hashable) -> Answer | Keep | None:
        """The answer as of now, or where to keep it, or None."""
        kept = self._kept.get(key)
        if kept is None and not self._asked_before(key):
            return None
        try:
            await self._changes.look()
        except Exception as error:  # noqa: BLE001  whatever a driver raises: the query itself meets it and tells
            _log.warning("answers are not given again", why=repr(error))
            return None
        if kept is None:  # somebody else may have asked the same meanwhile
            kept = self._kept.get(key)
        if kept is not None:
            if self._holds(kept):
                self._on_outcome("hit")
                return kept.answer
            self._on_outcome("stale")
            self._kept.forget(key)
            if not kept.hits:
                self._noticed.forget(hash(key))
                return None
        found = None if self._shared is None else await self._from_others(key, self._shared)
        if found is not None:
            self._on_outcome("shared")
            return found
        self._on_outcome("miss")
        return partial(self._keep, key, self._changes.turn, self._changes.stamp)

    def _asked_before(self, key: Hashable) -> bool:
        """Whether it was, and its answer may be kept."""
        noticed = self._noticed.get(hash(key))
        if noticed is None:
            self._notice(key, keep=True)
        return bool(noticed)

    def _notice(self, key: Hashable, *, keep: bool) -> None:
        self._noticed.put(hash(key), keep, weight=1)

    def _holds(self, kept: Kept) -> bool:
        if not (self._in_time(kept.basis) and self._changes.untouched(kept.basis.things, kept.turn)):
            return False
        kept.turn = self._changes.turn
        kept.hits += 1
        return True

    def _in_time(self, basis: Basis) -> bool:
        return basis.until is None or self._now() <= basis.until

    def _keep(self, key: Hashable, turn: int, stamp: Stamp, answer: Answer, basis: Basis | None) -> None:
        if basis is None:
            self._notice(key, keep=False)
            return
        if not self._changes.untouched(basis.things, turn):
            return
        self._put(key, answer, basis)
        if self._shared is not None:
            self._shared.put(key, Told(answer.body, answer.extensions, basis, stamp))

    def _put(self, key: Hashable, answer: Answer, basis: Basis) -> None:
        weight = len(answer.body) + _length(key) + ENTRY_BYTES + THING_BYTES * len(basis.things)
        self._kept.put(key, Kept(answer, basis, self._changes.turn), weight=weight)

    async def _from_others(self, key: Hashable, shared: Shared) -> Answer | None:
        told = await shared.get(key)
        if (
            told is None
            or not self._in_time(told.basis)
            or not self._changes.untouched_at(told.basis.things, told.stamp)
        ):
            return None
        answer = Answer.again(told.body, told.extensions)
        self._put(key, answer, told.basis)
        return answer


def _length(key: Hashable) -> int:
    """Variables are part of it, and may be long."""
    return sum(len(each) for each in key if isinstance(each, bytes | str)) if isinstance(key, tuple) else 0
