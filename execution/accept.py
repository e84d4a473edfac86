"""Which of our media types a client wants, by its Accept header."""

from collections.abc import Mapping
from enum import StrEnum
from functools import lru_cache

ANYTHING = "*/*"
MOST_ENTRIES = 50
MOST_REMEMBERED = 256
LONGEST_REMEMBERED = 500
"""Headers of which the reading is remembered, and how many characters such a one has: nobody fills memory with them."""


class Media(StrEnum):
    """In the order of our preference where the client has none."""

    GRAPHQL = "application/graphql-response+json"
    JSON = "application/json"
    EVENTS = "text/event-stream"


def preferred(accept: str | None) -> Media | None:
    """Give the media type for an answer; None when the client accepts none of ours.

    Who accepts anything gets JSON, as the specification asks.
    """
    wanted = _qualities(accept)
    named = [media for media in Media if wanted.get(media, 0) > 0]
    best = max(named, key=lambda media: wanted[media], default=None)
    anything = max(wanted.get(ANYTHING, 0), wanted.get("application/*", 0))
    if anything > (wanted[best] if best else 0) and wanted.get(Media.JSON, 1) > 0:
        return Media.JSON
    return best


def streams(accept: str | None) -> bool:
    """Whether the client asks for an event stream by name; who accepts just anything does not expect one."""
    return _qualities(accept).get(Media.EVENTS, 0) > 0


def _qualities(accept: str | None) -> Mapping[str, float]:
    if accept is not None and len(accept) > LONGEST_REMEMBERED:
        return _read(accept)
    return _remembered(accept)


@lru_cache(maxsize=MOST_REMEMBERED)
def _remembered(accept: str | None) -> Mapping[str, float]:
    return _read(accept)


def _read(accept: str | None) -> Mapping[str, float]:
    qualities: dict[str, float] = {}
    for entry in (accept or ANYTHING).split(",")[:MOST_ENTRIES]:
        media, *parameters = (part.strip().lower() for part in entry.split(";"))
        quality = next((part[2:] for part in parameters if part.startswith("q=")), "1")
        qualities[media] = max(qualities.get(media, 0), _number(quality))
    return qualities


def _number(quality: str) -> float:
    try:
        number = float(quality)
    except ValueError:
        return 0
    return number if 0 <= number <= 1 else 0
