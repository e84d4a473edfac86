"""What clients are told when something goes wrong, and what they are not told."""

from collections.abc import Callable
from enum import StrEnum
from typing import Any

from graphql import GraphQLError

from execution.context import Context


class Code(StrEnum):
    """`extensions.code` of the errors that arise here; resolvers add their own."""

    BAD_REQUEST = "BAD_REQUEST"
    BAD_USER_INPUT = "BAD_USER_INPUT"
    COST_LIMIT = "COST_LIMIT"
    GRAPHQL_PARSE_FAILED = "GRAPHQL_PARSE_FAILED"
    GRAPHQL_VALIDATION_FAILED = "GRAPHQL_VALIDATION_FAILED"
    INTERNAL = "INTERNAL"
    METHOD_NOT_ALLOWED = "METHOD_NOT_ALLOWED"
    NOT_ACCEPTABLE = "NOT_ACCEPTABLE"
    PAYLOAD_TOO_LARGE = "PAYLOAD_TOO_LARGE"
    PERSISTED_QUERY_NOT_FOUND = "PERSISTED_QUERY_NOT_FOUND"
    PERSISTED_QUERY_NOT_SUPPORTED = "PERSISTED_QUERY_NOT_SUPPORTED"
    QUERY_NOT_IN_SAFELIST = "QUERY_NOT_IN_SAFELIST"
    RATE_LIMITED = "RATE_LIMITED"
    SHUTTING_DOWN = "SHUTTING_DOWN"
    TIMEOUT = "TIMEOUT"
    TOO_MANY_OPERATIONS = "TOO_MANY_OPERATIONS"
    UNAUTHENTICATED = "UNAUTHENTICATED"
    UNSUPPORTED_MEDIA_TYPE = "UNSUPPORTED_MEDIA_TYPE"


class Unauthorized(Exception):  # noqa: N818 - it says what is the matter, like the status code
    """Raised by the caller's hook for a bad token; no token at all is an anonymous context."""


class TooMany(Exception):  # noqa: N818 - likewise
    """Raised by the caller's hook for one who has to wait for so many `seconds` before they are heard at all."""

    def __init__(self, seconds: float) -> None:
        super().__init__("too many requests")
        self.seconds = seconds


ErrorDict = dict[str, Any]
Report = Callable[[GraphQLError, Context], None]
"""Told of each error that clients see masked: a bug, or something out of order."""


def an_error(message: str, code: Code) -> ErrorDict:
    return {"message": message, "extensions": {"code": code.value}}


def formatted(error: GraphQLError, code: Code) -> ErrorDict:
    """The error in the shape of the specification; `code` applies where the error has none of its own."""
    return {**error.formatted, "extensions": {"code": code.value, **(error.extensions or {})}}


def told(error: GraphQLError, report: Report, context: Context) -> ErrorDict:
    """The error of a field as clients see it: as it is when meant for them, otherwise reported and masked."""
    if _meant_for_clients(error):
        return formatted(error, Code.BAD_USER_INPUT)
    report(error, context)
    masked = GraphQLError("Internal error", error.nodes, path=error.path)
    return formatted(masked, Code.INTERNAL)


def _meant_for_clients(error: GraphQLError) -> bool:
    if error.original_error is None or "code" in (error.extensions or {}):
        return True
    # An argument that cannot be coerced arrives wrapped and points at itself; a result that cannot be sent does not.
    cause = error.original_error
    return isinstance(cause, GraphQLError) and cause.original_error is None and bool(cause.nodes)
