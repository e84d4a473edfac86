"""Answers given again for as long as they are right: what execution wants of whoever keeps them."""

from collections.abc import Callable, Hashable
from typing import Protocol

from execution.answer import Answer
from execution.basis import Basis

Keep = Callable[[Answer, Basis | None], None]
"""Told what the query came to, and on what that rests; None when nobody can tell: then it is not given again."""


class Memory(Protocol):
    """Knows no more of a query than its key: equal keys are the same query of the same asker."""

    async def recall(self, key: Hashable) -> Answer | Keep | None:
        """Give the answer, no older than this call; or where to keep the one that comes now; or None, if nowhere.

        What goes wrong with remembering is None too: a query does not fail by it.
        """
        ...
