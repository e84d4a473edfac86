"""What an operation costs whoever asks for it, beside the time it takes; how much they have is the caller's to say."""

from collections.abc import Callable
from typing import Any

Toll = Callable[[Any, int], float | None]
"""Takes a cost (objects, as `execution/cost.py` counts them) from whoever stands behind a context.

None when it was paid; else the seconds after which it could be, and nothing was taken.
"""

READING = 20
"""A document that is not known has to be read, which takes as long as fetching some objects."""
LEAST = 1
"""Of an operation that fetches nothing."""


def free(_: object, __: int) -> None:
    """Nobody pays anything."""
