"""Reads rows by key: each key once in a request, all that are asked for together in one statement."""

import asyncio
from collections.abc import Awaitable, Callable, Hashable, Iterable, Mapping
from functools import partial
from typing import Any

from strawberry.dataloader import DataLoader

from execution.gathering import Found, Leave, Told

Read = Callable[[list[Any]], Awaitable[Mapping[Any, Any]]]
Ask = Callable[[list[Any], Told], Leave]
Things = Callable[[Iterable[Any]], Iterable[str]]
"""What the values of these keys rest on."""


class Lookup:
    """A batch for plans, a loader for graphql-core; both remember together. `nothing` stands for what is not found.

    Without `things`, nobody can tell what the values rest on. `ask` reads for those who have no task that could wait.
    """

    def __init__(self, read: Read, nothing: object, things: Things | None = None, *, ask: Ask | None = None) -> None:
        self._read = read
        self._ask = ask
        self._nothing = nothing
        self._things = things
        self._known: dict[Any, Any] = {}
        self._loader: DataLoader[Any, Any] | None = None

    def know(self, key: Hashable, value: object) -> None:
        """It need not be read."""
        self._known[key] = value

    @property
    def things(self) -> frozenset[str] | None:
        """What all values that were read rest on; None when nobody can tell."""
        return None if self._things is None else frozenset(self._things(self._known))

    async def read(self, keys: list[Any]) -> Mapping[Any, Any]:
        """The values of these keys."""
        missing = self._missing(keys)
        return self._learnt(missing, await self._read(missing)) if missing else self._known

    def held(self, keys: list[Any]) -> Mapping[Any, Any] | None:
        """The values of these keys, when nothing has to be read for them."""
        return None if self._missing(keys) else self._known

    def ask(self, keys: list[Any], told: Told) -> Leave | None:
        """As `read`, for one who has no task that could wait; None where nobody is told that way."""
        if self._ask is None:
            return None
        missing = self._missing(keys)
        return self._ask(missing, partial(self._hear, missing, told))

    def _hear(self, keys: list[Any], told: Told, found: Found | None, error: BaseException | None) -> None:
        told(None if found is None else self._learnt(keys, found), error)

    def _missing(self, keys: list[Any]) -> list[Any]:
        if not self._known and len(keys) == 1:  # nearly always
            return keys
        return [key for key in dict.fromkeys(keys) if key not in self._known]

    def _learnt(self, keys: list[Any], found: Mapping[Any, Any]) -> Mapping[Any, Any]:
        for key in keys:
            self._known[key] = found.get(key, self._nothing)
        return self._known

    async def load(self, key: Any) -> Any:  # noqa: ANN401  whatever is read
        """One of them, together with whatever is loaded in the same turn of the loop; at once where it is known."""
        if key in self._known:
            return self._known[key]
        if self._loader is None:
            self._loader = DataLoader(self._in_order)
        found = asyncio.ensure_future(self._loader.load(key))
        found.add_done_callback(_looked_at)
        # Others may wait for the same: who is cancelled, because a field beside it failed, must not take it from them.
        return await asyncio.shield(found)

    async def _in_order(self, keys: list[Any]) -> list[Any]:
        found = await self.read(keys)
        return [found[key] for key in keys]


def _looked_at(found: "asyncio.Future[Any]") -> None:
    """Python would complain of a failure that nobody is left to hear of."""
    if not found.cancelled():
        found.exception()
