"""A department that a client names by its code, with those below it."""

from schema.context import Info


def with_those_below(info: Info, code: str | None) -> tuple[str, ...] | None:
    """The codes of a department and of all below it; None for None, which is all."""
    return None if code is None else tuple(sorted(info.context.house.directory.below(code)))
