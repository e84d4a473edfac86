"""Runs GraphQL operations on a graphql-core schema, over HTTP, event streams and WebSocket."""

from execution.answer import Answer
from execution.context import Context, ContextFor
from execution.cost import Weigh, weight_of
from execution.documents import Documents, Prepared
from execution.engine import Engine
from execution.errors import Code, Report, Unauthorized
from execution.feed import Feed
from execution.limits import Limits

__all__ = [
    "Answer",
    "Code",
    "Context",
    "ContextFor",
    "Documents",
    "Engine",
    "Feed",
    "Limits",
    "Prepared",
    "Report",
    "Unauthorized",
    "Weigh",
    "weight_of",
]
