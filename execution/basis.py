"""What an answer rests on, for whoever wants to give it again."""

from datetime import datetime
from typing import NamedTuple


class Basis(NamedTuple):
    """The answer is right until one of the `things` is touched, or until the instant has passed."""

    things: frozenset[str]
    until: datetime | None = None
