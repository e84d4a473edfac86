"""A value that is not here yet and comes with others of its kind: one read for all that are asked for together."""

from collections.abc import Callable, Generator, Hashable, Mapping
from typing import Any, Generic, Protocol, TypeVar

T = TypeVar("T")
U = TypeVar("U")


class Batch(Protocol):
    """Where such values come from."""

    async def read(self, keys: list[Any]) -> Mapping[Any, Any]:
        """The values of these keys, every one of them."""
        ...

    async def load(self, key: Any) -> Any:
        """One value, in a batch with whatever else is loaded at the same time."""
        ...


class Later(Generic[T]):
    """Awaited by itself it costs a task of its own; a plan reads all that it has of a batch at once."""

    __slots__ = ("batch", "key", "then")

    def __init__(self, batch: Batch, key: Hashable, then: Callable[[Any], T]) -> None:
        self.batch = batch
        self.key = key
        self.then = then

    def mapped(self, change: Callable[[T], U]) -> "Later[U]":
        """The same, made into something else when it comes."""
        then = self.then
        return Later(self.batch, self.key, lambda value: change(then(value)))

    def __await__(self) -> Generator[Any, None, T]:
        value = yield from self.batch.load(self.key).__await__()
        return self.then(value)
