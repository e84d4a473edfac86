"""Relay connections by keyset."""

from collections.abc import Callable
from typing import Annotated, Any, TypeVar

import strawberry

from domain.viewer import EVERYBODY
from schema.errors import BadInput
from schema.rights import field, governed

C = TypeVar("C")

First = Annotated[int, strawberry.argument(description="How many at the most, 1 to 100; more is an error.")]
After = Annotated[str | None, strawberry.argument(description="Go on after this cursor.")]
Last = Annotated[int, strawberry.argument(description="How many of the newest, 1 to 100; more is an error.")]
MOST = 100


def within_a_page(size: int, name: str) -> int:
    """The size itself; BadInput when it is not one of a page."""
    if not 1 <= size <= MOST:
        message = f"{name} is {size}; it is 1 to {MOST}"
        raise BadInput(message)
    return size


@governed(EVERYBODY)
@strawberry.type(description="Where a page ends (分页信息).")
class PageInfo:
    """As Relay has it."""

    has_next_page: bool = field("Whether there is more after this page.")
    has_previous_page: bool = field("Whether this page was asked for with `after`.")
    start_cursor: str | None = field("The cursor of the first edge.")
    end_cursor: str | None = field("The cursor of the last edge: give it as `after` for the next page.")

    @classmethod
    def of(cls, cursors: list[str], *, more: bool, after: str | None) -> "PageInfo":
        """From the page's cursors."""
        return cls(
            has_next_page=more,
            has_previous_page=after is not None,
            start_cursor=cursors[0] if cursors else None,
            end_cursor=cursors[-1] if cursors else None,
        )


def a_page(
    connection: Callable[..., C], edge: Callable[..., Any], nodes: list[Any], cursors: list[str], *,
    more: bool, after: str | None, **rest: Any,  # noqa: ANN401  what this connection has beside its page
) -> C:  # fmt: skip
    """A connection of these nodes."""
    return connection(
        edges=[edge(cursor=cursor, node=node) for cursor, node in zip(cursors, nodes, strict=True)],
        nodes=nodes,
        page_info=PageInfo.of(cursors, more=more, after=after),
        **rest,
    )


@governed(EVERYBODY)
@strawberry.interface(description="Anything with a global id (节点).")
class Node:
    """As Relay has it."""

    id: strawberry.ID = field("The global id; opaque.")
