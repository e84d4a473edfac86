"""A memory for what was used last, bounded in entries and in weight."""

from collections import OrderedDict
from collections.abc import Hashable
from typing import Generic, TypeVar

K = TypeVar("K", bound=Hashable)
V = TypeVar("V")


class Recent(Generic[K, V]):
    """Forgets what was not asked for the longest, once there are too many entries or they weigh too much together."""

    def __init__(self, *, entries: int, weight: int) -> None:
        self._entries = entries
        self._weight = weight
        self._kept: OrderedDict[K, tuple[V, int]] = OrderedDict()
        self._total = 0

    def __contains__(self, key: K) -> bool:
        return key in self._kept

    def __len__(self) -> int:
        return len(self._kept)

    @property
    def weight(self) -> int:
        """Of all that is kept."""
        return self._total

    def get(self, key: K) -> V | None:
        found = self._kept.get(key)
        if found is None:
            return None
        self._kept.move_to_end(key)
        return found[0]

    def put(self, key: K, value: V, *, weight: int) -> None:
        self.forget(key)
        if weight > self._weight:
            return
        self._kept[key] = (value, weight)
        self._total += weight
        while len(self._kept) > self._entries or self._total > self._weight:
            self.forget(next(iter(self._kept)))

    def forget(self, key: K) -> None:
        if key in self._kept:
            self._total -= self._kept.pop(key)[1]
