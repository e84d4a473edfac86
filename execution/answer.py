"""What an operation comes to, ready to be sent."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

import orjson

from execution.errors import ErrorDict


@dataclass(frozen=True, kw_only=True)
class Answer:
    """The response of the specification; `body` is its JSON, the same bytes on every transport."""

    data: dict[str, Any] | None = None
    errors: Sequence[ErrorDict] = ()
    extensions: dict[str, Any] = field(default_factory=dict)
    executed: bool = True
    """False when the operation was refused before it ran: such an answer has no `data`."""

    body: bytes = field(init=False, repr=False)

    def __post_init__(self) -> None:
        """Serialise; raises orjson.JSONEncodeError when a scalar came to something that is not JSON."""
        object.__setattr__(self, "body", orjson.dumps(self._parts()))

    @classmethod
    def refusal(cls, *errors: ErrorDict, extensions: dict[str, Any] | None = None) -> "Answer":
        return cls(errors=errors, extensions=extensions or {}, executed=False)

    def _parts(self) -> dict[str, Any]:
        parts: dict[str, Any] = {}
        if self.executed:
            parts["data"] = self.data
        if self.errors:
            parts["errors"] = list(self.errors)
        if self.extensions:
            parts["extensions"] = self.extensions
        return parts
