"""What an operation comes to, ready to be sent."""

import math
from collections.abc import Mapping, Sequence
from typing import Any

import orjson

from execution.errors import Code, ErrorDict

NOTHING: Mapping[str, Any] = {}


class Answer:
    """The response of the specification; `body` is its JSON, the same bytes on every transport.

    Raises orjson.JSONEncodeError when a scalar came to something that is not JSON.
    """

    __slots__ = ("body", "errors", "executed", "extensions", "retry_after")

    def __init__(
        self,
        *,
        data: Mapping[str, Any] | None = None,
        errors: Sequence[ErrorDict] = (),
        extensions: Mapping[str, Any] = NOTHING,
        executed: bool = True,
    ) -> None:
        self.errors = errors
        self.extensions = extensions
        self.retry_after: int | None = None
        """Whole seconds to wait, for who asked for too much in too short a time; else None."""
        self.executed = executed
        """False when the operation was refused before it ran: such an answer has no `data`."""
        parts: dict[str, Any] = {"data": data} if executed else {}
        if errors:
            parts["errors"] = list(errors)
        if extensions:
            parts["extensions"] = extensions
        self.body = orjson.dumps(parts)

    @classmethod
    def refusal(cls, *errors: ErrorDict, extensions: Mapping[str, Any] = NOTHING) -> "Answer":
        return cls(errors=errors, extensions=extensions, executed=False)

    @classmethod
    def too_many(cls, wait: float, cost: int) -> "Answer":
        """Refuse what cannot be paid before so many seconds are over."""
        seconds = max(1, math.ceil(wait))
        said = f"Too much was asked for in a short time: this costs {cost} and can be asked again in {seconds} s."
        extensions = {"code": Code.RATE_LIMITED.value, "retryAfter": seconds, "cost": cost}
        refusal = cls.refusal({"message": said, "extensions": extensions})
        refusal.retry_after = seconds
        return refusal

    @classmethod
    def again(cls, body: bytes, extensions: Mapping[str, Any]) -> "Answer":
        """Give an answer without errors once more, of which only the bytes are known."""
        answer = cls.__new__(cls)
        answer.body, answer.errors, answer.executed, answer.extensions = body, (), True, extensions
        answer.retry_after = None
        return answer

    @property
    def data(self) -> dict[str, Any] | None:
        """As clients read it."""
        found: dict[str, Any] | None = orjson.loads(self.body).get("data")
        return found
