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
from execution.engine import Engine
from execution.http import content_type_of, is_json, status_of
from execution.request import BadRequest, OperationRequest

Headers = Iterable[tuple[bytes, bytes]]


class Usual(NamedTuple):
    """What the headers of such a request say."""

    media: Media
    authorization: bytes | None
    request_id: bytes | None


class Replied(NamedTuple):
    """What is sent; `content_type` is a header's value."""

    status: int
    content_type: bytes
    body: bytes


def usual(headers: list[tuple[bytes, bytes]]) -> Usual | None:
    """None when a header is there twice, or says anything that is rarely said."""
    found = dict(headers)
    if len(found) != len(headers) or b"content-encoding" in found:
        return None
    media = _media(found.get(b"content-type", b"")[:LONGEST_REMEMBERED], found.get(b"accept", b"")[:LONGEST_REMEMBERED])
    return None if media is None else Usual(media, found.get(b"authorization"), found.get(b"x-request-id"))


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


async def replied(engine: Engine, body: bytes, media: Media, context: Context) -> Replied | None:
    """Run a query or a mutation."""
    try:
        asked = OperationRequest.from_body(body)
    except BadRequest:
        return None
    answer = engine.documents.asked(asked, context)
    if not isinstance(answer, Answer):
        if answer.kind is OperationType.SUBSCRIPTION:
            return None
        answer = await engine.execute(answer, asked.variables, context)
    return Replied(int(status_of(answer, media)), content_type_of(media), answer.body)  # as logs and figures have it
