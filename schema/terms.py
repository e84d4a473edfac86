"""What every mutation takes, whatever its verb: a key that makes a retry harmless, and the version that was seen."""

from typing import Annotated, Any, TypeVar

import strawberry

T = TypeVar("T")

TEXT = "1 to 20,000 characters, kept sealed."
REASON = "Why (原因; source: P1.3-c): 1 to 500 characters, without personal data; required."
DECLINED = "Why the request was declined (业务错误); empty when it was done."

Asked = Annotated[T, strawberry.argument(description="What is asked for.")]


def needed(description: str) -> Any:  # noqa: ANN401  as strawberry.field
    """A field of an input that must be given."""
    return strawberry.field(description=description)


def optional(description: str) -> Any:  # noqa: ANN401  as strawberry.field
    """A field of an input that may be left out or null."""
    return strawberry.field(description=description, default=None)


@strawberry.input
class Keyed:
    """Beginning something new."""

    idempotency_key: str | None = optional(
        "1 to 100 characters of the client's own making (幂等键): the same key with the same input again changes"
        " nothing more and is answered like the first time; with another input it is refused. Keys are per author."
    )


@strawberry.input
class Versioned(Keyed):
    """Changing what is there."""

    expected_version: int | None = optional(
        "The version that the client has seen (版本); if it has changed meanwhile, nothing is done: CHANGED_MEANWHILE."
        " Without it, it is done to whatever there is by then."
    )
