"""Who reads feedback: a model behind this, so that the desk does not know which."""

from collections.abc import Sequence
from typing import Protocol

from domain.feedback.sentiment import Reading


class Unread(Exception):  # noqa: N818  said of the texts
    """These texts could not be read now; nothing is wrong with asking again later."""


class Analyser(Protocol):
    """Reads texts as a batch, and does not hold up whoever waits for something else."""

    async def analyse(self, texts: Sequence[str]) -> Sequence[Reading]:
        """One reading for each text, in their order. Raises Unread, or Invalid when there are too many at once."""
        ...
