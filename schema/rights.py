"""Every field has a declared permission: on itself, or on the type it belongs to."""

from collections.abc import Callable, Collection
from typing import Any, TypeVar

import strawberry

from domain.viewer import EVERYBODY, Role

T = TypeVar("T", bound=type)

PUBLIC = "public"
"""Answered without a token."""

TYPE_READERS: dict[str, Collection[Role]] = {}
"""Who may read a type, by its GraphQL name; types whose own fields say nothing follow this."""


def governed(readers: Collection[Role], *, called: str | None = None) -> Callable[[T], T]:
    """Declare who may read a type; put it above @strawberry.type."""

    def declare(kind: T) -> T:
        TYPE_READERS[called or kind.__name__] = frozenset(readers)
        return kind

    return declare


def field(description: str, *, readers: Collection[Role] | str | None = None, **rest: Any) -> Any:  # noqa: ANN401  as strawberry.field
    """A field with a description and, where it differs from its type's, a permission of its own."""
    metadata = {} if readers is None else {"readers": readers}
    return strawberry.field(description=description, metadata=metadata, **rest)


def mutation(description: str, *, callers: Collection[Role]) -> Any:  # noqa: ANN401  as strawberry.mutation
    """A mutation and the roles that may call it."""
    return strawberry.mutation(description=description, metadata={"readers": frozenset(callers)})


def subscription(description: str, *, readers: Collection[Role]) -> Any:  # noqa: ANN401  as strawberry.subscription
    """A subscription and the roles that may open it."""
    return strawberry.subscription(description=description, metadata={"readers": frozenset(readers)})


SIGNED_IN = EVERYBODY
