"""Every field has a declared permission: on itself, or on the type it belongs to."""

from collections.abc import Callable, Collection
from typing import Any, TypeVar

import strawberry

from domain.viewer import Role

T = TypeVar("T", bound=type)

PUBLIC = "public"
"""Answered without a token."""

TYPE_READERS: dict[str, Collection[Role]] = {}
"""Who may read a type, by its GraphQL name; types whose own fields say nothing follow this."""


def governed(readers: Collection[Role]) -> Callable[[T], T]:
    """Declare who may read a type; put it above @strawberry.type."""

    def declare(kind: T) -> T:
        definition = getattr(kind, "__strawberry_definition__", None)
        TYPE_READERS[definition.name if definition else kind.__name__] = frozenset(readers)
        return kind

    return declare


def field(
    description: str, *, readers: Collection[Role] | str | None = None, cost: int | None = None, size: int | None = None
) -> Any:  # noqa: ANN401  as strawberry.field
    """A field with a description and, where they differ from the usual, who may read it and what it costs.

    `cost` is in objects that may have to be fetched; `size` is how many items a list without pages usually has.
    """
    given = {"readers": readers, "cost": cost, "size": size}
    metadata = {name: value for name, value in given.items() if value is not None}
    return strawberry.field(description=description, metadata=metadata)


def mutation(description: str, *, callers: Collection[Role] | str) -> Any:  # noqa: ANN401  as strawberry.mutation
    """A mutation and the roles that may call it, or PUBLIC."""
    readers = callers if isinstance(callers, str) else frozenset(callers)
    return strawberry.mutation(description=description, metadata={"readers": readers})


def subscription(description: str, *, readers: Collection[Role]) -> Any:  # noqa: ANN401  as strawberry.subscription
    """A subscription and the roles that may open it."""
    return strawberry.subscription(description=description, metadata={"readers": frozenset(readers)})
