"""A value that is not here yet and comes with others of its kind: one read for all that are asked for together."""

from collections.abc import Callable, Generator, Hashable, Mapping
from typing import Any, Generic, Protocol, TypeVar

from execution.gathering import Leave, Told

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

    def held(self, keys: list[Any]) -> Mapping[Any, Any] | None:
        """The values of these keys, when nothing has to be read for them."""
        ...

    def ask(self, keys: list[Any], told: Told) -> Leave | None:
        """As `read`, for one who has no task that could wait; None where nobody is told that way."""
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
