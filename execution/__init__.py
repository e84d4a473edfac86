"""Runs GraphQL operations on a graphql-core schema, over HTTP, event streams and WebSocket."""

from execution.answer import Answer
from execution.context import Context, ContextFor
from execution.cost import Weigh, weight_of
from execution.documents import Documents, Prepared
from execution.engine import Engine
from execution.errors import Code, Report, TooMany, Unauthorized
from execution.feed import Feed
from execution.limits import Limits
from execution.manifest import BadManifest, read_manifest
from execution.toll import Toll
from execution.trusted import Trusted

__all__ = [
    "Answer",
    "BadManifest",
    "Code",
    "Context",
    "ContextFor",
    "Documents",
    "Engine",
    "Feed",
    "Limits",
    "Prepared",
    "Report",
    "Toll",
    "TooMany",
    "Trusted",
    "Unauthorized",
    "Weigh",
    "read_manifest",
    "weight_of",
]
