"""The usual request, a POST of JSON that is answered with JSON, in few steps; `execution/http.py` does all the others.

Whoever gets None here lets it do this one, too: it says the same, and what is wrong in all other cases.
"""

from collections.abc import Iterable
from functools import lru_cache
from typing import Any, NamedTuple

from graphql import OperationType

from execution.accept import LONGEST_REMEMBERED, MOST_REMEMBERED, Media, preferred
from execution.answer import Answer
from execution.context import Context
from execution.documents import Prepared
from execution.engine import Engine
from execution.http import content_type_of, is_json, status_of
from execution.request import BadRequest, OperationRequest

Headers = Iterable[tuple[bytes, bytes]]


_OK = 200
"""A number, as logs and figures have it."""


class Usual(NamedTuple):
    """What the headers of such a request say."""

    media: Media
    authorization: bytes | None
    request_id: bytes | None
    length: bytes | None
    """Of the body, as it was announced."""
    origin: bytes | None
    forwarded: bytes | None
    """`X-Forwarded-For`, whoever wrote it."""


class Replied(NamedTuple):
    """What is sent; `content_type` is a header's value."""

    status: int
    content_type: bytes
    body: bytes
    retry_after: int | None = None
    """In seconds."""


def usual(headers: list[tuple[bytes, bytes]]) -> Usual | None:
    """None when a header is there twice, or says anything that is rarely said."""
    found = dict(headers)
    if len(found) != len(headers) or b"content-encoding" in found or b"transfer-encoding" in found:
        return None
    media = _media(found.get(b"content-type", b"")[:LONGEST_REMEMBERED], found.get(b"accept", b"")[:LONGEST_REMEMBERED])
    if media is None:
        return None
    return Usual(
        media,
        found.get(b"authorization"),
        found.get(b"x-request-id"),
        found.get(b"content-length"),
        found.get(b"origin"),
        found.get(b"x-forwarded-for"),
    )


@lru_cache(maxsize=MOST_REMEMBERED)
def _media(content_type: bytes, accept: bytes) -> Media | None:
    if len(content_type) == LONGEST_REMEMBERED or len(accept) == LONGEST_REMEMBERED:
        return None  # perhaps not the whole of it
    if not is_json(content_type.decode("latin-1")):
        return None
    media = preferred(accept.decode("latin-1") or None)
    return None if media is Media.EVENTS else media


def whole_body(message: Any, limit: int) -> bytes | None:
    """The body, when it came in one message of ASGI and is within the limit (bytes)."""
    if message["type"] != "http.request" or message.get("more_body"):
        return None
    body: bytes = message.get("body", b"")
    return body if len(body) <= limit else None


class Asked(NamedTuple):
    """A query or a mutation that may be run, or the refusal to be sent instead."""

    operation: Prepared | Answer
    variables: dict[str, Any]
    media: Media
    context: Context


def asked_in(engine: Engine, body: bytes, media: Media, context: Context) -> Asked | None:
    """What is asked for in the body."""
    try:
        asked = OperationRequest.from_body(body)
    except BadRequest:
        return None
    operation = engine.asked(asked, context)
    if not isinstance(operation, Answer) and operation.kind is OperationType.SUBSCRIPTION:
        return None
    return Asked(operation, asked.variables, media, context)


async def replied(engine: Engine, asked: Asked) -> Replied:
    """Run it."""
    operation, variables, media, context = asked
    answer = operation if isinstance(operation, Answer) else await engine.execute(operation, variables, context)
    return reply_of(answer, media)


def reply_of(answer: Answer, media: Media) -> Replied:
    """How the answer is sent to whoever accepts this."""
    status = _OK if answer.executed else int(status_of(answer, media))
    return Replied(status, content_type_of(media), answer.body, answer.retry_after)
