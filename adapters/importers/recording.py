"""Writes what an import has prepared, and prepares it anew when somebody else was first."""

from collections.abc import Awaitable, Callable, Iterable, Iterator, Sequence
from itertools import islice
from typing import TypeVar

from adapters.storage.batch import Batch
from adapters.storage.bulk import Collision
from adapters.storage.house import House

ATTEMPTS = 20
AUTHOR = "kefu:import"

T = TypeVar("T")
Progress = Callable[[int, int | None], None]
"""Rows done, and rows in all where that is known."""


def stretches(source: Iterable[T], size: int) -> Iterator[Sequence[T]]:
    """What is taken at once."""
    rows = iter(source)
    while stretch := list(islice(rows, size)):
        yield stretch


class KeptBusy(Exception):  # noqa: N818  said to the operator
    """Other writers were first again and again; what is written stays, and the import can be run again."""


async def record(
    house: House, prepare: Callable[[], Awaitable[Batch]], start_over: Callable[[], Awaitable[None]]
) -> Batch:
    """One transaction, told to whoever listens once it is committed."""
    for _ in range(ATTEMPTS):
        batch = await prepare()
        if batch.empty:
            return batch
        try:
            await batch.write(house.database)
        except Collision:
            await start_over()
            continue
        batch.settle()
        if batch.entries or batch.agents:
            await house.directory.refresh(now=True)
        house.ring()
        return batch
    raise KeptBusy(f"other writers were first {ATTEMPTS} times running; run the import again, it goes on from here")
